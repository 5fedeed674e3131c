"""Ask the network about URLs: URLs in, observations out. All of the network and all of async live in this package.

An outage, a dead host or an odd answer is an observation, not an error. What it means is for `reviewaudit.verdicts`.
Nothing heavy (asyncio, httpx, aiohttp) is imported before `look_up` is called.

    answer = look_up(["https://example.org/"], NetworkPolicy(), on_observation=ledger.record_one)

Pages that are articles themselves are read by `fetch`. What registries know of cited works is asked by `look_up_works`,
and where links that have died are archived by `archived`.

Observations carry the URL without user name and password, because they are stored and printed: `public_url` gives the
form under which to look an observation up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from reviewaudit.services.urls import public_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from reviewaudit.model import CitationPolicy, Identifier, NetworkPolicy, Observation, Problem, Record
    from reviewaudit.services.little_web import LittleWeb
    from reviewaudit.services.validators import Condition
    from reviewaudit.services.workers import Standby

__all__ = [
    "Disallowed",
    "HostStats",
    "LookUp",
    "Page",
    "Progress",
    "Question",
    "Snapshot",
    "Standby",
    "WorksLookUp",
    "archived",
    "condition",
    "download",
    "fetch",
    "is_sought",
    "look_up",
    "look_up_works",
    "play_web",
    "public_url",
    "stand_by",
]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a URL beyond how it answers."""

    fragments: tuple[str, ...] = ()
    """Places to look for in its page, as written without '#'; those that `is_sought`."""
    condition: Condition | None = None
    """Its page is wanted only if it has changed."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a look-up is."""

    done: int
    total: int
    rate: float
    """URLs answered per second, over the whole run so far."""
    waiting: tuple[str, ...] = ()
    """Up to three hosts that have been waited for longest, the slowest first."""


@dataclass(frozen=True, slots=True)
class HostStats:
    """What was asked of one host, every request counted: redirects, retries, made-up neighbours."""

    host: str
    """With its port, unless that is the scheme's."""
    requests: int
    answers: Mapping[str, int]
    """By class: "2xx", "3xx" …"""
    limited: int
    """Answers of 429."""
    failures: int
    """Requests without an answer."""
    median_ms: int | None
    """Of the answers."""


@dataclass(frozen=True, slots=True)
class LookUp:
    """What a whole look-up came to; the observations themselves went to `on_observation`."""

    asked: int
    """Distinct URLs that have an observation now."""
    network_down: bool = False
    """URLs were asked, and not one could be because names, routes or the proxy are out of reach."""
    unasked: tuple[str, ...] = ()
    """URLs without an observation, in the order given."""
    problem: str = ""
    """Why there are unasked URLs."""
    hosts: tuple[HostStats, ...] = field(default=(), compare=False)
    """The host with the most requests first."""


class Page(NamedTuple):
    """A page that was read."""

    url: str
    """As wanted, without user name and password."""
    final_url: str
    """Where the redirects ended."""
    type: str
    """Its media type in lower case, without parameters; empty where its server did not say."""
    charset: str
    """In lower case; empty where its server did not say."""
    body: bytes
    """Content codings undone."""


class Disallowed(NamedTuple):
    """A page that was left alone because its site asks programs to."""

    by: str
    """The URL of the robots.txt."""


def fetch(
    urls: Sequence[str],
    policy: NetworkPolicy,
    lead: Callable[[Page, int], Iterable[str]],
    *,
    proxies: Mapping[str, str] | None = None,
    gateway: str | None = None,
    resolve: Callable[[str], Sequence[str]] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> dict[str, Page | Problem | Disallowed]:
    """Read each distinct page once, and those it leads to; by URL, in the order in which they became known.

    `lead` says which further URLs a page leads to; its second argument is 0 for a page of `urls`, 1 for one that such a
    page led to, and so on. What is led to is read only as far as the site's robots.txt allows. The other arguments are
    those of `look_up`; the total that `on_progress` is told grows with what pages lead to. `policy.max_time` ends it
    with what there is. What a page cannot be read for is its Problem.
    """
    from reviewaudit.services.fetching import fetch_all

    return fetch_all(
        urls, policy, lead, proxies=proxies or {}, gateway=gateway, resolve=resolve, on_progress=on_progress
    )


def download(
    url: str,
    target: BinaryIO,
    policy: NetworkPolicy,
    *,
    most: int,
    proxies: Mapping[str, str] | None = None,
    gateway: str | None = None,
    resolve: Callable[[str], Sequence[str]] | None = None,
    on_progress: Callable[[int, int | None], None] | None = None,
) -> Problem | None:
    """Write the body behind a URL to `target`, from its beginning; or say why not, and `target` is of no use then.

    `most`: bytes that it may come to, encoded and decoded. `on_progress` is told the bytes that have come, and how many
    the server announced. The other arguments are those of `look_up`.
    """
    from reviewaudit.services.downloads import download

    return download(
        url,
        target,
        policy,
        most=most,
        proxies=proxies or {},
        gateway=gateway,
        resolve=resolve,
        on_progress=on_progress,
    )


def look_up(
    urls: Sequence[str],
    policy: NetworkPolicy,
    *,
    questions: Mapping[str, Question] | None = None,
    proxies: Mapping[str, str] | None = None,
    gateway: str | None = None,
    on_observation: Callable[[Observation], None] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    resolve: Callable[[str], Sequence[str]] | None = None,
    processes: int | None = None,
    standby: Standby | None = None,
) -> LookUp:
    """Ask about each distinct URL once, and deliver an observation for each as it arrives.

    `questions`: by URL as given, where there is more to ask than whether it answers. Fragments make it a GET that is
    read up to 1 MiB. A 304 to a condition delivers the condition's content.
    `proxies` holds the values of `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` under those names.
    `gateway` ("http://127.0.0.1:8080") gets every request in place of the URL's own host, as plain HTTP with the wanted
    host in `Host` and the scheme in `X-Forwarded-Proto`; no name is looked up and no address refused then.
    `resolve` turns a host name into addresses and raises `socket.gaierror`; by default the system does that.
    `processes`: by default as many as pay off. `standby`: a process from `stand_by()` to do it.
    Callbacks run in the calling thread; what they raise ends the look-up.
    Raises KeyboardInterrupt on Ctrl-C after everything that had arrived was delivered.
    """
    from reviewaudit.services.shards import ask_all

    return ask_all(
        tuple(dict.fromkeys(urls)),
        policy,
        questions=dict(questions or {}),
        proxies=dict(proxies or {}),
        gateway=gateway,
        on_observation=on_observation or _ignore,
        on_progress=on_progress,
        resolve=resolve,
        processes=processes,
        standby=standby,
    )


def is_sought(url: str, fragment: str) -> bool:
    """Whether a browser would look for this place in the page behind `url`; else there is nothing that could miss."""
    from reviewaudit.services import fragments  # for those who cite places

    return fragments.is_sought(url, fragment)


def condition(earlier: Observation) -> Condition | None:
    """The condition that an earlier observation allows; None where it saw no page or was given no validators."""
    from reviewaudit.services import validators  # for those whose pages were seen before

    return validators.condition(earlier)


@dataclass(frozen=True, slots=True)
class WorksLookUp:
    """What a look-up of cited works came to; the records themselves went to `on_record`."""

    asked: int
    """Distinct identifiers, each of which has a record now, or had one."""
    calls: int
    """Requests sent, those of retries and redirects included."""
    by_service: Mapping[str, int]
    """The same, by the service that was asked."""


class Snapshot(NamedTuple):
    """A page in an archive."""

    url: str
    at: datetime
    """When it was taken; aware, UTC."""


def look_up_works(
    wanted: Sequence[Identifier],
    policy: NetworkPolicy,
    citations: CitationPolicy,
    *,
    proxies: Mapping[str, str] | None = None,
    gateway: str | None = None,
    on_record: Callable[[Record], None],
    on_progress: Callable[[Progress], None] | None = None,
    known: Iterable[Record] = (),
    spent: float = 0.0,
    resolve: Callable[[str], Sequence[str]] | None = None,
) -> WorksLookUp:
    """Ask registries about each distinct identifier, and deliver their records as they come.

    Each of `wanted` has at least one record at the end, at most one of each service; further ones are about identifiers
    that stand behind them (the DOI of a paper cited by its PMID), to which `Record.same` leads. A service that gives no
    answer that counts leaves a record that is unchecked and says why. The run ends after two minutes and two seconds
    for each identifier at the latest, or when `policy.max_time` is over, of which `spent` seconds had gone before.
    `known`: records that are good enough still, so that what they answer is neither asked nor delivered.
    `on_progress` is called several times a second, with identifiers in place of URLs, services in place of hosts. The
    other arguments are those of `look_up`; headers of the policy that are not for one host are not sent to registries.
    """
    if not wanted:
        return WorksLookUp(0, 0, {})
    from reviewaudit.services.scholarly.rounds import ask_all

    return ask_all(
        wanted,
        policy,
        citations,
        proxies=proxies or {},
        gateway=gateway,
        on_record=on_record,
        on_progress=on_progress or _ignore,
        known=known,
        spent=spent,
        resolve=resolve,
    )


def archived(
    urls: Sequence[str],
    near: date,
    policy: NetworkPolicy,
    citations: CitationPolicy,
    *,
    proxies: Mapping[str, str] | None = None,
    gateway: str | None = None,
    resolve: Callable[[str], Sequence[str]] | None = None,
) -> dict[str, Snapshot | str | None]:
    """For each distinct URL the archived copy nearest to a day; None if there is none; why it is not known, as words.

    None is no proof that a page was never archived. The URLs are sent without user name and password. The other
    arguments are those of `look_up_works`.
    """
    from reviewaudit.services.scholarly.archives import ask_all

    return ask_all(urls, near, policy, citations, proxies=proxies or {}, gateway=gateway, resolve=resolve)


def stand_by() -> Standby:
    """Start a process that gets ready for one look-up while the caller does other things; to be used in a `with`.

    Worth it where something is likely to be asked: half of the time of a small look-up goes into imports.
    """
    from reviewaudit.services.workers import Standby  # multiprocessing, for those who use it

    return Standby()


def _ignore(_: object) -> None:
    """Nobody asked to be told."""


def play_web(config: str, registries: str = "") -> LittleWeb:
    """A web server on 127.0.0.1 that stands in for every host its TOML describes; its `origin` is a `gateway`.

    `registries`: what those of cited works hold, as TOML too; without it they are unlisted pages.
    """
    from reviewaudit.services.little_web import LittleWeb

    return LittleWeb(config, registries)
