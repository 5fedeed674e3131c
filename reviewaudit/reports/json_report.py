"""A report in, the JSON report of version 1 out: a contract, so fields are added here but never renamed or removed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from reviewaudit.model import (
    Audited,
    Citation,
    Decision,
    Finding,
    Place,
    RecordState,
    Reference,
    Report,
    ReviewStatement,
    Standing,
    Status,
    Suppression,
    Verdict,
)
from reviewaudit.reports import View, counts

SCHEMA_VERSION = 1


def render(report: Report, view: View) -> str:
    return dump(_fields(report))


def dump(data: dict[str, Any]) -> str:
    """One line per field, of which there is one, and per item of a list: good to read, to diff, and ten times as fast
    as indented.

    A list may come as an iterator, so that no more than one of its items is there at a time.
    """
    pieces: list[str] = []
    for name, value in data.items():
        pieces += (",\n" if pieces else "{\n", _encode(name), ": ")
        if isinstance(value, list | Iterator):
            before = len(pieces)
            for item in value:
                pieces += (",\n" if len(pieces) > before else "[\n", _encode(item))
            pieces.append("\n]" if len(pieces) > before else "[]")
        else:
            pieces.append(_encode(value))
    pieces.append("\n}\n")
    return "".join(pieces)


_encode = json.JSONEncoder(ensure_ascii=False).encode


def _fields(report: Report) -> dict[str, Any]:
    """In the order of the schema; long lists as iterators."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "reviewaudit", "version": report.version},
        "as_of": report.as_of.isoformat(),
        "started_at": timestamp(report.started_at),
        "duration_s": round(report.duration_s, 3),
        "exit_status": report.exit_status,
        "offline": report.offline,
        "incomplete": report.unasked or None,
        "retraction_data": _retraction_data(report),
        "summary": summary(report),
        "gaps": [gap._asdict() for gap in report.gaps],
        "skipped": [
            {"subject": skip.subject, "reason": skip.reason, "rule": skip.rule or None, "origin": skip.origin or None}
            for skip in report.skipped
        ],
        "articles": map(_article, report.audited),
        "references": (
            _reference(audited.article.path, reference, verdict)
            for audited in report.audited
            for reference, verdict in sorted(
                zip(audited.article.references, audited.verdicts, strict=True), key=lambda pair: pair[0].place
            )
        ),
        "citations": (
            _citation(audited.article.path, citation, standing)
            for audited in report.audited
            for citation, standing in zip(audited.article.citations, audited.standings, strict=False)
            if standing is not None
        ),
        "findings": map(_finding, report.findings),
        "suppressed": [
            {
                **_finding(finding),
                "suppression": _suppression(by) if isinstance(by, Suppression) else None,
                "decision": _decision(by) if isinstance(by, Decision) else None,
            }
            for finding, by in report.suppressed
        ],
        "baselined": [_finding(finding) for finding in report.baselined],
        "gone": [known._asdict() for known in report.gone],
    }


def summary(report: Report) -> dict[str, Any]:
    return {
        "articles": len(report.audited),
        "references": counts.references(report),
        "urls": counts.urls(report),
        "asked": report.asked,
        "from_ledger": report.from_ledger,
        **counts.statuses(report),
        "reviews": counts.reviews(report),
        "citations": {**dict.fromkeys(RecordState, 0), **counts.works(report).states},
        "findings": counts.levels(report),
        "suppressed": len(report.suppressed),
        "baselined": len(report.baselined),
        "skips": [
            {"reason": skip.reason, "rule": skip.rule, "origin": skip.origin, "count": skip.references}
            for skip in counts.skip_rules(report)
        ],
    }


def timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def review_dict(audited: Audited) -> dict[str, Any]:
    review = audited.review
    return {
        "status": review.status.value,
        **statement_dict(review.statement),
        "earliest": review.bounds.earliest.isoformat() if review.bounds else None,
        "latest": review.bounds.latest.isoformat() if review.bounds else None,
        "precision": review.bounds.precision.value if review.bounds else None,
        "window": review.window.text if review.window else None,
        "due_earliest": review.due.earliest.isoformat() if review.due else None,
        "due_latest": review.due.latest.isoformat() if review.due else None,
        "days_overdue": review.days_overdue,
    }


def statement_dict(statement: ReviewStatement | None) -> dict[str, Any]:
    bounds = statement.bounds if statement else None
    return {
        "earliest": bounds.earliest.isoformat() if bounds else None,
        "latest": bounds.latest.isoformat() if bounds else None,
        "precision": bounds.precision.value if bounds else None,
        "text": statement.text if statement else None,
        "source": statement.origin.value if statement else None,
        "line": statement.place.line if statement else None,
        "column": statement.place.column if statement else None,
        "reviewer": statement.reviewer if statement else None,
        "scope": statement.scope.value if statement else None,
    }


def _article(audited: Audited) -> dict[str, Any]:
    article = audited.article
    return {
        "path": article.path,
        "format": article.format,
        "title": article.title,
        "owner": article.owner,
        "references": len(article.references),
        "entries": len(article.entries),
        "review": review_dict(audited),
        "statements": [
            {
                "kind": statement.kind.value,
                **statement_dict(statement),
                "label": statement.label,
                "claims_references": statement.claims_references,
                "flags": sorted(flag.value for flag in statement.flags),
            }
            for statement in article.statements
        ],
    }


def place_dict(place: Place) -> dict[str, int]:
    return {"line": place.line, "column": place.column, "end_line": place.end_line, "end_column": place.end_column}


def _reference(path: str, reference: Reference, verdict: Verdict) -> dict[str, Any]:
    return {
        "path": path,
        **place_dict(reference.place),
        "url": reference.url,
        "text": reference.text,
        "identifiers": dict(reference.identifiers),
        "role": reference.role.value,
        "status": verdict.status.value,
        "reason": verdict.reason,
        "http_status": verdict.http_status,
        "final_url": verdict.final_url or None,
        "redirects": [{"status": status, "url": url} for status, url in verdict.redirects],
        "attempts": verdict.attempts,
        "elapsed_ms": verdict.elapsed_ms,
        "checked_at": timestamp(verdict.checked_at) if verdict.checked_at else None,
        "from_ledger": verdict.from_ledger,
        "since": timestamp(verdict.since) if verdict.since else None,
        "evidence": list(verdict.evidence),
        "asked": verdict.asked or None,
        "skip": {"reason": verdict.reason, "rule": verdict.signal, "origin": verdict.origin}
        if verdict.status is Status.SKIPPED
        else None,
    }


def _retraction_data(report: Report) -> dict[str, Any] | None:
    data = report.retraction_data
    if data is None:
        return None
    newest = data.newest.isoformat() if data.newest else None
    return {"newest": newest, "age_days": data.age(report.as_of), "records": data.records}


def _citation(path: str, citation: Citation, standing: Standing) -> dict[str, Any]:
    return {
        "path": path,
        **place_dict(citation.place),
        "text": citation.text,
        "identifiers": dict(reversed(citation.identifiers)),
        "state": standing.state.value,
        "answered": list(standing.answered),
        "unchecked": [{"service": service, "reason": why} for service, why in standing.unchecked],
        "notices": [notice.kind.value for notice in standing.notices],
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "decision": decision.verb.value,
        "until": decision.until.isoformat() if decision.until else None,
        "reason": decision.reason,
        "by": decision.by,
        "on": decision.decided.isoformat(),
        "origin": decision.origin,
    }


def _suppression(suppression: Suppression) -> dict[str, Any]:
    return {
        **place_dict(suppression.place),
        "directive": suppression.directive.value,
        "rules": list(suppression.selectors),
        "until": suppression.until.isoformat() if suppression.until else None,
        "reason": suppression.reason,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "level": finding.level.value,
        "path": finding.path,
        **place_dict(finding.place),
        "message": finding.message,
        "help": finding.help,
        "url": finding.url,
        "fingerprint": finding.fingerprint,
        "evidence": dict(finding.evidence),
    }
