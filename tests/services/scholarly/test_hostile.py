"""Any bytes give records that can be stored, or a reason; never an exception, and never a work that is missing."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewaudit.model import Record, RecordState
from reviewaudit.services.scholarly import SERVICES, wayback
from reviewaudit.services.scholarly.contracts import Reply, Unreadable

NOW = datetime(2026, 11, 23, tzinfo=UTC)
OF = {
    "doi.org": ("doi", "10.1000/tea"), "handles": ("doi", "10.1000/tea"), "agencies": ("doi", "10.1000/tea"),
    "crossref": ("doi", "10.1002/14651858.cd008900"), "datacite": ("doi", "10.1000/tea"), "pubmed": ("pmid", "123"),
    "europepmc": ("pmid", "123"), "pmc": ("pmcid", "PMC7"), "arxiv": ("arxiv", "1706.03762"),
    "biorxiv": ("doi", "10.1101/123456"), "openlibrary": ("isbn", "9780140328721"),
    "clinicaltrials": ("nct", "NCT06604689"), "crossref-search": ("text", "Brown B. Tea and sleep. J Tea. 2019."),
}  # fmt: skip
WORDS = sorted(
    {
        "DOI", "RA", "status", "responseCode", "handle", "values", "type", "data", "value", "HS_ALIAS", "message",
        "items", "title", "subtitle", "author", "family", "name", "issued", "date-parts", "updated-by", "update-to",
        "updated", "source", "label", "relation", "is-preprint-of", "id", "asserted-by", "attributes", "doi", "titles",
        "creators", "familyName", "types", "resourceTypeGeneral", "dates", "date", "relatedIdentifiers",
        "relationType", "relatedIdentifier", "alternateIdentifiers", "container", "result", "uids", "123", "uid",
        "error", "authors", "pubtype", "references", "reftype", "refsource", "pmid", "articleids", "idtype",
        "resultList", "pubTypeList", "pubType", "commentCorrectionList", "commentCorrection", "journalInfo", "journal",
        "authorList",
        "lastName", "records", "pmcid", "collection", "published", "version", "ISBN:9780140328721", "publish_date",
        "protocolSection", "identificationModule", "nctId", "nctIdAliases", "statusModule", "overallStatus",
        "archived_snapshots", "closest", "available", "timestamp", "url",
    }
)  # fmt: skip
VALUES = st.sampled_from(
    ["10.1000/tea", "10.1002/14651858.cd008900", "10.1002/14651858.cd008900.pub2", "10.1101/123456", "123", "PMC7",
     "MED", "NCT06604689", "retraction", "Retraction in", "Retraction of", "Update in", "new_version", "RETRACTED: x",
     "ok", "IsObsoletedBy", "arXiv", "Lancet. 2010 Feb 31;1. doi: 10.1000/x", "withdrawn", "\ud800", "\x00", "<b>",
     "&#x110000;", "&#xd800;", "9" * 5000, "20261399999999", "http://web.archive.org/web/20261399999999/x"]
)  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | VALUES | st.text(max_size=20)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=6),
    max_leaves=40,
)
SHAPES = {
    "doi.org": lambda entry: [entry],
    "handles": lambda entry: {"responseCode": 1, "handle": "10.1000/tea", "values": [entry]},
    "agencies": lambda entry: {"DOI": "10.1000/tea", **_dict(entry)},
    "crossref": lambda entry: {"message": {"items": [{**_dict(entry), "DOI": OF["crossref"][1]}]}},
    "crossref-search": lambda entry: {"message": {"items": [{**_dict(entry), "DOI": "10.1000/tea"}]}},
    "datacite": lambda entry: {"data": [{"attributes": {**_dict(entry), "doi": "10.1000/tea"}}]},
    "pubmed": lambda entry: {"result": {"123": {**_dict(entry), "uid": "123"}}},
    "europepmc": lambda entry: {"resultList": {"result": [{**_dict(entry), "source": "MED", "pmid": "123"}]}},
    "pmc": lambda entry: {"records": [{**_dict(entry), "pmcid": "PMC7"}]},
    "arxiv": lambda entry: entry,
    "biorxiv": lambda entry: {"collection": [{**_dict(entry), "doi": "10.1101/123456"}]},
    "openlibrary": lambda entry: {"ISBN:9780140328721": {"title": "Tea", **_dict(entry)}},
    "clinicaltrials": lambda entry: {
        "protocolSection": {**_dict(entry), "identificationModule": {**_dict(entry), "nctId": "NCT06604689"}}
    },
}


def _dict(value):
    return value if isinstance(value, dict) else {}


def read(service, body, status=200, kind="application/json", more=()):
    wanted = [OF[service.name], *more]
    try:
        answer = service.read(wanted, Reply(status, body, kind), NOW)
    except Unreadable as error:
        return _said(error)
    told = [*(record.identifier for record in answer.records), *answer.absent, *answer.alone]
    assert sorted(told) == sorted(wanted), "each identifier once"
    assert answer.why or not (answer.absent or answer.alone)
    for record in answer.records:
        assert isinstance(record, Record)
        repr(record).encode("utf-8")
        assert len(repr(record)) < 1_000_000
    return answer.records


def _said(error):
    assert "\n" not in str(error)
    return ()


def named(service):
    return service.name


@pytest.mark.parametrize("service", SERVICES, ids=named)
@given(body=st.binary(max_size=300) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes(service, body):
    for status in sorted(service.statuses):
        records = read(service, body, status)
        if status == 200:
            assert RecordState.MISSING not in {record.state for record in records}


@pytest.mark.parametrize("service", SERVICES, ids=named)
@settings(max_examples=30)
@given(value=JSON)
def test_any_json(service, value):
    read(service, json.dumps(value).encode("utf-8", "surrogatepass"))
    read(service, json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("service", SERVICES, ids=named)
@settings(max_examples=50)
@given(entry=st.dictionaries(st.sampled_from(WORDS), JSON, max_size=12))
def test_any_entry_in_the_services_own_shape(service, entry):
    records = read(service, json.dumps(SHAPES[service.name](entry)).encode())
    if service.name not in {
        "arxiv",
        "handles",
        "doi.org",
        "agencies",
        "openlibrary",
        "pmc",
        "pubmed",
        "crossref-search",
    }:
        assert [record.state for record in records] == [RecordState.FOUND]


@pytest.mark.parametrize("service", SERVICES, ids=named)
@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"{}", b"0", b'""', b"[" * 100_000, b'{"message":' * 100_000, b"1" * 100_000,
        b"\xff\xfe{\x00", b"\xef\xbb\xbf{}", b"NaN", b"<html>", b"  \n<!doctype html>", b'{"data": NaN}', b"-Infinity",
    ],
    ids=lambda body: repr(body[:12]),
)  # fmt: skip
def test_odd_bodies(service, body):
    for status in sorted(service.statuses):
        records = read(service, body, status)
        # A 404 of ClinicalTrials.gov is an answer whatever its words are.
        if (service.name, status) != ("clinicaltrials", 404):
            assert RecordState.MISSING not in {record.state for record in records}


BOMB = b"""<!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>
<feed xmlns="http://www.w3.org/2005/Atom"><title>&c;</title></feed>"""
OUTSIDE = b"""<!DOCTYPE feed SYSTEM "file:///etc/passwd"><feed xmlns="http://www.w3.org/2005/Atom"/>"""
FEED = b'<feed xmlns="http://www.w3.org/2005/Atom">'


@pytest.mark.parametrize(
    "body",
    [
        BOMB, OUTSIDE, FEED, FEED + b"<entry>" * 5_000, b"<rss/>", FEED + b"<entry/>" * 5_000 + b"</feed>",
        BOMB.decode().encode("utf-16"), b"<a>" * 200_000,
    ],
    ids=["entities", "outside", "cut", "deep", "rss", "many", "utf-16", "deeper"],
)  # fmt: skip
def test_hostile_feeds(body):
    (service,) = [service for service in SERVICES if service.name == "arxiv"]
    with pytest.raises(Unreadable):
        service.read([OF["arxiv"]], Reply(200, body, "application/atom+xml"), NOW)


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_archives(body):
    try:
        found = wayback.read(Reply(200, body))
    except Unreadable:
        return
    assert found is None or found.url.startswith("https://web.archive.org/web/")


@given(JSON)
def test_snapshots_of_any_shape(value):
    body = json.dumps({"archived_snapshots": {"closest": value}}).encode()
    try:
        found = wayback.read(Reply(200, body))
    except Unreadable:
        return
    assert found is None or found.url.startswith("https://web.archive.org/web/")


DOIS = st.from_regex(r"10\.[0-9]{4,9}/[!-~]{1,40}", fullmatch=True).map(str.lower)


@pytest.mark.parametrize("service", [one for one in SERVICES if OF[one.name][0] == "doi"], ids=named)
@given(doi=DOIS)
def test_calls_hold_one_line_and_one_doi(service, doi):
    call = service.call([("doi", doi)], "a+b@c.example")
    assert call.path.isascii()
    assert call.path.startswith("/")
    assert not set(call.path) & set(' #<>"\\^`{|}\r\n')
    assert call.path.count("?") <= 1
