"""What was asked of each host, counted: by one process, then for the whole run."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from reviewaudit.services import HostStats

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewaudit.services.hosts import Host


class Tally(NamedTuple):
    """One host in one process. A redirect may lead to a host that another process asks too."""

    name: str
    answers: dict[int, int]
    """By the hundreds of their status."""
    limited: int
    failures: int
    times: list[int]
    """Milliseconds."""

    @classmethod
    def of(cls, host: Host[Any]) -> Tally:
        return cls(host.name, host.answers, host.limited, host.failures, host.times)


class Outcome(NamedTuple):
    """What one process has to say when it is through."""

    expired: bool
    hosts: tuple[Tally, ...]


def together(outcomes: Iterable[Outcome]) -> tuple[HostStats, ...]:
    """Per host over all processes, the most requests first."""
    by_name: dict[str, list[Tally]] = {}
    for outcome in outcomes:
        for tally in outcome.hosts:
            by_name.setdefault(tally.name, []).append(tally)
    rows = []
    for name, tallies in by_name.items():
        answers: dict[str, int] = {}
        for tally in tallies:
            for hundreds, count in tally.answers.items():
                answers[f"{hundreds}xx"] = answers.get(f"{hundreds}xx", 0) + count
        times = [elapsed for tally in tallies for elapsed in tally.times]
        failures = sum(tally.failures for tally in tallies)
        if times or failures:
            rows.append(
                HostStats(
                    host=name,
                    requests=len(times) + failures,
                    answers=dict(sorted(answers.items())),
                    limited=sum(tally.limited for tally in tallies),
                    failures=failures,
                    median_ms=round(median(times)) if times else None,
                )
            )
    return tuple(sorted(rows, key=lambda row: (-row.requests, row.host)))
