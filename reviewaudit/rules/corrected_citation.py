"""A correction of a cited work has been published.

Why it matters: most corrections change a name or a label, some change the number that the article quotes.
How to mend it: read the correction, and see whether what the article takes from the work is what it now says.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from reviewaudit import verdicts
from reviewaudit.model import (
    Article,
    Bounds,
    Context,
    Example,
    Finding,
    Level,
    Notice,
    NoticeKind,
    Precision,
    Record,
    RecordState,
    Rule,
)

SAID = {NoticeKind.CORRECTION: "has been corrected", NoticeKind.OTHER: "has been updated"}


def check(article: Article, context: Context) -> Iterator[Finding]:
    for work in verdicts.noticed(article, context, SAID):
        if not work.possibly:
            yield RULE.finding(
                article,
                work.place,
                work.message,
                "read the correction, and see whether it changes what the article takes from the work",
                **work.facts,
            )


_TEXT = "Last reviewed: 2026-05-02\n\n## References\n\n1. Brown B. Tea and sleep. J Tea. 2019. doi:10.5072/tea.1\n"
_WHEN = datetime(2026, 6, 1, tzinfo=UTC)

RULE = Rule(
    code="RA403",
    name="corrected-citation",
    level=Level.NOTE,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        _TEXT,
        records=(
            Record(
                ("doi", "10.5072/tea.1"),
                "crossref",
                _WHEN,
                RecordState.FOUND,
                notices=(
                    Notice(
                        NoticeKind.CORRECTION,
                        ("publisher",),
                        "10.5072/notice.3",
                        date=Bounds(date(2020, 3, 1), date(2020, 3, 1), Precision.DAY),
                    ),
                ),
            ),
        ),
    ),
    accepted=Example(_TEXT, records=(Record(("doi", "10.5072/tea.1"), "crossref", _WHEN, RecordState.FOUND),)),
    needs=frozenset({"citations"}),
)
