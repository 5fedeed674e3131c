"""The pace of one host: what is waiting for it, how much may run at once, and when.

A host starts with a third of the widest pace and widens by half a request for each good answer. The first complaint
ends that: from then on it widens by one request a round (additive increase) and shrinks by a quarter or a half at each
further complaint (multiplicative decrease), as TCP does (RFC 5681 §3.1). Complaints are 429, 5xx and answers that take
more and more time. Limits are mostly so many a second, which no number of requests at once can respect: a 429 also
brings an interval between starts, taken from what the host had answered well until then. It shrinks again slowly, and
most slowly near where it was too short before.

A host that answers nobody is not asked at full length for each of its URLs.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar

from reviewaudit.model import Failure

if TYPE_CHECKING:
    from reviewaudit.model import HostPolicy

T = TypeVar("T")

_SHORT_TRIES = 8
"""URLs of a silent host that are still asked, with a shorter timeout, before the rest is given the same answer."""
_STRIKES = 3
"""Pauses in a row after which a host still answers 429: its other URLs are then asked once each, after short ones."""
_STARTS_WITH = 1 / 3
_WIDENS = 0.5
_SMOOTHING = 1 / 8
_KNOWN_AFTER = 16
"""Answers after which a host's usual time is known."""
_SLOWER = 2.0
_SLACK = 100.0
"""Milliseconds that nobody calls slow."""
_MARGIN = 1.25
"""How much slower than what went well a host is asked once it has limited us."""
_SECOND = 1.0
_SHORTEST = 0.002
"""Seconds; an interval below this is none."""


class Host(Generic[T]):
    __slots__ = (
        "answered", "answers", "calm", "failures", "first_at", "good", "headers", "interval", "latency", "limit",
        "limited", "listed", "method", "most", "name", "next_start", "own_interval", "patience", "paused_until",
        "queue", "running", "scouted", "short", "silent", "strikes", "timeout", "times", "too_short", "usual",
        "waking", "widening",
    )  # fmt: skip

    def __init__(self, name: str, policy: HostPolicy, *, most: int, method: str, patience: float) -> None:
        self.name = name
        self.most = policy.concurrency or most
        self.limit = float(max(self.most * _STARTS_WITH, min(self.most, 2)))
        """Requests at once; the whole part counts."""
        self.method = policy.method.upper() or method
        self.headers = policy.headers
        self.own_interval = self.interval = policy.interval
        """Seconds between two starts: as the policy says; at present."""
        self.patience = patience
        """Seconds: what the first retry waits."""
        self.queue: deque[T] = deque()
        self.running = 0
        self.listed = False
        """It stands in the engine's list of hosts that can start something."""
        self.paused_until = 0.0
        """Loop time before which nothing is started."""
        self.next_start = 0.0
        """The same, by the interval."""
        self.waking = False
        """A timer is set for the end of the pause."""
        self.answered = False
        """Some answer of whatever kind has come from it."""
        self.silent = False
        self.timeout = Failure.TIMEOUT_CONNECT
        """The latest kind."""
        self.short = 0
        """Timeouts since it fell silent."""
        self.scouted = False
        """One URL that timed out is asked again at once, to see whether the host is there at all."""
        self.strikes = 0
        self.widening = True
        """No complaint so far."""
        self.too_short = 0.0
        """The interval at the last 429."""
        self.first_at = 0.0
        self.good = 0
        self.calm = 0
        """Good answers since the last complaint."""
        self.latency = self.usual = 0.0
        """Milliseconds an answer takes: smoothed; the least that was."""
        self.times: list[int] = []
        self.answers: dict[int, int] = {}
        """Answers by the hundreds of their status."""
        self.limited = self.failures = 0

    @property
    def ready_at(self) -> float:
        """Loop time from which something may be started."""
        return max(self.paused_until, self.next_start)

    def can_start(self, now: float) -> bool:
        return (
            bool(self.queue) and self.running + 1 <= self.limit and now >= self.paused_until and now >= self.next_start
        )

    def starts(self, now: float) -> None:
        """A request is on its way."""
        if self.first_at == 0.0:
            self.first_at = now
        if self.interval:
            self.next_start = max(now, self.next_start) + self.interval

    def saw_answer(self, status: int, elapsed_ms: int) -> None:
        self.answered = True
        self.silent = False
        self.short = 0
        self.times.append(elapsed_ms)
        hundreds = status // 100
        self.answers[hundreds] = self.answers.get(hundreds, 0) + 1
        if status == 429:
            self.limited += 1
            return
        self.strikes = 0
        if hundreds == 5 and status not in {501, 505}:
            self._shrink(0.75)
            return
        self.good += 1
        self.calm += 1
        if self._slows_down(elapsed_ms):
            self._shrink(0.75)
            return
        if self.limit < self.most:
            self.limit = min(self.most, self.limit + (_WIDENS if self.widening else 1 / self.limit))
        if self.interval > self.own_interval:
            # Slowly where it was too short before: each mistake there costs the host an answer.
            shorter = self.interval * (0.97 if self.interval * 0.97 > self.too_short * 1.1 else 0.999)
            self.interval = max(shorter if shorter > _SHORTEST else 0.0, self.own_interval)

    def saw_failure(self) -> None:
        self.failures += 1

    def saw_timeout(self, failure: Failure, attempt: int) -> None:
        """A host is silent once a URL of it timed out twice and nothing was ever heard from it.

        This bounds what a dead host costs: two full timeouts, a round of short ones, and nothing for the rest.
        """
        self.timeout = failure
        if self.silent:
            self.short += 1
        elif attempt > 1 and not self.answered:
            self.silent = True

    def saw_limit(self, began: float, now: float, until: float) -> bool:
        """429 (RFC 6585 §4): slower, for all URLs of the host. False for what was under way when a pause began."""
        strike = began >= self.paused_until
        if strike:
            self.strikes += 1
            self._shrink(0.5)
            if self.interval > self.own_interval:
                self.too_short = self.interval
                self.interval *= 1.5
            elif self.good:
                self.interval = self.too_short = _MARGIN * max(now - self.first_at, _SECOND) / self.good
            else:
                self.interval = self.patience / 2
            self.interval = max(min(self.interval, 4 * self.patience), self.own_interval)
        self.paused_until = max(self.paused_until, until)
        return strike

    def _slows_down(self, elapsed_ms: int) -> bool:
        self.latency += (elapsed_ms - self.latency) * _SMOOTHING if self.latency else elapsed_ms
        if self.good < _KNOWN_AFTER:
            return False
        if not self.usual or self.latency < self.usual:
            self.usual = self.latency
        return self.calm > self.limit and self.latency > _SLOWER * self.usual + _SLACK

    def _shrink(self, by: float) -> None:
        self.widening = False
        self.calm = 0
        self.limit = max(1.0, self.limit * by)

    @property
    def given_up(self) -> bool:
        return self.silent and self.short >= _SHORT_TRIES

    @property
    def worn_out(self) -> bool:
        """It limits us so hard that to wait for it has no end."""
        return self.strikes >= _STRIKES
