"""Read what stands in the directives of reStructuredText: those of docutils and Sphinx, and the generous rest.

What a directive shows is text, unless it is known to be code. Its argument is text where it is a title. A URL is a
link wherever it is all that an argument or option says. What names a document or a label (`toctree`, `:doc:`, `:ref:`)
is no link: those who build the site are told of it, and it is no URL.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.formats.csv_table import csv_cells
from reviewaudit.formats.lines import dedented, indented_end, without
from reviewaudit.formats.outline import Context, Seen, Use
from reviewaudit.formats.raw_html import html_links
from reviewaudit.formats.rst_inline import marked, normalised, uri
from reviewaudit.formats.rst_reader import BULLET
from reviewaudit.formats.runs import Shown
from reviewaudit.model import Container, LinkKind, Origin
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from reviewaudit.formats.rst_reader import Reader
    from reviewaudit.formats.runs import Line

_OPTION = regex(r":(?P<name>[\w-][\w -]*):(?:\s+|$)")
_WEB = regex(r"https?://\S+")
_REFERENCE = regex(r"(?:(?P<name>\w[\w.:+-]*)|`(?P<quoted>[^`<>]+)`)_")
_BRACKETED = regex(r"(?P<text>.*\S)\s+<(?P<target>[^<>\s]+)>$")
_CODE = frozenset(
    {
        *("code", "code-block", "sourcecode", "literalinclude", "parsed-literal", "math", "highlight", "prompt", "raw"),
        *("graphviz", "digraph", "graph", "inheritance-diagram", "mermaid", "plantuml", "uml", "blockdiag", "seqdiag"),
        *("productionlist", "doctest", "testcode", "testsetup", "testoutput", "testcleanup", "ipython", "plot", "exec"),
        *("jupyter-execute", "program-output", "command-output", "autoprogram", "tikz", "vega", "altair-plot", "chart"),
        *("default-role", "role", "include", "bibliography", "tags", "youtube", "vimeo", "unicode", "date", "cssclass"),
        *("contents", "sectnum", "index", "target-notes", "code-cell", "asciinema", "termynal", "execute_code"),
    }
)
"""What they show is code, or made elsewhere."""
_TITLED = frozenset(
    {
        *("admonition", "topic", "sidebar", "table", "card", "grid-item-card", "tab-item", "tab", "group-tab"),
        *(
            "dropdown",
            "collapse",
            "details",
            "centered",
            "versionadded",
            "versionchanged",
            "deprecated",
            "versionremoved",
        ),
        *(
            "toggle",
            "accordion",
            "list-table",
            "flat-table",
            "csv-table",
            "button-link",
            "button-ref",
            "header",
            "footer",
        ),
    }
)
"""Their argument is text of its own."""
_BODY = frozenset(
    {
        *("attention", "caution", "danger", "error", "hint", "important", "note", "tip", "warning", "seealso", "todo"),
        *("epigraph", "pull-quote", "highlights", "compound", "replace", "line-block", "glossary", "meta"),
    }
)
"""They take no argument: what stands there begins their text."""
_IMAGES = frozenset({"image", "figure", "thumbnail", "lightbox"})


class Directive(NamedTuple):
    name: str
    first: list[Line]
    """What stands on the line of its name, if anything."""
    rest: list[Line]
    substitution: bool
    """It defines what stands for a name elsewhere."""


class _Parts(NamedTuple):
    arguments: list[Line]
    options: dict[str, Line]
    content: list[Line]


def read_directive(reader: Reader, directive: Directive, context: Context, depth: int) -> None:
    """Add what `directive` holds to the outline of `reader`."""
    name = directive.name
    parts = _parts(directive)
    if name in _IMAGES:
        _image(reader, parts, context)
        if name == "figure":
            reader.body(parts.content, context, depth + 1)
        return
    _option_links(reader, parts, context)
    if name == "meta":
        _meta(reader, [*parts.arguments, *dedented(directive.rest)])
    elif name == "raw" and parts.arguments and parts.arguments[0][1].lower().split()[0] == "html":
        _html(reader, parts.content, context)
    elif name == "toctree":
        _contents(reader, parts.content, context)
    elif name == "rubric" and parts.arguments:
        reader.heading(parts.arguments[0], context)
    elif directive.substitution:
        reader.show([*parts.arguments, *(line for line in parts.content if line[1])], context, Shown.HIDDEN)
    elif name in _CODE:
        pass
    elif name in {"list-table", "flat-table"}:
        reader.show(parts.arguments, context)
        _list_table(reader, parts.content, context, depth)
    elif name == "csv-table":
        reader.show(parts.arguments, context)
        _csv_table(reader, parts, context, depth)
    else:
        inner = context.inside(Container.FOOTER) if name == "footer" else context
        inner = inner.quote() if name == "epigraph" else inner
        if name in _BODY:
            reader.body([*parts.arguments, (0, ""), *parts.content], inner, depth + 1)
            return
        if name in _TITLED:
            reader.show(parts.arguments, inner)
        reader.body(parts.content, inner, depth + 1)


def _parts(directive: Directive) -> _Parts:
    """Arguments stand up to the first option or blank line, options up to a blank line, content behind it."""
    arguments = list(directive.first)
    rest = directive.rest
    options: dict[str, Line] = {}
    index = 0
    if not (directive.name in _BODY and not arguments):
        while index < len(rest) and rest[index][1] and not _OPTION.match(rest[index][1]):
            arguments.append(without(rest[index], len(rest[index][1]) - len(rest[index][1].lstrip())))
            index += 1
    while directive.name != "meta" and index < len(rest) and (found := _OPTION.match(rest[index][1])):
        start, text = rest[index]
        options[found["name"].lower()] = start + found.end(), text[found.end() :]
        index += 1
        while index < len(rest) and rest[index][1][:1].isspace():
            index += 1
    return _Parts(arguments, options, dedented(rest[index:]))


def _image(reader: Reader, parts: _Parts, context: Context) -> None:
    alt = parts.options.get("alt", (0, ""))[1]
    around = reader.around(context)
    if parts.arguments:
        written = "\n".join(text for _, text in parts.arguments)
        start, (last, text) = parts.arguments[0][0], parts.arguments[-1]
        if url := uri(marked(written)):
            reader.outline.links.append(Seen(start, last + len(text), url, LinkKind.IMAGE, alt, around))
    start, written = parts.options.get("target", (0, ""))
    if not written:
        return
    if found := _REFERENCE.fullmatch(written):
        reader.outline.uses.append(Use(start, normalised(found["name"] or found["quoted"]), alt, around))
    elif url := uri(marked(written)):
        reader.outline.links.append(Seen(start, start + len(written), url, LinkKind.LINK, alt, around))


def _option_links(reader: Reader, parts: _Parts, context: Context) -> None:
    around = reader.around(context)
    title = " ".join(text for _, text in parts.arguments)
    for start, text in [*parts.arguments[:1], *parts.options.values()]:
        if _WEB.fullmatch(text):
            shown = "" if title == text else title
            reader.outline.links.append(Seen(start, start + len(text), uri(marked(text)), LinkKind.LINK, shown, around))


def _meta(reader: Reader, lines: list[Line]) -> None:
    index = 0
    while index < len(lines):
        start, text = lines[index]
        found = re.match(r":(?P<name>(?:[^:\\]|\\.|:(?! |$))++):(?:\s+|$)", text)
        end = indented_end(lines, index + 1)
        if found:
            first = [(start + found.end(), text[found.end() :])] if found.end() < len(text) else []
            name = found["name"].split()[0] if found["name"].strip() else ""
            reader.fields(name.partition("=")[2] or name, [*first, *dedented(lines[index + 1 : end])], Origin.META)
        index = end


def _html(reader: Reader, lines: list[Line], context: Context) -> None:
    if not lines or context.in_cell:
        return
    start, end = lines[0][0], lines[-1][0] + len(lines[-1][1])
    around = reader.around(context)
    links, comments = html_links(reader.source, start, end)
    reader.outline.links += (Seen(*link, around) for link in links)
    reader.outline.comments += comments
    reader.show_html((start, reader.source[start:end]), context)


def _contents(reader: Reader, lines: list[Line], context: Context) -> None:
    """The entries of a table of contents that are URLs."""
    around = reader.around(context.inside(Container.NAVIGATION))
    for start, text in lines:
        found = _BRACKETED.match(text)
        at, target = (start + found.start("target"), found["target"]) if found else (start, text)
        if _WEB.fullmatch(target):
            shown = found["text"] if found else target
            reader.outline.links.append(Seen(at, at + len(target), uri(marked(target)), LinkKind.LINK, shown, around))


def _list_table(reader: Reader, lines: list[Line], context: Context, depth: int) -> None:
    """A list of rows, each a list of cells."""
    cells = [cell for row in _items(lines) for cell in _items(row)]
    reader.cells(cells, context, depth)


def _items(lines: list[Line]) -> list[list[Line]]:
    items = []
    index = 0
    while index < len(lines):
        start, text = lines[index]
        end = indented_end(lines, index + 1)
        if found := BULLET.match(text):
            first = start + found.end(), text[found.end() :]
            rest = lines[index + 1 : end]
            columns = found.end()
            items.append([*([first] if first[1] else []), *(without(line, columns) for line in rest)])
            if not first[1]:
                items[-1] = dedented(rest)
        index = max(end, index + 1)
    return items


def _csv_table(reader: Reader, parts: _Parts, context: Context, depth: int) -> None:
    delimiter = parts.options.get("delim", (0, ","))[1]
    delimiter = {"tab": "\t", "space": " "}.get(delimiter, delimiter[:1] or ",")
    quote = parts.options.get("quote", (0, '"'))[1][:1] or '"'
    spans = []
    if header := parts.options.get("header"):
        spans.append((header[0], header[0] + len(header[1])))
    if parts.content and not context.in_cell:
        spans.append((parts.content[0][0], parts.content[-1][0] + len(parts.content[-1][1])))
    for start, end in spans:
        reader.cells(list(csv_cells(reader.source, start, end, delimiter, quote)), context, depth)
