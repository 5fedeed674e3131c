"""Text in, the first written date out, with its place and its flags.

Each token that may begin a date is tried once against each form; what stands in a date's place without being one
(a placeholder, "never", a template expression) is told apart from an absent date.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

from reviewaudit.dates import forms
from reviewaudit.dates.forms import Written
from reviewaudit.dates.names import MONTH_NUMBER, SEASONS, WEEKDAY_NUMBER, fold
from reviewaudit.model import Bounds, Flag, Precision
from reviewaudit.regexes import regex


class Reading(NamedTuple):
    """What was read from text[start:end]; offsets are 0-based characters of the text as given."""

    start: int
    end: int
    text: str
    bounds: Bounds | None
    flags: frozenset[Flag]


_INVISIBLE = regex("[\u00ad\u200b-\u200f\u2060\ufeff]")
_TOKEN = regex(rf"(?P<digits>\d+)|(?P<word>{forms.WORD})|(?P<sign>[〇零])")
_OTHER_STARTS = frozenset(
    (
        "q", "t", "k", "kw", "week", "woche", "semaine", "semana", "uke", "vecka", "first", "second", "third",
        "fourth",
        "ngày", "tháng",
    )
)  # fmt: skip
_BEFORE_YEAR = frozenset(
    (
        "in", "of", "im", "en", "em", "nel", "am", "i", "w", "v", "в", "since", "year", "early", "mid", "late",
        "during",
        "for", "année", "anno", "año", "ano", "jahr", "rok", "as", "by", "to", "on", "from", "om", "från", "del",
        "de", "do",
        "the", "no", "na", "a",
    )
)  # fmt: skip
_OPENING = " \t\r\n\xa0\u3000:：=|–—-*_`'\"“”‘’«»„(（[<>~#/·•.,&+"
_RANGE = regex(
    r"(?:[ \xa0]{0,3}(?:–|\bto\b|\buntil\b|\btill\b|\bthrough\b|\bbis\b|\bau\b|\bà\b|\bal?\b|\btot\b"
    r"|\btil\b)[ \xa0]{1,3}"
    r"|[ \xa0]-[ \xa0]|–|/)(?:the )?(?=[^\W_])"
)
_WEEKDAY_BEFORE = regex(rf"({forms.WORD}(?:-{forms.WORD})?)\.?,?(?:\s{{1,4}}(?:the|den|der|le|el|il))?\s{{1,4}}$")

_AUTO = regex(
    r"\{\{.{0,200}?\}\}|\{%.{0,200}?%\}|<%.{0,200}?%>|<\?(?:php|=).{0,200}?\?>|\$\{[^}]{0,200}\}|\{\s{0,3}new\b"
    r"|\bnew Date\(|\bDate\.now\(|\b(?:datetime|time|moment|dayjs)\.(?:now|today)\b|\|today\|"
    r"|\{(?:local|doc)date(?:time)?\}|\$Date(?::[^$]{0,60})?\$"
    r"|[\[{<]\s{0,3}(?:today|now|current[_ -]?date|build[_ -]?date|date\(\)|today\(\)|now\(\))[^\]}>\n]{0,40}[\]}>]",
    re.IGNORECASE | re.DOTALL,
)
_PLACEHOLDER = regex(
    r"[\[<({]\s{0,3}(?:(?:insert|enter|add|your|put|fill|select|choose|to be|todo|tbd|tba|tbc|date|month|year|day|dd"
    r"|mm|yyyy"
    r"|last|next|review(?:ed)?|xx|fecha|datum|data|日期)\b|日期|날짜|_{2,}|\?{2,})[^\])>}\n]{0,60}[\])>}]"
    r"|\{\s{0,3}[\w.$-]{1,40}\s{0,3}\}"
    r"|\b(?:yyyy|jjjj|aaaa|гггг)[-/. ]?(?:mm|мм)(?:[-/. ]?(?:dd|tt|jj|дд))?\b"
    r"|\b(?:dd|tt|jj|mm|дд)[-/. ](?:mm|dd|mmm|mon|мм)[-/. ](?:yy|jj|aa|гг){1,2}\b"
    r"|\b(?:19|20)\d?(?:xx?|yy|\?\?)(?:[-/.](?:xx|mm|\?\?)){0,2}(?!\w)|\b20\d\d[-/](?:xx|mm|\?\?)(?:[-/](?:xx|dd"
    r"|\?\?))?(?!\w)"
    r"|\bmm[-/. ]yyyy\b|\bx{2,4}[-/.]x{2,4}(?:[-/.]x{2,4})?\b|_{4,}|\.{5,}"
    r"|…{2,}|\?{2,}|\bmonth (?:(?:dd|day|xx),? )?(?:yyyy|year)\b"
    r"|\bTODO\b|\bFIXME\b|\bTB[DAC]\b|\bto be (?:determined|confirmed|announced|decided|added|completed)\b",
    re.IGNORECASE,
)
_WEAK_PLACEHOLDER = regex(
    r"(?:pending|unknown|unset|none|null|nil|n/?a|blank|empty|todo|date)(?=\s*(?:$|[.;|)\]*_,·]))|~(?=\s*$)"
    r"|[-–—]{1,3}(?=\s*$)",
    re.IGNORECASE,
)
_NEVER = regex(
    r"(?:never|not yet(?: been)?(?: reviewed)?|not (?:been )?reviewed|unreviewed|noch nie|nie|jamais|nunca|mai|nooit"
    r"|aldrig|aldri"
    r"|nigdy|никогда|从未|從未|未审阅|なし|未実施|없음|안 ?함)(?![^\W_])",
    re.IGNORECASE,
)
_TIME = regex(
    r"(?:[Tt]|[ \t]{1,3})(?P<hours>\d{2}):?(?P<minutes>\d{2})(?::?\d{2}(?:[.,]\d{1,9})?)?[ \t]?"
    r"(?:[Zz]|UTC|GMT|(?P<sign>[+−-])(?P<ahead>\d{2})(?::?(?P<more>\d{2}))?)(?![\w:])"
)
"""A time of day with its offset (RFC 3339 §5.6, ISO 8601, and as YAML writes it)."""
_NO = frozenset({"false", "no", "off"})


def find(text: str, start: int = 0, end: int | None = None, *, order: str = "unset") -> Reading | None:
    """The first date in text[start:end], or what stands in its place.

    `order` ("dmy", "mdy", "ymd", "unset") settles numbers that can be read in more than one way. A year alone counts
    only at the beginning, after a preposition or an opening sign.
    """
    end = len(text) if end is None else min(end, len(text))
    clean, offsets = _visible(text, start, end)
    base, limit = (start, end) if offsets is None else (0, len(clean))
    found = _first_date(clean, base, limit, order)
    opening = _skip_opening(clean, base, limit)
    marker = _marker_at(clean, opening, limit)
    if marker is None and found is None:
        marker = _marker_in(clean, base, limit)
    if marker is not None and (found is None or marker[0] < found[0]):
        found = (marker[0], Written(marker[1], None, marker[2]))
    if found is None:
        return None
    return _reading(text, found[0], found[1], offsets, start)


def read(text: str, *, order: str = "unset", zone: str = "UTC") -> Reading:
    """The date that is the value of a key.

    Always answers: without a date the flags say why (placeholder, never, auto-stamped, invalid, missing). An instant, a
    date with time and offset, gives its day in `zone`, an IANA name; a time without offset leaves the date as written.
    """
    found = find(text, order=order)
    if found is not None:
        return _in_zone(text, found, zone)
    start = len(text) - len(text.lstrip(_OPENING))
    stop = max(start, len(text.rstrip()))
    value = text[start:stop]
    if not value.strip():
        return Reading(0, len(text), text, None, frozenset({Flag.PLACEHOLDER}))
    written = forms.compact(text, start, stop)
    if written is not None:
        return _in_zone(text, _reading(text, start, written, None, 0), zone)
    flag = Flag.INVALID if any(character.isdigit() for character in value) else Flag.MISSING
    if value.casefold() in _NO:
        flag = Flag.NEVER
    return Reading(start, stop, value, None, frozenset({flag}))


def _in_zone(text: str, found: Reading, zone: str) -> Reading:
    """The day on which an instant falls in the zone; 2026-01-15T23:30:00Z is the 16th in Paris."""
    time = _TIME.match(text, found.end)
    if time is None or found.bounds is None or found.bounds.earliest != found.bounds.latest or found.flags:
        return found
    day, hours, minutes = found.bounds.earliest, int(time["hours"]), int(time["minutes"])
    ahead = timedelta(hours=int(time["ahead"] or 0), minutes=int(time["more"] or 0))
    try:
        offset = timezone(-ahead if time["sign"] in ("-", "−") else ahead)
        instant = datetime(day.year, day.month, day.day, hours, minutes, tzinfo=offset)
        local = instant.astimezone(UTC if zone == "UTC" else ZoneInfo(zone)).date()
    except (ValueError, OverflowError):  # no such time, or a day out of the calendar
        return found
    if local == day:
        return found
    return Reading(
        found.start, time.end(), text[found.start : time.end()], Bounds(local, local, Precision.DAY), found.flags
    )


def _visible(text: str, start: int, end: int) -> tuple[str, list[int] | None]:
    """The text without soft hyphens and zero-width characters, and where each character of it stood."""
    if text.isascii() or not _INVISIBLE.search(text, start, end):
        return text, None
    kept = [index for index in range(start, end) if not _INVISIBLE.match(text[index])]
    return "".join(text[index] for index in kept), kept


def _reading(text: str, start: int, written: Written, offsets: list[int] | None, base: int) -> Reading:
    stop = written.end
    if offsets is not None:
        start, stop = (offsets[start], offsets[stop - 1] + 1) if stop > start else (base, base)
    return Reading(start, stop, text[start:stop], written.bounds, written.flags)


def _skip_opening(text: str, start: int, end: int) -> int:
    while start < end and text[start] in _OPENING and not text.startswith(("<%", "<?", "____", "....."), start):
        if text[start] in "[<(" and _PLACEHOLDER.match(text, start, end):
            break
        start += 1
    return start


def _marker_at(text: str, start: int, end: int) -> tuple[int, int, frozenset[Flag]] | None:
    for pattern, flag in (
        (_AUTO, Flag.AUTO_STAMPED),
        (_NEVER, Flag.NEVER),
        (_PLACEHOLDER, Flag.PLACEHOLDER),
        (_WEAK_PLACEHOLDER, Flag.PLACEHOLDER),
    ):
        match = pattern.match(text, start, end)
        if match is not None and match.end() > start:
            return start, match.end(), frozenset({flag})
    return None


def _marker_in(text: str, start: int, end: int) -> tuple[int, int, frozenset[Flag]] | None:
    for pattern, flag in ((_AUTO, Flag.AUTO_STAMPED), (_PLACEHOLDER, Flag.PLACEHOLDER)):
        match = pattern.search(text, start, end)
        if match is not None:
            return match.start(), match.end(), frozenset({flag})
    return None


def _first_date(text: str, start: int, end: int, order: str) -> tuple[int, Written] | None:
    for token in _TOKEN.finditer(text, start, end):
        at = token.start()
        if not _may_begin(text, at):
            continue
        written = (
            _after_digit(text, at, end, order, start) if token["digits"] else _after_letter(text, at, end, token[0])
        )
        if written is None:
            continue
        written = _extend(text, written, end, order)
        return at, _with_weekday(text, start, at, written)
    return None


def _may_begin(text: str, at: int) -> bool:
    """Not inside a word, a number, a version, a path or an identifier such as `BRD-2026-Q2`."""
    if at == 0:
        return True
    before = text[at - 1]
    if before == "_" or not (before.isalnum() or before in "./\\-"):
        return True
    if before.isalnum():
        # East Asian text runs words together: 最后审阅2026年1月.
        return not before.isdecimal() and ord(before) > 0x2E7F
    if before == "-":
        return at < 2 or not text[at - 2].isalnum() or text[at].isalpha()
    if before == ".":
        return at < 2 or not text[at - 2].isdigit()
    return at < 2 or not text[at - 2].isalnum()


def _after_digit(text: str, at: int, end: int, order: str, start: int) -> Written | None:
    written = forms.numeric(text, at, end, order)
    if written is not None:
        return written
    for form in forms.AFTER_DIGIT:
        written = form(text, at, end)
        if written is not None:
            return written
    return forms.year_alone(text, at, end) if _expects_year(text, start, at) else None


def _after_letter(text: str, at: int, end: int, word: str) -> Written | None:
    name = fold(word)
    if name not in MONTH_NUMBER and name not in SEASONS and name not in _OTHER_STARTS and word[0] < "\u2e80":
        return None
    for form in forms.AFTER_LETTER:
        written = form(text, at, end)
        if written is not None:
            return written
    return None


def _expects_year(text: str, start: int, at: int) -> bool:
    before = text[max(start, at - 24) : at].rstrip(_OPENING + "]")
    if not before:
        return True
    tail = text[max(start, at - 24) : at][len(before) :]
    if any(character in tail for character in ":：=(（|–—"):
        return True
    return fold(re.split(r"\W", before)[-1]) in _BEFORE_YEAR


def _extend(text: str, written: Written, end: int, order: str) -> Written:
    """ "December 2025 – January 2026": the end of the range counts."""
    join = _RANGE.match(text, written.end, end)
    if join is None or written.bounds is None:
        return written
    token = _TOKEN.match(text, join.end(), end)
    if token is None:
        return written
    last = (
        _after_digit(text, token.start(), end, order, token.start())
        if token["digits"]
        else _after_letter(text, token.start(), end, token[0])
    )
    if last is None or last.bounds is None or last.bounds.earliest < written.bounds.earliest:
        return written
    if last.bounds.precision is Precision.YEAR and written.bounds.precision is not Precision.YEAR:
        return written
    return Written(last.end, last.bounds, written.flags | last.flags)


def _with_weekday(text: str, start: int, at: int, written: Written) -> Written:
    """A weekday that does not fit the date makes it doubtful, not unreadable."""
    if written.bounds is None or written.bounds.precision is not Precision.DAY or written.flags:
        return written
    match = _WEEKDAY_BEFORE.search(text[max(start, at - 40) : at])
    number = WEEKDAY_NUMBER.get(fold(match[1])) if match else None
    if number is None or number == written.bounds.earliest.weekday():
        return written
    return written._replace(flags=forms.AMBIGUOUS)
