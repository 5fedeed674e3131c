"""Due reviews in, CSV out (RFC 4180), one line per article, for spreadsheets."""

from __future__ import annotations

import csv
import io

from reviewaudit.reports import View
from reviewaudit.reports.cells import cell
from reviewaudit.reports.due import GROUPS, Due
from reviewaudit.reports.json_report import review_dict

COLUMNS = (
    "path", "title", "owner", "status", "text", "earliest", "latest", "due_earliest", "due_latest", "days_overdue",
    "window", "reviewer", "line",
)  # fmt: skip


def render(due: Due, view: View) -> str:
    out = io.StringIO()
    columns = (due.by, *COLUMNS) if due.by not in COLUMNS else COLUMNS
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    for audited in due.listed:
        article = audited.article
        row = {
            **review_dict(audited),
            due.by: GROUPS[due.by](audited),
            "path": article.path,
            "title": article.title,
            "owner": article.owner,
        }
        writer.writerow({name: cell(value) for name, value in row.items()})
    return out.getvalue()
