"""Foreign data read with care: any JSON in, plain values out; what does not fit is as good as absent.

What registries hold is typed by thousands of hands: titles with markup, entities and marks of retraction, dates without
days, names the wrong way round. Titles are cleaned for comparing, and the marks kept as evidence.
"""

from __future__ import annotations

import calendar
import html
import json
import re
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import unquote

from reviewaudit.model import Bounds, NoticeKind, Precision
from reviewaudit.regexes import regex
from reviewaudit.services.scholarly.contracts import Unreadable

_LONGEST = 2_000
"""Characters of one value; no title is longer."""
MOST = 1_000
"""Entries of one list: papers of collaborations have thousands of authors, of whom an entry prints a few."""
_DOI = regex(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"]+")
_RESOLVER = regex(r"^(?:https?://)?(?:dx\.|www\.)?doi\.org/|^doi:\s*", re.IGNORECASE)
_TAG = regex(r"</?([A-Za-z][\w:.-]{0,40})(?:\s[^<>]{0,400})?/?>")
_BLOCKS = frozenset({"p", "br", "title", "sec", "div", "li"})
_LABELS = (
    "review article|original article|research article|article|review|letter|letters|editorial|abstract|"
    "case report|short communication|invited paper"
)
_LABEL = regex(rf"^\[(?:{_LABELS})\]\s*|\s*\[(?:{_LABELS})\]\.?$", re.IGNORECASE)
_NOTES = " *†‡§¶"
_KIND = r"(?:\s+(?:article|paper|chapter|preprint|manuscript))?"
_END = r"\s*[:\]—–-]+\s*"
_MARKED = (
    (regex(rf"^\W*(?:RETRACTED|Retracted)(?i:{_KIND}){_END}"), NoticeKind.RETRACTION),
    (regex(rf"^\W*(?:WITHDRAWN|(?<=\[)Withdrawn(?=\]))(?i:{_KIND}){_END}"), NoticeKind.WITHDRAWAL),
    (regex(rf"^\W*(?:TEMPORARY )?REMOV(?:ED|AL)(?i:{_KIND}){_END}"), NoticeKind.REMOVAL),
)
_NOTICE = regex(
    r"^\W*(?:(?:partial )?retraction(?: (?:notice|note|statement))?(?: (?:to|of|for))?|withdrawal(?: notice)?(?: to)?|"
    r"(?:editorial )?expression of concern(?: (?:to|for|about))?|corrigendum(?: to)?|erratum(?: (?:to|for))?|"
    r"(?:author |publisher )?correction(?: to)?)\s*[:—–]\s*",
    re.IGNORECASE,
)
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_WRITTEN = regex(
    r"\b(1[4-9]\d\d|20\d\d)(?:[\s/-]+(?:([A-Z][a-z]{2})[a-z]*|(\d{1,2}))(?:[\s/-]+(\d{1,2})(?!\d))?)?",
)
_YEAR = regex(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_INITIALS = regex(r"\s+(?:[A-Z]{1,4}(?:\s+(?:Jr|Sr|2nd|3rd|[IVX]{1,4}))?)$")
_PARTICLES = frozenset(
    "van von de der den del della di da dos du la le el al bin ibn ten ter zu zur af av".split()  # noqa: SIM905
)
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})


def parse(body: bytes) -> Any:
    """Raises Unreadable for what is no JSON."""
    if body[:512].lstrip()[:1] == b"<":
        raise Unreadable("a web page where data was due")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("broken data") from None


def at(value: Any, *path: str | int) -> Any:
    """The value at a path of keys and indices; None if there is none."""
    for step in path:
        if isinstance(step, str):
            value = value.get(step) if isinstance(value, dict) else None
        else:
            value = value[step] if isinstance(value, list) and -len(value) <= step < len(value) else None
    return value


def listed(value: Any, *path: str | int) -> list[Any]:
    """The list at a path, cut to what anybody needs; a single value counts as a list of it."""
    found = at(value, *path)
    if found is None:
        return []
    return found[:MOST] if isinstance(found, list) else [found]


def text(value: Any) -> str:
    """On one line, printable, storable as UTF-8; empty for what is no text or number."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    if isinstance(value, int):
        return str(value) if abs(value) < 10**18 else ""
    line = " ".join(value[: 4 * _LONGEST].split())[:_LONGEST]
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line)


def texts(value: Any, *path: str | int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (plain(text(item)) for item in listed(value, *path)))))


def plain(value: str) -> str:
    """Without tags and character references; those that were written twice too."""
    if "&" in value:
        value = html.unescape(html.unescape(value))
    if "<" in value:
        value = _TAG.sub(lambda tag: " " if tag[1].rpartition(":")[2].lower() in _BLOCKS else "", value)
    return text(value)


def doi(value: Any) -> str:
    """A DOI in the form for comparing; empty if it is none."""
    bare = _RESOLVER.sub("", text(value)).rstrip(" .")
    return bare.lower() if _DOI.fullmatch(bare) else ""


def doi_in(value: str) -> str:
    """The DOI that a line of words ends with ("… doi: 10.1000/182.")."""
    found = _DOI.search(unquote(value) if "%" in value else value)
    return doi(found[0].rstrip(".,;")) if found else ""


class Title(NamedTuple):
    text: str
    mark: NoticeKind | None = None
    """What was written before it: RETRACTED, WITHDRAWN, REMOVED."""
    label: str = ""
    """That as written."""
    notice: bool = False
    """It is the title of a notice about another work."""


def title(value: Any) -> Title:
    """A title for comparing, and what was taken off it."""
    cleaned = plain(text(value)).strip(_NOTES)
    cleaned = _LABEL.sub("", cleaned)
    for pattern, kind in _MARKED:
        if found := pattern.match(cleaned):
            rest = cleaned[found.end() :].strip(_NOTES)
            if rest:
                return Title(_bare(rest), kind, found[0].strip(" :—–-[]").strip())
    if found := _NOTICE.match(cleaned):
        return Title(_bare(cleaned[found.end() :]), label=found[0].strip(" :—–"), notice=True)
    return Title(_bare(cleaned))


def _bare(value: str) -> str:
    """Without the brackets of a translated title and the full stop that lists put."""
    if value[:1] == "[" and value.rstrip(".")[-1:] == "]" and "[" not in value[1:]:
        value = value.rstrip(".")[1:-1]
    return value[:-1] if value.endswith(".") and not value.endswith("..") else value


def bounds(parts: Any) -> Bounds | None:
    """[2010, 2, 6], [2010, 2] or [2010]; numbers may be written as text."""
    numbers = []
    for part in listed(parts)[:3]:
        digits = text(part)
        if not digits.isascii() or not digits.isdigit():
            break
        numbers.append(int(digits))
    try:
        year, month, day = [*numbers, 0, 0, 0][:3]
        if month and day:
            exact = date(year, month, day)
            return Bounds(exact, exact, Precision.DAY)
        if month:
            last = calendar.monthrange(year, month)[1]
            return Bounds(date(year, month, 1), date(year, month, last), Precision.MONTH)
        return Bounds(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)
    except (ValueError, OverflowError, calendar.IllegalMonthError):
        return None


def written_date(value: str) -> Bounds | None:
    """The first date in "Lancet. 2010 Feb 6;375(9713):445", "2010/02/06 00:00", "2010-02-06T00:00:00Z"."""
    found = _WRITTEN.search(value)
    if found is None:
        return None
    month = _MONTHS.get((found[2] or "").lower()) or int(found[3] or 0)
    return bounds([int(found[1]), month, int(found[4] or 0)] if month else [int(found[1])]) or bounds([int(found[1])])


def years(*values: Any) -> tuple[int, ...]:
    """Each year named in these texts or numbers, in their order, once."""
    found = (match for value in values for match in _YEAR.findall(text(value)))
    return tuple(dict.fromkeys(int(year) for year in found))


def family(name: str) -> str:
    """The family name of "B. Scott Gaudi", "Dirk van As", "Vaswani, Ashish", "Wakefield AJ"."""
    before, comma, _ = name.partition(",")
    if comma and before:
        return before.strip()
    without = _INITIALS.sub("", name)
    if without != name:
        return without.strip()
    words = name.split()
    while len(words) > 1 and words[-1].lower() in _SUFFIXES:
        words.pop()
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return " ".join(words[max(start, 0) :])


def names(values: Any) -> tuple[str, ...]:
    """As they are, each once."""
    return tuple(dict.fromkeys(filter(None, values)))[:MOST]
