"""The statements of one document judged beside each other, and the document itself: is it the report of a review?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reviewaudit.model import Block, Container, Document, ReviewStatement, Scope, StatementKind

if TYPE_CHECKING:
    from collections.abc import Sequence

REVIEWS = (StatementKind.REVIEWED, StatementKind.NEXT_DUE)

_REPORT_TITLE = re.compile(
    r"\b(?:code|security|design|architecture|peer|pr|pull request|audit|plan|spec|adversarial|performance"
    r"|implementation)[- ]review\b"
    r"|\breview (?:report|of|notes|findings|summary|log)\b",
    re.IGNORECASE,
)
_REPORT_FIELD = re.compile(
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


def settle(found: list[Found]) -> list[ReviewStatement]:
    """Judge the statements beside each other: a byline lends its name, a lone date in the body speaks for the page."""
    dated = [
        one for one in found
        if one.statement.kind is StatementKind.REVIEWED and one.statement.scope is Scope.PAGE and one.statement.text
    ]  # fmt: skip
    bylines = [one for one in found if one.byline]
    kept: list[ReviewStatement] = []
    for one in found:
        statement = one.statement
        if one.byline and dated:
            continue
        if one.mid_body and statement.scope is Scope.PAGE and statement.kind in REVIEWS and _has_rival(one, found):
            statement = replace(statement, scope=Scope.SECTION)
        if dated and one is dated[0] and statement.reviewer is None and bylines:
            statement = replace(statement, reviewer=bylines[0].statement.reviewer)
        kept.append(statement)
    return kept


def _has_rival(one: Found, found: list[Found]) -> bool:
    return any(
        other is not one
        and other.block != one.block
        and other.statement.kind is one.statement.kind
        and other.statement.scope is Scope.PAGE
        and other.statement.bounds is not None
        for other in found
    )
