"""A report in, the coming reviews out: overdue first, then by the day they fall due."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from reviewaudit.model import Audited, Report, ReviewStatus
from reviewaudit.reports import View, counts
from reviewaudit.reports.json_report import dump, review_dict, timestamp
from reviewaudit.reports.paint import Line, paint

STYLES = {"overdue": "bold red", "due": "bold yellow", "due_soon": "yellow"}


def _listed(report: Report, within: int) -> list[Audited]:
    """Articles whose review is due, or falls due within so many days."""
    horizon = _plus(report.as_of, within)
    dated = [audited for audited in report.audited if audited.review.due and audited.review.due.earliest <= horizon]
    return sorted(dated, key=_order)


def _order(audited: Audited) -> tuple[bool, date, date, str]:
    assert audited.review.due is not None
    due = audited.review.due
    return audited.review.status is not ReviewStatus.OVERDUE, due.latest, due.earliest, audited.article.path


def _plus(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max


def _months(listed: list[Audited]) -> dict[str, int]:
    counted = Counter(f"{audited.review.due.latest:%Y-%m}" for audited in listed if audited.review.due)
    return dict(sorted(counted.items()))


def render_text(report: Report, within: int, view: View) -> str:
    listed = _listed(report, within)
    width = max((len(audited.article.path) for audited in listed), default=0)
    lines: list[Line] = []
    for audited in listed:
        review = audited.review
        assert review.due is not None
        days = (review.due.latest - report.as_of).days
        when = f"{review.days_overdue} days overdue" if review.status is ReviewStatus.OVERDUE else f"in {days} days"
        state = review.status.value.replace("_", " ")
        owner = f"  {audited.article.owner}" if audited.article.owner else ""
        lines.append(
            [
                (f"{review.due.latest}  ", ""),
                (f"{state:8}  ", STYLES.get(review.status.value, "green")),
                (f"{when:>17}  ", ""),
                (f"{audited.article.path:{width}}  ", "bold"),
                (f"last reviewed {review.statement.text}" if review.statement else "", "dim"),
                (owner, ""),
            ]
        )
    if listed:
        lines.append([])
    months = _months(listed)
    most = max(months.values(), default=1)
    for month, count in months.items():
        lines.append([(f"{month}  ", ""), ("█" * max(1, round(40 * count / most)), "cyan"), (f" {count}", "")])
    states = counts.reviews(report)
    undated = states["missing"] + states["invalid"] + states["future"]
    lines.append(
        [(f"{len(listed)} of {counts.plural(len(report.audited), 'article')} due within {within} days", "bold")]
    )
    if undated:
        lines.append([(f"{undated} without a review date that counts; `reviewaudit check` names them", "yellow")])
    return paint(lines, view)


def render_json(report: Report, within: int, view: View) -> str:
    listed = _listed(report, within)
    data: dict[str, Any] = {
        "schema_version": 1,
        "tool": {"name": "reviewaudit", "version": report.version},
        "as_of": report.as_of.isoformat(),
        "started_at": timestamp(report.started_at),
        "within_days": within,
        "summary": {"articles": len(report.audited), "listed": len(listed), "reviews": counts.reviews(report)},
        "months": _months(listed),
        "articles": [
            {
                "path": audited.article.path,
                "title": audited.article.title,
                "owner": audited.article.owner,
                "review": review_dict(audited),
            }
            for audited in listed
        ],
    }
    return dump(data)
