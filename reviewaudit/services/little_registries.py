"""Play the registries of cited works in a little web: a request in, what doi.org, Crossref or PubMed would say out.

What they hold is described in TOML, see the top of `articles/registries.toml`. Lists are answered as the services
answer them: doi.org names each DOI it does not have, Crossref leaves it out, PubMed says so in the entry.
"""

from __future__ import annotations

import tomllib
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

_UNKNOWN = {"error": "cannot get document summary"}


class Said(NamedTuple):
    status: int
    data: object
    """To be sent as JSON."""


class LittleRegistries:
    """The registries of one TOML text. Raises ValueError, naming what is not understood."""

    def __init__(self, text: str) -> None:
        held = tomllib.loads(text)
        for name, works in held.items():
            if name not in {"crossref", "pubmed"}:
                raise ValueError(f"{name}: no registry; known are crossref and pubmed")
            for identifier, work in works.items():
                if not isinstance(work, dict):
                    raise ValueError(f"{name}, {identifier}: expected a table, not {work!r}")
        self._works: dict[str, dict[str, Any]] = {doi.lower(): work for doi, work in held.get("crossref", {}).items()}
        self._papers: dict[str, dict[str, Any]] = held.get("pubmed", {})

    def answer(self, url: str) -> Said | None:
        """None for what is no question to a registry."""
        parts = urlsplit(url)
        if parts.netloc == "doi.org" and parts.path.startswith("/doiRA/"):
            dois = parts.path.removeprefix("/doiRA/").split(",")
            return Said(200, [self._agency(unquote(doi)) for doi in dois])
        if parts.netloc == "api.crossref.org":
            return self._work(unquote(parts.path), parse_qs(parts.query))
        if parts.netloc == "eutils.ncbi.nlm.nih.gov":
            ids = parse_qs(parts.query).get("id", [""])[0].split(",")
            entries = {one: {"uid": one, **self._papers.get(one, _UNKNOWN)} for one in ids}
            return Said(200, {"header": {"type": "esummary"}, "result": {"uids": ids, **entries}})
        return None

    def _agency(self, doi: str) -> dict[str, str]:
        if doi.lower() in self._works:
            return {"DOI": doi, "RA": "Crossref"}
        return {"DOI": doi, "status": "DOI does not exist"}

    def _work(self, path: str, query: dict[str, list[str]]) -> Said:
        if path == "/works":
            asked = [clause.removeprefix("doi:").lower() for clause in query.get("filter", [""])[0].split(",")]
            items = [{"DOI": doi, **self._works[doi]} for doi in asked if doi in self._works]
            return Said(200, {"status": "ok", "message-type": "work-list", "message": {"items": items}})
        doi = path.removeprefix("/works/").lower()
        if doi not in self._works:
            return Said(404, "Resource not found.")
        return Said(200, {"status": "ok", "message-type": "work", "message": {"DOI": doi, **self._works[doi]}})
