"""A program writes the review date when the page is built.

Why it matters: the date says that someone read the text, and nobody did: it will be today for ever.
How to mend it: write the day of the last review; give a build date another label, such as "Updated".
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Flag, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    for statement in article.promises:
        if Flag.AUTO_STAMPED in statement.flags:
            yield RULE.finding(
                article,
                statement.place,
                f"{statement.label}: {statement.text} is filled in by a program, not by a review",
                "write the day of the last review",
                subject=statement.text or statement.label,
            )


RULE = Rule(
    code="RA208",
    name="auto-stamped-review",
    level=Level.ERROR,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example("Last reviewed: {{ now | date }}\n"),
    accepted=Example("Last reviewed: 2026-05-02\n"),
)
