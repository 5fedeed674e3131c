"""Blocks in, passages out: what a reader takes for one paragraph, heading or item, and the source between two of them.

Plain text may have its paragraphs wrapped or one to a line, and so may a Markdown paragraph that was pasted from it.
Lines that are all short are taken as wrapped; long ones as paragraphs of their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.model import Container
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewaudit.model import Block, Document

_WRAPPED = 100
"""No line of a wrapped text is longer, in characters."""
_MOST = 0.8
_ENDS = (".", "!", "?", ":", "。", "：", "_", "*")
_TAG = regex(
    r"</?(?:p|div|span|br|section|article|main|body|html|a|b|i|em|strong|small|h[1-6])\b[^<>]{0,300}>|&nbsp;",
    re.IGNORECASE,
)
_MARKS = " \t\r\n\f\xa0\ufeff*_>#=~^-\"'“”‘’"
_HTML_HEADING = regex(r"<h([1-6])\b[^<>]{0,300}>\s*(?:<[^<>]{0,300}>\s*){0,4}$", re.IGNORECASE)
_ATX = regex(r"(?:^|\n)[ \t>]{0,6}(#{1,6})[ \t][^\n]{0,200}$")
_ADORNED = regex(r"[^\n]*\n[ \t]{0,3}([=\-~^\"'`#*+:.])\1*[ \t]*(?:\n|$)")
_OVERLINE = regex(r"(?:^|\n)[ \t]{0,3}([=\-~^\"'`#*+:.])\1*[ \t]*\n[ \t]*$")


class Passage(NamedTuple):
    text: str
    start: int
    """Offset in the source, as `end`."""
    end: int
    container: Container
    quoted: bool
    block: int
    at: int
    """Where it begins in the text of its block."""


class Passages:
    """The passages of one document, in its order."""

    def __init__(self, document: Document, format: str) -> None:
        self.document = document
        self.format = format
        self.blocks = document.blocks
        self.all = list(
            _lines(document, self.blocks)
            if format == "text"
            else _paragraphs(document, self.blocks, soft=format == "markdown")
        )
        self._adornments: list[tuple[str, bool]] = []
        self._levels: list[int | None] = []
        """Of the heading that each passage is or stands under."""
        level = None
        for passage in self.all:
            if passage.container is Container.HEADING:
                level = self._level(passage)
            self._levels.append(level)

    def nothing_after(self, index: int) -> bool:
        """Whether nothing that shows stands between a passage and the next, or the end."""
        end = self.all[index + 1].start if index + 1 < len(self.all) else len(self.document.text)
        between = self.document.text[self.all[index].end : end]
        if "<" in between or "&" in between:
            between = _TAG.sub("", between)
        return not between.strip(_MARKS)

    def ends_section(self, index: int) -> bool:
        """Whether the next passage, a heading, closes the section that this passage stands in."""
        own, level = self._levels[index], self._levels[index + 1]
        return level is not None and own is not None and level <= own

    def span(self, passage: Passage, start: int, end: int) -> tuple[int, int]:
        """Offsets in the source of passage.text[start:end]."""
        if passage.block < 0:  # joined lines of plain text
            return passage.start + start, passage.start + end
        return self.blocks[passage.block].source_span(passage.at + start, passage.at + end)

    def _level(self, heading: Passage) -> int | None:
        """1 is the highest; None where the source does not tell."""
        text = self.document.text
        before = text[max(0, heading.start - 400) : heading.start]
        if found := _HTML_HEADING.search(before):
            return int(found[1])
        if self.format != "rst" and (found := _ATX.search(before)):
            return len(found[1])
        if found := _ADORNED.match(text, heading.end, heading.end + 400):
            if self.format == "markdown":
                return 1 if found[1] == "=" else 2
            kind = (found[1], _OVERLINE.search(before) is not None)
            if kind not in self._adornments:
                self._adornments.append(kind)
            return self._adornments.index(kind) + 1
        return None


def _paragraphs(document: Document, blocks: tuple[Block, ...], *, soft: bool) -> Iterator[Passage]:
    for index, block in enumerate(blocks):
        text, around = block.text, block.around
        breaks = list(_breaks(document, block, soft=soft)) if around.container is Container.PARAGRAPH else []
        if not breaks or not _has_paragraphs(text, breaks):
            yield _passage(block, index, 0, len(text), quoted=around.quoted)
            continue
        for start, end in zip([0, *(at + 1 for at in breaks)], [*breaks, len(text)], strict=True):
            line = text[start:end]
            if not line.strip():
                continue
            begin = start + len(line) - len(line.lstrip())
            source = block.source_span(begin, begin)[0]
            quoted = around.quoted
            # A line that follows a quote without a mark of its own belongs to it (CommonMark 0.31 §5.1), but was
            # hardly meant to.
            if quoted:
                quoted = ">" in document.text[document.text.rfind("\n", 0, source) + 1 : source]
            yield _passage(block, index, begin, start + len(line.rstrip()), quoted=quoted)


def _breaks(document: Document, block: Block, *, soft: bool) -> Iterator[int]:
    """Where lines end in the text of a block: hard breaks, and with `soft` those that a reader sees as a space."""
    text = block.text
    if "\n" not in text and not (soft and len(block.anchors) > 1):
        return
    for at, source in block.anchors:
        if text[at] == "\n" or (soft and text[at] == " " and document.text[source : source + 1] in ("\n", "\r")):
            yield at


def _has_paragraphs(text: str, breaks: list[int]) -> bool:
    """Whether most lines end as paragraphs do; wrapped lines seldom do."""
    ended = sum(text[max(0, at - 9) : at].rstrip().endswith(_ENDS) for at in breaks)
    return ended >= _MOST * len(breaks)


def _passage(block: Block, index: int, start: int, end: int, *, quoted: bool) -> Passage:
    first, last = block.source_span(start, end)
    return Passage(block.text[start:end], first, last, block.around.container, quoted, index, start)


def _lines(document: Document, blocks: tuple[Block, ...]) -> Iterator[Passage]:
    """The lines of plain text, joined where they are wrapped."""
    spans = [block.source_span(0, len(block.text)) for block in blocks]
    short = all(len(block.text) <= _WRAPPED for block in blocks)
    index = 0
    while index < len(blocks):
        last = index
        while short and last + 1 < len(blocks) and _continues(document, blocks, spans, last):
            last += 1
        ended = sum(block.text.endswith(_ENDS) for block in blocks[index:last])
        if last > index and ended < _MOST * (last - index):
            (start, _), (_, end) = spans[index], spans[last]
            text = document.text[start:end].replace("\n", " ").replace("\r", " ")
            yield Passage(text, start, end, Container.PARAGRAPH, False, -1, 0)
        else:
            for number in range(index, last + 1):
                around = blocks[number].around
                yield Passage(blocks[number].text, *spans[number], around.container, around.quoted, number, 0)
        index = last + 1


def _continues(
    document: Document, blocks: tuple[Block, ...], spans: list[tuple[int, int]], index: int
) -> bool:  # fmt: skip
    here, there = blocks[index].around, blocks[index + 1].around
    gap = document.text[spans[index][1] : spans[index + 1][0]]
    return (
        here.container is there.container is Container.PARAGRAPH
        and not here.quoted
        and not there.quoted
        and not gap.strip()
        and gap.replace("\r\n", "\n").count("\n")
        == 1 + _comments_between(document, spans[index][1], spans[index + 1][0])
    )


def _comments_between(document: Document, start: int, end: int) -> int:
    """How many lines between two offsets are comments, which in plain text are lines of their own."""
    if not document.comments:
        return 0
    first, last = document.lines.place(start, start).line, document.lines.place(end, end).line
    return sum(first < comment.place.line < last for comment in document.comments)
