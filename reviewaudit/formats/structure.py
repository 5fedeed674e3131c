"""Keep track of the blocks that hold a place in a Markdown document.

Comes in: the blocks in document order, each when it begins, with the byte offset of its end. Goes out: the
surroundings of any offset that is not before the last one asked about. A block needs no word at its end: it is
dropped when a later offset is asked about.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from operator import itemgetter

from reviewaudit.model import Container, Surroundings
from reviewaudit.regexes import regex

_ATTRIBUTES = regex(r"\s*\{[#.:][^{}]*\}$")
"""`{#id .class}` at the end of a heading, as Pandoc and kramdown write it."""
_CONTAINERS = {
    "Item": Container.BULLET,
    "Task": Container.BULLET,
    "FootnoteDefinition": Container.FOOTNOTE,
    "Table": Container.CELL,
    "Heading": Container.HEADING,
}


_ITEMS = frozenset(("Item", "Task"))


class _Frame:
    __slots__ = ("around", "detail", "end", "kind")

    def __init__(self, kind: str, end: int, detail: object) -> None:
        self.kind = kind
        self.end = end
        self.detail = detail
        """Of a list the number of its next item, of an item its number, of a footnote its label."""
        self.around: Surroundings | None = None


class Structure:
    def __init__(self) -> None:
        self.section = ""
        """Text of the last heading that was read."""
        self._sections = [(-1, "")]
        self._entered: list[tuple[str, int, int, object]] = []
        """Blocks that nothing was asked about yet; most are over before anything is."""
        self._frames = [_Frame("", sys.maxsize, None)]

    def enter(self, kind: str, start: int, end: int, detail: object = None) -> None:
        """A block begins: a `List` (detail: its first number), `Item`, `BlockQuote`, `Alert`, `FootnoteDefinition` (its
        label), `Table` or `Heading`."""
        self._entered.append((kind, start, end, detail))

    def begin_section(self, at: int, heading: str) -> None:
        """What follows the heading at `at` stands below it."""
        heading = heading.strip()
        self.section = _ATTRIBUTES.sub("", heading) if heading.endswith("}") else heading
        self._sections.append((at, self.section))

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(heading for _, heading in self._sections[1:])

    def section_at(self, at: int) -> str:
        """The section of any offset before the last that was entered."""
        return self._sections[bisect_right(self._sections, at, key=itemgetter(0)) - 1][1]

    def mark_task(self) -> None:
        """The item that began last is a task."""
        _, start, end, number = self._entered[-1]
        self._entered[-1] = "Task", start, end, number

    def inside(self, kind: str, at: int) -> bool:
        """Whether the innermost block at `at` is a `kind`."""
        return self._frame(at).kind == kind

    def around(self, at: int) -> Surroundings:
        top = self._frame(at)
        if top.around is None or top.around.section is not self.section:
            top.around = self._surroundings()
        return top.around

    def _frame(self, at: int) -> _Frame:
        """The innermost block at `at`."""
        frames = self._frames
        past = -1  # the end of the last list that is over; its items count for no other
        for kind, start, end, detail in self._entered:
            is_item = kind in _ITEMS
            if end <= at and (not is_item or start < past):
                past = max(past, end) if kind == "List" else past
                continue
            while frames[-1].end <= start:
                frames.pop()
            if is_item and isinstance(frames[-1].detail, int):
                detail = frames[-1].detail  # noqa: PLW2901
                frames[-1].detail += 1
            if end > at:
                frames.append(_Frame(kind, end, detail))
        self._entered.clear()
        while frames[-1].end <= at:
            frames.pop()
        return frames[-1]

    def _surroundings(self) -> Surroundings:
        container, marker, quoted, task = Container.PARAGRAPH, "", False, False
        for frame in self._frames:  # the innermost comes last
            kind = frame.kind
            if kind in _CONTAINERS:
                container, marker = _CONTAINERS[kind], ""
                if isinstance(frame.detail, (int, str)):
                    marker = str(frame.detail)
                    container = Container.NUMBERED if kind in _ITEMS else container
                task = task or kind == "Task"
            elif kind == "BlockQuote":
                quoted = True
        return Surroundings(container, self.section, marker, quoted, task)
