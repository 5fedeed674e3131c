"""Walk through HTML step by step, knowing where in the page each step is.

Comes in: a page, or a stretch of one. Goes out: its start tags, end tags, runs of text and comments, each with its
offsets in the source; `around` tells the surroundings of the step at hand. Tokens are those of the HTML Living
Standard (https://html.spec.whatwg.org/multipage/parsing.html#tokenization). No tree is built: end tags that the
standard lets authors leave out are supplied for list items, table cells and sections of the page, which is all that
surroundings need.
"""

from __future__ import annotations

import re
from collections import Counter
from enum import IntEnum
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

import turbohtml

from reviewaudit.formats.tags import Attribute, attributes, unescape
from reviewaudit.model import Container, LineIndex, Surroundings
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
RAW = frozenset(("script", "style", "textarea", "title", "template", "xmp", "iframe", "noembed", "noframes", "option"))
"""Elements of which the text is not read."""
CODE = frozenset(("pre", "code", "kbd", "samp", "var"))

_TRACKED = frozenset(
    (
        *("ol", "ul", "menu", "li", "dl", "dt", "dd", "table", "td", "th", "caption", "blockquote", "pre", "template"),
        *("html", "head", "body", "header", "footer", "nav", "main", "article", "section", "aside", "div", "address"),
        *("figure", "figcaption", "details", "summary", "form", "fieldset", *HEADINGS),
    )
)
"""Elements that are kept on the stack of open ones."""
_CLOSED_BY = {
    "li": frozenset(("li",)),
    "td": frozenset(("td", "th")),
    "th": frozenset(("td", "th")),
    "dt": frozenset(("dt", "dd")),
    "dd": frozenset(("dt", "dd")),
    "body": frozenset(("head",)),
    "tr": frozenset(("td", "th")),
}
"""Which open elements a start tag ends, unless a list or table lies between."""
_SCOPES = frozenset(("ol", "ul", "menu", "dl", "table", "html"))
_CONTAINERS = {
    "td": Container.CELL,
    "th": Container.CELL,
    "footer": Container.FOOTER,
    "nav": Container.NAVIGATION,
    "head": Container.HEAD,
    "dd": Container.DEFINITION,
    "dt": Container.DEFINITION,
    **dict.fromkeys(HEADINGS, Container.HEADING),
}
_OVERRIDING = frozenset((Container.FOOTER, Container.NAVIGATION, Container.HEAD))
"""A list of links in a footer is the footer's."""
_REFERENCE_ROLES = frozenset(
    ("doc-bibliography", "doc-endnotes", "doc-footnote", "doc-biblioentry", "doc-endnote", "doc-bibliography")
)
_REFERENCE_CLASSES = frozenset(
    (
        *(
            "references",
            "reference-list",
            "ref-list",
            "reflist",
            "mw-references",
            "footnotes",
            "footnote-list",
            "endnotes",
        ),
        *(
            "bibliography",
            "citation-list",
            "citations",
            "works-cited",
            "csl-bib-body",
            "csl-entry",
            "biblio",
            "sources",
        ),
    )
)
_REFERENCE_IDS = regex(r"cite_note-.*|references|bibliography|refs|footnotes|endnotes|reference-list", re.IGNORECASE)
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


_LIST_TAG = regex(r"<(/?(?:ol|ul)|li)(?![\w-])", re.IGNORECASE)
_WHOLE = regex(r"\s*-?\d{1,9}(?!\d)", re.ASCII)
_SEARCH_DEPTH = 64
"""How far up the open elements an omitted end tag is looked for."""
_NO_ATTRIBUTES: dict[str, Attribute] = {}
_TEXT, _START_TAG, _END_TAG, _COMMENT, _CHARACTER_REFERENCE = (
    int(kind)
    for kind in (
        turbohtml.TokenType.TEXT,
        turbohtml.TokenType.START_TAG,
        turbohtml.TokenType.END_TAG,
        turbohtml.TokenType.COMMENT,
        turbohtml.TokenType.CHARACTER_REFERENCE,
    )
)


class Kind(IntEnum):
    OPEN = 1
    CLOSE = 2
    TEXT = 3
    REFERENCE = 4
    """A character reference: seen as `value`."""
    COMMENT = 5


class Step(NamedTuple):
    kind: Kind
    name: str
    """Of the element, lower case."""
    start: int
    end: int
    attrs: dict[str, Attribute] = _NO_ATTRIBUTES
    """Offsets in them count from `start`."""
    value: str = ""
    """What a character reference stands for."""


class _Open:
    """An open element."""

    __slots__ = ("around", "name", "next_number", "step", "style")

    def __init__(self, name: str, around: Surroundings) -> None:
        self.name = name
        self.around = around
        self.next_number = 1
        self.step = 1
        self.style = "1"


class Walk:
    """One walk through `source[start:end]`.

    `masked` is `source` with its template tags covered: it decides what is a tag. `around` are the surroundings of the
    whole.
    """

    def __init__(
        self,
        source: str,
        masked: str | None = None,
        start: int = 0,
        end: int | None = None,
        around: Surroundings | None = None,
    ) -> None:
        self._source = source
        self._masked = source if masked is None else masked
        self._start = start
        self._end = len(source) if end is None else end
        self._open = [_Open("", around or Surroundings())]
        self._names: Counter[str] = Counter()
        self._section = self._open[0].around.section
        self._list_lengths: dict[int, int] | None = None

    @property
    def around(self) -> Surroundings:
        around = self._open[-1].around
        return around if around.section == self._section else around._replace(section=self._section)

    def begin_section(self, heading: str) -> None:
        """What follows stands below `heading`."""
        self._section = heading

    def is_inside(self, name: str) -> bool:
        return self._names[name] > 0

    def steps(self) -> Iterator[Step]:
        """Every step in order. At a start tag `around` is inside the element, and still inside at its end tag."""
        return self._steps(self._start, self._end, without_scripts=True)

    def _steps(self, start: int, end: int, *, without_scripts: bool) -> Iterator[Step]:
        fragment = self._masked[start:end]
        index = LineIndex(fragment)
        returns = "\r" in fragment
        tokens = turbohtml.tokenize(fragment, resolve_references=False, capture_source=True)
        placed = ((token, start + index.offset(token.line, token.col + 1)) for token in tokens)
        opened = ""
        for (token, at), (_, stop) in pairwise(chain(placed, ((None, end),))):
            if token is None:
                return
            kind, name = int(token.type), token.tag or ""
            if kind == _START_TAG:
                attrs = self._attributes(at, stop) if token.attrs else _NO_ATTRIBUTES
                self._enter(name, attrs, at)
                yield Step(Kind.OPEN, name, at, stop, attrs)
            elif kind == _END_TAG:
                yield Step(Kind.CLOSE, name, at, stop)
                self._leave(name)
            elif kind == _TEXT and opened == "noscript" and without_scripts:
                yield from self._steps(at, stop, without_scripts=False)
            elif kind == _TEXT:  # what breaks off at the end of the page is in no token
                yield Step(Kind.TEXT, "", at, stop if returns else min(stop, at + len(token.data or "")))
            elif kind == _CHARACTER_REFERENCE:
                yield Step(Kind.REFERENCE, "", at, stop, value=token.data or "")
            elif kind == _COMMENT:
                yield Step(Kind.COMMENT, "", at, stop)
            opened = name if kind == _START_TAG else ""

    def _attributes(self, start: int, end: int) -> dict[str, Attribute]:
        attrs = attributes(self._masked[start:end])
        if self._masked is self._source:
            return attrs
        return {
            name: attribute._replace(value=unescape(self._source[start + attribute.start : start + attribute.end]))
            for name, attribute in attrs.items()
        }

    def _enter(self, name: str, attrs: dict[str, Attribute], at: int) -> None:
        if name in _CLOSED_BY:
            self._end_implied(_CLOSED_BY[name])
        if name not in _TRACKED:
            return
        opened = _Open(name, self._inner(name, attrs))
        if name == "ol":
            opened.style = attrs["type"].value if "type" in attrs else "1"
            if "reversed" in attrs:
                opened.step = -1
                opened.next_number = self._list_length(at)
            opened.next_number = _whole(attrs, "start", opened.next_number)
        self._open.append(opened)
        self._names[name] += 1

    def _inner(self, name: str, attrs: dict[str, Attribute]) -> Surroundings:
        """The surroundings inside an element that begins here."""
        outer = self.around
        container, marker, task = _CONTAINERS.get(name, outer.container), outer.marker, outer.task
        if name == "body":
            container = Container.PARAGRAPH
        elif name == "li":
            container, marker = self._item(attrs)
        if not attrs:
            reference_list = outer.reference_list
        else:
            classes, roles = _words(attrs, "class"), _words(attrs, "role")
            task = task or "task-list-item" in classes
            reference_list = outer.reference_list or not (
                roles.isdisjoint(_REFERENCE_ROLES) and classes.isdisjoint(_REFERENCE_CLASSES)
            )
            if "id" in attrs and name not in HEADINGS and _REFERENCE_IDS.fullmatch(attrs["id"].value):
                reference_list = name not in {"body", "html", "main", "article"} or reference_list
            if "doc-footnote" in roles or (name in {"aside", "div"} and "footnote" in classes):
                container, marker = Container.FOOTNOTE, attrs["id"].value if "id" in attrs else ""
        if outer.container in _OVERRIDING and name != "body":
            container = outer.container
        return Surroundings(
            container, outer.section, marker, outer.quoted or name == "blockquote", task, reference_list
        )

    def _item(self, attrs: dict[str, Attribute]) -> tuple[Container, str]:
        """Container and marker of a list item, as a reader sees it (HTML Living Standard, 4.4.8 The li element)."""
        parent = self._open[-1]
        if parent.name != "ol":
            return Container.BULLET, ""
        number = _whole(attrs, "value", parent.next_number)
        parent.next_number = number + parent.step
        return Container.NUMBERED, _marker(number, parent.style)

    def _end_implied(self, names: frozenset[str]) -> None:
        if not any(self._names[name] for name in names):
            return
        for depth, opened in enumerate(reversed(self._open[-_SEARCH_DEPTH:]), 1):
            if opened.name in names:
                for closed in self._open[-depth:]:
                    self._names[closed.name] -= 1
                del self._open[-depth:]
                return
            if opened.name in _SCOPES:
                return

    def _leave(self, name: str) -> None:
        if not self._names[name]:
            return
        while (closed := self._open.pop()).name != name:
            self._names[closed.name] -= 1
        self._names[name] -= 1

    def _list_length(self, at: int) -> int:
        """How many items the list has that begins at source[at]: where a reversed list starts to count."""
        if self._list_lengths is None:
            self._list_lengths = {}
            open_: list[int] = []
            for found in _LIST_TAG.finditer(self._masked, self._start, self._end):
                tag = found.group(1).lower()
                if tag in {"ol", "ul"}:
                    open_.append(found.start())
                    self._list_lengths[found.start()] = 0
                elif tag == "li" and open_:
                    self._list_lengths[open_[-1]] += 1
                elif tag in {"/ol", "/ul"} and open_:
                    open_.pop()
        return self._list_lengths.get(at, 1)


def _whole(attrs: dict[str, Attribute], name: str, default: int) -> int:
    found = _WHOLE.match(attrs[name].value) if name in attrs else None
    return int(found.group()) if found else default


def _words(attrs: dict[str, Attribute], name: str) -> set[str]:
    return set(attrs[name].value.lower().split()) if name in attrs else set()


def _marker(number: int, style: str) -> str:
    """A list number in the style of `<ol type>`: 1, a, A, i or I."""
    if style in {"a", "A"} and number > 0:
        letters = ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord(style) + rest) + letters
        return letters
    if style in {"i", "I"} and 0 < number < _ROMAN[0][0] * 4:
        roman = ""
        for value, digits in _ROMAN:
            times, number = divmod(number, value)
            roman += digits * times
        return roman if style == "i" else roman.upper()
    return str(number)
