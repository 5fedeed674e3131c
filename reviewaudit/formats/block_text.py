"""Build the visible text of a block, and remember where each stretch of it stands in the source."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from reviewaudit.model import Block, TimeMark
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from reviewaudit.model import Surroundings

OBJECT = "\ufffc"
"""Stands for what is shown but is no text: code, images, template tags (U+FFFC, "object replacement character")."""

_BLANK = " \t\r\n\f"
_WORDS = regex(rf"[{_BLANK}]+|[^{_BLANK}]+")


class BlockText:
    """Pieces of one block's text, in the order of the source.

    `covered` are spans of the source that a site generator fills in, ascending: they show as one `OBJECT`.
    """

    def __init__(self, source: str, covered: tuple[tuple[int, int], ...] = ()) -> None:
        self._source = source
        self._covered = covered
        self._pieces: list[str] = []
        self._anchors: list[tuple[int, int]] = []
        self._times: list[TimeMark] = []
        self._length = 0
        self._exact_until = -1
        """Source offset after the last piece if that piece reads as the source does."""
        self._time: tuple[int, str] | None = None

    def __bool__(self) -> bool:
        return bool(self._pieces)

    def add(self, start: int, end: int) -> None:
        """What stands in source[start:end] is seen just so."""
        if self._covered:
            index = max(bisect_right(self._covered, (start, end)) - 1, 0)
            while index < len(self._covered) and self._covered[index][0] < end:
                cover_start, cover_end = self._covered[index]
                if cover_end > start:
                    self._add(start, cover_start)
                    if not (self._pieces and self._pieces[-1] == OBJECT):
                        self.add_other(OBJECT, max(start, cover_start))
                    start = min(cover_end, end)
                index += 1
        self._add(start, end)

    def add_other(self, text: str, at: int) -> None:
        """`text` is seen in place of something else that begins at source[at]."""
        if text:
            self._anchors.append((self._length, at))
            self._pieces.append(text)
            self._length += len(text)
            self._exact_until = -1

    def add_collapsed(self, start: int, end: int) -> None:
        """As `add`, but runs of blanks are seen as one space, as in HTML."""
        for found in _WORDS.finditer(self._source, start, end):
            if found.group()[0] not in _BLANK:
                self.add(*found.span())
            elif self._pieces and self._pieces[-1][-1] not in _BLANK:
                if found.group() == " ":
                    self.add(*found.span())
                else:
                    self.add_other(" ", found.start())

    def open_time(self, value: str) -> None:
        """A `<time datetime=…>` begins here."""
        self._time = self._length, value

    def close_time(self) -> None:
        if self._time:
            self._times.append(TimeMark(self._time[0], self._length, self._time[1]))
            self._time = None

    def take(self, around: Surroundings) -> Block | None:
        """The block, and an empty beginning for the next; None if nothing is to be seen."""
        self.close_time()
        text = "".join(self._pieces)
        anchors, times = tuple(self._anchors), tuple(self._times)
        if text and (text[0] in _BLANK or text[-1] in _BLANK):
            text, anchors, times = _trimmed(text, anchors, times)
        self.__init__(self._source, self._covered)  # type: ignore[misc]  # the same kind, empty
        return Block(text, anchors, around, times) if text else None

    def _add(self, start: int, end: int) -> None:
        if start >= end:
            return
        if start != self._exact_until:
            self._anchors.append((self._length, start))
        self._pieces.append(self._source[start:end])
        self._length += end - start
        self._exact_until = end


def _trimmed(
    seen: str, anchors: tuple[tuple[int, int], ...], times: tuple[TimeMark, ...]
) -> tuple[str, tuple[tuple[int, int], ...], tuple[TimeMark, ...]]:
    """Text, anchors and times without the blanks around the text."""
    seen = seen.rstrip(_BLANK)
    text = seen.lstrip(_BLANK)
    shift, end = len(seen) - len(text), len(seen)
    kept = [(at - shift, source) for at, source in anchors if shift <= at < end]
    if text and not (kept and kept[0][0] == 0):  # the first stretch began with blanks
        at, source = anchors[bisect_right(anchors, (shift, 0)) - 1]
        kept.insert(0, (0, source + shift - at))
    marks = [
        TimeMark(max(mark.start - shift, 0), min(mark.end, end) - shift, mark.value)
        for mark in times
        if mark.start < end and mark.end > shift
    ]
    return text, tuple(kept), tuple(marks)
