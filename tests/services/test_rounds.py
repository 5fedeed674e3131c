"""The second round, the end of the time, and the pace of hosts."""

import asyncio
import threading
import time

import pytest

from reviewaudit.model import Failure, HostPolicy, NetworkPolicy
from reviewaudit.services import look_up

FAST = {"timeout": 0.6, "connect_timeout": 0.4, "retry_wait": 0.02, "allow_private": True}


# --- the second round ---


@pytest.mark.parametrize("path", ["/status/503", "/reset", "/limited/99/0"])
def test_the_last_retry_waits_for_the_end_of_the_run(web, observe, path):
    failing, good = web.url(path, host=1), [web.url(f"/ok?{n}", host=2) for n in range(200)]
    observe([failing, *good], host_concurrency=1, max_retries=1)
    hosts = [request.host for request in web.requests]
    assert hosts.count("127.0.0.1") >= 2
    assert hosts[-1] == "127.0.0.1"
    assert hosts.index("127.0.0.1") < 150


def test_an_outage_that_is_shorter_than_the_run_is_none(web, observe):
    seen = observe([web.url("/flaky/503"), *(web.url(f"/ok?{n}", host=2) for n in range(20))], max_retries=1)
    assert {observation.exchanges[-1].status for observation in seen.values()} == {200}


def test_without_retries_there_is_no_second_round(web, observe_one):
    assert observe_one(web.url("/status/503"), max_retries=0).attempts == 1


def test_a_page_that_hangs_on_a_host_that_answers_is_asked_by_the_other_method_at_the_end(web, observe):
    seen = observe([web.url("/get/hang"), *(web.url(f"/ok?{n}") for n in range(20))], host_concurrency=2)
    assert {observation.exchanges[-1].status for observation in seen.values()} == {200}
    assert web.requests[-1].method == "HEAD"


def test_each_url_has_one_observation_however_often_it_is_asked(web):
    urls = [web.url(f"/{name}?{n}", host=host) for host in (1, 2) for name in ("status/500", "ok") for n in range(10)]
    seen = []
    look_up(urls, NetworkPolicy(**FAST), on_observation=lambda observation: seen.append(observation.url))
    assert sorted(seen) == sorted(urls)


# --- the end of the time ---


@pytest.mark.parametrize("processes", [1, 2])
def test_a_run_whose_time_is_over_says_what_was_not_asked(web, processes):
    quick = [web.url(f"/ok?{n}", host=1 + n % 2) for n in range(10)]
    slow = [web.url(f"/hang?{n}", host=3 + n % 2) for n in range(4)]
    seen = []
    policy = NetworkPolicy(timeout=30, retry_wait=0.02, allow_private=True, max_time=1.0)
    began = time.monotonic()
    answer = look_up(
        [*quick, *slow], policy, processes=processes, on_observation=lambda observation: seen.append(observation.url)
    )
    assert time.monotonic() - began < 10
    assert sorted(seen) == sorted(quick)
    assert answer.unasked == tuple(slow)
    assert answer.problem == "the time was over after 1 seconds"


def test_what_had_failed_before_the_time_was_over_is_told_as_it_was(web):
    seen = []
    policy = NetworkPolicy(timeout=30, retry_wait=20, allow_private=True, max_time=0.5)
    answer = look_up([web.url("/status/503"), web.url("/to/302?/hang")], policy, on_observation=seen.append)
    assert [observation.exchanges[-1].status for observation in seen] == [503]
    assert answer.unasked == (web.url("/to/302?/hang"),)


def test_a_run_within_its_time_has_no_problem(web):
    answer = look_up([web.url()], NetworkPolicy(**FAST, max_time=30))
    assert (answer.problem, answer.unasked) == ("", ())


# --- hosts that differ ---


def test_what_differs_for_a_host_holds_for_it_alone(web, observe):
    policy = {"127.0.0.1": HostPolicy(headers=(("X-Key", "secret"), ("User-Agent", "Key/1")), method="head")}
    observe([web.url("/to/302?" + web.url("/ok", host=2)), web.url("/ok", host=1)], hosts=policy)
    by_host = {request.host: request for request in web.requests}
    assert by_host["127.0.0.1"].headers["x-key"] == "secret"
    assert by_host["127.0.0.1"].headers["user-agent"] == "Key/1"
    assert by_host["127.0.0.1"].method == "HEAD"
    assert "x-key" not in by_host["127.0.0.2"].headers
    assert by_host["127.0.0.2"].headers["user-agent"].startswith("reviewaudit/")


def test_an_interval_is_kept(web, observe):
    began = time.monotonic()
    observe([web.url(f"/ok?{n}") for n in range(6)], hosts={"127.0.0.1": HostPolicy(interval=0.1)})
    assert time.monotonic() - began >= 0.5


def test_a_hosts_name_is_looked_up_exactly_then_by_its_domain():
    exact, below = HostPolicy(interval=1), HostPolicy(interval=2)
    policy = NetworkPolicy(hosts={"a.example": exact, "*.example": below})
    assert policy.for_host("A.example.") is exact
    assert policy.for_host("b.example") is policy.for_host("x.b.example") is below
    assert policy.for_host("example") == HostPolicy()


def test_hosts_are_counted(web):
    urls = [web.url("/ok"), web.url("/status/503"), web.url("/limited/1/0"), web.url("/reset", host=2)]
    answer = look_up(urls, NetworkPolicy(**FAST))
    first, second = answer.hosts
    assert first.host.startswith("127.0.0.1:")
    assert (first.requests, first.answers, first.limited) == (6, {"2xx": 2, "4xx": 1, "5xx": 3}, 1)
    assert first.median_ms is not None
    assert (second.requests, second.failures, second.median_ms) == (3, 3, None)


def test_counts_of_several_processes_are_put_together(web):
    urls = [web.url(f"/ok?{n}", host=1 + n % 4) for n in range(40)]
    answer = look_up(urls, NetworkPolicy(**FAST), processes=2)
    assert [row.requests for row in answer.hosts] == [10] * 4


# --- pace ---


class Limiter(asyncio.Protocol):
    """Answers after `latency` seconds; 429 beyond `limit` in any second."""

    limit, latency = 0, 0.1

    def __init__(self, counts):
        self.counts = counts

    def connection_made(self, transport):
        self.transport, self.rest = transport, b""

    def data_received(self, data):
        self.rest += data
        while (end := self.rest.find(b"\r\n\r\n")) != -1:
            self.rest = self.rest[end + 4 :]
            now = time.monotonic()
            self.counts["open"] += 1
            self.counts["most"] = max(self.counts["most"], self.counts["open"])
            recent = self.counts["stamps"] = [at for at in self.counts["stamps"] if now - at < 1]
            good = not self.limit or len(recent) < self.limit
            if good:
                recent.append(now)
            self.counts["ok" if good else "limited"] += 1
            status = b"200 OK" if good else b"429 Too Many Requests"
            asyncio.get_running_loop().call_later(self.latency, self.answer, status)

    def answer(self, status):
        self.counts["open"] -= 1
        if not self.transport.is_closing():
            self.transport.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n")


@pytest.fixture
def limiter():
    """`limiter(limit)`: the origin of a server and its counts."""
    loops = []

    def start(limit):
        counts = {"ok": 0, "limited": 0, "open": 0, "most": 0, "stamps": []}
        kind = type("Limiter", (Limiter,), {"limit": limit})
        ready = threading.Event()
        ports = []

        async def serve():
            server = await asyncio.get_running_loop().create_server(lambda: kind(counts), "127.0.0.1", 0)
            ports.append(server.sockets[0].getsockname()[1])
            stop = asyncio.Event()
            loops.append((asyncio.get_running_loop(), stop, thread))
            ready.set()
            await stop.wait()
            server.close()

        thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
        thread.start()
        assert ready.wait(5)
        return f"http://127.0.0.1:{ports[0]}", counts

    yield start
    for loop, stop, thread in loops:
        loop.call_soon_threadsafe(stop.set)
        thread.join(5)


def test_a_host_without_complaint_is_asked_wide_but_never_wider_than_allowed(limiter):
    origin, counts = limiter(0)
    began = time.monotonic()
    answer = look_up([f"{origin}/{n}" for n in range(500)], NetworkPolicy(allow_private=True), processes=1)
    assert time.monotonic() - began < 8  # 2.5 s on an idle machine; eight at once would take 6.3 s there
    assert (answer.asked, counts["limited"]) == (500, 0)
    assert 20 < counts["most"] <= 24


def test_a_host_that_limits_is_asked_at_its_pace(limiter):
    origin, counts = limiter(10)
    seen = []
    look_up(
        [f"{origin}/{n}" for n in range(40)], NetworkPolicy(allow_private=True), processes=1,
        on_observation=lambda observation: seen.append(observation.exchanges[-1].status),
    )  # fmt: skip
    assert seen == [200] * 40
    assert counts["limited"] < 25


def test_a_silent_host_ends_the_run_in_bounded_time(web, observe):
    seen = observe([web.url(f"/hang?{n}") for n in range(40)], timeout=0.3)
    assert {observation.exchanges[-1].failure for observation in seen.values()} == {Failure.TIMEOUT_READ}
