"""Articles in, what registries know of the works they cite out: from the ledger where fresh, else from the registries.

Asked after the links, not beside them: pages that were fetched may name works that nobody else does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from reviewaudit import services, verdicts
from reviewaudit.model import Article, Identifier, Policy, Record, RegistryCounts

if TYPE_CHECKING:
    from reviewaudit.audit.links import Network
    from reviewaudit.ledger import Ledger
    from reviewaudit.services import Progress


@dataclass(frozen=True, slots=True)
class Works:
    """What is known about cited works."""

    known: Mapping[Identifier, Sequence[Record]] = field(default_factory=dict)
    """By identifier, in the order of the services' names."""
    counts: RegistryCounts = field(default_factory=RegistryCounts)


def ask_registries(
    articles: Sequence[Article],
    policy: Policy,
    network: Network | None,
    ledger: Ledger | None,
    clock: Callable[[], datetime],
    started: datetime,
) -> Works:
    """What is known about each identifier that these articles cite, and about those that stand behind it.

    Asked is who has not said anything that still counts. `started`: when the run began, whose `max_time` holds for this
    too. With `network` None, or where the policy leaves registries out, only what the ledger holds fresh is known.
    """
    cited = dict.fromkeys(name for article in articles for citation in article.citations for name in citation.names)
    if policy.citations.resolve:
        works = (citation for article in articles for citation in article.citations)
        cited.update((name, None) for work in works if verdicts.is_searchable(work) for name in work.key)
    wanted = tuple(cited)
    now = clock()
    kept = _consult(wanted, policy, ledger, now) if ledger is not None else {}
    came: dict[tuple[Identifier, str], Record] = {}
    calls = 0
    if network is not None and policy.citations.check and wanted:
        spent = max(0.0, (now - started).total_seconds())
        calls = _ask(wanted, policy, network, ledger, kept.values(), came, spent)
    known: dict[Identifier, list[Record]] = {}
    for (identifier, _), record in sorted((kept | came).items(), key=lambda item: item[0]):
        known.setdefault(identifier, []).append(record)
    asked = {identifier for identifier, _ in came}.intersection(wanted)
    held = {identifier for identifier, _ in kept}.intersection(wanted)
    return Works(known, RegistryCounts(len(asked), calls, len(held - asked)))


def _consult(
    wanted: Iterable[Identifier], policy: Policy, ledger: Ledger, now: datetime
) -> dict[tuple[Identifier, str], Record]:
    """What the ledger holds fresh of these, and of the works they are said to be."""
    found: dict[tuple[Identifier, str], Record] = {}
    seen: set[Identifier] = set()
    ahead = set(wanted)
    while ahead:
        seen |= ahead
        fresh = [
            record for record in ledger.known(sorted(ahead), now) if verdicts.is_current(record, policy.citations, now)
        ]
        found.update(((record.identifier, record.service), record) for record in fresh)
        ahead = {name for record in fresh for name in record.same} - seen
    return found


def _ask(
    wanted: Sequence[Identifier],
    policy: Policy,
    network: Network,
    ledger: Ledger | None,
    kept: Iterable[Record],
    came: dict[tuple[Identifier, str], Record],
    spent: float,
) -> int:
    """How many requests it took; the records go into `came`, and as they come into the ledger."""

    def keep(record: Record) -> None:
        came[record.identifier, record.service] = record
        if ledger is not None:
            ledger.keep([record])

    def progressed(progress: Progress) -> None:
        if ledger is not None:
            ledger.keep(())  # writes what has waited for its time
        if network.on_progress is not None:
            network.on_progress(progress)

    return services.look_up_works(
        wanted,
        policy.network,
        policy.citations,
        proxies=network.proxies,
        gateway=network.gateway,
        on_record=keep,
        on_progress=progressed,
        known=kept,
        spent=spent,
    ).calls
