"""Cited works: how an article cites them, what registries say about them, and what that amounts to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

if TYPE_CHECKING:
    from reviewaudit.model.articles import Bounds
    from reviewaudit.model.places import Place

Identifier = tuple[str, str]
"""Pair (scheme, value): ("doi", "10.1000/182"), ("pmid", "9500320"); also pmcid, arxiv, isbn, nct. The value is in its
form for comparing: a DOI in lower case, an ISBN as 13 digits."""

_RESOLVERS = {
    "doi": "https://doi.org/{}",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "pmcid": "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
    "arxiv": "https://arxiv.org/abs/{}",
    "nct": "https://clinicaltrials.gov/study/{}",
    "isbn": "urn:isbn:{}",
    "url": "{}",
}


def resolver(identifier: Identifier) -> str:
    """The URL at which an identifier resolves, as its registry writes it; empty for one that has none."""
    scheme, value = identifier
    return _RESOLVERS.get(scheme, "").format(quote(value, safe="/:;()._-") if scheme == "doi" else value)


@dataclass(frozen=True, slots=True)
class Citation:
    """One work as an article cites it: an entry of a list or a footnote with all its links, or a link by itself."""

    text: str
    """The whole entry, or the words of the link, on one line."""
    place: Place
    identifiers: tuple[Identifier, ...] = ()
    """All that the entry prints or its links carry, in their order; then what the pages behind its links add."""
    urls: tuple[str, ...] = ()
    """The targets of its links."""
    marker: str = ""
    """The number a reader sees before the entry, or the label of the footnote."""
    listed: bool = False
    """It is an entry, so its text describes the work."""
    section: str = ""
    """The heading above."""
    typed: str = ""
    """The number that the source has before the entry of a numbered list, which markup may show as another."""
    invalid: tuple[Identifier, ...] = ()
    """Pairs (scheme, as written) of what it prints as an identifier and cannot be one: an ISBN whose check digit is
    wrong ("isbn"), two DOIs without anything between them ("doi")."""
    pages: tuple[tuple[Identifier, str], ...] = ()
    """Pairs (identifier, URL) that the article does not write: the work that a page which it links says it is about.
    One that is not among `identifiers` too stands against what the article writes."""

    @property
    def written(self) -> tuple[Identifier, ...]:
        """The identifiers that the article itself gives."""
        told = dict(self.pages)
        return tuple(name for name in self.identifiers if name not in told)

    @property
    def strays(self) -> tuple[tuple[Identifier, str], ...]:
        """What its pages say they are about, and the article writes otherwise."""
        return tuple(pair for pair in self.pages if pair[0] not in self.identifiers)

    @property
    def names(self) -> tuple[Identifier, ...]:
        """All that registries are asked about to judge it."""
        return (*self.identifiers, *(name for name, _ in self.strays))

    @property
    def key(self) -> tuple[Identifier, ...]:
        """What its standing is known by: its identifiers, else the words of its entry."""
        return self.names or (("text", self.text),)


class Marker(NamedTuple):
    """A mark in the text that stands for an entry: "[3]", "[1–3, 5]", "¹", "[^note]", "(Smith 2020)"."""

    labels: tuple[str, ...]
    """What it stands for, ranges written out: ("1", "2", "3", "5"); "smith 2020" for author and year."""
    place: Place
    text: str


class RecordState(StrEnum):
    FOUND = "found"
    MISSING = "missing"
    """The service answered, and does not know the identifier."""
    UNCHECKED = "unchecked"
    """The service gave no answer that counts: outage, limit, wall, budget."""


class NoticeKind(StrEnum):
    """What was published about a work, the strongest first."""

    RETRACTION = "retraction"
    REMOVAL = "removal"
    WITHDRAWAL = "withdrawal"
    PARTIAL_RETRACTION = "partial-retraction"
    CONCERN = "expression-of-concern"
    CORRECTION = "correction"
    OUTDATED = "withdrawn-as-outdated"
    """Taken back by its publisher because it is out of date, which says nothing against the work."""
    NEW_VERSION = "new-version"
    OTHER = "update"
    REINSTATEMENT = "reinstatement"
    """Takes back the notices that are not later."""


class Notice(NamedTuple):
    """A notice about a work: retraction, concern, correction …"""

    kind: NoticeKind
    sources: tuple[str, ...]
    """Who says so: "retraction-watch", "publisher", "pubmed" …; "title": the mark before the title of the work or, with
    `doi`, of its later version; "arxiv comment": the author's words, so that it is no more than likely."""
    doi: str = ""
    """Of the notice itself."""
    pmid: str = ""
    date: Bounds | None = None
    reasons: tuple[str, ...] = ()
    label: str = ""
    """As the source calls it."""


class Successor(NamedTuple):
    """A work that stands in the place of another."""

    kind: str
    """"new-version", "published" (the article of a preprint), "update", "replacement"."""
    identifier: Identifier
    source: str
    """"crossref"; "crossref (as the other work says)" where this work's own publisher does not."""
    date: Bounds | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What a registry says a work is. Empty where it does not say."""

    titles: tuple[str, ...] = ()
    """In all languages, with and without subtitle, free of markup."""
    families: tuple[str, ...] = ()
    """Family names of authors and editors, and names of consortia, as deposited."""
    years: tuple[int, ...] = ()
    """Of print, online, issue, creation: each counts."""
    kind: str = ""
    """"journal-article", "book", "posted-content" …"""
    container: tuple[str, ...] = ()
    volume: str = ""
    pages: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What one service said about one identifier, once; never a verdict."""

    identifier: Identifier
    service: str
    """"crossref", "doi.org", "datacite", "pubmed", "europepmc", "arxiv", "biorxiv", "openlibrary", "clinicaltrials",
    "pmc"; the name of another agency in lower case ("jalc")."""
    at: datetime
    """Aware, UTC."""
    state: RecordState
    detail: str = ""
    """Why it is unchecked; else what is worth knowing: the registration agency, the status of a trial."""
    work: Work | None = None
    notices: tuple[Notice, ...] = ()
    """About this work."""
    notice_of: tuple[tuple[Identifier, str], ...] = ()
    """Pairs (work, who says so): this record is itself a notice about that work."""
    successors: tuple[Successor, ...] = ()
    same: tuple[Identifier, ...] = ()
    """Other identifiers of the same work."""
    absent: bool = False
    """It is unchecked although the service answered: it has no record of this identifier, which proves nothing."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the records of a cited work amount to: a verdict, pure in records, index and policy."""

    state: RecordState
    """Missing only where the registry that must know the identifier says so."""
    identifiers: tuple[Identifier, ...] = ()
    work: Work | None = None
    notices: tuple[Notice, ...] = ()
    """Those that stand, merged, the strongest first."""
    successors: tuple[Successor, ...] = ()
    conflict: tuple[tuple[Identifier, Identifier], ...] = ()
    """Pairs of the citation's identifiers that name different works."""
    answered: tuple[str, ...] = ()
    """The services that answered."""
    unchecked: tuple[tuple[str, str], ...] = ()
    """Pairs (service, why) for those that did not."""
    is_notice: bool = False
    """What is cited is the notice itself."""
    detail: str = ""
    missing: tuple[Identifier, ...] = ()
    """Those of the citation's identifiers that the registry that must know them does not know."""
    by_title: bool = False
    """The notices were found by the title in the entry, so that they are possibly about another work."""
    astray: tuple[tuple[Identifier, Work], ...] = ()
    """What linked pages say they are about, where the registries say that this is another article."""


class RegistryCounts(NamedTuple):
    """What registries were asked in a run."""

    asked: int = 0
    """Cited identifiers about which a registry was asked."""
    calls: int = 0
    """Requests sent, those of retries included."""
    from_ledger: int = 0
    """Cited identifiers about which everything was known from the ledger."""


class RetractionData(NamedTuple):
    """What the retraction data of a run are."""

    source: str
    """The URL or file they were read from."""
    records: int
    newest: date | None
    """The day of the newest notice that was not in the future when the data were fetched."""
    fetched_at: datetime
    """Aware, UTC."""

    def age(self, as_of: date) -> int:
        """Days since the newest notice; never negative."""
        newest = self.newest or self.fetched_at.date()
        return max(0, (as_of - newest).days)
