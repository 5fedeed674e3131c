"""Find URLs that stand bare in running text.

Comes in: text as UTF-8. Goes out: the byte offsets at which each URL begins and ends. Follows the extended autolinks
of GitHub Flavored Markdown (https://github.github.com/gfm/#autolinks-extension-) for `http://`, `https://` and
`www.`, and goes on where they leave off: brackets are balanced like parentheses, and the punctuation of Chinese,
Japanese and Korean text, closing quotes and ellipses end a URL. Template tags (`{{ … }}`, `{% … %}`, `<% … %>`,
`${…}`) belong to the URL they stand in. Mail addresses and URLs of other schemes are no links in running text.
"""

from __future__ import annotations

import html
import re
import sys
from operator import methodcaller
from typing import TYPE_CHECKING

from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

# Each pattern begins with what is rare, so that the search runs over the rest at the speed of `bytes.find`.
_SCHEME_END = regex(
    rb"://(?:(?<=[Hh][Tt][Tt][Pp][Ss]://)(?<![A-Za-z0-9+.\-].{8})|(?<=[Hh][Tt][Tt][Pp]://)(?<![A-Za-z0-9+.\-].{7}))",
    re.DOTALL,
)
_WWW = regex(rb"www\.(?<![A-Za-z0-9_@/.\-]www\.)(?=[A-Za-z0-9\x80-\xff])")

_CLOSING = (
    "，。、；：？！（）【】《》「」『』〈〉〔〕〖〗〘〙〚〛〝〞〟＂＇＜＞［］｛｝｜￨“”‘’„‚«»‹›…—・｡､｢｣\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"
    + "".join(map(chr, range(0x2000, 0x200C)))
)
_TEMPLATE = rb"\{\{[^{}\n]*+\}\}|\{%[^{}%\n]*+%\}|<%[^<>%\n]*+%>|\$\{[^{}\n]*+\}"
_URL = regex(
    rb"(?:[Hh][Tt][Tt][Pp][Ss]?://(?=[A-Za-z0-9_\[{$%@\x80-\xff]|<%)|[Ww][Ww][Ww]\.)"
    rb"(?:" + _TEMPLATE + rb"|\[(?!\^)|\](?!\()|[^\[\]\s<>\"`\x00-\x1f\x7f-\xff]|(?!"
    + rb"|".join(character.encode() for character in _CLOSING) + rb")[\x80-\xff])++"
)  # fmt: skip
_BRACKETS = {b")": b"(", b"]": b"[", b"}": b"{"}
_TRAILING = frozenset(b"?!.,:;*_~'\"|\\")
_MAY_TRAIL = _TRAILING | {close[0] for close in _BRACKETS}
_END = methodcaller("end")
_SEMICOLON = ord(";")
_QUOTE = ord("'")
_ENTITY_TAIL = regex(rb"&(?:#[Xx]?)?[A-Za-z0-9]{1,32};\Z")
_ENTITY = regex(r"&(?:#[Xx]?)?[A-Za-z0-9]{1,32};")
_NO_HOST = frozenset((b"http://", b"https://", b"www."))


def candidates(data: bytes) -> list[int]:
    """Where URLs may begin, ascending; whether one does, `url_end` says."""
    found = [end - 3 - (5 if data[end - 4] in b"sS" else 4) for end in map(_END, _SCHEME_END.finditer(data))]
    if b"www." in data and (others := [match.start() for match in _WWW.finditer(data)]):
        found = sorted((*found, *others))
    return found


def find_urls(data: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of every bare URL, in order."""
    position = 0
    for start in candidates(data):
        if start >= position and (end := url_end(data, start)):
            yield start, end
            position = end


def urls_in(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every bare URL, in order, as offsets of characters."""
    data = text.encode("utf-8", "replace")
    at = characters = 0
    for start, end in find_urls(data):
        first = characters + len(data[at:start].decode())
        at, characters = end, first + len(data[start:end].decode())
        yield first, characters


def url_end(data: bytes, start: int, limit: int = sys.maxsize) -> int:
    """The end of the URL that begins at data[start]; 0 if none does."""
    found = _URL.match(data, start, limit)
    if found is None:
        return 0
    written = found.group()
    if b")[" in written:
        written = _scoped(written)
    length = len(written)
    if written[-1] in _MAY_TRAIL:
        length = _trimmed_length(written, quoted=data[start - 1 : start] == b"'")
    return 0 if written[:length].lower() in _NO_HOST or length < len("www.x") else start + length


def undo_entities(written: str) -> str:
    """`written` with `&amp;` and its like undone; only those that end in a semicolon."""
    if "&" not in written:
        return written
    return _ENTITY.sub(lambda found: html.unescape(found.group()), written)


def _scoped(written: bytes) -> bytes:
    """`written` up to the parenthesis that ends what it stands in, where a bracket follows: `(https://a.example)[1]`."""
    depth = at = 0
    end = written.find(b")[")
    while end != -1:
        depth += written.count(b"(", at, end + 1) - written.count(b")", at, end + 1)
        if depth < 0:
            return written[:end]
        at = end + 1
        end = written.find(b")[", at)
    return written


def _trimmed_length(written: bytes, *, quoted: bool) -> int:
    """How much is left when the punctuation around a URL is taken off its end."""
    length = len(written)
    surplus = {close[0]: written.count(close) - written.count(open_) for close, open_ in _BRACKETS.items()}
    quotes = written.count(b"'")
    while length:
        last = written[length - 1]
        if last == _SEMICOLON and (entity := _ENTITY_TAIL.search(written, max(0, length - 40), length)):
            length = entity.start()
        elif last == _QUOTE and not quoted and quotes % 2 == 0 and written[length - 2] != _QUOTE:
            break  # it closes a quote that the URL opens
        elif last in _TRAILING:
            quotes -= last == _QUOTE
            length -= 1
        elif surplus.get(last, 0) > 0:
            surplus[last] -= 1
            length -= 1
        else:
            break
    return length
