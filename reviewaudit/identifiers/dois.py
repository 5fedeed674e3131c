"""A run of characters that begins with a DOI in, the DOI for comparing out.

The order of the repairs matters; it was measured on labelled references. A DOI may hold almost any character (DOI
Handbook §2.2.2), so where it ends is a matter of how people write.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

from reviewaudit.regexes import regex

# A letter, digit or dot before it makes it part of something else (/date/25.10.2015/2137303/), pages apart:
# "251–261.10.1007/…".
PATTERN = regex(
    r"(?:(?<![^\W_])(?<!\.)|(?<=\d\d\d\.))10\.\d{4,9}(?:\.\d{1,9}){0,5}\\?(?:/|%2F)"
    r"(?:[^\s\"<>“”«»—\u3000-\u9fff\uff00-\uffef]|<[\w.:;-]{1,40}>(?=[\d;:.])){1,300}",
    re.IGNORECASE,
)
INVISIBLE = regex("[\u00ad\u200b-\u200f\u2060\ufeff]")
# After "/20" or ".20" it is a year: 10.1234/2010.1016/….
SECOND = regex(r"(?<=.)(?<![./]20)[\s,;|]*(?:https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/")
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2212": "-"})
_ENCODED = regex("%2F|%28|%3C|%3A|%5B", re.IGNORECASE)
_ESCAPED = regex(r"\\([_<>()/\[\]&%#{}-])")
_BRACED = regex(r"\{\\?([_&%#])\}")
_GLUED = regex(
    r"[.,;\[(]?(?:URL(?=$|[^a-z])|URLhttps?|https?:/|arXiv:|PMC?ID:|\bEpub\b|\bAccessed\b|\bISBN\b"
    r"|\bISSN\b).*",
    re.DOTALL,
)
_TRAILING = ".,;:'\"’”*_`\\!?…"
_BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}
_PLOS = regex(r"10\.1371/journal\.[a-z]{4}\.\d{7}", re.IGNORECASE)
_COMPONENT = regex(r"(?<=[\da-z])\.[tgsf]\d{3}$", re.IGNORECASE)
_EXAMPLE = regex(r"10\.(?:5555|9999)/|10\.1234/(?:example|abc|foo|xyz)|10\.\d+/(?:x{3,}|\.\.\.|…)", re.IGNORECASE)


def trim(raw: str) -> tuple[str, int]:
    """The DOI at the beginning of a run without spaces, for comparing, and how much of the run it takes.

    The value is empty where it is an example or has no suffix.
    """
    second = SECOND.search(raw, 8)
    if second is not None:
        raw = raw[: second.start()]
    glued = _GLUED.search(raw, 8)
    if glued is not None:
        raw = raw[: glued.start()]
    raw = strip_trailing(raw)
    return settle(plain(raw, encoded=_ENCODED.search(raw) is not None)), len(raw)


def plain(raw: str, *, encoded: bool) -> str:
    """Without what markup, mail programs and PDFs put into it."""
    value = INVISIBLE.sub("", unescape(raw)).replace(" ", "")
    if encoded:
        value = unescape(unquote(value))
    return _ESCAPED.sub(r"\1", _BRACED.sub(r"\1", value)).translate(_HYPHENS)


def strip_trailing(text: str) -> str:
    """Without punctuation and unbalanced brackets at its end."""
    while text:
        last = text[-1]
        opening = _BRACKETS.get(last)
        if (
            last in _TRAILING
            or INVISIBLE.match(last)
            or (opening and text.count(last) > text.count(opening))
            or last in _BRACKETS.values()
        ):
            text = text[:-1]
        elif text.endswith(("&gt", "&lt", "&quot", "&nbsp")):
            text = text[: text.rindex("&")]
        else:
            break
    return text


def settle(value: str) -> str:
    """Lower-case, of the work and not of a table or figure in it; empty where it is an example or has no suffix."""
    value = strip_trailing(value)
    plos = _PLOS.match(value)
    value = plos[0] if plos is not None else _COMPONENT.sub("", value)
    _, slash, suffix = value.partition("/")
    if not slash or not suffix or _EXAMPLE.match(value):
        return ""
    return value.lower()
