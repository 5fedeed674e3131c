"""A cited work has been retracted, withdrawn or removed.

Why it matters: its authors, its journal or its publisher no longer stand behind it, and what rests on it alone has lost
its ground. The link still works, so nobody notices.
How to mend it: see what in the text rests on it, and cite another work or take that out. Where the article is about
the retraction, cite the notice as well, or accept the work in the config, with the reason:

```toml
[[citations.accept]]
id = "10.1000/182"
reason = "the article tells the story of this retraction"
until = 2027-12-31
```

The word of Retraction Watch, of the publisher (through Crossref) and of PubMed counts, and the finding names who said
it. A notice that points the other way, one about the file alone, and one that was taken back by a reinstatement are not
counted; a Cochrane review that was withdrawn because it is out of date is RA404. A partial retraction is a finding of
the level `concern_level`. A work without DOI and PMID is looked for by its title: that is a warning, "possibly". A
reference that speaks of the retraction itself is a note. The message says whether the notice came before or after the
article's last review.
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

SAID = {
    NoticeKind.RETRACTION: "has been retracted",
    NoticeKind.REMOVAL: "has been removed by its publisher",
    NoticeKind.WITHDRAWAL: "has been withdrawn",
    NoticeKind.PARTIAL_RETRACTION: "has been retracted in part",
}
HELP = (
    "see what rests on it, and cite another work; where the article is about this, cite the notice or accept the work"
)


def check(article: Article, context: Context) -> Iterator[Finding]:
    for work in verdicts.noticed(article, context, SAID):
        yield RULE.finding(article, work.place, work.message, HELP, level=_level(work, context), **work.facts)


def _level(work: verdicts.Noticed, context: Context) -> Level | None:
    if work.is_subject:
        return Level.NOTE
    if work.possibly:
        return Level.WARNING
    return Level(context.policy.citations.concern_level) if work.kind is NoticeKind.PARTIAL_RETRACTION else None


_TEXT = "Last reviewed: 2026-05-02\n\n## References\n\n1. Brown B. Tea and sleep. J Tea. 2019;4:12. PMID: 31000001\n"

RULE = Rule(
    code="RA401",
    name="retracted-citation",
    level=Level.ERROR,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        _TEXT,
        records=(
            Record(
                ("pmid", "31000001"),
                "retraction-watch",
                datetime(2026, 6, 1, tzinfo=UTC),
                RecordState.FOUND,
                notices=(
                    Notice(
                        NoticeKind.RETRACTION,
                        ("retraction-watch",),
                        "10.5072/notice.1",
                        date=Bounds(date(2026, 5, 20), date(2026, 5, 20), Precision.DAY),
                        reasons=("Unreliable Results",),
                    ),
                ),
            ),
        ),
    ),
    accepted=Example(
        _TEXT,
        records=(Record(("pmid", "31000001"), "pubmed", datetime(2026, 6, 1, tzinfo=UTC), RecordState.FOUND),),
    ),
    needs=frozenset({"citations"}),
)
