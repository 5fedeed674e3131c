"""A review date can be read in two ways.

Why it matters: 01/12/2026 is a day in January to some readers and a day in December to others. The audit
counts with both, from the earlier to the later. A key that
means the last review in some places and the next one in others, and a weekday that contradicts the date, are reported
as well.
How to mend it: write the month as a word or the date as 2026-12-01; or set `date_order` for the whole folder.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Flag, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    for statement in article.promises:
        if Flag.AMBIGUOUS not in statement.flags or statement.bounds is None:
            continue
        if statement.bounds.earliest != statement.bounds.latest:
            message = f"{statement.text} can mean {statement.bounds.earliest} or {statement.bounds.latest}"
            help = "write the month as a word, or set `date_order`"
        elif statement.label.replace("_", " ").casefold().startswith("review date"):
            message = f"{statement.label}: {statement.text} can be the last review or the next one"
            help = "write “last reviewed” or “next review”; `review.keys` and `review.labels` settle it for a folder"
        else:
            message = f"{statement.text}: the day of the week is not that of the date"
            help = "correct the weekday or the date"
        yield RULE.finding(article, statement.place, message, help, subject=statement.text or statement.label)


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
