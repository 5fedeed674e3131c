"""A claim of review carries no date.

Why it matters: "Last reviewed:" or "all references verified" without a date was true once, at best, and no
reader can tell when.
How to mend it: write the date of the review behind the words.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Flag, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    for statement in article.promises:
        if Flag.MISSING in statement.flags:
            yield RULE.finding(
                article,
                statement.place,
                f"“{statement.claim or statement.label}” says no date",
                "write the date of the review behind these words",
                subject=statement.text or statement.label,
            )


RULE = Rule(
    code="RA214",
    name="claim-without-date",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example("# Green tea\n\nLast reviewed:\n"),
    accepted=Example("# Green tea\n\nLast reviewed: May 2026\n"),
)
