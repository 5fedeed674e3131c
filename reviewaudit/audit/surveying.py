"""Sources in, what each article shows of its house's habits out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reviewaudit import discovery, extraction, formats
from reviewaudit.audit.reading import mapped
from reviewaudit.model import Policy, Problem, Source

if TYPE_CHECKING:
    from reviewaudit.adoption import Sighting


def sightings(sources: Sequence[Source]) -> list[Sighting]:
    """One per source, in the same order, read with the defaults whatever the config says."""
    return [sighting for batch in mapped(_sight_batch, sources, sources) for sighting in batch]


def _sight_batch(sources: Sequence[Source]) -> list[Sighting]:
    return [_sight(source) for source in sources]


def _sight(source: Source) -> Sighting:
    from reviewaudit import adoption  # no audit needs it

    data = discovery.read(source)
    if isinstance(data, Problem):
        return adoption.Sighting(source.path, readable=False)
    policy = Policy()
    format = source.format or formats.format_of(source.path) or "text"
    document = formats.parse(data, format, policy.links)
    article = extraction.extract(source.path, format, document, policy.review, remarks=False)
    return adoption.sight(article, document)
