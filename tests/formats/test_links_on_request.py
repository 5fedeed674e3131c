"""URLs in code and comments, and wiki links: read when asked for, and where they stand."""

from __future__ import annotations

import pytest

from reviewaudit import formats
from reviewaudit.model import LinkKind, LinkPolicy

VERBATIM = LinkPolicy(include_verbatim=True)
WIKI = LinkPolicy(include_wikilinks=True)


def read(source, format, policy):
    """The URL and the source at its place, for each link."""
    document = formats.parse(source.encode(), format, policy)
    lines = source.splitlines()
    return [
        (link.url, lines[link.place.line - 1][link.place.column - 1 : link.place.end_column - 1])
        for link in document.links
    ]


@pytest.mark.parametrize(
    ("format", "source", "url"),
    [
        ("markdown", "é `curl https://a.example/x`", "https://a.example/x"),
        ("markdown", "``a` www.a.example/x``", "www.a.example/x"),
        ("markdown", "```sh\ncurl https://a.example/x?a=1&amp;b\n```", "https://a.example/x?a=1&amp;b"),
        ("markdown", "text\n\n    https://a.example/x\n", "https://a.example/x"),
        ("markdown", "> ```\n> 日本 https://a.example/x\n> ```", "https://a.example/x"),
        ("markdown", "- item\n\n  ~~~\n  https://a.example/x\n  ~~~", "https://a.example/x"),
        ("markdown", "# `https://a.example/x` heading", "https://a.example/x"),
        ("markdown", "text <!-- https://a.example/x--> text", "https://a.example/x"),
        ("markdown", "<!--\nhttps://a.example/x\n-->", "https://a.example/x"),
        ("markdown", "<pre>\nhttps://a.example/x\n</pre>", "https://a.example/x"),
        ("markdown", '<pre><a href="https://a.example/x">y</a></pre>', "https://a.example/x"),
        ("html", "<pre>é https://a.example/x</pre>", "https://a.example/x"),
        ("html", "<p><code>www.a.example/x</code>", "www.a.example/x"),
        ("html", "<samp>a <kbd>https://a.example/x</kbd></samp>", "https://a.example/x"),
        ("html", '<pre><a href="https://a.example/x">https://a.example/…</a></pre>', "https://a.example/x"),
        ("html", "<!-- https://a.example/x-->", "https://a.example/x"),
        ("rst", "::\n\n    https://a.example/x\n", "https://a.example/x"),
        ("rst", "Use ``https://a.example/x`` here.\n", "https://a.example/x"),
        ("rst", ".. a comment: https://a.example/x\n", "https://a.example/x"),
        ("asciidoc", "----\nhttps://a.example/x\n----\n", "https://a.example/x"),
        ("asciidoc", "text\n\n// https://a.example/x\n", "https://a.example/x"),
    ],
)
def test_urls_in_code_and_comments_are_links_when_asked_for(format, source, url):
    whole = url if url.startswith("http") else f"http://{url}"
    assert read(source, format, VERBATIM) == [(whole, url)]
    assert read(source, format, LinkPolicy()) == []


def test_character_references_count_in_html_code():
    source = "<code>https://a.example/?a=1&amp;b=2</code>"
    assert read(source, "html", VERBATIM) == [("https://a.example/?a=1&b=2", "https://a.example/?a=1&amp;b=2")]


@pytest.mark.parametrize(
    ("format", "source"),
    [
        ("markdown", '<svg xmlns="http://www.w3.org/2000/svg"></svg> [a `https://b.example`](https://a.example/x)'),
        (
            "markdown",
            "<div>https://b.example</div>\n\n<script>var u = 'https://b.example'</script>\n\nhttps://a.example/x",
        ),
        ("html", '<p>https://b.example <svg xmlns="http://www.w3.org/2000/svg"/><a href="https://a.example/x">y</a>'),
        (
            "html",
            "<script>let u = 'https://b.example'</script><a href=https://a.example/x><code>https://b.example</code></a>",
        ),
        ("rst", "`https://b.example/ <https://a.example/x>`_\n"),
        ("asciidoc", "https://a.example/x[https://b.example]\n"),
        ("text", "<https://a.example/x>"),
    ],
)
def test_what_is_no_code_is_read_as_ever(format, source):
    assert read(source, format, VERBATIM) == read(source, format, LinkPolicy()) != []


@pytest.mark.parametrize(
    ("source", "url", "text", "kind"),
    [
        ("[[Page]]", "Page", "Page", LinkKind.WIKI),
        ("é [[Green Tea|what *it* is]]", "Green Tea", "what it is", LinkKind.WIKI),
        ("[[Page#A heading]]", "Page#A heading", "Page#A heading", LinkKind.WIKI),
        ("[[#A heading]]", "#A heading", "#A heading", LinkKind.WIKI),
        ("[[ Page ]]", "Page", " Page ", LinkKind.WIKI),
        ("![[cup.png]]", "cup.png", "cup.png", LinkKind.IMAGE),
        ("| a |\n|---|\n| [[Page\\|text]] |", "Page", "text", LinkKind.WIKI),
        ("# Of [[Page]]", "Page", "Page", LinkKind.WIKI),
    ],
)
def test_wiki_links_are_links_when_asked_for(source, url, text, kind):
    [link] = formats.parse(source.encode(), "markdown", WIKI).links
    assert (link.url, link.text, link.kind) == (url, text, kind)
    assert read(source, "markdown", WIKI) == [(url, url)]
    assert read(source, "markdown", LinkPolicy()) == []


@pytest.mark.parametrize("source", ["`[[Page]]`", "[[]]", "\\[[Page]]", "```\n[[Page]]\n```"])
def test_what_only_looks_like_a_wiki_link_is_none(source):
    assert read(source, "markdown", WIKI) == []
