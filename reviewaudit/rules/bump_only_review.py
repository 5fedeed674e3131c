"""The review date was changed, and nothing else, several times in a row or in many files at once.

Why it matters: "still true" is a good result of a review, and then only the date changes. But where that is all that
ever happens, or happens to many articles in one commit, the date alone does not show that the text was read.
How to mend it: look at the article and its references at the next review, and let the commit say what was checked.

Git is the witness. Three such changes in a row, on different days and with no change of the text between them, or a
commit with ten or more such files are reported; it is a warning only if references that the article claims to have
verified are dead.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from reviewaudit.model import Article, Change, Context, Example, Finding, Level, ReviewStatus, Rule, Status

IN_A_ROW = 3
AT_ONCE = 10
INSIDE = frozenset({ReviewStatus.CURRENT, ReviewStatus.DUE_SOON, ReviewStatus.DUE})


def check(article: Article, context: Context) -> Iterator[Finding]:
    statement = context.review.statement
    if context.history is None or statement is None:
        return
    bumps = _row(context.history.changes)
    if not bumps:
        return
    days = {bump.day for bump in bumps}
    newest = bumps[0]
    reasons = []
    if len(days) >= IN_A_ROW:
        reasons.append(f"the review date changed {len(days)} times in a row without any other change")
    if newest.bumped >= AT_ONCE and not newest.metadata:
        reasons.append(
            f"the commit of {newest.day} changed the review date of {newest.bumped} files and nothing else in them"
        )
    if not reasons:
        return
    by_bot = ", by a bot" if newest.is_bot else ""
    yield RULE.finding(
        article,
        statement.place,
        f"reviewed {statement.text}; {', and '.join(reasons)}{by_bot}",
        "look at the article and its references at the next review, and let the commit say what was checked",
        level=Level.WARNING if _is_contradicted(article, context) else None,
        subject=statement.label,
        in_a_row=len(days),
        at_once=newest.bumped,
        by_bot=newest.is_bot,
        commits=[bump.commit for bump in bumps[:20]],
    )


def _row(changes: tuple[Change, ...]) -> list[Change]:
    """The newest changes of the date alone, with no change of the text between them."""
    row: list[Change] = []
    for change in changes:
        if change.is_bump:
            row.append(change)
        elif change.review or change.created or (row and change.body):
            break
    return row


def _is_contradicted(article: Article, context: Context) -> bool:
    if context.review.status not in INSIDE or not any(claim.claims_references for claim in article.statements):
        return False
    verdicts = (context.verdict(reference) for reference in article.cited)
    return any(verdict is not None and verdict.status is Status.DEAD for verdict in verdicts)


RULE = Rule(
    code="RA305",
    name="bump-only-review",
    level=Level.NOTE,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "Last reviewed: 2026-05-04\n\nTea is a drink.\n",
        as_of=date(2026, 6, 1),
        history=(
            Change("d1f4", datetime(2026, 5, 4, 9, tzinfo=UTC), "Ada", review=True),
            Change("c0a9", datetime(2025, 11, 3, 9, tzinfo=UTC), "Ada", review=True),
            Change("b7e1", datetime(2025, 5, 5, 9, tzinfo=UTC), "Ada", review=True),
            Change("a3c0", datetime(2024, 11, 4, 9, tzinfo=UTC), "Ada", created=True),
        ),
    ),
    accepted=Example(
        "Last reviewed: 2026-05-04\n\nTea is a drink.\n",
        as_of=date(2026, 6, 1),
        history=(
            Change("d1f4", datetime(2026, 5, 4, 9, tzinfo=UTC), "Ada", review=True),
            Change("c0a9", datetime(2025, 11, 3, 9, tzinfo=UTC), "Ada", review=True, body=True),
            Change("b7e1", datetime(2025, 5, 5, 9, tzinfo=UTC), "Ada", review=True),
            Change("a3c0", datetime(2024, 11, 4, 9, tzinfo=UTC), "Ada", created=True),
        ),
    ),
    needs=frozenset({"git"}),
)
