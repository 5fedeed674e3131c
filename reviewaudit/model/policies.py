"""What the organisation wants, and how an article stands to it on one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from reviewaudit.model.articles import Bounds, ReviewStatement, Window


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
    next_due: ReviewStatement | None = None
    """The article's own word for when the next review is due, where that decides."""


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
    spread: Window = Window(0, 0, "0 days")
    month_policy: str = "end"
    date_order: str = "unset"
    timezone: str = "UTC"
    accept: tuple[str, ...] = ("reviewed",)
    min_precision: str = "month"
    require_reviewer: bool = False
    ignore_revs: str = ""
    """A file of commits that git is not asked about, relative to the config's folder."""
    allow_longer: bool = False
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Extra front-matter keys by kind: reviewed, next_due, interval, owner, reviewer."""
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Extra visible labels by kind: reviewed, next_due."""
    side_file: str = ""
    """The path, relative to the policy's folder, of what is known about articles that cannot be edited."""


@dataclass(frozen=True, slots=True)
class LinkPolicy:
    """Which links are read, and where they lead."""

    include_verbatim: bool = False
    """URLs in code and in comments are links too."""
    include_wikilinks: bool = False
    """`[[Page]]` is a link in Markdown."""
    include_fragments: bool = False
    """The places inside pages elsewhere are looked for too; those of files always are."""
    include_mail: bool = False
    """The spelling of the addresses in `mailto:` is looked at."""
    root_dir: str = ""
    """The folder that `/path` starts from, relative to the policy's folder."""
    base_url: str = ""
    """The URL under which the policy's folder, or `root_dir`, is published."""
    index_files: tuple[str, ...] = ("index.html", "index.htm")
    """What stands for a folder; besides an index article, and README.md where nothing else is there."""
    fallback_extensions: tuple[str, ...] = ("html", "htm")
    """Endings that a link may leave out; besides those of articles."""
    remap: tuple[tuple[str, str], ...] = ()
    """Pairs (pattern, replacement) applied to URLs before they are asked."""


@dataclass(frozen=True, slots=True)
class Publication:
    """Where the site lies that the articles belong to, as far as it is known: in files and on the web."""

    root: str = ""
    """The folder that is published, relative to the working folder, with `/`; empty: not known."""
    url: str = ""
    """Under which it is published, http or https, with a `/` at its end; empty: not known."""
    rooted: bool = False
    """`/path` is a file below `root`, and nothing else."""


@dataclass(frozen=True, slots=True)
class HostPolicy:
    """What differs for one host; what is None or empty does not."""

    concurrency: int | None = None
    interval: float = 0.0
    """Seconds between the starts of two requests."""
    headers: tuple[tuple[str, str], ...] = ()
    """Sent to this host alone, wherever a redirect leads."""
    accept: tuple[tuple[int, int], ...] = ()
    method: str = ""


_ANY_HOST = HostPolicy()


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
    host_concurrency: int = 24
    """The widest pace: each host starts with a third of it, widens while all is well, and shrinks at a complaint."""
    max_time: float = 0.0
    """Seconds after which the run ends with what it has; 0: never."""
    method: str = "get"
    user_agent: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    accept: tuple[tuple[int, int], ...] = ((200, 299),)
    """Ranges of status codes that count as alive, both ends included."""
    allow_private: bool = False
    ttl_alive: Window = Window(0, 7, "7 days")
    ttl_dead: Window = Window(0, 1, "1 day")
    ttl_unverified: Window = Window(0, 0, "0 days")
    dead_after: int = 3
    """Failures in a row, `dead_days` apart, that make a URL dead whose server never said so."""
    dead_days: int = 3
    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    hosts: Mapping[str, HostPolicy] = field(default_factory=dict)
    """By host name in lower case; "*.example.org" is example.org's subdomains."""

    def for_host(self, host: str) -> HostPolicy:
        """What differs for this host name."""
        if not self.hosts:
            return _ANY_HOST
        host = host.lower().rstrip(".")
        found = self.hosts.get(host)
        while found is None and "." in host:
            host = host.partition(".")[2]
            found = self.hosts.get(f"*.{host}")
        return found or _ANY_HOST


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A cited work that is accepted as it stands."""

    id: str
    """As written: a DOI, "PMID 9500320", a URL."""
    reason: str
    until: date | None = None
    """The last day on which it holds; None: for good."""
    origin: str = ""
    """File and line."""


@dataclass(frozen=True, slots=True)
class CitationPolicy:
    """How cited works are looked up and judged."""

    check: bool = True
    """Whether registries are asked at all."""
    contact: str = ""
    """A mail address for registries, which then answer faster; sent nowhere else and never shown."""
    retraction_data: str = ""
    """The index, or the CSV file, of retractions; empty: in the user's cache folder."""
    max_age: Window | None = None
    """How old a cited work may be; None: any age."""
    resolve: bool = False
    """Whether works without identifier are searched by their text."""
    concern_level: str = "warning"
    preprint_level: str = "note"
    services: Mapping[str, str] = field(default_factory=dict)
    """Base URLs other than the services' own, by service."""
    ttl_record: Window = Window(0, 30, "30 days")
    ttl_notices: Window = Window(0, 7, "7 days")
    ttl_missing: Window = Window(0, 1, "1 day")
    accept: tuple[Acceptance, ...] = ()


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
    owner: str | None = None
    origin: str = ""
    """File and line."""


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
    suppressions_need_reason: bool = False
    """A suppression that gives none suppresses nothing."""
    baseline: str = ""
    """The path of the findings that are known, relative to the policy's folder."""
    decisions: str = ""
    """The path of the decisions on findings, relative to the policy's folder; empty for the usual one, if any."""
    owner: str = ""
    """Who answers for articles that do not say so themselves."""
    review: ReviewPolicy = field(default_factory=ReviewPolicy)
    links: LinkPolicy = field(default_factory=LinkPolicy)
    network: NetworkPolicy = field(default_factory=NetworkPolicy)
    citations: CitationPolicy = field(default_factory=CitationPolicy)
    rules: tuple[PathRule, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    """Where each value that is not a default was set, by its dotted key; an item of a list that was added to the
    config's, by "key=item"."""

    def origin_of(self, key: str, item: str) -> str:
        """Where one item of a list was set: an option, or file, line and key."""
        place = self.origins.get(key)
        return self.origins.get(f"{key}={item}") or (f"{place}: {key}" if place else key)
