"""The last review is older than the policy allows.

Why it matters: readers take the date as a promise that someone still stands behind the text.
How to mend it: review the article, then write the new date. Widen `window` only for a whole section.

An imprecise date keeps its precision: "January 2026" with a window of 12 months is due somewhere in January 2027, so
it is a warning during that month and an error from 1 February. The due day itself is not overdue.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reviewaudit.model import Article, Context, Example, Finding, Level, ReviewStatus, Rule

HELP = "review the article, then write the new date"


def check(article: Article, context: Context) -> Iterator[Finding]:
    review = context.review
    statement = review.statement or review.next_due
    if review.status not in {ReviewStatus.OVERDUE, ReviewStatus.DUE} or statement is None or review.due is None:
        return
    overdue = review.status is ReviewStatus.OVERDUE
    due = f"was due by {review.due.latest}" if overdue else f"is due by {review.due.latest}"
    if overdue:
        due += f", {review.days_overdue} day{'s' if review.days_overdue != 1 else ''} ago"
    said = f"last reviewed {review.statement.text}, " if review.statement else ""
    own_word = f"and by its own word (“{review.next_due.text}”) " if review.next_due else "so "
    yield RULE.finding(
        article,
        statement.place,
        f"{said}{own_word if said else own_word.removeprefix('and ')}a review {due}",
        HELP,
        level=None if overdue else Level.WARNING,
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
