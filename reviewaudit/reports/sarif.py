"""A report in, a SARIF 2.1.0 log out (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).

Holds no times of the run, so that the same findings give the same bytes. Results keep `partialFingerprints` of our own,
which survive edits elsewhere in the file; `primaryLocationLineHash` is left to the uploader, which computes it from the
line and warns about any other value. Suppressed findings stay in the log, marked as suppressed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from reviewaudit.model import Decision, Finding, Level, Place, Report, Rule, Suppression
from reviewaudit.reports import View, counts
from reviewaudit.reports.addresses import HOME, from_root, is_absolute, rule_page, uri
from reviewaudit.reports.json_report import dump, summary

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT = "SRCROOT"
PROBLEM_SEVERITY = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "recommendation"}
"""What GitHub calls the levels in its filters."""
EXIT = {
    0: "nothing at or above the level that fails the run",
    1: "findings at or above the level that fails the run",
    2: "the network was down, so the audit is incomplete",
}


def render(report: Report, view: View) -> str:
    return f'{{"$schema": {json.dumps(SCHEMA)}, "version": "2.1.0", "runs": [{dump(_run(report, view)).rstrip()}]}}\n'


def _run(report: Report, view: View) -> dict[str, Any]:
    rules = _descriptors(report, view)
    index = {rule["id"]: position for position, rule in enumerate(rules)}
    owned = {audited.article.path: audited.article.owner for audited in report.audited}
    return {
        "tool": {
            "driver": {
                "name": "reviewaudit",
                "version": report.version,
                "semanticVersion": report.version,
                "informationUri": HOME,
                "rules": rules,
            }
        },
        "automationDetails": {"id": f"reviewaudit/{report.as_of}"},
        "invocations": [_invocation(report)],
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "results": [
            _result(finding, index[finding.code], owned.get(finding.path), view, suppressed)
            for finding, suppressed in _listed(report)
        ],
        "properties": {
            "asOf": report.as_of.isoformat(),
            "offline": report.offline,
            "incomplete": report.unasked or None,
            "summary": summary(report),
        },
    }


def _listed(report: Report) -> Iterator[tuple[Finding, dict[str, str] | None]]:
    """Each finding with how it is suppressed; None for one that counts."""
    yield from ((finding, None) for finding in report.findings)
    yield from ((finding, _suppression(_kind(by), by.reason)) for finding, by in report.suppressed)
    known = _suppression("external", f"known to {report.baseline}")
    yield from ((finding, known) for finding in report.baselined)


def _descriptors(report: Report, view: View) -> list[dict[str, Any]]:
    """Every rule that is known, so that a rule keeps its index while findings come and go."""
    known = [_descriptor(rule) for rule in view.rules]
    codes = {rule.code for rule in view.rules}
    named = {
        finding.code: finding.name
        for finding in (*report.findings, *(item.finding for item in report.suppressed), *report.baselined)
        if finding.code not in codes
    }
    return known + [{"id": code, "name": name, "helpUri": rule_page(code, name)} for code, name in named.items()]


def _descriptor(rule: Rule) -> dict[str, Any]:
    page = rule.explanation.strip()
    marked = page.replace("\nWhy it matters: ", "\n**Why it matters:** ")
    marked = marked.replace("\nHow to mend it: ", "\n\n**How to mend it:** ")
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": page},
        "help": {"text": page, "markdown": marked},
        "helpUri": rule_page(rule.code, rule.name),
        "defaultConfiguration": {"level": rule.level.value},
        "properties": {"problem.severity": PROBLEM_SEVERITY[rule.level], "since": rule.since},
    }


def _invocation(report: Report) -> dict[str, Any]:
    return {
        "executionSuccessful": report.exit_status != 2,
        "exitCode": report.exit_status,
        "exitCodeDescription": EXIT[report.exit_status],
        "toolExecutionNotifications": [
            {"level": level, "message": {"text": _literal(text)}} for level, text in _notices(report)
        ],
    }


def _notices(report: Report) -> Iterator[tuple[str, str]]:
    """What could not be audited, and what was left out on purpose."""
    if report.network_down:
        yield "error", "The network is down: no URL could be asked."
    if report.unasked:
        yield "warning", f"Not all URLs were asked: {report.unasked}"
    for silent in counts.unanswered(report):
        yield "warning", f"Not all cited works were checked: nothing was learnt from {silent}"
    if (held := counts.held(report)) is not None:
        yield "warning" if held.mend else "note", held.sentence
    for gap in report.gaps:
        yield "note", f"git: {gap.cause} ({gap.subject}); {gap.help}"
    for skip in report.skipped:
        yield "note", f"Left out: {skip.subject}: {skip.reason}"


def _kind(by: Suppression | Decision) -> str:
    return "external" if isinstance(by, Decision) else "inSource"


def _suppression(kind: str, why: str) -> dict[str, str]:
    return {"kind": kind, "justification": _literal(why)} if why else {"kind": kind}


def _result(
    finding: Finding, index: int, owner: str | None, view: View, suppressed: dict[str, str] | None
) -> dict[str, Any]:
    location = _artifact(finding.path, view)
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": finding.level.value,
        "message": {"text": _literal(f"{finding.message}\nHelp: {finding.help}")},
        "locations": [{"physicalLocation": {"artifactLocation": location, "region": _region(finding.place)}}],
        "partialFingerprints": {"reviewaudit/v1": finding.fingerprint},
        "properties": {"url": finding.url, "owner": owner, "evidence": dict(finding.evidence)},
    }
    if finding.fingerprint in view.edits:
        place, text = view.edits[finding.fingerprint]
        replacement = {"deletedRegion": _region(place), "insertedContent": {"text": text}}
        result["fixes"] = [{"artifactChanges": [{"artifactLocation": location, "replacements": [replacement]}]}]
    if suppressed is not None:
        result["suppressions"] = [suppressed]
    return result


def _artifact(path: str, view: View) -> dict[str, str]:
    if is_absolute(path):
        return {"uri": uri(path)}
    return {"uri": uri(from_root(path, view.root)), "uriBaseId": ROOT}


def _region(place: Place) -> dict[str, int]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _literal(text: str) -> str:
    """Without the form of an embedded link (SARIF §3.11.6): what an article says must not become one."""
    return text.replace("](", "] (")
