"""Genuine replies, as far as a single service answers them, give the records that they are documented to give."""

from datetime import UTC, date, datetime

import pytest

from reviewaudit.model import NoticeKind, RecordState
from reviewaudit.services.scholarly import (
    agencies,
    arxiv,
    biorxiv,
    clinicaltrials,
    crossref,
    datacite,
    doi_org,
    europepmc,
    handles,
    openlibrary,
    pmc,
    pubmed,
    wayback,
)
from reviewaudit.services.scholarly.contracts import Reply
from reviewaudit.services.scholarly.medline import Link, told

NOW = datetime(2026, 11, 23, tzinfo=UTC)
WAKEFIELD = "10.1016/s0140-6736(97)11096-0"
RETRACTION, CONCERN, CORRECTION = NoticeKind.RETRACTION, NoticeKind.CONCERN, NoticeKind.CORRECTION


@pytest.fixture
def replay(recorded):
    """The record that a service's reader makes of a recorded reply."""
    import json

    def play(service, path, identifier, status=200):
        said = recorded(path)
        if service is crossref and "message" not in said:
            said = {"message": said}
        body = said.encode() if isinstance(said, str) else json.dumps(said).encode()
        answer = service.SERVICE.read([identifier], Reply(status, body, "application/json"), NOW)
        assert answer.records, answer.why
        return answer.records[0]

    return play


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


# --- agencies ---


def test_many_dois_at_once(recorded):
    import json

    said = recorded("doi-org/doiRA_multi.json")
    wanted = [("doi", entry["DOI"].lower()) for entry in said]
    answer = doi_org.read(wanted, Reply(200, json.dumps(said).encode()), NOW)
    assert [(record.state.value, record.detail) for record in answer.records] == [
        ("found", "Crossref"), ("found", "DataCite"), ("found", "Crossref"), ("missing", "DOI does not exist"),
        ("missing", "DOI does not exist"), ("missing", "DOI does not exist"),
    ]  # fmt: skip
    assert [record.identifier for record in answer.records] == wanted


@pytest.mark.parametrize(
    ("name", "doi", "agency"),
    [
        ("doiRA_crossref.http", "10.1371", "Crossref"), ("doiRA_datacite.http", "10.5061", "DataCite"),
        ("doiRA_jalc.http", "10.11367", "JaLC"), ("doiRA_kisti.http", "10.5012", "KISTI"),
        ("doiRA_medra.http", "10.1392", "mEDRA"), ("doiRA_op.http", "10.2791", "OP"),
        ("ra_10.1045.http", "10.1045", "Crossref"), ("ra_10.1109.http", "10.1109", "Crossref"),
    ],
)  # fmt: skip
def test_agencies_of_recorded_prefixes(replay, name, doi, agency):
    assert replay(doi_org, f"doi-org/{name}.json", ("doi", doi)).detail == agency


@pytest.mark.parametrize(
    ("name", "doi"),
    [
        ("doiRA_missing_annurev", "10.1146/annurev.astro.41.011802.094856"),
        ("doiRA_not_found.http", "10.99999"),
    ],
)
def test_doi_that_was_never_registered(replay, name, doi):
    assert replay(doi_org, f"doi-org/{name}.json", ("doi", doi)).state is RecordState.MISSING


def test_handles(replay):
    assert replay(handles, "doi-org/handle_404.json", ("doi", "10.1109/cvpr.2016.999999"), 404).state is (
        RecordState.MISSING
    )
    for name, doi in (("handle_ok", "10.1002/chem.202000622"), ("handle_ok_type_url", "10.1002/anie.201804551")):
        assert replay(handles, f"doi-org/{name}.json", ("doi", doi)).state is RecordState.FOUND


def test_negotiated_record(replay):
    doi = "10.1126/science.169.3946.635"
    work = replay(agencies, "doi-org/conneg_csljson_1_200.http.json", ("doi", doi)).work
    assert (work.titles, work.families) == (("The Structure of Ordinary Water",), ("Frank",))
    assert 1970 in work.years


# --- DataCite ---


@pytest.mark.parametrize(
    ("name", "doi", "kind", "first"),
    [
        ("doi_alternative_title_first", "10.26268/heal.uoi.19814", "other", "Στυλιαρά"),
        ("doi_arxiv_preprint", "10.48550/arxiv.1706.03762", "posted-content", "Vaswani"),
        ("doi_journal_article", "10.24377/dteij.article3641", "journal-article", "McLain"),
        ("doi_organizational_creator", "10.15468/dl.pqqnhb", "dataset", "GBIF.org User"),
        ("doi_rel_10.1594_pangaea.836178", "10.1594/pangaea.836178", "dataset", "Johansson"),
        ("doi_rel_10.5281_zenodo.1196821", "10.5281/zenodo.1196821", "dataset", "Staib"),
        ("doi_rel_10.5281_zenodo.48440", "10.5281/zenodo.48440", "software", "Garza"),
    ],
)
def test_works_as_datacite_describes_them(replay, name, doi, kind, first):
    record = replay(datacite, f"datacite/{name}.json", ("doi", doi))
    assert (record.work.kind, record.work.families[0]) == (kind, first)
    assert record.work.titles
    assert record.work.years
    assert record.notices == record.successors == ()


# --- not there ---


def test_crossrefs_404_proves_nothing(recorded):
    body = recorded("crossref/works_404.http.json").encode()
    answer = crossref.read([("doi", "10.1371/notarealdoi")], Reply(404, body, "text/plain"), NOW)
    assert (answer.records, answer.absent, answer.why) == (
        (), (("doi", "10.1371/notarealdoi"),), "crossref has no record of it",
    )  # fmt: skip


def test_datacites_404_proves_nothing(recorded):
    import json

    body = json.dumps(recorded("datacite/doi_404_not_found.json")).encode()
    answer = datacite.read([("doi", WAKEFIELD)], Reply(404, body), NOW)
    assert (answer.records, answer.absent) == ((), (("doi", WAKEFIELD),))


def test_the_converters_miss_proves_nothing(recorded):
    import json

    body = json.dumps(recorded("pmc-idconv/doi_not_in_pmc.json")).encode()
    assert pmc.read([("pmcid", "PMC1")], Reply(200, body), NOW).absent == (("pmcid", "PMC1"),)


def test_what_the_converter_knows(replay):
    record = replay(pmc, "pmc-idconv/legacy_doi_0.http.json", ("pmcid", "PMC2883744"))
    assert record.same == (("pmid", "20495566"), ("doi", "10.1038/ng.590"))


@pytest.mark.parametrize(
    ("name", "number", "status"),
    [
        ("id_never_existed", "0808.05394", 200),
        ("unknown_id_200_empty", "0000.0000", 200),
        ("malformed_id_400", "abc", 400),
    ],
)
def test_numbers_that_arxiv_does_not_have(replay, name, number, status):
    assert replay(arxiv, f"arxiv/{name}.http.json", ("arxiv", number), status).state is RecordState.MISSING


def test_missing_neighbour_in_arxivs_list(recorded):
    body = recorded("arxiv/batch_one_missing.http.json").encode()
    wanted = [("arxiv", "0808.05394"), ("arxiv", "1707.08567")]
    answer = arxiv.read(wanted, Reply(200, body), NOW)
    assert [record.identifier for record in answer.records] == [("arxiv", "1707.08567")]
    assert answer.absent == (("arxiv", "0808.05394"),)


@pytest.mark.parametrize(
    ("name", "number", "first"),
    [
        ("id_new_style", "1605.08386", ""),
        ("id_old_style", "astro-ph/0601001", "Gould"),
        ("id_old_style_v1", "quant-ph/0201082v1", ""),
    ],
)
def test_preprints_at_arxiv(replay, name, number, first):
    record = replay(arxiv, f"arxiv/{name}.http.json", ("arxiv", number))
    assert record.state is RecordState.FOUND
    assert record.work.titles
    assert record.work.families[0].startswith(first)
    assert kinds(record) == []


# --- books, trials, archives ---


def test_book(replay):
    work = replay(openlibrary, "openlibrary/books_bibkeys_data.json", ("isbn", "0201558025")).work
    assert work.titles[0] == "Concrete mathematics"
    assert (work.families, work.years) == (("Graham", "Knuth", "Patashnik"), (1994,))


def test_trial(replay):
    record = replay(clinicaltrials, "clinicaltrials/study_nct06604689.json", ("nct", "NCT06604689"))
    assert record.detail == "RECRUITING"
    assert record.work.titles[0].startswith("AI-guided Prognostication")


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("available_yes", datetime(2026, 3, 11, 8, 26, 45, tzinfo=UTC)),
        ("available_yes_2", datetime(2026, 2, 12, 6, 18, 22, tzinfo=UTC)),
        ("available_none", None),
    ],
)
def test_snapshots(recorded, name, taken):
    import json

    found = wayback.read(Reply(200, json.dumps(recorded(f"wayback/{name}.json")).encode()))
    assert (found.at if found else None) == taken


# --- errors and limits, through the whole way ---


def test_recorded_refusals_of_crossref(registries, ask, recorded):
    import json

    body = recorded("crossref/works_400_parameter_not_allowed.http.json")
    answer = crossref.read([("doi", "10.1000/a"), ("doi", "10.1000/b")], Reply(400, json.dumps(body).encode()), NOW)
    assert answer.alone == (("doi", "10.1000/a"), ("doi", "10.1000/b"))


def test_recorded_limits_of_crossref(recorded):
    from reviewaudit.services.scholarly.paces import Lane

    for said in recorded("crossref/headers_pools_2026-10-03.json"):
        lane = Lane(crossref.SERVICE.paces["list"])
        lane.hear(said)
        assert lane.interval == pytest.approx(1 / int(said["x-rate-limit-limit"]))
        assert lane.width == 1


def test_recorded_works_through_a_whole_look_up(registries, ask, recorded):
    """Eleven genuine records in one list, among them a SICI."""
    names = [
        "work_wakefield_retracted_bibaudit", "work_surgisphere_retracted_reciprocal", "notice_surgisphere_reciprocal",
        "work_expression_of_concern", "work_partial_retraction_self_referencing", "work_clean_numpy_min",
        "work_has_preprint_nar", "case_sici_doi_kerawala", "case_wrong_work_yun_doi", "work_clean_colon_doi_min",
        "work_cochrane_pub3_new_version_min",
    ]  # fmt: skip
    wanted = []
    for name in names:
        said = recorded(f"crossref/{name}.json")
        wanted.append(registries.work(said.get("message", said)["DOI"], **said.get("message", said)))
    said = ask(*wanted)
    assert said.calls == 2
    assert {said.records[one, "crossref"].state for one in wanted} == {RecordState.FOUND}


# --- the links between papers, as PubMed's longer forms spell them ---

TAGS = {
    "RIN": "RetractionIn", "ROF": "RetractionOf", "ECI": "ExpressionOfConcernIn", "ECF": "ExpressionOfConcernFor",
    "EIN": "ErratumIn", "EFR": "ErratumFor", "UIN": "UpdateIn", "UOF": "UpdateOf", "CIN": "CommentIn",
    "CON": "CommentOn",
}  # fmt: skip


@pytest.fixture
def links(recorded):
    """What PubMed's record says of other papers, and its publication types."""
    from xml.etree import ElementTree as ET

    def load(path):
        body = recorded(path).decode()
        if path.endswith(".txt"):
            lines = body.replace("\n      ", " ").splitlines()
            fields = [(line[:4].strip(), line[6:]) for line in lines]
            found = [Link(TAGS[tag], words, words.rpartition("PMID: ")[2]) for tag, words in fields if tag in TAGS]
            return found, [words for tag, words in fields if tag == "PT"]
        root = ET.fromstring(body)
        entries = root.iterfind(".//CommentsCorrectionsList/CommentsCorrections")
        found = [Link(one.get("RefType"), one.findtext("RefSource"), one.findtext("PMID") or "") for one in entries]
        return found, [one.text for one in root.iterfind(".//PublicationType")]

    return load


@pytest.mark.parametrize(
    ("name", "notices", "notice_of"),
    [
        ("efetch_medline_retracted_9500320.txt", {RETRACTION, CONCERN}, 0),
        ("efetch_medline_notice_20137807.txt", set(), 1),
        ("efetch_medline_concern_23741377.txt", {CONCERN}, 0),
        ("efetch_medline_concern_notice_34710116.txt", set(), 1),
        ("efetch_xml_retracted_993.xml", {RETRACTION}, 0),
        ("efetch_xml_erratumin_35649368.xml", {CORRECTION}, 0),
        ("efetch_xml_erratumin_38147649.xml", {CORRECTION}, 0),
        ("efetch_xml_erratumfor_38833988.xml", set(), 1),
        ("efetch_xml_erratumfor_38962805.xml", set(), 1),
        ("efetch_xml_updateof_36156117.xml", set(), 0),
        ("efetch_xml_updateof_39345789.xml", set(), 0),
    ],
)
def test_links_between_papers_at_pubmed(links, name, notices, notice_of):
    said = told(*links(f"pubmed/{name}"), "pubmed")
    assert {notice.kind for notice in said.notices} == notices
    assert len(said.notice_of) == notice_of
    assert said.successors == ()
