"""Runs of lines that a reader sees as one text, and how their inline markup becomes blocks.

Comes in: the runs of a document in order, and a scanner that takes the inline markup of one run apart. Goes out: one
block per run, or per group of runs where one continues the block of the run before it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from reviewaudit.formats.block_text import OBJECT, BlockText
from reviewaudit.formats.urls import find_urls
from reviewaudit.model import LinkKind, Surroundings
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from reviewaudit.model import Block

_MAIL_URL = regex(r"(?<![\w.+-])mailto:[\w.%+-]++@[\w.-]*\w(?:\?[^\s<>\"'`)\]]*[\w=&])?", re.IGNORECASE)

Line: TypeAlias = tuple[int, str]
"""The offset of a stretch of one line in the source, and the stretch itself, without blanks at its end."""


class Shown(Enum):
    """How a run is seen."""

    TEXT = "text"
    LINES = "lines"
    """Each line break is one that a reader sees."""
    HIDDEN = "hidden"
    """Only its links count."""
    HTML = "html"
    """One stretch of raw HTML."""


class Run(NamedTuple):
    lines: tuple[Line, ...]
    around: Surroundings
    shown: Shown = Shown.TEXT
    joins: bool = False
    """It continues the block of the run before, on a line of its own."""


class Part(Enum):
    TEXT = "text"
    """Seen as it is written."""
    OBJECT = "object"
    """Seen, but no text; `text` is what it says, if anything."""
    OTHER = "other"
    """`text` is seen in its place."""
    LINK = "link"
    """The URL of a link; what is seen of it comes as a part of its own."""
    USE = "use"
    """`url` is the name of a link defined elsewhere, "" if the next one without a name."""


class Token(NamedTuple):
    part: Part
    start: int
    end: int
    text: str = ""
    url: str = ""
    kind: LinkKind = LinkKind.LINK


class Joined:
    """The lines of a run as one text, and where each character of it stands in the source."""

    __slots__ = ("_offsets", "_starts", "text")

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self.text = lines[0][1] if len(lines) == 1 else "\n".join(text for _, text in lines)
        self._offsets: list[int] = []
        self._starts = [start for start, _ in lines]
        at = 0
        for _, text in lines:
            self._offsets.append(at)
            at += len(text) + 1

    def source(self, offset: int) -> int:
        line = bisect_right(self._offsets, offset) - 1
        return self._starts[line] + offset - self._offsets[line]

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.source(start), self.source(end - 1) + 1 if end > start else self.source(start)


def read_blocks(
    source: str, runs: Iterable[Run], scan: Callable[[str], Iterable[Token]], breaks: str = ""
) -> Iterator[Block]:
    """The blocks of `runs`; a line that ends in `breaks` ends so for the reader too."""
    text = BlockText(source)
    around: Surroundings | None = None
    for run in runs:
        if run.shown is Shown.HIDDEN:
            continue
        if run.joins and text:
            text.add_other("\n", run.lines[0][0])
        elif around is not None and (block := text.take(around)):
            yield block
        if run.shown is Shown.HTML:
            around = None
            yield from _html_blocks(source, run, text)
            continue
        if not run.joins or around is None:
            around = run.around
        _add(text, run, scan, breaks)
    if around is not None and (block := text.take(around)):
        yield block


def _add(text: BlockText, run: Run, scan: Callable[[str], Iterable[Token]], breaks: str) -> None:
    joined = Joined(run.lines)
    source = joined.source
    for token in scan(joined.text):
        if token.part is Part.TEXT:
            start = token.start
            while (end := joined.text.find("\n", start, token.end)) != -1:
                hard = run.shown is Shown.LINES
                if breaks and joined.text.endswith(breaks, start, end):
                    hard = True
                    text.add(source(start), source(end - len(breaks)))
                elif start < end:
                    text.add(source(start), source(end - 1) + 1)
                text.add_other("\n" if hard else " ", source(end))
                start = end + 1
            if start < token.end:
                text.add(source(start), source(token.end - 1) + 1)
        elif token.part is Part.OBJECT:
            text.add_other(OBJECT, source(token.start))
        elif token.part is Part.OTHER:
            text.add_other(token.text, source(token.start))


def _html_blocks(source: str, run: Run, text: BlockText) -> Iterator[Block]:
    from reviewaudit.formats.html_blocks import read_html_blocks  # its parser takes longer to load than most articles
    from reviewaudit.formats.html_walk import Walk

    start, html = run.lines[0]
    yield from read_html_blocks(Walk(source, source, start, start + len(html), run.around), text)


def said(text: str, tokens: Iterable[Token]) -> str:
    """What a reader sees of `text`, code included, on one line."""
    pieces = [
        text[token.start : token.end] if token.part is Part.TEXT else token.text
        for token in tokens
        if token.part in (Part.TEXT, Part.OBJECT, Part.OTHER)
    ]
    return " ".join("".join(pieces).split())


def bare_urls(text: str) -> Iterator[tuple[int, int]]:
    """The URLs that stand bare in `text`; what begins with `www.` is mere text in these formats."""
    found: list[tuple[int, int]] = []
    if "://" in text:
        data = text.encode()
        at = offset = 0
        for start, end in find_urls(data):
            if data[start : start + 4].lower() == b"http":
                offset += len(data[at:start].decode())
                length = len(data[start:end].decode())
                found.append((offset, offset + length))
                at, offset = end, offset + length
    if "mailto:" in text.lower():
        found += (match.span() for match in _MAIL_URL.finditer(text))
        found.sort()
    at = 0
    for span in found:
        if span[0] >= at:
            yield span
            at = span[1]
