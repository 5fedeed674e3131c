"""A report in, the endpoint JSON of a shields.io badge out (https://shields.io/badges/endpoint-badge)."""

from __future__ import annotations

import json

from reviewaudit.model import Report
from reviewaudit.reports import View, counts

COLORS = {"error": "red", "warning": "yellow", "note": "blue"}


def render(report: Report, view: View) -> str:
    message, color = _said(report)
    badge: dict[str, object] = {"schemaVersion": 1, "label": "reviewaudit", "message": message, "color": color}
    if report.exit_status == 2:
        badge["isError"] = True
    return json.dumps(badge) + "\n"


def _said(report: Report) -> tuple[str, str]:
    if report.network_down:
        return "network down", "lightgrey"
    found = {level: count for level, count in counts.levels(report).items() if count}
    parts = [counts.plural(count, level) for level, count in found.items()]
    unverified = counts.statuses(report)["unverified"]
    if unverified:
        parts.append(f"{unverified:,} unverified")
    if report.offline:
        parts.append("links not checked")
    color = next((COLORS[level] for level in COLORS if level in found), "brightgreen")
    return ", ".join(parts if found else ["no findings", *parts]), color
