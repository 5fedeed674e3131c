"""Genuine replies about works with notices and without give the records that they are documented to give."""

from datetime import UTC, date, datetime

import pytest

from reviewaudit.model import NoticeKind, RecordState
from reviewaudit.services.scholarly import (
    biorxiv,
    crossref,
    europepmc,
    pubmed,
)

NOW = datetime(2026, 11, 23, tzinfo=UTC)
WAKEFIELD = "10.1016/s0140-6736(97)11096-0"
RETRACTION, CONCERN, CORRECTION = NoticeKind.RETRACTION, NoticeKind.CONCERN, NoticeKind.CORRECTION


@pytest.fixture
def at_crossref(replay):
    return lambda name, doi: replay(crossref, f"crossref/{name}.json", ("doi", doi))


def kinds(record):
    return [notice.kind for notice in record.notices]


# --- retracted, no publisher word; the notice itself ---


@pytest.mark.parametrize("name", ["work_wakefield_retracted", "work_wakefield_retracted_bibaudit"])
def test_wakefield_at_crossref_is_retraction_watchs_word_alone(at_crossref, name):
    record = at_crossref(name, WAKEFIELD)
    by_source = {notice.kind: notice.sources for notice in record.notices if "title" not in notice.sources}
    assert by_source == {CORRECTION: ("retraction-watch",), RETRACTION: ("retraction-watch",)}
    retraction = next(notice for notice in record.notices if notice.doi == "10.1016/s0140-6736(10)60175-4")
    assert retraction.date.earliest == date(2010, 2, 6)
    assert record.work.titles[0].startswith("Ileal-lymphoid-nodular hyperplasia")
    assert record.work.families[0] == "Wakefield"
    assert 1998 in record.work.years


def test_wakefield_at_pubmed_has_both_retractions(replay):
    record = replay(pubmed, "pubmed/esummary_wakefield_retracted.json", ("pmid", "9500320"))
    retractions = [(notice.pmid, notice.doi) for notice in record.notices if notice.kind is RETRACTION]
    assert retractions == [
        ("15016483", "10.1016/s0140-6736(04)15715-2"),
        ("20137807", "10.1016/s0140-6736(10)60175-4"),
    ]
    assert [notice.pmid for notice in record.notices if notice.kind is CONCERN] == ["21971344"]
    assert ("doi", WAKEFIELD) in record.same
    assert record.notice_of == ()


def test_wakefield_at_europe_pmc_says_what_pubmed_says(replay):
    here = replay(europepmc, "europepmc/search_doi_wakefield_core.json", ("pmid", "9500320"))
    there = replay(pubmed, "pubmed/esummary_wakefield_retracted.json", ("pmid", "9500320"))
    assert [notice._replace(sources=()) for notice in here.notices] == [
        notice._replace(sources=()) for notice in there.notices
    ]
    assert here.work.families == there.work.families
    assert here.work.titles == there.work.titles


def test_notice_of_wakefields_retraction(at_crossref):
    record = at_crossref("notice_wakefield_retraction", "10.1016/s0140-6736(10)60175-4")
    assert record.notice_of == ((("doi", WAKEFIELD), "retraction-watch"),)
    assert record.notices == ()
    assert record.detail == "its title is that of a notice"


# --- both directions at once ---

PAPER, NOTICE = "10.1016/s0140-6736(20)31180-6", "10.1016/s0140-6736(20)31324-6"


def test_surgisphere_paper_with_both_directions(at_crossref):
    record = at_crossref("work_surgisphere_retracted_reciprocal", PAPER)
    said = {(notice.kind, notice.doi): notice.sources for notice in record.notices}
    assert said[RETRACTION, NOTICE] == ("retraction-watch",)
    assert said[CORRECTION, NOTICE] == ("publisher",), "an erratum to the publisher, a retraction to others"
    assert said[CONCERN, "10.1016/s0140-6736(20)31290-3"] == ("retraction-watch",)
    assert said[CORRECTION, "10.1016/s0140-6736(20)31249-6"] == ("retraction-watch", "publisher")
    assert (RETRACTION, "") in said, "its title says so"
    assert {source for _, source in record.notice_of} == {"publisher"}


def test_surgisphere_notice_with_both_directions(at_crossref):
    record = at_crossref("notice_surgisphere_reciprocal", NOTICE)
    assert ((("doi", PAPER)), "retraction-watch") in record.notice_of
    assert [(notice.kind, notice.sources) for notice in record.notices] == [(RETRACTION, ("publisher",))]


def test_retracted_after_a_concern(at_crossref):
    record = at_crossref("work_nejm_surgisphere_retracted_min", "10.1056/nejmoa2007621")
    assert kinds(record) == [CONCERN, RETRACTION, RETRACTION]
    assert record.work.titles == ("Cardiovascular Disease, Drug Therapy, and Mortality in Covid-19",)


# --- concern by two sources; partial and self-referencing ---


@pytest.mark.parametrize(
    ("name", "doi"),
    [
        ("work_expression_of_concern", "10.1371/journal.pone.0064723"),
        ("work_expression_of_concern_two_sources_min", "10.1016/j.ejogrb.2014.02.038"),
    ],
)
def test_concern_by_two_sources_is_one(at_crossref, name, doi):
    (notice,) = at_crossref(name, doi).notices
    assert notice.kind is CONCERN
    assert set(notice.sources) == {"publisher", "retraction-watch"}


def test_partial_retraction_that_points_at_itself(at_crossref):
    record = at_crossref("work_partial_retraction_self_referencing", "10.29328/journal.jcmhs.1001023")
    assert kinds(record) == [NoticeKind.PARTIAL_RETRACTION]
    assert record.notice_of == ()


def test_new_version_that_points_at_itself_says_nothing(at_crossref):
    record = at_crossref("work_new_version_self_referencing", "10.1371/journal.ppat.1008184")
    assert (record.notices, record.notice_of, record.successors) == ((), (), ())


# --- superseded ---


def test_newest_cochrane_review_is_no_notice(at_crossref):
    record = at_crossref("work_cochrane_pub3_new_version_min", "10.1002/14651858.cd008900.pub3")
    assert (record.notices, record.notice_of, record.successors) == ((), (), ())


def test_older_cochrane_review_is_led_to_the_newer(registries, ask, recorded):
    newer = recorded("crossref/work_cochrane_pub3_new_version_min.json")["message"]
    registries.work(newer["DOI"], **newer)
    older = registries.work("10.1002/14651858.cd008900.pub2", title=newer["title"])
    (successor,) = ask(older).records[older, "crossref"].successors
    assert successor.identifier == ("doi", newer["DOI"])
    assert successor.date.earliest == date(2019, 11, 11)


@pytest.mark.parametrize(
    ("name", "doi"),
    [("work_has_preprint_nar", "10.1093/nar/gkz827"), ("work_has_preprint_ncomms", "10.1038/s41467-021-22732-w")],
)
def test_article_with_a_preprint_is_clean(at_crossref, name, doi):
    record = at_crossref(name, doi)
    assert (record.notices, record.notice_of, record.successors) == ((), (), ())


def test_withdrawn_preprint(replay):
    record = replay(biorxiv, "biorxiv/details_withdrawn.json", ("doi", "10.1101/2020.01.30.927871"))
    assert kinds(record) == [NoticeKind.WITHDRAWAL]
    assert record.notices[0].date.earliest == date(2020, 2, 2)
    assert record.successors == ()
    assert record.work.families[:2] == ("Pradhan", "Pandey")


# --- clean controls ---


@pytest.mark.parametrize(
    ("name", "doi"),
    [
        ("work_clean_colon_doi_min", "10.1023/a:1025493705728"),
        ("work_clean_numpy_min", "10.1038/s41586-020-2649-2"),
        ("work_clean_sm2_min", "10.1002/sm2.65"),
        ("work_elife_relations", "10.7554/elife.01567"),
        ("work_peer_review", "10.7554/elife.55167.sa2"),
        ("work_posted_content_is_version_of", "10.53731/ybhah-9jy85"),
        ("work_mojibake_authors", "10.5271/sjweh.3626"),
        ("work_polite_pool_small.http", "10.3892/ijo_00000353"),
        ("case_sici_doi_kerawala", "10.1002/1097-0347(200103)23:3<230::aid-hed1023>3.0.co;2-v"),
    ],
)
def test_clean_works_have_no_notices_and_no_successors(at_crossref, name, doi):
    record = at_crossref(name, doi)
    assert (record.state, record.notices, record.notice_of, record.successors, record.detail) == (
        RecordState.FOUND, (), (), (), "",
    )  # fmt: skip
    assert record.work.titles


# --- what matching needs ---


@pytest.mark.parametrize(
    ("name", "doi", "field", "value"),
    [
        ("case_backfile_year_corbett", "10.1046/j.1365-8711.2000.03658.x", "years", (2002, 2003)),
        ("case_book_doi_for_chapter_thompson", "10.4324/9781315807041", "kind", "book"),
        ("case_sici_doi_kerawala", "10.1002/1097-0347(200103)23:3<230::aid-hed1023>3.0.co;2-v", "container",
         ("Head & Neck",)),
        ("case_wrong_work_giavalisco_doi", "10.1086/177861", "families", ("Gould",)),
        ("case_wrong_work_yun_doi", "10.1086/319161", "titles",
         ("Structure of the X-Ray Emission from the Jet of 3C 273",)),
        ("work_chapter_two_containers", "10.1007/978-1-59745-423-0_7", "container",
         ("Methods in Molecular Biology", "Methods in Biobanking")),
        ("work_consortium_in_byline", "10.1158/1055-9965.epi-23-0009", "titles",
         ("Relationship between ABO Blood Group Alleles and Pancreatic Cancer Is Modulated by Secretor ( FUT2 ) "
          "Genotype, but Not Lewis Antigen ( FUT3 ) Genotype",)),
    ],
)  # fmt: skip
def test_works_as_crossref_describes_them(at_crossref, name, doi, field, value):
    assert getattr(at_crossref(name, doi).work, field) == value


def test_two_languages_and_names_the_wrong_way_round_are_kept(at_crossref):
    work = at_crossref("case_two_titles_name_split_kshithi", "10.14639/0392-100x-n2185").work
    assert len(work.titles) == 2
    assert {"K", "Kamboj", "S"} <= set(work.families)


def test_consortium_counts_as_a_name(at_crossref):
    families = at_crossref("work_consortium_in_byline", "10.1158/1055-9965.epi-23-0009").work.families
    assert "for the Pancreatic Cancer Cohort Consortium (PanScan)" in families
