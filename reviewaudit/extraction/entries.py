"""Blocks in, the entries of reference lists and footnotes out, with or without link."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewaudit.extraction.labels import is_loose_heading, is_reference_heading
from reviewaudit.model import Container, Entry

if TYPE_CHECKING:
    from reviewaudit.model import Block, Document

_MARKER = re.compile(r"\s*(?:\[(\d{1,4})\]|\((\d{1,4})\)|(\d{1,4})[.)\t]|([¹²³⁰-⁹]{1,4}))\s*")
_LOOKS_CITED = re.compile(
    r"https?://|www\.|\b10\.\d{4,9}/|\bdoi\b|\bpmid\b|\bisbn\b|\bet al\b|(?<!\d)(?:18|19|20)\d{2}[a-z]?(?!\d)"
    r"|\ufffc",
    re.IGNORECASE,
)


def entries(document: Document) -> tuple[Entry, ...]:
    """The entries in document order. The marker is the number a reader sees, or the footnote's label."""
    found: list[Entry] = []
    last: Block | None = None
    for block in document.blocks:
        if not is_entry(block):
            last = None
            continue
        around = block.around
        continues = last is not None and around is last.around and around.container is not Container.PARAGRAPH
        if continues and (around.marker or around.container is Container.BULLET):
            found[-1] = _joined(document, found[-1], block)
        else:
            found.append(_entry(document, block))
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
        return not is_loose_heading(around.section) or _LOOKS_CITED.search(block.text) is not None
    if around.container in (Container.PARAGRAPH, Container.CELL):
        return _LOOKS_CITED.search(block.text) is not None
    return False


def _entry(document: Document, block: Block) -> Entry:
    text, marker = block.text, block.around.marker
    start = 0
    if not marker and (typed := _MARKER.match(text)) is not None:
        marker = next(filter(None, typed.groups()))
        start = typed.end()
    place = document.lines.place(*block.source_span(start, len(text)))
    return Entry(marker, " ".join(text[start:].split()), place)


def _joined(document: Document, entry: Entry, block: Block) -> Entry:
    end = document.lines.place(*block.source_span(0, len(block.text)))
    place = entry.place._replace(end_line=end.end_line, end_column=end.end_column)
    return Entry(entry.marker, f"{entry.text} {' '.join(block.text.split())}", place)
