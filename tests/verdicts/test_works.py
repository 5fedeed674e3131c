"""What registries say about a work, and what that amounts to; the table is that of the documented traps."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit import verdicts
from reviewaudit.model import (
    START,
    Bounds,
    Citation,
    Notice,
    NoticeKind,
    Precision,
    Record,
    RecordState,
    Successor,
    Work,
)

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TEA = ("doi", "10.5072/tea.1")
TEA_PMID = ("pmid", "31000001")
OTHER = ("doi", "10.5072/other")
RECORDINGS = Path(__file__).parents[2].parent / "shared" / "data" / "api-recordings"


def day(text):
    moment = date.fromisoformat(text)
    return Bounds(moment, moment, Precision.DAY)


def notice(kind, source="publisher", doi="10.5072/n.1", when="2020-01-01", **rest):
    return Notice(NoticeKind(kind), (source,), doi, date=day(when) if when else None, **rest)


def record(*notices, identifier=TEA, service="crossref", state="found", **rest):
    return Record(identifier, service, NOON, RecordState(state), notices=notices, **rest)


def judged(*records, cites=(TEA,), text="Brown B. Tea. 2019"):
    citation = Citation(text, START, cites, listed=True)
    known = {}
    for item in records:
        known.setdefault(item.identifier, []).append(item)
    return verdicts.judge_work(citation, verdicts.records_of(citation, known))


def kinds(standing):
    return [item.kind.value for item in standing.notices]


# --- union, strength, direction ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("notices", "stand"),
    [
        ([], []),
        ([("retraction", "retraction-watch", "10.5072/n.1", "2010-02-06")], ["retraction"]),
        # A newer correction does not hide a retraction.
        (
            [("correction", "publisher", "10.5072/n.2", "2021-01-01"), ("retraction", "pubmed", "10.5072/n.1", None)],
            ["retraction", "correction"],
        ),
        # The same notice, filed as an erratum by one and as a retraction by the other.
        (
            [
                ("erratum-as-correction", "publisher", "10.5072/n.1", "2020-06-13"),
                ("retraction", "retraction-watch", "10.5072/n.1", "2020-06-05"),
            ],
            ["retraction"],
        ),
        # Taken back.
        (
            [
                ("retraction", "retraction-watch", "10.5072/n.1", "2012-01-01"),
                ("reinstatement", "retraction-watch", "10.5072/n.2", "2013-01-01"),
            ],
            [],
        ),
        # Taken back on the same day.
        (
            [
                ("retraction", "retraction-watch", "10.5072/n.1", "2012-01-01"),
                ("reinstatement", "retraction-watch", "10.5072/n.2", "2012-01-01"),
            ],
            [],
        ),
        # Retracted again.
        (
            [
                ("reinstatement", "retraction-watch", "10.5072/n.2", "2013-01-01"),
                ("retraction", "retraction-watch", "10.5072/n.1", "2014-01-01"),
            ],
            ["retraction"],
        ),
        # About the file, not about the work.
        ([("correction", "publisher", TEA[1], "2020-01-01")], []),
        ([("retraction", "publisher", TEA[1], "2020-01-01")], []),
        # About the work, although filed under its own DOI.
        ([("partial-retraction", "publisher", TEA[1], "2022-12-01")], ["partial-retraction"]),
        ([("retraction", "retraction-watch", TEA[1], "2025-10-24")], ["retraction"]),
    ],
)
def test_notices_that_stand(notices, stand):
    made = [notice(kind.removeprefix("erratum-as-"), source, doi, when) for kind, source, doi, when in notices]
    assert kinds(judged(record(*made))) == stand


def test_one_notice_from_several_sources_keeps_them_all():
    publisher = notice("expression-of-concern", "publisher", when="2021-10-30")
    watch = notice("expression-of-concern", "retraction-watch", when="2021-10-28", reasons=("Image",))
    (only,) = judged(record(publisher, watch)).notices
    assert only.sources == ("retraction-watch", "publisher")
    assert (only.date, only.reasons) == (day("2021-10-28"), ("Image",))


def test_notice_known_by_doi_here_and_by_pmid_there_is_one():
    watch = Notice(NoticeKind.RETRACTION, ("retraction-watch",), "10.5072/n.1", "20137807")
    pubmed = Notice(NoticeKind.RETRACTION, ("pubmed",), "", "20137807")
    publisher = Notice(NoticeKind.RETRACTION, ("publisher",), "10.5072/n.1")
    (only,) = judged(record(pubmed, publisher), record(watch, service="retraction-watch")).notices
    assert only.sources == ("retraction-watch", "publisher", "pubmed")


def test_mark_of_retraction_without_notice_backs_the_notice():
    pubmed = Notice(NoticeKind.RETRACTION, ("pubmed",))
    (only,) = judged(record(pubmed, notice("retraction", "retraction-watch"))).notices
    assert (only.doi, only.sources) == ("10.5072/n.1", ("retraction-watch", "pubmed"))


def test_work_cited_by_pmid_alone_is_retracted_by_what_is_filed_under_its_doi():
    pubmed = record(identifier=TEA_PMID, service="pubmed", same=(TEA,))
    standing = judged(pubmed, record(notice("retraction")), cites=(TEA_PMID,))
    assert kinds(standing) == ["retraction"]
    assert standing.identifiers == (TEA_PMID, TEA)


def test_title_that_its_publisher_has_marked_is_a_retraction():
    standing = judged(record(work=Work(("RETRACTED: Tea and sleep",))))
    assert [(item.kind.value, item.sources) for item in standing.notices] == [("retraction", ("title",))]


@pytest.mark.parametrize("title", ["Retracted potential in tea", "Withdrawn: a history of tea", "Retractor use in tea"])
def test_title_that_only_begins_like_a_mark_is_none(title):
    assert judged(record(work=Work((title,)))).notices == ()


def reciprocal(doi, other, *extra, title="", watch_says=False):
    """A record of a publisher who files a retraction in both directions."""
    sources = ("retraction-watch",) if watch_says else ("publisher",)
    return record(
        notice("retraction", "publisher", other),
        *extra,
        identifier=("doi", doi),
        notice_of=tuple((("doi", other), source) for source in sources),
        work=Work((title,)) if title else None,
    )


def test_notice_filed_in_both_directions_is_no_retracted_work():
    cited = reciprocal("10.5072/n.1", TEA[1], watch_says=True)
    standing = judged(cited, cites=(("doi", "10.5072/n.1"),))
    assert (standing.is_notice, standing.notices) == (True, ())


def test_retracted_work_filed_in_both_directions_is_retracted():
    watch = notice("retraction", "retraction-watch", "10.5072/n.1")
    standing = judged(reciprocal(TEA[1], "10.5072/n.1", watch))
    assert (standing.is_notice, kinds(standing)) == (False, ["retraction"])


def test_own_title_breaks_the_tie_where_nobody_else_does():
    cited = reciprocal("10.5072/n.1", TEA[1], title="Retraction—Tea and sleep")
    assert judged(cited, cites=(("doi", "10.5072/n.1"),)).notices == ()
    assert kinds(judged(reciprocal(TEA[1], "10.5072/n.1", title="Tea and sleep"))) == ["retraction"]


def test_notice_that_points_one_way_is_a_notice():
    standing = judged(record(notice_of=((OTHER, "publisher"),)))
    assert (standing.is_notice, standing.notices) == (True, ())


COCHRANE = ("doi", "10.1002/14651858.cd008900.pub2")


@pytest.mark.parametrize(
    ("source", "kind"), [("publisher", "withdrawn-as-outdated"), ("retraction-watch", "withdrawal")]
)
def test_withdrawn_cochrane_review_is_out_of_date_unless_retraction_watch_says_more(source, kind):
    standing = judged(record(notice("withdrawal", source), identifier=COCHRANE), cites=(COCHRANE,))
    assert kinds(standing) == [kind]


def test_cochrane_review_marked_withdrawn_is_out_of_date():
    standing = judged(record(identifier=COCHRANE, work=Work(("WITHDRAWN: Tea for sleep",))), cites=(COCHRANE,))
    assert kinds(standing) == ["withdrawn-as-outdated"]


def test_version_that_names_the_one_before_is_no_notice():
    older = (("doi", "10.1002/14651858.cd008900.pub1"), "publisher")
    assert not judged(record(identifier=COCHRANE, notice_of=(older,)), cites=(COCHRANE,)).is_notice


def test_new_version_is_a_successor_and_no_notice():
    standing = judged(record(notice("new-version", doi="10.5072/tea.2")))
    assert standing.notices == ()
    assert [item.identifier for item in standing.successors] == [("doi", "10.5072/tea.2")]


def test_version_under_the_same_identifier_is_no_successor():
    assert judged(record(notice("new-version", doi=TEA[1]))).successors == ()


def test_successor_that_the_entry_cites_too_is_none():
    published = Successor("published", OTHER, "crossref")
    assert judged(record(successors=(published,)), cites=(TEA, OTHER)).successors == ()
    assert judged(record(successors=(published, published))).successors == (published,)


@pytest.mark.parametrize(
    ("known", "by_title"),
    [([], True), ([record(service="openlibrary")], True), ([record(notice("correction", "pubmed", ""))], False)],
)
def test_work_is_known_by_its_title_where_nobody_says_more(known, by_title):
    citation = Citation("Brown B. Tea.", START, (TEA,), listed=True)
    by_words = record(notice("retraction", "retraction-watch"), identifier=("text", citation.text))
    assert verdicts.judge_work(citation, [*known, by_words]).by_title == by_title


# --- what is not known ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "says", "missing"),
    [
        (TEA, [("doi.org", "missing")], True),
        (TEA, [("crossref", "missing")], False),
        (TEA, [("doi.org", "unchecked")], False),
        (TEA, [("doi.org", "missing"), ("datacite", "found")], False),
        (TEA, [("doi.org", "missing"), ("retraction-watch", "found")], True),
        (TEA_PMID, [("pubmed", "missing")], True),
        (TEA_PMID, [("europepmc", "missing")], False),
        (("isbn", "9780140328721"), [("openlibrary", "missing")], False),
        (("nct", "NCT00000000"), [("clinicaltrials", "missing")], True),
        (("doi", "10.5555/12345678"), [("doi.org", "missing")], False),
    ],
)
def test_only_the_registry_that_must_know_an_identifier_can_deny_it(name, says, missing):
    standing = judged(*(record(identifier=name, service=who, state=state) for who, state in says), cites=(name,))
    assert standing.missing == ((name,) if missing else ())


def test_wrong_doi_beside_a_right_pmid_is_missing_and_the_work_is_found():
    standing = judged(
        record(service="doi.org", state="missing"), record(identifier=TEA_PMID, service="pubmed"), cites=(TEA, TEA_PMID)
    )
    assert (standing.state, standing.missing) == (RecordState.FOUND, (TEA,))


def test_silence_is_told_with_its_reason():
    standing = judged(record(state="unchecked", detail="HTTP 503"))
    assert (standing.state, standing.unchecked) == (RecordState.UNCHECKED, (("crossref", "HTTP 503"),))


def test_silence_made_up_for_by_another_service_is_not_told():
    silent = record(identifier=TEA_PMID, service="pubmed", state="unchecked", detail="HTTP 429")
    standing = judged(silent, record(identifier=TEA_PMID, service="europepmc"), cites=(TEA_PMID,))
    assert standing.unchecked == ()


def pair(doi_title, pmid_title, pmid_doi=OTHER):
    return judged(
        record(work=Work((doi_title,))),
        record(identifier=TEA_PMID, service="pubmed", work=Work((pmid_title,)), same=(pmid_doi,)),
        cites=(TEA, TEA_PMID),
    ).conflict


def test_doi_and_pmid_of_different_works_are_a_conflict():
    assert pair("Harvesting machines on slopes", "Sleep and black tea in winter") == ((TEA, TEA_PMID),)


def test_doi_and_pmid_of_the_preprint_and_its_article_are_none():
    assert pair("Sleep and black tea", "Sleep and black tea.") == ()


def test_doi_that_pubmed_names_is_no_conflict_whatever_the_titles():
    assert pair("Machines on slopes", "Sleep and black tea", pmid_doi=TEA) == ()


# --- what holds for all -----------------------------------------------------------------------------------------------

DOIS = ("", "10.5072/n.1", "10.5072/n.2", "10.5072/n.3", TEA[1])
notices = st.builds(
    lambda kind, source, doi, when: Notice(kind, (source,), doi, date=when),
    st.sampled_from(NoticeKind),
    st.sampled_from(("publisher", "retraction-watch", "pubmed")),
    st.sampled_from(DOIS),
    st.none() | st.integers(0, 900).map(lambda n: day(str(date(2018, 1, 1) + timedelta(n)))),
)
STRENGTH = list(NoticeKind)


def strongest(found):
    return min((STRENGTH.index(item.kind) for item in found), default=len(STRENGTH))


@given(st.lists(notices, max_size=6), notices.filter(lambda item: item.kind is not NoticeKind.REINSTATEMENT))
def test_one_more_notice_never_weakens(given_, more):
    assert strongest(judged(record(*given_, more)).notices) <= strongest(judged(record(*given_)).notices)


@given(st.lists(notices, max_size=6), st.randoms(use_true_random=False))
def test_order_of_what_is_said_does_not_matter(given_, random):
    shuffled = random.sample(given_, len(given_))
    assert kinds(judged(record(*shuffled))) == kinds(judged(record(*given_)))


@given(st.lists(notices, max_size=4), st.sampled_from(("doi.org", "crossref", "pubmed", "retraction-watch")))
def test_an_outage_takes_and_adds_nothing_but_its_own_mention(given_, service):
    before = judged(record(*given_, service="datacite"))
    after = judged(record(*given_, service="datacite"), record(service=service, state="unchecked", detail="HTTP 503"))
    assert (after.notices, after.missing, after.conflict) == (before.notices, before.missing, before.conflict)
    assert after.unchecked == ((service, "HTTP 503"),)


# --- genuine replies --------------------------------------------------------------------------------------------------

TYPES = {
    "retraction": "retraction",
    "partial_retraction": "partial-retraction",
    "expression_of_concern": "expression-of-concern",
    "correction": "correction",
    "erratum": "correction",
    "new_version": "new-version",
}


def crossref(name):
    data = json.loads((RECORDINGS / "crossref" / f"{name}.json").read_text(encoding="utf-8"))
    message = data.get("message", data)

    def when(entry):
        return day(f"{date(*entry['updated']['date-parts'][0])}")

    return Record(
        ("doi", message["DOI"].lower()),
        "crossref",
        NOON,
        RecordState.FOUND,
        work=Work(tuple(message["title"])),
        notices=tuple(
            Notice(NoticeKind(TYPES[entry["type"]]), (entry["source"],), entry["DOI"].lower(), date=when(entry))
            for entry in message.get("updated-by", [])
        ),
        notice_of=tuple((("doi", e["DOI"].lower()), e["source"]) for e in message.get("update-to", [])),
    )


@pytest.mark.skipif(not RECORDINGS.exists(), reason="the recorded replies are not beside the checkout")
@pytest.mark.parametrize(
    ("name", "stand", "is_notice"),
    [
        ("work_wakefield_retracted", ["retraction", "correction"], False),
        ("notice_wakefield_retraction", [], True),
        (
            "work_surgisphere_retracted_reciprocal",
            ["retraction", "retraction", "expression-of-concern", "correction", "correction"],
            False,
        ),
        ("notice_surgisphere_reciprocal", [], True),
        ("work_nejm_surgisphere_retracted_min", ["retraction", "expression-of-concern"], False),
        ("work_expression_of_concern", ["expression-of-concern"], False),
        ("work_expression_of_concern_two_sources_min", ["expression-of-concern"], False),
        ("work_partial_retraction_self_referencing", ["partial-retraction"], False),
        ("work_new_version_self_referencing", [], False),
        ("work_cochrane_pub3_new_version_min", [], False),
        ("work_clean_numpy_min", [], False),
        ("work_clean_sm2_min", [], False),
        ("work_clean_colon_doi_min", [], False),
    ],
)
def test_recorded_replies_amount_to_what_is_documented(name, stand, is_notice):
    cited = crossref(name)
    standing = judged(cited, cites=(cited.identifier,))
    assert (kinds(standing), standing.is_notice) == (stand, is_notice)
