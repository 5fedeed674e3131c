"""Turn Markdown bytes into a document.

CommonMark 0.31 (https://spec.commonmark.org/0.31.2/) with the tables, task lists, strikethrough, alerts and bare URLs
of GitHub Flavored Markdown (https://github.github.com/gfm/), footnotes, front matter, raw HTML, and template tags
passed over. On request, URLs in code and comments, and `[[wiki links]]`.

The parser gives the byte range of every event; offsets here are bytes of the body's UTF-8 until the last step. This
is the hot path: it decides by one look at each event, and asks where a thing stands only for links.
"""

from __future__ import annotations

import html
import re
import sys
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from reviewaudit.formats.byte_places import BytePlaces
from reviewaudit.formats.commonmark import MARKDOWN, OPTIONS, WIKI_MARKDOWN
from reviewaudit.formats.decoding import decode
from reviewaudit.formats.definitions import normalised, second_definitions, undefined_uses
from reviewaudit.formats.front_matter import read_front_matter
from reviewaudit.formats.markdown_comments import comments
from reviewaudit.formats.structure import Structure
from reviewaudit.formats.tags import OPAQUE, attributes, markup, tag_links, unescape, unwrap_url
from reviewaudit.formats.templates import mask
from reviewaudit.formats.urls import candidates, find_urls, undo_entities, url_end
from reviewaudit.model import (
    Block,
    Container,
    Document,
    Link,
    LinkKind,
    LinkPolicy,
    Problem,
    Surroundings,
    Undefined,
)
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyromark.event import Range

SUFFIXES = (".md",)

_NEVER = sys.maxsize
_MAX_TEXT = 1000
"""Bytes in which the end of a raw HTML link is looked for."""

# What a destination may stand behind: blanks and, in a block quote, the marks of the next line.
_GAP = rb"(?:\r?\n(?:[ \t]*+>)*+|[ \t\r])*+"
_DESTINATION = rb"(?:<(?P<angle>(?:[^<>\\\r\n]|\\.)*+)>|(?P<plain>\S*+))"
_PLAIN_TEXT = rb"(?P<tick>`?)(?P<text>[^\[\]\\`<>*_~&!\r\n]*+)(?P=tick)"
_INLINE = regex(
    rb"!?\[" + _PLAIN_TEXT + rb"\]\((?P<url>[^\s()<>\\&]++)(?:[ \t]++\"[^\"\\]*+\")?\)"
)  # fmt: skip
"""An inline link or image as most are written: plain text or one code span, and a destination that reads as written."""
_REFERENCE = regex(rb"!?\[" + _PLAIN_TEXT + rb"\](?:\[[^\[\]]*+\])?")
_INLINE_END = regex(rb"\]\(" + _GAP + _DESTINATION)
_DEFINITION = regex(rb"\[(?:[^\\\[\]]|\\.)*+\]:" + _GAP + _DESTINATION, re.DOTALL)
_ESCAPE = regex(rb"\\([!-/:-@\[-`{-~])")
_HEADING = regex(rb"#{1,6}(?:[ \t]++(?P<text>[^\\`*_\[\]<>&!~{}#\r\n]*+))?#*[ \t]*(?:\r\n?|\n)?")
_HTML_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TAG = regex(r"<[^<>]*+>")
_ANCHOR_END = regex(rb"</[Aa](?![A-Za-z0-9-])")
_QUOTE_MARKS = regex(rb"(?<=\n)[ \t]*(?:>[ \t]?)+")
_CELL_END = regex(rb"(?<!\\)\||[\r\n]")
_WIKI = regex(rb"!?\[\[[ \t]*+(?P<url>[^|\]]*?)[ \t]*\\?(?:\||\]\])")
_NO_POLICY = LinkPolicy()


_Events: TypeAlias = "Iterator[tuple[Any, Range]]"
"""The parser's own type of an event knows its keys only one by one; here they are looked up."""
_Seen: TypeAlias = tuple[int, int, str, LinkKind, str, Surroundings]
"""A link whose start and end are bytes of the body: otherwise as `Link`."""


def parse(data: bytes, links: LinkPolicy = _NO_POLICY) -> Document:
    text = decode(data)
    if isinstance(text, Problem):
        return Document("", problem=text)
    matter = read_front_matter(text)
    body = text[matter.end :]
    masked, covered = mask(body)
    reader = _Reader(body.encode(), masked.encode() if covered else None, links)
    parser = WIKI_MARKDOWN if links.include_wikilinks else MARKDOWN
    reader.read(parser.events_with_range(masked, merge_text=True))
    reader.read_definitions(masked)
    places = BytePlaces(reader.source, matter.body_line)
    found = [
        Link(url, places.place(start, end), kind, shown, around)
        for start, end, url, kind, shown, around in sorted(reader.links, key=itemgetter(0))
    ]

    def build_blocks() -> tuple[Block, ...]:
        from reviewaudit.formats.markdown_blocks import read_blocks  # links alone settle most articles

        return read_blocks(text, masked, covered, matter.end)

    return Document(
        text,
        (*matter.links, *found),
        matter.fields,
        (*matter.comments, *comments(body, masked, covered, reader.comments, matter.body_line)),
        matter.title or reader.title,
        headings=reader.headings,
        problem=matter.problem,
        build_blocks=build_blocks,
        undefined=reader.placed_undefined(matter.body_line),
    )


class _Reader:
    """Reads events into links and comments."""

    def __init__(self, source: bytes, masked: bytes | None, policy: LinkPolicy) -> None:
        self.source = source
        self.links: list[_Seen] = []
        self.title = ""
        self._data = source if masked is None else masked
        """What the parser sees."""
        self._verbatim = policy.include_verbatim
        self._opaque = OPAQUE - {"pre"} if self._verbatim else OPAQUE
        self.comments: list[tuple[int, int]] = []
        self._structure = Structure()
        self._candidates = [*candidates(self._data), _NEVER]
        self._next = 0
        self._candidate = self._candidates[0]
        """Where the next bare URL may begin."""
        self._uses: dict[str, tuple[str, Surroundings]] = {}
        """Text and surroundings of the first use of each definition, by its normalised label."""
        self._defined: set[str] = set()
        """All normalised labels."""

    def read(self, events: _Events) -> None:
        enter = self._structure.enter
        for event, span in events:
            if "Text" in event:
                if span["end"] > self._candidate:
                    self._bare(span["start"], span["end"])
            elif "End" in event:
                pass
            elif "Code" in event:
                if self._verbatim:
                    self._in_code(span["start"], span["end"])
            elif "Start" in event:
                tag = event["Start"]
                if tag.__class__ is str:
                    if tag == "Item":
                        enter(tag, span["start"], span["end"])
                    elif tag == "HtmlBlock":
                        self._html(span["start"], span["end"])
                        self._skip(span["end"])
                    continue
                kind = next(iter(tag))
                if kind in {"Link", "Image"}:
                    self._link(kind, tag[kind], span, events)
                elif kind == "Heading":
                    self._heading(tag[kind]["level"], span, events)
                elif kind == "CodeBlock":
                    if self._verbatim:
                        self._in_code(span["start"], span["end"])
                    self._skip(span["end"])
                elif kind == "BlockQuote" and tag[kind]:  # an alert (`> [!NOTE]`) quotes nobody
                    enter("Alert", span["start"], span["end"])
                else:
                    enter(kind, span["start"], span["end"], tag[kind])
            elif "InlineHtml" in event:
                self._html(span["start"], span["end"])
            elif "TaskListMarker" in event:
                self._structure.mark_task()

    def read_definitions(self, masked: str) -> None:
        """Add one link per link reference definition, used or not."""
        if b"]:" not in self._data:
            return
        for label, definition in MARKDOWN.reference_definitions(masked).items():
            start, end = definition["span"]["start"], definition["span"]["end"]
            self._defined.add(name := normalised(label))
            found = _DEFINITION.search(self._data, start, end)
            if found is None:
                continue
            use = self._uses.get(name)
            text, around = use or ("", Surroundings(Container.DEFINITION, self._structure.section_at(start)))
            self._add(*_destination(found), definition["dest"], LinkKind.DEFINITION, text, around)
        for start in second_definitions(self._data, self._defined, OPTIONS):
            if found := _DEFINITION.match(self._data, start):
                url_start, url_end = _destination(found)
                url = undo_entities(_ESCAPE.sub(rb"\1", self._data[url_start:url_end]).decode())
                around = Surroundings(Container.DEFINITION, self._structure.section_at(start))
                self._add(url_start, url_end, url, LinkKind.DEFINITION, "", around)

    @property
    def headings(self) -> tuple[str, ...]:
        return self._structure.headings

    def placed_undefined(self, first_line: int) -> tuple[Undefined, ...]:
        uses = undefined_uses(self._data, self._defined, OPTIONS)
        if not uses:
            return ()
        places = BytePlaces(self.source, first_line)
        return tuple(
            Undefined(use.label, use.text, places.place(use.start, use.end))
            for use in uses
            if self._data is self.source or self._data[use.start : use.end] == self.source[use.start : use.end]
        )

    def _skip(self, offset: int) -> None:
        """No bare URL begins before `offset`."""
        while self._candidate < offset:
            self._next += 1
            self._candidate = self._candidates[self._next]

    def _add(self, start: int, end: int, url: str, kind: LinkKind, text: str, around: Surroundings) -> None:
        if self._data is not self.source and self._data[start:end] != (written := self.source[start:end]):
            url = written.decode()  # a template tag stands in it
        self.links.append((start, end, url, kind, text, around))

    def _bare(self, start: int, end: int) -> None:
        """Find the bare URLs that begin in a run of text."""
        self._skip(start)
        while self._candidate < end:
            at = self._candidate
            in_table = self._structure.inside("Table", at)
            limit = _CELL_END.search(self.source, at) if in_table else None
            stop = url_end(self.source, at, limit.start() if limit else _NEVER)
            if stop:
                shown = undo_entities(self.source[at:stop].decode())
                if in_table:
                    shown = shown.replace("\\|", "|")
                url = shown if shown[:4].lower() == "http" else f"http://{shown}"  # as GFM does
                self.links.append((at, stop, url, LinkKind.BARE, shown, self._structure.around(at)))
            self._skip(stop or at + 1)

    def _in_code(self, start: int, end: int) -> None:
        """Find the URLs in a stretch of the source where nothing but blanks and quotes has a meaning."""
        for first, last in find_urls(self.source[start:end]):
            shown = self.source[start + first : start + last].decode()
            url = shown if shown[:4].lower() == "http" else f"http://{shown}"
            self.links.append((start + first, start + last, url, LinkKind.BARE, shown, self._structure.around(start)))

    def _link(self, tag: str, data: dict[str, Any], span: Range, events: _Events) -> None:
        start, end, link_type = span["start"], span["end"], data["link_type"]
        kind = LinkKind.LINK if tag == "Link" else LinkKind.IMAGE
        if self._candidate < end:
            self._skip(end)
        if link_type.__class__ is dict:
            self._nested(tag, data, span, events)
        elif link_type == "Inline":
            found = _INLINE.fullmatch(self._data, start, end)
            if found is None:
                self._nested(tag, data, span, events)
                return
            text_start, text_end = found.span("text")
            text = self.source[text_start:text_end].decode()
            self._add(*found.span("url"), data["dest_url"], kind, text, self._structure.around(start))
        elif link_type in {"Autolink", "Email"}:
            written = self.source[start + 1 : end - 1].decode()
            url = f"mailto:{written}" if link_type == "Email" else written
            self.links.append((start + 1, end - 1, url, LinkKind.AUTOLINK, written, self._structure.around(start)))
        elif found := _REFERENCE.fullmatch(self._data, start, end):
            self._use(data["id"], self.source[slice(*found.span("text"))].decode(), start)
        else:
            self._nested(tag, data, span, events)

    def _nested(self, tag: str, data: dict[str, Any], span: Range, events: _Events) -> None:
        """Read a link whose text holds markup, up to its end, and the images in it. In an image, all is mere text."""
        images = 0
        open_ = [(tag, data, span, 0)]
        texts: list[str] = []
        inner_end = span["start"] + 1
        for event, inside in events:
            if event.__class__ is not str and "Start" in event:
                started = event["Start"]
                if started.__class__ is not str and (kind := next(iter(started))) in {"Link", "Image"}:
                    images += open_[-1][0] == "Image"
                    open_.append((kind, started[kind], inside, len(texts)))
                    inner_end = inside["start"] + 1
                continue
            if event in ({"End": "Link"}, {"End": "Image"}):
                tag, data, span, first = open_.pop()
                if not images:
                    self._close(tag, data, span, "".join(texts[first:]), inner_end)
                if not open_:
                    return
                images -= open_[-1][0] == "Image"
            elif event.__class__ is not str and "InlineHtml" in event:
                self._html(inside["start"], inside["end"])
            else:
                texts.append(self._shown(event, inside))
            inner_end = inside["end"]

    def _close(self, tag: str, data: dict[str, Any], span: Range, text: str, inner_end: int) -> None:
        """Add a link whose text ends at `inner_end`."""
        start, end = span["start"], span["end"]
        if data["link_type"].__class__ is dict:  # {"WikiLink": …}
            if found := _WIKI.match(self._data, start, end):
                kind = LinkKind.WIKI if tag == "Link" else LinkKind.IMAGE
                url = self.source[slice(*found.span("url"))].decode()
                self._add(*found.span("url"), url, kind, text, self._structure.around(start))
            return
        if data["link_type"] != "Inline":
            self._use(data["id"], text, start)
            return
        found = _INLINE_END.search(self._data, inner_end, end - 1)
        if found is None:
            return
        kind = LinkKind.LINK if tag == "Link" else LinkKind.IMAGE
        self._add(*_destination(found), data["dest_url"], kind, text, self._structure.around(start))

    def _use(self, label: str, text: str, at: int) -> None:
        label = normalised(label)
        if label not in self._uses:
            self._uses[label] = text, self._structure.around(at)

    def _shown(self, event: Any, span: Range) -> str:
        """What a reader sees of an event inside a heading or a link."""
        if event.__class__ is str:
            return " "
        if "Text" in event:
            if self._data is not self.source:
                return self.source[span["start"] : span["end"]].decode()
            return str(event["Text"])
        return str(event.get("Code", ""))

    def _heading(self, level: str, span: Range, events: _Events) -> None:
        start, end = span["start"], span["end"]
        found = _HEADING.fullmatch(self._data, start, end)
        if found and self._candidate >= end:
            text = (found.group("text") or b"").decode()
        else:
            self._structure.enter("Heading", start, end)
            inside: list[tuple[Any, Range]] = []
            for event, inner in events:
                if "End" in event and event["End"].__class__ is dict and "Heading" in event["End"]:
                    break
                inside.append((event, inner))
            text = "".join(self._shown(event, inner) for event, inner in inside)
            self.read(iter(inside))
        self._structure.begin_section(start, text)
        if level == "H1" and not self.title:
            self.title = self._structure.section

    def _html(self, start: int, end: int) -> None:
        """Find the links and comments in a stretch of raw HTML, and the sections its headings begin."""
        fragment = self._data[start:end]
        if b"=" not in fragment and b"<!--" not in fragment and b"</h" not in fragment and not self._verbatim:
            return
        if b"\n" in fragment and self._structure.around(start).quoted:
            fragment = _QUOTE_MARKS.sub(lambda marks: b" " * len(marks.group()), fragment)
        source = fragment.decode("latin-1")  # one character per byte: offsets hold
        heading, last, in_pre = 0, 0, False  # the text since `last` stands in a `pre`
        for name, tag_start, tag_end in markup(source, self._opaque):
            if in_pre:
                self._in_code(start + last, start + tag_start)
            last, in_pre = tag_end, (in_pre and name != "/pre") or (self._verbatim and name == "pre")
            if name == "!":
                self.comments.append((start + tag_start, start + tag_end))
                if self._verbatim:
                    self._in_code(start + tag_start, start + tag_end - len("-->"))
            elif name in _HTML_HEADINGS:
                heading = start + tag_end
            elif name[0] == "/":
                if heading and name[1:] in _HTML_HEADINGS:
                    self._structure.begin_section(
                        start, html.unescape(_TAG.sub("", self.source[heading : start + tag_start].decode()))
                    )
                    heading = 0
            elif "=" in (tag := source[tag_start:tag_end]):
                self._html_tag(name, tag, start + tag_start, start + tag_end)

    def _html_tag(self, name: str, tag: str, start: int, end: int) -> None:
        attrs = attributes(tag)
        for link_start, link_end, kind in tag_links(name, tag, attrs):
            written = self.source[start + link_start : start + link_end].decode()
            text = ""
            if name == "a":
                text = self._text_of_anchor(end)
            elif "alt" in attrs:
                alt = attrs["alt"]
                text = unescape(self.source[start + alt.start : start + alt.end].decode())
            around = self._structure.around(start)
            self.links.append((start + link_start, start + link_end, unwrap_url(written), kind, text, around))

    def _text_of_anchor(self, start: int) -> str:
        """The text between `<a …>` and its end tag; bare URLs in it are no links of their own."""
        found = _ANCHOR_END.search(self._data, start, start + _MAX_TEXT)
        if found is None:
            return ""
        end = found.start()
        self._skip(end)
        return html.unescape(" ".join(_TAG.sub("", self.source[start:end].decode()).split()))


def _destination(found: re.Match[bytes]) -> tuple[int, int]:
    return found.span("angle" if found.group("angle") is not None else "plain")
