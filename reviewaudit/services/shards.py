"""The whole look-up: on one loop here, or with the hosts split over processes where one core is not enough.

All URLs of a host go to one process, so that its pace is kept in one place; a redirect is followed where it arises, so
that a host may meet one more client per process in the worst case. Processes send observations in batches as they come;
the caller's process alone calls back.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any

from reviewaudit.model import Failure, Observation
from reviewaudit.regexes import regex
from reviewaudit.services import LookUp, Progress
from reviewaudit.services.urls import public_url

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection

    from reviewaudit.model import NetworkPolicy
    from reviewaudit.services import Question
    from reviewaudit.services.tallies import Outcome
    from reviewaudit.services.workers import Standby, Started

_LAST_ROUND = 3.0
"""Seconds that the processes have after Ctrl-C to send what they know; mostly they need a tenth of one."""
_WORTH_URLS = 1_000
_WORTH_HOSTS = 8
_MOST_PROCESSES = 8
_AUTHORITY = regex(r"[^:/?#]*://([^/?#\\]*)")
_DOWN = frozenset({Failure.DNS_UNAVAILABLE, Failure.UNREACHABLE, Failure.PROXY})


def ask_all(
    urls: tuple[str, ...],
    policy: NetworkPolicy,
    *,
    questions: dict[str, Question],
    proxies: dict[str, str],
    gateway: str | None,
    on_observation: Callable[[Observation], None],
    on_progress: Callable[[Progress], None] | None,
    resolve: Callable[[str], Sequence[str]] | None,
    processes: int | None,
    standby: Standby | None,
) -> LookUp:
    """See `reviewaudit.services.look_up`."""
    if not urls:
        return LookUp(0)
    down = True
    answered: set[str] = set()

    def deliver(observation: Observation) -> None:
        nonlocal down
        answered.add(observation.url)
        down = down and observation.exchanges[-1].failure in _DOWN
        on_observation(observation)

    # A resolver of the caller's own may not get through a pipe.
    stands_by = standby is not None and standby.ready and resolve is None
    shards = _split(urls, processes, len(standby.pipes) if standby is not None and stands_by else _MOST_PROCESSES)
    options: dict[str, Any] = {
        "policy": policy,
        "questions": questions,
        "proxies": proxies,
        "gateway": gateway,
        "resolve": resolve,
        "slots": _slots(policy, len(shards)),
    }
    problem = ""
    outcomes: list[Outcome] = []
    if standby is not None and stands_by:
        problem = _collect(standby.begin(shards, options), len(urls), deliver, on_progress, outcomes)
    elif len(shards) > 1:
        from reviewaudit.services.workers import start

        problem = _collect(start(shards, options), len(urls), deliver, on_progress, outcomes)
    else:
        from reviewaudit.services.engine import ask_here

        outcomes.append(ask_here(urls, options, deliver, on_progress))
    expired = any(outcome.expired for outcome in outcomes)
    unasked = tuple(url for url in urls if public_url(url) not in answered) if problem or expired else ()
    if expired and unasked and not problem:
        problem = f"the time was over after {policy.max_time:g} seconds"
    from reviewaudit.services.tallies import together

    return LookUp(len(answered), bool(answered) and down, unasked, problem, together(outcomes))


def _split(urls: tuple[str, ...], processes: int | None, most: int) -> list[list[str]]:
    """URLs by process, `most` processes, hosts kept together, as even as that allows; the same every time."""
    if processes is None:
        processes = cores() if len(urls) >= _WORTH_URLS else 1
        fewest = _WORTH_HOSTS
    else:
        fewest = 2
    processes = min(processes, most)
    by_host: dict[str, list[str]] = {}
    if processes > 1:
        for url in urls:
            by_host.setdefault(_host(url), []).append(url)
    if processes < 2 or len(by_host) < fewest:
        return [list(urls)]
    shards: list[list[str]] = [[] for _ in range(min(processes, len(by_host)))]
    for group in sorted(by_host.values(), key=len, reverse=True):
        min(shards, key=len).extend(group)
    return shards


def _host(url: str) -> str:
    authority = _AUTHORITY.match(url)
    return authority[1].rpartition("@")[2].lower() if authority else ""


def cores() -> int:
    """How many processes can run at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _slots(policy: NetworkPolicy, processes: int) -> int:
    """Requests at once per process: the policy's share, within the files that a process may open."""
    slots = max(policy.max_concurrency // processes, 1)
    if sys.platform != "win32":
        import resource

        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft != resource.RLIM_INFINITY:
            # Two sockets per request while two addresses race (RFC 8305), some that idle, and what else is open.
            slots = min(slots, max((soft - 64) // 3, 8))
    return slots


def _collect(
    started: Started,
    total: int,
    deliver: Callable[[Observation], None],
    report: Callable[[Progress], None] | None,
    outcomes: list[Outcome],
) -> str:
    """Deliver what the processes send until all are through; what went wrong, if anything. Fills `outcomes`."""
    from multiprocessing.connection import wait

    from reviewaudit.services.workers import interrupt

    pending = list(started.pipes)
    waiting: dict[Connection, tuple[str, ...]] = {}
    problems: list[str] = []
    done = 0
    began = time.monotonic()

    def receive(pipe: Connection) -> bool:
        """One message; False once the process is through or gone."""
        nonlocal done
        try:
            kind, value, waiting[pipe] = pipe.recv()
        except (EOFError, OSError):
            problems.append(f"a process that asked the network ended early{started.died(pipe)}")
            kind = "gone"
        if kind == "done":
            outcomes.append(value)
        if kind == "error":
            problems.append(f"this is a bug in reviewaudit: {value}")
        if kind != "batch":
            waiting.pop(pipe, None)
            return False
        for row in value:
            done += 1
            deliver(Observation(*row))
        return True

    try:
        while pending:
            for pipe in wait(pending, timeout=0.1):
                if not receive(pipe):  # type: ignore[arg-type]  # nothing but our pipes is waited for
                    pending.remove(pipe)  # type: ignore[arg-type]
            if report is not None:
                slowest = [host for hosts in zip(*waiting.values(), strict=False) for host in hosts]
                report(Progress(done, total, done / max(time.monotonic() - began, 1e-6), tuple(slowest[:3])))
    except KeyboardInterrupt:
        # What was observed is to be known, also of URLs that wait for the second round.
        interrupt(pending)
        until = time.monotonic() + _LAST_ROUND
        while pending and (left := until - time.monotonic()) > 0:
            for pipe in wait(pending, timeout=left):
                if not receive(pipe):  # type: ignore[arg-type]  # as above
                    pending.remove(pipe)  # type: ignore[arg-type]
        raise
    finally:
        started.stop()
    return "; ".join(problems)
