"""The words of the house as frozen values: what a source, a document, an article … and a report are.

Nothing here reads, asks or prints; standard library only. Values that come by the hundred thousand (places, links) are
named tuples because those are made three times faster than frozen dataclasses.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

# --- places -----------------------------------------------------------------------------------------------------------


class Place(NamedTuple):
    """A span of a source. Lines and columns are 1-based; columns count characters (code points), not bytes;
    `end_column` is the column after the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


START = Place(1, 1, 1, 1)


class LineIndex:
    """Character offsets of one text turned into places.

    Lines end at LF, CR LF or a lone CR, as in CommonMark 0.31 §2.1.
    """

    def __init__(self, text: str) -> None:
        starts = [0]
        if "\r" in text:
            starts.extend(found.end() for found in _LINE_END.finditer(text))
        else:
            position = text.find("\n")
            while position != -1:
                starts.append(position + 1)
                position = text.find("\n", position + 1)
        self._starts = starts

    def place(self, start: int, end: int) -> Place:
        """The place of text[start:end]; offsets are 0-based characters."""
        starts = self._starts
        line = bisect_right(starts, start)
        last = line if end == start else bisect_right(starts, end - 1, line - 1)
        return Place(line, start - starts[line - 1] + 1, last, end - starts[last - 1] + 1)

    def offset(self, line: int, column: int) -> int:
        """The 0-based character offset of a 1-based line and column."""
        return self._starts[line - 1] + column - 1


_LINE_END = re.compile(r"\r\n?|\n")


# --- sources and documents --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """A thing to audit: the path to report it under and where its bytes are."""

    path: str
    """Relative to the working folder, with `/`; `-` for standard input unless it was given a name."""
    location: str = ""
    """What to open; empty when `data` is given."""
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a source could not be read: a finding, not an exception."""

    cause: str
    help: str
    place: Place = START


class LinkKind(StrEnum):
    """How a link is written, not what it means."""

    LINK = "link"
    AUTOLINK = "autolink"
    BARE = "bare"
    DEFINITION = "definition"
    IMAGE = "image"
    ASSET = "asset"
    METADATA = "metadata"


class Container(StrEnum):
    """The innermost block that holds a link or a text."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    NUMBERED = "numbered"
    BULLET = "bullet"
    CELL = "cell"
    FOOTNOTE = "footnote"
    DEFINITION = "definition"
    FOOTER = "footer"
    NAVIGATION = "navigation"
    HEAD = "head"
    FRONT_MATTER = "front-matter"


class Surroundings(NamedTuple):
    """Where in the structure of a document something stands."""

    container: Container = Container.PARAGRAPH
    section: str = ""
    """Text of the nearest heading above, markup removed; empty before the first."""
    marker: str = ""
    """The number a reader sees before the entry ("3"), or the label of the footnote."""
    quoted: bool = False
    """Inside a block quote."""
    task: bool = False
    """Inside a task-list item (`- [ ]`)."""
    reference_list: bool = False
    """The markup itself says so: `role="doc-bibliography"`, `<ol class="references">`."""


class Link(NamedTuple):
    url: str
    """As a reader of the markup gets it: entities and backslash escapes undone, nothing else changed."""
    place: Place
    """Of the URL itself as written in the source."""
    kind: LinkKind
    text: str
    around: Surroundings


class TimeMark(NamedTuple):
    """A `<time datetime=…>` inside a block's text."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Block:
    """A run of visible text: one paragraph, heading, list item or table cell, markup removed.

    `anchors` are pairs (offset in text, offset in source), ascending, at which a stretch begins that is written in the
    source exactly as it is seen.
    """

    text: str
    anchors: tuple[tuple[int, int], ...]
    around: Surroundings
    times: tuple[TimeMark, ...] = ()

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the source of text[start:end]."""
        return self._at(start), self._at(end - 1) + 1 if end > start else self._at(start)

    def _at(self, offset: int) -> int:
        index = max(bisect_right(self.anchors, (offset, 1 << 62)) - 1, 0)
        text_offset, source_offset = self.anchors[index]
        return source_offset + offset - text_offset


class Origin(StrEnum):
    """Where a statement or a piece of metadata comes from, in the words of the JSON report."""

    SIDE_FILE = "side-file"
    FRONT_MATTER = "front-matter"
    STATEMENT = "statement"
    JSON_LD = "json-ld"
    MICRODATA = "microdata"
    META = "meta"
    COMMENT = "comment"


class Field(NamedTuple):
    """One piece of metadata. A list gives one field per element, a table one field per leaf (`author.name`)."""

    name: str
    value: str
    """The text as written, quotes and block-scalar indentation removed; never a resolved YAML value."""
    place: Place
    origin: Origin


class Comment(NamedTuple):
    text: str
    place: Place


@dataclass(frozen=True)
class Document:
    """What a format reader saw; no meaning yet.

    `blocks` are built on first use: most articles are settled by their links and metadata alone.
    """

    text: str
    links: tuple[Link, ...] = ()
    fields: tuple[Field, ...] = ()
    comments: tuple[Comment, ...] = ()
    title: str = ""
    base: str = ""
    """`<base href>`, as written."""
    problem: Problem | None = None
    build_blocks: Callable[[], tuple[Block, ...]] = field(default=tuple, repr=False, compare=False)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return self.build_blocks()

    @cached_property
    def lines(self) -> LineIndex:
        return LineIndex(self.text)


# --- dates ------------------------------------------------------------------------------------------------------------


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


# --- articles ---------------------------------------------------------------------------------------------------------


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
    """A place in the same article."""
    UNSUPPORTED = "unsupported"
    """Another scheme: a counted skip."""
    TEMPLATE = "template"
    """Holds a template expression, so nobody knows the URL before the site is built: a counted skip."""
    MALFORMED = "malformed"
    """`target` says why."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One cited URL or identifier at one place."""

    url: str
    """As written; for a bare identifier the URL that resolves it."""
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


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a reference list or footnotes, with or without link."""

    marker: str
    text: str
    place: Place


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

    @property
    def cited(self) -> tuple[Reference, ...]:
        """The references that can support a claim: works and pages elsewhere, no pictures, menus or own pages."""
        supporting = {Role.REFERENCE, Role.RELATED, Role.LINK}
        return tuple(
            reference
            for reference in self.references
            if reference.role in supporting
            and (reference.identifiers or reference.target_kind in {TargetKind.REMOTE, TargetKind.MALFORMED})
        )


# --- observations and verdicts ----------------------------------------------------------------------------------------


class Failure(StrEnum):
    """Why an exchange gave no answer."""

    DNS = "dns"
    """The name does not exist."""
    DNS_UNAVAILABLE = "dns-unavailable"
    """The resolver gave no answer, so nothing is known about the name."""
    REFUSED = "refused"
    RESET = "reset"
    UNREACHABLE = "unreachable"
    TIMEOUT_CONNECT = "timeout-connect"
    TIMEOUT_READ = "timeout-read"
    TLS_EXPIRED = "tls-expired"
    TLS_NAME = "tls-name"
    TLS_CHAIN = "tls-chain"
    TLS_OTHER = "tls-other"
    PROTOCOL = "protocol"
    PROXY = "proxy"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    PRIVATE_ADDRESS = "private-address"
    BAD_REDIRECT = "bad-redirect"
    FILE_MISSING = "file-missing"
    """A local target that is not there."""


class Exchange(NamedTuple):
    """One request and what came back."""

    method: str
    url: str
    status: int | None
    failure: Failure | None
    headers: tuple[tuple[str, str], ...]
    """Lower-case names; only those a verdict can depend on."""
    elapsed_ms: int
    attempt: int
    """1-based; the redirect hops of one attempt share its number."""
    detail: str = ""
    """The words of the error, for `explain`."""


class Content(NamedTuple):
    """Facts about the last body, as far as it was read."""

    type: str
    length: int | None
    title: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Observation:
    """What the network said about one URL, once; never a verdict."""

    url: str
    at: datetime
    """When the last exchange ended; aware, UTC."""
    exchanges: tuple[Exchange, ...]
    content: Content | None = None

    @property
    def attempts(self) -> int:
        return self.exchanges[-1].attempt if self.exchanges else 0

    @property
    def elapsed_ms(self) -> int:
        return sum(exchange.elapsed_ms for exchange in self.exchanges)

    @property
    def chain(self) -> tuple[Exchange, ...]:
        """The exchanges of the last attempt: the redirect hops and the final answer."""
        return tuple(exchange for exchange in self.exchanges if exchange.attempt == self.attempts)


class Status(StrEnum):
    ALIVE = "alive"
    DEAD = "dead"
    SUSPECT = "suspect"
    UNVERIFIED = "unverified"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Verdict:
    status: Status
    reason: str
    """`ok`, `http-404`, `dns`, `blocked`, `rate-limited`, `server-error`, `timeout`, `certificate` …"""
    signal: str = ""
    """What decided, in words: "HTTP 403 with cf-mitigated: challenge"."""
    http_status: int | None = None
    final_url: str = ""
    redirects: tuple[tuple[int, str], ...] = ()
    """Pairs (status, URL that was left), in order."""
    moved: str = ""
    """"permanent" or "cosmetic (https)" … when the citation should name another URL."""
    attempts: int = 0
    elapsed_ms: int = 0
    checked_at: datetime | None = None
    from_ledger: bool = False


# --- review state -----------------------------------------------------------------------------------------------------


class ReviewStatus(StrEnum):
    CURRENT = "current"
    DUE_SOON = "due_soon"
    DUE = "due"
    OVERDUE = "overdue"
    MISSING = "missing"
    INVALID = "invalid"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class Review:
    """What the review statements of one article amount to on one day."""

    status: ReviewStatus
    statement: ReviewStatement | None = None
    """The statement that decides."""
    bounds: Bounds | None = None
    window: Window | None = None
    due: Bounds | None = None
    days_overdue: int = 0
    conflicting: tuple[ReviewStatement, ...] = ()
    """Page reviews whose dates exclude that of `statement`."""


# --- policy -----------------------------------------------------------------------------------------------------------


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return ("error", "warning", "note").index(self.value)


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    window: Window = Window(12, 0, "12 months")
    warn_before: Window = Window(0, 30, "30 days")
    grace: Window = Window(0, 0, "0 days")
    month_policy: str = "end"
    date_order: str = "unset"
    timezone: str = "UTC"
    accept: tuple[str, ...] = ("reviewed",)
    allow_longer: bool = False
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Extra front-matter keys by kind: reviewed, next_due, interval, owner, reviewer."""
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Extra visible labels by kind: reviewed, next_due."""


@dataclass(frozen=True, slots=True)
class NetworkPolicy:
    """How the network is asked. Times are seconds."""

    timeout: float = 20.0
    connect_timeout: float = 10.0
    max_retries: int = 2
    retry_wait: float = 1.0
    max_retry_after: float = 60.0
    max_redirects: int = 10
    max_concurrency: int = 512
    host_concurrency: int = 8
    method: str = "get"
    user_agent: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    accept: tuple[tuple[int, int], ...] = ((200, 299),)
    """Ranges of status codes that count as alive, both ends included."""
    allow_private: bool = False
    ttl_alive: Window = Window(0, 7, "7 days")
    ttl_dead: Window = Window(0, 1, "1 day")
    ttl_unverified: Window = Window(0, 0, "0 days")
    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PathRule:
    """A `[[tool.reviewaudit.rules]]` table: what differs below some paths; the last match wins."""

    paths: tuple[str, ...]
    review: Mapping[str, object] = field(default_factory=dict)
    """Fields of ReviewPolicy to replace."""
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    levels: Mapping[str, Level] = field(default_factory=dict)
    require_references: bool | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """What the organisation wants. Rule selectors are strings here: only `rules` knows which exist."""

    origin: str = ""
    """The file it was read from; empty for the defaults."""
    root: str = ""
    """The folder that path patterns are relative to; empty for the working folder."""
    paths: tuple[str, ...] = ()
    exclude_paths: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    fail_on: str = "error"
    select: tuple[str, ...] = ("RA",)
    ignore: tuple[str, ...] = ()
    levels: Mapping[str, Level] = field(default_factory=dict)
    require_references: bool = False
    review: ReviewPolicy = field(default_factory=ReviewPolicy)
    network: NetworkPolicy = field(default_factory=NetworkPolicy)
    rules: tuple[PathRule, ...] = ()


# --- rules and findings -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's statement about one place."""

    code: str
    name: str
    level: Level
    path: str
    place: Place
    message: str
    help: str
    url: str | None = None
    subject: str = ""
    """What the finding is about, as written; part of the fingerprint, so that it survives edits elsewhere."""
    evidence: Mapping[str, object] = field(default_factory=dict)
    """JSON values."""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may know beside the article."""

    policy: Policy
    """As it holds for this article's path."""
    as_of: date
    review: Review
    verdicts: Mapping[str, Verdict]
    """By target; a target that was not asked is missing."""

    def verdict(self, reference: Reference) -> Verdict | None:
        return self.verdicts.get(reference.target)


@dataclass(frozen=True, slots=True)
class Example:
    """A short article for a rule's page, and the world it stands in."""

    text: str
    as_of: date = date(2026, 6, 1)
    format: str = "markdown"
    config: str = ""
    """TOML, as in `reviewaudit.toml`."""
    answers: Mapping[str, int | str] = field(default_factory=dict)
    """URL -> HTTP status, a Failure value, or "301 https://…" for a redirect to a page that answers 200."""
    data: bytes | None = None
    """Bytes in place of `text`, where the point is that they are no text."""


@dataclass(frozen=True, slots=True)
class Rule:
    code: str
    name: str
    level: Level
    since: str
    check: Callable[[Article, Context], Iterator[Finding]]
    explanation: str
    flagged: Example
    accepted: Example
    needs: frozenset[str] = frozenset()
    """"links": the rule needs to know what the network says."""

    @property
    def summary(self) -> str:
        return self.explanation.strip().split("\n", 1)[0]

    def finding(
        self,
        article: Article,
        place: Place,
        message: str,
        help: str,
        *,
        level: Level | None = None,
        url: str | None = None,
        subject: str = "",
        **evidence: object,
    ) -> Finding:
        """A finding of this rule in `article`."""
        return Finding(
            code=self.code,
            name=self.name,
            level=level or self.level,
            path=article.path,
            place=place,
            message=message,
            help=help,
            url=url,
            subject=subject or url or "",
            evidence=evidence,
        )


# --- report -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Audited:
    """One article with what was made of it."""

    article: Article
    review: Review
    verdicts: tuple[Verdict, ...]
    """One per reference, in their order."""


@dataclass(frozen=True, slots=True)
class Skip:
    """What was left out on purpose, and why."""

    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of a run, those suppressed, and the counts; knows its exit status."""

    version: str
    as_of: date
    started_at: datetime
    duration_s: float
    audited: tuple[Audited, ...]
    findings: tuple[Finding, ...]
    fail_on: str = "error"
    offline: bool = False
    asked: int = 0
    """URLs asked in this run."""
    from_ledger: int = 0
    """URLs answered by an observation that was still fresh."""
    unasked: str = ""
    """Why the network was not asked, or not to the end; empty when it was."""
    skipped: tuple[Skip, ...] = ()
    suppressed: tuple[Finding, ...] = ()
    baselined: tuple[Finding, ...] = ()
    network_down: bool = False

    @property
    def exit_status(self) -> int:
        """0, 1 or 2, as in the product's table."""
        if self.network_down:
            return 2
        if self.fail_on == "never":
            return 0
        threshold = Level(self.fail_on).rank
        return int(any(finding.level.rank <= threshold for finding in self.findings))
