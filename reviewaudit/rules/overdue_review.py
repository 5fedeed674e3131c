"""The last review is older than the policy allows.

Why it matters: readers take the date as a promise that someone still stands behind the text.
How to mend it: review the article, then write the new date. Widen `window` only for a whole section.

An imprecise date keeps its precision: "January 2026" with a window of 12 months is due somewhere in January 2027, so
it is a warning during that month and an error from 1 February. The due day itself is not overdue.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reviewaudit.model import Article, Context, Example, Finding, Level, ReviewStatus, Rule, StatementKind

HELP = "review the article, then write the new date"


def check(article: Article, context: Context) -> Iterator[Finding]:
    review = context.review
    if review.status not in {ReviewStatus.OVERDUE, ReviewStatus.DUE} or review.statement is None or review.due is None:
        return
    statement = review.statement
    said = "due" if statement.kind is StatementKind.NEXT_DUE else "last reviewed"
    if review.status is ReviewStatus.OVERDUE:
        level = None
        late = f", {review.days_overdue} day{'s' if review.days_overdue != 1 else ''} ago"
        message = f"{said} {statement.text}, so a review was due by {review.due.latest}{late}"
    else:
        level = Level.WARNING
        message = f"{said} {statement.text}, so a review is due by {review.due.latest}"
    yield RULE.finding(
        article,
        statement.place,
        message,
        HELP,
        level=level,
        subject=statement.text,
        status=review.status.value,
        window=review.window.text if review.window else None,
        due_earliest=review.due.earliest.isoformat(),
        due_latest=review.due.latest.isoformat(),
        days_overdue=review.days_overdue,
    )


RULE = Rule(
    code="RA201",
    name="overdue-review",
    level=Level.ERROR,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example("Last reviewed: 2024-01-31\n", as_of=date(2025, 2, 1)),
    accepted=Example("Last reviewed: 2024-03-31\n", as_of=date(2025, 2, 1)),
)
