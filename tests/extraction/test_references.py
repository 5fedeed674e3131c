"""Links and printed identifiers as references, their roles, and the entries of reference lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit import extraction, formats
from reviewaudit.model import Place, ReviewPolicy, Role, TargetKind


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("See [tea](https://tea.example/x).", "reference"),
        ("See https://tea.example/x for more.", "reference"),
        ("- [tea](https://tea.example/x)", "reference"),
        ("See [tea](other.md).", "link"),
        ("See [below](#below).", "link"),
        ("![tea](https://tea.example/x.png)", "image"),
        ("## References\n\n1. Tea. https://tea.example/x", "reference"),
        ("## References\n\n1. [Local copy](tea.pdf)", "reference"),
        ("## Literaturverzeichnis\n\n- [Tee](tea.pdf)", "reference"),
        ("Text[^1].\n\n[^1]: [Tea](tea.pdf)", "reference"),
        ("## Further reading\n\n- [tea](https://tea.example/x)", "related"),
        ("## See also\n\n- [tea](other.md)", "related"),
        ("## Notes\n\n- [tea](other.md)", "link"),
    ],
)
def test_the_part_a_link_plays(article, text, role):
    (found,) = article(f"# Tea\n\n{text}\n").references
    assert found.role == role


@pytest.mark.parametrize(
    ("key", "role"),
    [
        ("references", "reference"),
        ("sources", "reference"),
        ("image", "asset"),
        ("canonical", "link"),
        ("related", "related"),
    ],
)
def test_the_part_a_front_matter_url_plays(article, key, role):
    (found,) = article(f"---\n{key}:\n  - https://tea.example/x\n---\n\n# Tea\n").references
    assert found.role == role


def test_html_reference_lists_and_navigation(article):
    html = (
        '<html><body><nav><a href="https://tea.example/nav">x</a></nav>'
        '<ol class="references"><li><a href="tea.pdf">x</a></li></ol><img src="x.png"></body></html>'
    )
    assert {one.url: one.role for one in article(html, "html").references} == {
        "https://tea.example/nav": Role.NAVIGATION, "tea.pdf": Role.REFERENCE, "x.png": Role.IMAGE,
    }  # fmt: skip


def test_a_reference_carries_target_identifiers_and_marker(article):
    found = article("# Tea\n\n## References\n\n1. First.\n2. Tea. <https://DOI.org/10.1000/182#x>\n").references[0]
    assert (found.target, found.fragment, found.marker) == ("https://doi.org/10.1000/182", "x", "2")
    assert found.identifiers == (("doi", "10.1000/182"),)


@pytest.mark.parametrize("format", ["markdown", "text"])
def test_bare_identifiers_are_references(article, format):
    text = "Tea is fine (doi:10.1000/182). PMID: 9500320. ISBN 978-0-19-920485-4.\n"
    found = article(text, format).references
    assert [(one.url, one.text, one.target_kind, one.role) for one in found] == [
        ("https://doi.org/10.1000/182", "10.1000/182", TargetKind.REMOTE, Role.REFERENCE),
        ("https://pubmed.ncbi.nlm.nih.gov/9500320/", "PMID: 9500320", TargetKind.REMOTE, Role.REFERENCE),
        ("urn:isbn:9780199204854", "978-0-19-920485-4", TargetKind.UNSUPPORTED, Role.REFERENCE),
    ]
    assert found[0].place == Place(1, 18, 1, 29)


@pytest.mark.parametrize(
    "text",
    [
        "See [10.1000/182](https://doi.org/10.1000/182).",
        "See https://doi.org/10.1000/182 now.",
        "Tea. [doi:10.1000/182](https://publisher.example/tea).",
        "Tea. doi:10.1000/182. [Link](https://doi.org/10.1000/182)",
        "PMID [9500320](https://pubmed.ncbi.nlm.nih.gov/9500320/)",
    ],
)
def test_an_identifier_that_a_link_shows_is_not_counted_twice(article, text):
    assert len(article(f"{text}\n").references) == 1


def test_identifiers_in_code_are_not_read(article):
    assert article("# Tea\n\n```\ndoi:10.1000/182\n```\n\nUse `10.1000/182`.\n").references == ()


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("## References\n\n1. First, 2020.\n2. Second, 2021.\n", [("1", "First, 2020."), ("2", "Second, 2021.")]),
        ("## References\n\n5. Fifth.\n5. Sixth.\n", [("5", "Fifth."), ("6", "Sixth.")]),
        ("## Bibliography\n\n- Agency. Tea.\n- Board. Coffee.\n", [("", "Agency. Tea."), ("", "Board. Coffee.")]),
        ("## Quellen\n\n- Amt. Tee.\n", [("", "Amt. Tee.")]),
        ("Text[^a].\n\n[^a]: Agency. Tea.\n", [("a", "Agency. Tea.")]),
        (
            "## References\n\n[1] Agency. Tea, 2020.\n\n[2] Board, 2021.\n",
            [("1", "Agency. Tea, 2020."), ("2", "Board, 2021.")],
        ),
        ("## Notes\n\n- Remember the milk.\n- Agency. Tea, 2020.\n", [("", "Agency. Tea, 2020.")]),
        ("## Steps\n\n1. Boil water.\n2. Wait.\n", []),
        ("## References\n\nNone yet.\n", []),
    ],
)
def test_entries_of_reference_lists(article, text, entries):
    assert [(one.marker, one.text) for one in article(f"# Tea\n\n{text}").entries] == entries


def test_entries_of_plain_text(article):
    text = "Tea is a drink.\n\nReferences\n\n1. Agency. Tea and\n   health, 2020.\n2. Board, 2021.\n"
    found = article(text, "text").entries
    assert [(one.marker, one.text) for one in found] == [("1", "Agency. Tea and health, 2020."), ("2", "Board, 2021.")]
    assert found[0].place.end_line == 6


def test_entries_of_html(article):
    html = (
        '<html><body><p>Tea.</p><section role="doc-bibliography"><ul><li>Agency. Tea.</li></ul></section></body></html>'
    )
    assert [one.text for one in article(html, "html").entries] == ["Agency. Tea."]


def test_a_document_that_could_not_be_read_stays_a_problem(article):
    found = extraction.extract("a.md", "markdown", formats.parse(b"\x00\xff\x00\xff" * 100, "markdown"), ReviewPolicy())
    assert found.problem is not None
    assert (found.references, found.statements) == ((), ())


PIECES = st.sampled_from(
    ["10.1000/182", "doi:", " ", "PMID: 950", ". ", "(", ")", "*", "\n", "\n\n", "- ", "1. ", "# References", "[^1]",
     "[^1]: ", "[x](", "https://a.example/", "<", ">", "ISBN 0-306-40615-2", "é", "\u200b", "&amp;"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(["markdown", "html", "text"]))
def test_the_source_at_a_printed_identifiers_place_reads_as_written(text, format):
    document = formats.parse(text.encode(), format)
    for one in extraction.extract("a", format, document, ReviewPolicy()).references:
        if (
            one.url.startswith(("https://doi.org/", "urn:"))
            and one.place.line == one.place.end_line
            and one.text.isascii()
        ):
            start = document.lines.offset(one.place.line, one.place.column)
            assert document.text[start : start + one.place.end_column - one.place.column].startswith(one.text[:4])
