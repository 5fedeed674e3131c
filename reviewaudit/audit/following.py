"""Articles, and what the pages they link say of themselves, in; the articles with these works as citations out.

Most publishers' URLs carry no DOI, but the heads of their pages do, and the link check has read those. What the article
itself writes comes first: a page adds to it where the two have an identifier in common, or where the article writes
none; where they have none in common it is only put down, for a registry to tell whether that is the same work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reviewaudit.model import Article, Citation, Identifier, Reference, Role, TargetKind

_NO_WORK = frozenset({Role.IMAGE, Role.ASSET, Role.NAVIGATION})


def follow(articles: Sequence[Article], pages: Mapping[str, tuple[Identifier, ...]]) -> list[Article]:
    """`pages`: by target, the work that the page there says it is about.

    A link to such a page that belongs to no entry and carries no identifier becomes a citation of its own.
    """
    return [_followed(article, pages) for article in articles] if pages else list(articles)


def _followed(article: Article, pages: Mapping[str, tuple[Identifier, ...]]) -> Article:
    leading = [reference for reference in article.references if _leads(reference, pages)]
    if not leading:
        return article
    told = {reference.url: pages[reference.target] for reference in leading}
    covered = {url for citation in article.citations for url in citation.urls}
    citations = [_joined(citation, told) for citation in article.citations]
    citations += [_joined(_alone(reference), told) for reference in leading if reference.url not in covered]
    return replace(article, citations=tuple(sorted(citations, key=lambda citation: citation.place)))


def _leads(reference: Reference, pages: Mapping[str, tuple[Identifier, ...]]) -> bool:
    return reference.target_kind is TargetKind.REMOTE and reference.target in pages and reference.role not in _NO_WORK


def _alone(reference: Reference) -> Citation:
    return Citation(" ".join(reference.text.split()), reference.place, reference.identifiers, (reference.url,))


def _joined(citation: Citation, told: Mapping[str, tuple[Identifier, ...]]) -> Citation:
    """The citation with what its pages say beside what it writes."""
    written = citation.identifiers
    names = dict.fromkeys(written)
    found: dict[Identifier, str] = {}
    for url in citation.urls:
        said = told.get(url, ())
        if not written or not names.keys().isdisjoint(said):
            names.update(dict.fromkeys(said))
        for name in said:
            if name not in written:
                found.setdefault(name, url)
    return replace(citation, identifiers=tuple(names), pages=tuple(found.items())) if found else citation
