"""A report in, the sheets of its workbook out: columns and rows as plain values, whatever writes them.

The sheet of findings is what comes back filled in, so its columns are named once, here. Cells hold text, whole numbers,
days, moments and addresses; None is an empty cell.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from enum import Enum, auto
from typing import NamedTuple

from reviewaudit.model import Audited, Decision, Finding, Report, ReviewStatus, Status, Verb
from reviewaudit.reports import counts
from reviewaudit.reports.addresses import HOME

FINDINGS = "Findings"
DECISION, UNTIL, REASON, BY = "Decision", "Until", "Reason", "By"
ARTICLE, CODE, RULE, LEVEL, FINGERPRINT, KEY = "Article", "Code", "Rule", "Level", "Fingerprint", "Key"
KEY_LIMIT = 32_000
"""Characters of path and subject, quoted, that one cell takes."""
Cell = str | int | date | datetime | None


class Kind(Enum):
    TEXT = auto()
    LONG = auto()
    """Text that may run over several lines."""
    NUMBER = auto()
    DAY = auto()
    MOMENT = auto()
    LINK = auto()
    """An address that can be followed."""
    INPUT = auto()
    """To be filled in."""


class Column(NamedTuple):
    title: str
    width: int
    """In characters."""
    kind: Kind = Kind.TEXT
    hidden: bool = False


class Sheet(NamedTuple):
    name: str
    columns: tuple[Column, ...]
    rows: Callable[[Report], Iterator[tuple[Cell, ...]]]


def _articles(report: Report) -> Iterator[tuple[Cell, ...]]:
    found = Counter(finding.path for finding in report.findings)
    for audited in report.audited:
        article, review = audited.article, audited.review
        tally = Counter(verdict.status for verdict in counts.cited(audited))
        yield (
            article.path, article.title, article.owner, _state(audited),
            review.bounds.latest if review.bounds else None,
            review.statement.text if review.statement else None,
            review.due.latest if review.due else None,
            review.days_overdue or None,
            review.window.text if review.window else None,
            tally.total(), tally[Status.DEAD], tally[Status.UNVERIFIED], found[article.path],
        )  # fmt: skip


def _state(audited: Audited) -> str:
    if audited.article.problem is not None and audited.review.status is ReviewStatus.MISSING:
        return "not read"
    return audited.review.status.value.replace("_", " ")


def _findings(report: Report) -> Iterator[tuple[Cell, ...]]:
    owners = {audited.article.path: audited.article.owner for audited in report.audited}
    for finding in report.findings:
        yield (
            finding.path, finding.place.line, owners.get(finding.path), finding.code, finding.name,
            finding.level.value, finding.message, finding.help, finding.url, _since(finding),
            None, None, None, None, finding.fingerprint, key_of(finding.path, finding.subject),
        )  # fmt: skip


def key_of(path: str, subject: str) -> str | None:
    """Path and subject so that they come back exactly, whatever is done to cells; None where they are too long."""
    # `_x0041_` is an "A" to some programs and six characters to others (ECMA-376 part 1 §22.4.2.4).
    quoted = json.dumps([path, subject]).replace("_x", "\\u005fx")
    return quoted if len(quoted) <= KEY_LIMIT else None


def of_key(key: str) -> tuple[str, str] | None:
    """The path and the subject; None where it is no key."""
    try:
        found = json.loads(key)
    except ValueError:
        return None
    match found:
        case [str(path), str(subject)]:
            return path, subject
    return None


def _since(finding: Finding) -> date | None:
    """Since when it is so, as far as the finding says."""
    for name in ("dead_since", "due_latest"):
        if isinstance(written := finding.evidence.get(name), str):
            return date.fromisoformat(written)
    return None


def _references(report: Report) -> Iterator[tuple[Cell, ...]]:
    for audited in report.audited:
        pairs = zip(audited.article.references, audited.verdicts, strict=True)
        for reference, verdict in sorted(pairs, key=lambda pair: pair[0].place):
            checked = verdict.checked_at.astimezone(UTC).replace(tzinfo=None) if verdict.checked_at else None
            yield (
                audited.article.path, reference.place.line, reference.url, reference.text, reference.role.value,
                verdict.status.value, verdict.reason, verdict.final_url or None, checked,
            )  # fmt: skip


def _not_counted(report: Report) -> Iterator[tuple[Cell, ...]]:
    for finding, by in report.suppressed:
        how = (by.verb.value, by.origin) if isinstance(by, Decision) else ("suppressed", f"line {by.place.line}")
        yield *_about(finding), *how, by.until, by.reason
    for finding in report.baselined:
        yield *_about(finding), "in the baseline", report.baseline, None, None


def _about(finding: Finding) -> tuple[Cell, ...]:
    return finding.path, finding.place.line, finding.code, finding.name, finding.level.value, finding.message


def read_me(report: Report) -> Iterable[str]:
    """The lines of the sheet that says how to use the others; a heading begins with "# "."""
    yield f"# reviewaudit {report.version}, as of {report.as_of}"
    if report.network_down:
        yield "The network was down: no URL could be asked, so the audit is incomplete."
    elif report.offline:
        yield "Links were not checked (--offline)."
    elif report.unasked:
        yield f"Not all links were checked: {report.unasked}."
    for silent in counts.unanswered(report):
        yield f"Not all cited works were checked: nothing was learnt from {silent}."
    if (held := counts.held(report)) is not None:
        yield held.sentence
    yield "# The sheets"
    yield (
        "Articles: each article with its review. A review dated to a month or a year has its last day as the date; "
        "'As written' holds the words. A review is overdue after the day under 'Due'."
    )
    yield f"{FINDINGS}: what to mend, one line each. The four columns at the end are yours to fill in."
    yield "References: every link and citation, with what became of it. 'Checked at' is in UTC."
    yield "Not counted: findings that a suppression, a decision or the baseline puts aside."
    yield "# How to decide"
    yield (
        f"Choose a word under '{DECISION}' where a finding is not to be mended now. Leave it empty where it is, or "
        "where you do not know. You may sort, filter and hide lines, and take lines out."
    )
    yield f"{Verb.IGNORE}: it says nothing that matters here. It never counts again. Needs a reason."
    yield f"{Verb.SNOOZE}: not now. It counts again after the day under '{UNTIL}', which is needed. A reason helps."
    yield f"{Verb.ACCEPT}: it is right, and stays as it is. It counts again when it gets worse. Needs a reason."
    yield f"'{UNTIL}' may be given with each word: the last day on which it holds, for example 2026-12-31."
    yield "# How to hand it in"
    yield "Save as .xlsx or .ods, and in the folder in which the report was made run:"
    yield "reviewaudit decide FILE.xlsx"
    yield "which shows what would be written, and with --write writes it. 'reviewaudit check' reads it from then on."
    yield f"More: {HOME}/blob/main/docs/spreadsheets.md"


SHEETS = (
    Sheet(
        "Articles",
        (
            Column("Path", 40),
            Column("Title", 32),
            Column("Owner", 20),
            Column("Review", 12),
            Column("Last reviewed", 13, Kind.DAY),
            Column("As written", 18),
            Column("Due", 12, Kind.DAY),
            Column("Days overdue", 9, Kind.NUMBER),
            Column("Window", 12),
            Column("References", 9, Kind.NUMBER),
            Column("Dead", 7, Kind.NUMBER),
            Column("Unverified", 9, Kind.NUMBER),
            Column("Findings", 9, Kind.NUMBER),
        ),
        _articles,
    ),
    Sheet(
        FINDINGS,
        (
            Column(ARTICLE, 32),
            Column("Line", 6, Kind.NUMBER),
            Column("Owner", 18),
            Column(CODE, 8),
            Column(RULE, 22),
            Column(LEVEL, 9),
            Column("Message", 60, Kind.LONG),
            Column("How to mend it", 48, Kind.LONG),
            Column("URL", 40, Kind.LINK),
            Column("Since", 12, Kind.DAY),
            Column(DECISION, 11, Kind.INPUT),
            Column(UNTIL, 12, Kind.INPUT),
            Column(REASON, 36, Kind.INPUT),
            Column(BY, 14, Kind.INPUT),
            Column(FINGERPRINT, 34),
            Column(KEY, 10, hidden=True),
        ),
        _findings,
    ),
    Sheet(
        "References",
        (
            Column(ARTICLE, 32),
            Column("Line", 6, Kind.NUMBER),
            Column("URL", 50, Kind.LINK),
            Column("Text", 36),
            Column("Role", 12),
            Column("Status", 12),
            Column("Why", 18),
            Column("Final URL", 50, Kind.LINK),
            Column("Checked at", 17, Kind.MOMENT),
        ),
        _references,
    ),
    Sheet(
        "Not counted",
        (
            Column(ARTICLE, 32),
            Column("Line", 6, Kind.NUMBER),
            Column(CODE, 8),
            Column(RULE, 22),
            Column(LEVEL, 9),
            Column("Message", 60, Kind.LONG),
            Column("Because of", 15),
            Column("Where", 32),
            Column(UNTIL, 12, Kind.DAY),
            Column(REASON, 36, Kind.LONG),
        ),
        _not_counted,
    ),
)
