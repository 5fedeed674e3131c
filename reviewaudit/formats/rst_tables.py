"""Find the cells of tables in reStructuredText.

Comes in: the lines of a grid or a simple table. Goes out: its cells in row order, each as lines of its own.
Follows https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#tables; a cell ends where its border does,
so that one walk over the lines is enough whatever they hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from reviewaudit.formats.lines import dedented
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reviewaudit.formats.runs import Line

GRID_TOP = regex(r"\+-[-+]+-\+")
_GRID_LINE = regex(r"[+|]")
SIMPLE_TOP = regex(r"=+(?: +=+)+")
_SIMPLE_BORDER = regex(r"=[ =]*")
_SPANS = regex(r"-[ -]*")
_COLUMN = regex(r"[=-]+")
_LINE_CELL = regex(r"[-=+]*")


class _Row:
    """A line of a table, by columns as they look: some characters are two columns wide."""

    def __init__(self, line: Line, width: int = 0) -> None:
        self.start, self.text = line
        self._columns: list[int] | None = None
        if not self.text.isascii() and len(self.text) != width:
            columns = []
            for index, character in enumerate(self.text):
                columns += [index] * (2 if east_asian_width(character) in "WF" else 1)
            if len(columns) > len(self.text):
                self._columns = columns

    def index(self, column: int) -> int:
        """The character that stands in a column."""
        if self._columns is None:
            return min(column, len(self.text))
        return self._columns[column] if column < len(self._columns) else len(self.text)

    def cut(self, start: int, end: int | None) -> Line:
        first = self.index(start)
        text = self.text[first : len(self.text) if end is None else self.index(end)]
        return self.start + first, text.rstrip()

    def at(self, column: int) -> str:
        index = self.index(column)
        return self.text[index : index + 1]


def grid_length(lines: Sequence[Line], first: int) -> int:
    """How many lines from `first` on are a grid table; 0 if they are none."""
    end = first
    while end < len(lines) and _GRID_LINE.match(lines[end][1]):
        end += 1
    while end > first + 2 and not GRID_TOP.fullmatch(lines[end - 1][1]):
        end -= 1
    return end - first if end > first + 2 else 0


def grid_cells(lines: Sequence[Line]) -> list[list[Line]]:
    """The cells of a grid table, by the line on which they begin."""
    rows = [_Row(line, len(lines[0][1])) for line in lines]
    cells: list[list[Line]] = []
    open_: list[tuple[int, int, list[Line]]] = []
    for number, row in enumerate(rows[:-1]):
        if number == 0:
            closed = [(0, len(row.text) - 1)]
            kept: list[tuple[int, int, list[Line]]] = []
        elif "+-" not in row.text and "+=" not in row.text:
            for left, right, content in open_:
                content.append(row.cut(left + 1, right))
            continue
        else:
            closed, kept = _closed(row, open_)
        opened: list[tuple[int, int, list[Line]]] = [
            (left, right, []) for start, end in closed for left, right in _split(row, rows[number + 1], start, end)
        ]
        cells += (content for _, _, content in opened)
        open_ = sorted([*kept, *opened], key=lambda cell: cell[0])
    return [dedented(cell) for cell in cells]


def _closed(
    row: _Row, open_: list[tuple[int, int, list[Line]]]
) -> tuple[list[tuple[int, int]], list[tuple[int, int, list[Line]]]]:
    """The stretches of columns whose cells end at a border, and the cells that go on beside it."""
    closed: list[tuple[int, int]] = []
    kept = []
    for left, right, content in open_:
        inside = row.cut(left + 1, right)
        if not inside[1] or not _LINE_CELL.fullmatch(inside[1]) or row.at(left) not in "+|":
            content.append(inside)
            kept.append((left, right, content))
        elif closed and closed[-1][1] == left:
            closed[-1] = closed[-1][0], right
        else:
            closed.append((left, right))
    return closed, kept


def _split(border: _Row, below: _Row, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The columns that begin below a border, each with the position of its left and right side."""
    left = start
    at = border.text.find("+", border.index(start) + 1)
    while at != -1 and at < border.index(end):
        if below.at(at) in ("|", "+"):
            yield left, at
            left = at
        at = border.text.find("+", at + 1)
    yield left, end


def simple_length(lines: Sequence[Line], first: int) -> int:
    """How many lines from `first` on are a simple table; 0 if they are none."""
    borders = 0
    for index in range(first + 1, len(lines)):
        text = lines[index][1]
        if text[:1] == "=" and _SIMPLE_BORDER.fullmatch(text):
            borders += 1
            if borders == 2 or index + 1 == len(lines) or not lines[index + 1][1]:
                return index + 1 - first
    return 0


def simple_cells(lines: Sequence[Line]) -> list[list[Line]]:
    """The cells of a simple table, row by row; blank ones are empty."""
    columns = [found.span() for found in _COLUMN.finditer(lines[0][1])]
    cells: list[list[Line]] = []
    rows: list[_Row] = []
    for line in lines[1:]:
        text = line[1]
        spans = text[:1] == "-" and len(columns) > 1 and " " in text and _SPANS.fullmatch(text)
        if spans or (text[:1] == "=" and _SIMPLE_BORDER.fullmatch(text)):
            cells += _cut(rows, [found.span() for found in _COLUMN.finditer(text)] if spans else columns)
            rows = []
            continue
        row = _Row(line)
        if rows and row.cut(*columns[0])[1]:
            cells += _cut(rows, columns)
            rows = []
        if text or rows:
            rows.append(row)
    return cells


def _cut(rows: list[_Row], columns: list[tuple[int, int]]) -> Iterator[list[Line]]:
    """A row, whose last cell may be wider than its column."""
    if rows:
        for number, (start, end) in enumerate(columns):
            yield dedented([row.cut(start, None if number + 1 == len(columns) else end) for row in rows])
