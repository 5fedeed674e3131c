"""Text fragments: `#:~:text=[prefix-,]start[,end][,-suffix]` in, out whether a page says that.

Follows https://wicg.github.io/scroll-to-text-fragment/: parts are percent-decoded, case and the length of blanks do
not count, a match begins and ends with a word. What is seen stands in for what a browser would render.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import unquote

from reviewaudit.regexes import regex

DIRECTIVE = ":~:"
_BLANKS = regex(r"[\s\u00a0\u200b\ufeff]+")
_WITHOUT_BLANKS = regex(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
)
"""Scripts that put no blank between words: there a match may begin anywhere."""


class Quote(NamedTuple):
    """What one `text=` asks for."""

    start: str
    end: str = ""
    prefix: str = ""
    suffix: str = ""


def quotes(directive: str) -> tuple[Quote, ...]:
    """What stands behind `:~:`; other directives than `text=`, and those that the grammar refuses, are left out."""
    parts = (part[len("text=") :] for part in directive.split("&") if part.startswith("text="))
    return tuple(quote for quote in map(_quote, parts) if quote is not None)


def says(text: str, quote: Quote) -> bool:
    """Whether `text` has such a place."""
    shown = plain(text)
    starts = (
        at
        for at in _found(shown, quote.start)
        if not quote.prefix or _ends(shown[max(at - len(quote.prefix) - 2, 0) : at].rstrip(), quote.prefix)
    )
    if not quote.end:
        return any(_goes_on(shown, at + len(quote.start), quote.suffix) for at in starts)
    first = next(starts, None)
    if first is None:
        return False
    ends = _found(shown, quote.end, first + len(quote.start))
    return any(_goes_on(shown, at + len(quote.end), quote.suffix) for at in ends)


def plain(text: str) -> str:
    """`text` as far as it counts: compatible characters, case and the length of blanks do not."""
    return _BLANKS.sub(" ", normalize("NFKC", text).replace("\u00ad", "")).casefold()


def _quote(written: str) -> Quote | None:
    parts = written.split(",")
    prefix = suffix = ""
    if len(parts) > 1 and parts[0].endswith("-"):
        prefix = parts.pop(0)[:-1]
    if len(parts) > 1 and parts[-1].startswith("-"):
        suffix = parts.pop()[1:]
    if len(parts) not in {1, 2} or not all(parts):
        return None
    start, end = parts if len(parts) == 2 else (parts[0], "")
    found = Quote(*(plain(unquote(part)).strip() for part in (start, end, prefix, suffix)))
    return found if found.start else None


def _found(text: str, words: str, start: int = 0) -> Iterator[int]:
    at = text.find(words, start)
    while at != -1:
        if _is_boundary(text, at) and _is_boundary(text, at + len(words)):
            yield at
        at = text.find(words, at + 1)


def _goes_on(text: str, at: int, words: str) -> bool:
    if not words:
        return True
    rest = text[at : at + len(words) + 2].lstrip()
    return rest.startswith(words) and _is_boundary(rest, len(words))


def _ends(text: str, words: str) -> bool:
    return text.endswith(words) and _is_boundary(text, len(text) - len(words))


def _is_boundary(text: str, at: int) -> bool:
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    return not (before.isalnum() and after.isalnum()) or _WITHOUT_BLANKS.search(before + after) is not None
