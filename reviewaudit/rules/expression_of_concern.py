"""A journal has published its concern about a cited work.

Why it matters: something about the work is in doubt and is being looked into; a retraction often follows.
How to mend it: read the notice, say in the text what it bears on, or rest that part on another work. Look again when
the matter is settled: the next audit will tell.

`concern_level` in `[citations]` makes it an error or a note. Where the work has been retracted since, RA401 says so in
place of this.
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

SAID = {NoticeKind.CONCERN: "is in doubt"}


def check(article: Article, context: Context) -> Iterator[Finding]:
    for work in verdicts.noticed(article, context, SAID):
        yield RULE.finding(
            article,
            work.place,
            work.message,
            "read the notice, and say what it bears on, or rest that part on another work",
            level=Level.NOTE if work.is_subject else Level(context.policy.citations.concern_level),
            **work.facts,
        )


_TEXT = "Last reviewed: 2026-05-02\n\n## References\n\n1. Brown B. Tea and sleep. J Tea. 2019. doi:10.5072/tea.1\n"
_WHEN = datetime(2026, 6, 1, tzinfo=UTC)

RULE = Rule(
    code="RA402",
    name="expression-of-concern",
    level=Level.WARNING,
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
                        NoticeKind.CONCERN,
                        ("publisher",),
                        "10.5072/notice.2",
                        date=Bounds(date(2025, 3, 1), date(2025, 3, 31), Precision.MONTH),
                    ),
                ),
            ),
        ),
    ),
    accepted=Example(_TEXT, records=(Record(("doi", "10.5072/tea.1"), "crossref", _WHEN, RecordState.FOUND),)),
    needs=frozenset({"citations"}),
)
