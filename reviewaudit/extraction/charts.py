"""Tables whose cells are labels in, statements out: "Last reviewed | 2026-01-31", and maintenance charts by column."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reviewaudit.extraction.judging import REVIEWS, Found
from reviewaudit.extraction.positions import Subject
from reviewaudit.extraction.tables import OUTCOME, REVIEWER, Table, cell_under
from reviewaudit.extraction.values import NOTHING_BEFORE, tail_after, value_in
from reviewaudit.model import Block, Document, Origin, ReviewPolicy, ReviewStatement, Scope, StatementKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reviewaudit.extraction.labelled import Label


class _Chart:
    """Reads one table."""

    def __init__(self, table: Table, document: Document, blocks: Sequence[Block], policy: ReviewPolicy) -> None:
        self.table = table
        self.document = document
        self.blocks = blocks
        self.policy = policy
        self.found: list[Found] = []
        self.settled: set[int] = set()

    def read(self, labels_of: Callable[[str], list[Label]]) -> None:
        rows = self.table.rows
        for number, row in enumerate(rows):
            for column, index in row.items():
                cell = self.blocks[index]
                label = _only_label(cell, labels_of)
                if label is None:
                    continue
                beside = row.get(column + 1)
                if beside is not None and self._cell(beside, label, cell, Scope.PAGE, None, None):
                    self.settled.update((index, beside))
                elif number + 1 < len(rows):
                    self._column(number, column, label, cell)

    def _cell(
        self, index: int, label: Label, cell: Block, scope: Scope, reviewer: str | None, outcome: str | None
    ) -> bool:
        block = self.blocks[index]
        value = value_in(self.document, block, 0, len(block.text), self.policy)
        if value is None or not NOTHING_BEFORE.fullmatch(block.text[: value.at]):
            return False
        claims = label.pattern.references
        statement = ReviewStatement(
            kind=label.pattern.kind,
            scope=Scope.REFERENCES if claims and scope is Scope.PAGE else scope,
            origin=Origin.STATEMENT,
            place=self.document.lines.place(value.start, value.end),
            text=value.text,
            label=cell.text[label.start : label.end],
            bounds=value.bounds,
            flags=value.flags,
            claims_references=claims,
            claim=" ".join(cell.text.split()) if claims else "",
            reviewer=reviewer,
            outcome=outcome,
        )
        self.found.append(Found(statement, index, 0, value.after))
        return True

    def _column(self, header: int, column: int, label: Label, cell: Block) -> None:
        """A column of dates under the label: the only row, or the newest of a history, is the page's."""
        names = self.table.rows[header]
        rows = [row for row in self.table.rows[header + 1 :] if column in row]
        first = column == min(names)
        before = len(self.found)
        for row in rows:
            who = cell_under(self.blocks, names, row, REVIEWER)
            outcome = cell_under(self.blocks, names, row, OUTCOME)
            scope = Scope.PAGE if first or len(rows) == 1 else Scope.OTHER
            if self._cell(row[column], label, cell, scope, who, outcome):
                self.settled.update((names[column], row[column]))
        added = self.found[before:]
        if first and len(added) > 1:
            newest = max(range(len(added)), key=lambda number: _latest_day(added[number]))
            self.found[before:] = [
                found if number == newest else replace(found, statement=replace(found.statement, scope=Scope.OTHER))
                for number, found in enumerate(added)
            ]


def read_table(
    table: Table,
    document: Document,
    blocks: Sequence[Block],
    policy: ReviewPolicy,
    labels_of: Callable[[str], list[Label]],
) -> tuple[list[Found], set[int]]:
    """The statements of a table, and the blocks that need no further reading."""
    chart = _Chart(table, document, blocks, policy)
    chart.read(labels_of)
    return chart.found, chart.settled


def _only_label(cell: Block, labels_of: Callable[[str], list[Label]]) -> Label | None:
    """The label that is all a cell says."""
    found = labels_of(cell.text)
    if not found or cell.around.task:
        return None
    label = found[-1]
    if label.pattern.kind not in (*REVIEWS, StatementKind.UPDATED):
        return None
    rest = tail_after(cell.text, label.end, len(cell.text))
    alone = label.place.subject in (Subject.LABEL, Subject.PAGE) and rest.empty
    return label if alone else None


def _latest_day(found: Found) -> int:
    bounds = found.statement.bounds
    return bounds.latest.toordinal() if bounds is not None else 0
