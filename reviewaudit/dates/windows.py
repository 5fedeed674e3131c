"""Spans of the calendar: "6 months" read, and added to a date or to bounds.

Hides the calendar arithmetic. Months are months, not 30 days; a span is added in one step, never in a chain, so that 31
August and six months is 28 February (specification of python-dateutil's `relativedelta`).
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from reviewaudit.model import Bounds, Precision, Window
from reviewaudit.regexes import regex

_ONE_DAY = timedelta(days=1)

_WORDS: dict[str, tuple[int, int]] = {
    "daily": (0, 1),
    "weekly": (0, 7),
    "biweekly": (0, 14),
    "fortnightly": (0, 14),
    "monthly": (1, 0),
    "bimonthly": (2, 0),
    "quarterly": (3, 0),
    "biannual": (6, 0),
    "biannually": (6, 0),
    "semiannual": (6, 0),
    "semiannually": (6, 0),
    "halfyearly": (6, 0),
    "annual": (12, 0),
    "annually": (12, 0),
    "yearly": (12, 0),
    "biennial": (24, 0),
    "biennially": (24, 0),
    "triennial": (36, 0),
    "triennially": (36, 0),
}

_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "eighteen": 18, "twenty-four": 24,
}  # fmt: skip

_UNITS: dict[str, tuple[int, int]] = {
    "y": (12, 0), "yr": (12, 0), "yrs": (12, 0), "year": (12, 0), "years": (12, 0),
    "q": (3, 0), "quarter": (3, 0), "quarters": (3, 0),
    "m": (1, 0), "mo": (1, 0), "mos": (1, 0), "mth": (1, 0), "mths": (1, 0), "month": (1, 0), "months": (1, 0),
    "w": (0, 7), "wk": (0, 7), "wks": (0, 7), "week": (0, 7), "weeks": (0, 7),
    "d": (0, 1), "day": (0, 1), "days": (0, 1),
}  # fmt: skip

_ISO = regex(r"P(?=\d)(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?", re.IGNORECASE)
_PART = regex(r"(\d{1,6}|[a-z]+(?:-four)?)[ -]?([a-z]+)", re.IGNORECASE)
_JOIN = regex(r"\s*(?:,|\band\b|\+)?\s*", re.IGNORECASE)
_EVERY = regex(r"(?:once\s+)?(?:every|each|per)\s+", re.IGNORECASE)
_MONTHLY = regex(r"(\d{1,3})[ -]?(week|month|year)ly", re.IGNORECASE)

_HELP = "write a span such as '12 months', '90 days', '1 year', 'P6M' or 'quarterly'"


def parse_window(text: str, *, bare_days: bool = False) -> Window:
    """Read a span of the calendar.

    `bare_days` lets a plain number stand for days. Raises ValueError, with how to write it, when the text is no span.
    """
    plain = " ".join(text.split())
    if len(plain) <= 60:
        parts = _span(plain.casefold(), bare_days=bare_days)
        if parts is not None:
            return Window(parts[0], parts[1], plain)
    shown = plain if len(plain) <= 60 else plain[:57] + "..."
    raise ValueError(f"'{shown}' is no span of time; {_HELP}")


def _span(text: str, *, bare_days: bool) -> tuple[int, int] | None:
    word = _WORDS.get(text.replace("-", "").replace(" ", ""))
    if word is not None:
        return word
    if text.isdecimal() and len(text) <= 6:
        return (0, int(text)) if bare_days else None
    iso = _ISO.fullmatch(text)
    if iso is not None:
        years, months, weeks, days = (int(part or 0) for part in iso.groups())
        return years * 12 + months, weeks * 7 + days
    regular = _MONTHLY.fullmatch(text)
    if regular is not None:
        unit = _UNITS[regular[2]]
        return int(regular[1]) * unit[0], int(regular[1]) * unit[1]
    every = _EVERY.match(text)
    if every is not None:
        text = text[every.end() :]
        if text in _UNITS:
            return _UNITS[text]
    return _sum_of_parts(text)


def _sum_of_parts(text: str) -> tuple[int, int] | None:
    """ "1 year 6 months", "1y6m"."""
    months = days = position = 0
    while position < len(text):
        part = _PART.match(text, position)
        if part is None:
            return None
        unit = _UNITS.get(part[2])
        number = int(part[1]) if part[1].isdecimal() else _NUMBERS.get(part[1])
        if unit is None or number is None:
            return None
        months += number * unit[0]
        days += number * unit[1]
        join = _JOIN.match(text, part.end())
        position = join.end() if join else part.end()
    return (months, days) if text else None


def add(day: date, window: Window) -> date:
    """The day one window later; the calendar's last day where it would run out."""
    try:
        return day + relativedelta(months=window.months, days=window.days)
    except (OverflowError, ValueError):
        return date.max


def shift(bounds: Bounds, window: Window) -> Bounds:
    """The bounds one window later.

    A month, quarter, season or year is moved as a period: February 2026 and six months is 1 to 31 August.
    """
    earliest = add(bounds.earliest, window)
    if bounds.precision in (Precision.DAY, Precision.WEEK) or bounds.latest == date.max:
        return Bounds(earliest, add(bounds.latest, window), bounds.precision)
    after = add(bounds.latest + _ONE_DAY, window)
    latest = after if after == date.max else after - _ONE_DAY
    return Bounds(earliest, latest, bounds.precision)
