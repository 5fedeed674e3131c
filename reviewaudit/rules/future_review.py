"""A review is dated in the future.

Why it matters: nobody can have reviewed the text on that day, so the date does not make the article fresh. Mostly it is
a typing slip in the year, or a date set ahead to spread the work.
How to mend it: write the day of the review. To spread reviews over the year, plan them; do not date them ahead.

One day ahead is tolerated, for time zones.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule, StatementKind


def check(article: Article, context: Context) -> Iterator[Finding]:
    for statement in article.statements:
        if statement.kind is not StatementKind.REVIEWED or statement.bounds is None:
            continue
        if statement.bounds.earliest > context.as_of + timedelta(days=1):
            yield RULE.finding(
                article,
                statement.place,
                f"reviewed {statement.text}, which is after {context.as_of}",
                "write the day of the review",
                subject=statement.text,
                earliest=statement.bounds.earliest.isoformat(),
            )


RULE = Rule(
    code="RA204",
    name="future-review",
    level=Level.ERROR,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example("Last reviewed: 2027-05-02\n", as_of=date(2026, 6, 1)),
    accepted=Example("Last reviewed: 2026-06-02\n", as_of=date(2026, 6, 1)),
)
