"""A cited work is older than the policy allows.

Why it matters: in some fields what is known changes within years, and an organisation may want to look at older sources
again. There is no rule that holds for all, so this speaks only where `max_age` in `[citations]` is set.
How to mend it: look for a newer work that says the same, or accept the work as a classic in the config, with the
reason.

The age counts from the first date in the work's record, else from the year that the entry gives; a year counts from
its last day. A work without either is not reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from reviewaudit import verdicts
from reviewaudit.dates import add
from reviewaudit.model import (
    Article,
    Citation,
    Context,
    Example,
    Finding,
    Level,
    Record,
    RecordState,
    Rule,
    Standing,
    Work,
)


def check(article: Article, context: Context) -> Iterator[Finding]:
    window = context.policy.citations.max_age
    if window is None:
        return
    for citation, standing, lapsed in verdicts.looked_up(article, context):
        year = _year(citation, standing)
        if year is None or add(date(year, 12, 31), window) >= context.as_of:
            continue
        yield RULE.finding(
            article,
            citation.place,
            f"{verdicts.title_of(citation)} is of {year}, which is more than {window.text} ago{lapsed}",
            "look for a newer work that says the same, or accept this one in the config, with the reason",
            subject=verdicts.title_of(citation),
            year=year,
            max_age=window.text,
            **verdicts.evidence(citation, standing, context),
        )


def _year(citation: Citation, standing: Standing) -> int | None:
    if standing.work is not None and standing.work.years:
        return min(standing.work.years)
    return verdicts.year_of(citation.text) if citation.listed else None


_TEXT = "Last reviewed: 2026-05-02\n\n## References\n\n1. Brown B. Tea and sleep. J Tea. doi:10.5072/tea.1\n"
_CONFIG = '[citations]\nmax_age = "10 years"\n'
_NAME = ("doi", "10.5072/tea.1")
_WHEN = datetime(2026, 6, 1, tzinfo=UTC)

RULE = Rule(
    code="RA407",
    name="old-citation",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        _TEXT,
        config=_CONFIG,
        records=(Record(_NAME, "crossref", _WHEN, RecordState.FOUND, work=Work(years=(2004,))),),
    ),
    accepted=Example(
        _TEXT,
        config=_CONFIG,
        records=(Record(_NAME, "crossref", _WHEN, RecordState.FOUND, work=Work(years=(2016,))),),
    ),
    needs=frozenset({"citations"}),
)
