"""Links and printed identifiers in, references out: what each asks for, and the part it plays in the article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewaudit import identifiers
from reviewaudit.extraction.credentials import gives_away_a_secret
from reviewaudit.extraction.labels import is_loose_heading, is_reference_heading, is_related_heading
from reviewaudit.extraction.metadata import plain
from reviewaudit.extraction.targets import Target, resolve, resolve_page
from reviewaudit.model import (
    Container,
    Link,
    LinkKind,
    Publication,
    Reference,
    Role,
    Surroundings,
    TargetKind,
    resolver,
    without_credentials,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewaudit.model import Document

_CITING_KEYS = frozenset(
    {
        "references", "reference", "sources", "source", "citations", "citation", "bibliography", "cites", "cite",
        "literature", "evidence", "sourceurl", "sourceurls", "isbasedon",
    }
)  # fmt: skip
_RELATED_KEYS = frozenset({"furtherreading", "related", "relatedlinks", "seealso", "relatedarticles", "relatedlink"})
_ASSET_KEYS = frozenset(
    {
        "image", "images", "thumbnail", "cover", "coverimage", "logo", "icon", "favicon", "banner", "hero",
        "heroimage", "ogimage",
        "css", "stylesheet", "script", "scripts", "js", "font", "fonts", "poster", "avatar", "featuredimage",
        "thumbnailurl",
        "contenturl", "twitterimage", "headerimage",
    }
)  # fmt: skip
_FIXED = {LinkKind.IMAGE: Role.IMAGE, LinkKind.ASSET: Role.ASSET}
_BY_NAME = frozenset({LinkKind.METADATA})
_RUNNING = frozenset(
    {
        Container.PARAGRAPH, Container.NUMBERED, Container.BULLET, Container.CELL, Container.DEFINITION,
        Container.HEADING,
        Container.FOOTNOTE,
    }
)  # fmt: skip


def linked(document: Document, path: str, publication: Publication | None = None) -> list[Reference]:
    """A reference for each link of the document, in its order."""
    published = publication or Publication()
    base = document.base
    found = []
    around, kind, target_kind, role = None, None, None, Role.LINK
    for link in document.links:
        is_page = link.kind is LinkKind.WIKI
        target = resolve_page(link.url, path) if is_page else resolve(link.url, path, base, published)
        secret = "@" in link.url
        # Links of one block share their surroundings, and mostly their role.
        if link.around is not around or link.kind is not kind or target.kind is not target_kind or kind in _BY_NAME:
            around, kind, target_kind = link.around, link.kind, target.kind
            role = _role(link, target)
        found.append(
            Reference(
                without_credentials(link.url) if secret else link.url,
                link.place,
                without_credentials(link.text) if secret else link.text,
                role,
                target.kind,
                target.target,
                target.fragment,
                identifiers.in_url(link.url) if target.kind is not TargetKind.LOCAL else (),
                link.around.marker,
                secret and gives_away_a_secret(link.url),
            )
        )
    return found


def _role(link: Link, target: Target) -> Role:
    fixed = _FIXED.get(link.kind)
    if fixed is not None:
        return fixed
    around = link.around
    container = around.container
    if container is Container.NAVIGATION:
        return Role.NAVIGATION
    if link.kind is LinkKind.METADATA or container is Container.FRONT_MATTER:
        return _role_of_key(link.text)
    if container is Container.HEAD:
        return Role.ASSET
    if _lists_references(around):
        return Role.REFERENCE if target.kind is not TargetKind.ANCHOR else Role.LINK
    if is_related_heading(around.section) and container is not Container.FOOTER:
        return Role.RELATED
    if target.kind is TargetKind.REMOTE and container in _RUNNING:
        return Role.REFERENCE
    return Role.LINK


def _lists_references(around: Surroundings) -> bool:
    if around.reference_list or around.container is Container.FOOTNOTE:
        return True
    section = around.section
    return around.container in _RUNNING and is_reference_heading(section) and not is_loose_heading(section)


def _role_of_key(name: str) -> Role:
    parts = [plain(part) for part in name.split(".")]
    if any(part in _CITING_KEYS for part in parts):
        return Role.REFERENCE
    if any(part in _RELATED_KEYS for part in parts):
        return Role.RELATED
    if any(part in _ASSET_KEYS for part in parts):
        return Role.ASSET
    return Role.LINK


def printed(document: Document, links: Iterable[Reference]) -> list[Reference]:
    """A reference for each identifier in the text that no link carries or shows."""
    by_line: dict[int, list[Reference]] = {}
    for link in links:
        for line in range(link.place.line, min(link.place.end_line, link.place.line + 20) + 1):
            by_line.setdefault(line, []).append(link)
    found: list[Reference] = []
    for block in document.blocks:
        if block.around.task:
            continue
        for identifier in identifiers.in_text(block.text):
            place = document.lines.place(*block.source_span(identifier.start, identifier.end))
            written = block.text[identifier.start : identifier.end]
            pair = (identifier.scheme, identifier.value)
            near = (link for line in range(place.line - 1, place.end_line + 2) for link in by_line.get(line, ()))
            if any(pair in link.identifiers or _shows(link, written) for link in near):
                continue
            url = resolver(pair)
            remote = url.startswith("https:")
            found.append(
                Reference(
                    url=url,
                    place=place,
                    text=written,
                    role=Role.RELATED if is_related_heading(block.around.section) else Role.REFERENCE,
                    target_kind=TargetKind.REMOTE if remote else TargetKind.UNSUPPORTED,
                    target=url if remote else "urn",
                    identifiers=(pair,),
                    marker=block.around.marker,
                )
            )
    return found


def _shows(link: Reference, written: str) -> bool:
    return written in link.text or written in link.url
