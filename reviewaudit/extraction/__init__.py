"""A document in, an article out: its review statements, references and entries, each understood and with its place.

Pure: nothing is read or asked. The visible text is built only where the source hints that there is something in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewaudit.extraction import entries, judging, metadata, references, statements
from reviewaudit.extraction.comments import commented
from reviewaudit.extraction.prefilter import Stems, lowered, may_identify, may_list
from reviewaudit.model import Article, Origin

if TYPE_CHECKING:
    from reviewaudit.model import Document, Entry, ReviewPolicy, ReviewStatement

__all__ = ["extract"]


def extract(path: str, format: str, document: Document, policy: ReviewPolicy) -> Article:
    """What `document`, found at `path` (relative to the working folder, with `/`), says and cites."""
    known = metadata.read(document, policy)
    found: list[ReviewStatement] = [*known.statements, *commented(document, policy)]
    cited = references.linked(document, path)
    listed: tuple[Entry, ...] = ()
    lower = lowered(document.text)
    stems = Stems(lower)
    if policy.labels or (stems and stems.may_state(lower, _body(document, lower))):
        found.extend(judging.settle(statements.visible(document, policy, stems), known.statements))
    if may_identify(lower):
        cited.extend(references.printed(document, cited))
        cited.sort(key=lambda reference: reference.place)
    if may_list(document, lower, format):
        listed = entries.entries(document)
    found.sort(key=lambda statement: statement.place)
    return Article(
        path,
        format,
        document.title,
        known.owner,
        tuple(cited),
        tuple(found),
        listed,
        known.interval,
        document.problem,
    )


def _body(document: Document, lower: str) -> int:
    """Where the text begins after the front matter, whose keys are no visible words."""
    last = max((field.place.end_line for field in document.fields if field.origin is Origin.FRONT_MATTER), default=0)
    position = -1
    for _ in range(last):
        position = lower.find("\n", position + 1)
        if position == -1:
            return 0
    return position + 1
