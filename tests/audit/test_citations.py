"""From citations, records and retraction data to standings."""

from datetime import UTC, date, datetime

import pytest

from reviewaudit import retractions
from reviewaudit.audit.citations import accepted, idle, standings
from reviewaudit.model import (
    START,
    Acceptance,
    Article,
    Citation,
    CitationPolicy,
    Notice,
    NoticeKind,
    Record,
    RecordState,
)

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TABLE = (
    "Title,Author,RetractionDate,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,\n"
    "Green tea and the sleep of shift workers,Berta Brown,5/20/2026 0:00,1/1/2019 0:00,10.5072/tea.1,0,Retraction,\n"
)


@pytest.fixture
def data(tmp_path):
    (tmp_path / "rw.csv").write_text(TABLE)
    with retractions.open_data(tmp_path / "rw.csv") as opened:
        yield opened


def judged(citation, known, data):
    article = Article("tea.md", format="markdown", citations=(citation,))
    return standings([article], known, data)[citation.key]


def test_pmid_that_pubmed_leads_to_a_retracted_doi(data):
    name = ("pmid", "31000001")
    pubmed = Record(name, "pubmed", NOON, RecordState.FOUND, same=(("doi", "10.5072/tea.1"),))
    standing = judged(Citation("Brown B.", START, (name,), listed=True), {name: [pubmed]}, data)
    assert [(item.kind, item.sources) for item in standing.notices] == [(NoticeKind.RETRACTION, ("retraction-watch",))]


def test_word_of_registry_and_data_together(data):
    name = ("doi", "10.5072/tea.1")
    publisher = Notice(NoticeKind.RETRACTION, ("publisher",))
    crossref = Record(name, "crossref", NOON, RecordState.FOUND, notices=(publisher,))
    standing = judged(Citation("Brown B.", START, (name,)), {name: [crossref]}, data)
    assert [item.sources for item in standing.notices] == [("retraction-watch", "publisher")]
    assert standing.answered == ("crossref", "retraction-watch")


def test_entry_without_identifier_is_known_by_its_words(data):
    entry = Citation("Brown B. Green tea and the sleep of shift workers. 2019.", START, listed=True)
    standing = judged(entry, {}, data)
    assert (standing.by_title, len(standing.notices)) == (True, 1)


def test_words_of_a_link_are_no_entry(data):
    link = Citation("Brown's Green tea and the sleep of shift workers of 2019", START)
    assert judged(link, {}, data).notices == ()


def test_without_data_and_answers_nothing_is_known():
    standing = judged(Citation("Brown B.", START, (("doi", "10.5072/tea.1"),)), {}, None)
    assert (standing.state, standing.notices, standing.unchecked) == (RecordState.UNCHECKED, (), ())


@pytest.mark.parametrize(("day", "count"), [(date(2026, 5, 31), 1), (date(2026, 6, 1), 0)])
def test_accepted_work_is_told_as_a_skip_with_its_reason(data, day, count):
    entry = Citation("Brown B.", START, (("doi", "10.5072/tea.1"),), listed=True)
    article = Article("tea.md", format="markdown", citations=(entry,))
    policy = CitationPolicy(accept=(Acceptance("10.5072/TEA.1", "a history", date(2026, 5, 31), "r.toml:4"),))
    skips = list(accepted([article], standings([article], {}, data), policy, day))
    assert [(skip.subject, skip.reason, skip.origin) for skip in skips] == [
        ("doi:10.5072/tea.1", "tea.md:1: accepted as it stands: a history", "r.toml:4")
    ] * count


def test_accept_entry_that_does_nothing_is_told_with_its_line(data):
    entry = Citation("Brown B.", START, (("doi", "10.5072/tea.1"),), ("https://tea.example/1",), listed=True)
    article = Article("tea.md", format="markdown", citations=(entry,))
    found = standings([article], {}, data)

    def told(item, day=date(2026, 6, 1), *, looked=True):
        policy = CitationPolicy(accept=(item,))
        return [(skip.subject, skip.reason, skip.origin) for skip in idle([article], found, policy, day, looked=looked)]

    doi = Acceptance("10.5072/TEA.1", "a history", date(2026, 5, 31), "r.toml:4")
    other = Acceptance("PMID 31000009", "gone", None, "r.toml:8")
    page = Acceptance("https://tea.example/2", "gone", None, "r.toml:12")
    uncited = "is accepted in the config, but no audited article is known to cite it"
    assert told(doi, date(2026, 5, 31)) == []
    assert told(doi) == [
        ("10.5072/TEA.1", "was accepted until 2026-05-31, 1 day ago; it counts again", "r.toml:4"),
    ]
    assert told(other) == [("PMID 31000009", uncited, "r.toml:8")]
    assert told(other, looked=False) == []
    assert told(page, looked=False) == [("https://tea.example/2", uncited, "r.toml:12")]
    assert told(Acceptance("https://tea.example/1", "a history")) == []


def test_accept_entry_by_another_name_of_the_work_is_in_use(data):
    name = ("pmid", "31000001")
    pubmed = Record(name, "pubmed", NOON, RecordState.FOUND, same=(("doi", "10.5072/tea.1"),))
    article = Article("tea.md", format="markdown", citations=(Citation("Brown B.", START, (name,), listed=True),))
    policy = CitationPolicy(accept=(Acceptance("10.5072/tea.1", "a history"),))
    found = standings([article], {name: [pubmed]}, data)
    assert list(idle([article], found, policy, date(2026, 6, 1), looked=True)) == []
