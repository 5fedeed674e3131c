"""Find the cells of AsciiDoc tables (https://docs.asciidoctor.org/asciidoc/latest/tables/build-a-basic-table/)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewaudit.formats.csv_table import csv_cells
from reviewaudit.formats.lines import cut, dedented
from reviewaudit.model import Container
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reviewaudit.formats.asciidoc_reader import Reader, Style
    from reviewaudit.formats.outline import Context
    from reviewaudit.formats.runs import Line

_SPEC = regex(r"(?:^|[ \t])(?:[\d.]{1,9}[+*])?[<^>]?(?:\.[<^>])?(?P<style>[adehlmsv])?$")
_SEPARATOR = regex(r"\bseparator\s*=\s*[\"']?(\\t|[^\s,\"'])")
_FORMAT = regex(r"\bformat\s*=\s*[\"']?(csv|dsv|tsv|psv)")
_COLUMNS = regex(r"\bcols\s*=\s*(?:\"([^\"]*)\"|([^\s,\]]*))")
_LONGEST_SPEC = 16


def read_table(reader: Reader, lines: Sequence[Line], sign: str, context: Context, style: Style, depth: int) -> None:
    """Add the cells of a table to the outline of `reader`, each as one block."""
    inner = context.inside(Container.CELL)
    columns = _COLUMNS.search(style.written)
    nested = bool(columns and "a" in (columns[1] or columns[2] or ""))
    separator = _SEPARATOR.search(style.written)
    format = _FORMAT.search(style.written)
    name = format[1] if format else {",": "csv", ":": "dsv"}.get(sign, "psv")
    by = {"csv": ",", "dsv": ":", "tsv": "\t"}.get(name, sign)
    by = separator[1].replace("\\t", "\t") if separator else by
    if name != "psv":
        if lines and not context.in_cell:
            first, (last, text) = lines[0][0], lines[-1]
            for cell in csv_cells(reader.source, first, last + len(text), by, '"'):
                reader.cell(cell, inner, depth + 1, nested=nested)
        return
    for cell, cell_style in _cells(lines, by):
        if cell_style not in {"l", "m"}:
            reader.cell(dedented(cell), inner, depth + 1, nested=cell_style == "a" or (nested and not cell_style))


def _cells(lines: Sequence[Line], by: str) -> Iterator[tuple[list[Line], str]]:
    """Each cell and its style; a cell runs up to the sign of the next one, over lines and blank lines."""
    separator = re.compile(rf"(?<!\\){re.escape(by)}")
    cell: list[Line] = []
    style = ""
    begun = False
    for line in lines:
        text = line[1]
        at = 0
        for found in separator.finditer(text):
            spec = _SPEC.search(text, max(at, found.start() - _LONGEST_SPEC), found.start())
            end = spec.start() if spec else found.start()
            if before := text[at:end].rstrip():
                cell.append((line[0] + at, before))
            if begun:
                yield cell, style
            cell, begun = [], True
            style = (spec["style"] or "") if spec else ""
            at = found.end()
        cell.append(cut(line, at))
    if begun:
        yield cell, style
