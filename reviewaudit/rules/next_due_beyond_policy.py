"""The article promises its next review later than the policy allows.

Why it matters: readers and editors plan by the date on the page, and the audit counts with the earlier one. Sooner or
later the two disagree, and the page looks current while it is overdue.
How to mend it: write the date that the policy gives, or widen `window` for these paths.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.dates import add, shift
from reviewaudit.model import Article, Context, Example, Finding, Level, Rule, StatementKind


def check(article: Article, context: Context) -> Iterator[Finding]:
    review = context.review
    if review.bounds is None or review.window is None:
        return
    latest = add(shift(review.bounds, review.window).latest, context.policy.review.spread)
    for statement in article.promises:
        if statement.kind is not StatementKind.NEXT_DUE or statement.bounds is None:
            continue
        if statement.bounds.earliest > latest:
            yield RULE.finding(
                article,
                statement.place,
                f"promises the next review {statement.text}, but the last one is good until {latest}",
                f"write {latest} or earlier, or widen `window` for these paths",
                subject=statement.text,
                stated=statement.bounds.earliest.isoformat(),
                window=review.window.text,
                allowed=latest.isoformat(),
            )


RULE = Rule(
    code="RA210",
    name="next-due-beyond-policy",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example("Last reviewed: 2026-05-02\n\nNext review: 2029-05-02\n"),
    accepted=Example("Last reviewed: 2026-05-02\n\nNext review: May 2027\n"),
)
