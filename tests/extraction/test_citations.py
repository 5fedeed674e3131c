"""The works that an article cites: each entry with its links and identifiers, and links to works outside of entries."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit import extraction, formats
from reviewaudit.model import ReviewPolicy

TEA = ("doi", "10.1000/tea.1")
CUP = ("pmid", "31000001")


def works(article, text, format="markdown"):
    return article(text, format).citations


def facts(citations):
    return [(one.marker, one.text, one.identifiers, one.urls, one.listed) for one in citations]


def test_an_entry_is_one_work_with_all_its_links_and_identifiers(article):
    [one] = works(
        article,
        "# Tea\n\n## References\n\n1. Chen L. Tea. 2019. [Full text](https://tea.example/1) PMID: 31000001."
        " ISBN 978-0-19-920485-4. <https://doi.org/10.1000/TEA.1>\n",
    )
    assert (
        one.text == "Chen L. Tea. 2019. Full text PMID: 31000001. ISBN 978-0-19-920485-4. https://doi.org/10.1000/TEA.1"
    )
    assert set(one.identifiers) == {TEA, CUP, ("isbn", "9780199204854")}
    assert set(one.urls) >= {"https://tea.example/1", "https://doi.org/10.1000/TEA.1"}
    assert (one.marker, one.typed, one.listed, one.section) == ("1", "1", True, "References")


LINKED = "Chen L. Tea. 2019."


@pytest.mark.parametrize(
    ("format", "text", "markers"),
    [
        ("markdown", "## References\n\n1. One 2019 {}\n2. Two 2020\n", ["1", "2"]),
        ("markdown", "## Literaturverzeichnis\n\n- One 2019 {}\n- Two 2020\n", ["", ""]),
        ("markdown", "## 参考文献\n\n1. One 2019 {}\n2. Two 2020\n", ["1", "2"]),
        ("markdown", "## References\n\n[1] One 2019 {}\n\n[2] Two 2020\n", ["1", "2"]),
        ("markdown", "## References\n\n[1] One 2019 {}\n[2] Two 2020\n", ["1", "2"]),
        ("markdown", "## References\n\n(1) One 2019 {}\n\n(2) Two 2020\n", ["1", "2"]),
        ("markdown", "## References\n\n¹ One 2019 {}\n\n² Two 2020\n", ["1", "2"]),
        ("markdown", "## References\n\n<sup>1</sup> One 2019 {}\n\n<sup>2</sup> Two 2020\n", ["1", "2"]),
        ("markdown", "## References\n\n1) One 2019 {}\n2) Two 2020\n", ["1", "2"]),
        ("markdown", "Tea[^a] is[^2].\n\n[^a]: One et al. 2019 {}\n[^2]: Two et al. 2020\n", ["a", "2"]),
        ("text", "References\n\n1. One 2019\n   {}\n2. Two 2020\n", ["1", "2"]),
        ("text", "References\n\n[1] One 2019 {}\n[2] Two 2020\n", ["1", "2"]),
        ("text", "References\n\n1\tOne 2019 {}\n2\tTwo 2020\n", ["1", "2"]),
        ("html", "<ol class=\"references\"><li>One 2019 {}</li><li>Two 2020</li></ol>", ["1", "2"]),
        ("html", '<ol><li id="cite_note-1">One 2019 {}</li><li id="cite_note-2">Two 2020</li></ol>', ["1", "2"]),
        ("html", "<section role=doc-bibliography><ul><li>One 2019 {}<li>Two 2020</ul></section>", ["", ""]),
        ("html", "<section role=doc-endnotes><ol><li>One 2019 {}<li>Two et al. 2020</ol></section>", ["1", "2"]),
        ("html", "<h2>References</h2><p><sup>1</sup>One 2019 {}</p><p><sup>2</sup>Two 2020</p>", ["1", "2"]),
        ("rst", "References\n==========\n\n.. [1] One et al. 2019 {}\n.. [Two] Two et al. 2020\n", ["1", "Two"]),
        ("rst", "References\n==========\n\n1. One 2019 {}\n2. Two 2020\n", ["1", "2"]),
        ("asciidoc", "[bibliography]\n== Tea\n\n* [[[one]]] One 2019 {}\n* [[[two,2]]] Two 2020\n", ["one", "2"]),
    ],
)  # fmt: skip
def test_entries_in_every_form(article, format, text, markers):
    found = works(article, text.replace("{}", "doi:10.1000/tea.1"), format)
    assert [one.marker for one in found] == markers
    assert [one.identifiers for one in found] == [(TEA,), ()]
    assert [one.text.split()[0] for one in found] == ["One", "Two"]
    assert all(one.listed for one in found)


@pytest.mark.parametrize(
    ("format", "entry"),
    [
        ("markdown", "[One](https://tea.example/1) 2019"),
        ("markdown", "One 2019 [here](https://tea.example/1)"),
        ("markdown", "One 2019 <https://tea.example/1>"),
        ("markdown", "[One][here] 2019"),
        ("markdown", "One 2019 [here]"),
        ("html", '<a href="https://tea.example/1">One</a> 2019'),
        ("html", '<a href="https://tea.example/1"><i>One</i></a> 2019'),
        ("html", 'One 2019 <a href="https://tea.example/1">here</a>'),
        ("rst", "`One <https://tea.example/1>`_ 2019"),
        ("rst", "`One`_ 2019"),
        ("rst", "One_ 2019"),
        ("asciidoc", "https://tea.example/1[One] 2019"),
        ("asciidoc", "One 2019 https://tea.example/1[here]"),
    ],
)
def test_a_link_belongs_to_the_entry_it_stands_in(article, format, entry):
    lists = {
        "markdown": "## References\n\n1. Zero 2018\n2. {}\n3. Two 2020\n\n[here]: https://tea.example/1\n",
        "html": "<h2>References</h2><ol><li>Zero 2018</li><li>{}</li><li>Two 2020</li></ol>",
        "rst": "References\n==========\n\n1. Zero 2018\n2. {}\n3. Two 2020\n\n.. _One: https://tea.example/1\n",
        "asciidoc": "== References\n\n. Zero 2018\n. {}\n. Two 2020\n",
    }
    found = works(article, lists[format].replace("{}", entry), format)
    assert [one.urls for one in found if one.listed] == [(), ("https://tea.example/1",), ()]


def test_a_link_to_a_work_outside_of_entries_is_a_citation_by_itself(article):
    found = works(article, "# Tea\n\nTea is [old](https://doi.org/10.1000/tea.1), see [us](https://tea.example/).\n")
    assert facts(found) == [("", "old", (TEA,), ("https://doi.org/10.1000/tea.1",), False)]
    assert found[0].section == "Tea"


def test_a_numbered_definition_is_a_citation_by_itself(article):
    found = works(article, "Tea is old [1].\n\n[1]: https://tea.example/1\n[tea]: https://tea.example/2\n")
    assert facts(found) == [("1", "1", (), ("https://tea.example/1",), False)]


def test_lists_of_the_front_matter(article):
    found = works(
        article,
        "---\nreferences:\n  - Chen L. Tea. 2019. doi:10.1000/tea.1\n  - title: Cup, 2020\n    pmid: 31000001\n"
        "  - title: Pot, 2021\n    url: https://tea.example/pot\nsources:\n  - https://doi.org/10.1000/tea.1\n"
        "source: website\n---\nTea.\n",
    )
    assert [(one.text, one.identifiers, one.urls, one.listed) for one in found] == [
        ("Chen L. Tea. 2019. doi:10.1000/tea.1", (TEA,), (), True),
        ("Cup, 2020 31000001", (CUP,), (), True),
        ("Pot, 2021 https://tea.example/pot", (), ("https://tea.example/pot",), True),
        ("sources", (TEA,), ("https://doi.org/10.1000/tea.1",), False),
    ]


def test_further_reading_that_names_works_describes_them(article):
    found = works(article, "## Further reading\n\n- Chen L. Tea. 2019. <https://doi.org/10.1000/tea.1>\n- [us](a.md)\n")
    assert [(one.text.split(".")[0], one.listed, one.section) for one in found] == [
        ("Chen L", True, "Further reading"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "seen"), [("1 2 3", "1 2 3"), ("1 1 1", "1 2 3"), ("3 3 5", "3 4 5"), ("1 3 4", "1 2 3")]
)
def test_the_number_a_reader_sees_and_the_one_that_was_typed(article, typed, seen):
    entries = "".join(f"{number}. Entry 2019 {index}\n" for index, number in enumerate(typed.split()))
    found = works(article, f"## References\n\n{entries}")
    assert " ".join(one.typed for one in found) == typed
    assert " ".join(one.marker for one in found) == seen


def test_what_cannot_be_an_identifier_is_a_fact_of_the_citation(article):
    [one] = works(article, "## References\n\n1. Chen L. Tea. 2019. ISBN 978-0-19-920485-5\n")
    assert one.invalid == (("isbn", "978-0-19-920485-5"),)
    assert one.identifiers == ()


@pytest.mark.parametrize(
    "text",
    [
        "Tea[^1].\n\n[^1]: This figure is for 2020 only.\n",
        "## Notes\n\n- Since 2020 the `cup` command is gone.\n",
        "## Steps\n\n1. Boil 2 cups in 2020.\n",
        "# Tea\n\nSee [us](https://tea.example/).\n",
    ],
)
def test_remarks_and_steps_are_no_works(article, text):
    assert works(article, text) == ()


PIECES = [
    "## References\n\n", "1. ", "[1] ", "[^1]: ", "<li>", "<sup>1</sup>", "doi:10.1000/x", "[a](http://t.example)",
    "(Li 2020)", "\n", "\n\n", " 2020 ", "Li ", "[1]", "[^1]", "<a href=x>", "---\n", "references: x\n", ".. [1] ",
    "* [[[a]]] ", "`a`_", "^1^", "¹", "[a]: http://t.example\n", "[a][a]",
]  # fmt: skip


@given(
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.sampled_from(["markdown", "html", "text", "rst", "asciidoc"]),
)
def test_no_text_makes_it_raise_and_places_lie_in_the_text(text, format):
    document = formats.parse(text.encode(), format)
    found = extraction.extract("a", format, document, ReviewPolicy())
    lines = document.text.count("\n") + 1
    for one in (*found.citations, *found.markers):
        assert 1 <= one.place.line <= one.place.end_line <= lines
    assert list(found.citations) == sorted(found.citations, key=lambda one: one.place)


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        ("## References\n\n", "1. Chen 2019 10.1000/x\n"),
        ("## References\n\n1. Chen 2019\n\n## Text\n\n", "[1,1,"),
        ("## References\n\n1. Chen 2019\n\n## Text\n\n", "<sup>1"),
        ("## References\n\n- Chen 2019\n\n## Text\n\n", "(Chen 2019; Li "),
        ("## References\n\n", "[1] Chen 2019\n"),
        ("", "[^1]: Chen 2019 [^1]\n"),
        ("[a]: http://tea.example\n\n## References\n\n", "- [a][a] 2019\n"),
    ],
)
def test_time_grows_with_the_length(head, piece):
    def seconds(count):
        document = formats.parse((head + piece * count).encode(), "markdown")
        assert document.blocks
        start = time.perf_counter()
        extraction.extract("a.md", "markdown", document, ReviewPolicy(), remarks=False)
        return time.perf_counter() - start

    # 16 times the text takes about 16 times as long; a square would take 256 times.
    assert min(seconds(3200) for _ in range(2)) < 100 * min(seconds(200) for _ in range(3)) + 0.1


def test_the_sample_whose_sources_have_gone_stale_is_read_whole(article):
    path = Path(__file__).parents[2] / "articles" / "when-sources-go-stale.md"
    found = article(path.read_text(encoding="utf-8"), path=path.name)
    assert [(one.marker, one.typed, one.identifiers) for one in found.citations] == [
        ("1", "1", (("pmid", "9500320"),)),
        ("2", "2", (("doi", "10.1002/1097-0347(200103)23:3<230::aid-hed1023>3.0.co;2-v"),)),
        ("3", "3", (("doi", "10.1002/14651858.cd008900.pub2"),)),
        ("4", "3", (("doi", "10.1101/2023.03.21.23286947"),)),
        ("5", "4", (("doi", "10.4324/9781315807041"),)),
        ("6", "6", ()),
        ("7", "7", (("doi", "10.1086/177861"),)),
        ("8", "8", (("doi", "10.1038/s41586-020-2649-2"),)),
    ]
    assert found.citations[5].urls == ("https://www.nice.org.uk/guidance/ng8",)
    assert [" ".join(marker.labels) for marker in found.markers] == ["1", "2", "3", "3", "4", "6", "7", "8"]


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("markdown", "# References\n\nThere are two kinds of references:\n\n- shared: `&`\n- mutable: `&mut`\n"),
        ("rst", "References\n==========\n\n`crc32`\n  CRC-32 implementation\n\n`hmac`\n  Keyed hashing\n"),
        ("html", "<h1>References</h1><p>There are many great <img src=a.png> references.</p>"),
        ("html", "<h1>References</h1><table><tr><td>Home</td><td>&nbsp;</td><td>Up</td></tr></table>"),
        ("html", "<h1>References</h1><p>Release 0.3, documentation updated on Mar 8, 2007.</p>"),
    ],
)
def test_lists_of_a_manual_that_are_called_references_cite_nothing(article, format, text):
    assert works(article, text, format) == ()


@pytest.mark.parametrize(
    "entry",
    [
        "Brown B, Green G. The book of tea. London: Leaf; 2019.",
        "Brown, B. (2019). Tea and sleep. Tea Journal, 4, 12.",
        "van der Berg C. Jugs. Tea J. 2017;4:1-9.",
    ],
)
def test_paragraphs_that_look_like_works_are_entries(article, entry):
    assert [one.text for one in works(article, f"## References\n\n{entry}\n")] == [entry]


def test_remarks_among_the_footnotes_of_a_page_are_no_works(article):
    notes = '<ol class="footnotes"><li id="fn1">And the flag for some.</li><li id="fn2">Chen L. Tea. 2019.</li></ol>'
    assert [one.text for one in works(article, f"<h2>References</h2>{notes}", "html")] == ["Chen L. Tea. 2019."]
