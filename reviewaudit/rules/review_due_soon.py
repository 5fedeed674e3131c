"""A review falls due within the policy's notice.

Why it matters: nothing is wrong yet, and this is the time to plan the work.
How to mend it: review the article, then write the new date. `warn_before` sets the length of the notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reviewaudit.model import Article, Context, Example, Finding, Level, ReviewStatus, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    review = context.review
    if review.status is not ReviewStatus.DUE_SOON or review.statement is None or review.due is None:
        return
    days = (review.due.earliest - context.as_of).days
    when = "today" if days == 0 else f"in {days} day{'s' if days != 1 else ''}"
    yield RULE.finding(
        article,
        review.statement.place,
        f"a review falls due {when}, on {review.due.earliest}",
        "plan the review",
        subject=review.statement.text,
        due_earliest=review.due.earliest.isoformat(),
        due_latest=review.due.latest.isoformat(),
    )


RULE = Rule(
    code="RA202",
    name="review-due-soon",
    level=Level.NOTE,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example("Last reviewed: 2025-06-15\n", as_of=date(2026, 6, 1)),
    accepted=Example("Last reviewed: 2025-07-15\n", as_of=date(2026, 6, 1)),
)
