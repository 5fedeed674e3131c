"""The statements of one document judged beside each other, and the document itself: is it the report of a review?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reviewaudit.model import Block, Container, Document, ReviewStatement, Scope, StatementKind
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

REVIEWS = (StatementKind.REVIEWED, StatementKind.NEXT_DUE)

_REPORT_TITLE = regex(
    r"\b(?:code|security|design|architecture|peer|pr|pull request|audit|plan|spec|adversarial|performance"
    r"|implementation)[- ]review\b"
    r"|\breview (?:report|of|notes|findings|summary|log)\b",
    re.IGNORECASE,
)
_REPORT_FIELD = regex(
    r"[\W_]*(?:verdict|findings?|severity|files[ _]reviewed|reviewed (?:commit|files|branch|by agent)|pull request|pr"
    r"|commit range|recommendation"
    r"|decision)[\s*_`]*[:：]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A statement, and what is needed to judge it beside the others."""

    statement: ReviewStatement
    block: int
    clause: int
    end: int
    mid_body: bool = False
    byline: bool = False


def is_report(document: Document, blocks: Sequence[Block]) -> bool:
    """Whether the file is itself the report of a review of something else."""
    if _REPORT_TITLE.search(document.title):
        return True
    first = blocks[:20]
    if any(block.around.container is Container.HEADING and _REPORT_TITLE.search(block.text) for block in first[:3]):
        return True
    return sum(bool(_REPORT_FIELD.match(line)) for block in first for line in block.text.splitlines()) >= 2


def settle(found: Sequence[Found], known: Sequence[ReviewStatement] = ()) -> list[ReviewStatement]:
    """Judge the statements of the text beside each other and beside those of the metadata.

    A byline without date lends its name to a dated review and is no statement of its own; a date in the middle of the
    text speaks for the page only where no other does.
    """
    dated = [
        statement for statement in (*known, *(one.statement for one in found))
        if statement.kind is StatementKind.REVIEWED and statement.scope is Scope.PAGE and statement.bounds is not None
    ]  # fmt: skip
    names = [one.statement.reviewer for one in found if one.byline]
    settled: list[ReviewStatement] = []
    for one in found:
        statement = one.statement
        if one.byline and dated:
            continue
        if names and statement in dated and statement.reviewer is None:
            statement = replace(statement, reviewer=names[0])
        if (
            one.mid_body
            and statement.scope is Scope.PAGE
            and statement.kind in REVIEWS
            and _has_rival(one, found, known)
        ):
            statement = replace(statement, scope=Scope.SECTION)
        settled.append(statement)
    return settled


def _has_rival(one: Found, found: Sequence[Found], known: Sequence[ReviewStatement]) -> bool:
    others = [other.statement for other in found if other is not one and other.block != one.block]
    return any(
        other.kind is one.statement.kind and other.scope is Scope.PAGE and other.bounds is not None
        for other in (*known, *others)
    )
