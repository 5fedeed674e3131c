"""The targets of all articles in, what is known about each out: from the ledger where fresh, else from the network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reviewaudit import services, verdicts
from reviewaudit.audit.filters import Filters, skipped
from reviewaudit.audit.remaps import Remaps
from reviewaudit.model import Article, Observation, Policy, Skip, Status, TargetKind, Verdict

if TYPE_CHECKING:
    from reviewaudit.ledger import Ledger
    from reviewaudit.services import HostStats, Progress, Standby


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
    asked: int = 0
    from_ledger: int = 0
    unasked: str = ""
    skipped: list[Skip] = field(default_factory=list)
    network_down: bool = False
    """What was asked of each host."""
    last: dict[str, Observation] = field(default_factory=dict)
    """By target, where it was no good."""

    def judge(self, url: str, observation: Observation, policy: Policy, *, from_ledger: bool = False) -> None:
        verdict = self.verdicts[url] = verdicts.judge(observation, policy.network, from_ledger=from_ledger)
        if verdict.status in {Status.DEAD, Status.UNVERIFIED}:
            self.last[url] = observation


def look_up(
    articles: Sequence[Article],
    policy: Policy,
    network: Network | None,
    ledger: Ledger | None,
    clock: Callable[[], datetime],
    base: Path,
) -> Links:
    """Each distinct URL once, or what it is remapped to: from the ledger where fresh, else from the network."""
    remote = (r.target for a in articles for r in a.references if r.target_kind is TargetKind.REMOTE)
    urls = dict.fromkeys(remote)
    remaps = Remaps(policy, base)
    ways = remaps.ways(urls)
    asked = dict.fromkeys(ways[url].asked if url in ways else url for url in urls)
    for way in ways.values():
        if way.local:
            asked.pop(way.asked, None)
    links = _look_up(asked, policy, network, ledger, clock, Filters(policy, base))
    links.verdicts.update(remaps.judged(ways, links.verdicts))
    return links


def _look_up(
    urls: Iterable[str],
    policy: Policy,
    network: Network | None,
    ledger: Ledger | None,
    clock: Callable[[], datetime],
    filters: Filters,
) -> Links:
    links = Links()
    wanted = []
    for url in urls:
        left_out = filters.verdict(url)
        if left_out is not None:
            links.skipped.append(skipped(url, left_out))
            links.verdicts[url] = left_out
        else:
            wanted.append(url)
    now = clock()
    if ledger is not None:
        seen = ledger.latest([services.public_url(url) for url in wanted], until=now)
        for url in wanted:
            observation = seen.get(services.public_url(url))
            if observation is not None and verdicts.is_fresh(observation, policy.network, now):
                links.judge(url, observation, policy, from_ledger=True)
        links.from_ledger = sum(url in links.verdicts for url in wanted)
    missing = [url for url in wanted if url not in links.verdicts]
    if network is None:
        links.unasked = "offline" if missing else ""
        return links
    if missing:
        _ask(missing, links, policy, network, ledger)
    if ledger is not None:
        _remember(links, policy, ledger)
    return links


def _remember(links: Links, policy: Policy, ledger: Ledger) -> None:
    """What is no good now, judged with how it was before."""
    histories = ledger.histories([observation.url for observation in links.last.values()])
    for url, observation in links.last.items():
        history = histories.get(observation.url, ())
        from_ledger = links.verdicts[url].from_ledger
        links.verdicts[url] = verdicts.judge(observation, policy.network, history, from_ledger=from_ledger)


def _ask(missing: list[str], links: Links, policy: Policy, network: Network, ledger: Ledger | None) -> None:
    wanted = {services.public_url(url): url for url in missing}

    def keep(observation: Observation) -> None:
        if ledger is not None:
            ledger.record([observation])
        links.judge(wanted[observation.url], observation, policy)
        links.asked += 1

    def progressed(progress: Progress) -> None:
        if ledger is not None:
            ledger.record(())  # writes what has waited for its time
        if network.on_progress is not None:
            network.on_progress(progress)

    outcome = services.look_up(
        missing,
        policy.network,
        proxies=network.proxies,
        gateway=network.gateway,
        on_observation=keep,
        on_progress=progressed,
        standby=network.standby,
    )
    links.network_down = outcome.network_down
    if network.on_hosts is not None:
        network.on_hosts(outcome.hosts)
    unasked = [url for url in missing if url not in links.verdicts]
    if unasked:
        links.unasked = f"{len(unasked)} URLs were not asked: {outcome.problem}"
