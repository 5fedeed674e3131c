"""What pages say of having been replaced, as they are made of markup."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit.services.bodies import describe
from reviewaudit.services.replaced import said_in

SAID = "This guideline has been replaced by"


def page(body, head=""):
    return f"<!doctype html><html><head><title>Tea</title>{head}</head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    ("body", "signals"),
    [
        (f"<p>{SAID} TG12.</p>", (f"superseded:{SAID} TG12",)),
        (f"<div>{SAID} <a class=x href='/g/12'>TG12</a>.</div>", (f"superseded:{SAID} TG12", "replacement:/g/12")),
        (
            f'<a href="/menu">Menu</a><p><a href="/a">A</a> <b>Note:</b>\n {SAID} <a href=/g/12>TG&#49;2</a></p>',
            (f"mentions-superseded:{SAID} TG12", "replacement:/g/12"),
        ),
        (f"<p><strong>Important:</strong> {SAID} TG12</p>", (f"superseded:{SAID} TG12",)),
        (f"<p>{SAID} TG12. <a href='/other'>Other</a></p>", (f"superseded:{SAID} TG12",)),
        (
            f"<p>In 2003 TG1 came out. {SAID} TG12 in 2010, which everybody knew.</p>",
            (f"mentions-superseded:{SAID} TG12 in 2010, which everybody knew",),
        ),
        (
            "<h1>Tea</h1><div>This page was withdrawn on 3 March 2020</div>",
            ("superseded:This page was withdrawn on 3 March 2020",),
        ),
        ("<p>This guideline has been</p><p>replaced by TG12.</p>", ()),
        (f"<script>let said = '{SAID} TG12'</script><!-- {SAID} TG12 --><template><p>{SAID} TG12</template>", ()),
        (f"{'<p>Tea is old. Cups are older.</p>' * 200}<p>{SAID} TG12.</p>", ()),
        ("<p>Green tea has replaced black tea, and no longer needs milk. See the archive.</p>", ()),
        ("", ()),
    ],
)
def test_words_and_links_of_the_first_screen(body, signals):
    assert said_in(page(body), "utf-8") == signals
    assert describe("text/html", None, page(body)).signals == signals


def test_what_stands_in_the_head_is_not_seen():
    head = f'<meta name="description" content="{SAID} TG12"><title>{SAID} TG12</title>'
    assert said_in(page("<p>Tea", head), "") == ()


def test_user_names_and_passwords_in_a_link_are_not_kept():
    said = said_in(page(f"<p>{SAID} <a href='https://me:secret@tea.example/12'>TG12</a>"), "utf-8")
    assert "secret" not in "".join(said)


def test_few_of_many_notices_are_kept():
    assert len(said_in(page(f"<p>{SAID} TG12.</p>" * 40), "utf-8")) <= 8


@given(st.binary(max_size=400), st.sampled_from(["", "utf-8", "latin-1", "no such"]))
def test_no_bytes_break_it(body, charset):
    said_in(b"This page was replaced" + body, charset)


@pytest.mark.parametrize(
    "piece", ["<a href='", "<a href=", "< a", "<p", "<!--", "this guideline was ", "&amp", "<script", "this page "]
)
def test_time_grows_with_the_page_alone(piece):
    body = b"This page was replaced" + (piece * (65_000 // len(piece))).encode()
    started = time.perf_counter()
    said_in(body, "utf-8")
    assert time.perf_counter() - started < 2
