"""A placeholder stands where the review date belongs.

Why it matters: the template was copied and the review never happened, or was never written down.
How to mend it: review the article and write the date, or take the line out.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Flag, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    for statement in article.promises:
        if statement.flags & {Flag.PLACEHOLDER, Flag.NEVER}:
            yield RULE.finding(
                article,
                statement.place,
                f"{statement.label}: {statement.text!r} stands where the date belongs"
                if statement.text
                else f"{statement.label}: no date",
                "review the article and write the date, or take the line out",
                subject=statement.text or statement.label,
            )


RULE = Rule(
    code="RA207",
    name="placeholder-review-date",
    level=Level.ERROR,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example("---\nlast_reviewed: YYYY-MM-DD\n---\n# Green tea\n"),
    accepted=Example("---\nlast_reviewed: 2026-05-02\n---\n# Green tea\n"),
)
