"""What the network said, and what that amounts to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


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
    TLS_INCOMPLETE = "tls-incomplete"
    """The server left out a part of the chain and says where it is to be had, which browsers heed."""
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
    headline: str = ""
    """The first `<h1>`."""
    words: int | None = None
    """Visible words; None where nothing asked for a count."""
    signals: tuple[str, ...] = ()
    """What else was seen, as "kind:what": "challenge:Imperva", "parked:Sedo", "sale:buy this domain",
    "missing:page not found", "neighbour:same", "neighbour:404"; "superseded:this page was withdrawn" where that opens
    a paragraph, "mentions-superseded:" where it stands within one, "replacement:/new" for the link in these words."""
    fragments: tuple[tuple[str, bool], ...] = ()
    """The cited places that were looked for in the page, as written without '#', and whether each is there."""
    unsettled: tuple[str, ...] = ()
    """Those that were looked for as well, but the page does not tell: it was cut, is no HTML, is made by a script."""
    identifiers: tuple[tuple[str, str], ...] = ()
    """Pairs (scheme, value) that its head gives for the work it is about, as a `Citation` has them."""


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
        return sum([exchange.elapsed_ms for exchange in self.exchanges])

    @property
    def chain(self) -> tuple[Exchange, ...]:
        """The exchanges of the last attempt: the redirect hops and the final answer."""
        attempts = self.attempts
        return tuple([exchange for exchange in self.exchanges if exchange.attempt == attempts])


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
    evidence: tuple[str, ...] = ()
    """The weak signals that together make a page suspect, in words."""
    asked: str = ""
    """What was asked in place of the cited URL, where a remap leads elsewhere."""
    origin: str = ""
    """Of a skip: where the rule stands that caused it; `signal` is the rule."""
    since: datetime | None = None
    """The first of the failures in a row that end with this one, as far as the ledger knows."""
    superseded: str = ""
    """The page's own words that something has taken its place."""
    replacement: str = ""
    """Where these words lead."""
    near: tuple[str, ...] = ()
    """Where a file is missing: what is there and has nearly its name, relative to the working folder, with `/`."""


class FragmentFact(NamedTuple):
    """Whether a place inside a page (`#part`) is there. What is not known has no such fact."""

    found: bool
    near: tuple[str, ...] = ()
    """The places that are there and are spelled most like it, the nearest first, without "#"."""
