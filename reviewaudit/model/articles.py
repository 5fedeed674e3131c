"""What is understood: dates as bounds, review statements, references, and the article that holds them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from reviewaudit.model.citations import Citation, Marker
from reviewaudit.model.documents import Origin, Problem, Undefined
from reviewaudit.model.places import Place
from reviewaudit.model.suppressions import Suppression
from reviewaudit.regexes import regex


class Precision(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    YEAR = "year"


class Bounds(NamedTuple):
    """The first and the last day a written date can mean."""

    earliest: date
    latest: date
    precision: Precision


class Window(NamedTuple):
    """A span in calendar units, applied in one step."""

    months: int
    days: int
    text: str
    """As written or, for a default, as it would be."""


class StatementKind(StrEnum):
    REVIEWED = "reviewed"
    NEXT_DUE = "next_due"
    UPDATED = "updated"
    PUBLISHED = "published"
    EVIDENCE = "evidence"
    ACCESSED = "accessed"


class Scope(StrEnum):
    PAGE = "page"
    SECTION = "section"
    REFERENCES = "references"
    REFERENCE = "reference"
    OTHER = "other"


class Flag(StrEnum):
    PLACEHOLDER = "placeholder"
    NEVER = "never"
    AUTO_STAMPED = "auto-stamped"
    AMBIGUOUS = "ambiguous"
    INVALID = "invalid"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class ReviewStatement:
    """A claim of review as written."""

    kind: StatementKind
    scope: Scope
    origin: Origin
    place: Place
    """Of the date; of the label where there is no date."""
    text: str
    """The date as written."""
    label: str
    """The words or the key that make it a statement."""
    bounds: Bounds | None = None
    flags: frozenset[Flag] = frozenset()
    claims_references: bool = False
    """It says that the references, links or sources were verified."""
    claim: str = ""
    """The words of that claim, for messages."""
    reviewer: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """A review cycle that the article sets for itself (`review_in: 6 months`)."""

    text: str
    place: Place
    window: Window | None
    """None: not understood."""


class Role(StrEnum):
    REFERENCE = "reference"
    RELATED = "related"
    LINK = "link"
    NAVIGATION = "navigation"
    IMAGE = "image"
    ASSET = "asset"


class TargetKind(StrEnum):
    REMOTE = "remote"
    """http or https: `target` is the URL to ask, without fragment."""
    LOCAL = "local"
    """`target` is a path relative to the working folder, with `/`."""
    ANCHOR = "anchor"
    """A place in the same article, whose path is `target`."""
    UNSUPPORTED = "unsupported"
    """Another scheme: a counted skip."""
    TEMPLATE = "template"
    """Holds a template expression, so nobody knows the URL before the site is built: a counted skip."""
    MALFORMED = "malformed"
    """`target` says why."""
    UNCHECKED = "unchecked"
    """A comment in the article says not to check it, and `target` which one and where: a counted skip."""


def without_credentials(text: str) -> str:
    """The text with user names and passwords in its URLs (RFC 3986 §3.2.1) replaced: the form that may be shown.

    Browsers forgive a backslash for a slash and a slash too few after `https:`, so those are seen through too.
    """
    return _USERINFO.sub(r"\1***@", text) if "@" in text else text


_USERINFO = regex(r"(\bhttps?:[/\\]*|[/\\]{2})[^/\\?#\s]*@", re.IGNORECASE)


def pattern_path(path: str) -> str:
    """An article's path, or a pattern for paths, as the two are compared: of a URL its host, path and query."""
    return _SCHEME.sub(r"\1", path, count=1) if "://" in path else path


_SCHEME = regex(r"\A(!?)https?://(?:[^/?#\s]*@)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """One cited URL or identifier at one place."""

    url: str
    """As written, without credentials; for a bare identifier the URL that resolves it."""
    place: Place
    text: str
    role: Role
    target_kind: TargetKind
    target: str
    fragment: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    """Pairs (scheme, value): ("doi", "10.1000/182"), ("pmid", "9500320")."""
    marker: str = ""
    """Number or footnote label of the entry that holds it."""
    has_secret: bool = False
    """It is written with a password or a token, which `url` does not show."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a reference list or footnotes, with or without link."""

    marker: str
    text: str
    place: Place


class RemarkKind(StrEnum):
    """What is the matter with a text, whatever it is about."""

    EMPTY_LEAD_IN = "empty-lead-in"
    """A sentence ends in a colon and introduces nothing."""
    UNLINKED_READING = "unlinked-reading"
    """A title is named as related reading, and nothing leads there."""
    CUT_OFF = "cut-off"
    """A sentence ends in the middle."""


@dataclass(frozen=True, slots=True)
class Remark:
    kind: RemarkKind
    place: Place
    text: str
    """The words it is about, on one line."""


@dataclass(frozen=True, slots=True)
class Article:
    """A document understood, or the problem that prevented reading it."""

    path: str
    format: str
    title: str = ""
    owner: str | None = None
    references: tuple[Reference, ...] = ()
    statements: tuple[ReviewStatement, ...] = ()
    entries: tuple[Entry, ...] = ()
    interval: Interval | None = None
    problem: Problem | None = None
    remarks: tuple[Remark, ...] = ()
    """Empty also where nobody asked for them."""
    citations: tuple[Citation, ...] = ()
    """The works it cites: each entry of its lists, and each link to a work that stands by itself."""
    markers: tuple[Marker, ...] = ()
    """The marks in its text that stand for entries."""
    undefined: tuple[Undefined, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    """In the order of their places."""
    misdirections: tuple[Problem, ...] = ()
    """What was meant as a suppression and cannot be understood as one."""

    @property
    def promises(self) -> tuple[ReviewStatement, ...]:
        """The statements about the review of this article: when it was, or when the next one will be."""
        kinds = {StatementKind.REVIEWED, StatementKind.NEXT_DUE}
        scopes = {Scope.PAGE, Scope.REFERENCES}
        return tuple(
            statement for statement in self.statements if statement.kind in kinds and statement.scope in scopes
        )

    @property
    def cited(self) -> tuple[Reference, ...]:
        """The references that can support a claim: works and pages elsewhere, no pictures, menus or own pages."""
        supporting = {Role.REFERENCE, Role.RELATED, Role.LINK}
        return tuple(
            reference
            for reference in self.references
            if reference.role in supporting and (reference.identifiers or _leads_elsewhere(reference))
        )


def _leads_elsewhere(reference: Reference) -> bool:
    if reference.target_kind is TargetKind.UNCHECKED:
        return reference.url.lower().startswith(("http:", "https:", "//"))
    return reference.target_kind in {TargetKind.REMOTE, TargetKind.MALFORMED}
