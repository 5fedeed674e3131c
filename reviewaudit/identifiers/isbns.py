"""A written ISBN in, its thirteen digits out (ISO 2108)."""

from __future__ import annotations

from reviewaudit.regexes import regex

_OTHER = regex(r"[^\dX]")


def digits(written: str) -> str:
    """What of it counts, an X as the tenth included."""
    return _OTHER.sub("", written.upper())


def normal(written: str) -> str:
    """Thirteen digits; empty where the check digit is wrong or the length is."""
    found = digits(written)
    if len(found) == 10 and found[:9].isdecimal():
        total = sum((10 - place) * (10 if digit == "X" else int(digit)) for place, digit in enumerate(found))
        return _with_check(f"978{found[:9]}") if total % 11 == 0 else ""
    if len(found) == 13 and found.isdecimal() and found.startswith(("978", "979")):
        return found if _with_check(found[:12]) == found else ""
    return ""


def _with_check(twelve: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return f"{twelve}{-total % 10}"
