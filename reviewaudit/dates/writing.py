"""A day and a date as written in, the day written in the same way out: the inverse of reading.

The words, signs and padding are those of the date that stands there; only its numbers and names change. What comes out
is read again and must mean what was asked, with the same precision: where no way of writing does (two readings, a
season, an era, a name whose language cannot be told) ISO 8601 is written. Names of months and weekdays are the
reader's own tables.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import product

from reviewaudit.dates import forms
from reviewaudit.dates.grammar import read
from reviewaudit.dates.names import MONTH_NUMBER, MONTHS, WEEKDAY_NUMBER, WEEKDAYS, fold
from reviewaudit.model import Bounds, Precision
from reviewaudit.regexes import regex

_TOKEN = regex(rf"\d+|{forms.WORD}")
_WEEKDAY_BEFORE = regex(rf"{forms.WORD}(?:-{forms.WORD})?\.?,?[ \t]{{1,4}}$")
_RANGE_SIGN = regex(r"\s*–\s*|\s+(?:-|to|until|till|through|bis|au|al|tot|til)\s+")
_MOST_READINGS = 64

_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_FIRST_ONLY = frozenset({"er", "ère", "ere", "º", "°"})
_QUARTER_WORDS = ("first", "second", "third", "fourth")
_CAPITALS = ("en", "de", "id", "ms", "el", "cy", "tr", "hi", "te", "ar", "he")
"""Languages that write months with a capital, or in a script without."""
_DOTTED_DAY = ("de", "da", "no", "fi", "cs", "hu")
_SPEECH = {
    "de": r"überprüf|prüf|stand\b|geändert|nächste|letzte|zuletzt|quellen",
    "fr": r"révis|relu|vérifi|prochaine|dernière",
    "es": r"revis(?:ado|ión|iones)|última|próxima|verific",
    "pt": r"revis(?:ão|to)|última revisão|próxima revisão|atualiz",
    "it": r"revision[ei]|ultima|prossima",
    "nl": r"gecontroleerd|herzien|beoordeeld|laatst|volgende",
    "sv": r"granskad|senast|nästa",
    "da": r"gennemgået|senest|næste",
    "no": r"gjennomgått|sist\b|neste",
    "pl": r"przegląd|ostatni|następny",
    "ru": r"провер|последн|следующ",
    "en": r"review|check|verif|updat|due\b|valid",
}
"""Words by which the label of a date tells its language, the rarer languages first."""


def written(day: date, like: str, *, order: str = "unset", label: str = "") -> str:
    """`day` as `like` writes its date: in its precision, language, order of parts and padding.

    `like` may hold a weekday in front, which then fits. `label` is what introduces the date: its language decides where
    the name of a month is the same in several. Reading the result gives the bounds of that precision around `day`.
    """
    reading = read(like, order=order)
    if reading.bounds is None or reading.flags:
        return day.isoformat()
    last = _RANGE_SIGN.split(like)[-1]
    if last != like and read(last, order=order).bounds == reading.bounds:  # the end of a range is what counts
        return written(day, last, order=order, label=label)
    precision = Precision.MONTH if reading.bounds.precision is Precision.SEASON else reading.bounds.precision
    wanted = around(day, precision)
    if precision is reading.bounds.precision:
        possible = {
            form
            for form in _forms(day, like, reading.bounds, label)
            if (back := read(form, order=order)).bounds == wanted and not back.flags
        }
        if len(possible) == 1:
            return possible.pop()
    return _iso(day, precision)


def around(day: date, precision: Precision) -> Bounds:
    """The bounds of the day, week, month, quarter or year that `day` lies in; a season is read as its year."""
    match precision:
        case Precision.DAY:
            return Bounds(day, day, precision)
        case Precision.WEEK:
            monday = day - timedelta(days=day.weekday())
            return Bounds(monday, monday + timedelta(days=6), precision)
        case Precision.MONTH:
            first, last = day.month, day.month
        case Precision.QUARTER:
            first = (day.month - 1) // 3 * 3 + 1
            last = first + 2
        case _:
            first, last = 1, 12
    return Bounds(date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1]), precision)


def weekday_before(text: str, start: int) -> int:
    """Where the weekday begins that stands before the date at `start`; `start` itself where none does."""
    found = _WEEKDAY_BEFORE.search(text[max(0, start - 40) : start])
    if found is None or fold(found[0].rstrip(" \t,").rstrip(".")) not in WEEKDAY_NUMBER:
        return start
    return start - len(found[0])


def _iso(day: date, precision: Precision) -> str:
    match precision:
        case Precision.YEAR:
            return f"{day.year}"
        case Precision.QUARTER:
            return f"{day.year}-Q{(day.month - 1) // 3 + 1}"
        case Precision.MONTH:
            return f"{day:%Y-%m}"
        case Precision.WEEK:
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02}"
        case _:
            return day.isoformat()


def _forms(day: date, like: str, old: Bounds, label: str) -> Iterator[str]:
    """Each way of writing `day` that changes only tokens of `like` which say the same of the old date."""
    tokens = list(_TOKEN.finditer(like))
    needed = _parts(old)
    new = _parts(around(day, old.precision))
    if needed is None or new is None:
        return
    roles = [_roles(token[0], needed, old) for token in tokens]
    for count, chosen in enumerate(product(*roles)):
        if count == _MOST_READINGS:
            return
        if sorted(filter(None, chosen)) != sorted(needed):
            continue
        parts, at = [], 0
        for index, (token, role) in enumerate(zip(tokens, chosen, strict=True)):
            before = tokens[index - 1] if index else None
            after_day = before is not None and chosen[index - 1] == "day" and before.end() == token.start()
            text = _written_token(token[0], role, new, day, like, tokens, label, after_day=after_day)
            if text is None:
                break
            gap = like[at : token.start()]
            parts += [gap, text]
            at = token.end()
            if role == "month" and like[at : at + 1] == "." and text[-1:].isalpha() and _is_full(text, token[0]):
                at += 1  # "Jan." is short, "May" is not
        else:
            yield "".join(parts) + like[at:]


def _parts(bounds: Bounds) -> dict[str, int] | None:
    """The numbers that a date of this precision is written with."""
    day = bounds.earliest
    match bounds.precision:
        case Precision.DAY:
            return {"day": day.day, "month": day.month, "year": day.year}
        case Precision.MONTH:
            return {"month": day.month, "year": day.year}
        case Precision.QUARTER:
            return {"quarter": (day.month - 1) // 3 + 1, "year": day.year}
        case Precision.WEEK:
            year, week, _ = day.isocalendar()
            return {"week": week, "year": year}
        case Precision.YEAR:
            return {"year": day.year}
        case Precision.SEASON:
            return None


def _roles(token: str, needed: Mapping[str, int], old: Bounds) -> list[str]:
    """What a token may say of the date; "" is nothing."""
    if not token.isdecimal():
        name = fold(token)
        if "month" in needed and MONTH_NUMBER.get(name) == needed["month"]:
            return ["month"]
        if "day" in needed and WEEKDAY_NUMBER.get(name) == old.earliest.weekday():
            return ["", "weekday"] if name in {"mar", "mars"} else [""]
        if name in _QUARTER_WORDS and "quarter" in needed and _QUARTER_WORDS.index(name) + 1 == needed["quarter"]:
            return ["quarter"]
        return [""]
    number = int(token)
    found = [part for part, value in needed.items() if part != "year" and len(token) <= 2 and value == number]
    if number == needed["year"] or (len(token) == 2 and number == needed["year"] % 100):
        found.append("year")
    return [*found, ""]


def _written_token(
    token: str,
    role: str,
    new: Mapping[str, int],
    day: date,
    like: str,
    tokens: list[re.Match[str]],
    label: str,
    *,
    after_day: bool,
) -> str | None:
    """The token as it is for the new day; None where that cannot be told."""
    name = fold(token)
    if not role:
        if not token.isdecimal() and name in WEEKDAY_NUMBER and "day" in new and MONTH_NUMBER.get(name) is None:
            return _named(WEEKDAYS[day.weekday()].split(), WEEKDAYS[WEEKDAY_NUMBER[name]].split().index(name), token)
        if after_day and name in _ORDINALS:
            return _cased(_ordinal(day.day), token)
        if after_day and name in _FIRST_ONLY:
            return token if day.day == 1 else ""
        return token
    if token.isdecimal():
        value = new[role]
        if role == "year":
            return f"{value:04}" if len(token) == 4 else f"{value % 100:02}"
        return f"{value:0{2 if _is_padded(token, like, tokens) else 1}}"
    if role == "quarter":
        return _cased(_QUARTER_WORDS[new["quarter"] - 1], token)
    return _month_name(token, new["month"], like, tokens, label)


def _is_padded(token: str, like: str, tokens: list[re.Match[str]]) -> bool:
    if len(token) == 1:
        return False
    if token[0] == "0":
        return True
    short = [other[0] for other in tokens if other[0].isdecimal() and len(other[0]) == 1]
    words = any(MONTH_NUMBER.get(fold(other[0])) for other in tokens if not other[0].isdecimal())
    # "12/5/2025" pads nothing, "12 May 2025" neither, "12-MAY-2025" and "12/11/2025" may.
    return not short and (not words or "-" in like) and not re.search(r"[年月日년월일]", like)


def _ordinal(number: int) -> str:
    if number // 10 == 1:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _month_name(token: str, month: int, like: str, tokens: list[re.Match[str]], label: str) -> str | None:
    name, old = fold(token), MONTH_NUMBER[fold(token)]
    names = {}
    for language, row in MONTHS.items():
        known = [fold(form) for form in row[old - 1].split()]
        if name in known:
            names[language] = _named(row[month - 1].split(), known.index(name), token)
    for told in (_spoken(label), _written_in(token, like, tokens)):
        kept = [names[language] for language in told if language in names]
        if kept and (told[:1] == ("en",) or len(set(kept)) == 1):
            return kept[0]
    if len(set(names.values())) == 1:
        return next(iter(names.values()))
    return names.get("en") if token[:1].isupper() and not re.search(rf"\d\.\s*{re.escape(token)}", like) else None


def _spoken(label: str) -> tuple[str, ...]:
    text = label.casefold()
    return next(((language,) for language, words in _SPEECH.items() if re.search(words, text)), ())


def _written_in(token: str, like: str, tokens: list[re.Match[str]]) -> tuple[str, ...]:
    """The languages that write a date in this manner."""
    if re.search(rf"\d\.\s*{re.escape(token)}", like):
        return ("de",) if token[:1].isupper() else _DOTTED_DAY[1:]
    if re.search(r"\d\s*(?:er|re)\s", like):
        return ("fr",)
    if re.search(r"\bde\b", like):
        return ("es", "pt")
    if token[:1].isupper():
        return tuple(language for language in _CAPITALS if language != "de") if "," in like else _CAPITALS
    return tuple(language for language in MONTHS if language not in _CAPITALS)


def _named(names: list[str], index: int, like: str) -> str:
    """The form of a name that corresponds: full for full, else the one whose length is nearest."""
    if index == 0 or len(names) == 1:
        return _cased(names[0], like)
    others = names[1:]
    return _cased(min(others, key=lambda form: abs(len(form) - len(like))), like)


def _is_full(text: str, old: str) -> bool:
    folded = fold(text)
    first = {row[MONTH_NUMBER[folded] - 1].split()[0] for row in MONTHS.values() if folded in MONTH_NUMBER}
    was = {form for row in MONTHS.values() for form in (row[MONTH_NUMBER[fold(old)] - 1].split()[0],)}
    return folded in first and fold(old) not in was


def _cased(text: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return text.upper()
    return text[:1].upper() + text[1:] if like[:1].isupper() else text
