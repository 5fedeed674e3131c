"""Due reviews in, text for people out: the list, by group, and the load as bars."""

from __future__ import annotations

from reviewaudit.model import Audited, ReviewStatus
from reviewaudit.reports import View, counts
from reviewaudit.reports.due import Due, due_day
from reviewaudit.reports.paint import Line, paint

STYLES = {"overdue": "bold red", "due": "bold yellow", "due_soon": "yellow"}
WIDEST = 40
"""Characters of the longest bar."""


def render(due: Due, view: View) -> str:
    return paint([*_lists(due), *_bars(due), *_sums(due)], view)


def _lists(due: Due) -> list[Line]:
    if not due.listed:
        return []
    width = max(len(audited.article.path) for audited in due.listed)
    if due.by == "month":  # overdue first says more than months in order
        return [*(_line(audited, due, width) for audited in due.listed), []]
    lines: list[Line] = []
    for name, group in due.groups.items():
        lines.append([(name, "bold underline")])
        lines += [[("  ", ""), *_line(audited, due, width)] for audited in group]
        lines.append([])
    return lines


def _line(audited: Audited, due: Due, width: int) -> Line:
    review = audited.review
    days = (due_day(audited) - due.report.as_of).days
    owner = audited.article.owner if due.by != "owner" else None  # there it stands above
    late = review.days_overdue
    when = f"{_days(late)} overdue" if review.status is ReviewStatus.OVERDUE else f"in {_days(days)}"
    return [
        (f"{due_day(audited)}  ", ""),
        (f"{review.status.value.replace('_', ' '):8}  ", STYLES.get(review.status.value, "green")),
        (f"{when:>17}  ", ""),
        (f"{audited.article.path:{width}}  ", "bold"),
        (f"last reviewed {review.statement.text}" if review.statement else "", "dim"),
        (f"  {owner}" if owner else "", ""),
    ]


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _bars(due: Due) -> list[Line]:
    most = max(due.load.values(), default=1)
    width = max(map(len, due.load), default=0)
    return [
        [(f"{name:{width}}  ", ""), ("█" * max(1, round(WIDEST * count / most)), "cyan"), (f" {count}", "")]
        for name, count in due.load.items()
    ]


def _sums(due: Due) -> list[Line]:
    states = counts.reviews(due.report)
    undated = states["missing"] + states["invalid"] + states["future"]
    total = counts.plural(len(due.report.audited), "article")
    lines: list[Line] = [[(f"{len(due.listed)} of {total} due within {_days(due.within)}", "bold")]]
    if undated:
        lines.append([(f"{undated} without a review date that counts; `reviewaudit check` names them", "yellow")])
    return lines
