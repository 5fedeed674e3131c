"""A report in, CSV out (RFC 4180): one line per finding, those suppressed and in the baseline included."""

from __future__ import annotations

import csv
import io
import json

from reviewaudit.model import Finding, Report
from reviewaudit.reports import View
from reviewaudit.reports.cells import cell

COLUMNS = (
    "state", "level", "code", "name", "path", "line", "column", "end_line", "end_column", "title", "owner", "url",
    "message", "help", "evidence", "fingerprint",
)  # fmt: skip


def render(report: Report, view: View) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    articles = {audited.article.path: audited.article for audited in report.audited}
    for state, findings in (
        ("open", report.findings),
        ("suppressed", tuple(item.finding for item in report.suppressed)),
        ("baselined", report.baselined),
    ):
        for finding in findings:
            article = articles.get(finding.path)
            about = (article.title, article.owner) if article else ("", "")
            writer.writerow([cell(value) for value in _row(state, finding, *about)])
    return out.getvalue()


def _row(state: str, finding: Finding, title: str, owner: str | None) -> tuple[object, ...]:
    return (
        state, finding.level.value, finding.code, finding.name, finding.path, *finding.place, title, owner, finding.url,
        finding.message, finding.help, json.dumps(dict(finding.evidence), ensure_ascii=False), finding.fingerprint,
    )  # fmt: skip
