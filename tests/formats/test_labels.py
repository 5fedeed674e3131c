"""Labels that are defined twice, and those that are defined nowhere."""

from __future__ import annotations

import pytest

from reviewaudit import formats


def undefined(source):
    document = formats.parse(source.encode(), "markdown")
    lines = source.splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]
    return [
        (
            one.label,
            source[
                starts[one.place.line - 1] + one.place.column - 1 : starts[one.place.end_line - 1]
                + one.place.end_column
                - 1
            ],
        )
        for one in document.undefined
    ]


@pytest.mark.parametrize(
    ("source", "label", "written"),
    [
        ("é [the study][chen].", "chen", "[the study][chen]"),
        ("[the study][1]", "1", "[the study][1]"),
        ("[Chen][]", "Chen", "[Chen][]"),
        ("![cup][photo]", "photo", "![cup][photo]"),
        ("# On [tea][chen]", "chen", "[tea][chen]"),
        ("- [ ] [the study][chen]", "chen", "[the study][chen]"),
        ("> [the\n> study][chen]", "chen", "[the\n> study][chen]"),
        ("*[the study][chen]*", "chen", "[the study][chen]"),
        ("---\ntitle: T\n---\n\n日本 [the study][chen]", "chen", "[the study][chen]"),
        ("[a](b) [ok] [the study][chen]\n\n[ok]: /u", "chen", "[the study][chen]"),
        ("{{ x }} [the study][chen]", "chen", "[the study][chen]"),
        ("[^1]: [the study][chen]\n\nx[^1]", "chen", "[the study][chen]"),
    ],
)
def test_a_reference_to_a_label_that_is_defined_nowhere_has_a_place(source, label, written):
    assert undefined(source) == [(label, written)]


@pytest.mark.parametrize(
    "source",
    [
        *(
            "[x]",
            "[the study] alone",
            "- [ ] task",
            "- [x] task",
            "> [!NOTE]\n> text",
            "text[^1] and [a][^2]\n\n[^1]: n",
        ),
        *(
            "`[the study][chen]`",
            "```\n[the study][chen]\n```",
            "    [the study][chen]",
            "<div>\n[the study][chen]\n</div>",
        ),
        *("[the study][chen]\n\n[CHEN]: /u", "[the study][chen wu]\n\n[Chen  Wu]: /u", "[chen][]\n\n[Chen]: /u"),
        *("{{< ref [the study][chen] >}}", "[the study][{{ label }}]", "<%= [the study][chen] %>"),
        *("matrix[row][column]", "rows[0][name]", "[a-z][0-9]+ and [A-Z][a-z]*x", "as shown [1][2] and [3][4][5]"),
        *("\\[the study][chen]", "[the study]\\[chen]", "[ ][chen]", "[the study][ ]", "string[][]", "[[Page]][]"),
        "---\nlist: [a][b]\n---\n",
    ],
)
def test_what_is_no_reference_to_a_label_is_none(source):
    assert undefined(source) == []


@pytest.mark.parametrize(
    ("source", "places"),
    [
        ("[a]: /one\n[a]: /two\n[A]: </three x>\n", [(1, 6, "/one"), (2, 6, "/two"), (3, 7, "/three x")]),
        ("[a]: /one\n\n> [a]: /two\\_x\n", [(1, 6, "/one"), (3, 8, "/two_x")]),
        ("[a]: /one\n\n- [a]:\n  /two 'title'\n", [(1, 6, "/one"), (4, 3, "/two")]),
        ("[a]: /one\n\n```\n[a]: /two\n```\n\n    [a]: /three\n\n`x`\n[a]: /four\n", [(1, 6, "/one")]),
        ("[a]: /one\n[b]: /one\n[^c]: text\n[^c]: text\n", [(1, 6, "/one"), (2, 6, "/one")]),
    ],
)
def test_a_second_definition_of_a_label_is_a_link_too(source, places):
    links = formats.parse(source.encode(), "markdown").links
    assert [(link.place.line, link.place.column, link.url) for link in links] == places
