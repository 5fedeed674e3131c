"""Spans of a source: lines and columns, and how offsets become them."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from reviewaudit.regexes import regex


class Place(NamedTuple):
    """A span of a source. Lines and columns are 1-based; columns count characters (code points), not bytes;
    `end_column` is the column after the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


START = Place(1, 1, 1, 1)


class LineIndex:
    """Character offsets of one text turned into places.

    Lines end at LF, CR LF or a lone CR, as in CommonMark 0.31 §2.1.
    """

    def __init__(self, text: str) -> None:
        starts = [0]
        if "\r" in text:
            starts.extend(found.end() for found in _LINE_END.finditer(text))
        else:
            position = text.find("\n")
            while position != -1:
                starts.append(position + 1)
                position = text.find("\n", position + 1)
        self._starts = starts

    def place(self, start: int, end: int) -> Place:
        """The place of text[start:end]; offsets are 0-based characters."""
        starts = self._starts
        line = bisect_right(starts, start)
        last = line if end == start else bisect_right(starts, end - 1, line - 1)
        return Place(line, start - starts[line - 1] + 1, last, end - starts[last - 1] + 1)

    def offset(self, line: int, column: int) -> int:
        """The 0-based character offset of a 1-based line and column."""
        return self._starts[line - 1] + column - 1


_LINE_END = regex(r"\r\n?|\n")
