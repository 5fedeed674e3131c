"""Articles in, the standing of each work they cite out: what registries said, and the retraction data, judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from reviewaudit import verdicts
from reviewaudit.model import Article, Citation, CitationPolicy, Identifier, Policy, Record, Skip, Standing

if TYPE_CHECKING:
    from reviewaudit.retractions import Index

Key = tuple[Identifier, ...]
IDLE = "citations.accept"
"""The `rule` of skips that are about accept entries which do nothing."""


def standings(
    articles: Iterable[Article], known: Mapping[Identifier, Sequence[Record]], retractions: Index | None
) -> dict[Key, Standing]:
    """By the key of each citation. `known`: the records of the registries, by the identifier they are about."""
    found: dict[Key, Standing] = {}
    for article in articles:
        for citation in article.citations:
            if citation.key not in found:
                found[citation.key] = _standing(citation, known, retractions)
    return found


def with_short_origins(policy: Policy, base: Path) -> Policy:
    """The policy with the places of its accept entries below the working folder shortened, as reports show them."""
    if not policy.citations.accept:
        return policy
    start = f"{base.as_posix()}/"
    accept = tuple(replace(item, origin=item.origin.removeprefix(start)) for item in policy.citations.accept)
    return replace(policy, citations=replace(policy.citations, accept=accept))


def accepted(
    articles: Iterable[Article], found: Mapping[Key, Standing], policy: CitationPolicy, as_of: date
) -> Iterator[Skip]:
    """The cited works that the policy accepts as they stand, so that nothing was said about them."""
    for article in articles:
        for citation in article.citations:
            standing = found.get(citation.key)
            if standing is None or not policy.accept:
                continue
            holds, _ = verdicts.accepted(citation, standing.identifiers, policy.accept, as_of)
            if holds is not None:
                reason = f"{article.path}:{citation.place.line}: accepted as it stands: {holds.reason}"
                yield Skip(verdicts.title_of(citation), reason, holds.id, holds.origin)


def idle(
    articles: Sequence[Article], found: Mapping[Key, Standing], policy: CitationPolicy, as_of: date, *, looked: bool
) -> Iterator[Skip]:
    """The accept entries of the policy that do nothing: their day is over, or no audited article cites their work.

    `looked`: the pages that articles link, and the registries, could be asked what work they are about. Else it is not
    known that a work is cited nowhere, if it is not named by its URL.
    """
    if not policy.accept:
        return
    cited = frozenset(_cited(articles, found))
    for item in policy.accept:
        name = verdicts.read_id(item.id)
        if name not in cited and (looked or name[0] == "url"):
            yield Skip(
                item.id, "is accepted in the config, but no audited article is known to cite it", IDLE, item.origin
            )
        elif name in cited and item.until is not None and item.until < as_of:
            days = (as_of - item.until).days
            ended = f"was accepted until {item.until}, {days} day{'s' if days != 1 else ''} ago"
            yield Skip(item.id, f"{ended}; it counts again", IDLE, item.origin)


def _cited(articles: Iterable[Article], found: Mapping[Key, Standing]) -> Iterator[Identifier]:
    for article in articles:
        for reference in article.references:
            yield from (*reference.identifiers, ("url", reference.url), ("url", reference.target))
        for citation in article.citations:
            standing = found.get(citation.key)
            yield from verdicts.names_in(citation, standing.identifiers if standing is not None else ())


def _standing(citation: Citation, known: Mapping[Identifier, Sequence[Record]], retractions: Index | None) -> Standing:
    records = list(verdicts.records_of(citation, known))
    if retractions is not None:
        text = citation.text if citation.listed else ""
        about = retractions.record(verdicts.names_of(citation, records), text)
        records += [about] if about is not None else []
    strays = [record for name, _ in citation.strays for record in known.get(name, ())]
    return verdicts.judge_work(citation, records, strays)
