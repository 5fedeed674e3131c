"""A report in, text out: one file per output format, all of them views of the same result.

A format is added by its file and one line in `REPORTS`; the choices of `--format`, the help and the manual read it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

from reviewaudit.model import Article, Report

__all__ = [
    "DUE",
    "REPORTS",
    "UNDERSTOOD",
    "View",
    "due_groups",
    "render",
    "render_due",
    "schema",
    "understood",
    "understood_head",
]


class View(NamedTuple):
    """What the reader's side asks for; machine formats ignore it."""

    color: bool = False
    width: int = 120
    verbose: bool = False


class Format(NamedTuple):
    module: str
    help: str


REPORTS = {
    "text": Format("reviewaudit.reports.text", "for people: grouped by article, worst first"),
    "json": Format("reviewaudit.reports.json_report", "version 1, a contract; --json-schema prints its schema"),
}
DUE = {
    "text": Format("reviewaudit.reports.due_text", "for people: the list, and the load as bars"),
    "json": Format("reviewaudit.reports.due_json", "the same for programs"),
    "csv": Format("reviewaudit.reports.due_csv", "for spreadsheets"),
    "ics": Format("reviewaudit.reports.due_ics", "a calendar to subscribe to, one all-day event per article"),
}
UNDERSTOOD = ("text", "jsonl", "csv")


def _load(name: str) -> Any:
    return import_module(name)  # on first use, so that `--help` pays for none of them


def render(report: Report, format: str, view: View) -> str:
    """The report in one of `REPORTS`, ending in a newline."""
    draw: Callable[[Report, View], str] = _load(REPORTS[format].module).render
    return draw(report, view)


def due_groups() -> tuple[str, ...]:
    """The ways to group due reviews."""
    return tuple(_load("reviewaudit.reports.due").GROUPS)


def render_due(report: Report, format: str, within: int, by: str, view: View) -> str:
    """What falls due within so many days, grouped, in one of `DUE`."""
    chosen = _load("reviewaudit.reports.due").select(report, within, by)
    text: str = _load(DUE[format].module).render(chosen, view)
    return text


def understood(format: str) -> Callable[[Article], str]:
    """The function that shows what was understood of one article, in one of `UNDERSTOOD`."""
    show: Callable[[Article], str] = getattr(_load("reviewaudit.reports.understood"), f"show_{format}")
    return show


def understood_head(format: str) -> str:
    """What stands before the first article: the header of a table, else nothing."""
    head: str = _load("reviewaudit.reports.understood").CSV_HEAD if format == "csv" else ""
    return head


def schema() -> str:
    """The JSON Schema (2020-12) of the JSON report."""
    text: str = _load("reviewaudit.reports.json_schema").render()
    return text
