"""How fast one service may be asked: its headers and the time in, the next start out.

Sources: RFC 9110 §10.2.3 (Retry-After); `x-rate-limit-limit`, `x-rate-limit-interval` and `x-concurrency-limit` as
Crossref sends them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reviewaudit.services.scholarly.contracts import Pace

_SPAN = regex(r"(\d{1,5})\s*(s|m|h)?")
_SECONDS = {"s": 1, "m": 60, "h": 3600}
SLOWEST = 30.0
"""Seconds between two requests beyond which no header is followed: it would be a fault of the service."""


_LONG_AGO = 1e9


class Lane:
    """The requests to one service that share one limit."""

    def __init__(self, pace: Pace) -> None:
        self.interval = pace.interval
        self.width = 1
        """Requests at once, at present."""
        self._widest = pace.width
        self._last = -_LONG_AGO
        self._paused = 0.0

    def book(self, now: float, least: float = 0.0) -> float:
        """The time of the next start, which is taken by that. `least`: the interval that the policy wants."""
        self._last = max(now, self._paused, self._last + max(self.interval, least))
        return self._last

    def hear(self, headers: Mapping[str, str]) -> None:
        """Follow what the service says about its limits."""
        limit = headers.get("x-rate-limit-limit", "")
        span = _SPAN.fullmatch(headers.get("x-rate-limit-interval", "1s").strip())
        if span and limit.isascii() and limit.isdigit() and 0 < len(limit) < 7 and int(limit) > 0:
            seconds = int(span[1]) * _SECONDS[span[2] or "s"]
            self.interval = min(seconds / int(limit), SLOWEST)
        width = headers.get("x-concurrency-limit", "")
        if width.isascii() and width.isdigit() and len(width) < 4:
            self.width = max(1, min(int(width), self._widest))

    def pause(self, until: float) -> None:
        """Nothing starts before that."""
        self._paused = max(self._paused, until)
