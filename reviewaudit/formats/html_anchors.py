"""HTML in, where in it a link can lead out: `id` of any element, `name` of links, and the text a reader sees.

https://html.spec.whatwg.org/multipage/browsing-the-web.html#scrolling-to-a-fragment
"""

from __future__ import annotations

import html
import re
from functools import partial
from typing import TYPE_CHECKING

from reviewaudit.formats.front_matter import read_front_matter
from reviewaudit.formats.tags import attributes, markup
from reviewaudit.formats.templates import fills, mask
from reviewaudit.model import Anchors
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNREAD = frozenset(("script", "style", "textarea", "title", "xmp"))
"""Elements in which a tag is no tag; an id inside `pre` is as good as any."""
_MENTION = regex(r"\s(?:id|name)\s*=", re.IGNORECASE)
_TAG = regex(r"<[^<>]*+>")
_INLINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd"),
        *("mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
    )
)
"""Elements that begin no new line."""
_SCRIPT = regex(r"<script[\s>]", re.IGNORECASE)
_FEW = 200
"""A page with a script and fewer characters than this is filled by the script."""


def anchors(text: str) -> Anchors:
    start = read_front_matter(text).end
    masked, covered = mask(text[start:])
    filled = start > 0 or fills(text[start:], covered)
    return Anchors(
        ids=tuple(ids(masked)),
        partial=filled or (_SCRIPT.search(masked) is not None and len(visible(masked)) < _FEW),
        build_text=partial(visible, masked),
    )


def ids(source: str) -> Iterator[str]:
    """The ids in a stretch of HTML, in order."""
    if not _MENTION.search(source):
        return
    for name, start, end in markup(source, _UNREAD):
        tag = source[start:end]
        if name[0] in "/!" or not _MENTION.search(tag):
            continue
        attrs = attributes(tag)
        if "id" in attrs:
            yield attrs["id"].value
        if "name" in attrs and name == "a":
            yield attrs["name"].value


def visible(source: str) -> str:
    """What a reader sees of HTML, roughly: enough to find a sentence in it."""
    pieces = []
    at = 0
    for name, start, end in markup(source, _UNREAD):
        if start < at:
            continue
        pieces.append(source[at:start])
        pieces.append("" if name.removeprefix("/") in _INLINE else "\n")
        at = end
        if name in _UNREAD:
            closing = re.compile(rf"</{name}(?![\w-])", re.IGNORECASE).search(source, end)
            at = closing.start() if closing else len(source)
    pieces.append(source[at:])
    return html.unescape("".join(pieces))


def without_tags(source: str) -> str:
    return html.unescape(_TAG.sub("", source))
