from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewaudit import formats
from reviewaudit.model import Place


@pytest.mark.parametrize(
    ("path", "format"),
    [
        *[
            ("a.md", "markdown"),
            ("A.MD", "markdown"),
            ("dir.txt/a.markdown", "markdown"),
            ("a.html.md.erb", "markdown"),
        ],
        *[
            ("a.md.erb", "markdown"),
            ("a.qmd", "markdown"),
            ("a.Rmd", "markdown"),
            ("a.mdx", "markdown"),
            ("x.mdwn", "markdown"),
        ],
        *[("a.html", "html"), ("a.htm", "html"), ("a.xhtml", "html"), ("a.html.erb", "html"), ("a.txt", "text")],
        *[
            ("a.rst", "rst"),
            ("a.rest", "rst"),
            ("a.adoc", "asciidoc"),
            ("a.asciidoc", "asciidoc"),
            ("a.asc", "asciidoc"),
        ],
        *[("README", None), ("a.erb", None), ("a.md/b", None), ("amd", None), ("a.text", "text")],
    ],
)
def test_longest_suffix_decides_the_format(path, format):
    assert formats.format_of(path) == format


def test_every_format_is_a_module_with_parse():
    folder = Path(formats.__file__).parent
    for format in formats.FORMATS.values():
        assert (folder / f"{format.name}.py").is_file()
        assert import_module(f"reviewaudit.formats.{format.name}").parse is format.parse


def test_unknown_format_is_a_key_error():
    with pytest.raises(KeyError):
        formats.parse(b"", "docx")


def loaded_after(code):
    script = f"import sys\n{code}\nprint(' '.join({{'pyromark', 'turbohtml', 'yaml', 'tomllib'}} & set(sys.modules)))"
    return set(
        subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.split()
    )


@pytest.mark.parametrize(
    ("code", "loaded"),
    [
        ("import reviewaudit.formats", set()),
        ("from reviewaudit.formats import *; format_of('a.md'); SUFFIXES", set()),
        ("from reviewaudit.formats import parse; parse(b'https://a.example', 'text').blocks", set()),
        ("from reviewaudit.formats import parse; parse(b'[a](b) <a href=x>', 'markdown').links", {"pyromark"}),
        ("from reviewaudit.formats import parse; parse(b'---\\na: b\\n---\\n', 'markdown')", {"pyromark", "yaml"}),
        ("from reviewaudit.formats import parse; parse(b'<p>', 'html')", {"turbohtml"}),
        ("from reviewaudit.formats import parse; parse(b'`a <b>`_', 'rst').blocks", set()),
        ("from reviewaudit.formats import parse; parse(b'link:a[b]', 'asciidoc').blocks", set()),
    ],
)
def test_a_parser_is_loaded_when_its_first_document_is_parsed(code, loaded):
    assert loaded_after(code) <= loaded


@pytest.mark.parametrize(
    ("data", "format", "cause", "place"),
    [
        (b"ab\0c", "markdown", "it is not text: byte 0x00 at offset 2", (1, 3)),
        (b"one\ntwo\0", "text", "it is not text: byte 0x00 at offset 7", (2, 4)),
        (b"\x89PNG\r\n\x1a\n", "html", "it is not text: byte 0x89 at offset 0", (1, 1)),
        ("text".encode("utf-16-le"), "markdown", "it is not text: byte 0x00 at offset 1", (1, 2)),
        (b"\xef\xbb\xbfok \xff", "markdown", "it is not text: byte 0xFF at offset 6", (1, 4)),
        (b"\xff\xfea\x00\x00\xd8", "text", "it is not text: byte 0x00 at offset 4", (1, 2)),
        (b"%PDF-1.7\nLast reviewed: 2020-01-01", "text", "it is a PDF, which is not read", (1, 1)),
        (b"{\\rtf1 Last reviewed: 2020-01-01}", "text", "it is a document in RTF, which is not read", (1, 1)),
        (
            b"PK\x03\x04\x14\x00",
            "text",
            "it is a packed document, as Word and LibreOffice write them, which is not read",
            (1, 1),
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00",
            "text",
            "it is a document of an old Word or Excel, which is not read",
            (1, 1),
        ),
        (
            b'<meta charset="shift_jis">\x81',
            "html",
            "it declares the encoding 'shift_jis', but its bytes are not shift_jis",
            (1, 1),
        ),
    ],
)
def test_bytes_that_are_no_text_are_a_problem(data, format, cause, place):
    document = formats.parse(data, format)
    assert document.problem.cause == cause
    assert document.problem.place[:2] == place
    assert document.problem.help
    assert (document.text, document.links, document.blocks) == ("", (), ())


@pytest.mark.parametrize(
    "data",
    [
        "é https://a.example/ü".encode(),
        "é https://a.example/ü".encode("utf-8-sig"),
        "é https://a.example/ü".encode("utf-16"),
        "é https://a.example/ü".encode("utf-16-be").join([b"\xfe\xff", b""]),
        "é https://a.example/ü".encode("utf-32"),
        "é https://a.example/ü".encode("cp1252"),
    ],
)
@pytest.mark.parametrize("format", ["asciidoc", "markdown", "rst", "text"])
def test_encodings_give_the_same_places(data, format):
    [link] = formats.parse(data, format).links
    assert (link.url, link.place) == ("https://a.example/ü", Place(1, 3, 1, 22))


@pytest.mark.parametrize(
    ("declaration", "encoding", "letter"),
    [
        ('<meta charset="iso-8859-2">', "iso-8859-2", "ł"),
        ('<META http-equiv="Content-Type" content="text/html; charset=windows-1251">', "cp1251", "ж"),
        ("<meta charset=gbk>", "gbk", "中"),
        ("<meta charset=iso-2022-jp>", "iso-2022-jp", "日"),
        ("<meta charset=no-such-charset>", "cp1252", "é"),
        ("<meta charset=utf-8>", "cp1252", "é"),
        ("<meta charset=iso-8859-1>", "utf-8", "ж"),
    ],
)
def test_html_is_read_in_the_encoding_it_declares(declaration, encoding, letter):
    document = formats.parse(f"{declaration}<p>{letter} x</p>".encode(encoding), "html")
    assert [block.text for block in document.blocks] == [f"{letter} x"]


@pytest.mark.parametrize(
    ("front_matter", "place", "words"),
    [
        ("---\ntitle: a: b\n---\n", (2, 9), "YAML"),
        ("---\n\tkey: x\n---\n", (2, 1), "YAML"),
        ("---\nkey: '\x01'\n---\n", (2, 7), "YAML"),
        ("---\nkey: *unknown\n---\n", None, "YAML"),
        ("+++\nkey = word\n+++\n", (2, 7), "TOML"),
        ("+++\nkey = 1\nkey = 2\n+++\n", (3, 8), "TOML"),
        ('{\n"key": word\n}\n', (2, 8), "JSON"),
        ("---\nkey: " + "[" * 5000 + "\n---\n", (2, 1), "nested too deep"),
        ("---\nkey: " + "- " * 200 + "x\n---\n", None, "YAML"),
        ("+++\nkey = " + "[" * 20000 + "\n+++\n", (2, 1), "nested too deep"),
    ],
)
def test_invalid_front_matter_is_a_problem_and_the_body_is_still_read(front_matter, place, words):
    document = formats.parse(f"{front_matter}# Heading\n\nhttps://a.example/body\n".encode(), "markdown")
    if document.problem is None:
        assert place is None
    else:
        assert words in document.problem.cause
        assert document.problem.help
        assert place is None or document.problem.place[:2] == place
    assert [link.url for link in document.links] == ["https://a.example/body"]
    assert document.blocks[0].text == "Heading"


@pytest.mark.parametrize(
    "text",
    [
        *("---\n\nprose: x\n\n---\n", "---\nprose\n---\n", "--- x\na: b\n---\n", "----\na: b\n---\n", "---\na: b\n"),
        *("\n---\na: b\n---\n", "{: .class}\n", "{% x %}\n", "{ x }", '{"a": 1} and prose', "+++\nx"),
        "# a\n---\nb: c\n---\n",
    ],
)
def test_what_only_looks_like_front_matter_is_body(text):
    document = formats.parse(text.encode(), "markdown")
    assert (document.fields, document.problem) == ((), None)


def test_blocks_are_built_on_first_use():
    document = formats.parse(b"one\n\ntwo", "markdown")
    assert "blocks" not in vars(document)
    assert [block.text for block in document.blocks] == ["one", "two"]
    assert document.blocks is document.blocks


def test_a_span_of_a_block_leads_back_to_the_source():
    source = "---\na: b\n---\né *Last* reviewed:\n`x` &copy; January\\\n2026, [Dr. X](https://a.example)\n"
    document = formats.parse(source.encode(), "markdown")
    [block] = document.blocks
    assert block.text == "é Last reviewed: ￼ © January\n2026, Dr. X"
    for words in ("é", "Last", "reviewed:", "January", "2026", "Dr. X"):
        start, end = block.source_span(block.text.index(words), block.text.index(words) + len(words))
        assert source[start:end] == words


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("a", "last_reviewed", "x-y", "on", "_z")),
            st.text("aZ09 /.,()+-:#'\"~*&![]{}|>%@=?é\t", min_size=1, max_size=8),
        ),
        max_size=4,
    )
)
def test_plain_front_matter_reads_as_the_yaml_parser_reads_it(pairs):
    """A comment sends the same lines through the parser."""
    lines = "".join(f"{key}: {value}\n" for key, value in pairs)
    short, full = (formats.parse(f"---\n{text}---\n".encode(), "markdown") for text in (lines, f"{lines}# comment\n"))
    assert (short.problem is None) == (full.problem is None)
    if short.problem is None:
        assert short.fields == full.fields


@pytest.mark.parametrize(
    ("format", "source", "around"),
    [
        ("rst", "1. one\n\n   two\n2. three\n", [0, 0, 1]),
        ("asciidoc", ". one\n+\ntwo\n. three\n", [0, 0, 1]),
        ("markdown", "1. one\n\n   two\n2. three\n", [0, 0, 1]),
    ],
)
def test_blocks_of_one_item_stand_in_the_same_surroundings(format, source, around):
    blocks = formats.parse(source.encode(), format).blocks
    assert [block.text for block in blocks] == ["one", "two", "three"]
    items = list(dict.fromkeys(id(block.around) for block in blocks))
    assert [items.index(id(block.around)) for block in blocks] == around


@pytest.mark.parametrize(
    ("format", "row"),
    [
        ("markdown", "| Date | Who |\n|---|---|\n| 2026-01-05 | |\n"),
        ("rst", "+----+---+\n|Date|Who|\n+====+===+\n|2026|   |\n+----+---+\n"),
        ("asciidoc", "|===\n|Date |Who\n\n|2026 |\n|===\n"),
    ],
)
def test_cells_of_a_row_begin_on_its_line_and_an_empty_one_has_no_block(format, row):
    document = formats.parse(row.encode(), format)
    assert {block.around.container for block in document.blocks} == {"cell"}
    lines = [document.lines.place(*block.source_span(0, 1)).line for block in document.blocks]
    assert lines[0] == lines[1] != lines[2]
    assert len(lines) == 3
