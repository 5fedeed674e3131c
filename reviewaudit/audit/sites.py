"""Sources with URLs still to be fetched in, those with their pages out: what a sitemap names is fetched as well."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urljoin

from reviewaudit import discovery, formats, services, sitemaps
from reviewaudit.audit.links import Network
from reviewaudit.discovery import Discovered
from reviewaudit.model import Policy, Problem, Skip, Source, without_credentials

DEPTH = 3
"""Sitemaps from the one that was named to the one that names a page; the protocol needs two."""


def read_pages(found: Discovered, policy: Policy, network: Network) -> Discovered:
    """The same with the pages of its URLs, and of the sitemaps among them, as sources.

    Only the pages are asked for, nothing they cite. A page that cannot be read is a source with its problem; what
    `exclude_paths` or a robots.txt leaves out is a skip.
    """
    if not found.urls:
        return found
    site = _Site(discovery.excluded(policy.exclude_paths))
    pages = services.fetch(
        found.urls,
        policy.network,
        site.lead,
        proxies=network.proxies,
        gateway=network.gateway,
        on_progress=network.on_progress,
    )
    sources = {source.path: source for source in found.sources}
    for url, page in pages.items():
        if isinstance(page, services.Disallowed):
            path = services.public_url(url)
            site.skip(Skip(path, f"{page.by} asks programs not to read it", "Disallow", page.by))
        else:
            for source in site.sources(url, page):
                sources.setdefault(source.path, source)
    return Discovered(
        tuple(sorted(sources.values(), key=lambda source: source.path)),
        tuple(sorted((*found.skipped, *site.skipped), key=lambda skip: skip.subject)),
    )


class _Site:
    """What the sitemaps of one run name."""

    def __init__(self, excluded: Callable[[str], Skip | None]) -> None:
        self._excluded = excluded
        self._sitemaps: dict[str, sitemaps.Sitemap | Problem] = {}
        """By URL; what is here is no article."""
        self._left_out: dict[str, Skip] = {}

    @property
    def skipped(self) -> list[Skip]:
        return list(self._left_out.values())

    def skip(self, skip: Skip) -> None:
        self._left_out.setdefault(skip.subject, skip)

    def lead(self, page: services.Page, depth: int) -> Iterator[str]:
        """The further URLs that a page leads to."""
        if not sitemaps.is_sitemap(page.body, page.final_url, page.type):
            return
        read = sitemaps.read(page.body)
        if isinstance(read, sitemaps.Sitemap) and depth + bool(read.sitemaps) >= DEPTH:
            read = Problem(f"it is a sitemap below {depth} others", "name it, so that it is the first")
        self._sitemaps[page.url] = read
        if isinstance(read, Problem):
            return
        for url in (*read.sitemaps, *self._kept(read.pages)):
            yield urljoin(page.final_url, url.partition("#")[0])
        for url in read.refused:
            self.skip(
                Skip(without_credentials(url), "no http or https URL, as a sitemap must name", "sitemap", page.url)
            )

    def _kept(self, urls: Iterable[str]) -> Iterator[str]:
        for url in urls:
            skip = self._excluded(without_credentials(url))
            if skip is None:
                yield url
            else:
                self.skip(skip)

    def sources(self, url: str, page: services.Page | Problem) -> Iterator[Source]:
        path = services.public_url(url)
        if isinstance(page, Problem):
            yield Source(path, data=page)
            return
        read = self._sitemaps.get(page.url)
        if isinstance(read, Problem):
            yield Source(path, data=read)
        elif read is None:
            yield _source(path, page)


def _source(path: str, page: services.Page) -> Source:
    format = formats.format_of_media(page.type, page.final_url, page.body)
    if format is None:
        help = "leave it out with --exclude-path, if it is no article"
        return Source(path, data=Problem(f"its server calls it {page.type}, which is no article's format", help))
    base = page.final_url if page.final_url != path else ""
    return Source(path, data=page.body, format=format, charset=page.charset, base=base)
