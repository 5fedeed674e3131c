"""A report in, an Excel workbook out (ECMA-376): articles, findings, references, and what was put aside.

The sheet of findings has columns to fill in, which `reviewaudit decide` reads back. What comes from articles is always
written as text, never as a formula, and what no spreadsheet can hold becomes U+FFFD. Rows are written as they come, so
that a large report takes little memory; the same report gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from reviewaudit.model import Level, Report, ReviewStatus, Verb
from reviewaudit.reports import View
from reviewaudit.reports.cells import FORMULA
from reviewaudit.reports.characters import encodable, visible
from reviewaudit.reports.sheets import DECISION, SHEETS, UNTIL, Cell, Column, Kind, Sheet, read_me

MAX_ROWS = 1_048_576
MAX_LINKS = 65_530
"""Links of one sheet (Excel specifications and limits)."""
MAX_CELL = 32_767
"""UTF-16 code units of one cell."""
MAX_URL = 2_000
CUT = "…"
MORE = "There are more, which do not fit on a sheet; other formats hold all."
FIRST_YEAR = 1900
"""Spreadsheets know no day before."""
COLORS = {
    "bad": {"bg_color": "#F8D7DA", "font_color": "#842029"},
    "middling": {"bg_color": "#FFF3CD", "font_color": "#664D03"},
    "good": {"bg_color": "#D1E7DD", "font_color": "#0F5132"},
}
"""Dark on light of the same hue, at least 6:1; the word is there as well."""
WORDS = {
    "bad": (ReviewStatus.OVERDUE, ReviewStatus.INVALID, ReviewStatus.FUTURE, "not read", Level.ERROR, "dead"),
    "middling": (ReviewStatus.DUE, ReviewStatus.MISSING, Level.WARNING, "suspect", "unverified"),
    "good": (ReviewStatus.CURRENT, "alive"),
}
COLORED = ("Review", "Level", "Status")


def render(report: Report, view: View) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": "reviewaudit", "created": datetime.combine(report.as_of, time())})
        paper = _Paper(book)
        for sheet in SHEETS:
            paper.fill(sheet, report)
        paper.explain(read_me(report))
    return out.getvalue()


class _Paper:
    """One workbook in the making, with its cell styles."""

    def __init__(self, book: Any) -> None:
        self.book = book
        style = book.add_format
        top = {"valign": "top"}
        self.plain = style(top)
        self.long = style({**top, "text_wrap": True})
        self.literal = style({**top, "quote_prefix": True})
        """Stays text also when somebody edits the cell."""
        self.head = style({"bold": True, "bg_color": "#E9ECEF", "bottom": 1, "text_wrap": True, "valign": "top"})
        self.link = style({**top, "font_color": "#0645AD", "underline": 1})
        self.day = style({**top, "num_format": "yyyy-mm-dd"})
        self.moment = style({**top, "num_format": "yyyy-mm-dd hh:mm"})
        self.input = style({**top, "bg_color": "#FFFBE6", "text_wrap": True})
        self.input_day = style({**top, "bg_color": "#FFFBE6", "num_format": "yyyy-mm-dd"})
        self.colors = {name: style(colors) for name, colors in COLORS.items()}

    def fill(self, sheet: Sheet, report: Report) -> None:
        page = self.book.add_worksheet(sheet.name)
        page.freeze_panes(1, 1)
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, column.width, self._of(column), {"hidden": column.hidden})
            page.write_string(0, at, column.title, self.head)
        last, links = 0, 0
        for last, row in enumerate(sheet.rows(report), 1):
            if last == MAX_ROWS - 1:
                page.write_string(last, 0, MORE, self.long)
                break
            for at, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
                links += self._write(page, last, at, column, value, may_link=links < MAX_LINKS)
        page.autofilter(0, 0, last, len(sheet.columns) - 1)
        for at, column in enumerate(sheet.columns):
            if last and column.title in COLORED:
                self._color(page, at, last)
            if last and column.kind is Kind.INPUT:
                _guide(page, column.title, at, last, report.as_of)

    def _write(self, page: Any, row: int, at: int, column: Column, value: Cell, *, may_link: bool) -> bool:
        """Write one cell, and whether it became a link."""
        if value is None or value == "":
            if column.kind is Kind.INPUT:
                page.write_blank(row, at, None, self._of(column))
            return False
        if isinstance(value, date) and value.year < FIRST_YEAR:
            value = value.isoformat()
        if isinstance(value, datetime):
            page.write_datetime(row, at, value, self.moment)
        elif isinstance(value, date):
            page.write_datetime(row, at, value, self.day)
        elif isinstance(value, int):
            page.write_number(row, at, value, self.plain)
        else:
            text = cell_text(value)
            if column.kind is Kind.LINK and may_link and _can_be_followed(text):
                page.write_url(row, at, text, self.link, text)
                return True
            page.write_string(row, at, text, self.literal if text.startswith(FORMULA) else self._of(column))
        return False

    def _of(self, column: Column) -> Any:
        if column.kind is Kind.INPUT:
            return self.input_day if column.title == UNTIL else self.input
        return {Kind.LONG: self.long, Kind.DAY: self.day, Kind.MOMENT: self.moment}.get(column.kind, self.plain)

    def _color(self, page: Any, at: int, last: int) -> None:
        for name, words in WORDS.items():
            for word in words:
                rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": self.colors[name]}
                page.conditional_format(1, at, last, at, rule)

    def explain(self, lines: Iterable[str]) -> None:
        page = self.book.add_worksheet("Read me")
        page.set_column(0, 0, 110, self.long)
        for row, line in enumerate(lines):
            page.write_string(row, 0, cell_text(line.removeprefix("# ")), self.head if line[:2] == "# " else self.long)


def _guide(page: Any, title: str, at: int, last: int, as_of: date) -> None:
    """Tell in the cell what may be filled in. Wrong words are refused there; other dates are only asked about."""
    if title == DECISION:
        page.data_validation(
            1, at, last, at,
            {
                "validate": "list", "source": [verb.value for verb in Verb],
                "input_title": "Decision", "input_message": "Leave empty to keep the finding. See the sheet 'Read me'.",
                "error_title": "Unknown decision", "error_message": f"Choose {', '.join(Verb)}, or leave it empty.",
            },
        )  # fmt: skip
    elif title == UNTIL:
        page.data_validation(
            1, at, last, at,
            {
                "validate": "date", "criteria": ">=", "value": as_of, "error_type": "warning",
                "input_title": "Until", "input_message": "The last day on which the decision holds: 2026-12-31.",
                "error_title": "No day to come", "error_message": "Write a day to come, such as 2026-12-31.",
            },
        )  # fmt: skip


def cell_text(text: str) -> str:
    """What a cell can hold of a text: no control characters, line breaks as one character, no more than fits."""
    text = visible(encodable(text)).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) * 2 <= MAX_CELL:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= MAX_CELL * 2:
        return text
    return units[: (MAX_CELL - 1) * 2].decode("utf-16-le", "ignore") + CUT


def _can_be_followed(text: str) -> bool:
    return text.startswith(("http://", "https://")) and len(text) <= MAX_URL and text.isascii() and " " not in text
