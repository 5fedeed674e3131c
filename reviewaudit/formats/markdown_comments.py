"""The comments of a Markdown article: of HTML, of template languages, and attributes that say not to check a link."""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from reviewaudit.formats.byte_places import BytePlaces
from reviewaudit.formats.commonmark import MARKDOWN
from reviewaudit.formats.raw_html import UNPROOFED, unproofed
from reviewaudit.formats.templates import comment_in
from reviewaudit.model import Comment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyromark.event import Range


def comments(
    body: str, masked: str, covered: Sequence[tuple[int, int]], of_html: Iterable[tuple[int, int]], first_line: int
) -> Iterator[Comment]:
    """Those of HTML and of templates in their order, then elements that are not to be checked.

    `masked` is `body` with blanks where template tags stand, which are the spans `covered` (of characters); `of_html`
    are spans of bytes.
    """
    found = [(start, end, False) for start, end in of_html]
    tags = [span for span in covered if comment_in(body[slice(*span)]) is not None]
    if tags:
        found += [(start, end, True) for start, end in _outside_code(masked, _in_bytes(body, tags))]
    elements = unproofed(masked)
    if not found and not elements:
        return
    source = body.encode()
    places = BytePlaces(source, first_line)
    for start, end, is_tag in sorted(found):
        written = source[start:end].decode()
        text = comment_in(written) if is_tag else written.removeprefix("<!--").removesuffix("-->")
        yield Comment(text or "", places.place(start, end))
    places = BytePlaces(source, first_line)
    for start, end in _outside_code(masked, _in_bytes(masked, elements)) if elements else ():
        yield Comment(UNPROOFED, places.place(start, end))


def _outside_code(masked: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    code = _code(masked)
    return [span for span in spans if span[0] >= code[bisect_right(code, span[0], key=itemgetter(0)) - 1][1]]


def _code(masked: str) -> list[tuple[int, int]]:
    """The byte spans of code blocks and of code in lines, in order, with an empty one before all."""
    events: Iterator[tuple[Any, Range]] = iter(MARKDOWN.events_with_range(masked, merge_text=True))
    return [(-1, -1)] + [
        (span["start"], span["end"])
        for event, span in events
        if "Code" in event or ("Start" in event and event["Start"].__class__ is dict and "CodeBlock" in event["Start"])
    ]


def _in_bytes(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans of characters, in order, as spans of UTF-8."""
    at = end = 0
    for first, last in spans:
        begin = end + len(text[at:first].encode())
        end = begin + len(text[first:last].encode())
        at = last
        yield begin, end
