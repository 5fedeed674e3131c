"""Turn reStructuredText bytes into a document.

Follows the specification of docutils (https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html) and knows the
roles and directives of Sphinx. docutils itself gives no columns, so the reading is our own. A link that is defined
apart from its use is one link, where its URL is written, with the text and the surroundings of its first use. YAML
front matter is read as elsewhere; a field list at the top is metadata as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewaudit.formats.decoding import decode
from reviewaudit.formats.front_matter import read_front_matter
from reviewaudit.formats.lines import lines_of
from reviewaudit.formats.outline import Seen, Use
from reviewaudit.formats.rst_blocks import read_outline
from reviewaudit.formats.rst_inline import has_links, scan
from reviewaudit.formats.runs import Joined, Part, Shown, read_blocks
from reviewaudit.model import (
    Comment,
    Container,
    Document,
    Field,
    LineIndex,
    Link,
    LinkKind,
    Origin,
    Problem,
    Surroundings,
)

if TYPE_CHECKING:
    from reviewaudit.formats.outline import Outline

SUFFIXES = (".rst",)

_METADATA = Surroundings(Container.FRONT_MATTER)
_LONGEST_CHAIN = 20


def parse(data: bytes) -> Document:
    text = decode(data)
    if isinstance(text, Problem):
        return Document("", problem=text)
    matter = read_front_matter(text)
    outline = read_outline(text, lines_of(text, matter.end))
    index = LineIndex(text)
    seen = sorted([*_links(outline), *outline.links])
    links = [Link(url, index.place(start, end), kind, shown, around) for start, end, url, kind, shown, around in seen]
    fields = tuple(
        Field(name, value, index.place(start, end), origin) for name, value, start, end, origin in outline.values
    )
    return Document(
        text,
        (*matter.links, *links),
        (*matter.fields, *fields),
        (*matter.comments, *(Comment(text[start:end], index.place(start, end)) for start, end in outline.comments)),
        matter.title or outline.title,
        problem=matter.problem,
        build_blocks=lambda: tuple(read_blocks(text, outline.runs, scan)),
    )


def _links(outline: Outline) -> list[Seen]:
    """The links in running text and those defined apart from it."""
    found: list[Seen] = []
    uses = list(outline.uses)
    for run in outline.runs:
        if run.shown is Shown.HTML:
            continue
        joined = Joined(run.lines)
        if not has_links(joined.text):
            continue
        for token in scan(joined.text):
            if token.part is Part.LINK:
                found.append(Seen(*joined.span(token.start, token.end), token.url, token.kind, token.text, run.around))
            elif token.part is Part.USE:
                uses.append(Use(joined.source(token.start), token.url, token.text, run.around))
    found += _defined(outline, sorted(uses))
    for name, value, start, end, origin in outline.values:
        if value.startswith(("http://", "https://")) and not value.split()[1:] and origin is not Origin.STATEMENT:
            found.append(Seen(start, end, value, LinkKind.METADATA, name, _METADATA))
    return found


def _defined(outline: Outline, uses: list[Use]) -> list[Seen]:
    """A link per definition, with the text of its first use."""
    if not outline.definitions:
        return []
    by_name: dict[str, int] = {}
    for number, (names, _) in enumerate(outline.definitions):
        for name in filter(None, names):
            by_name.setdefault(name, number)
    first: dict[int, Use] = {}
    anonymous = iter(outline.anonymous)
    for use in uses:
        meant = use.name or next(anonymous, "")
        for _ in range(_LONGEST_CHAIN):
            if isinstance(meant, int) or meant not in outline.aliases:
                break
            meant = outline.aliases[meant]
        number = meant if isinstance(meant, int) else by_name.get(meant, -1)
        first.setdefault(number, use)
    found = []
    for number, (_, (start, end, url, around)) in enumerate(outline.definitions):
        use = first.get(number) or Use(start, "", "", around)
        found.append(Seen(start, end, url, LinkKind.DEFINITION, use.text, use.around))
    return found
