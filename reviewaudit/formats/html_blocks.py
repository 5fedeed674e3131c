"""Build the visible text of HTML, block by block.

Comes in: a page, or a stretch of one. Goes out: one block per paragraph, heading, list item or table cell. Runs of
blanks are one space and `<br>` is a line break; code, scripts, styles, templates and comments are no text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewaudit.formats.block_text import OBJECT, BlockText
from reviewaudit.formats.html_walk import CODE, HEADINGS, RAW, Kind, Walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewaudit.model import Block, Surroundings

_INVISIBLE = RAW | CODE | {"svg", "math", "select", "object", "audio", "video"}
_INLINE = frozenset(
    (
        *(
            "a",
            "abbr",
            "acronym",
            "b",
            "bdi",
            "bdo",
            "big",
            "cite",
            "data",
            "del",
            "dfn",
            "em",
            "font",
            "i",
            "ins",
            "label",
        ),
        *(
            "mark",
            "nobr",
            "q",
            "rb",
            "rp",
            "rt",
            "rtc",
            "ruby",
            "s",
            "slot",
            "small",
            "span",
            "strike",
            "strong",
            "sub",
        ),
        *("sup", "time", "tt", "u", "wbr", "noscript", "img", "input", "button", "meter", "progress", "output", "br"),
        *("map", "area", "link", "meta", "picture", "source", "track", "param", "embed"),
    )
)
"""Elements that do not break a line; any other does, also those that no standard knows unless they have a hyphen."""


def read_html_blocks(walk: Walk, text: BlockText) -> Iterator[Block]:
    """The blocks met on `walk`; `text` is empty and belongs to the same source."""
    around: Surroundings | None = None
    hidden, depth = "", 0  # the element whose text is not seen, and how many of its name are open
    heading: list[str] = []
    for kind, name, start, end, attrs, value in walk.steps():
        if hidden:
            if name == hidden:
                depth += 1 if kind is Kind.OPEN else -1
                hidden = hidden if depth else ""
            continue
        if kind is Kind.TEXT or kind is Kind.REFERENCE:
            if walk.is_inside("head"):
                continue
            if around is None:
                around = walk.around
            if kind is Kind.TEXT:
                text.add_collapsed(start, end)
            else:
                text.add_other(value, start)
        elif kind is Kind.OPEN and name in _INVISIBLE:
            hidden, depth = name, 1
            if name in CODE and name != "pre":
                around = around or walk.around
                text.add_other(OBJECT, start)
        elif name == "br":
            text.add_other("\n" if text else "", start)
        elif name == "img":
            around = around or walk.around
            text.add_other(OBJECT, start)
        elif name == "time":
            if kind is Kind.OPEN and "datetime" in attrs:
                text.open_time(attrs["datetime"].value)
            else:
                text.close_time()
        elif kind is not Kind.COMMENT and name not in _INLINE and "-" not in name:
            if block := text.take(around or walk.around):
                yield block
                heading.append(block.text)
            around = None
            if name in HEADINGS:
                if kind is Kind.CLOSE:
                    walk.begin_section(" ".join(heading))
                heading.clear()
    if block := text.take(around or walk.around):
        yield block
