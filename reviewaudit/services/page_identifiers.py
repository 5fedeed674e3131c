"""The head of a page in, the identifiers of the work that the page is about out.

Most publishers' URLs do not tell the DOI; their pages do: in the meta tags of Highwire Press (`citation_doi`), Dublin
Core and PRISM, in JSON-LD, in the canonical URL. Works that a page merely cites (`citation_reference`, `citation` in
JSON-LD) are passed over. Sources: Google Scholar inclusion guidelines, DCMI terms, PRISM 3, schema.org.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

from reviewaudit import identifiers
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGN = regex(rb"10\.\d{4}")
_OTHERS = (b"citation_pm", b"citation_arxiv", b"citation_isbn")
_TAG = regex(r"<(meta|link)\s([^<>]{1,3000})>", re.IGNORECASE)
_ATTRIBUTE = regex(
    r"([a-z:_-]{1,30})\s{0,9}=\s{0,9}(?:\"([^\"]{0,2000})\"|'([^']{0,2000})'|([^\s\"'>]{1,2000}))", re.IGNORECASE
)
_NAMES = {
    "citation_doi": "doi",
    "bepress_citation_doi": "doi",
    "prism.doi": "doi",
    "citation_pmid": "pmid",
    "citation_pmcid": "pmcid",
    "citation_arxiv_id": "arxiv",
    "citation_isbn": "isbn",
    "dc.identifier": "",
    "dcterms.identifier": "",
    "dc.identifier.doi": "doi",
}
"""Names of meta tags, and what they hold; empty where the value has to say so itself."""
_LD = regex(r"<script[^<>]{0,300}application/ld\+json[^<>]{0,300}>", re.IGNORECASE)
_WORKS = frozenset((
    "article", "scholarlyarticle", "medicalscholarlyarticle", "newsarticle", "report", "book", "chapter", "dataset",
    "creativework", "thesis", "publicationissue", "techarticle", "review", "webpage", "medicalwebpage",
))  # fmt: skip
_MOST = 8
"""More than that and the page is a list."""


def of_page(body: bytes, charset: str) -> tuple[tuple[str, str], ...]:
    """Pairs (scheme, value) in the order of the head; none where it is a list of works."""
    end = body.find(b"</head")
    head = body[:end] if end >= 0 else body
    if (b"10." not in head or _SIGN.search(head) is None) and not any(name in head for name in _OTHERS):
        return ()
    try:
        text = head.decode(charset or "utf-8", "replace")
    except LookupError:
        text = head.decode("utf-8", "replace")
    found: dict[tuple[str, str], None] = {}
    for scheme, value in _written(text):
        found.update((pair, None) for pair in _read(scheme, value))
    return tuple(found) if len(found) <= _MOST else ()


def _written(head: str) -> Iterator[tuple[str, str]]:
    for tag in _TAG.finditer(head):
        attributes = {
            name.lower(): html.unescape(double or single or bare)
            for name, double, single, bare in _ATTRIBUTE.findall(tag[2])
        }
        if tag[1].lower() == "meta":
            name = (attributes.get("name") or attributes.get("property") or "").lower()
            if name in _NAMES:
                yield _NAMES[name], attributes.get("content", "").strip()
        elif attributes.get("rel", "").lower() == "canonical":
            yield "url", attributes.get("href", "").strip()
    at = 0
    while opening := _LD.search(head, at):
        at = head.find("</", opening.end())
        if at < 0:
            return
        data = head[opening.end() : at]
        if "10." in data:
            try:
                yield from _linked_data(json.loads(data, strict=False))
            except (ValueError, RecursionError):
                continue


def _linked_data(data: Any) -> Iterator[tuple[str, str]]:
    nodes = data if isinstance(data, list) else data.get("@graph", [data]) if isinstance(data, dict) else []
    for node in nodes if isinstance(nodes, list) else [nodes]:
        if not isinstance(node, dict):
            continue
        kinds = node.get("@type", "")
        if not {str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])} & _WORKS:
            continue
        for about in (node, node.get("mainEntity")):
            if isinstance(about, dict):
                for key in ("identifier", "sameAs", "@id", "doi"):
                    yield from _values(about.get(key))


def _values(value: Any) -> Iterator[tuple[str, str]]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            named = str(one.get("propertyID", "")).lower().rpartition("/")[2]
            yield (named if named in ("doi", "pmid", "pmcid", "isbn") else ""), str(one.get("value", ""))
        elif isinstance(one, str):
            yield "", one


def _read(scheme: str, value: str) -> tuple[tuple[str, str], ...]:
    if value.lower().startswith(("http:", "https:")):
        return identifiers.in_url(value)
    if scheme == "url" or len(value) > 300:
        return ()
    labelled = f"{scheme}: {value}" if scheme and not value.lower().startswith(scheme) else value
    printed = identifiers.in_text(labelled)
    return tuple((one.scheme, one.value) for one in printed if not scheme or one.scheme == scheme)
