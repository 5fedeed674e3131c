"""A review date names a day that does not exist, or is no date.

Why it matters: nobody can tell when the review was, so the article counts as never reviewed.
How to mend it: write the date again, best as 2026-01-31 or as a month and year.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Flag, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    for statement in article.promises:
        if Flag.INVALID in statement.flags:
            yield RULE.finding(
                article,
                statement.place,
                f"{statement.label}: {statement.text!r} is no date",
                "write the date again, best as 2026-01-31 or as a month and year",
                subject=statement.text or statement.label,
            )


RULE = Rule(
    code="RA205",
    name="invalid-review-date",
    level=Level.ERROR,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example("---\nlast_reviewed: 2026-02-31\n---\n# Green tea\n"),
    accepted=Example("---\nlast_reviewed: 2026-02-28\n---\n# Green tea\n"),
)
