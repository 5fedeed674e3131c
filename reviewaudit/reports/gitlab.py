"""A report in, a GitLab Code Quality report out.

The fields are those of https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format. The fingerprint
holds no line, so that a finding is not a new one because text moved above it. Suppressed findings are left out, because
GitLab has no word for them.
"""

from __future__ import annotations

import json
from typing import Any

from reviewaudit.model import Finding, Level, Report
from reviewaudit.reports import View
from reviewaudit.reports.addresses import from_root

SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTE: "info"}
"""Of info, minor, major, critical, blocker; the two worst are for what breaks a program."""


def render(report: Report, view: View) -> str:
    lines = ",\n".join(json.dumps(_issue(finding, view), ensure_ascii=False) for finding in report.findings)
    return f"[\n{lines}\n]\n" if lines else "[]\n"


def _issue(finding: Finding, view: View) -> dict[str, Any]:
    return {
        "description": f"{finding.message} (help: {finding.help})",
        "check_name": f"{finding.code} {finding.name}",
        "fingerprint": finding.fingerprint,
        "severity": SEVERITIES[finding.level],
        "location": {"path": from_root(finding.path, view.root), "lines": {"begin": finding.place.line}},
    }
