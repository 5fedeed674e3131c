"""No answer is never a verdict: whatever goes wrong at a service, its records are unchecked and say why, in time."""

import random
import time

import pytest

from reviewaudit.model import CitationPolicy, NetworkPolicy, RecordState
from reviewaudit.services import look_up_works
from reviewaudit.services.scholarly.desk import GIVE_UP

HOSTS = {
    "doi.org": ("doi.org", ("doi", "10.1000/tea")),
    "api.crossref.org": ("crossref", ("doi", "10.1000/tea")),
    "api.datacite.org": ("datacite", ("doi", "10.5072/data")),
    "data.agency.example": ("jalc", ("doi", "10.11367/cha")),
    "eutils.ncbi.nlm.nih.gov": ("pubmed", ("pmid", "123")),
    "pmc.ncbi.nlm.nih.gov": ("pmc", ("pmcid", "PMC7")),
    "export.arxiv.org": ("arxiv", ("arxiv", "1706.03762")),
    "api.biorxiv.org": ("biorxiv", ("doi", "10.1101/123456")),
    "openlibrary.org": ("openlibrary", ("isbn", "9780140328721")),
    "clinicaltrials.gov": ("clinicaltrials", ("nct", "NCT06604689")),
}
TROUBLES = {
    500: "answered 500",
    502: "answered 502",
    503: "answered 503",
    504: "answered 504",
    429: "answered 429",
    403: "answered 403",
    401: "answered 401",
    418: "answered 418",
    "html": "answered with a web page where data was due",
    "broken": "answered with broken data",
    "short": "gave no answer: ",
    "reset": "gave no answer: ",
    "hang": "gave no answer: no answer in time",
    "drip": "gave no answer: no answer in time",
}


@pytest.fixture
def everything(registries):
    """One identifier of each kind, all of them known."""
    registries.work("10.1000/tea", title=["Tea"])
    registries.work("10.1101/123456", title=["Preprint"], type="posted-content")
    registries.agency.update({"10.5072/data": "DataCite", "10.11367/cha": "JaLC"})
    registries.datacite["10.5072/data"] = {"titles": [{"title": "Data"}]}
    registries.csl["10.11367/cha"] = {"title": "Cha"}
    registries.pubmed["123"] = {"title": "Tea."}
    registries.pmc["pmc7"] = {"pmid": "123"}
    registries.arxiv["1706.03762"] = {1: {"title": "Attention"}}
    registries.biorxiv["biorxiv", "10.1101/123456"] = [{"title": "Preprint", "version": "1", "date": "2020-01-01"}]
    registries.books["9780140328721"] = {"title": "Fantastic Mr. Fox"}
    registries.trials["NCT06604689"] = {"protocolSection": {"identificationModule": {"nctId": "NCT06604689"}}}
    return [identifier for _, identifier in HOSTS.values()]


def test_without_trouble_each_service_finds_its_own(registries, ask, everything):
    said = ask(*everything)
    assert {record.state for record in said.records.values()} == {RecordState.FOUND}
    assert {(service, identifier) for identifier, service in said.records} >= set(HOSTS.values())


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("host", HOSTS)
def test_trouble_at_one_service(registries, ask, everything, host, trouble):
    registries.trouble[host] = trouble
    service, identifier = HOSTS[host]
    patience = 1.0 if trouble in {"hang", "drip"} else 20.0
    said = ask(*everything, max_retries=0, timeout=patience, connect_timeout=patience)
    record = said.records[identifier, service]
    assert record.state is RecordState.UNCHECKED
    spoken = TROUBLES[trouble]
    if host == "export.arxiv.org" and trouble == "broken":
        spoken = "answered with no Atom feed"
    assert record.detail.startswith(f"{service if host != 'data.agency.example' else 'doi.org'} {spoken}")
    others = {key: record for key, record in said.records.items() if key[1] not in (service, "biorxiv")}
    if host not in {"doi.org", "eutils.ncbi.nlm.nih.gov"}:  # those have others stand in for them, who know nothing here
        assert {record.state for record in others.values()} == {RecordState.FOUND}
    assert RecordState.MISSING not in {record.state for record in said.records.values()}


@pytest.mark.parametrize("trouble", [503, 429, "html", "hang", "reset"])
def test_every_service_in_trouble(registries, ask, everything, trouble):
    registries.trouble = dict.fromkeys([*HOSTS, "www.ebi.ac.uk"], trouble)
    began = time.monotonic()
    said = ask(*everything, max_retries=1, timeout=0.3, connect_timeout=0.2)
    assert time.monotonic() - began < 20
    assert {record.state for record in said.records.values()} == {RecordState.UNCHECKED}
    assert {identifier for identifier, _ in said.records} == set(everything)
    assert all(record.detail for record in said.records.values())


def test_passing_trouble_is_asked_again(registries, ask):
    tea = registries.work("10.1000/tea", title=["Tea"])
    registries.trouble["api.crossref.org"] = "limit"
    said = ask(tea)
    assert said.records[tea, "crossref"].state is RecordState.FOUND
    assert said.by_service["crossref"] == 2


@pytest.mark.parametrize(("retries", "calls"), [(0, 1), (1, 2), (3, 4)])
def test_nothing_is_asked_more_often_than_the_policy_says(registries, ask, retries, calls):
    registries.trouble["eutils.ncbi.nlm.nih.gov"] = 503
    assert ask(("pmid", "1"), max_retries=retries).by_service["pubmed"] == calls


def test_a_hang_is_waited_for_twice_at_the_most(registries, ask):
    registries.trouble["eutils.ncbi.nlm.nih.gov"] = "hang"
    assert ask(("pmid", "1"), max_retries=5, timeout=0.2, connect_timeout=0.1).by_service["pubmed"] == 2


@pytest.mark.parametrize("retries", [0, 2])
@pytest.mark.parametrize("status", [503, 403])
def test_a_service_that_answers_nothing_is_left_alone(registries, ask, status, retries):
    registries.trouble["clinicaltrials.gov"] = status
    registries.headers["clinicaltrials.gov"] = {"x-rate-limit-limit": "500"}
    said = ask(*(("nct", f"NCT0000000{number}") for number in range(9)), max_retries=retries)
    assert said.by_service["clinicaltrials"] <= GIVE_UP * (retries + 1)
    said_why = f"clinicaltrials answered {status}"
    details = {record.detail for record in said.records.values()}
    assert details <= {said_why, f"{said_why}, several times, and was not asked any more"}
    assert len(said.records) == 9


def test_the_run_ends_in_time_and_says_what_is_left(registries, ask, everything):
    registries.trouble["api.crossref.org"] = "hang"
    registries.trouble["openlibrary.org"] = "hang"
    said = ask(*everything, timeout=60, max_time=1.0)
    late = said.records[("doi", "10.1000/tea"), "crossref"]
    assert (late.state, late.detail) == (RecordState.UNCHECKED, "the time for asking was over after 1 seconds")
    assert said.records[("doi", "10.1000/tea"), "doi.org"].state is RecordState.FOUND
    assert {identifier for identifier, _ in said.records} >= set(everything)


def test_no_network_at_all(resolver):
    records = []
    wanted = [("doi", "10.1000/tea"), ("pmid", "1"), ("isbn", "9780140328721")]
    look_up_works(
        wanted,
        NetworkPolicy(max_retries=0, timeout=1),
        CitationPolicy(),
        on_record=records.append,
        resolve=resolver({}),
    )
    assert {record.state for record in records} == {RecordState.UNCHECKED}
    assert {record.identifier for record in records} == set(wanted)
    assert all(" gave no answer: " in record.detail for record in records)


@pytest.mark.parametrize("host", ["doi.org", "api.crossref.org", "eutils.ncbi.nlm.nih.gov"])
@pytest.mark.parametrize("size", [1 << 20, 17 << 20])
def test_a_reply_without_end_is_read_no_further_than_its_limit(registries, ask, host, size):
    registries.work("10.1000/tea", title=["Tea"])
    registries.trouble[host] = b"[" * size
    service, _ = HOSTS[host]
    said = ask(("doi", "10.1000/tea"), ("pmid", "123"), timeout=20, max_retries=0)
    details = {record.detail for (_, name), record in said.records.items() if name == service}
    assert details <= {f"{service} answered with broken data", f"{service} answered with more than 16 MiB"}
    assert len(details) == 1


@pytest.mark.parametrize("seed", range(12))
def test_whatever_fails_each_identifier_has_a_record_and_none_is_missing(registries, ask, everything, seed):
    draw = random.Random(seed)
    wanted = [*everything, ("doi", "10.1000/a,b"), ("doi", "10.48550/arxiv.1706.03762"), ("arxiv", "1706.03762v1")]
    registries.agency.update({"10.1000/a,b": draw.choice(["Crossref", "DataCite", "mEDRA"])})
    registries.agency["10.48550/arxiv.1706.03762"] = "DataCite"
    draw.shuffle(wanted)
    for host in draw.sample([*HOSTS, "www.ebi.ac.uk"], 5):
        registries.trouble[host] = draw.choice([503, 403, 429, "html", "broken", "short", "reset", b"{}", b"[]"])
    said = ask(*wanted, max_retries=0)
    assert {identifier for identifier, _ in said.records} >= set(wanted)
    assert RecordState.MISSING not in {record.state for record in said.records.values()}
    assert all(record.detail for record in said.records.values() if record.state is RecordState.UNCHECKED)
