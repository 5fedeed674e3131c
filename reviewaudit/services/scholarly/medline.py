"""What PubMed and Europe PMC share: the types of notices and the line that names another paper.

"Retraction in" stands on the work, "Retraction of" on the notice; "Erratum for", "Corrected and republished from" are
such twins too.

Source: https://www.nlm.nih.gov/bsd/mms/medlineelements.html (Comments and Corrections).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.model import Notice, NoticeKind, Successor
from reviewaudit.regexes import regex
from reviewaudit.services.scholarly.notices import kind_of, merged
from reviewaudit.services.scholarly.reading import doi_in, written_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewaudit.model import Identifier

_IN = regex(r"(.+?)\s*in")
_OF = regex(r"(.+?)\s*(?:of|for)")
_OTHER = frozenset({"comment", "update", "republished", "summaryforpatients", "associateddataset", "cites", "cited"})
"""Links that are no notices."""
RETRACTED = "Retracted Publication"
_NOTICE_TYPES = frozenset(
    {"retraction notice", "retraction of publication", "published erratum", "expression of concern"}
)


class Link(NamedTuple):
    """One entry of the comments and corrections."""

    type: str
    """"Retraction in" …"""
    source: str
    """"Lancet. 2010 Feb 6;375(9713):445. doi: …"."""
    pmid: str


class Told(NamedTuple):
    notices: tuple[Notice, ...]
    notice_of: tuple[tuple[Identifier, str], ...]
    successors: tuple[Successor, ...]
    detail: str


def told(links: Iterable[Link], types: Iterable[str], service: str) -> Told:
    """What the links and the publication types of one paper say. `service`: who says so."""
    types = tuple(types)
    named = {kind.lower() for kind in types}
    notices: list[Notice] = []
    notice_of: list[tuple[Identifier, str]] = []
    successors: list[Successor] = []
    for link in links:
        word = link.type.lower().strip()
        other: Identifier | None = ("pmid", link.pmid) if link.pmid else None
        doi = doi_in(link.source)
        other = other or (("doi", doi) if doi else None)
        if found := _IN.fullmatch(word):
            if _plain(found[1]) == "update" and other:
                kind = "published" if "preprint" in named else "update"
                successors.append(Successor(kind, other, service, written_date(link.source)))
            elif _plain(found[1]) not in _OTHER:
                date = written_date(link.source)
                notices.append(Notice(kind_of(found[1]), (service,), doi, link.pmid, date, label=link.type))
        elif (found := _OF.fullmatch(word)) and _plain(found[1]) not in _OTHER and other:
            notice_of.append((other, service))
    if RETRACTED.lower() in named and not any(notice.kind is NoticeKind.RETRACTION for notice in notices):
        notices.append(Notice(NoticeKind.RETRACTION, (service,), label=RETRACTED))
    detail = next((kind for kind in types if kind.lower() in _NOTICE_TYPES), "")
    return Told(merged(notices), tuple(dict.fromkeys(notice_of)), tuple(dict.fromkeys(successors)), detail)


def work_kind(types: Iterable[str]) -> str:
    """In the words that Crossref uses."""
    named = {kind.lower() for kind in types}
    if "preprint" in named:
        return "posted-content"
    return "book" if named & {"book", "books and documents"} else "journal-article"


def _plain(word: str) -> str:
    return "".join(word.split())
