"""The text was changed after the last review.

Why it matters: the review date covers the text as it was that day. What came later was perhaps checked by whoever wrote
it, but not by the review that the page names.
How to mend it: review what changed, then write the new date.

Git is the witness: commits that touched only front matter, white space or the review date itself do not count, nor do
those that an ignore-revs file names. A change within a day of the review, or before the commit that wrote the date
down, is taken as part of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from reviewaudit.model import Article, Change, Context, Example, Finding, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    review = context.review
    if context.history is None or review.statement is None or review.bounds is None:
        return
    changes = [change for change in context.history.after(review.bounds.latest) if change.body]
    if not changes:
        return
    count = len(changes)
    often = "once" if count == 1 else f"{count} times"
    if not context.history.complete:
        often = f"at least {often}"
    when = f"on {changes[0].day}" if count == 1 else f"last on {changes[0].day}"
    bots = sum(change.is_bot for change in changes)
    by_bots = f", {'by a bot' if count == 1 else f'{bots} of them by bots'}" if bots else ""
    yield RULE.finding(
        article,
        review.statement.place,
        f"reviewed {review.statement.text}; the text changed {often} since, {when}{by_bots}",
        "review what changed, then write the new date",
        subject=review.statement.text,
        changes=count,
        by_bots=bots,
        last_change=changes[0].day.isoformat(),
        commits=[change.commit for change in changes[:20]],
        complete=context.history.complete,
    )


RULE = Rule(
    code="RA303",
    name="changed-since-review",
    level=Level.NOTE,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "Last reviewed: 2026-03-02\n\nTea is a drink, and a plant.\n",
        as_of=date(2026, 6, 1),
        history=(
            Change("b7e1", datetime(2026, 5, 4, 9, tzinfo=UTC), "Ada", body=True),
            Change("a3c0", datetime(2026, 3, 2, 9, tzinfo=UTC), "Ada", body=True, review=True),
        ),
    ),
    accepted=Example(
        "Last reviewed: 2026-03-02\n\nTea is a drink, and a plant.\n",
        as_of=date(2026, 6, 1),
        history=(
            Change("b7e1", datetime(2026, 5, 4, 9, tzinfo=UTC), "Ada", metadata=True),
            Change("a3c0", datetime(2026, 3, 2, 9, tzinfo=UTC), "Ada", body=True, review=True),
        ),
    ),
    needs=frozenset({"git"}),
)
