"""Notices about a work as several sources give them in; those that stand out, merged, the strongest first. Pure.

The strongest notice counts, not the newest: for hundreds of works a later correction would hide a retraction. A
reinstatement takes back what is not later than itself. Nothing else takes a notice back.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from reviewaudit.model import Bounds, Identifier, Notice, NoticeKind

STRENGTH = {kind: rank for rank, kind in enumerate(NoticeKind)}
GONE = frozenset({NoticeKind.RETRACTION, NoticeKind.REMOVAL, NoticeKind.WITHDRAWAL})
"""The work is no longer stood for."""
SOURCES = {
    "retraction-watch": "Retraction Watch",
    "publisher": "the publisher",
    "title": "the title in the registry",
    "pubmed": "PubMed",
    "europepmc": "Europe PMC",
    "crossref": "Crossref",
    "datacite": "DataCite",
    "arxiv": "arXiv",
    "biorxiv": "bioRxiv",
    "doi.org": "doi.org",
    "openlibrary": "Open Library",
    "clinicaltrials": "ClinicalTrials.gov",
}
"""The names of sources and services as people write them."""
INDEPENDENT = frozenset({"retraction-watch", "pubmed"})
"""They curate; what publishers deposit may point both ways."""


def standing_notices(notices: Iterable[Notice], own: AbstractSet[Identifier] = frozenset()) -> tuple[Notice, ...]:
    """The notices that stand, merged, the strongest first and of equal ones the oldest.

    `own`: the identifiers of the work itself. What a publisher files under them is about the file, not about the work,
    a partial retraction apart.
    """
    about = [notice for notice in notices if not _is_self_reference(notice, own)]
    cancelling = [notice.date for notice in about if notice.kind is NoticeKind.REINSTATEMENT]
    dated = [
        notice
        for notice in about
        if notice.kind is not NoticeKind.REINSTATEMENT
        and (notice.date is None or not any(_cancels(date, notice) for date in cancelling))
    ]
    # One without a date may have got that of a later notice by now; if not, it is taken to be the one taken back.
    left = [notice for notice in _merged(dated, own) if notice.date or not cancelling]
    return tuple(sorted(left, key=_order))


def _is_self_reference(notice: Notice, own: AbstractSet[Identifier]) -> bool:
    return (
        ("doi", notice.doi) in own
        and notice.kind is not NoticeKind.PARTIAL_RETRACTION
        and INDEPENDENT.isdisjoint(notice.sources)
    )


def _cancels(reinstated: Bounds | None, notice: Notice) -> bool:
    """Whether a reinstatement takes a dated notice back."""
    return reinstated is None or notice.date is None or notice.date.earliest <= reinstated.latest


def _order(notice: Notice) -> tuple[int, str, str, str]:
    return STRENGTH[notice.kind], str(notice.date.earliest) if notice.date else "9999", notice.doi, notice.pmid


@dataclass(slots=True)
class _Group:
    """The notices that are one and the same."""

    names: set[Identifier] = field(default_factory=set)
    notices: list[Notice] = field(default_factory=list)

    def notice(self) -> Notice:
        """Its class and date are those of its strongest word; the sources are all of them."""
        ordered = sorted(self.notices, key=_order)
        first = ordered[0]
        dated = next((notice.date for notice in ordered if notice.kind is first.kind and notice.date), None)
        return first._replace(
            sources=tuple(sorted({source for notice in ordered for source in notice.sources}, key=_source_order)),
            doi=next((notice.doi for notice in ordered if notice.doi), ""),
            pmid=next((notice.pmid for notice in ordered if notice.pmid), ""),
            date=dated or next((notice.date for notice in ordered if notice.date), None),
            reasons=tuple(dict.fromkeys(reason for notice in ordered for reason in notice.reasons)),
            label=next((notice.label for notice in ordered if notice.label), ""),
        )


def _source_order(source: str) -> tuple[int, str]:
    known = list(SOURCES)
    return (known.index(source) if source in known else len(known)), source


def _merged(notices: list[Notice], own: AbstractSet[Identifier]) -> list[Notice]:
    groups: list[_Group] = []
    nameless: list[Notice] = []
    for notice in sorted(notices, key=_order):
        names = _names(notice, own)
        if not names:
            nameless.append(notice)
            continue
        same = [group for group in groups if group.names & names]
        group = same[0] if same else _Group()
        if not same:
            groups.append(group)
        for other in same[1:]:
            groups.remove(other)
            group.names |= other.names
            group.notices += other.notices
        group.names |= names
        group.notices.append(notice)
    for notice in nameless:
        _join(groups, notice)
    return [group.notice() for group in groups]


def _names(notice: Notice, own: AbstractSet[Identifier]) -> set[Identifier]:
    """What tells the notice from others. One that is filed under the work's own identifier has no name of its own."""
    pairs: set[Identifier] = {("doi", notice.doi), ("pmid", notice.pmid)}
    return {pair for pair in pairs if pair[1] and pair not in own}


def _join(groups: list[_Group], notice: Notice) -> None:
    """A notice without a name backs the first one of its class; if there is none, it is one."""
    for group in groups:
        kind = group.notice().kind
        if kind is notice.kind or (kind in GONE and notice.kind in GONE):
            # It may say less or more than the class it backs, but is no notice of its own.
            group.notices.append(notice)
            return
    groups.append(_Group(notices=[notice]))
