"""Articles in, the standing of each work they cite out: what registries said, and the retraction data, judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from reviewaudit import verdicts
from reviewaudit.model import Article, Citation, CitationPolicy, Identifier, Record, Skip, Standing

if TYPE_CHECKING:
    from reviewaudit.retractions import Index

Key = tuple[Identifier, ...]


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


def _standing(citation: Citation, known: Mapping[Identifier, Sequence[Record]], retractions: Index | None) -> Standing:
    records = list(verdicts.records_of(citation, known))
    if retractions is not None:
        text = citation.text if citation.listed else ""
        about = retractions.record(verdicts.names_of(citation, records), text)
        records += [about] if about is not None else []
    strays = [record for name, _ in citation.strays for record in known.get(name, ())]
    return verdicts.judge_work(citation, records, strays)
