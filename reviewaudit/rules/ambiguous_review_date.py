"""A review date can be read in two ways.

Why it matters: 01/12/2026 is a day in January to some readers and a day in December to others. The audit
counts with both, from the earlier to the later.
How to mend it: write the month as a word or the date as 2026-12-01; or set `date_order` for the whole folder.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Flag, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    for statement in article.statements:
        if Flag.AMBIGUOUS in statement.flags and statement.bounds is not None:
            yield RULE.finding(
                article,
                statement.place,
                f"{statement.text} can mean {statement.bounds.earliest} or {statement.bounds.latest}",
                "write the month as a word, or set `date_order`",
                subject=statement.text or statement.label,
            )


RULE = Rule(
    code="RA206",
    name="ambiguous-review-date",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example("Last reviewed: 01/02/2026\n"),
    accepted=Example("Last reviewed: 01/02/2026\n", config="[review]\ndate_order = 'dmy'\n"),
)
