"""Most articles were reviewed on one day, or at one fixed distance from their publication.

Why it matters: ten or more articles can be reviewed on one day, but seldom are. A date that all of them share is more
often the day of an import, or was computed from another date; then it tells nothing about the single article.
How to mend it: write the day on which each article was reviewed. If it was one day for all, ignore this note.

It looks at all articles of the run: at least ten with a day of review, and four in five of them alike. A distance of no
days does not count, because a new article is reviewed when it is published. Said once, at the first of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule, Shared

AT_LEAST = 10
PART = 0.8


def check(article: Article, context: Context) -> Iterator[Finding]:
    statement = context.review.statement
    total = len(context.batch.dated)
    if statement is None or total < AT_LEAST:
        return
    day, distance = context.batch.same_day, context.batch.same_distance
    if day is not None and _is_most(day, total):
        shared, what = day, f"were reviewed on {day.text}"
    elif distance is not None and _is_most(distance, total):
        shared = distance
        days = abs(int(distance.text))
        side = "before" if distance.text.startswith("-") else "after"
        what = f"were reviewed {days} day{'s' if days != 1 else ''} {side} publication"
    else:
        return
    if article.path != shared.paths[0]:
        return
    yield RULE.finding(
        article,
        statement.place,
        f"{len(shared.paths)} of {total} dated articles {what}",
        "write the day on which each article was reviewed",
        subject=what,
        dated=total,
        alike=len(shared.paths),
        paths=list(shared.paths[:50]),
    )


def _is_most(shared: Shared, total: int) -> bool:
    return len(shared.paths) >= PART * total


RULE = Rule(
    code="RA307",
    name="uniform-review-dates",
    level=Level.NOTE,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example("Last reviewed: 2026-05-04\n", as_of=date(2026, 6, 1), beside=("Last reviewed: 2026-05-04\n",) * 9),
    accepted=Example(
        "Last reviewed: 2026-05-04\n",
        as_of=date(2026, 6, 1),
        beside=tuple(f"Last reviewed: 2026-04-{day:02}\n" for day in range(1, 10)),
    ),
)
