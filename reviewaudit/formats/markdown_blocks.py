"""Build the visible text of a Markdown document, block by block.

Comes in: the body of the document, and the same with its template tags covered, which is what the parser sees. Goes
out: one block per paragraph, heading, list item or table cell, and those of raw HTML. A soft line break is one space,
a hard one a line break; code is no text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reviewaudit.formats.block_text import OBJECT, BlockText
from reviewaudit.formats.commonmark import MARKDOWN
from reviewaudit.formats.structure import Structure
from reviewaudit.formats.tags import attributes
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewaudit.model import Block

_INLINE = frozenset(("Emphasis", "Strong", "Strikethrough", "Link"))
_FRAMES = frozenset(("List", "Item", "BlockQuote", "FootnoteDefinition", "Table", "Heading"))
_TAG_NAME = regex(r"</?[A-Za-z][A-Za-z0-9-]*")


def read_blocks(text: str, masked: str, covered: tuple[tuple[int, int], ...], start: int) -> tuple[Block, ...]:
    """The blocks of the body that begins at text[start:].

    `masked` is the body as the parser is to see it, `covered` are the spans in which it differs.
    """
    if covered and start:
        covered = tuple((begin + start, end + start) for begin, end in covered)
    return tuple(_Reader(text, masked, covered, start).read())


class _Reader:
    def __init__(self, text: str, masked: str, covered: tuple[tuple[int, int], ...], start: int) -> None:
        self._source = text
        self._masked = f"{text[:start]}{masked}" if covered else text
        self._body = masked
        self._text = BlockText(text, covered)
        self._structure = Structure()
        self._offsets = _CharacterOffsets(masked.encode(), start)
        self._at = 0
        """Byte offset of the first piece of the block at hand."""
        self._heading: list[str] | None = None
        """What the heading at hand says, code included."""
        self._code = ""
        """The end tag of the raw HTML element whose text is code."""

    def read(self) -> Iterator[Block]:
        images = 0  # images that are open: what they say is not seen
        passed_over = 0
        event: Any
        for event, span in MARKDOWN.events_with_range(self._body):
            start, end = span["start"], span["end"]
            if end <= passed_over:
                pass
            elif "Text" in event:
                if not images:
                    self._seen(event["Text"], start)
            elif "Start" in event or "End" in event:
                kind, tag = next(iter(event.items()))
                name = tag if tag.__class__ is str else next(iter(tag))
                if name == "Image":
                    if not images:
                        self._other(OBJECT, start)
                    images += 1 if kind == "Start" else -1
                    continue
                if name in _INLINE:
                    continue
                if self._text and (block := self._take()):
                    yield block
                if kind == "End":
                    self._end(name)
                elif name == "HtmlBlock":
                    passed_over = end
                    yield from self._html_block(start, end)
                elif name == "CodeBlock":
                    passed_over = end
                else:
                    self._start(name, tag, start, end)
            elif images:
                pass
            elif event.__class__ is str:
                if event != "Rule":
                    self._other(" " if event == "SoftBreak" else "\n", start)
            elif "Code" in event:
                if self._heading is not None:
                    self._heading.append(event["Code"])
                self._other(OBJECT, start)
            elif "InlineHtml" in event:
                self._inline_html(event["InlineHtml"], start)
            elif "FootnoteReference" in event:
                self._seen(f"[^{event['FootnoteReference']}]", start)
            elif "TaskListMarker" in event:
                self._structure.mark_task()
        if self._text and (block := self._take()):
            yield block

    def _start(self, name: str, tag: Any, start: int, end: int) -> None:
        if name == "Heading":
            self._heading = []
        if name == "BlockQuote" and tag[name]:
            self._structure.enter("Alert", start, end)
        elif name in _FRAMES:
            self._structure.enter(name, start, end, tag[name] if isinstance(tag, dict) else None)

    def _end(self, name: str) -> None:
        if name == "Heading":
            self._structure.begin_section(self._at, "".join(self._heading or ()))
            self._heading = None

    def _take(self) -> Block | None:
        self._code = ""
        return self._text.take(self._structure.around(self._at))

    def _seen(self, shown: str, start: int) -> None:
        """A run of text: as it is written, or in place of a character reference."""
        if self._code:
            return
        if not self._text:
            self._at = start
        first = self._offsets.of(start)
        if self._masked.startswith(shown, first):
            self._text.add(first, first + len(shown))
            if self._heading is not None:
                self._heading.append(self._source[first : first + len(shown)])
        else:
            self._text.add_other(shown, first)
            if self._heading is not None:
                self._heading.append(shown)

    def _other(self, shown: str, start: int) -> None:
        if self._code:
            return
        if not self._text:
            self._at = start
        if shown == " " and self._heading is not None:
            self._heading.append(shown)
        self._text.add_other(shown, self._offsets.of(start))

    def _inline_html(self, tag: str, start: int) -> None:
        found = _TAG_NAME.match(tag)
        name = found.group().lower() if found else ""
        if self._code:
            if name == self._code:
                self._code = ""
        elif name == "<br":
            self._other("\n", start)
        elif name in {"<img", "<code", "<kbd", "<samp"}:
            self._other(OBJECT, start)
            if name != "<img" and not tag.endswith("/>"):
                self._code = f"</{name[1:]}"
        elif name == "<time" and "datetime" in (attrs := attributes(tag)):
            self._text.open_time(attrs["datetime"].value)
        elif name == "</time":
            self._text.close_time()

    def _html_block(self, start: int, end: int) -> Iterator[Block]:
        # Imported here because its parser takes longer to load than most articles to read.
        from reviewaudit.formats.html_blocks import read_html_blocks
        from reviewaudit.formats.html_walk import Walk

        around = self._structure.around(start)
        walk = Walk(self._source, self._masked, self._offsets.of(start), self._offsets.of(end), around)
        yield from read_html_blocks(walk, self._text)
        if walk.around.section != around.section:
            self._structure.begin_section(start, walk.around.section)


class _CharacterOffsets:
    """Character offsets of byte offsets in UTF-8; cheap where each asked for is near the one before."""

    def __init__(self, data: bytes, first: int) -> None:
        self._data = data
        self._ascii = data.isascii()
        self._byte = 0
        self._character = self._first = first
        """`first` is the character offset of byte 0."""

    def of(self, offset: int) -> int:
        if self._ascii:
            return self._first + offset
        if offset >= self._byte:
            self._character += len(self._data[self._byte : offset].decode())
        else:
            self._character -= len(self._data[offset : self._byte].decode())
        self._byte = offset
        return self._character
