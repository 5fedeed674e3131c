"""The beginning of a page in, its words that something has taken its place out, with the link among them.

Signals "superseded:WORDS" for words with which a paragraph opens, "mentions-superseded:WORDS" for those further on in
one, each followed by "replacement:URL" (as written) where the words hold a link. Whether they count is a matter of the
host, for `reviewaudit.verdicts`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from reviewaudit.model import without_credentials
from reviewaudit.regexes import regex
from reviewaudit.services.signals import without

_THIS = b"his "
_ITSELF = regex(
    rb"(?:\w{1,20} )?(?:guid|page|docu|publ|poli|stan|advi|revi|reso|path|cont|info).{0,300}?"
    rb"(?:replaced|superseded|withdrawn|no longer|archive|historical|may not contain|retired)",
    re.IGNORECASE | re.DOTALL,
)
"""After "This": a page may be speaking of itself."""
_OTHERS = (b"withdrawn it from publication", b" version of this ")
_HIDDEN = regex(rb"<(head|noscript|script|style|template|svg)\b|<!--", re.IGNORECASE)
_TAG = regex(r"</?([a-z][a-z0-9]{0,15})\b[^<>]*>", re.IGNORECASE)
_HREF = regex(r"\shref\s{0,9}=\s{0,9}(?:\"([^\"]{1,2000})\"|'([^']{1,2000})'|([^\s\"'>]{1,2000}))", re.IGNORECASE)
_INLINE = frozenset((
    "a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "mark", "q", "small", "span", "strong", "sub", "sup",
    "time", "u",
))  # fmt: skip
_LEAD = regex(
    r"\W*(?:(?:please )?note(?: that)?|important(?: notice| note| update)?|notice|warning|attention|update|archived"
    r"|withdrawn|superseded)?\W*",
    re.IGNORECASE,
)
_MOST = 4
_LONGEST = 300


class _Paragraph(NamedTuple):
    text: str
    links: tuple[tuple[int, str], ...]
    """Pairs (offset in the text, URL as written)."""


def said_in(body: bytes, charset: str) -> tuple[str, ...]:
    """The signals, in the order of the page."""
    if not _may_say_so(body):
        return ()
    from reviewaudit.verdicts import SCREEN, replacing  # patterns that few pages need

    found: list[str] = []
    for paragraph in _paragraphs(without(_HIDDEN, body), charset, SCREEN):
        for start, end in replacing(paragraph.text):
            opens = _LEAD.fullmatch(paragraph.text, 0, start) is not None
            words = paragraph.text[start : min(end, start + _LONGEST)].strip()
            found.append(f"{'superseded' if opens else 'mentions-superseded'}:{words}")
            link = next((url for place, url in paragraph.links if start <= place < end), "")
            if link:
                found.append(f"replacement:{without_credentials(link)}")
        if len(found) >= _MOST:
            break
    return tuple(found)


def _may_say_so(body: bytes) -> bool:
    """Whether a closer look is worth the time. Each page is asked this, so that it takes one pass for a rare word."""
    place = body.find(_THIS)
    while place >= 0:
        if _ITSELF.match(body, place + len(_THIS)):
            return True
        place = body.find(_THIS, place + 1)
    return any(words in body for words in _OTHERS)


def _paragraphs(body: bytes, charset: str, most: int) -> Iterator[_Paragraph]:
    """What a reader sees first, block by block, up to the block in which the characters are more than `most`."""
    try:
        page = body.decode(charset or "utf-8", "replace")
    except LookupError:
        page = body.decode("utf-8", "replace")
    text = ""
    links: list[tuple[int, str]] = []
    seen = place = 0
    for tag in _TAG.finditer(page):
        text = _joined(text, page[place : tag.start()])
        place = tag.end()
        name = tag[1].lower()
        if name not in _INLINE:
            if text:
                yield _Paragraph(text, tuple(links))
                seen += len(text)
            if seen > most:
                return
            text, links = "", []
        elif name == "a" and (href := _HREF.search(tag[0])):
            links.append((len(text), html.unescape(href[1] or href[2] or href[3])))
    if text := _joined(text, page[place:]):
        yield _Paragraph(text, tuple(links))


def _joined(text: str, more: str) -> str:
    words = " ".join(html.unescape(more).split())
    return f"{text} {words}" if text and words else text or words
