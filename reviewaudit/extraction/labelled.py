"""A label where it was found, and what follows it, in; a review statement out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.extraction.values import reviewer_in
from reviewaudit.model import Flag, Origin, ReviewStatement

if TYPE_CHECKING:
    from reviewaudit.extraction.labels import Pattern
    from reviewaudit.extraction.positions import Position
    from reviewaudit.extraction.values import Value
    from reviewaudit.model import Block, Document, Scope

_MISSING = frozenset({Flag.MISSING})


class Label(NamedTuple):
    """A label at text[start:end] of a block, with the text after it that may hold its date."""

    pattern: Pattern
    start: int
    end: int
    until: int
    place: Position


def dated(
    document: Document, block: Block, label: Label, scope: Scope, value: Value, flags: frozenset[Flag], claim: str
) -> ReviewStatement:
    """The statement of a label with its date, at the place of the date."""
    return ReviewStatement(
        kind=label.pattern.kind,
        scope=scope,
        origin=Origin.STATEMENT,
        place=document.lines.place(value.start, value.end),
        text=value.text,
        label=_words(block, label),
        bounds=value.bounds,
        flags=flags,
        claims_references=bool(claim),
        claim=claim,
        reviewer=_reviewer(block.text, label, value),
    )


def dateless(
    document: Document, block: Block, label: Label, scope: Scope, reviewer: str | None, claim: str
) -> ReviewStatement:
    """The statement of a label alone, at its own place."""
    return ReviewStatement(
        kind=label.pattern.kind,
        scope=scope,
        origin=Origin.STATEMENT,
        place=document.lines.place(*block.source_span(label.start, label.end)),
        text="",
        label=_words(block, label),
        flags=_MISSING,
        claims_references=bool(claim),
        claim=claim,
        reviewer=reviewer,
    )


def _words(block: Block, label: Label) -> str:
    return " ".join(block.text[label.start : label.end].split())


def _reviewer(text: str, label: Label, value: Value) -> str | None:
    """The name between label and date, or right after the date."""
    if value.at < label.end:
        return None
    return reviewer_in(text, label.end, value.at) or reviewer_in(text, value.after, label.until)
