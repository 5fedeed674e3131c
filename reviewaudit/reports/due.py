"""Which reviews fall due when: the list and its groups, as every view of `reviewaudit due` shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from reviewaudit.model import Audited, Report, ReviewStatus
from reviewaudit.reports import owners


class Due(NamedTuple):
    """The articles whose review is due, or falls due within the span."""

    report: Report
    within: int
    """Days; articles due later are left out."""
    by: str
    """The name of a grouping in `GROUPS`."""
    listed: tuple[Audited, ...]
    """Overdue first, then by the day they fall due."""

    @property
    def groups(self) -> dict[str, tuple[Audited, ...]]:
        """The listed articles by group: months in order, owners and folders by name, nobody's last."""
        grouped: dict[str, list[Audited]] = {}
        for audited in self.listed:
            grouped.setdefault(GROUPS[self.by](audited), []).append(audited)
        names = owners.in_order(grouped) if self.by == "owner" else sorted(grouped)
        return {name: tuple(grouped[name]) for name in names}

    @property
    def load(self) -> dict[str, int]:
        """Reviews per group."""
        return {name: len(group) for name, group in self.groups.items()}


def due_month(audited: Audited) -> str:
    return f"{due_day(audited):%Y-%m}"


def owner(audited: Audited) -> str:
    return owners.named(audited.article)


def folder(audited: Audited) -> str:
    return audited.article.path.rpartition("/")[0] or "."


GROUPS: Mapping[str, Callable[[Audited], str]] = {"month": due_month, "owner": owner, "folder": folder}


def due_day(audited: Audited) -> date:
    """The day by which the review is due."""
    assert audited.review.due is not None
    return audited.review.due.latest


def select(report: Report, within: int, by: str) -> Due:
    horizon = _plus(report.as_of, within)
    dated = [audited for audited in report.audited if audited.review.due and audited.review.due.earliest <= horizon]
    return Due(report, within, by, tuple(sorted(dated, key=_order)))


def _order(audited: Audited) -> tuple[bool, date, str]:
    return audited.review.status is not ReviewStatus.OVERDUE, due_day(audited), audited.article.path


def _plus(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max
