"""Turn byte offsets of UTF-8 text into places, in one walk from front to back."""

from __future__ import annotations

from reviewaudit.model import Place
from reviewaudit.regexes import regex

_LONE_RETURN = regex(rb"\r(?!\n)")


class BytePlaces:
    """Places of spans that are asked for in ascending order of their starts.

    Lines and columns are counted from the span asked for before, so a million spans on one line cost no more than on a
    million lines.
    """

    def __init__(self, data: bytes, first_line: int = 1) -> None:
        self._data = _LONE_RETURN.sub(b"\n", data) if b"\r" in data else data
        self._ascii = data.isascii()
        self._line = first_line
        self._column = 1
        self._at = 0

    def place(self, start: int, end: int) -> Place:
        data, at = self._data, self._at
        if breaks := data.count(b"\n", at, start):
            self._line += breaks
            self._column = 1
            at = data.rfind(b"\n", at, start) + 1
        self._at = start
        self._column = column = self._column + self._width(at, start)
        line = self._line
        if breaks := data.count(b"\n", start, end):
            return Place(line, column, line + breaks, self._width(data.rfind(b"\n", start, end) + 1, end) + 1)
        return Place(line, column, line, column + self._width(start, end))

    def _width(self, start: int, end: int) -> int:
        return end - start if self._ascii else len(self._data[start:end].decode())
