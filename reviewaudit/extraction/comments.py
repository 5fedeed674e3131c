"""HTML comments and descriptions in, the review statements they carry out: `<!-- last reviewed: 2026-01-31 -->`.

A comment is read like a block of its own; what says "updated" in the middle of a file speaks of the section it stands
in.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from reviewaudit.extraction.judging import settle
from reviewaudit.extraction.metadata import inside
from reviewaudit.extraction.prefilter import Stems, lowered
from reviewaudit.extraction.statements import visible
from reviewaudit.extraction.suppressions import says_something
from reviewaudit.model import Block, Document, Origin, Scope, Surroundings
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewaudit.model import Place, ReviewPolicy, ReviewStatement

_WORTH = regex(r"review|verif|check|updat|prüf|révis|revis", re.IGNORECASE)
_HEAD_LINES = 12
_LONGEST = 400


def commented(document: Document, policy: ReviewPolicy) -> list[ReviewStatement]:
    """The dated statements in the comments of `document`, and those in its description for search engines."""
    found: list[ReviewStatement] = []
    for comment in document.comments:
        if not _WORTH.search(comment.text) or "freshness" in comment.text or len(comment.text) > _LONGEST:
            continue
        if says_something(comment.text):  # what it says is about findings
            continue
        for statement, place in _read(document, comment.text, comment.place, policy):
            if statement.bounds is None:
                continue
            near = place.line <= _HEAD_LINES
            scope = statement.scope if near or statement.scope is not Scope.PAGE else Scope.SECTION
            found.append(replace(statement, place=place, origin=Origin.COMMENT, scope=scope))
    for field in document.fields:
        if field.origin is Origin.META and field.name.lower().endswith("description") and _WORTH.search(field.value):
            statements = _read(document, field.value[:_LONGEST], field.place, policy)
            found.extend(replace(statement, place=place, origin=Origin.META) for statement, place in statements)
    return found


def _read(
    document: Document, text: str, place: Place, policy: ReviewPolicy
) -> Iterator[tuple[ReviewStatement, Place]]:  # fmt: skip
    blocks = (Block(text, ((0, 0),), Surroundings()),)
    alone = Document(text, build_blocks=partial(tuple, blocks))
    for statement in settle(visible(alone, policy, Stems(lowered(text)))):
        start = alone.lines.offset(statement.place.line, statement.place.column)
        end = alone.lines.offset(statement.place.end_line, statement.place.end_column)
        yield statement, inside(document, text, place, start, end)
