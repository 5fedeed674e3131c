"""What holds for any input: nothing raises, and what is reported stands where it is said to stand."""

from __future__ import annotations

import html
import html.parser
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reviewaudit import formats
from reviewaudit.model import Container, LinkKind, LinkPolicy, Origin

PIECES = st.sampled_from(
    (
        *("https://a.example/x", "http://b.example/é_(y)", "www.c.example/z", "<https://d.example>", "me@e.example"),
        *("[[Page]]", "[[a b|", "[[#c]]", "]]", "][lab el]", "[ref]: /again\n", "<style>", "url('x')", "</style>"),
        *("[text](", ")", "[", "]", "](", "![alt](", "<angle dest>", ' "title"', "[ref]: ", "[ref]", "[^1]", "[^1]: "),
        *(
            "# ",
            "> ",
            "- ",
            "1. ",
            "7) ",
            "- [ ] ",
            "    ",
            "\t",
            "```\n",
            "~~~",
            "`",
            "``",
            "---\n",
            "+++\n",
            "***",
            "===",
        ),
        *("| a | b |\n|---|---|\n", "|", "\\|", "\\", "&amp;", "&copy;", "&", "*", "**", "_", "~~", "  \n", "\\\n"),
        *(
            '<a href="https://f.example">',
            "</a>",
            "<img src='i.png' alt=x srcset='a 1x, b 2x'>",
            "<!-- ",
            " -->",
            "<br>",
            "<",
        ),
        *("<pre>", "</pre>", "<code>", "</code>", "<div>", "</div>", "<h2>", "</h2>", "<script>", "</script>", "<td>"),
        *("<ol start=4 reversed>", "</ol>", "<li>", "<li value=9>", '<time datetime="2026-01-01">', "</time>", "<p>"),
        *('<meta name="reviewed" content="2026">', '<i itemprop="x">', '<b itemprop="y" itemscope>', "</i>", "</b>"),
        *(
            '<script type="application/ld+json">',
            '{"url": "https://g.example", "a": ["',
            '"b\\n"]}',
            "<template>",
            "<noscript>",
        ),
        *(
            "title: T\n",
            "refs:\n  - https://h.example\n",
            "k = 1.5\n",
            "l = [\n",
            's = """',
            "{",
            "}",
            "[t]\n",
            ": ",
            "|-\n  x\n",
        ),
        *(
            "{{ x }}",
            "{% if y %}",
            "<%= z %>",
            "{{< s >}}",
            "${v}",
            "{/* c */}",
            "import a from 'b'\n",
            "export const c\n",
        ),
        *(
            "\n",
            "\n\n",
            "\r\n",
            "\r",
            " ",
            "word",
            "日本語。",
            "😀",
            "é",
            "\u3000",
            "\ufeff",
            "\u2028",
            "\x0c",
            "\x1b",
            "Last reviewed:",
        ),
    )
)
RST_PIECES = st.sampled_from(
    (
        *(
            "`text <",
            ">`_",
            ">`__",
            "`",
            "``",
            "_",
            "__",
            "name_",
            "`a b`_",
            ".. _name: ",
            ".. _a b:",
            "__ ",
            ".. __: ",
        ),
        *(".. [1] ", ".. [#] ", ".. [*] ", "[#]_", ".. |x| image:: ", ".. image:: ", "   :target: ", ".. note:: "),
        *(
            ".. list-table:: T\n\n",
            "   * - ",
            "     - ",
            ".. csv-table::\n\n   ",
            '"',
            ".. raw:: html\n\n   ",
            "::\n\n",
        ),
        *(".. meta::\n   ", ":field: ", ":a:`", "`:b:", "+---+---+\n", "| a | b |\n", "+===+---+\n", "   +---+\n"),
        *("== ==\n", "a  b\n", "-- --\n", "====\n", "Title\n", "(a) ", "i. ", "#. ", "| ", "-- me\n", ">>> ", "..\n"),
        *(".. code::\n\n", ".. comment ", "-o FILE  ", "\\ ", "[CIT]_", "|x|_", ".. toctree::\n\n   ", ".. rubric:: "),
        *("X <https://t.example>\n", ".. _b: a_\n", "mailto:a@b.example"),
    )
)
ASCIIDOC_PIECES = st.sampled_from(
    (
        *("link:", "https://a.example/x[", "{url}", ":url: x\n", ":page-a: ", "= Title\n", "== ", "+", "++", "+++"),
        *("pass:[", "image::", "image:", "xref:", "<<", ">>", "#", "mailto:a@b.example[", "----\n", "....\n", "++++\n"),
        *("////\n", "// ", "|===\n", "a|", "2+|", '[cols="1,a"]\n', "[quote, x, https://q.example]\n", "____\n"),
        *(
            "[bibliography]\n",
            "====\n",
            "****\n",
            "[[[r]]] ",
            "[[x]]",
            "footnote:[",
            "footnote:a[",
            ". ",
            ".. ",
            "a:: ",
        ),
        *("NOTE: ", "+\n", "<1> ", ".Title\n", "include::x[]\n", "ifdef::x[]\n", "v1.0, 2026-01-05\n", "(((", ")))"),
        *(
            "Me <a@b.example>\n",
            '"`',
            '`"',
            "{sp}",
            ",",
            "--\n",
            "[source]\n",
            "!===\n",
            "!",
            ",===\n",
            "Title\n-----\n",
        ),
    )
)
SOURCES = st.one_of(
    st.lists(PIECES, max_size=40).map("".join).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(PIECES | RST_PIECES, max_size=40).map("".join).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(PIECES | ASCIIDOC_PIECES, max_size=40)
    .map("".join)
    .map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(PIECES, max_size=20).map(lambda pieces: ("---\n" + "".join(pieces)).encode()),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=200),
    st.lists(PIECES, max_size=20).map(lambda pieces: "".join(pieces).encode("utf-16")),
)
FORMATS = st.sampled_from(sorted(formats.FORMATS))


@settings(max_examples=1500, deadline=None)
@given(SOURCES, FORMATS)
@example(b"\xff\xfe", "text")
@example(b"\xff\xfe\x00\x00", "html")
@example(b"\xef\xbb\xbf", "markdown")
@example(b"", "markdown")
@example(b"{", "markdown")
@example(b"---\n", "html")
@example(b'<meta charset="idna">\xff', "html")
def test_no_bytes_raise_and_everything_reads_as_it_stands(data, format):
    document = formats.parse(data, format)
    check(document)


@settings(max_examples=700, deadline=None)
@given(SOURCES, FORMATS)
@example(b"<code>https://a.example/&amp;</code>", "html")
@example("| `https://a.example/é\\|x` |\n|-|\n| [[é\\|x]] |".encode(), "markdown")
@example("é ``https://a.example/é``\n\n.. www.a.example".encode(), "rst")
def test_links_on_request_read_as_they_stand_and_take_no_other_away(data, format):
    policy = LinkPolicy(include_verbatim=True, include_wikilinks=True)
    document = formats.parse(data, format, policy)
    check(document)
    plain = formats.parse(data, format)
    if b"[[" not in data and format not in {"markdown", "html"}:
        assert {link[:3] for link in plain.links} <= {link[:3] for link in document.links}


def check(document):
    if not document.text:
        assert not document.links
        assert not document.blocks
    for link in document.links:
        assert reads_as(written(document, link.place), link), link
    for field in document.fields:
        shown = written(document, field.place)
        if field.origin is not Origin.MICRODATA:
            assert squeezed(shown) == squeezed(field.value) or is_decoded(shown, field), field
    for one in document.undefined:
        shown = written(document, one.place)
        assert shown[shown.startswith("!")] == "["
        assert shown[-1] == "]"
    for comment in document.comments:
        assert comment.text in written(document, comment.place)
    for block in document.blocks:
        assert block.text.strip(" \t\r\n\f") == block.text
        assert_anchored(document.text, block)


def written(document, place):
    return document.text[
        document.lines.offset(place.line, place.column) : document.lines.offset(place.end_line, place.end_column)
    ]


def reads_as(shown, link):
    """Whether a source that reads `shown` means `link.url`."""
    if link.kind in {LinkKind.BARE, LinkKind.AUTOLINK} and link.url in {f"http://{shown}", f"mailto:{shown}"}:
        return True
    if shown == link.url or link.kind is LinkKind.METADATA:
        return True
    unescaped = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", shown)
    unslashed = re.sub(r"\\(.)", r"\1", shown, flags=re.DOTALL)  # reStructuredText escapes any character
    readings = {squeezed(html.unescape(text)) for text in (shown, unescaped, unslashed)}
    meant = {squeezed(link.url), squeezed(link.url.removeprefix("mailto:"))}
    return not meant.isdisjoint(readings) or "&" in shown or is_broken_in_a_cell(shown, link)


def is_broken_in_a_cell(shown, link):
    """Whether the URL goes on in the next line of its column: then its place covers the columns beside it as well."""
    return link.around.container is Container.CELL and "\n" in shown and spells(shown, squeezed(link.url))


def spells(shown, url):
    rest = iter(shown)
    return all(character in rest for character in url)


def is_decoded(shown, field):
    return any(mark in shown for mark in ("\\", "''", "&")) or "\n" in field.value or field.value not in shown


def squeezed(text):
    return "".join(text.split())


def assert_anchored(source, block):
    """Between two anchors the text is the source's, but for single characters that stand for something else."""
    anchors = block.anchors
    assert anchors[0][0] == 0
    assert list(anchors) == sorted(anchors)
    ends = [offset for offset, _ in anchors[1:]] + [len(block.text)]
    for (offset, at), end in zip(anchors, ends, strict=True):
        stretch = block.text[offset:end]
        assert stretch
        assert source[at : at + len(stretch)] == stretch or len(stretch) <= 2
    for start, end in ((0, len(block.text)), (len(block.text) // 2, len(block.text))):
        first, last = block.source_span(start, end)
        assert 0 <= first <= last <= len(source)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("a", "img", "link", "iframe", "area", "q")),
            st.text(st.characters(codec="ascii", categories=("L", "N", "P")), max_size=12),
            st.sampled_from(('"', "'", "")),
            st.sampled_from((" ", "\n", "\r\n", "\t", "  ")),
            st.sampled_from(("", "text", "é😀", "<b>x</b>", "<!-- c -->", "</a>", "<p>", "&amp;")),
        ),
        max_size=12,
    )
)
def test_html_links_are_those_of_the_standard_library(elements):
    """The second opinion of another parser: same URLs, each in a tag that begins on the same line."""
    attribute = {"a": "href", "area": "href", "link": "href", "img": "src", "iframe": "src", "q": "cite"}
    page = ""
    for name, value, quote, blank, after in elements:
        clean = re.sub(r"[\"'<>&=`\s]", "", value)
        quoted = f"{quote}{clean}{quote}" if clean else '""'
        closing = "</iframe>" if name == "iframe" else ""
        page += f"<{name}{blank}{attribute[name]}={quoted} >{after}{closing}"
    found = []

    class Parser(html.parser.HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.extend((value or "", self.getpos()[0]) for name, value in attrs if name == attribute.get(tag))

    parser = Parser(convert_charrefs=False)
    parser.feed(page.replace("\r\n", "\n"))
    parser.close()
    links = formats.parse(page.encode(), "html").links
    assert [link.url for link in links] == [url for url, _ in found]
    assert all(0 <= link.place.line - line <= 1 for link, (_, line) in zip(links, found, strict=True))


SHARED = Path(__file__).parents[3] / "shared" / "data"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the collections of articles are not beside this checkout")
@pytest.mark.parametrize("collection", ["link-fixtures", "corpora"])
def test_collected_articles_read_as_they_stand(collection):
    read = 0
    for path in sorted((SHARED / collection).rglob("*")):
        format = formats.format_of(path.name)
        if format and path.is_file():
            document = formats.parse(path.read_bytes(), format)
            check(document)
            read += len(document.links)
    assert read > 100
