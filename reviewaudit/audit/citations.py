"""Articles in, the standing of each work they cite out: what registries said, and the retraction data, judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from reviewaudit import verdicts
from reviewaudit.model import Article, Citation, Identifier, Record, Standing

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


def _standing(citation: Citation, known: Mapping[Identifier, Sequence[Record]], retractions: Index | None) -> Standing:
    records = list(verdicts.records_of(citation, known))
    if retractions is not None:
        text = citation.text if citation.listed else ""
        about = retractions.record(verdicts.names_of(citation, records), text)
        records += [about] if about is not None else []
    return verdicts.judge_work(citation, records)
