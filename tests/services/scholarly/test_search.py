"""Works searched at Crossref by the text of their entry."""

import pytest

from reviewaudit.model import RecordState

ENTRY = "Brown B, Green G. Tea and the sleep of shift workers. J Tea. 2019;4(2):12-19."
TEXT = ("text", ENTRY)
TEA = {
    "title": ["Tea and the sleep of shift workers"],
    "author": [{"family": "Brown"}, {"family": "Green"}],
    "issued": {"date-parts": [[2019]]},
    "volume": "4",
    "page": "12-19",
    "type": "journal-article",
}


def searches(registries):
    return [asked for asked in registries.requests if "query.bibliographic" in asked.query]


def test_the_work_described_is_found_among_look_alikes_that_outrank_it(registries, ask):
    for number in range(3):
        registries.work(f"10.5072/part.{number}", **{**TEA, "type": "component", "subtitle": [ENTRY]})
    registries.work("10.65215/copy", **{**TEA, "type": "posted-content", "subtitle": [ENTRY]})
    tea = registries.work("10.5072/tea.1", **TEA)
    assert ask(TEXT).records[TEXT, "crossref"].same == (tea,)


def test_what_is_found_is_asked_about_by_its_doi(registries, ask):
    noticed = [{"DOI": "10.5072/n.1", "type": "retraction", "source": "publisher"}]
    tea = registries.work("10.5072/tea.1", **TEA, **{"updated-by": noticed})
    registries.work("10.5072/copy", **{**TEA, "type": "posted-content"})
    registries.work("10.5072/reply", **{**TEA, "title": ["Tea and the sleep of shift workers: reply"], "page": "20"})
    said = ask(TEXT)
    text, record = said.records[TEXT, "crossref"], said.records[tea, "crossref"]
    assert (text.state, text.same, text.work.volume) == (RecordState.FOUND, (tea,), "4")
    assert [notice.kind.value for notice in record.notices] == ["retraction"]
    assert (said.by_service, len(searches(registries))) == ({"crossref": 2}, 1)
    assert searches(registries)[0].query["query.bibliographic"] == ENTRY


@pytest.mark.parametrize(
    "works",
    [
        {},
        {"10.5072/a": TEA, "10.5072/b": TEA},  # which of the two?
        {"10.5072/a": {**TEA, "author": [{"family": "Gray"}]}},
        {"10.5072/a": {**TEA, "issued": {"date-parts": [[2025]]}}},
        {"10.5072/a": {**TEA, "volume": "9", "page": "301"}},
    ],
)
def test_what_is_not_surely_the_work_described_is_not_taken(registries, ask, works):
    for doi, item in works.items():
        registries.work(doi, **item)
    said = ask(TEXT)
    assert [(record.state, record.absent) for record in said.records.values()] == [(RecordState.UNCHECKED, True)]


def test_long_entries_are_searched_by_their_beginning(registries, ask):
    registries.work("10.5072/tea.1", **TEA)
    ask(("text", ENTRY + " Tea." * 200))
    assert len(searches(registries)[0].query["query.bibliographic"]) == 400


def test_an_outage_is_no_answer(registries, ask):
    registries.trouble["api.crossref.org"] = 503
    said = ask(TEXT, max_retries=0)
    assert [(one.state, one.absent) for one in said.records.values()] == [(RecordState.UNCHECKED, False)]
