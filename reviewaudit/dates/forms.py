"""The forms of a written date, each a bounded pattern and the bounds it means.

Every pattern is matched at a given place and has an upper length, so the work grows with the text and no faster.
ISO 8601-1:2019 for weeks and calendar dates; the other forms are those seen in review statements.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from reviewaudit.dates.names import MONTH_NUMBER, NEEDS_CONTEXT, SEASONS, fold
from reviewaudit.model import Bounds, Flag, Precision
from reviewaudit.regexes import regex

_LETTER = r"(?:[^\W\d_]|[\u0300-\u036f\u0610-\u065f\u0900-\u0d7f])"
WORD = rf"{_LETTER}{{1,20}}"
_GAP = r"[\s*_`.,/-]{0,24}"
_SPACE = r"[\s*_`]{0,24}"
_ORDINAL = r"(?:st|nd|rd|th|ère|ere|er|re|º|ª|°|:a|:e|-?го|-?е)?(?![^\W\d_])"
_OF = r"(?:(?:de|del|of|di|do|den|the|år|d['’])\s{1,8}|d['’])?"
_YEAR = r"(?:(?P<year>\d{4})|['’](?P<short>\d{2}))(?!\d)"
_DASH = r"[\s*_`]{0,3}(?:[-–—/&]|to|bis|au|à|al?|and|und|et|y|e)[\s*_`]{0,3}"

_FIRST_YEAR, _LAST_YEAR = 1900, 2199


class Written(NamedTuple):
    """A date found at a known start: where it ends and what it means; no bounds when it cannot be."""

    end: int
    bounds: Bounds | None
    flags: frozenset[Flag] = frozenset()


INVALID = frozenset({Flag.INVALID})
PLACEHOLDER = frozenset({Flag.PLACEHOLDER})
AMBIGUOUS = frozenset({Flag.AMBIGUOUS})


def _day(year: int, month: int, day: int) -> Bounds | None:
    try:
        only = date(year, month, day)
    except ValueError:
        return None
    return Bounds(only, only, Precision.DAY)


def _months(year: int, first: int, last: int, precision: Precision) -> Bounds | None:
    if not (1 <= year <= 9998 and 1 <= first <= last <= 12):
        return None
    after = date(year + last // 12, last % 12 + 1, 1)
    return Bounds(date(year, first, 1), after - timedelta(days=1), precision)


def _plausible(year: int) -> bool:
    return _FIRST_YEAR <= year <= _LAST_YEAR


def _year_of(match: re.Match[str]) -> int:
    return int(match["year"]) if match["year"] else 2000 + int(match["short"])


# --- numbers only -----------------------------------------------------------------------------------------------------

_RUN = regex(
    r"(?P<first>\d{1,4})(?:(?P<tight>[-/.‐‑])(?P<second>\d{1,4})(?P<rest>(?:(?P=tight){1,2}\d{1,4}){0,4})"
    r"|\s?(?P<wide>[./])\s{0,2}(?P<b>\d{1,2})\s?(?P=wide)\s{0,2}(?P<c>\d{1,4}))(?!\d)"
)
_AFTER_NUMBERS = regex(r"(?:[Tt ]\d{1,2}[:h]|[zZ]\b|(?:st|nd|rd|th)\b|(?!-?[A-Za-z]))")
_SPLIT = regex(r"[-/.‐‑\s]+")


def numeric(text: str, start: int, end: int, order: str) -> Written | None:
    """`2026-01-12`, `2026/01`, `12.01.2026`, `01/12/2026`, `18/07/25`, `01/2026`."""
    match = _RUN.match(text, start, end)
    if match is None or not _AFTER_NUMBERS.match(text, match.end(), end):
        return None
    separator = match["tight"] or match["wide"]
    parts = _SPLIT.split(match[0])
    doubled = bool(match["rest"]) and separator * 2 in match["rest"]
    if not any(int(part) for part in parts):
        return Written(match.end(), None, PLACEHOLDER) if len(parts) == 3 and len(match[0]) >= 8 else None
    if len(parts[0]) == 4:
        return _year_first(parts, separator, match.end(), doubled=doubled)
    if len(parts) == 2 and len(parts[1]) == 4 and _plausible(int(parts[1])):
        bounds = _months(int(parts[1]), int(parts[0]), int(parts[0]), Precision.MONTH)
        return Written(match.end(), bounds) if bounds and len(parts[0]) <= 2 else None
    if len(parts) == 3 and not doubled and max(map(len, parts[:2])) <= 2:
        return _year_last(parts, separator, match.end(), order)
    return None


def _year_first(parts: list[str], separator: str, end: int, *, doubled: bool) -> Written | None:
    year = int(parts[0])
    if year <= 1 and len(parts) == 3:  # the zero date of Go and of SQL
        return Written(end, None, PLACEHOLDER)
    if separator == "." and len(parts) == 2 and len(parts[1]) != 2:
        return None
    if not _plausible(year):
        bounds = _day(year, int(parts[1]), int(parts[2])) if len(parts) == 3 and separator == "-" else None
        return Written(end, bounds) if bounds else None
    if doubled or len(parts) > 3 or max(map(len, parts[1:])) > 2:
        if len(parts) == 2 and len(parts[1]) == 4 and year <= int(parts[1]) <= _LAST_YEAR:
            return Written(end, _months(int(parts[1]), 1, 12, Precision.YEAR))
        return Written(end, None, INVALID) if separator != "." else None
    month = int(parts[1])
    if len(parts) == 2:
        bounds = _months(year, month, month, Precision.MONTH)
        return Written(end, bounds) if bounds else Written(end, None, INVALID)
    bounds = _day(year, month, int(parts[2]))
    return Written(end, bounds) if bounds else Written(end, None, INVALID)


def _year_last(parts: list[str], separator: str, end: int, order: str) -> Written | None:
    a, b, last = (int(part) for part in parts)
    if len(parts[2]) == 4:
        if not _plausible(last):
            return None
    elif len(parts[2]) == 2:
        if separator == "." and not len(parts[0]) == len(parts[1]) == 2:
            return None  # 0.10.15 is a version
        if order == "ymd" and (bounds := _day(2000 + a, b, last)):
            return Written(end, bounds)
        last += 2000
    else:
        return None
    readings = {"dmy": _day(last, b, a), "mdy": _day(last, a, b)}
    chosen = readings.get("dmy" if separator == "." else order) or None
    if chosen is not None:
        return Written(end, chosen)
    possible = sorted({reading for reading in readings.values() if reading is not None})
    if not possible:
        return Written(end, None, INVALID) if 0 < a <= 31 and 0 < b <= 31 and len(parts[2]) == 4 else None
    if len(possible) == 1:
        return Written(end, possible[0])
    return Written(end, Bounds(possible[0].earliest, possible[-1].latest, Precision.DAY), AMBIGUOUS)


_COMPACT = regex(r"((?:19|20|21)\d{2})(\d{2})(\d{2})(?!\d)")


def compact(text: str, start: int, end: int) -> Written | None:
    """`20260112`: only where a date is expected."""
    match = _COMPACT.match(text, start, end)
    bounds = _day(*(int(part) for part in match.groups())) if match else None
    return Written(match.end(), bounds) if match and bounds else None


# --- weeks and quarters -----------------------------------------------------------------------------------------------

_WEEK = regex(r"(\d{4})-?W(\d{2})(?:-?([1-7]))?(?![\w])", re.IGNORECASE)
_WEEK_NAMED = regex(
    r"(?:KW|week|woche|semaine|semana|uke"
    r"|vecka)\s{0,3}(\d{1,2})[\s,/]{1,3}(\d{4})(?!\d)",
    re.IGNORECASE,
)
_QUARTER_NAME = r"(?:quarter|quartal|trimestre|trimester|kwartaal|kwartał|kvartal)"
_QUARTERS = (
    regex(r"[QTK](?P<q>[1-4])[\s*_`/,'’-]{0,4}(?P<y>\d{4}|\d{2})(?![\w])", re.IGNORECASE),
    regex(r"(?P<y>\d{4})[\s/-]{0,3}[QT](?P<q>[1-4])(?![\w-])", re.IGNORECASE),
    regex(r"(?P<q>[1-4])[QT][\s/'’-]{0,3}(?P<y>\d{4}|\d{2})(?![\w-])"),
    regex(
        rf"(?P<q>[1-4])(?:st|nd|rd|th|er|e|º|°|\.)?\s{{1,4}}{_QUARTER_NAME}(?:\s{{1,4}}(?:of|de|del"
        rf"|d['’]))?[\s,]{{1,4}}"
        r"(?P<y>\d{4})(?!\d)",
        re.IGNORECASE,
    ),
    regex(
        rf"(?P<q>first|second|third|fourth)\s{{1,4}}{_QUARTER_NAME}(?:\s{{1,4}}of)?[\s,]{{1,4}}(?P<y>\d{{4}})(?!\d)",
        re.IGNORECASE,
    ),
)
_QUARTER_WORDS = {"first": 1, "second": 2, "third": 3, "fourth": 4}


def week(text: str, start: int, end: int) -> Written | None:
    """`2026-W07`, `week 7, 2026`."""
    match = _WEEK.match(text, start, end)
    if match is not None:
        year, number, day = int(match[1]), int(match[2]), match[3]
    else:
        match = _WEEK_NAMED.match(text, start, end)
        if match is None:
            return None
        year, number, day = int(match[2]), int(match[1]), None
    if not _plausible(year):
        return None
    try:
        first = date.fromisocalendar(year, number, int(day or 1))
    except ValueError:
        return Written(match.end(), None, INVALID)
    if day is not None:
        return Written(match.end(), Bounds(first, first, Precision.DAY))
    return Written(match.end(), Bounds(first, first + timedelta(days=6), Precision.WEEK))


def quarter(text: str, start: int, end: int) -> Written | None:
    """`Q1 2026`, `2026-Q1`, `Q3/2026`, `1. Quartal 2026`."""
    for pattern in _QUARTERS:
        match = pattern.match(text, start, end)
        if match is None:
            continue
        year = int(match["y"]) if len(match["y"]) == 4 else 2000 + int(match["y"])
        number = _QUARTER_WORDS.get(match["q"].casefold()) or int(match["q"])
        if _plausible(year):
            return Written(match.end(), _months(year, number * 3 - 2, number * 3, Precision.QUARTER))
    return None


# --- names of months --------------------------------------------------------------------------------------------------

_DMY = regex(
    rf"(?:\d{{1,2}}\.?{_ORDINAL}{_DASH})?(?P<day>\d{{1,2}}){_ORDINAL}{_GAP}{_OF}(?P<word>{WORD})(?P<gap>{_GAP}){_OF}"
    rf"(?:{_YEAR}|(?<=[-/])(?P<bare>\d{{2}})(?![\d:]))",
    re.IGNORECASE,
)
_MDY = regex(
    rf"(?P<word>{WORD}){_GAP}(?:the\s{{1,4}})?(?:\d{{1,2}}{_ORDINAL}{_DASH})?(?P<day>\d{{1,2}}){_ORDINAL}"
    rf"[\s*_`.,/-]{{1,24}}(?:of\s{{1,4}})?{_YEAR}",
    re.IGNORECASE,
)
_MY = regex(
    rf"(?P<word>{WORD})(?P<gap>{_GAP})(?P<of>{_OF})(?:{_YEAR}|(?<=-)(?P<bare>\d{{2}})(?![\d:/-]))(?P<turn>/\d{{2}}(?:\d{{2}})?(?!\d))?(?!-\d)",
    re.IGNORECASE,
)
_YMD = regex(
    rf"(?P<year>\d{{4}})(?P<short>)[\s./,-]{{1,4}}(?:m\.\s{{1,4}}"
    rf"|de\s{{1,4}})?(?P<word>{WORD})[\s./,-]{{1,4}}(?P<day>\d{{1,2}})"
    rf"(?![\d:])",
    re.IGNORECASE,
)
_YM = regex(rf"(?P<year>\d{{4}})(?P<short>)[\s./-]{{1,4}}(?P<word>{WORD})", re.IGNORECASE)


def _month_of(word: str) -> int | None:
    return MONTH_NUMBER.get(fold(word))


def _with_day(match: re.Match[str] | None) -> Written | None:
    if match is None:
        return None
    month = _month_of(match["word"])
    if month is None:
        return None
    bare = match.groupdict().get("bare")
    year = 2000 + int(bare) if bare else _year_of(match)
    if not _plausible(year):
        return None
    bounds = _day(year, month, int(match["day"]))
    return Written(match.end(), bounds) if bounds else Written(match.end(), None, INVALID)


def day_month_year(text: str, start: int, end: int) -> Written | None:
    """`12 Jan 2026`, `12. April 2026`, `28 de julio de 2026`, `1er mai 2026`, `11-AUG-2026`, `12–14 January 2026`."""
    return _with_day(_DMY.match(text, start, end))


def month_day_year(text: str, start: int, end: int) -> Written | None:
    """`January 12, 2026`, `Jan. 12th, 2026`, `January 22th., 2017`."""
    return _with_day(_MDY.match(text, start, end))


def year_month_day(text: str, start: int, end: int) -> Written | None:
    """`2020-feb-01`, `2026. január 12.`, `2026 January`."""
    written = _with_day(_YMD.match(text, start, end))
    if written is not None:
        return written
    match = _YM.match(text, start, end)
    month = _month_of(match["word"]) if match else None
    if match is None or month is None or not _plausible(int(match["year"])) or fold(match["word"]) in NEEDS_CONTEXT:
        return None
    return Written(match.end(), _months(int(match["year"]), month, month, Precision.MONTH))


def month_year(text: str, start: int, end: int) -> Written | None:
    """`January 2026`, `Jan '26`, `julio de 2026`, `Spring 2024`, `winter 2025/26`."""
    match = _MY.match(text, start, end)
    if match is None:
        return None
    year = 2000 + int(match["bare"]) if match["bare"] else _year_of(match)
    if not _plausible(year):
        return None
    name = fold(match["word"])
    if name in SEASONS:
        if match["turn"]:
            # Begins in one year and ends in the next, on either half of the globe.
            return Written(match.end(), Bounds(date(year, 7, 1), date(year + 1, 6, 30), Precision.SEASON))
        # Spring is in March here and in September there.
        return Written(match.end(), _months(year, 1, 12, Precision.SEASON))
    month = MONTH_NUMBER.get(name)
    if month is None or match["turn"]:
        return None
    plain = not match["of"] and not match["gap"].strip("\t\n\r \xa0*_`")
    if plain and name in NEEDS_CONTEXT and not match["word"][0].isupper():
        return None
    return Written(match.end(), _months(year, month, month, Precision.MONTH))


# --- East Asia and Vietnam --------------------------------------------------------------------------------------------

_CJK_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "元": 1}
_CJK_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_CJK = regex(
    rf"(?:(?P<year>\d{{4}}|[〇零一二三四五六七八九]{{4}})|(?P<era>令和|平成)\s?(?P<of>\d{{1,2}}|元))\s{{0,3}}[年년]"
    rf"(?:度?\s{{0,3}}(?P<month>{_CJK_NUMBER})\s{{0,3}}[月월](?:\s{{0,3}}(?P<day>{_CJK_NUMBER})\s{{0,3}}[日号號일])?)?"
)
_VIETNAMESE = regex(
    r"(?:ngày\s{1,4}(?P<day>\d{1,2})\s{1,4})?tháng\s{1,4}(?P<month>\d{1,2})(?:\s{1,4}năm"
    r"|,)?\s{1,4}(?P<year>\d{4})(?!\d)",
    re.IGNORECASE,
)
_ERAS = {"令和": 2018, "平成": 1988}


def _cjk_number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, ten, units = text.rpartition("十")
    if not ten:
        return int("".join(str(_CJK_DIGITS[character]) for character in text))
    if len(tens) > 1 or len(units) > 1:
        return 0
    return _CJK_DIGITS.get(tens, 1) * 10 + _CJK_DIGITS.get(units, 0)


def year_sign(text: str, start: int, end: int) -> Written | None:
    """`2024年12月`, `2026년 7월 30일`, `令和8年1月`, `tháng 1 năm 2026`."""
    match = _CJK.match(text, start, end)
    if match is not None:
        year = _cjk_number(match["year"]) if match["year"] else _ERAS[match["era"]] + _cjk_number(match["of"])
    else:
        match = _VIETNAMESE.match(text, start, end)
        if match is None:
            return None
        year = int(match["year"])
    if not _plausible(year):
        return None
    month = _cjk_number(match["month"]) if match["month"] else None
    if month is None:
        bounds = _months(year, 1, 12, Precision.YEAR)
    elif match["day"] is None:
        bounds = _months(year, month, month, Precision.MONTH)
    else:
        bounds = _day(year, month, _cjk_number(match["day"]))
    return Written(match.end(), bounds) if bounds else Written(match.end(), None, INVALID)


# --- a year alone -----------------------------------------------------------------------------------------------------

_YEAR_ALONE = regex(r"((?:19|20|21)\d{2})(?![\w%]|[-/.,:]\d|[-/][?xX])")


def year_alone(text: str, start: int, end: int) -> Written | None:
    """`2020`: the caller knows that a date is expected here."""
    match = _YEAR_ALONE.match(text, start, end)
    return Written(match.end(), _months(int(match[1]), 1, 12, Precision.YEAR)) if match else None


AFTER_DIGIT: tuple[Callable[[str, int, int], Written | None], ...] = (
    week, quarter, year_sign, day_month_year, year_month_day,
)  # fmt: skip
AFTER_LETTER: tuple[Callable[[str, int, int], Written | None], ...] = (
    month_day_year, month_year, quarter, week, year_sign,
)  # fmt: skip
