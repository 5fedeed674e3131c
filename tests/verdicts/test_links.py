"""The verdict table of links, row by row, from observations alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit.model import (
    START,
    Content,
    Exchange,
    Failure,
    FragmentFact,
    HostPolicy,
    NetworkPolicy,
    Observation,
    Place,
    Reference,
    Role,
    Status,
    TargetKind,
    Verdict,
)
from reviewaudit.verdicts import is_fresh, judge, judge_file, judge_place, skip

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
POLICY = NetworkPolicy()
URL = "https://health.example/guidance/tea"


def seen(*answers, url=URL, headers=(), title=""):
    """An observation of one attempt; each answer is a status, a Failure, or (status, URL) for a hop."""
    exchanges = []
    for answer in answers:
        status, where = answer if isinstance(answer, tuple) else (answer, url)
        failure = status if isinstance(status, Failure) else None
        exchanges.append(Exchange("GET", where, None if failure else status, failure, tuple(headers), 5, 1))
    content = Content("text/html", 100, title, "ab") if title else None
    return Observation(url, NOW, tuple(exchanges), content)


@pytest.mark.parametrize(
    ("status", "expected", "reason"),
    [
        (200, Status.ALIVE, "ok"),
        (201, Status.ALIVE, "ok"),
        (202, Status.ALIVE, "ok"),
        (203, Status.ALIVE, "ok"),
        (206, Status.ALIVE, "ok"),
        (304, Status.ALIVE, "ok"),
        (301, Status.UNVERIFIED, "http-301"),
        (400, Status.UNVERIFIED, "http-400"),
        (401, Status.UNVERIFIED, "blocked"),
        (402, Status.UNVERIFIED, "blocked"),
        (403, Status.UNVERIFIED, "blocked"),
        (404, Status.DEAD, "http-404"),
        (405, Status.UNVERIFIED, "blocked"),
        (406, Status.UNVERIFIED, "blocked"),
        (408, Status.UNVERIFIED, "server-error"),
        (410, Status.DEAD, "http-410"),
        (429, Status.UNVERIFIED, "rate-limited"),
        (451, Status.UNVERIFIED, "blocked"),
        (500, Status.UNVERIFIED, "server-error"),
        (502, Status.UNVERIFIED, "server-error"),
        (503, Status.UNVERIFIED, "server-error"),
        (520, Status.UNVERIFIED, "server-error"),
        (999, Status.UNVERIFIED, "blocked"),
    ],
)
def test_status_code(status, expected, reason):
    verdict = judge(seen(status), POLICY)
    assert (verdict.status, verdict.reason, verdict.http_status) == (expected, reason, status)


@pytest.mark.parametrize(
    ("failure", "expected", "reason"),
    [
        (Failure.DNS, Status.DEAD, "dns"),
        (Failure.DNS_UNAVAILABLE, Status.UNVERIFIED, "dns-unavailable"),
        (Failure.REFUSED, Status.UNVERIFIED, "connection-refused"),
        (Failure.RESET, Status.UNVERIFIED, "connection-reset"),
        (Failure.UNREACHABLE, Status.UNVERIFIED, "unreachable"),
        (Failure.TIMEOUT_CONNECT, Status.UNVERIFIED, "timeout"),
        (Failure.TIMEOUT_READ, Status.UNVERIFIED, "timeout"),
        (Failure.TLS_EXPIRED, Status.UNVERIFIED, "certificate"),
        (Failure.TLS_NAME, Status.UNVERIFIED, "certificate"),
        (Failure.TLS_CHAIN, Status.UNVERIFIED, "certificate"),
        (Failure.TLS_INCOMPLETE, Status.UNVERIFIED, "incomplete-chain"),
        (Failure.TLS_OTHER, Status.UNVERIFIED, "certificate"),
        (Failure.PROTOCOL, Status.UNVERIFIED, "protocol"),
        (Failure.PROXY, Status.UNVERIFIED, "proxy"),
        (Failure.TOO_MANY_REDIRECTS, Status.UNVERIFIED, "too-many-redirects"),
        (Failure.PRIVATE_ADDRESS, Status.UNVERIFIED, "private-address"),
        (Failure.BAD_REDIRECT, Status.UNVERIFIED, "bad-redirect"),
    ],
)
def test_failure(failure, expected, reason):
    verdict = judge(seen(failure), POLICY)
    assert (verdict.status, verdict.reason) == (expected, reason)
    assert verdict.signal


def test_every_failure_has_a_verdict():
    assert {judge(seen(failure), POLICY).status for failure in Failure} == {Status.DEAD, Status.UNVERIFIED}


@pytest.mark.parametrize("name", ["cf-mitigated", "x-amzn-waf-action"])
def test_challenge_header_names_the_signal_even_on_200(name):
    verdict = judge(seen(200, headers=[(name, "challenge")]), POLICY)
    assert (verdict.status, verdict.reason) == (Status.UNVERIFIED, "blocked")
    assert verdict.signal == f"HTTP 200 with {name}: challenge"


def test_challenge_title_is_blocked_and_an_article_about_access_is_not():
    assert judge(seen(202, title="Just a moment..."), POLICY).reason == "blocked"
    assert judge(seen(200, title="Why access denied claims fail"), POLICY).status is Status.ALIVE


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        ("https://a.example/x", "https://a.example/y", "permanent"),
        ("http://a.example/x", "https://a.example/x", "cosmetic (https)"),
        ("https://a.example/x", "https://a.example/x/", "cosmetic (slash)"),
        ("https://a.example/x", "https://www.a.example/x", "cosmetic (www)"),
        ("http://www.a.example/X", "https://a.example/x", "cosmetic (https and www and case)"),
        ("https://a.example/x?id=1", "https://a.example/x?id=2", "permanent"),
        ("https://a.example/x", "https://b.example/x", "permanent"),
    ],
)
def test_permanent_redirect_is_classed(before, after, moved):
    verdict = judge(seen((301, before), (200, after), url=before), POLICY)
    assert (verdict.status, verdict.moved, verdict.final_url) == (Status.ALIVE, moved, after)
    assert verdict.redirects == ((301, before),)


@pytest.mark.parametrize("status", [302, 303, 307])
def test_temporary_redirect_to_a_good_page_is_alive_and_not_moved(status):
    verdict = judge(seen((status, URL), (200, "https://health.example/other")), POLICY)
    assert (verdict.status, verdict.moved) == (Status.ALIVE, "")


def test_one_temporary_hop_makes_the_whole_chain_temporary():
    verdict = judge(seen((301, URL), (302, "https://h.example/a"), (200, "https://h.example/b")), POLICY)
    assert verdict.moved == ""


def test_redirect_to_a_dead_page_is_dead():
    verdict = judge(seen((301, URL), (404, "https://health.example/other")), POLICY)
    assert (verdict.status, verdict.reason, verdict.moved) == (Status.DEAD, "http-404", "")


@pytest.mark.parametrize(
    "end", ["https://health.example/", "https://health.example/index.html", "https://other.example"]
)
def test_deep_page_that_leads_to_a_front_page_is_suspect(end):
    verdict = judge(seen((301, URL), (200, end)), POLICY)
    assert (verdict.status, verdict.reason) == (Status.SUSPECT, "redirect-to-root")


def test_front_page_that_leads_to_a_front_page_is_alive():
    verdict = judge(
        seen((301, "http://health.example/"), (200, "https://health.example/"), url="http://health.example/"), POLICY
    )
    assert verdict.status is Status.ALIVE


def test_policy_decides_which_codes_are_alive():
    assert judge(seen(403), replace(POLICY, accept=((200, 299), (403, 403)))).status is Status.ALIVE
    assert judge(seen(204), replace(POLICY, accept=((200, 200),))).status is Status.UNVERIFIED


def test_what_one_host_may_answer_does_not_hold_for_others():
    policy = replace(POLICY, hosts={"health.example": HostPolicy(accept=((403, 403),))})
    assert judge(seen(403), policy).status is Status.ALIVE
    assert judge(seen(403, url="https://other.example/x"), policy).status is Status.UNVERIFIED
    assert judge(seen((302, "https://other.example/x"), (403, URL), url="https://other.example/x"), policy).status is (
        Status.ALIVE
    )


def test_an_accepted_code_does_not_open_a_wall():
    policy = replace(POLICY, accept=((200, 299), (403, 403)))
    assert judge(seen(403), policy).status is Status.ALIVE
    assert judge(seen(403, headers=[("cf-mitigated", "challenge")]), policy).reason == "blocked"
    assert judge(seen(403, title="Just a moment..."), policy).reason == "blocked"


def test_only_the_last_attempt_counts():
    first = Exchange("GET", URL, 500, None, (), 5, 1)
    second = Exchange("GET", URL, 200, None, (), 5, 2)
    verdict = judge(Observation(URL, NOW, (first, second)), POLICY)
    assert (verdict.status, verdict.attempts, verdict.elapsed_ms) == (Status.ALIVE, 2, 10)


def test_local_file():
    assert judge_file(there=True).status is Status.ALIVE
    assert (judge_file(there=False).status, judge_file(there=False).reason) == (Status.DEAD, "file-missing")


@pytest.mark.parametrize("kind", TargetKind)
def test_every_kind_of_target_has_a_reason_to_be_skipped(kind):
    reference = Reference("x", Place(1, 1, 1, 2), "", Role.LINK, kind, "x")
    verdict = skip(reference)
    assert verdict.status is Status.SKIPPED
    assert verdict.reason
    assert verdict.signal


@pytest.mark.parametrize(
    ("status", "age", "fresh"),
    [
        (200, timedelta(days=6), True),
        (200, timedelta(days=8), False),
        (404, timedelta(hours=20), True),
        (404, timedelta(hours=28), False),
        (503, timedelta(0), False),
        (200, timedelta(seconds=-1), False),
    ],
)
def test_time_to_live_follows_the_verdict(status, age, fresh):
    assert is_fresh(seen(status), POLICY, NOW + age) is fresh


def test_what_was_asked_together_does_not_expire_together():
    age = timedelta(days=7)
    urls = [f"https://a.example/{n}" for n in range(200)]
    fresh = [is_fresh(seen(200, url=url), POLICY, NOW + age) for url in urls]
    assert 50 < sum(fresh) < 150


@given(status=st.integers(100, 999), minutes=st.integers(0, 60 * 24 * 30))
def test_fresh_now_was_fresh_before(status, minutes):
    later = NOW + timedelta(minutes=minutes)
    if is_fresh(seen(status), POLICY, later):
        assert is_fresh(seen(status), POLICY, NOW + (later - NOW) / 2)


PLACE = Reference("a.md#x", START, "", Role.LINK, TargetKind.LOCAL, "a.md", "x")
WITHIN = Reference("#x", START, "", Role.LINK, TargetKind.ANCHOR, "a.md", "x")
THERE, GONE = Verdict(Status.ALIVE, "ok"), Verdict(Status.DEAD, "file-missing")


@pytest.mark.parametrize(
    ("reference", "page", "fact", "status", "reason"),
    [
        (PLACE, THERE, FragmentFact(True), "alive", "ok"),
        (PLACE, THERE, FragmentFact(False), "alive", "missing-fragment"),
        (PLACE, THERE, None, "alive", "ok"),
        (PLACE, GONE, FragmentFact(False), "dead", "file-missing"),
        (PLACE, None, None, "skipped", "local"),
        (WITHIN, None, FragmentFact(True), "alive", "ok"),
        (WITHIN, None, FragmentFact(False), "alive", "missing-fragment"),
        (WITHIN, None, None, "skipped", "anchor"),
        (WITHIN, THERE, None, "skipped", "anchor"),
    ],
)
def test_a_missing_place_is_the_weaker_verdict(reference, page, fact, status, reason):
    verdict = judge_place(reference, page, fact)
    assert (verdict.status.value, verdict.reason) == (status, reason)
