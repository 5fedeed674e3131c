"""A sitemap's bytes in, the URLs it names out, or why it cannot be read."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit import sitemaps
from reviewaudit.model import Problem
from reviewaudit.sitemaps import MOST_URLS, Sitemap, is_sitemap, read

A, B = "https://health.example/a", "https://health.example/b"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*urls, head='<?xml version="1.0" encoding="UTF-8"?>', space=SPACE):
    return f"{head}<urlset {space}>{''.join(f'<url><loc>{url}</loc></url>' for url in urls)}</urlset>".encode()


def packed(data):
    return gzip.compress(data, compresslevel=1, mtime=0)


INDEX = f"<sitemapindex {SPACE}><sitemap><loc>{A}.xml</loc></sitemap><sitemap><loc>{B}.xml.gz</loc></sitemap>"
INDEX = (INDEX + "</sitemapindex>").encode()
IMAGES = (
    f'<urlset {SPACE} xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url><loc>{A}</loc>'
    "<image:image><image:loc>https://health.example/a.png</image:loc></image:image></url></urlset>"
).encode()
PREFIXED = (
    f'<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9"><s:url><s:loc>{A}</s:loc></s:url></s:urlset>'
)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (urlset(A, B), Sitemap((A, B))),
        (b"\xef\xbb\xbf" + urlset(A), Sitemap((A,))),
        (urlset(f"\n  {A}\n", f"<![CDATA[{B}]]>"), Sitemap((A, B))),
        (urlset("https://health.example/?a=1&amp;b=2"), Sitemap(("https://health.example/?a=1&b=2",))),
        (urlset(A, A), Sitemap((A,))),
        (urlset(A, space=""), Sitemap((A,))),
        (urlset(A, space='xmlns="http://www.google.com/schemas/sitemap/0.84"'), Sitemap((A,))),
        (urlset(A, head="<!-- made by hand --><?xml-stylesheet href='s.xsl'?>"), Sitemap((A,))),
        (urlset(A, head='<?xml version="1.0" encoding="UTF-16"?>').decode().encode("utf-16"), Sitemap((A,))),
        (urlset(A, "/b", "ftp://health.example/c"), Sitemap((A,), (), ("/b", "ftp://health.example/c"))),
        (INDEX, Sitemap((), (f"{A}.xml", f"{B}.xml.gz"))),
        (IMAGES, Sitemap((A,))),
        (PREFIXED.encode(), Sitemap((A,))),
        (packed(urlset(A)), Sitemap((A,))),
        (packed(urlset(A)[:40]) + packed(urlset(A)[40:]), Sitemap((A,))),
        (f"{A}\r\n\n  {B}\n".encode(), Sitemap((A, B))),
        (packed(f"{A}\n{B}".encode()), Sitemap((A, B))),
        (b"\xef\xbb\xbf" + A.encode(), Sitemap((A,))),
        (f"{A}\nsee also\n".encode(), Sitemap((A,), (), ("see also",))),
    ],
)
def test_what_a_sitemap_names(data, expected):
    assert read(data) == expected


LAUGHS = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://health.example/x.dtd"> %a;]>'


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (urlset("&b;", head=LAUGHS), "line 1: it declares the entity 'a', which is refused"),
        (urlset("&a;", head=OUTSIDE), "it declares the entity 'a', which is refused"),
        (urlset(A, head=PARAMETER), "it declares the entity 'a', which is refused"),
        (urlset("&a;", head='<!DOCTYPE x SYSTEM "http://health.example/x.dtd">'), "it is a sitemap that names no page"),
        (urlset("&a;"), "it is no valid XML: line 1, column"),
        (urlset(A)[:-3], "it is no valid XML: line 1, column"),
        (urlset(A, head='<?xml version="1.0" encoding="x-klingon"?>'), "it is no valid XML"),
        (urlset(A).replace(b"health", b"\xff\xfe"), "it is no valid XML"),
        (urlset(), "it is a sitemap that names no page"),
        (b"", "it is a sitemap that names no page"),
        (b"<urlset>" + b"<a>" * 101, "nested too deep"),
        (b"<rss><channel/></rss>", "it is no sitemap but an RSS feed"),
        (b"<html><body/></html>", "it is no sitemap but XML of another kind, <html>"),
        (packed(urlset(A))[:-20], "it is no valid gzip: it ends too early"),
        (b"\x1f\x8b nonsense", "it is no valid gzip"),
        (urlset(*(f"{A}/{n}" for n in range(MOST_URLS + 1))), "it is a sitemap of more than 50,000 URLs"),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_its_cause(data, cause):
    problem = read(data)
    assert isinstance(problem, Problem)
    assert cause in problem.cause
    assert problem.help


def test_the_most_that_the_protocol_allows_is_read():
    assert len(read(urlset(*(f"{A}/{n}" for n in range(MOST_URLS)))).pages) == MOST_URLS


def test_a_bomb_is_unpacked_no_further_than_the_protocol_allows():
    bomb = packed(b"<urlset>" + bytes(sitemaps.MOST_BYTES))
    assert len(bomb) < 1_000_000
    assert read(bomb).cause == "it is a sitemap of more than 50 MiB"


@pytest.mark.parametrize(
    ("data", "name", "media_type", "expected"),
    [
        (urlset(A), "https://health.example/anything", "text/xml", True),
        (urlset(A), "https://health.example/", "text/html", True),
        (INDEX, "https://health.example/map", "", True),
        (packed(urlset(A)), "https://health.example/map.gz", "application/gzip", True),
        (urlset(A).decode().encode("utf-16"), "https://health.example/map", "", True),
        (A.encode(), "https://health.example/sitemap.txt", "text/plain", True),
        (A.encode(), "https://health.example/links.txt", "text/plain", False),
        (b"# Sitemap\n\nAll pages.", "https://health.example/sitemap.md", "text/plain", False),
        (b"<!doctype html><title>All pages", "https://health.example/sitemap.html", "text/html", False),
        (b"<?xml version='1.0'?><broken", "https://health.example/sitemap.xml", "text/xml", True),
        (b"<?xml version='1.0'?><html>", "https://health.example/a.xhtml", "application/xhtml+xml", False),
        (b"\x1f\x8b broken", "https://health.example/sitemap.xml.gz", "", True),
    ],
)  # fmt: skip
def test_what_is_a_sitemap(data, name, media_type, expected):
    assert is_sitemap(data, name, media_type) is expected


@given(st.binary() | st.binary().map(packed) | st.text().map(urlset))
def test_no_bytes_make_it_raise(data):
    assert isinstance(read(data), Sitemap | Problem)
    is_sitemap(data, "https://health.example/sitemap.xml")
