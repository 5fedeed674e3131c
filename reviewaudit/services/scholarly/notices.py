"""What registries call their notices: types in, Notices out, each once with everybody who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewaudit.model import Notice, NoticeKind
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewaudit.services.scholarly.reading import Title

_LETTERS = regex(r"[^a-z]")
_KINDS = {
    "retraction": NoticeKind.RETRACTION,
    "partialretraction": NoticeKind.PARTIAL_RETRACTION,
    "withdrawal": NoticeKind.WITHDRAWAL,
    "removal": NoticeKind.REMOVAL,
    "expressionofconcern": NoticeKind.CONCERN,
    "concern": NoticeKind.CONCERN,
    "correction": NoticeKind.CORRECTION,
    "corrigendum": NoticeKind.CORRECTION,
    "erratum": NoticeKind.CORRECTION,
    "correctedandrepublished": NoticeKind.CORRECTION,
    "newversion": NoticeKind.NEW_VERSION,
    "newedition": NoticeKind.NEW_VERSION,
    "reinstatement": NoticeKind.REINSTATEMENT,
}


def kind_of(word: str) -> NoticeKind:
    """What a type such as "expression_of_concern" or "Retraction" means; an update of some kind if it is unknown."""
    return _KINDS.get(_LETTERS.sub("", word.lower()), NoticeKind.OTHER)


def merged(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """The same notice by several sources once, with all of them.

    Their dates may differ; the earlier is kept, since from then on it could be known.
    """
    found: dict[tuple[NoticeKind, str, str], Notice] = {}
    for notice in notices:
        key = (notice.kind, notice.doi, notice.pmid)
        other = found.get(key)
        if other is None:
            found[key] = notice
            continue
        dates = [date for date in (other.date, notice.date) if date is not None]
        found[key] = other._replace(
            sources=tuple(dict.fromkeys((*other.sources, *notice.sources))),
            date=min(dates, key=lambda date: (date.earliest, date.latest)) if dates else None,
            reasons=tuple(dict.fromkeys((*other.reasons, *notice.reasons))),
        )
    return tuple(found.values())


def of_title(title: Title, doi: str = "") -> tuple[Notice, ...]:
    """The notice that a title itself gives: "RETRACTED: …". `doi`: of the work with that title, if it is another."""
    return () if title.mark is None else (Notice(title.mark, ("title",), doi, label=title.label),)
