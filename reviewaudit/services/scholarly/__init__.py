"""Registries and libraries that know cited works, one file each; `look_up` decides who is asked what.

Not among them: services whose word on retractions is second-hand, or whose data may not be kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewaudit.services.scholarly import (
    agencies,
    arxiv,
    biorxiv,
    clinicaltrials,
    crossref,
    datacite,
    doi_org,
    europepmc,
    handles,
    openlibrary,
    pmc,
    pubmed,
    search,
)

if TYPE_CHECKING:
    from reviewaudit.services.scholarly.contracts import Service

SERVICES: tuple[Service, ...] = (
    doi_org.SERVICE,
    handles.SERVICE,
    agencies.SERVICE,
    crossref.SERVICE,
    search.SERVICE,
    datacite.SERVICE,
    pubmed.SERVICE,
    europepmc.SERVICE,
    pmc.SERVICE,
    arxiv.SERVICE,
    biorxiv.SERVICE,
    openlibrary.SERVICE,
    clinicaltrials.SERVICE,
)
