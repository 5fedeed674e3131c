"""Turn HTML bytes into a document.

Comes in: a page, or what a site generator makes one of (front matter, template tags). Goes out: the links of every
attribute that holds a URL and of style sheets, metadata from `<meta>`, JSON-LD and microdata, comments, and the visible
text; on request, URLs in code and comments. Follows the
HTML Living Standard (https://html.spec.whatwg.org/multipage/) and JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewaudit.formats.decoding import decode
from reviewaudit.formats.front_matter import read_front_matter
from reviewaudit.formats.html_walk import CODE, HEADINGS, Kind, Step, Walk
from reviewaudit.formats.json_places import JsonError, read_json
from reviewaudit.formats.raw_html import UNPROOFED, unproofed
from reviewaudit.formats.tags import SPACE, Attribute, tag_links, unwrap_url
from reviewaudit.formats.templates import mask
from reviewaudit.formats.urls import urls_in
from reviewaudit.model import Block, Comment, Document, Field, LineIndex, Link, LinkKind, LinkPolicy, Origin, Problem
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from reviewaudit.model import Place, Surroundings

_DECLARED = regex(rb"<(?:meta|\?xml)\s[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_:.\-]+)", re.IGNORECASE)
_SNIFFED = 1024
"""Bytes in which an encoding has to be declared (https://html.spec.whatwg.org/#determining-the-character-encoding)."""
_WEB = regex(r"https?://\S+")
_LINKED_DATA = frozenset(("citation", "url"))
_NO_POLICY = LinkPolicy()
_PASSED_OVER = frozenset(("pre", "template"))
_STYLE_URL = regex(
    r"(?:@import\s++|url\(\s*+)(?:\"(?P<double>[^\"\n]++)\"|'(?P<single>[^'\n]++)'|(?<=[(\s])(?P<bare>[^\s\"'();]++)(?=\s*\)))",
    re.IGNORECASE,
)
"""https://www.w3.org/TR/css-syntax-3/#consume-url-token"""
_MAX_OPEN = 32
"""Links, headings or properties whose text is collected at the same time."""


def parse(data: bytes, links: LinkPolicy = _NO_POLICY) -> Document:
    declared = _DECLARED.search(data, 0, _SNIFFED)
    text = decode(data, declared.group(1).decode() if declared else "")
    if isinstance(text, Problem):
        return Document("", problem=text)
    matter = read_front_matter(text)
    masked, covered = mask(text[matter.end :])
    if matter.end:
        masked = text[: matter.end] + masked
        covered = tuple((start + matter.end, end + matter.end) for start, end in covered)
    reader = _Reader(text, Walk(text, masked if covered else text, matter.end), verbatim=links.include_verbatim)
    reader.read()

    def build_blocks() -> tuple[Block, ...]:
        from reviewaudit.formats.block_text import BlockText  # links alone settle most articles
        from reviewaudit.formats.html_blocks import read_html_blocks

        walk = Walk(text, masked if covered else text, matter.end)
        return tuple(read_html_blocks(walk, BlockText(text, covered)))

    return Document(
        text,
        (*matter.links, *sorted(reader.links, key=lambda link: link.place[:2])),
        (*matter.fields, *reader.fields),
        (*matter.comments, *reader.comments, *_unproofed(text)),
        matter.title or reader.title or reader.headline,
        reader.base,
        matter.problem,
        build_blocks,
    )


def _unproofed(text: str) -> tuple[Comment, ...]:
    spans = unproofed(text)
    index = LineIndex(text if spans else "")
    return tuple(Comment(UNPROOFED, index.place(*span)) for span in spans)


class _Collected:
    """The text of an element that is still open."""

    __slots__ = ("around", "depth", "links", "name", "pieces", "prop", "span")

    def __init__(self, name: str, around: Surroundings, prop: str = "") -> None:
        self.name = name
        self.around = around
        self.prop = prop
        """Of microdata: the dotted name of the property; empty for links and headings."""
        self.depth = 1
        self.pieces: list[str] = []
        self.links: list[tuple[Step, int, int, LinkKind]] = []
        self.span: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())


class _Reader:
    def __init__(self, source: str, walk: Walk, *, verbatim: bool) -> None:
        self.links: list[Link] = []
        self.fields: list[Field] = []
        self.comments: list[Comment] = []
        self._title_pieces: list[str] = []
        self.headline = ""
        """Text of the first h1."""
        self.base = ""
        self._source = source
        self._walk = walk
        self._index = LineIndex(source)
        self._open: list[_Collected] = []
        self._items: list[_Collected] = []
        """Open microdata items that are the value of a property."""
        self._verbatim = verbatim
        self._code_depth = 0
        self._code = (0, 0)
        """The run of text in code that was read last."""

    def read(self) -> None:
        skipped, depth = "", 0
        passed_over = _PASSED_OVER - CODE if self._verbatim else _PASSED_OVER
        script = ""
        for step in self._walk.steps():
            kind, name = step.kind, step.name
            if skipped:
                if name == skipped:
                    depth += 1 if kind is Kind.OPEN else -1
                    skipped = skipped if depth else ""
            elif kind is Kind.OPEN:
                script = name if name in {"script", "style", "title", "textarea"} else ""
                if name in passed_over:
                    skipped, depth = name, 1
                elif script == "script" and "ld+json" in _value(step.attrs, "type"):
                    script = "json"
                self._start_tag(step)
            elif kind is Kind.CLOSE:
                script = ""
                self._end_tag(name)
            elif kind is Kind.COMMENT:
                self._comment(step)
            elif script == "json":
                self._json_ld(step.start, step.end)
            elif script == "title":
                self._title(step)
            elif script == "style":
                self._style(step)
            elif not script:
                self._text(step)
            if self._verbatim and not script:
                self._follow_code(step)
        self._urls(*self._code)
        while self._open:
            self._finish(self._open.pop())

    def _follow_code(self, step: Step) -> None:
        """Look for URLs in each run of text inside code, character references and all, once it has ended."""
        if step.kind in {Kind.TEXT, Kind.REFERENCE}:
            if not self._code_depth or any(collected.links for collected in self._open):
                return
            if self._code[1] == step.start:
                self._code = self._code[0], step.end
                return
            self._urls(*self._code)
            self._code = step.start, step.end
            return
        if step.kind is Kind.COMMENT:
            self._urls(step.start, step.end - len("-->"))
        elif step.name in CODE:
            self._code_depth = max(0, self._code_depth + (1 if step.kind is Kind.OPEN else -1))

    def _urls(self, start: int, end: int) -> None:
        for first, last in urls_in(self._source[start:end]):
            written = self._source[start + first : start + last]
            url = unwrap_url(written if written[:4].lower() == "http" else f"http://{written}")
            place = self._place(start + first, start + last)
            self.links.append(Link(url, place, LinkKind.BARE, url, self._walk.around))

    def _style(self, step: Step) -> None:
        for found in _STYLE_URL.finditer(self._source, step.start, step.end):
            url = found.group(name := found.lastgroup or "")
            if not url.startswith(("#", "data:")):
                place = self._place(*found.span(name))
                self.links.append(Link(url, place, LinkKind.ASSET, "", self._walk.around))

    def _place(self, start: int, end: int) -> Place:
        return self._index.place(start, end)

    def _start_tag(self, step: Step) -> None:
        name, attrs = step.name, step.attrs
        for collected in self._open:
            collected.depth += collected.name == name
        for item in self._items:
            item.depth += item.name == name
        if name == "a" and (outer := next((one for one in self._open if one.name == "a" and one.links), None)):
            self._open.remove(outer)  # links do not nest: the next one ends the last
            self._finish(outer)
        if name in HEADINGS:
            self._collect(_Collected(name, self._walk.around))
        if not attrs:
            return
        if name == "base" and not self.base:
            self.base = _value(attrs, "href").strip(SPACE)
        elif name == "meta":
            self._meta(step)
        elif "itemprop" in attrs:
            self._property(step)
        found = [
            (step, step.start + link.start, step.start + link.end, link.kind)
            for link in tag_links(name, self._source[step.start : step.end], attrs)
        ]
        is_empty = "xlink:href" in attrs and self._source.endswith("/>", step.start, step.end)  # only in SVG
        if name == "a" and found and not is_empty:
            anchor = _Collected(name, self._walk.around)
            anchor.links = found
            self._collect(anchor)
            return
        for link in found:
            self._link(link, _value(attrs, "alt"), self._walk.around)

    def _end_tag(self, name: str) -> None:
        for collected in self._open[::-1]:
            if collected.name == name:
                collected.depth -= 1
                if not collected.depth:
                    self._open.remove(collected)
                    self._finish(collected)
        if self._items and self._items[-1].name == name:
            self._items[-1].depth -= 1
            if not self._items[-1].depth:
                self._items.pop()

    def _text(self, step: Step) -> None:
        written = self._source[step.start : step.end]
        shown = step.value if step.kind is Kind.REFERENCE else written
        blank = not shown.strip()
        for collected in self._open:
            collected.pieces.append(shown)
            if collected.prop and not blank:
                start = step.start + len(written) - len(written.lstrip())
                end = step.end - (len(written) - len(written.rstrip()))
                collected.span = collected.span[0] if collected.span else start, end

    def _collect(self, collected: _Collected) -> None:
        if len(self._open) == _MAX_OPEN:
            self._finish(self._open.pop(0))
        self._open.append(collected)

    def _finish(self, collected: _Collected) -> None:
        text = collected.text
        if collected.prop:
            if collected.span:
                self.fields.append(Field(collected.prop, text, self._place(*collected.span), Origin.MICRODATA))
        elif collected.links:
            for link in collected.links:
                self._link(link, text or _value(link[0].attrs, "aria-label"), collected.around)
        else:
            self._walk.begin_section(text)
            if collected.name == "h1" and not self.headline:
                self.headline = text

    def _link(self, link: tuple[Step, int, int, LinkKind], text: str, around: Surroundings) -> None:
        _, start, end, kind = link
        self.links.append(Link(unwrap_url(self._source[start:end]), self._place(start, end), kind, text, around))

    def _comment(self, step: Step) -> None:
        written = self._source[step.start : step.end]
        if written.startswith("<!--"):  # the parser calls `<?…>` and `<!…>` comments, too
            text = written.removeprefix("<!--").removesuffix("-->")
            self.comments.append(Comment(text, self._place(step.start, step.end)))

    def _title(self, step: Step) -> None:
        if not self._walk.is_inside("body"):  # an SVG has titles of its own
            self._title_pieces.append(step.value or self._source[step.start : step.end])

    @property
    def title(self) -> str:
        return " ".join("".join(self._title_pieces).split())

    def _meta(self, step: Step) -> None:
        content = step.attrs.get("content")
        name = _value(step.attrs, "name") or _value(step.attrs, "property") or _value(step.attrs, "itemprop")
        if content and name:
            self._field(name, step, content, Origin.META)

    def _field(self, name: str, step: Step, attribute: Attribute, origin: Origin) -> None:
        place = self._place(step.start + attribute.start, step.start + attribute.end)
        self.fields.append(Field(name, attribute.value, place, origin))

    def _property(self, step: Step) -> None:
        """A microdata property (https://html.spec.whatwg.org/multipage/microdata.html#values)."""
        attrs = step.attrs
        outer = self._items[-1].prop if self._items else ""
        for prop in attrs["itemprop"].value.split():
            name = f"{outer}.{prop}" if outer else prop
            if "itemscope" in attrs:
                if len(self._items) < _MAX_OPEN:
                    self._items.append(_Collected(step.name, self._walk.around, name))
                return
            value = next(
                (attrs[key] for key in ("content", "datetime", "href", "src", "data", "value") if key in attrs), None
            )
            if value:
                self._field(name, step, value, Origin.MICRODATA)
            else:
                self._collect(_Collected(step.name, self._walk.around, name))

    def _json_ld(self, start: int, end: int) -> None:
        try:
            leaves, _ = read_json(self._source, start, end)
        except JsonError:  # a page whose JSON-LD is broken still is a page
            return
        for name, value, leaf_start, leaf_end in leaves:
            place = self._place(leaf_start, leaf_end)
            self.fields.append(Field(name, value, place, Origin.JSON_LD))
            if not _LINKED_DATA.isdisjoint(name.split(".")) and _WEB.fullmatch(value):
                self.links.append(Link(value, place, LinkKind.METADATA, name, self._walk.around))


def _value(attrs: dict[str, Attribute], name: str) -> str:
    return attrs[name].value if name in attrs else ""
