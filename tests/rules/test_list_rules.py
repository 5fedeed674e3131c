"""What is wrong with lists and marks, told offline: RA408 to RA412."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from reviewaudit import extraction, formats, verdicts
from reviewaudit.model import Context, Policy, Record, RecordState, Review, ReviewPolicy, ReviewStatus
from reviewaudit.rules import find

CONTEXT = Context(Policy(), date(2026, 6, 1), Review(ReviewStatus.MISSING), {})


def told(code, text, format="markdown"):
    article = extraction.extract(f"a.{format}", format, formats.parse(text.encode(), format), ReviewPolicy())
    return [(one.level.value, one.place.line, one.message) for one in find(code).check(article, CONTEXT)]


def listed(*entries, text="Tea."):
    return f"# Tea\n\n{text}\n\n## References\n\n" + "".join(f"{entry}\n" for entry in entries)


# --- RA408 ------------------------------------------------------------------------------------------------------------

CHEN = "Chen L, Li B. Green tea and sleep in older adults. Tea J 2019;4:1-9."


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (f"{CHEN} PMID: 31000001", "Chen L. Tea. 2019. PMID 31000001", "the same PMID 31000001"),
        (f"{CHEN} doi:10.1000/TEA", "Chen. <https://doi.org/10.1000/tea>", "the same DOI 10.1000/tea"),
        (CHEN, "Chen, L.; Li, B.: *Green tea and sleep in older adults*, Tea J 2019; 4: 1-9", "the same text"),
        (CHEN, f"{CHEN} https://tea.example/1", "the same text"),
        ("Çhen L, Lí B. Green tea and sleep in older adults. Tea J 2019;4:1-9.", CHEN, "the same text"),
    ],
)
def test_a_work_that_is_listed_twice(one, other, why):
    assert told("RA408", listed(f"1. {one}", f"2. {other}")) == [
        ("warning", 8, f"entry 2 and entry 1 are one work: {why}")
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (CHEN, CHEN.replace("1-9", "10-19")),
        (CHEN, CHEN.replace("sleep in older adults", "mood in young mice")),
        (f"{CHEN} doi:10.1000/tea", f"{CHEN} doi:10.1000/cup"),
        ("Chen L. First chapter. In: Tea. 2019. ISBN 978-0-19-920485-4", "Li B. In: Tea. 2019. ISBN 9780199204854"),
        ("Chen L, p. 5. doi:10.1000/tea", "Chen L, p. 9. doi:10.1000/tea"),
        ("Ibid. 2019", "Ibid. 2019"),
    ],
)  # fmt: skip
def test_works_that_differ(one, other):
    assert told("RA408", listed(f"1. {one}", f"2. {other}")) == []


def test_a_link_in_the_text_is_no_second_entry():
    text = listed("1. Chen L. Tea. 2019. doi:10.1000/tea", text="See [Chen](https://doi.org/10.1000/tea).")
    assert told("RA408", text) == []


# --- RA409 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("Tea [1]. Cups [3].", ["[3] names entry 3, which the article does not list"]),
        ("Tea [1–4].", ["[1–4] names entries 3, 4, which the article does not list"]),
        ("Tea<sup>3</sup>.", ["3 names entry 3, which the article does not list"]),
        ("Tea [1, 2] and [5].", []),
        ("Tea[^gone].\n\n[^a]: Chen.", ["[^gone] names entry gone, which the article does not list"]),
    ],
)
def test_marks_of_what_is_not_listed(text, messages):
    found = told("RA409", listed("1. Chen L. Tea. 2019.", "2. Li B. Cup. 2020.", text=text))
    assert found == [("error", 3, message) for message in messages]


def test_a_number_that_was_typed_is_no_orphan_where_readers_see_another():
    assert told("RA409", listed("1. Chen 2019", "2. Li 2020", "4. Wu 2021", text="Tea [1, 2, 3] and [4].")) == []


def test_a_mark_by_author_and_year_that_fits_two_entries():
    entries = ("- Jones K. (2019) Cup.", "- Jones K. (2019) Pot.", "- Smith J. (2020a) Tea.", "- Smith J. (2020b) Can.")
    found = told("RA409", listed(*entries, text="Tea (Jones 2019; Smith 2020b)."))
    assert found == [("warning", 3, "jones 2019 fits 2 entries, in lines 7 and 8")]


def test_a_mark_by_authors_that_nothing_fits():
    text = "Tea (Smith 2020), cups (Jones et al. 2019), pots (Doe & Roe 2016), in Spain (Madrid 2011)."
    found = told("RA409", listed("- Smith J. (2020) Tea.", "- Jones K. (2019) Cup.", text=text))
    assert found == [("error", 3, "(Doe & Roe 2016) names entry doe 2016, which the article does not list")]


# --- RA410 ------------------------------------------------------------------------------------------------------------

THREE = ("1. Chen L. Tea. 2019.", "2. Li B. Cup. 2020.", "3. Wu C. Pot. 2021.")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tea [1, 3].", [("note", 8, "entry 2 is cited nowhere in the text")]),
        ("Tea [1-3].", []),
        ("Tea [1].", [("note", 8, "the text names 1 of the 3 entries of its list")]),
        ("Tea.", [("note", 7, "the text names none of the 3 entries of its list")]),
    ],
)
def test_entries_that_nothing_names(text, found):
    assert told("RA410", listed(*THREE, text=text)) == found


@pytest.mark.parametrize(
    "text",
    [
        "# Tea\n\nTea.\n\n## Further reading\n\n1. Chen L. Tea. 2019. <https://doi.org/10.1000/tea>\n2. Li B. 2020.\n",
        "# Tea\n\nTea.\n\n## References\n\n- Chen L. Tea. 2019.\n- Li B. Cup. 2020.\n",
        "---\nreferences:\n  - Chen L. Tea. 2019.\n---\nTea.\n",
    ],
)
def test_lists_that_need_no_marks(text):
    assert told("RA410", text) == []


# --- RA411 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        ("1. 2. 3.", []),
        ("3. 4. 5.", []),
        ("1. 1. 1.", []),
        ("1. 2. 2.", [("error", 9, "number 2 is used twice; readers see 3")]),
        ("1. 3. 4.", [("warning", 8, "number 2 is missing; readers see 2")]),
        ("1. 5. 6.", [("warning", 8, "1 is followed by 5; readers see 2")]),
        ("1. 2. 3. 1. 2.", []),
        ("[1] [2] [2]", [("error", 9, "number 2 is used twice")]),
        ("[1] [3] [4]", [("warning", 8, "number 2 is missing")]),
        ("[1] [3] [2]", [("warning", 8, "number 2 is missing"), ("warning", 9, "3 is followed by 2")]),
    ],
)
def test_numbers_of_a_list(numbers, found):
    assert told("RA411", listed(*(f"{number} Chen L. Tea. 2019." for number in numbers.split()))) == found


def test_a_range_that_counts_backwards():
    found = told("RA411", listed(*THREE, text="Tea [3–1]."))
    assert found == [("warning", 3, "[3–1] counts backwards, from 3 to 1")]


def test_each_list_is_counted_by_itself():
    text = "# Tea\n\n## References\n\n1. Chen 2019\n2. Li 2020\n\n## Sources\n\n1. Wu 2021 in Tea\n2. Xu 2022 in Tea\n"
    assert told("RA411", text) == []


# --- RA412 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ("Chen L. Tea. 2019.", ["“Chen L. Tea. 2019.” has neither a link nor an identifier"]),
        ("Chen L. Tea. 2019. PMID: 31000001", []),
        ("Chen L. Tea. 2019. ISBN 978-0-19-920485-4", []),
        ("Chen L. Tea. 2019. [PDF](tea.pdf)", []),
        ("[Chen][c], 2019.", []),
        ("Chen L. Tea. 2019. https://tea.example/", []),
    ],
)
def test_entries_without_link(entry, found):
    text = listed(f"1. {entry}", "2. Li. 2020. doi:10.1000/cup") + "\n[c]: https://tea.example/\n"
    assert [message for _, _, message in told("RA412", text)] == found


def test_a_list_that_has_hardly_any_links_is_told_once():
    found = told("RA412", listed(*THREE, "4. Xu D. Can. 2022. doi:10.1000/can"))
    assert found == [("note", 7, "3 of 4 listed sources have neither a link nor an identifier")]


def test_footnotes_that_remark_something_are_no_sources():
    assert told("RA412", "Tea[^1] is[^2].\n\n[^1]: Counted in 2020.\n[^2]: With milk.\n") == []


def test_an_entry_that_a_search_found_gets_its_doi_suggested():
    text = listed("1. Chen L. Tea. 2019.", "2. Li B. Cup. 2020.", "3. Wu C. Pot. 2021.", "4. Xu D. Can. 2022.")
    article = extraction.extract("a.md", "markdown", formats.parse(text.encode(), "markdown"), ReviewPolicy())
    second = article.citations[1]
    doi = ("doi", "10.5072/cup.1")
    found = Record(second.key[0], "crossref", datetime(2026, 6, 1, tzinfo=UTC), RecordState.FOUND, same=(doi,))
    standings = {second.key: verdicts.judge_work(second, [found])}
    findings = list(find("RA412").check(article, replace(CONTEXT, standings=standings)))
    assert [finding.message for finding in findings] == [
        "4 of 4 listed sources have neither a link nor an identifier",
        "“Li B. Cup. 2020.” has neither a link nor an identifier; it is likely https://doi.org/10.5072/cup.1",
    ]
