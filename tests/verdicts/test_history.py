"""What lasts: failures become dead by their number and days, and one good answer ends it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from reviewaudit.model import Exchange, Failure, NetworkPolicy, Observation, Status
from reviewaudit.verdicts import judge

POLICY = NetworkPolicy()
START = datetime(2026, 5, 1, 12, tzinfo=UTC)
URL = "https://health.example/tea"


def seen(day, answer=Failure.TIMEOUT_READ):
    status, failure = (None, answer) if isinstance(answer, Failure) else (answer, None)
    return Observation(URL, START + timedelta(days=day), (Exchange("GET", URL, status, failure, (), 5, 1),))


def last(*observations, policy=POLICY):
    return judge(observations[-1], policy, observations)


@pytest.mark.parametrize("answer", [Failure.TIMEOUT_CONNECT, Failure.REFUSED, Failure.RESET, 500, 503])
def test_three_failures_three_days_apart_are_dead(answer):
    verdict = last(*(seen(day, answer) for day in (0, 3, 6)))
    assert verdict.status is Status.DEAD
    assert verdict.since == START
    assert verdict.reason == last(seen(0, answer)).reason
    assert "2 earlier checks" in verdict.signal


def test_runs_on_one_bad_day_are_one_failure():
    assert last(*(seen(hour / 24) for hour in range(20))).status is Status.UNVERIFIED
    assert last(*(seen(day) for day in (0, 1, 2, 3, 4, 5))).status is Status.UNVERIFIED
    assert last(*(seen(day) for day in (0, 1, 2, 3, 4, 5, 6))).status is Status.DEAD


def test_one_good_answer_begins_anew():
    assert last(seen(0), seen(3), seen(4, 200), seen(6)).status is Status.UNVERIFIED
    assert last(seen(0), seen(3), seen(6), seen(9, 200)).status is Status.ALIVE
    assert last(seen(0, 200), seen(3), seen(6), seen(9)).since == START + timedelta(days=3)


@pytest.mark.parametrize("answer", [403, 429, Failure.DNS_UNAVAILABLE, Failure.TLS_EXPIRED, Failure.PROXY])
def test_what_is_about_us_never_becomes_dead(answer):
    assert last(*(seen(day, answer) for day in range(0, 60, 3))).status is Status.UNVERIFIED
    # Nor does it count among failures that do, or end their row.
    assert last(seen(0), seen(3, answer), seen(6)).status is Status.UNVERIFIED
    assert last(seen(0), seen(3, answer), seen(6), seen(9)).status is Status.DEAD


def test_dead_pages_are_dead_since_their_first_failure():
    verdict = last(seen(0, 200), seen(3, 404), seen(5, 404))
    assert (verdict.status, verdict.since) == (Status.DEAD, START + timedelta(days=3))
    assert judge(seen(0, 404), POLICY).since is None


def test_the_policy_says_how_many_and_how_far_apart():
    policy = replace(POLICY, dead_after=2, dead_days=0)
    assert last(seen(0), seen(0.1), policy=policy).status is Status.DEAD
    assert last(*(seen(day) for day in (0, 3, 6)), policy=replace(POLICY, dead_after=4)).status is Status.UNVERIFIED


def test_a_clock_that_went_back_and_empty_rows_do_no_harm():
    late = Observation(URL, START + timedelta(days=50), seen(0).exchanges)
    empty = Observation(URL, START, ())
    assert judge(seen(3), POLICY, (empty, seen(0), late)).status is Status.UNVERIFIED
