"""Turn AsciiDoc bytes into a document.

Follows the language as Asciidoctor has it (https://docs.asciidoctor.org/asciidoc/latest/). Attributes above the text
are metadata, those that Antora sets for a page without their prefix `page-`. An attribute that is a URL and is used
as a link is one link, where its URL is written, with the text and the surroundings of its first use; a URL that
begins with one is kept as written, `{name}` and all. A reference to another part of the page is no link.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from reviewaudit.formats.asciidoc_blocks import read_document
from reviewaudit.formats.asciidoc_inline import has_links, scan
from reviewaudit.formats.decoding import decode
from reviewaudit.formats.front_matter import read_front_matter
from reviewaudit.formats.lines import lines_of
from reviewaudit.formats.outline import Seen, Use
from reviewaudit.formats.runs import Joined, Part, read_blocks
from reviewaudit.model import Comment, Document, Field, LineIndex, Link, LinkKind, Problem

if TYPE_CHECKING:
    from reviewaudit.formats.asciidoc_reader import Reader

SUFFIXES = (".adoc",)

_HARD_BREAK = " +"


def parse(data: bytes) -> Document:
    text = decode(data)
    if isinstance(text, Problem):
        return Document("", problem=text)
    matter = read_front_matter(text)
    reader = read_document(text, lines_of(text, matter.end))
    outline = reader.outline
    index = LineIndex(text)
    links = [
        Link(url, index.place(start, end), kind, shown, around)
        for start, end, url, kind, shown, around in sorted([*outline.links, *_links(reader)])
    ]
    fields = tuple(
        Field(name, value, index.place(start, end), origin) for name, value, start, end, origin in outline.values
    )
    return Document(
        text,
        (*matter.links, *links),
        (*matter.fields, *fields),
        (
            *matter.comments,
            *(Comment(text[start:end], index.place(start, end)) for start, end in sorted(outline.comments)),
        ),
        matter.title or outline.title,
        problem=matter.problem,
        build_blocks=lambda: tuple(
            read_blocks(text, outline.runs, partial(scan, attributes=reader.attributes), _HARD_BREAK)
        ),
    )


def _links(reader: Reader) -> list[Seen]:
    """The links in running text, and the attributes that are links."""
    found: list[Seen] = []
    uses: dict[str, Use] = {}
    begins: set[str] = set()
    for run in reader.outline.runs:
        joined = Joined(run.lines)
        if not has_links(joined.text):
            continue
        for token in scan(joined.text, reader.attributes):
            if token.part is Part.LINK:
                found.append(Seen(*joined.span(token.start, token.end), token.url, token.kind, token.text, run.around))
                if token.url[0] == "{":
                    begins.add(token.url[1:].partition("}")[0])
            elif token.part is Part.USE:
                uses.setdefault(token.url, Use(joined.source(token.start), token.url, token.text, run.around))
    for name, seen in reader.targets:
        if use := uses.get(name):
            found.append(seen._replace(kind=LinkKind.DEFINITION, text=use.text, around=use.around))
        elif name not in begins:
            found.append(seen)
    return found
