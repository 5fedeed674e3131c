"""What each service says and the record that comes of it; replies of our own writing, in the services' shapes."""

from datetime import UTC, date, datetime

import pytest

from reviewaudit.model import Bounds, Notice, NoticeKind, Precision, RecordState, Successor
from reviewaudit.services.scholarly import arxiv, clinicaltrials, doi_org, handles, pubmed
from reviewaudit.services.scholarly.contracts import Reply, Unreadable

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TEA = ("doi", "10.1000/tea")


def day(year, month, number):
    exact = date(year, month, number)
    return Bounds(exact, exact, Precision.DAY)


# --- doi.org ---


@pytest.mark.parametrize(
    ("entry", "state", "detail"),
    [
        ({"DOI": "10.1000/TEA", "RA": "mEDRA"}, RecordState.FOUND, "mEDRA"),
        ({"DOI": "10.1000/tea", "status": "DOI does not exist"}, RecordState.MISSING, "DOI does not exist"),
    ],
)
def test_list_of_agencies(entry, state, detail):
    (record,) = doi_org.read([TEA], _json([entry]), NOW).records
    assert (record.state, record.detail, record.service) == (state, detail, "doi.org")


@pytest.mark.parametrize(
    "said",
    [
        [],
        [{"DOI": "10.1000/tea", "status": "Invalid DOI"}],
        [{"DOI": "10.1000/tea", "RA": "x" * 99}],
        [{"DOI": "10.1000/other", "RA": "Crossref"}],
    ],
)
def test_what_the_list_does_not_settle_is_asked_of_the_handle_system(said):
    assert doi_org.read([TEA], _json(said), NOW).alone == (TEA,)


@pytest.mark.parametrize(
    ("said", "status", "state"),
    [
        ({"responseCode": 1, "handle": "10.1000/Tea", "values": []}, 200, RecordState.FOUND),
        ({"responseCode": 200, "handle": "10.1000/tea"}, 200, RecordState.FOUND),
        ({"responseCode": 100, "handle": "10.1000/tea"}, 404, RecordState.MISSING),
        ({"responseCode": 2, "handle": "10.1000/tea"}, 200, None),
        ({"responseCode": 100, "handle": "10.1000/coffee"}, 404, None),
        ({}, 404, None),
    ],
)
def test_handles(said, status, state):
    if state is None:
        with pytest.raises(Unreadable):
            handles.read([TEA], _json(said, status), NOW)
        return
    (record,) = handles.read([TEA], _json(said, status), NOW).records
    assert (record.state, record.service) == (state, "doi.org")


def test_other_agencies_by_negotiation(registries, ask):
    registries.agency["10.11367/cha"] = "JaLC"
    registries.csl["10.11367/cha"] = {
        "title": "RETRACTED: Cha", "author": [{"family": "Sato"}, {"literal": "Tea Society"}],
        "issued": {"date-parts": [["2011", 3]]}, "container-title": "Leaf", "volume": "2", "page": "1-9",
    }  # fmt: skip
    record = ask(("doi", "10.11367/cha")).records[("doi", "10.11367/cha"), "jalc"]
    assert (record.work.titles, record.work.families, record.work.years) == (("Cha",), ("Sato", "Tea Society"), (2011,))
    assert record.notices == (Notice(NoticeKind.RETRACTION, ("title",), label="RETRACTED"),)
    accept = {asked.headers["accept"] for asked in registries.requests if "doiRA" not in asked.path}
    assert accept == {"application/vnd.citationstyles.csl+json"}


def test_agency_without_data_is_unchecked(registries, ask):
    registries.agency["10.11367/cha"] = "JaLC"
    record = ask(("doi", "10.11367/cha")).records[("doi", "10.11367/cha"), "jalc"]
    assert (record.state, record.detail) == (RecordState.UNCHECKED, "doi.org answered 404")


# --- DataCite ---


def test_work_at_datacite(registries, ask):
    data = ("doi", "10.5072/data")
    registries.agency[data[1]] = "DataCite"
    registries.datacite[data[1]] = {
        "titles": [{"title": "Τσάι", "titleType": "AlternativeTitle"}, {"title": "Tea"}],
        "creators": [
            {"name": "van As, Dirk", "givenName": "Dirk", "familyName": "van As"},
            {"name": "Lee, Ann"},
            {"name": "GBIF.org User", "nameType": "Organizational"},
        ],
        "publicationYear": 2016,
        "dates": [{"date": "2015-03-27", "dateType": "Issued"}],
        "types": {"resourceTypeGeneral": "JournalArticle"},
        "container": {"title": "Leaf", "volume": "31", "firstPage": "3", "lastPage": "4"},
        "relatedIdentifiers": [
            {"relationType": "IsObsoletedBy", "relatedIdentifier": "10.5072/DATA2", "relatedIdentifierType": "DOI"},
            {"relationType": "IsVersionOf", "relatedIdentifier": "10.5072/all", "relatedIdentifierType": "DOI"},
            {"relationType": "IsObsoletedBy", "relatedIdentifier": "https://x.example", "relatedIdentifierType": "URL"},
        ],
        "alternateIdentifiers": [{"alternateIdentifierType": "arXiv", "alternateIdentifier": "1706.03762"}],
    }
    record = ask(data).records[data, "datacite"]
    assert record.work.titles == ("Τσάι", "Tea")
    assert record.work.families == ("van As", "Lee", "GBIF.org User")
    assert (record.work.years, record.work.kind) == ((2016, 2015), "journal-article")
    assert (record.work.container, record.work.volume, record.work.pages) == (("Leaf",), "31", "3-4")
    assert record.successors == (Successor("new-version", ("doi", "10.5072/data2"), "datacite"),)
    assert record.same == (("arxiv", "1706.03762"),)
    assert record.notices == ()


def test_more_than_a_page_of_datacite_comes_in_one_call(registries, ask):
    wanted = [("doi", f"10.5072/data.{number}") for number in range(40)]
    for _, doi in wanted:
        registries.agency[doi] = "DataCite"
        registries.datacite[doi] = {"titles": [{"title": "Data"}]}
    said = ask(*wanted)
    assert said.by_service["datacite"] == 1
    assert {said.records[one, "datacite"].state for one in wanted} == {RecordState.FOUND}


# --- PubMed and Europe PMC ---

SUMMARY = {
    "title": "Tea, leaves, and children.",
    "authors": [
        {"name": "Wakefield AJ", "authtype": "Author"},
        {"name": "van den Berg JH Jr", "authtype": "Author"},
        {"name": "Tea Study Group", "authtype": "CollectiveName"},
    ],
    "pubdate": "1998 Feb 28", "epubdate": "1997 Dec", "source": "Lancet", "fulljournalname": "Lancet (London, England)",
    "volume": "351", "pages": "637-41", "pubtype": ["Journal Article", "Retracted Publication"],
    "articleids": [
        {"idtype": "pubmed", "value": "123"}, {"idtype": "doi", "value": "10.1000/TEA"},
        {"idtype": "pmc", "value": "PMC7"},
    ],
    "references": [
        {"reftype": "Comment in", "refsource": "Lancet. 1998 Feb 28;351(9103):611-2.", "pmid": 9525394},
        {"reftype": "Retraction in", "refsource": "Lancet. 2010 Feb 6;375:445. doi: 10.1016/S0140-6736(10)60175-4.",
         "pmid": 20137807},
        {"reftype": "Expression of concern in", "refsource": "Eur J. 2011 Nov;23(11):1082.", "pmid": "21971344"},
        {"reftype": "Erratum in", "refsource": "Lancet. 1999;1:1", "pmid": ""},
        {"reftype": "Update in", "refsource": "Leaf. 2019 Jan;1:1. doi: 10.1000/new.", "pmid": 456},
    ],
}  # fmt: skip


def test_paper_at_pubmed(registries, ask):
    registries.pubmed["123"] = SUMMARY
    record = ask(("pmid", "123")).records[("pmid", "123"), "pubmed"]
    assert record.work.titles == ("Tea, leaves, and children",)
    assert record.work.families == ("Wakefield", "van den Berg", "Tea Study Group")
    assert (record.work.years, record.work.kind) == ((1998, 1997), "journal-article")
    assert record.work.container == ("Lancet (London, England)", "Lancet")
    assert record.same == (("doi", "10.1000/tea"), ("pmcid", "PMC7"))
    month = Bounds(date(2011, 11, 1), date(2011, 11, 30), Precision.MONTH)
    year = Bounds(date(1999, 1, 1), date(1999, 12, 31), Precision.YEAR)
    assert record.notices == (
        Notice(
            NoticeKind.RETRACTION, ("pubmed",), "10.1016/s0140-6736(10)60175-4", "20137807", day(2010, 2, 6),
            label="Retraction in",
        ),
        Notice(NoticeKind.CONCERN, ("pubmed",), pmid="21971344", date=month, label="Expression of concern in"),
        Notice(NoticeKind.CORRECTION, ("pubmed",), date=year, label="Erratum in"),
    )  # fmt: skip
    newer = Bounds(date(2019, 1, 1), date(2019, 1, 31), Precision.MONTH)
    assert record.successors == (Successor("update", ("pmid", "456"), "pubmed", newer),)


def test_retracted_without_a_notice(registries, ask):
    registries.pubmed["123"] = {"title": "Tea.", "pubtype": ["Retracted Publication"]}
    record = ask(("pmid", "123")).records[("pmid", "123"), "pubmed"]
    assert record.notices == (Notice(NoticeKind.RETRACTION, ("pubmed",), label="Retracted Publication"),)


@pytest.mark.parametrize(
    ("reftype", "pubtype"),
    [("Retraction of", "Retraction Notice"), ("Expression of concern for", "Expression of Concern"),
     ("Erratum for", "Published Erratum"), ("Partial retraction of", "Retraction of Publication")],
)  # fmt: skip
def test_notice_at_pubmed(registries, ask, reftype, pubtype):
    registries.pubmed["9"] = {
        "title": "Tea.", "pubtype": [pubtype], "references": [{"reftype": reftype, "refsource": "Leaf.", "pmid": 123}],
    }  # fmt: skip
    record = ask(("pmid", "9")).records[("pmid", "9"), "pubmed"]
    assert (record.notice_of, record.detail, record.notices) == (((("pmid", "123"), "pubmed"),), pubtype, ())


@pytest.mark.parametrize("reftype", ["Update of", "Corrected and republished from", "Republished from", "Comment on"])
def test_links_that_make_no_notice(registries, ask, reftype):
    registries.pubmed["9"] = {"title": "Tea.", "references": [{"reftype": reftype, "refsource": "", "pmid": 123}]}
    record = ask(("pmid", "9")).records[("pmid", "9"), "pubmed"]
    assert (record.notice_of, record.notices, record.successors) == ((), (), ())


def test_article_of_a_preprint_at_pubmed(registries, ask):
    update_in = [{"reftype": "Update in", "refsource": "Leaf. doi: 10.1000/new", "pmid": ""}]
    registries.pubmed["9"] = {"title": "Tea.", "pubtype": ["Preprint"], "references": update_in}
    record = ask(("pmid", "9")).records[("pmid", "9"), "pubmed"]
    assert record.successors == (Successor("published", ("doi", "10.1000/new"), "pubmed"),)
    assert record.work.kind == "posted-content"


@pytest.mark.parametrize(
    ("error", "state"),
    [
        ("cannot get document summary", RecordState.MISSING),
        ("Backend server unavailable, try again", RecordState.UNCHECKED),
    ],
)
def test_unknown_pmid(registries, ask, error, state):
    registries.pubmed["123"] = {"error": error}
    assert ask(("pmid", "123")).records[("pmid", "123"), "pubmed"].state is state


def test_two_hundred_pmids_in_one_call(registries, ask):
    wanted = [("pmid", str(number)) for number in range(1, 202)]
    registries.pubmed.update({value: {"title": "Tea."} for _, value in wanted})
    said = ask(*wanted)
    assert said.by_service == {"pubmed": 2}
    assert {record.state for record in said.records.values()} == {RecordState.FOUND}


def test_pmid_left_out_of_an_answer_is_unchecked():
    answer = pubmed.read([("pmid", "1"), ("pmid", "2")], _json({"result": {"uids": ["1"], "1": {"uid": "1"}}}), NOW)
    assert [record.identifier for record in answer.records] == [("pmid", "1")]
    assert answer.absent == (("pmid", "2"),)


def test_paper_at_europe_pmc(registries, ask):
    registries.trouble["eutils.ncbi.nlm.nih.gov"] = 503
    registries.europepmc["123"] = {
        "doi": "10.1000/TEA", "pmcid": "PMC7", "title": "Tea.", "pubYear": "1998", "pageInfo": "637-41",
        "authorList": {"author": [{"lastName": "Wakefield"}, {"collectiveName": "Tea Study Group"}]},
        "journalInfo": {"volume": "351", "yearOfPublication": 1998, "journal": {"title": "Lancet"}},
        "pubTypeList": {"pubType": ["Retracted Publication", "Journal Article"]},
        "commentCorrectionList": {"commentCorrection": [
            {"id": "20137807", "source": "MED", "reference": "Lancet. 2010 Feb 6;375:445. doi: 10.1016/S1", "type":
             "Retraction in"},
            {"id": "1", "source": "MED", "reference": "Lancet", "type": "Comment in"},
        ]},
    }  # fmt: skip
    record = ask(("pmid", "123"), max_retries=0).records[("pmid", "123"), "europepmc"]
    assert record.notices == (
        Notice(NoticeKind.RETRACTION, ("europepmc",), "10.1016/s1", "20137807", day(2010, 2, 6), label="Retraction in"),
    )
    assert record.work.families == ("Wakefield", "Tea Study Group")
    assert record.same == (("doi", "10.1000/tea"), ("pmcid", "PMC7"))


# --- arXiv, bioRxiv ---


def test_preprint_at_arxiv(registries, ask):
    registries.arxiv["1706.03762"] = {
        1: {"title": "Attention\n  first", "authors": ["Ashish Vaswani"], "published": "2017-06-12T17:57:34Z"},
        7: {
            "title": "Attention is all", "authors": ["Ashish Vaswani", "B. Scott Gaudi", "Dirk van As"],
            "doi": "10.1000/PUB", "updated": "2023-08-02T00:41:18Z", "published": "2017-06-12T17:57:34Z",
        },
    }  # fmt: skip
    record = ask(("arxiv", "1706.03762v1")).records[("arxiv", "1706.03762v1"), "arxiv"]
    assert record.work.titles == ("Attention is all", "Attention first")
    assert record.work.families == ("Vaswani", "Gaudi", "van As")
    assert (record.work.years, record.detail) == ((2017, 2023, 2020), "version 7")
    assert record.successors == (Successor("published", ("doi", "10.1000/pub"), "arxiv"),)
    assert record.same == (("arxiv", "1706.03762"), ("doi", "10.48550/arxiv.1706.03762"))
    assert record.notices == ()


@pytest.mark.parametrize(
    ("comment", "withdrawn"),
    [
        ("This paper has been withdrawn by the authors due to an error in section 3", True),
        ("Withdrawn. See later work", True),
        ("withdrawn by arXiv administration", True),
        ("12 pages. This manuscript was withdrawn", True),
        ("12 pages; replaces a withdrawn version of another paper", False),
        ("On withdrawn cash", False),
        ("", False),
    ],
)
def test_withdrawn_at_arxiv_is_said_in_words(registries, ask, comment, withdrawn):
    registries.arxiv["1706.03762"] = {1: {"title": "Tea", "comment": comment}}
    notices = ask(("arxiv", "1706.03762")).records[("arxiv", "1706.03762"), "arxiv"].notices
    assert [(notice.kind, notice.sources) for notice in notices] == (
        [(NoticeKind.WITHDRAWAL, ("arxiv comment",))] if withdrawn else []
    )


def test_number_that_arxiv_does_not_have(registries, ask):
    registries.arxiv["1605.08386"] = {1: {"title": "Heat"}}
    wanted = [("arxiv", "1605.08386"), ("arxiv", "0808.05394")]
    said = ask(*wanted)
    assert [said.records[one, "arxiv"].state for one in wanted] == [RecordState.FOUND, RecordState.MISSING]
    assert said.by_service["arxiv"] == 2, "alone too, before it is believed"


def test_empty_feed_for_a_list_proves_nothing(registries, ask):
    feed = registries._feed([], 0).body
    wanted = [("arxiv", "1605.08386"), ("arxiv", "1706.03762")]
    assert arxiv.read(wanted, Reply(200, feed), NOW).absent == tuple(wanted)


def test_old_numbers_of_arxiv(registries, ask):
    registries.arxiv["astro-ph/0601001"] = {1: {"title": "Hot Jupiters", "authors": ["Andrew Gould"]}}
    record = ask(("arxiv", "astro-ph/0601001")).records[("arxiv", "astro-ph/0601001"), "arxiv"]
    assert record.work.titles == ("Hot Jupiters",)


def test_preprint_at_biorxiv(registries, ask):
    preprint = registries.work("10.1101/2020.01.30.927871", title=["Tea"], type="posted-content")
    registries.biorxiv["biorxiv", preprint[1]] = [
        {"title": "Tea, first", "authors": "Lee, A.; van As, D.", "date": "2020-01-31", "version": "1",
         "type": "new results", "published": "NA", "server": "bioRxiv"},
        {"title": "Tea", "authors": "Lee, A.; van As, D.", "date": "2020-02-02", "version": "2", "type": "WITHDRAWN",
         "published": "10.1000/PUB", "server": "bioRxiv"},
    ]  # fmt: skip
    record = ask(preprint).records[preprint, "biorxiv"]
    assert record.notices == (Notice(NoticeKind.WITHDRAWAL, ("biorxiv",), date=day(2020, 2, 2), label="WITHDRAWN"),)
    assert record.successors == (Successor("published", ("doi", "10.1000/pub"), "biorxiv"),)
    assert (record.work.titles, record.work.families) == (("Tea", "Tea, first"), ("Lee", "van As"))


def test_preprint_that_biorxiv_does_not_have_is_unchecked(registries, ask):
    preprint = registries.work("10.1101/123456", title=["Tea"], type="posted-content")
    record = ask(preprint).records[preprint, "biorxiv"]
    assert (record.state, record.detail) == (RecordState.UNCHECKED, "biorxiv has no record of it")


# --- books and trials ---


def test_book_at_open_library(registries, ask):
    registries.books["9780201558029"] = {
        "title": "Concrete mathematics", "subtitle": "a foundation", "publish_date": "October 1, 1994",
        "authors": [{"name": "Ronald L. Graham"}, {"name": "Donald Knuth"}], "publishers": [{"name": "Addison-Wesley"}],
    }  # fmt: skip
    said = ask(("isbn", "9780201558029"), ("isbn", "9780000000002"))
    work = said.records[("isbn", "9780201558029"), "openlibrary"].work
    assert work.titles == ("Concrete mathematics", "Concrete mathematics: a foundation")
    assert (work.families, work.years, work.kind) == (("Graham", "Knuth"), (1994,), "book")
    missed = said.records[("isbn", "9780000000002"), "openlibrary"]
    assert missed.state is RecordState.UNCHECKED
    assert missed.detail == "not known at openlibrary, which has part of all books"


def test_trial(registries, ask):
    registries.trials["NCT00000001"] = {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT00000001", "briefTitle": "Tea", "nctIdAliases": ["NCT00000002"]},
            "statusModule": {"overallStatus": "TERMINATED", "whyStopped": "no leaves"},
        }
    }
    registries.trials["NCT00000002"] = "NCT00000001"
    registries.headers["clinicaltrials.gov"] = {"x-rate-limit-limit": "500"}
    wanted = [("nct", f"NCT0000000{number}") for number in (1, 2, 3)]
    records = [ask(one).records[one, "clinicaltrials"] for one in wanted]
    assert [record.state for record in records] == [RecordState.FOUND, RecordState.FOUND, RecordState.MISSING]
    assert records[0].detail == "TERMINATED: no leaves"
    assert records[1].same == (("nct", "NCT00000001"),)
    assert records[1].work.titles == ("Tea",)


def test_web_page_with_404_is_no_proof_that_a_trial_is_missing():
    page = Reply(404, b"<!doctype html><title>Not found</title>", "text/html")
    with pytest.raises(Unreadable):
        clinicaltrials.read([("nct", "NCT00000001")], page, NOW)


def _json(value, status=200):
    import json

    return Reply(status, json.dumps(value).encode(), "application/json")
