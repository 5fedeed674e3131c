"""What is read of a body, and what is made of it."""

import pytest

from reviewaudit.services.bodies import CAP, decode, describe, refresh

GOOD_PRINT = 16


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw", "br"])
def test_encoded_pages_are_understood(web, observe_one, coding):
    seen = observe_one(web.url(f"/encoded/{coding}"))
    plain = observe_one(web.url("/ok"))
    assert seen.content.title == plain.content.title == "A good page"
    assert seen.content.fingerprint == plain.content.fingerprint
    assert len(seen.content.fingerprint) == GOOD_PRINT


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_a_bomb_is_cut(web, observe_one, coding):
    import tracemalloc

    web.url()  # the server packs its bomb outside of what is measured
    from_server = observe_one(web.url(f"/bomb/{coding}"), timeout=10)
    assert from_server.exchanges[-1].status == 200
    assert from_server.content.title == ""

    import gzip

    packed = gzip.compress(bytes(64 << 20), 1)
    tracemalloc.start()
    assert len(decode(packed, "gzip")) == CAP
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 << 20


def test_nested_codings_are_undone_in_turn():
    import gzip

    assert decode(gzip.compress(gzip.compress(b"page")), "gzip, gzip") == b"page"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "nonsense"])
def test_broken_or_unknown_codings_give_nothing(coding):
    assert decode(b"this is not packed", coding) == b""


def test_only_the_beginning_of_a_page_is_taken(web, observe_one):
    seen = observe_one(web.url("/big"))
    assert seen.content.length == 20_000_000
    assert seen.content.title == "A good page"
    assert web.sent("/big") < 15_000_000


def test_of_other_types_only_the_headers_are_taken(web, observe_one):
    seen = observe_one(web.url("/file"))
    assert seen.content.type == "application/pdf"
    assert seen.content.length == 20_000_000
    assert seen.content.fingerprint == ""
    assert web.sent("/file") < 15_000_000


@pytest.mark.parametrize("path", ["/hang/body", "/drip", "/truncated"])
def test_a_body_that_stalls_or_breaks_off_is_a_detail_of_an_answer(web, observe_one, path):
    (exchange,) = observe_one(web.url(path)).exchanges
    assert exchange.status == 200
    assert "the body" in exchange.detail


@pytest.mark.parametrize(
    ("page", "title"),
    [
        (b"<title>Plain</title>", "Plain"),
        (b"<TITLE lang=en>\n  Two\n lines </TITLE>", "Two lines"),
        (b"<title>Tom &amp; &#74;erry&hellip;</title>", "Tom & Jerry…"),
        (b"<title>cut off", "cut off"),
        (b"<p>none</p>", ""),
        (b"<titles>no</titles>", ""),
        ("<title>Übung</title>".encode(), "Übung"),
        ("<meta charset=iso-8859-1><title>Übung</title>".encode("latin-1"), "Übung"),
        (b"<meta charset=nonsense><title>Plain</title>", "Plain"),
        (b"<title>" + b"x" * 500 + b"</title>", "x" * 200),
        (b"<title></title>", ""),
    ],
)
def test_titles(page, title):
    assert describe("text/html", len(page), page).title == title


@pytest.mark.parametrize(
    ("header", "page", "target"),
    [
        ("", b'<meta http-equiv="refresh" content="0; url=/new">', "/new"),
        ("", b"<META HTTP-EQUIV=Refresh CONTENT='3;URL=/new'>", "/new"),
        ("", b'<meta content="0;url=/a?b&amp;c" http-equiv="refresh">', "/a?b&c"),
        ("", b"""<meta http-equiv="refresh" content="0; url='/new'">""", "/new"),
        ("", b'<meta http-equiv="refresh" content="60">', ""),
        ("", b'<meta http-equiv="refresh" content="60; url=/new">', ""),
        ("", b'<meta http-equiv="refresh" content="soon">', ""),
        ("", b'<meta http-equiv="refresh">', ""),
        ("", b'<noscript><meta http-equiv="refresh" content="0; url=/nojs"></noscript>', ""),
        ("", b'<!-- <meta http-equiv="refresh" content="0; url=/old"> -->', ""),
        ("0; url=/by-header", b"<p>", "/by-header"),
        ("0;/bare", b"<p>", "/bare"),
        ("99999999999999999999; url=/x", b"<p>", ""),
        ("", b"<p>refresh</p>", ""),
    ],
)
def test_pages_that_lead_on(header, page, target):
    assert refresh(header, page) == target


def test_the_charset_of_the_header_goes_first():
    page = "<meta charset=utf-8><title>Übung</title>".encode("latin-1")
    assert describe("text/html; charset=ISO-8859-1", None, page).title == "Übung"


def test_equal_pages_have_equal_fingerprints_and_others_not():
    prints = {describe("text/html", None, body).fingerprint for body in (b"a", b"a", b"b")}
    assert len(prints) == 2
    assert describe("text/html", None, None).fingerprint == ""
