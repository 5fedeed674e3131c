"""Passages in, those whose text breaks off out.

A text without a full stop is no proof: captions, fragments and lines before a link have none. It breaks off where its
last word is a piece of one, which shows when the same words go on elsewhere in the document, or where it ends with a
word that no sentence ends with.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.model import Container, Origin
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewaudit.extraction.passages import Passages
    from reviewaudit.model import Document

_LEAST = 60
"""Characters; what is shorter may be a title or a caption."""
_LEAST_WORDS = 10
_TAIL = 24
"""As many characters at the end must come again elsewhere."""
_NO_TEXT = "\r\n>#<|*+-"
_PUNCTUATION = ".:!?,;)\"'`>\n|-*"
_LAST_WORD = regex(r"(?<!\S)([^\W\d_]{1,40})$")
_DANGLING = regex(
    r"(?<=\s)(?:the|an|and|or|nor|because|although|whether|whose|every|their|your|our|its|my|of the|in a|of a"
    r"|such as|as well as|is a|are a|with a|for a|to a)$"
)
_SHORT_WORDS = regex(
    r"a[mnsti]?|b[ey]|c[m]?|d[aeiou]?|[dgs]o|e[nsu]|h[er]|i[fenst]|j[ae]|k[gm]?|l[aeo]|m[egmly]|n|n[o]|o[fhknrsx]|p|pc"
    r"|q|r|s[eo]|t|t[eouv]|u[knps]|vs|we|x|y|z|ad|al|id|il|el|du"
)
_SENTENCE = regex(r"[.!?,;]\s")
_DESCRIPTIONS = frozenset({"description", "og:description", "twitter:description", "summary", "excerpt", "abstract"})
_REACH = 600
_LONG = 100
"""A longer line is a paragraph of its own, or the end of a cut one."""
_LAST = 44
_MOST_SEARCHES = 100
"""Each goes through the whole text."""
_CONTINUED = regex(r"[^\W\d_]{2}")


class Cut(NamedTuple):
    start: int
    """Offset in the source, as `end`: of the last word."""
    end: int
    shown: str
    """The last words."""


def may_be_cut(text: str) -> bool:
    """Whether a line without punctuation ends in a piece of a word or a word that no sentence ends with."""
    words = _Words(text)
    start = 0
    for end in _paragraph_ends(text):
        line = text[max(start, end - _REACH) : end].rstrip()
        if line[-1:].isalpha():
            line = line[line.rfind("\n") + 1 :]
            if len(line) >= _LEAST and words.break_off(line):
                return True
        start = end
    return False


def _paragraph_ends(text: str) -> Iterator[int]:
    """Where a paragraph may end: before a line that is empty or begins with a sign, and before `</p>`."""
    before, at = -1, text.find("\n")
    while at != -1:
        following = text[at + 1 : at + 2]
        ends = following in _NO_TEXT or (at - before > _LONG and following.isupper())
        if ends and (at == 0 or text[at - 1] not in _PUNCTUATION):
            yield at
        before, at = at, text.find("\n", at + 1)
    at = text.find("</p")
    while at != -1:
        yield at
        at = text.find("</p", at + 3)
    yield len(text)


def in_passages(passages: Passages) -> Iterator[Cut]:
    """The paragraphs that break off although nothing continues them."""
    words = _Words(passages.document.text)
    for index, passage in enumerate(passages.all):
        if passage.container is not Container.PARAGRAPH or passage.quoted or not _is_running(passage.text):
            continue
        last = words.break_off(passage.text)
        if last and passages.nothing_after(index) and not _goes_on(passages, index):
            end = len(passage.text)
            yield Cut(*passages.span(passage, end - len(last), end), _shown(passage.text))


def in_fields(document: Document) -> Iterator[Cut]:
    """The descriptions in the metadata that break off."""
    words = _Words(document.text)
    for field in document.fields:
        if field.name.lower() not in _DESCRIPTIONS or field.origin not in (Origin.FRONT_MATTER, Origin.META):
            continue
        value = field.value.strip()
        if _is_running(value) and words.break_off(value):
            place = field.place
            start = document.lines.offset(place.line, place.column)
            end = document.lines.offset(place.end_line, place.end_column)
            yield Cut(start, end, _shown(value))


def _shown(text: str) -> str:
    """The last words."""
    return text if len(text) <= _LEAST else text[-_LEAST:].partition(" ")[2]


def _is_running(text: str) -> bool:
    return len(text) >= _LEAST and len(text.split()) >= _LEAST_WORDS and text[-1].isalpha() and text[0].isupper()


class _Words:
    """The words of one document, which show what is a word and what a piece of one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._searches = _MOST_SEARCHES

    def break_off(self, line: str) -> str:
        """The last word of a line, if it cannot be the last; else nothing."""
        last = _LAST_WORD.search(line, max(0, len(line) - _LAST))
        if last is None:
            return ""
        word = last[1]
        if word.isascii() and _DANGLING.search(line, max(0, len(line) - _LAST)):
            return word
        if not word.islower() or self._searches == 0:
            return ""
        self._searches -= 1
        tail = line[-_TAIL:]
        piece = len(word) <= 2 and word.isascii() and _SHORT_WORDS.fullmatch(word) is None and _SENTENCE.search(line)
        return word if (piece or self._goes_on_elsewhere(tail)) and not self._is_used(word) else ""

    def _goes_on_elsewhere(self, tail: str) -> bool:
        """Whether the same words come again, the last of them with more letters."""
        at = self.text.find(tail)
        while at != -1:
            end = at + len(tail)
            if _CONTINUED.match(self.text, end):
                return True
            at = self.text.find(tail, end)
        return False

    def _is_used(self, word: str) -> bool:
        """Whether the document uses the word a second time."""
        found = re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", self.text)
        return next(found, None) is not None and next(found, None) is not None


def _goes_on(passages: Passages, index: int) -> bool:
    """Whether what follows may continue the sentence: a list, or a paragraph that begins in the middle of one."""
    if index + 1 == len(passages.all):
        return False
    following = passages.all[index + 1]
    if following.block == passages.all[index].block >= 0:
        return True
    if following.container is Container.HEADING:
        return False
    begins = following.text.lstrip(" *_\"'“‘(")[:1]
    return following.container is not Container.PARAGRAPH or not begins.isupper()
