"""The numbers of list items as a reader sees them: 1, a, iv."""

from __future__ import annotations

from reviewaudit.regexes import regex

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_ROMAN_NUMBER = regex(r"m{0,4}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_LETTERS = 26


def roman(number: int) -> str:
    """`number` in lower-case Roman numerals; below 5000."""
    digits = []
    for value, digit in _ROMAN:
        count, number = divmod(number, value)
        digits.append(digit * count)
    return "".join(digits)


def letter(number: int) -> str:
    """The letter of that number, from "a"; after "z" comes "aa"."""
    letters = ""
    while number:
        number, digit = divmod(number - 1, _LETTERS)
        letters = chr(ord("a") + digit) + letters
    return letters


def successors(number: str) -> tuple[str, ...]:
    """What may number the item after the one that is numbered so; the most likely comes first."""
    if number.isdecimal():
        return (str(int(number) + 1),)
    low = number.lower()
    found = []
    if _ROMAN_NUMBER.fullmatch(low):
        found.append(roman(_value(low) + 1))
    if len(low) == 1 and low.isascii() and low != "z":
        following = chr(ord(low) + 1)
        found.insert(0 if low != "i" else 1, following)
    return tuple(text.upper() if number.isupper() else text for text in found)


def _value(numeral: str) -> int:
    values = [_VALUES[digit] for digit in numeral]
    return sum(
        -value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True)
    )
