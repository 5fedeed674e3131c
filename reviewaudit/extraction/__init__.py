"""A document in, an article out: its review statements, references and entries, each understood and with its place.

Pure: nothing is read or asked. The visible text is built only where the source hints that there is something in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewaudit.extraction import entries, judging, metadata, references, statements
from reviewaudit.extraction.comments import commented
from reviewaudit.extraction.prefilter import Stems, lowered, may_identify, may_list
from reviewaudit.extraction.remarks import remarks as remarks_on
from reviewaudit.extraction.suppressions import suppressions, without_suppressions
from reviewaudit.extraction.unchecked import without_unchecked
from reviewaudit.model import START, Article, Field, Origin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reviewaudit.model import Document, Entry, Publication, ReviewPolicy, ReviewStatement

__all__ = ["extract"]


def extract(
    path: str,
    format: str,
    document: Document,
    policy: ReviewPolicy,
    *,
    side: Mapping[str, str] | None = None,
    remarks: bool = True,
    publication: Publication | None = None,
) -> Article:
    """What `document`, found at `path` (relative to the working folder, with `/`), says and cites.

    `side` is what a side file says about it, by the same keys as front matter. `remarks` asks for remarks on the text
    too; an audit without rules about the text saves their time. `publication` says where the root of the site is.
    """
    beside = [Field(name, value, START, Origin.SIDE_FILE) for name, value in (side or {}).items()]
    known = metadata.read(document, policy, beside)
    found: list[ReviewStatement] = [*known.statements, *commented(document, policy)]
    cited = references.linked(document, path, publication)
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
    cited = without_unchecked(document, cited)
    suppressed = suppressions(document)
    return Article(
        path,
        format,
        title=document.title,
        owner=known.owner,
        references=tuple(cited),
        statements=tuple(found),
        entries=listed,
        interval=known.interval,
        problem=document.problem,
        remarks=remarks_on(without_suppressions(document), format, lower) if remarks else (),
        undefined=document.undefined,
        suppressions=suppressed.valid,
        misdirections=suppressed.problems,
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
