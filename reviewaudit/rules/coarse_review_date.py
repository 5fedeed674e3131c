"""A review date is too coarse to say when the review falls due.

Why it matters: "reviewed 2026" can mean any day of that year, so with a window of a year the article is due for a whole
year, and nobody can say when it became overdue.
How to mend it: write the month, or the day. `min_precision` sets what is precise enough.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Precision, Rule, StatementKind

FINENESS = tuple(Precision)
"""From day to year."""


def check(article: Article, context: Context) -> Iterator[Finding]:
    coarsest = FINENESS.index(Precision(context.policy.review.min_precision))
    for statement in article.promises:
        if statement.kind is not StatementKind.REVIEWED or statement.bounds is None:
            continue
        precision = statement.bounds.precision
        if FINENESS.index(precision) > coarsest:
            yield RULE.finding(
                article,
                statement.place,
                f"reviewed {statement.text}: a {precision.value} is too coarse to say when the next review falls due",
                f"write the {context.policy.review.min_precision} of the review",
                subject=statement.text,
                precision=precision.value,
            )


RULE = Rule(
    code="RA211",
    name="coarse-review-date",
    level=Level.NOTE,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example("Last reviewed: 2026\n"),
    accepted=Example("Last reviewed: May 2026\n"),
)
