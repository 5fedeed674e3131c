"""A report in, reviewdog's Diagnostic Format out (rdjson).

Followed: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf. Columns count bytes of UTF-8 there, so they are
given where the text of the line is known; else a range is of whole lines. Suppressed findings are left out, because
reviewdog would post them.
"""

from __future__ import annotations

from typing import Any

from reviewaudit.model import Finding, Level, Place, Report
from reviewaudit.reports import View
from reviewaudit.reports.addresses import HOME, rule_page
from reviewaudit.reports.json_report import dump

SEVERITIES = {Level.ERROR: "ERROR", Level.WARNING: "WARNING", Level.NOTE: "INFO"}


def render(report: Report, view: View) -> str:
    return dump(
        {
            "source": {"name": "reviewaudit", "url": HOME},
            "diagnostics": [_diagnostic(finding, view) for finding in report.findings],
        }
    )


def _diagnostic(finding: Finding, view: View) -> dict[str, Any]:
    diagnostic: dict[str, Any] = {
        "message": f"{finding.message}\nhelp: {finding.help}",
        "location": {"path": finding.path, "range": _range(finding.path, finding.place, view)},
        "severity": SEVERITIES[finding.level],
        "code": {"value": f"{finding.code} {finding.name}", "url": rule_page(finding.code, finding.name)},
    }
    if finding.fingerprint in view.edits:
        place, text = view.edits[finding.fingerprint]
        span = _range(finding.path, place, view)
        if "column" in span["start"]:  # a whole line must not be replaced by a part of it
            diagnostic["suggestions"] = [{"range": span, "text": text}]
    return diagnostic


def _range(path: str, place: Place, view: View) -> dict[str, Any]:
    start = _byte_column(path, place.line, place.column, view)
    end = _byte_column(path, place.end_line, place.end_column, view)
    if start is None or end is None:
        return {"start": {"line": place.line}, "end": {"line": place.end_line}}
    return {"start": {"line": place.line, "column": start}, "end": {"line": place.end_line, "column": end}}


def _byte_column(path: str, line: int, column: int, view: View) -> int | None:
    """The 1-based column in bytes of UTF-8; None where the line is unknown or shorter than that."""
    text = view.line(path, line) if view.line is not None else None
    if text is None or len(text) < column - 1:
        return None
    return len(text[: column - 1].encode("utf-8", "surrogatepass")) + 1
