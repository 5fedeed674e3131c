"""Blocks that are table cells in, rows of cells out.

A row is what begins on one line of the source: true of Markdown, grid and one-line HTML tables. Cells on lines of their
own form one row, in which label and date follow each other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.model import Container
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reviewaudit.model import Block, Document

REVIEWER = regex(r"(?:working group )?(?:reviewer|reviewed by|by|name|author)s?", re.IGNORECASE)
OUTCOME = regex(
    r"(?:test(?:ing)? )?(?:situation|result|outcome|status|verdict)s?"
    r"|pass(?:ed)?(?: ?/ ?fail(?:ed)?)?",
    re.IGNORECASE,
)


class Table(NamedTuple):
    rows: tuple[dict[int, int], ...]
    """Per row the index of the block by column; an empty cell has no block."""


def tables(blocks: Sequence[Block], document: Document, worth: Sequence[bool]) -> Iterator[Table]:
    """The tables among `blocks` with a cell that is worth a look."""
    run: list[int] = []
    for index, block in enumerate(blocks):
        if block.around.container is Container.CELL:
            run.append(index)
            continue
        if any(worth[cell] for cell in run):
            yield _table(run, blocks, document)
        run = []
    if any(worth[cell] for cell in run):
        yield _table(run, blocks, document)


def _table(run: Sequence[int], blocks: Sequence[Block], document: Document) -> Table:
    lines: dict[int, list[tuple[int, int]]] = {}
    for index in run:
        start = blocks[index].source_span(0, 0)[0]
        place = document.lines.place(start, start)
        bars = document.text.count("|", start - place.column + 1, start)
        lines.setdefault(place.line, []).append((bars, index))
    if all(len(line) == 1 for line in lines.values()):
        return Table((dict(enumerate(run)),))
    rows = []
    for line in lines.values():
        by_bars = dict(line)
        rows.append(by_bars if len(by_bars) == len(line) else {column: index for column, (_, index) in enumerate(line)})
    return Table(tuple(rows))


def cell_under(
    blocks: Sequence[Block], header: Mapping[int, int], row: Mapping[int, int], wanted: re.Pattern[str]
) -> str | None:
    """The text of the cell whose column is called as wanted."""
    for column, index in header.items():
        if column in row and wanted.fullmatch(blocks[index].text.strip(" \t*_:`")):
            return " ".join(blocks[row[column]].text.split()) or None
    return None
