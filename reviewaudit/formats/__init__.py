"""Bytes in one markup turned into a `Document`: its links, metadata, comments and visible text, each with its place.

A format is one module with `SUFFIXES` and `parse(data) -> Document`; one that looks at the `LinkPolicy` takes it as a
second argument. Its module, and with it the parser it stands on, is imported when the first document of that format is
parsed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

from reviewaudit.model import LinkPolicy

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewaudit.model import Document

__all__ = ["FORMATS", "SUFFIXES", "Format", "format_of", "parse"]


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


_NO_POLICY = LinkPolicy()


def parse(data: bytes, format: str, policy: LinkPolicy = _NO_POLICY) -> Document:
    """The document in `data`; `policy` says what counts as a link besides what a reader can follow.

    No bytes make it raise: what cannot be read is the document's `problem`. Raises KeyError for an unknown format.
    """
    found = FORMATS[format]
    if found.takes_policy:
        return found.parse(data, policy)
    document = found.parse(data)
    if not policy.include_verbatim:
        return document
    from reviewaudit.formats.verbatim import with_unlinked_urls  # asked for by few

    return with_unlinked_urls(document)
