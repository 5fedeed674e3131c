"""What is known already is not asked again, and whoever is waited for is told of."""

from dataclasses import replace

import pytest

from reviewaudit.model import CitationPolicy, NetworkPolicy, RecordState
from reviewaudit.services import look_up_works

POLICY = NetworkPolicy(timeout=20.0, connect_timeout=20.0, retry_wait=0.02, max_retries=0, allow_private=True)


@pytest.fixture
def ask(registries):
    """The new records of a look-up, and how many requests it took."""

    def run(*wanted, known=(), **more):
        records = []
        policy = replace(POLICY, max_time=more.pop("max_time", 0.0))
        came = look_up_works(
            wanted, policy, CitationPolicy(), gateway=registries.origin, on_record=records.append, known=known, **more
        )
        return records, came.calls

    return run


@pytest.fixture
def wanted(registries):
    """Identifiers of every kind; one is unknown, one nobody must know."""
    registries.work("10.1000/tea", title=["Tea"])
    registries.work("10.1101/123456", title=["Preprint"], type="posted-content")
    registries.agency.update({"10.5072/data": "DataCite", "10.11367/cha": "JaLC"})
    registries.datacite["10.5072/data"] = {"titles": [{"title": "Data"}]}
    registries.csl["10.11367/cha"] = {"title": "Cha"}
    registries.pubmed["123"] = {"title": "Tea.", "articleids": [{"idtype": "doi", "value": "10.1000/other"}]}
    registries.crossref["10.1000/other"] = {"title": ["Other"]}
    registries.pmc["pmc7"] = {"pmid": "123"}
    registries.arxiv["1706.03762"] = {1: {"title": "Attention"}}
    registries.trials["NCT06604689"] = {"protocolSection": {"identificationModule": {"nctId": "NCT06604689"}}}
    names = ["10.1000/tea", "10.1101/123456", "10.5072/data", "10.11367/cha", "10.1000/nobody", "10.1000/a,b"]
    return [
        *(("doi", name) for name in names),
        ("pmid", "123"),
        ("pmid", "5"),
        ("pmcid", "PMC7"),
        ("arxiv", "1706.03762"),
        ("isbn", "9780140328721"),
        ("nct", "NCT06604689"),
    ]


def test_what_has_been_answered_costs_nothing(registries, ask, wanted):
    records, calls = ask(*wanted)
    assert calls == len(registries.requests) > 0
    registries.requests.clear()
    assert ask(*wanted, known=records) == ([], 0)
    assert registries.requests == []


@pytest.mark.parametrize("host", ["doi.org", "api.crossref.org", "eutils.ncbi.nlm.nih.gov", "pmc.ncbi.nlm.nih.gov"])
def test_only_who_was_silent_is_asked_again(registries, ask, wanted, host):
    registries.trouble[host] = 503
    records, _ = ask(*wanted)
    said = [record for record in records if record.state is not RecordState.UNCHECKED or record.absent]
    assert len(said) < len(records)
    del registries.trouble[host]
    registries.requests.clear()
    again, _ = ask(*wanted, known=said)
    assert host in registries.hosts()
    pairs = {(record.identifier, record.service) for record in said}
    assert not pairs & {(record.identifier, record.service) for record in again}
    both = {(record.identifier, record.service): record.state for record in (*said, *again)}
    whole, _ = ask(*wanted)
    assert both.items() >= {(record.identifier, record.service): record.state for record in whole}.items()


def test_answers_that_prove_nothing_are_told_from_silence(registries, ask):
    registries.trouble["clinicaltrials.gov"] = 503
    records, _ = ask(("isbn", "9780140328721"), ("pmcid", "PMC7"), ("nct", "NCT06604689"))
    assert {record.service: record.absent for record in records} == {
        "openlibrary": True, "pmc": True, "clinicaltrials": False,
    }  # fmt: skip
    assert {record.state for record in records} == {RecordState.UNCHECKED}


@pytest.mark.parametrize("spent", [0.5, 9.0])
def test_time_that_had_gone_before_counts(registries, ask, spent):
    registries.trouble["doi.org"] = "hang"
    [record], _ = ask(("doi", "10.1000/tea"), max_time=1.0, spent=spent)
    assert (record.state, record.detail) == (
        RecordState.UNCHECKED, "the time for asking was over after 1 seconds",
    )  # fmt: skip


def test_what_is_known_stays_known_when_the_time_is_over(ask, wanted):
    records, _ = ask(*wanted)
    assert ask(*wanted, known=records, max_time=1.0, spent=2.0) == ([], 0)


def test_progress_names_who_is_waited_for(registries, ask):
    registries.trouble["clinicaltrials.gov"] = "hang"
    registries.work("10.1000/tea", title=["Tea"])
    told = []
    ask(("nct", "NCT06604689"), ("doi", "10.1000/tea"), max_time=1.5, on_progress=told.append)
    assert {progress.total for progress in told} == {2}
    assert told[-1].done == 1
    assert "clinicaltrials" in told[-1].waiting


def test_what_a_callback_raises_ends_the_look_up(ask, wanted):
    def stop(_):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        ask(*wanted, on_progress=stop)


def test_nothing_of_the_network_is_loaded_where_all_is_known(program_of):
    loaded = program_of(
        """
        import sys
        from datetime import UTC, datetime
        from reviewaudit.model import CitationPolicy, NetworkPolicy, Record, RecordState
        from reviewaudit.services import look_up_works

        name = ("isbn", "9780140328721")
        known = [Record(name, "openlibrary", datetime.now(UTC), RecordState.FOUND)]
        look_up_works([name], NetworkPolicy(), CitationPolicy(), on_record=print, known=known)
        print(sorted({"aiohttp", "httpx"} & sys.modules.keys()))
        """
    )
    assert loaded == "[]\n"


@pytest.fixture
def program_of():
    import subprocess
    import sys
    import textwrap

    def run(code):
        return subprocess.run(
            [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True, timeout=60
        ).stdout

    return run
