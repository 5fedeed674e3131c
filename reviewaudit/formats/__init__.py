"""Bytes in one markup turned into a `Document`: its links, metadata, comments and visible text, each with its place.

A format is one module with `SUFFIXES` and `parse(data) -> Document`, and a second one, `…_anchors`, that knows only
where in a file links can lead. Its module, and with it the parser it stands on, is imported when the first document of
that format is parsed.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewaudit.model import Anchors, Document

__all__ = ["FORMATS", "SUFFIXES", "Format", "anchors", "format_of", "parse"]


class Format(NamedTuple):
    name: str
    suffixes: tuple[str, ...]
    """Lower case; the longest one that a path ends in decides its format."""

    @property
    def parse(self) -> Callable[[bytes], Document]:
        module = import_module(f"{__name__}.{self.name}")
        return cast("Callable[[bytes], Document]", module.parse)

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
    ),
    "html": Format("html", (".html", ".htm", ".xhtml", ".html.erb")),
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


def parse(data: bytes, format: str) -> Document:
    """The document in `data`.

    No bytes make it raise: what cannot be read is the document's `problem`. Raises KeyError for an unknown format.
    """
    return FORMATS[format].parse(data)


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
