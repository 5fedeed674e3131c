"""Find the cells of a table that is written as comma-separated values (RFC 4180) inside other markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewaudit.formats.runs import Line


def csv_cells(source: str, start: int, end: int, delimiter: str, quote: str) -> Iterator[list[Line]]:
    """The cells of the comma-separated values in source[start:end]."""
    cell = re.compile(
        rf"[ \t]*+(?:{re.escape(quote)}(?P<quoted>(?:[^{re.escape(quote)}]|{re.escape(quote) * 2})*+){re.escape(quote)}"
        rf"[^{re.escape(delimiter)}\r\n]*+|(?P<plain>[^{re.escape(delimiter)}\r\n]*+))"
        rf"(?:{re.escape(delimiter)}|[\r\n]+|\Z)"
    )
    at = start
    while at < end and (found := cell.match(source, at, end)) and found.end() > at:
        begin, stop = found.span("quoted" if found["quoted"] is not None else "plain")
        lines = []
        for line in re.finditer(r"[^\r\n]+", source[begin:stop]):
            text = line.group().rstrip()
            shift = len(text) - len(text.lstrip())
            lines.append((begin + line.start() + shift, text[shift:]))
        yield lines
        at = found.end()
