"""A report in, what the page of the HTML report searches and shows out: plain JSON values, small and in a fixed order.

Articles and findings are lists without names, in the order of `ARTICLE` and `FINDING` (50,000 findings would repeat
each name 50,000 times). What is said of many findings is listed once and referred to by its index. No times of the run
are in it, so that the same findings give the same bytes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from reviewaudit.model import (
    Audited,
    Decision,
    Finding,
    Level,
    Place,
    Report,
    ReviewStatement,
    ReviewStatus,
    Status,
    Suppression,
    TargetKind,
    Verdict,
)
from reviewaudit.regexes import regex
from reviewaudit.reports import View, counts
from reviewaudit.reports.characters import REPLACEMENT, visible
from reviewaudit.reports.due import due_day, owner
from reviewaudit.reports.text import ORIGINS

ARTICLE = (
    "path", "title", "owner", "status", "problem", "written", "reviewed", "due", "slot", "window", "references",
    "dead", "suspect", "unverified", "statements",
)  # fmt: skip
FINDING = (
    "article", "rule", "level", "state", "line", "column", "message", "help", "url", "facts", "mend", "fingerprint",
    "aside",
)  # fmt: skip
ASIDE = ("verb", "by", "where", "until", "reason")
"""What keeps a finding from counting: "ignore" and the like, who decided, the line of the comment or the file."""
LEVELS = tuple(level.value for level in Level)
STATES = ("open", "suppressed", "baselined", "decided")
REVIEWS = {
    "overdue": "overdue",
    "invalid": "date not readable",
    "future": "date in the future",
    "missing": "no review date",
    "due": "due now",
    "due_soon": "due soon",
    "current": "up to date",
}
"""The status of a review in an editor's words, the most urgent first."""
KINDS = {"next_due": "next review due"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
AHEAD = 12
"""Months of the timeline, the one of the audit included."""


class Slot(NamedTuple):
    """One bar of the timeline."""

    key: str
    label: str
    articles: int


def assemble(report: Report, view: View) -> dict[str, Any]:
    paths = {audited.article.path: number for number, audited in enumerate(report.audited)}
    listed = sorted(every(report), key=_order)
    unknown = sorted({item.finding.path for item in listed} - paths.keys())
    for path in unknown:
        paths[path] = len(paths)
    rules = sorted({(item.finding.code, item.finding.name) for item in listed})
    rule_index = {rule: number for number, rule in enumerate(rules)}
    helps = sorted({item.finding.help for item in listed})
    help_index = {text: number for number, text in enumerate(helps)}
    said = [_by_address(audited) for audited in report.audited] + [{} for _ in unknown]
    articles = [_article(audited, report) for audited in report.audited]
    articles += [[path, "", "", "", "", "", "", "", "", "", 0, 0, 0, 0, []] for path in unknown]
    findings = [
        [
            paths[finding.path],
            rule_index[finding.code, finding.name],
            finding.level.rank,
            STATES.index(state),
            finding.place.line,
            finding.place.column,
            finding.message,
            help_index[finding.help],
            finding.url or "",
            _facts(finding, said[paths[finding.path]]),
            view.edits[finding.fingerprint][1] if finding.fingerprint in view.edits else None,
            finding.fingerprint,
            aside,
        ]
        for finding, state, aside in listed
    ]
    return {
        "as_of": report.as_of.isoformat(),
        "levels": LEVELS,
        "states": STATES,
        "reviews": REVIEWS,
        "slots": {slot.key: slot.label for slot in timeline(report)},
        "article": ARTICLE,
        "finding": FINDING,
        "aside": ASIDE,
        "rules": rules,
        "helps": helps,
        "articles": articles,
        "findings": findings,
    }


class Listed(NamedTuple):
    finding: Finding
    state: str
    """One of `STATES`."""
    aside: tuple[str, ...] | None = None
    """What `ASIDE` names."""


def every(report: Report) -> Iterator[Listed]:
    """Every finding, with what keeps it from counting."""
    yield from (Listed(finding, "open") for finding in report.findings)
    for finding, by in report.suppressed:
        yield Listed(finding, "decided" if isinstance(by, Decision) else "suppressed", _aside(by))
    known = ("", "", report.baseline, "", "")
    yield from (Listed(finding, "baselined", known) for finding in report.baselined)


def _aside(by: Suppression | Decision) -> tuple[str, ...]:
    until = by.until.isoformat() if by.until else ""
    if isinstance(by, Decision):
        return by.verb.value, by.by, by.origin, until, by.reason
    return by.directive.value, "", f"line {by.place.line}", until, by.reason


def _order(item: Listed) -> tuple[object, ...]:
    return item.finding.level.rank, item.finding.path, item.finding.place, item.finding.code


def _article(audited: Audited, report: Report) -> list[object]:
    article, review = audited.article, audited.review
    tally = Counter(verdict.status for verdict in audited.verdicts)
    return [
        article.path,
        article.title,
        owner(audited),
        review.status.value,
        article.problem.cause if article.problem else "",
        review.statement.text if review.statement else "",
        review.bounds.latest.isoformat() if review.bounds else "",
        review.due.latest.isoformat() if review.due else "",
        slot_of(audited, report),
        review.window.text if review.window else "",
        len(counts.cited(audited)),
        tally[Status.DEAD],
        tally[Status.SUSPECT],
        tally[Status.UNVERIFIED],
        [_statement(statement) for statement in article.statements],
    ]


def _statement(statement: ReviewStatement) -> list[object]:
    """Label, text as written, what it was read as, and where it stands."""
    read = "no date"
    if statement.bounds is not None:
        first, last, _ = statement.bounds
        read = f"{first}" if first == last else f"{first} to {last}"
    elif statement.flags:
        read = ", ".join(sorted(statement.flags))
    origin = ORIGINS.get(statement.origin, statement.origin.value)
    kind = KINDS.get(statement.kind.value, statement.kind.value)
    return [kind, statement.label, statement.text, read, origin, statement.place.line]


Said = Mapping[object, Verdict]


def _by_address(audited: Audited) -> Said:
    """The verdicts on an article's references by place and, where a finding stands elsewhere, by URL."""
    found: dict[object, Verdict] = {}
    for reference, verdict in zip(audited.article.references, audited.verdicts, strict=True):
        if reference.target_kind is TargetKind.REMOTE:
            found[_spot(reference.place)] = verdict
            found.setdefault(reference.url, verdict)
    return found


def _spot(place: Place) -> tuple[int, int]:
    return place.line, place.column


def _facts(finding: Finding, said: Said) -> dict[str, object]:
    """What the rule gives as evidence, and what the network said of the cited page."""
    facts: dict[str, object] = {}
    if finding.url:
        verdict = said.get(_spot(finding.place)) or said.get(finding.url)
        facts = _answer(verdict) if verdict else {}
    facts |= finding.evidence
    if not facts.get("redirects") and facts.get("final_url") == finding.url:
        facts.pop("final_url", None)
    return {key: value for key, value in facts.items() if value or value == 0}


def _answer(verdict: Verdict) -> dict[str, object]:
    failing = verdict.status is not Status.ALIVE and verdict.since is not None and verdict.since != verdict.checked_at
    return {
        "verdict": verdict.status.value,
        "signal": verdict.signal,
        "reason": verdict.reason,
        "http_status": verdict.http_status,
        "redirects": [{"status": status, "url": url} for status, url in verdict.redirects],
        "final_url": verdict.final_url,
        "evidence": list(verdict.evidence),
        "attempts": verdict.attempts,
        "failing_since": verdict.since.date().isoformat() if failing and verdict.since else None,
        "checked_at": verdict.checked_at.isoformat() if verdict.checked_at else None,
    }


def encode(data: Mapping[str, Any]) -> str:
    """As JSON that may stand in a script element: `<` is escaped, and U+FFFD stands for what no browser shows or what
    would turn the direction of reading round."""
    text = visible(json.dumps(data, ensure_ascii=False, separators=(",", ":")))
    text = _ESCAPE.sub(lambda found: REPLACEMENT if found[1] else found[0], text)
    return text.translate(_IN_SCRIPT)


_ESCAPE = regex(r"\\(?:(u00[01][0-9a-f]|[bf])|.)")
"""What `json` writes for the control characters that `visible` would have met, and its other escapes."""
_IN_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


# --- the timeline ---


def slot_of(audited: Audited, report: Report) -> str:
    """The bar of the timeline that the article is counted in: a month, "overdue", "later", or "" without a date."""
    if audited.review.status is ReviewStatus.OVERDUE:
        return "overdue"
    if audited.review.due is None:
        return ""
    day = due_day(audited)
    now = report.as_of.year * 12 + report.as_of.month
    month = max(day.year * 12 + day.month, now)  # within the grace: due now
    return _key(month) if month < now + AHEAD else "later"


def timeline(report: Report) -> list[Slot]:
    """Overdue reviews, those of each month from that of the audit on, and those after."""
    counted = Counter(slot_of(audited, report) for audited in report.audited)
    now = report.as_of.year * 12 + report.as_of.month
    months = [(_key(month), _label(month)) for month in range(now, now + AHEAD)]
    return [Slot(key, label, counted[key]) for key, label in (("overdue", "Overdue"), *months, ("later", "Later"))]


def _key(month: int) -> str:
    year, number = divmod(month - 1, 12)
    return f"{year:04}-{number + 1:02}"


def _label(month: int) -> str:
    year, number = divmod(month - 1, 12)
    return f"{MONTHS[number]} {year}"
