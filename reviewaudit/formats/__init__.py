"""Bytes in one markup turned into a `Document`: its links, metadata, comments and visible text, each with its place.

A format is one module with `SUFFIXES` and `parse(data) -> Document`; one that looks at the `LinkPolicy` takes it as a
second argument. Beside it stands a second one, `…_anchors`, that knows only where in a file links can lead. The module
of a format, and with it the parser it stands on, is imported when the first document of that format is parsed.
"""

from __future__ import annotations

import codecs
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

from reviewaudit.model import LinkPolicy

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewaudit.model import Anchors, Document

__all__ = ["FORMATS", "MEDIA_TYPES", "SUFFIXES", "Format", "anchors", "format_of", "format_of_media", "parse"]


class Format(NamedTuple):
    name: str
    suffixes: tuple[str, ...]
    """Lower case; the longest one that a path ends in decides its format."""
    takes_policy: bool = False
    """Its `parse` takes a `LinkPolicy` as well, and sees to what that asks for."""

    @property
    def parse(self) -> Callable[..., Document]:
        module = import_module(f"{__name__}.{self.name}")
        return cast("Callable[..., Document]", module.parse)

    @property
    def anchors(self) -> Callable[[str], Anchors]:
        module = import_module(f"{__name__}.{self.name}_anchors")
        return cast("Callable[[str], Anchors]", module.anchors)


FORMATS: dict[str, Format] = {
    "markdown": Format(
        "markdown",
        (
            *(".md", ".markdown", ".mkd", ".mdown", ".mkdn", ".mdwn", ".mkdown", ".mdtxt", ".mdtext"),
            *(".mdx", ".qmd", ".rmd", ".md.erb", ".markdown.erb", ".html.md", ".html.md.erb"),
        ),
        takes_policy=True,
    ),
    "html": Format("html", (".html", ".htm", ".xhtml", ".html.erb"), takes_policy=True),
    "asciidoc": Format("asciidoc", (".adoc", ".asciidoc", ".asc")),
    "rst": Format("rst", (".rst", ".rest")),
    "text": Format("text", (".txt", ".text")),
}

SUFFIXES: tuple[str, ...] = tuple(suffix for format in FORMATS.values() for suffix in format.suffixes)

_BY_SUFFIX = sorted(
    ((suffix, format.name) for format in FORMATS.values() for suffix in format.suffixes),
    key=lambda pair: len(pair[0]),
    reverse=True,
)


def format_of(path: str) -> str | None:
    """The name of the format that `path` is written in, by its suffix; None if it is no article."""
    name = path.lower()
    if not name.endswith(SUFFIXES):
        return None
    return next((format for suffix, format in _BY_SUFFIX if name.endswith(suffix)), None)


MEDIA_TYPES: dict[str, str] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
    "text/x-rst": "rst",
    "text/prs.fallenstein.rst": "rst",
    "text/asciidoc": "asciidoc",
    "text/x-asciidoc": "asciidoc",
}
"""What servers call the formats (https://www.iana.org/assignments/media-types/)."""
_SAY_LITTLE = frozenset({"", "text/plain", "application/octet-stream", "binary/octet-stream"})


def format_of_media(media_type: str, path: str, data: bytes) -> str | None:
    """The name of the format of what a server sent from `path`; None if it is no article.

    Servers send much as plain text: then its path tells more. Where nothing tells, what begins like markup is HTML.
    """
    if media_type in MEDIA_TYPES:
        return MEDIA_TYPES[media_type]
    if media_type not in _SAY_LITTLE:
        return None
    named = format_of(path.partition("?")[0])
    if named is not None or media_type == "text/plain":
        return named or "text"
    if media_type:
        return None
    return "html" if data[:256].removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<" else "text"


_NO_POLICY = LinkPolicy()


def parse(data: bytes, format: str, policy: LinkPolicy = _NO_POLICY, charset: str = "") -> Document:
    """The document in `data`.

    `policy` says what counts as a link besides what a reader can follow; `charset` is what its server says of its
    encoding, which then counts. No bytes make it raise: what cannot be read is the document's `problem`. Raises
    KeyError for an unknown format.
    """
    if charset.lower() not in {"", "utf-8", "utf8"}:
        from reviewaudit.formats.decoding import decode
        from reviewaudit.model import Document, Problem

        text = decode(data, charset)
        if isinstance(text, Problem):
            return Document("", problem=text)
        # With a mark, so that what the page says of itself does not count any more.
        data = codecs.BOM_UTF8 + text.encode()
    found = FORMATS[format]
    if found.takes_policy:
        return found.parse(data, policy)
    document = found.parse(data)
    if not policy.include_verbatim:
        return document
    from reviewaudit.formats.verbatim import with_unlinked_urls  # asked for by few

    return with_unlinked_urls(document)


def anchors(data: bytes, format: str | None) -> Anchors:
    """Where in a file links can lead: a second, shorter reading, for the files that links lead into.

    `format` None: it is no article, so that only its lines are known. No bytes make it raise.
    """
    from reviewaudit.formats.decoding import decode
    from reviewaudit.model import Anchors, Problem

    text = decode(data)
    if isinstance(text, Problem):
        return Anchors(is_page=False)
    lines = text.count("\n") + (not text.endswith("\n"))
    if format is None:
        return Anchors(lines=lines, is_page=False)
    return replace(FORMATS[format].anchors(text), lines=lines)
