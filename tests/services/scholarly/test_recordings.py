"""Genuine replies, as far as a single service answers them, give the records that they are documented to give."""

from datetime import UTC, datetime

import pytest

from reviewaudit.model import NoticeKind, RecordState
from reviewaudit.services.scholarly import (
    agencies,
    arxiv,
    clinicaltrials,
    crossref,
    datacite,
    doi_org,
    handles,
    openlibrary,
    pmc,
    wayback,
)
from reviewaudit.services.scholarly.contracts import Reply
from reviewaudit.services.scholarly.medline import Link, told

NOW = datetime(2026, 11, 23, tzinfo=UTC)
WAKEFIELD = "10.1016/s0140-6736(97)11096-0"
RETRACTION, CONCERN, CORRECTION = NoticeKind.RETRACTION, NoticeKind.CONCERN, NoticeKind.CORRECTION


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
    assert not record.notices


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
