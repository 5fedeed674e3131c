"""The pace of one host: what is waiting for it, how much may run at once, and when.

Simple on purpose: a 429 halves the host's concurrency and pauses all of it; a host that answers nobody is not asked at
full length for each of its URLs.
"""

from __future__ import annotations

from collections import deque
from typing import Generic, TypeVar

from reviewaudit.model import Failure

T = TypeVar("T")

_SHORT_TRIES = 8
"""URLs of a silent host that are still asked, with a shorter timeout, before the rest is given the same answer."""
_STRIKES = 3
"""Pauses in a row after which a host still answers 429: its other URLs are then asked once each, after short ones."""


class Host(Generic[T]):
    __slots__ = (
        "answered", "limit", "listed", "name", "paused_until", "queue", "running", "short", "silent",
        "strikes", "timeout", "waking",
    )  # fmt: skip

    def __init__(self, name: str, limit: int) -> None:
        self.name = name
        self.limit = limit
        self.queue: deque[T] = deque()
        self.running = 0
        self.listed = False
        """It stands in the engine's list of hosts that can start something."""
        self.paused_until = 0.0
        """Loop time before which nothing is started."""
        self.waking = False
        """A timer is set for the end of the pause."""
        self.answered = False
        """Some answer of whatever kind has come from it."""
        self.silent = False
        self.timeout = Failure.TIMEOUT_CONNECT
        """The latest kind."""
        self.short = 0
        """Timeouts since it fell silent."""
        self.strikes = 0

    def can_start(self, now: float) -> bool:
        return bool(self.queue) and self.running < self.limit and now >= self.paused_until

    def saw_answer(self, status: int) -> None:
        self.answered = True
        self.silent = False
        self.short = 0
        if status != 429:
            self.strikes = 0

    def saw_timeout(self, failure: Failure, attempt: int) -> None:
        """A host is silent once a URL of it timed out twice and nothing was ever heard from it.

        This bounds what a dead host costs: two full timeouts, a round of short ones, and nothing for the rest.
        """
        self.timeout = failure
        if self.silent:
            self.short += 1
        elif attempt > 1 and not self.answered:
            self.silent = True

    def saw_limit(self, began: float, until: float) -> None:
        """429 (RFC 6585 §4): slower, for all URLs of the host."""
        if began >= self.paused_until:  # what was under way when the pause began is not a new strike
            self.strikes += 1
        self.limit = max(1, self.limit // 2)
        self.paused_until = max(self.paused_until, until)

    @property
    def given_up(self) -> bool:
        return self.silent and self.short >= _SHORT_TRIES

    @property
    def worn_out(self) -> bool:
        """It limits us so hard that to wait for it has no end."""
        return self.strikes >= _STRIKES
