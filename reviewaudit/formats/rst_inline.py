"""Take the inline markup of reStructuredText apart.

Comes in: the text of one paragraph, its lines joined with line feeds. Goes out: what is seen of it, its links, and
its uses of links defined elsewhere, in order. Follows
https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#inline-markup; a URL in emphasis is a link here as
well. What an end is looked for is remembered where there is none, so that no input takes more than linear time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewaudit.formats.runs import Part, Token, bare_urls
from reviewaudit.model import LinkKind
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

# Markup begins after a blank or punctuation and ends before one; which ASCII signs do not count is easier said.
_BEFORE = r"(?<!\w)(?<![!#$%&)*+,.;=>?@\\\]^`|}~\x00])"
_AFTER = r"(?![\w#$%&(*+<=@\[^`{|~])"
NAME = r"[^\W_]++(?:[-._+:][^\W_]++)*+"
_START = regex(
    _BEFORE + rf"(?:(?P<literal>``)(?!\s)|(?P<strong>\*\*)(?!\s)|(?P<emphasis>\*)(?![\s*])|(?P<target>_`)(?!\s)"
    rf"|(?P<role>:(?:{NAME}):)?(?P<tick>`)(?![\s`])|(?P<substitution>\|)(?![\s|])"
    rf"|(?P<note>\[(?:\d++|\#(?:{NAME})?+|\*|{NAME})\])_{_AFTER})"
    rf"|(?<=[^\W_])(?P<reference>__?+){_AFTER}"
)
_ENDS = {
    "literal": regex(rf"(?<!\s)``{_AFTER}"),
    "strong": regex(rf"(?<![\s\x00])\*\*{_AFTER}"),
    "emphasis": regex(rf"(?<![\s\x00])\*{_AFTER}"),
    "target": regex(rf"(?<![\s\x00])`{_AFTER}"),
    "tick": regex(rf"(?<!(?<!\x00)[\s\x00])`(?:(?P<role>:{NAME}:)|(?P<refers>__?+))?+{_AFTER}"),
    "substitution": regex(rf"(?<![\s\x00])\|(?P<refers>_{{0,2}}){_AFTER}"),
}
_PREFIXED = regex(_BEFORE)
_ESCAPE = regex(r"\\(.)", re.DOTALL)
_PIECES = regex(r"[^\x00]++|\x00\s|\x00")
_UNESCAPE = regex(r"\x00\s?")
_MAIL = regex(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
_SCHEME = regex(r"[A-Za-z][A-Za-z0-9.+-]*:")
_QUOTES = {'"': '"', "'": "'", "(": ")", "[": "]", "{": "}", "<": ">", "‘": "’", "“": "”", "«": "»"}
_LONGEST_NAME = 200
_TEXT_ROLES = frozenset(
    {
        *("abbr", "abbreviation", "ac", "acronym", "cite", "dfn", "doc", "download", "emphasis", "fa", "guilabel"),
        *("keyword", "manpage", "menuselection", "numref", "ref", "strong", "sub", "subscript", "sup", "superscript"),
        *("t", "term", "title", "title-reference", "token", "any", "pep", "rfc", "cve", "info", "warning"),
    }
)
"""Roles that show their text as text. What any other shows is taken for code."""
_BRACKETED = regex(r"(?P<text>.*?)\s*<(?P<target>[^<>]*)>\Z", re.DOTALL)


_LINK = regex(r"_(?!\w)|://|mailto:", re.IGNORECASE)


def has_links(text: str) -> bool:
    """Whether it is worth while to look for links in `text`."""
    return _LINK.search(text) is not None


def normalised(name: str) -> str:
    """Names match whatever their case and the blanks in them."""
    return " ".join(name.split()).lower()


def undo_escapes(text: str) -> str:
    """`text` without backslashes, and without the blanks that they hide."""
    return _UNESCAPE.sub("", marked(text)) if "\\" in text else text


def scan(text: str) -> Iterator[Token]:
    """The parts of `text` in order."""
    return _Scanner(text).read()


class _Scanner:
    def __init__(self, text: str) -> None:
        self._written = text
        self._text = marked(text)
        self._urls = list(bare_urls(text))
        self._endless: set[str] = set()
        """Kinds of markup of which no end follows."""

    def read(self) -> Iterator[Token]:
        text = self._text
        at = position = url = 0  # what was given out; where to look on; the next URL
        while found := _START.search(text, position):
            start = found.start()
            while url < len(self._urls) and self._urls[url][1] <= start:
                url += 1
            if url < len(self._urls) and self._urls[url][0] < start:
                position = self._urls[url][1]
                continue
            position = found.end()
            kind = found.lastgroup or ""
            if kind == "reference":
                if url and self._urls[url - 1][1] == start:  # "https://a.example/x_" is a URL to its reader
                    continue
                if (begin := self._name_start(at, start)) is not None:
                    name = text[begin:start]
                    yield from self._seen(at, start)
                    yield Token(Part.USE, begin, start, name, "" if found.end() - start == 2 else normalised(name))
                    at = found.end()
                continue
            if kind == "note":
                yield from self._seen(at, found.end("note"))
                at = found.end()
                continue
            if kind in self._endless or self._is_quoted(found):
                continue
            end = _ENDS[kind].search(text, found.end() + 1)
            if end is None:
                self._endless.add(kind)
                continue
            yield from self._seen(at, start)
            yield from self._markup(kind, found, end)
            at = position = end.end()
        yield from self._seen(at, len(text))

    def _is_quoted(self, found: re.Match[str]) -> bool:
        start, end = found.span()
        if end >= len(self._text):
            return True
        return start > 0 and not found["role"] and _QUOTES.get(self._text[start - 1]) == self._text[end]

    def _name_start(self, at: int, end: int) -> int | None:
        """Where the name that ends at `end` begins; None if it is none."""
        text, start = self._text, end
        floor = max(at, end - _LONGEST_NAME)
        while start > floor:
            before = text[start - 1]
            joins = before in "-.+:" and start - 2 >= floor and text[start - 2].isalnum() and text[start].isalnum()
            if not (joins or (before != "_" and before.isalnum())):
                break
            start -= 1
        while start < end and not (text[start].isalnum() and _PREFIXED.match(text, start)):
            start += 1
        return start if start < end else None

    def _markup(self, kind: str, found: re.Match[str], end: re.Match[str]) -> Iterator[Token]:
        begin, stop = found.end(), end.start()
        if kind == "literal":
            yield Token(Part.OBJECT, found.start(), end.end(), self._written[begin:stop])
        elif kind == "substitution" and self._text[begin:stop] == "today":
            # Sphinx fills in the day of the build: what stands there is no date that anybody wrote.
            yield from self._seen(found.start(), end.end())
        elif kind == "substitution":
            yield Token(Part.OBJECT, found.start(), end.end())
            if end["refers"]:
                name = normalised(self._text[begin:stop])
                yield Token(Part.USE, begin, stop, "", name if end["refers"] == "_" else "")
        elif kind != "tick":
            yield from self._seen(begin, stop)
        elif end["refers"]:
            yield from self._phrase(begin, stop, end["refers"] == "_")
        else:
            yield from self._role((found["role"] or end["role"] or ":cite:")[1:-1].lower(), found.start(), begin, stop)

    def _role(self, role: str, start: int, begin: int, stop: int) -> Iterator[Token]:
        inside = _BRACKETED.match(self._text, begin, stop)
        is_link = bool(inside and inside["target"][:8].lower().startswith(("http://", "https://")))
        if inside and is_link:
            yield from self._link(inside.start("target"), inside.end("target"), self._shown(*inside.span("text")))
        if role not in _TEXT_ROLES:
            yield Token(Part.OBJECT, start, stop + 1, self._shown(begin, stop))
        else:
            yield from self._seen(begin, inside.end("text") if inside and inside["text"] else stop, urls=not is_link)

    def _phrase(self, begin: int, stop: int, named: bool) -> Iterator[Token]:
        """`text`_, `text <https://…>`_ and `text <name_>`_."""
        text = self._text
        opened = self._bracket(begin, stop)
        if opened is None:
            yield from self._seen(begin, stop)
            shown = self._shown(begin, stop)
            yield Token(Part.USE, begin, stop, shown, normalised(shown) if named else "")
            return
        target, end = opened + 1, stop - 1
        written = text[target:end]
        text_end = begin + len(text[begin:opened].rstrip())
        if written.endswith("_") and not written.endswith("\0_") and not _SCHEME.match(written):
            shown = self._shown(begin, text_end) or self._shown(target, end - 1)
            yield from self._seen(begin, text_end) if text_end > begin else self._seen(target, end - 1)
            yield Token(Part.USE, target, end, shown, normalised(self._shown(target, end - 1)))
            return
        shown = self._shown(begin, text_end)
        # Words that are linked lead where the link leads, also where they read as another address.
        yield from self._seen(*((begin, text_end) if shown else (target, end)), urls=False)
        yield from self._link(target, end, shown)

    def _bracket(self, begin: int, stop: int) -> int | None:
        """Where the `<` stands that opens the target at the end of a phrase."""
        text = self._text
        if stop - begin < 3 or text[stop - 1] != ">" or text[stop - 2].isspace() or text[stop - 2] == "\0":
            return None
        opened = text.rfind("<", begin, stop)
        while opened > begin and text[opened - 1] == "\0":
            opened = text.rfind("<", begin, opened)
        if opened == -1 or (opened > begin and not text[opened - 1].isspace()) or text[opened + 1].isspace():
            return None
        return opened if not re.search(r"(?<!\x00)>", text[opened : stop - 1]) else None

    def _link(self, start: int, end: int, shown: str) -> Iterator[Token]:
        url = uri(self._text[start:end])
        if url:
            yield Token(Part.LINK, start, end, shown or url, url)

    def _seen(self, start: int, end: int, *, urls: bool = True) -> Iterator[Token]:
        """What is seen of a stretch without markup, and the URLs in it."""
        if start >= end:
            return
        for piece in _PIECES.finditer(self._text, start, end):
            if piece.group()[0] != "\0":
                yield Token(Part.TEXT, *piece.span())
        if not urls:
            return
        first = _first_from(self._urls, start)
        for url_start, url_end in self._urls[first:]:
            if url_start >= end:
                break
            stop = min(url_end, end)
            shown = undo_escapes(self._written[url_start:stop])
            yield Token(Part.LINK, url_start, stop, shown, shown, LinkKind.BARE)

    def _shown(self, start: int, end: int) -> str:
        return " ".join(_UNESCAPE.sub("", self._text[start:end]).split())


def uri(written: str) -> str:
    """What a target means whose escapes are marked with zero bytes: blanks do not count, an address is mail."""
    url = re.sub(r"(?<!\x00)\s+", "", written)
    url = url.replace("\0", "")
    return f"mailto:{url}" if _MAIL.fullmatch(url) else url


def marked(text: str) -> str:
    """`text`, which has none, with a zero byte in place of each backslash that escapes: offsets hold."""
    return _ESCAPE.sub("\0\\1", text) if "\\" in text else text


def _first_from(urls: list[tuple[int, int]], start: int) -> int:
    low, high = 0, len(urls)
    while low < high:
        middle = (low + high) // 2
        if urls[middle][0] < start:
            low = middle + 1
        else:
            high = middle
    return low
