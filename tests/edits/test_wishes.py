"""What a reference should cite instead, by what the network said; and whole proposals on a little web."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reviewaudit import edits, formats
from reviewaudit.audit import Mends, Network, propose
from reviewaudit.extraction import extract
from reviewaudit.model import Policy, ReviewPolicy, Source, Status, Verdict
from reviewaudit.services import play_web

OLD, NEW = "https://old.example/a", "https://new.example/b"


def alive(final, moved="", **more):
    return Verdict(Status.ALIVE, "ok", "HTTP 200", 200, final, moved=moved, **more)


def dead():
    return Verdict(Status.DEAD, "http-404", "HTTP 404", 404)


ROWS = [
    # URL as written, verdicts, what is asked for, the wish
    (OLD, {OLD: alive(NEW, "permanent")}, {}, ("redirect", NEW)),
    (f"{OLD}#x", {OLD: alive(NEW, "permanent")}, {}, ("redirect", f"{NEW}#x")),
    (f"{OLD}#x", {OLD: alive(f"{NEW}#y", "permanent")}, {}, ("redirect", f"{NEW}#y")),
    (OLD, {OLD: alive(f"{NEW}?q=ä b", "permanent")}, {}, ("redirect", f"{NEW}?q=%C3%A4%20b")),
    (OLD, {OLD: alive("https://me:pw@new.example/", "permanent")}, {}, None),
    (OLD, {OLD: alive("https://new.example/\n", "permanent")}, {}, None),
    (OLD, {OLD: alive("javascript:alert(1)", "permanent")}, {}, None),
    (OLD, {OLD: alive(NEW)}, {}, None),  # a temporary redirect
    (OLD, {OLD: Verdict(Status.SUSPECT, "soft-404", final_url=NEW, moved="permanent")}, {}, None),
    (OLD, {OLD: alive(NEW, "permanent", asked="https://preview.example/a")}, {}, None),
    (OLD, {OLD: alive(f"{OLD}/", "cosmetic (slash)")}, {}, None),
    (OLD, {OLD: alive(f"{OLD}/", "cosmetic (slash)")}, {"cosmetic": True}, ("redirect", f"{OLD}/")),
    (OLD, {OLD: alive(NEW, "permanent")}, {"mends": ("https",)}, None),
    (OLD, {}, {}, None),
    ("http://a.example/t#f", {"https://a.example/t": alive("https://a.example/t")}, {},
     ("https", "https://a.example/t#f")),
    ("http://a.example/t", {"https://a.example/t": alive("http://a.example/t")}, {}, None),
    ("http://a.example/t", {"https://a.example/t": dead(), "http://a.example/t": alive("http://a.example/t")}, {},
     None),
    ("http://a.example/t", {"http://a.example/t": alive("https://a.example/t", "cosmetic (https)")}, {},
     ("https", "https://a.example/t")),
    ("http://a.example/t", {"http://a.example/t": alive("https://a.example/u")}, {}, None),
    ("http://dx.doi.org/10.1000/Ab", {"http://dx.doi.org/10.1000/Ab": alive(NEW, "permanent")}, {},
     ("doi", "https://doi.org/10.1000/Ab")),
    ("https://doi.org/10.1000/Ab", {"https://doi.org/10.1000/Ab": alive(NEW, "permanent")}, {}, None),
    (f"{OLD}#x", {OLD: dead()}, {"copies": {OLD: "https://web.archive.org/web/2020/x"}},
     ("archive", "https://web.archive.org/web/2020/x#x")),
    (OLD, {OLD: dead()}, {}, None),
    (OLD, {OLD: Verdict(Status.UNVERIFIED, "timeout")}, {"copies": {OLD: "https://web.archive.org/web/2020/x"}}, None),
]  # fmt: skip


@pytest.mark.parametrize(("url", "verdicts", "asked", "wish"), ROWS)
def test_wish_follows_the_verdict(url, verdicts, asked, wish):
    document = formats.parse(f"[t](<{url}>)\n".encode(), "markdown")
    article = extract("a.md", "markdown", document, ReviewPolicy(), remarks=False)
    found = list(edits.wishes(article, verdicts, **{"mends": tuple(edits.MENDS), **asked}))
    assert [(one.mend, one.url) for one in found] == ([wish] if wish else [])


WEB = """
"http://plain.example/a" = "Tea"
"http://both.example/a" = "Tea"
"https://both.example/a" = "Tea"
"https://old.example/a" = { status = 301, location = "https://new.example/b" }
"https://new.example/b" = "Tea"
"""


def proposed(text, mends=Mends()):  # noqa: B008
    source = Source("a.md", data=text.encode())
    with play_web(WEB) as web:
        return propose(
            [source],
            Policy(),
            mends,
            as_of=date(2026, 6, 1),
            clock=lambda: datetime(2026, 6, 1, tzinfo=UTC),
            base=Path("/"),
            network=Network(gateway=web.origin),
            ledger=None,
        )


def test_https_is_written_where_the_server_answers_to_it():
    [one] = proposed("[a](http://both.example/a) [b](http://plain.example/a) [c](https://old.example/a)\n").rewritten
    assert one.after.decode() == "[a](https://both.example/a) [b](http://plain.example/a) [c](https://new.example/b)\n"
    assert [edit.why for edit in one.edits] == ["its server answers with https", "has moved permanently"]
    assert proposed(one.after.decode()).rewritten == ()


def test_nothing_is_asked_for_the_form_of_a_doi():
    proposal = propose(
        [Source("a.md", data=b"<http://dx.doi.org/10.1000/182> <http://both.example/a>\n")],
        Policy(),
        Mends(("doi",)),
        as_of=date(2026, 6, 1),
        clock=lambda: datetime(2026, 6, 1, tzinfo=UTC),
        base=Path("/"),
        network=Network(gateway="http://127.0.0.1:1"),
        ledger=None,
    )
    assert proposal.rewritten[0].after == b"<https://doi.org/10.1000/182> <http://both.example/a>\n"
    assert not proposal.network_down


@pytest.mark.parametrize(
    ("comment", "kept"),
    [
        ("<!-- reviewaudit: ignore[permanent-redirect] the old name is the point -->", True),
        ("<!-- reviewaudit: ignore[RA1] -->", True),
        ("<!-- reviewaudit: ignore[permanent-redirect] until=2026-05-31 -->", False),
        ("<!-- reviewaudit: ignore[insecure-link] -->", False),
    ],
)
def test_link_that_the_article_keeps_is_left_alone_and_named(comment, kept):
    [one] = proposed(f"[c](https://old.example/a) {comment}\n").rewritten
    assert bool(one.edits) is not kept
    assert [left.cause for left in one.left_out] == (["the article keeps it as it is (line 1)"] if kept else [])
