"""A report in, an iCalendar out (RFC 5545): the day on which each review falls due, as `due --format ics` has it."""

from __future__ import annotations

from datetime import date

from reviewaudit.model import Report
from reviewaudit.reports import View, due, due_ics


def render(report: Report, view: View) -> str:
    return due_ics.render(due.select(report, (date.max - report.as_of).days, "month"), view)
