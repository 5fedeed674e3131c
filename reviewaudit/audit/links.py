"""The targets of all articles in, what is known about each out: from the ledger where fresh, else from the network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reviewaudit import services, verdicts
from reviewaudit.audit.filters import Filters, skipped
from reviewaudit.audit.remaps import Remaps, Way
from reviewaudit.model import (
    Article,
    FragmentFact,
    Identifier,
    NetworkPolicy,
    Observation,
    Policy,
    Reference,
    Skip,
    Status,
    TargetKind,
    Verdict,
)
from reviewaudit.services import Question

if TYPE_CHECKING:
    from reviewaudit.ledger import Ledger
    from reviewaudit.services import HostStats, Progress, Standby

_MOST_EARLIER = 100
"""Places beyond those cited now that are looked for again in one page."""


@dataclass(frozen=True, slots=True)
class Network:
    """How the network may be asked in this run."""

    proxies: Mapping[str, str] = field(default_factory=dict)
    gateway: str | None = None
    on_progress: Callable[[Progress], None] | None = None
    on_hosts: Callable[[tuple[HostStats, ...]], None] | None = None
    """Told at the end what each host was asked and how it answered."""
    standby: Standby | None = None
    """Processes that made ready for asking while the articles were read."""


@dataclass(slots=True)
class Links:
    """What is known about the targets of all articles."""

    verdicts: dict[str, Verdict] = field(default_factory=dict)
    fragments: dict[tuple[str, str], FragmentFact] = field(default_factory=dict)
    """By target and fragment: what is known of that place; of pages that are alive only."""
    pages: dict[str, tuple[Identifier, ...]] = field(default_factory=dict)
    """By target: the work that the page says it is about; of pages that are alive only."""
    asked: int = 0
    from_ledger: int = 0
    unasked: str = ""
    skipped: list[Skip] = field(default_factory=list)
    network_down: bool = False
    """What was asked of each host."""
    last: dict[str, Observation] = field(default_factory=dict)
    """By target, where it was no good."""

    def take(self, url: str, observation: Observation, verdict: Verdict) -> None:
        """What was observed about a target, and what that amounts to."""
        self.verdicts[url] = verdict
        if verdict.status in {Status.DEAD, Status.UNVERIFIED}:
            self.last[url] = observation
        elif verdict.status is Status.ALIVE and observation.content is not None:
            for fragment, there in observation.content.fragments:
                self.fragments[url, fragment] = FragmentFact(there)
            if observation.content.identifiers:
                self.pages[url] = observation.content.identifiers


@dataclass(slots=True)
class _Open:
    """What the ledger leaves to be asked."""

    urls: list[str] = field(default_factory=list)
    questions: dict[str, Question] = field(default_factory=dict)
    fallback: dict[str, tuple[Observation, Verdict]] = field(default_factory=dict)
    """What is fresh, but does not know every place that is cited: good enough where nothing better comes."""


def look_up(
    articles: Sequence[Article],
    policy: Policy,
    network: Network | None,
    ledger: Ledger | None,
    clock: Callable[[], datetime],
    base: Path,
    known: Links | None = None,
) -> Links:
    """Each distinct URL once, or what it is remapped to: from the ledger where fresh, else from the network.

    With `links.include_fragments` what is fresh is asked again where it does not tell of a place that is cited now; but
    not because of a place that its page did not tell about when it was looked for. What is found is added to `known`; a
    URL that has a verdict there is not asked.
    """
    links = known or Links()
    remote = [r for a in articles for r in a.references if r.target_kind is TargetKind.REMOTE]
    urls = [url for url in dict.fromkeys(reference.target for reference in remote) if url not in links.verdicts]
    remaps = Remaps(policy, base)
    ways = remaps.ways(urls)
    wanted = _not_filtered(urls, ways, Filters(policy, base), links)
    cited = _cited_places(remote, ways) if policy.links.include_fragments else {}
    _find_out(wanted, cited, links, policy, network, ledger, clock())
    links.verdicts.update(remaps.judged(ways, links.verdicts))
    for (url, fragment), fact in list(links.fragments.items()):
        links.fragments.update(((cited_as, fragment), fact) for cited_as, way in ways.items() if way.asked == url)
    if links.pages:
        links.pages.update({url: links.pages[way.asked] for url, way in ways.items() if way.asked in links.pages})
    return links


def _not_filtered(urls: Iterable[str], ways: Mapping[str, Way], filters: Filters, links: Links) -> list[str]:
    """What is to be asked, each once; what a filter leaves out is settled in `links`."""
    wanted = []
    for url in dict.fromkeys(ways[url].asked if url in ways else url for url in urls if not _is_local(ways.get(url))):
        left_out = filters.verdict(url)
        if left_out is not None:
            links.skipped.append(skipped(url, left_out))
            links.verdicts[url] = left_out
        else:
            wanted.append(url)
    return wanted


def _is_local(way: Way | None) -> bool:
    return way is not None and way.local


def _find_out(
    wanted: Sequence[str],
    cited: Mapping[str, tuple[str, ...]],
    links: Links,
    policy: Policy,
    network: Network | None,
    ledger: Ledger | None,
    now: datetime,
) -> None:
    left = _consult(wanted, cited, links, policy.network, ledger, now)
    if network is not None and left.urls:
        _ask(left, links, policy, network, ledger)
    for url, (observation, verdict) in left.fallback.items():
        if url not in links.verdicts:
            links.take(url, observation, verdict)
            links.from_ledger += 1
    if network is None:
        links.unasked = "offline" if any(url not in links.verdicts for url in wanted) else ""
    elif ledger is not None:
        _remember(links, policy, ledger)


def _cited_places(references: Iterable[Reference], ways: Mapping[str, Way]) -> dict[str, tuple[str, ...]]:
    """The fragments that each URL to ask is cited with, as far as they are looked for in its page."""
    cited: dict[str, dict[str, None]] = {}
    for reference in references:
        url = ways[reference.target].asked if reference.target in ways else reference.target
        if reference.fragment and services.is_sought(url, reference.fragment):
            cited.setdefault(url, {})[reference.fragment] = None
    return {url: tuple(fragments) for url, fragments in cited.items()}


def _consult(
    wanted: Sequence[str],
    cited: Mapping[str, tuple[str, ...]],
    links: Links,
    policy: NetworkPolicy,
    ledger: Ledger | None,
    now: datetime,
) -> _Open:
    """Take from the ledger what is fresh; the rest is to be asked, and how."""
    left = _Open()
    public = {url: services.public_url(url) for url in wanted}
    seen = ledger.latest(public.values(), until=now) if ledger is not None else {}
    for url in wanted:
        fragments = cited.get(url, ())
        observation = seen.get(public[url])
        if observation is None or not observation.exchanges:
            if fragments:
                left.questions[url] = Question(fragments)
            left.urls.append(url)
            continue
        verdict = verdicts.judge(observation, policy, from_ledger=True)
        fresh = verdicts.is_fresh(observation, policy, now, verdict)
        told = _told(observation, verdict, fragments) if fragments else True
        if fresh and told:
            links.take(url, observation, verdict)
            links.from_ledger += 1
            continue
        if fresh:
            left.fallback[url] = observation, verdict
        question = _question(observation, verdict, fragments, fresh=fresh)
        if question is not None:
            left.questions[url] = question
        left.urls.append(url)
    return left


def _told(observation: Observation, verdict: Verdict, fragments: Sequence[str]) -> bool:
    """Whether there is nothing to learn about these places: each was looked for, or there is no page to have it."""
    if verdict.status not in {Status.ALIVE, Status.SUSPECT}:
        return True
    content = observation.content
    looked_for = {*dict(content.fragments), *content.unsettled} if content is not None else set()
    return looked_for.issuperset(fragments)


def _question(
    observation: Observation, verdict: Verdict, fragments: tuple[str, ...], *, fresh: bool
) -> Question | None:
    """How a URL is asked again that was observed before."""
    content = observation.content
    known = dict(content.fragments) if content is not None else {}
    if fragments and content is not None:
        # Those that others cite it with are looked for once more, or two lists of articles would take turns in asking.
        earlier = (*known, *content.unsettled)[:_MOST_EARLIER]
        fragments = tuple(dict.fromkeys((*fragments, *earlier)))
    condition = None
    if not fresh and verdict.status is Status.ALIVE and known.keys() >= set(fragments):
        condition = services.condition(observation)
    return Question(fragments, condition) if fragments or condition else None


def _remember(links: Links, policy: Policy, ledger: Ledger) -> None:
    """What is no good now, judged with how it was before."""
    histories = ledger.histories([observation.url for observation in links.last.values()])
    for url, observation in links.last.items():
        history = histories.get(observation.url, ())
        from_ledger = links.verdicts[url].from_ledger
        links.verdicts[url] = verdicts.judge(observation, policy.network, history, from_ledger=from_ledger)


def _ask(left: _Open, links: Links, policy: Policy, network: Network, ledger: Ledger | None) -> None:
    # With and without credentials, a URL is one in the ledger and for its readers: the first to have any is asked.
    wanted: dict[str, list[str]] = {}
    for url in sorted(left.urls, key=lambda url: url == services.public_url(url)):
        wanted.setdefault(services.public_url(url), []).append(url)

    def keep(observation: Observation) -> None:
        if ledger is not None:
            ledger.record([observation])
        verdict = verdicts.judge(observation, policy.network)
        for url in wanted[observation.url]:
            links.take(url, observation, verdict)
        links.asked += 1

    def progressed(progress: Progress) -> None:
        if ledger is not None:
            ledger.record(())  # writes what has waited for its time
        if network.on_progress is not None:
            network.on_progress(progress)

    outcome = services.look_up(
        [url for url in left.urls if url == wanted[services.public_url(url)][0]],
        policy.network,
        questions=left.questions,
        proxies=network.proxies,
        gateway=network.gateway,
        on_observation=keep,
        on_progress=progressed,
        standby=network.standby,
    )
    links.network_down = outcome.network_down
    if network.on_hosts is not None:
        network.on_hosts(outcome.hosts)
    unasked = [url for url in left.urls if url not in links.verdicts and url not in left.fallback]
    if unasked:
        links.unasked = f"{len(unasked)} URLs were not asked: {outcome.problem}"
