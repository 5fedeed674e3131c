"""Turn plain text into a document.

Each line that is not blank is a block: plain text has paragraphs on one line as often as wrapped ones, and a line can
be quoted (`>`), numbered (`1.`, `1)`, `[1]`) or a bullet. A short line without end punctuation, or one that ends in a
colon, counts as the heading of what follows. A line that only tells this tool what to ignore is a comment. URLs are
read as in running Markdown, and between angle brackets as in RFC 3986 appendix C.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.formats.decoding import decode
from reviewaudit.formats.urls import find_urls
from reviewaudit.model import (
    Block,
    Comment,
    Container,
    Document,
    LineIndex,
    Link,
    LinkKind,
    Place,
    Problem,
    Surroundings,
)
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = regex(r"[^\r\n]*+(?:\r\n|\n|\r|\Z)")
_START = regex(
    r"[\s\ufeff]*+(?P<quote>(?:>\s*+)*+)"
    r"(?:(?P<hashes>\#{1,6})\s++|\[(?P<bracket>\d{1,4})\]\s*+|(?P<number>\d{1,4})[.)]\s++|(?P<bullet>[-*+•‣·–]\s++))?+"
)
_COMMENT = regex(
    r"^[ \t]*+(reviewaudit[ \t]*:[ \t]*ignore(?:-\w+)*+[ \t]*(?:$|\[)[^\r\n]*)", re.MULTILINE | re.IGNORECASE
)
"""Plain text has no comments, and "reviewaudit: …" in a sentence is none."""
_HINT = "eviewaudit"
"""What a text with a comment holds, with a small or a large first letter."""
_RULE = regex(r"(?:([-=~*_#])\1{2,})")
_LONGEST_HEADING = 60
_LONGEST_TITLE = 200
_SENTENCE_END = tuple(".?!;,…。！？")
_ANGLE = regex(rb"[^<>\s]*+(?=>)")


class _Line(NamedTuple):
    number: int
    start: int
    """Character offset of the line."""
    text_start: int
    text_end: int
    around: Surroundings


def parse(data: bytes) -> Document:
    text = decode(data)
    if isinstance(text, Problem):
        return Document("", problem=text)
    links = tuple(link for line in _lines(text) for link in _links(text, line))
    title = next((text[line.text_start : line.text_end] for line in _lines(text)), "")
    return Document(
        text,
        links,
        comments=tuple(_comments(text)),
        title=title[:_LONGEST_TITLE].strip(),
        build_blocks=lambda: _blocks(text),
    )


def _comments(text: str) -> Iterator[Comment]:
    if _HINT not in text:
        return
    index = LineIndex(text)
    for found in _COMMENT.finditer(text):
        said = found[1].rstrip()
        yield Comment(said, index.place(found.start(1), found.start(1) + len(said)))


def _blocks(text: str) -> tuple[Block, ...]:
    return tuple(
        Block(text[line.text_start : line.text_end], ((0, line.text_start),), line.around) for line in _lines(text)
    )


def _lines(text: str) -> Iterator[_Line]:
    """The lines with text, without quote marks, numbers and bullets."""
    section = ""
    item: Surroundings | None = None
    has_comments = _HINT in text
    for number, found in enumerate(_LINE.finditer(text), 1):
        end = found.start() + len(found.group().rstrip())
        if has_comments and _COMMENT.match(text, found.start()):
            continue
        begin = _START.match(text, found.start(), end)
        if begin is None or begin.end() == end:
            item = None
            continue
        start = begin.end()
        shown = text[start:end]
        if _RULE.fullmatch(shown):
            continue
        quoted = bool(begin.group("quote"))
        marker = begin.group("bracket") or begin.group("number") or ""
        if begin.group("hashes"):
            shown = shown.rstrip("# \t")
            end = start + len(shown)
            around, item = Surroundings(Container.HEADING, section, quoted=quoted), None
        elif marker or begin.group("bullet"):
            around = item = Surroundings(Container.NUMBERED if marker else Container.BULLET, section, marker, quoted)
        elif item and text[found.start()] in " \t":  # a further line of an entry
            around = item
        else:
            around, item = Surroundings(section=section, quoted=quoted), None
        if start < end:
            yield _Line(number, found.start(), start, end, around)
        if begin.group("hashes") or (around.container is Container.PARAGRAPH and not quoted and _is_heading(shown)):
            section = shown.rstrip(": \t：")


def _is_heading(shown: str) -> bool:
    """Whether a line of its own announces what follows."""
    return (
        len(shown) <= _LONGEST_HEADING
        and not shown.endswith(_SENTENCE_END)
        and not any(inner in shown for inner in (": ", ". ", "? "))
        and "://" not in shown
        and "\t" not in shown
        and shown[0].isalnum()
    )


def _links(text: str, line: _Line) -> Iterator[Link]:
    data = text[line.text_start : line.text_end].encode()
    at, column = 0, line.text_start - line.start + 1
    for start, end in find_urls(data):
        kind = LinkKind.BARE
        if data[start - 1 : start] == b"<" and (angle := _ANGLE.match(data, start)):
            kind, end = LinkKind.AUTOLINK, angle.end()  # noqa: PLW2901  # nothing is trimmed between angle brackets
        if start < at or _is_part_of_a_name(data, start, end):
            continue
        column += len(data[at:start].decode())
        url = data[start:end].decode()
        place = Place(line.number, column, line.number, column + len(url))
        column, at = column + len(url), end
        yield Link(url if url[:4].lower() == "http" else f"http://{url}", place, kind, url, line.around)


def _is_part_of_a_name(data: bytes, start: int, end: int) -> bool:
    """Whether an underscore touches what looks like a URL on one side alone, so that it emphasises nothing."""
    if data[start - 1 : start] == b"_":
        return data.find(b"_", end) == -1
    return data[end : end + 1] == b"_" and data.find(b"/", start + 8, end) == -1 and data.find(b"_", 0, start) == -1
