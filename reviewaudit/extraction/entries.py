"""Blocks in, the entries of reference lists and footnotes out, with or without link."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.extraction.labels import is_loose_heading, is_reference_heading
from reviewaudit.model import Container, Entry
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewaudit.model import Block, Document

_NUMBER = r"\[(\d{1,4})\]|\((\d{1,4})\)|(\d{1,4})[.)\t]|([¹²³⁰-⁹]{1,4})|\^(\d{1,4})\^"
_MARKER = regex(rf"\s*(?:{_NUMBER})\s*")
_NEXT = regex(rf"[ \n](?={_NUMBER})")
_RAISED = regex(r"\s*(\d{1,4})(?!\d)\s*")
_TYPED = regex(r"(?:\[(\d{1,4})\]|(?<!\d)(\d{1,4})[.)])[ \t]+[^\w\s]{0,4}$")
_LOOKS_CITED = regex(
    r"https?://|www\.|\b10\.\d{4,9}/|\bdoi\b|\bpmid\b|\bisbn\b|\bet al\b|(?<!\d)(?:18|19|20)\d{2}[a-z]?(?!\d)"
    r"|\ufffc",
    re.IGNORECASE,
)


class Part(NamedTuple):
    """A stretch of a block: blocks[block].text[start:end]."""

    block: int
    start: int
    end: int


class Listed(NamedTuple):
    """An entry, and the stretches of blocks that it is made of."""

    entry: Entry
    parts: tuple[Part, ...]
    typed: str = ""
    """The number before it in the source of a numbered list."""


def listed(document: Document) -> tuple[Listed, ...]:
    """The entries in document order. The marker is the number a reader sees, or the footnote's label."""
    found: list[Listed] = []
    last: Block | None = None
    for index, block in enumerate(document.blocks):
        if not is_entry(block):
            last = None
            continue
        around = block.around
        continues = last is not None and around is last.around and around.container is not Container.PARAGRAPH
        if continues and (around.marker or around.container is Container.BULLET):
            found[-1] = _joined(document, found[-1], index)
        else:
            found.extend(_listed(document, part) for part in _parts(document, index))
        last = block
    return tuple(found)


def is_entry(block: Block) -> bool:
    """Whether a block is an entry, or a further part of one."""
    around = block.around
    if around.container is Container.FOOTNOTE:
        return True
    if around.container is Container.HEADING or around.task:
        return False
    if around.reference_list:
        return True
    if not is_reference_heading(around.section):
        return False
    if around.container in (Container.NUMBERED, Container.BULLET, Container.DEFINITION):
        return not is_loose_heading(around.section) or looks_cited(block.text)
    if around.container in (Container.PARAGRAPH, Container.CELL):
        return looks_cited(block.text)
    return False


def looks_cited(text: str) -> bool:
    return _LOOKS_CITED.search(text) is not None


def _parts(document: Document, index: int) -> Iterator[Part]:
    """A block, or its lines where each begins with the number of an entry: Markdown takes them for one paragraph."""
    block = document.blocks[index]
    text = block.text
    start = 0
    if block.around.container is Container.PARAGRAPH and (first := _MARKER.match(text)):
        for found in _NEXT.finditer(text):
            at = block.source_span(found.start(), found.end())[0]
            ends_line = found[0] == "\n" or document.text[at : at + 1] in ("\n", "\r")
            if ends_line and found.lastindex == first.lastindex:
                yield Part(index, start, found.start())
                start = found.end()
    yield Part(index, start, len(text))


def _listed(document: Document, part: Part) -> Listed:
    block = document.blocks[part.block]
    text, marker = block.text, block.around.marker
    start, typed = part.start, ""
    if not marker and (number := _typed(document, block, start)) is not None:
        marker = typed = next(filter(None, number.groups())).translate(_RAISED_DIGITS)
        start = number.end()
    elif block.around.container is Container.NUMBERED:
        typed = _before(document, block, start)
    place = document.lines.place(*block.source_span(start, part.end))
    entry = Entry(marker, " ".join(text[start : part.end].split()), place)
    return Listed(entry, (part._replace(start=start),), typed)


_RAISED_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def _typed(document: Document, block: Block, start: int) -> re.Match[str] | None:
    """The number that an entry without one of the markup's own begins with."""
    found = _MARKER.match(block.text, start)
    if found is None and block.text[start : start + 1].isdecimal():
        at = block.source_span(start, start)[0]
        if document.text[max(0, at - 60) : at].rpartition("<")[2].startswith("sup"):
            return _RAISED.match(block.text, start)
    return found


def _before(document: Document, block: Block, start: int) -> str:
    """The number in the source before an item of a numbered list."""
    at = block.source_span(start, start)[0]
    found = _TYPED.search(document.text[max(document.text.rfind("\n", 0, at) + 1, at - 40) : at])
    return next(filter(None, found.groups())) if found else ""


def _joined(document: Document, one: Listed, index: int) -> Listed:
    block = document.blocks[index]
    end = document.lines.place(*block.source_span(0, len(block.text)))
    place = one.entry.place._replace(end_line=end.end_line, end_column=end.end_column)
    entry = Entry(one.entry.marker, f"{one.entry.text} {' '.join(block.text.split())}", place)
    return Listed(entry, (*one.parts, Part(index, 0, len(block.text))), one.typed)
