"""How services are asked: with an honest name, at their pace, one at a time, and what leaves the house."""

from itertools import pairwise
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit.model import CitationPolicy, HostPolicy
from reviewaudit.services.scholarly import SERVICES, wayback
from reviewaudit.services.scholarly.contracts import Pace
from reviewaudit.services.scholarly.paces import SLOWEST, Lane

CONTACT = "editor+tea@journal.example"


@pytest.fixture
def wanted(registries):
    registries.work("10.1000/tea", title=["Tea"])
    registries.agency["10.5072/data"] = "DataCite"
    registries.arxiv["1706.03762"] = {1: {"title": "Attention"}}
    return [
        ("doi", "10.1000/tea"), ("doi", "10.5072/data"), ("pmid", "123"), ("pmcid", "PMC7"), ("arxiv", "1706.03762"),
        ("isbn", "9780140328721"), ("nct", "NCT06604689"),
    ]  # fmt: skip


def test_every_request_has_an_honest_name_and_no_contact_by_default(registries, ask, wanted):
    ask(*wanted, user_agent="Mozilla/5.0", headers=(("Authorization", "Bearer secret"), ("Cookie", "a=b")))
    for asked in registries.requests:
        assert asked.headers["user-agent"].startswith("reviewaudit/")
        assert "mailto" not in asked.headers["user-agent"]
        assert "email" not in asked.query
        assert "authorization" not in asked.headers, "meant for other sites"
        assert "cookie" not in asked.headers


def test_the_contact_goes_to_those_who_ask_for_it_alone(registries, ask, wanted):
    registries.trouble["api.crossref.org"] = 503
    said = ask(*wanted, citations=CitationPolicy(contact=CONTACT), max_retries=0)
    told = {asked.host for asked in registries.requests if CONTACT in asked.headers["user-agent"]}
    assert told == {"api.crossref.org", "api.datacite.org"}
    assert {asked.host for asked in registries.requests if asked.query.get("email") == CONTACT} == {
        "eutils.ncbi.nlm.nih.gov",
        "pmc.ncbi.nlm.nih.gov",
    }
    assert CONTACT not in repr(said.records)


@pytest.mark.parametrize("written", [CONTACT, quote(CONTACT)])
def test_a_reply_that_repeats_the_contact_does_not_put_it_on_record(registries, ask, written):
    onward = ("Location", f"gopher://elsewhere.example/?email={written}")
    registries.trouble["eutils.ncbi.nlm.nih.gov"] = (302, b"", "text/plain", (onward,))
    said = ask(("pmid", "123"), citations=CitationPolicy(contact=CONTACT), max_retries=0)
    detail = said.records[("pmid", "123"), "pubmed"].detail
    assert "elsewhere.example" in detail
    assert CONTACT not in detail
    assert quote(CONTACT) not in detail


def test_ncbi_is_told_the_tool(registries, ask, wanted):
    ask(*wanted)
    assert {asked.query["tool"] for asked in registries.requests if "ncbi" in asked.host} == {"reviewaudit"}


def test_headers_for_one_host_are_sent_to_it(registries, ask, wanted):
    token = HostPolicy(headers=(("Crossref-Plus-API-Token", "Bearer x"),))
    ask(*wanted, hosts={"api.crossref.org": token})
    assert {asked.host for asked in registries.requests if "crossref-plus-api-token" in asked.headers} == {
        "api.crossref.org"
    }


def test_only_identifiers_leave_the_house(registries, ask, wanted):
    ask(*wanted)
    sent = " ".join(asked.raw for asked in registries.requests)
    assert all(value in sent for _, value in wanted)
    assert not [asked for asked in registries.requests if "referer" in asked.headers]


def test_a_redirect_to_another_host_is_not_followed(registries, ask):
    registries.trials["NCT00000001"] = "https://elsewhere.example/studies/NCT00000002"
    said = ask(("nct", "NCT00000001"))
    (record,) = said.records.values()
    assert record.detail == "clinicaltrials sent the question on to another host"
    assert registries.hosts() == ["clinicaltrials.gov"]


def test_lists_are_asked_one_at_a_time(registries, ask):
    registries.headers["api.crossref.org"] = {
        "x-rate-limit-limit": "500", "x-rate-limit-interval": "1s", "x-concurrency-limit": "9",
    }  # fmt: skip
    ask(*(registries.work(f"10.1000/tea.{number}", title=["Tea"]) for number in range(200)))
    assert registries.most_running["api.crossref.org"] == 1
    assert sum(asked.path == "/works" for asked in registries.requests) == 4


def test_singles_are_asked_at_once_as_far_as_the_service_says(registries, ask):
    registries.headers["api.crossref.org"] = {
        "x-rate-limit-limit": "500", "x-rate-limit-interval": "1s", "x-concurrency-limit": "9",
    }  # fmt: skip
    ask(*(registries.work(f"10.1000/tea,{number}", title=["Tea"]) for number in range(30)))
    assert 1 <= registries.most_running["api.crossref.org"] <= 3


def test_the_limit_in_the_headers_is_kept(registries, ask):
    registries.headers["clinicaltrials.gov"] = {"x-rate-limit-limit": "10", "x-rate-limit-interval": "1s"}
    ask(*(("nct", f"NCT0000000{number}") for number in range(4)))
    starts = [asked.at for asked in registries.requests]
    # Arrivals are seen with some play; the first interval is the documented one until the first answer is there.
    assert all(later - earlier > 0.07 for earlier, later in pairwise(starts))


def test_retry_after_is_kept_for_all_of_a_service(registries, ask):
    registries.trouble["clinicaltrials.gov"] = "limit"
    registries.headers["clinicaltrials.gov"] = {"x-rate-limit-limit": "500", "Retry-After": "1"}
    said = ask(("nct", "NCT00000001"), ("nct", "NCT00000002"))
    first, *others = [asked.at for asked in registries.requests]
    assert min(others) - first > 0.9
    assert said.by_service["clinicaltrials"] == 3


@pytest.mark.parametrize(
    ("service", "lane", "interval"),
    [
        ("crossref", "list", 1.0), ("crossref", "single", 0.2), ("pubmed", "", 0.34), ("arxiv", "", 3.0),
        ("datacite", "", 0.6), ("openlibrary", "", 1.0),
    ],
)  # fmt: skip
def test_documented_paces_without_headers(service, lane, interval):
    (found,) = [one for one in SERVICES if one.name == service]
    pace = found.paces[lane]
    assert pace.interval == pytest.approx(interval)
    road = Lane(pace)
    assert [road.book(10.0) for _ in range(3)] == pytest.approx([10.0, 10.0 + interval, 10.0 + 2 * interval])


def test_a_pause_holds_the_next_start():
    lane = Lane(Pace(1.0))
    assert lane.book(5.0) == 5.0
    lane.pause(20.0)
    assert (lane.book(6.0), lane.book(6.0)) == (20.0, 21.0)


def test_the_policys_interval_for_a_host_is_the_least():
    lane = Lane(Pace(0.1))
    assert (lane.book(0.0, 2.0), lane.book(0.0, 2.0)) == (0.0, 2.0)


@pytest.mark.parametrize(
    ("headers", "interval", "width"),
    [
        ({"x-rate-limit-limit": "5", "x-rate-limit-interval": "1s", "x-concurrency-limit": "1"}, 0.2, 1),
        ({"x-rate-limit-limit": "1", "x-rate-limit-interval": "1s"}, 1.0, 1),
        ({"x-rate-limit-limit": "10", "x-rate-limit-interval": "1s", "x-concurrency-limit": "3"}, 0.1, 3),
        ({"x-rate-limit-limit": "50", "x-rate-limit-interval": "5m"}, 6.0, 1),
        ({"x-rate-limit-limit": "10", "x-rate-limit-interval": "2"}, 0.2, 1),
        ({"x-rate-limit-limit": "10"}, 0.1, 1),
        ({"x-concurrency-limit": "99"}, 0.5, 3),
        ({"x-concurrency-limit": "0"}, 0.5, 1),
        ({"x-rate-limit-limit": "0", "x-rate-limit-interval": "1s"}, 0.5, 1),
        ({"x-rate-limit-limit": "1", "x-rate-limit-interval": "9999h"}, SLOWEST, 1),
        ({"x-rate-limit-limit": "-5", "x-rate-limit-interval": "soon"}, 0.5, 1),
        ({}, 0.5, 1),
    ],
)
def test_what_headers_say_of_limits(headers, interval, width):
    lane = Lane(Pace(0.5, width=3))
    lane.hear(headers)
    assert (lane.interval, lane.width) == (pytest.approx(interval), width)


@given(
    st.dictionaries(st.sampled_from(["x-rate-limit-limit", "x-rate-limit-interval", "x-concurrency-limit"]), st.text())
)
def test_no_header_stops_or_floods_a_service(headers):
    lane = Lane(Pace(0.5, width=3))
    lane.hear(headers)
    assert 0 < lane.interval <= SLOWEST
    assert 1 <= lane.width <= 3


def test_all_services_are_asked_by_https():
    assert all(host.url.startswith("https://") and not host.url.endswith("/") for host in (*SERVICES, wayback.HOST))
