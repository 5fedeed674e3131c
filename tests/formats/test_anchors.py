"""Where in a file links can lead, format by format."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit.formats import FORMATS, anchors
from reviewaudit.fragments import Places


def leads(text, format, fragment):
    fact = Places(anchors(text.encode(), format)).look(fragment)
    return None if fact is None else fact.found


@pytest.mark.parametrize(
    ("text", "fragment", "found"),
    [
        ("# Green tea\n", "green-tea", True),
        ("Green tea\n=========\n", "green-tea", True),
        ("> ## Quoted\n", "quoted", True),
        ("## With *stars* and `code_x`\n", "with-stars-and-code_x", True),
        ("## With [a link](b.md)\n", "with-a-link", True),
        ("## With [a link](b.md) ##\n", "with-a-linkbmd", True),
        ("## Fish &amp; chips\n", "fish--chips", True),
        ("## Picture ![of tea](t.png)\n", "picture", True),
        ("## Picture ![of tea](t.png)\n", "picture-of-tea", True),
        ("## <span>HTML</span> inside\n", "html-inside", True),
        ("## Setup <a id='inst'></a>\n", "inst", True),
        ("## Setup <a id='inst'></a>\n", "setup", True),
        ("## Doses {#dose}\n", "dose", True),
        ("## Doses {#dose}\n", "doses", False),
        ("## Doses {#dose .big key=x}\n", "dose", True),
        ("## Doses {: #dose }\n", "dose", True),
        ("## Doses {/* #dose */}\n", "dose", True),
        ("Text.\n{: #dose}\n", "dose", True),
        ("[text]{#dose}\n", "dose", True),
        ("## Two\n\n## Two\n", "two-1", True),
        ("## Two\n\n## Two\n", "two-3", False),
        ("<h2>Raw heading</h2>\n", "raw-heading", True),
        ("<h2 id='own'>Raw heading</h2>\n", "own", True),
        ("<h2 id='own'>Raw heading</h2>\n", "raw-heading", False),
        ("<div id=box>\n\ntext\n\n</div>\n", "box", True),
        ("a <a name='old'></a> b\n", "old", True),
        ("<meta name='viewport'>\n", "viewport", False),
        ("<!-- <a id='gone'></a> -->\n", "gone", False),
        ("```\n## Not a heading\n<a id='no'></a> {#not}\n```\n", "not-a-heading", False),
        ("```\n## Not a heading\n<a id='no'></a> {#not}\n```\n", "not", False),
        ("```\n## Not a heading\n<a id='no'></a> {#not}\n```\n", "no", False),
        ("Text.[^one]\n\n[^one]: Note.\n", "fn:one", True),
        ("Text.[^one]\n\n[^one]: Note.\n", "fn1", True),
        ("Text.[^one]\n\n[^one]: Note.\n", "fn2", False),
        ("---\ntitle: Green tea\n---\nText.\n", "green-tea", True),
        ("# A\n", "L1", True),
        ("# A\n", "L2", False),
        ("## Привет *мир*\n", "%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82-%D0%BC%D0%B8%D1%80", True),
        ("Say `tea()` *twice*\nover, [here](x.md).\n", ":~:text=say%20tea()%20twice%20over,here", True),
        ("Say `tea()` *twice*.\n", ":~:text=say%20tea()%20thrice", False),
        ("    code line\n", ":~:text=code%20line", True),
        ("![alt words](x.png)\n", ":~:text=alt%20words", False),
    ],
)  # fmt: skip
def test_markdown(text, fragment, found):
    assert leads(text, "markdown", fragment) is found


@pytest.mark.parametrize(
    "line",
    [
        "[!INCLUDE [note](../includes/note.md)]", "{% include part.md %}", "{{< partial part >}}", "--8<-- 'part.md'",
        "<%= partial 'part' %>", "{{#include part.md}}", "![[part]]", "<Part />", "<Part name='x' />",
        "!include part.md", "# {{ page.name }}", "```{include} part.md\n```",
        "<!-- @include: part.md -->", "{! part.md !}",
    ],
)  # fmt: skip
def test_markdown_that_includes_something_may_have_more_places(line):
    assert leads(f"# Tea\n\n{line}\n", "markdown", "elsewhere") is None
    assert leads(f"# Tea\n\n{line}\n", "markdown", "tea") is True


@pytest.mark.parametrize(
    "line",
    [
        "{% if x %}", "{% raw %}", "{% comment %}", "{/* note */}", "Hello {{ name }}.", "# <%= page.title %>",
        "<br />", "{{< note >}}", "<!-- include nothing -->", "`{% include x %}`", "<div />", "Use <Tabs /> here.",
    ],
)  # fmt: skip
def test_what_fills_in_no_sections_leaves_the_places_known(line):
    assert leads(f"---\ntitle: T\n---\n# Tea\n\n{line}\n", "markdown", "elsewhere") is False


@pytest.mark.parametrize(
    ("text", "fragment", "found"),
    [
        ("<p id=a>x</p>", "a", True),
        ("<P ID='A'>x</P>", "A", True),
        ("<p id='a'>x</p>", "A", False),
        ("<a name='n'>x</a>", "n", True),
        ("<input name='n'>", "n", False),
        ("<pre><span id='line-3'>x</span></pre>", "line-3", True),
        ("<script>'<p id=a>'</script><p>" + "text " * 60, "a", False),
        ("<!-- <p id=a> -->", "a", False),
        ("<h2>Green tea</h2>", "green-tea", False),
        ("<p id='a&amp;b'>x</p>", "a&b", None),
        ("<p id='f&uuml;r'>x</p>", "f%C3%BCr", True),
        ("<p data-id='a'>x</p>", "a", False),
        ("<p>One <b>two</b> three</p><p>four</p>", ":~:text=one%20two%20three%20four", True),
        ("<p>One</p><style>two</style><title>three</title>", ":~:text=two", False),
        ("<div id=root></div><script src=a.js></script>", "part", None),
        ("<p>" + "text " * 60 + "</p><script src=a.js></script>", "part", False),
        ("{% include 'part.html' %}\n<p>x</p>", "part", None),
        ("---\nlayout: page\n---\n<p>x</p>", "part", None),
    ],
)
def test_html(text, fragment, found):
    if "&" in fragment:
        assert anchors(text.encode(), "html").ids == ("a&b",)
    else:
        assert leads(text, "html", fragment) is found


@pytest.mark.parametrize(
    ("text", "fragment", "found"),
    [
        ("Green Tea\n=========\n", "green-tea", True),
        ("=========\nGreen Tea\n=========\n\nText.\n", "green-tea", True),
        ("``Code`` of *tea*\n-----------------\n", "code-of-tea", True),
        (".. _My_Label:\n\nGreen Tea\n=========\n", "my-label", True),
        (".. _My_Label:\n\nGreen Tea\n=========\n", "My_Label", True),
        (".. _`two words`:\n\nText.\n", "two-words", True),
        ("Text with _`a target` in it.\n", "a-target", True),
        (".. image:: x.png\n   :name: fig-one\n", "fig-one", True),
        (".. [1] A note.\n", "footnote-1", True),
        ("Green Tea\n=========\n", "black-tea", False),
        (".. include:: part.txt\n", "part", None),
        (".. py:function:: brew()\n", "brew", None),
        ("Steep ``it`` for three minutes.\n", ":~:text=steep%20it%20for", True),
        ("Steep it.\n", ":~:text=boil", False),
    ],
)
def test_rst(text, fragment, found):
    assert leads(text, "rst", fragment) is found


@pytest.mark.parametrize(
    ("text", "fragment", "found"),
    [
        ("= Title\n\n== Green Tea\n", "_green_tea", True),
        ("= Title\n\n== Green Tea\n", "green-tea", True),
        ("= Title\n:idprefix: s-\n:idseparator: .\n\n== Green Tea\n", "s-green.tea", True),
        ("= Title\n\n== Green Tea\n", "s-green.tea", False),
        ("[[dose]]\n== Doses\n", "dose", True),
        ("[#dose.big]\n== Doses\n", "dose", True),
        ("[quote#dose]\nText.\n", "dose", True),
        ("[id=dose]\nText.\n", "dose", True),
        ("Text [[dose,The dose]]here.\n", "dose", True),
        ("Text anchor:dose[]here.\n", "dose", True),
        ("* [[[who]]] WHO. Guidance.\n", "who", True),
        ("Text.footnote:[A note.]\n", "_footnotedef_1", True),
        ("== Two\n\n== Two\n", "_two_2", True),
        ("== Two\n", "_two_2", False),
        ("include::part.adoc[]\n", "part", None),
        ("Steep *it* long.\n", ":~:text=steep%20it%20long", True),
    ],
)
def test_asciidoc(text, fragment, found):
    assert leads(text, "asciidoc", fragment) is found


@pytest.mark.parametrize(("fragment", "found"), [("L3", True), ("L4", False), ("main", None), ("page=2", None)])
def test_other_files_have_lines(fragment, found):
    assert leads("one\ntwo\nthree\n", None, fragment) is found


def test_plain_text_can_be_quoted():
    assert leads("one two\nthree\n", "text", ":~:text=two%20three") is True
    assert leads("one two\nthree\n", "text", ":~:text=three%20two") is False


@pytest.mark.parametrize("format", FORMATS)
@given(data=st.one_of(st.binary(max_size=200), st.text("#<>{}[]=-_.:!`*&a1 \n\"'", max_size=120).map(str.encode)))
def test_no_bytes_make_it_raise(format, data):
    found = anchors(data, format)
    assert isinstance(found.text, str)
    Places(found).look("some-place")


@given(st.text(st.characters(categories=("L", "N", "Zs", "P")), min_size=1, max_size=30))
def test_every_heading_of_markdown_has_a_place(text):
    shown = anchors(f"# {text}\n".encode(), "markdown")
    for heading in shown.headings:
        fact = Places(shown).look(heading.text.lower().replace(" ", "-")) if heading.text.isalnum() else None
        assert fact is None or fact.found


@pytest.mark.parametrize(
    ("format", "unit"),
    [
        ("markdown", "<h2>"), ("markdown", "{#"), ("markdown", "{: .a"), ("markdown", "# a\n"), ("markdown", "{/* #"),
        ("html", "<p id="), ("html", "<script>"), ("html", "<style>"), ("rst", "_`"), ("rst", ".. _a"), ("rst", ".. ["),
        ("asciidoc", "[["), ("asciidoc", "[#"), ("asciidoc", "[id="), ("asciidoc", "anchor:"),
    ],
)  # fmt: skip
def test_no_repetition_takes_more_than_linear_time(format, unit):
    def seconds(times):
        begun = process_time()
        Places(anchors((unit * times).encode(), format)).look("some-place")
        return process_time() - begun

    seconds(10)
    least = min(seconds(1_000) for _ in range(3))
    assert min(seconds(8_000) for _ in range(3)) < max(least, 0.005) * 32
