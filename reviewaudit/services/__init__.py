"""Ask the network about URLs: URLs in, observations out. All of the network and all of async live in this package.

An outage, a dead host or an odd answer is an observation, not an error. What it means is for `reviewaudit.verdicts`.
Nothing heavy (asyncio, httpx, aiohttp) is imported before `look_up` is called.

    answer = look_up(["https://example.org/"], NetworkPolicy(), on_observation=ledger.record_one)

Pages that are articles themselves are read by `fetch`.

Observations carry the URL without user name and password, because they are stored and printed: `public_url` gives the
form under which to look an observation up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.services.urls import public_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from reviewaudit.model import NetworkPolicy, Observation, Problem
    from reviewaudit.services.little_web import LittleWeb
    from reviewaudit.services.validators import Condition
    from reviewaudit.services.workers import Standby

__all__ = [
    "Copies",
    "Disallowed",
    "HostStats",
    "LookUp",
    "Page",
    "Progress",
    "Question",
    "Standby",
    "archived",
    "condition",
    "fetch",
    "is_sought",
    "look_up",
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
class Copies:
    """Archived copies by URL, and for each URL without one the reason, in words."""

    found: Mapping[str, str] = field(default_factory=dict)
    causes: Mapping[str, str] = field(default_factory=dict)


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
) -> dict[str, Page | Problem | Disallowed]:
    """Read each distinct page once, and those it leads to; by URL, in the order in which they became known.

    `lead` says which further URLs a page leads to; its second argument is 0 for a page of `urls`, 1 for one that such a
    page led to, and so on. What is led to is read only as far as the site's robots.txt allows. The other arguments are
    those of `look_up`. `policy.max_time` ends it with what there is. What a page cannot be read for is its Problem.
    """
    from reviewaudit.services.fetching import fetch_all

    return fetch_all(urls, policy, lead, proxies=proxies or {}, gateway=gateway, resolve=resolve)


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


def archived(
    urls: Sequence[str],
    at: Callable[[str], date | None],
    *,
    base: str = "",
    user_agent: str = "",
    timeout: float = 20.0,
    proxies: Mapping[str, str] | None = None,
) -> Copies:
    """The archived copy of each URL that is nearest to the day `at` gives for it; the latest one for None.

    `base` is the address of a service that answers like the Wayback Machine's availability API; empty for that itself.
    """
    from reviewaudit.services import archives  # for those who ask for copies

    found, causes = archives.find_copies(
        tuple(dict.fromkeys(urls)),
        at,
        base=base or archives.AVAILABILITY,
        user_agent=user_agent or "reviewaudit",
        timeout=timeout,
        proxies=dict(proxies or {}),
    )
    return Copies(found, causes)


def stand_by() -> Standby:
    """Start a process that gets ready for one look-up while the caller does other things; to be used in a `with`.

    Worth it where something is likely to be asked: half of the time of a small look-up goes into imports.
    """
    from reviewaudit.services.workers import Standby  # multiprocessing, for those who use it

    return Standby()


def _ignore(_: Observation) -> None:
    """Nobody asked for the single observations."""


def play_web(config: str) -> LittleWeb:
    """A web server on 127.0.0.1 that stands in for every host its TOML describes; its `origin` is a `gateway`."""
    from reviewaudit.services.little_web import LittleWeb

    return LittleWeb(config)
