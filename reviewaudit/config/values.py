"""One TOML value in, the policy's value out; each reader raises ValueError with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from reviewaudit.dates import parse_window
from reviewaudit.model import Level, Window


def string(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be text in quotes")
    return value


def strings(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("must be a list of texts")
    return tuple(value)


def boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def number(low: float, high: float, *, whole: bool = False) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            raise ValueError(f"must be a {'whole ' if whole else ''}number")
        if not low <= value <= high:
            raise ValueError(f"must lie between {low:g} and {high:g}")
        return value

    return read


def choice(*choices: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in choices:
            raise ValueError(f"must be one of {', '.join(map(repr, choices))}")
        return str(value)

    return read


def choices(*choices: str) -> Callable[[Any], tuple[str, ...]]:
    def read(value: Any) -> tuple[str, ...]:
        for item in strings(value):
            choice(*choices)(item)
        return tuple(value)

    return read


def window(value: Any) -> Window:
    return parse_window(string(value))


def seconds(value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = float(value)
    else:
        seconds = duration(string(value))
    if not 0 <= seconds <= 3600:
        raise ValueError("must lie between 0 and one hour")
    return seconds


def duration(text: str) -> float:
    """Seconds in "500ms", "20s", "2m" or a bare number of seconds. Raises ValueError."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|m|min)?\s*", text)
    if not match:
        raise ValueError('must be a time such as "20s", "500ms" or "2m"')
    return float(match[1]) * {"ms": 0.001, "m": 60, "min": 60}.get(match[2] or "s", 1)


def status_ranges(text: str) -> tuple[tuple[int, int], ...]:
    """Ranges in lychee's spelling: "200..=204,429", "200..205" (end left out). Raises ValueError."""
    ranges = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        match = re.fullmatch(r"(\d{3})?(\.\.=?)?(\d{3})?", part)
        if not match or not (match[1] or match[3]):
            raise ValueError(f"{part!r} is no status code or range such as 200..=299")
        low = int(match[1] or 100)
        high = low if not match[2] else int(match[3] or 1000) - (match[2] == ".." and bool(match[3]))
        if low > high:
            raise ValueError(f"{part!r} holds no status code")
        ranges.append((low, high))
    if not ranges:
        raise ValueError("names no status code")
    return tuple(ranges)


def accept(value: Any) -> tuple[tuple[int, int], ...]:
    if isinstance(value, list):
        value = ",".join(str(item) for item in value)
    return status_ranges(str(value) if isinstance(value, int) else string(value))


def timezone(value: Any) -> str:
    try:
        ZoneInfo(string(value))
    except (ZoneInfoNotFoundError, OSError, ValueError):
        raise ValueError('must be a time zone such as "UTC" or "Europe/Paris"') from None
    return str(value)


def levels(value: Any) -> dict[str, Level]:
    if not isinstance(value, dict):
        raise ValueError("must be a table of rule = level")
    return {name: Level(choice(*Level)(level)) for name, level in value.items()}


def words_by(kinds: tuple[str, ...]) -> Callable[[Any], dict[str, tuple[str, ...]]]:
    def read(value: Any) -> dict[str, tuple[str, ...]]:
        if not isinstance(value, dict):
            raise ValueError("must be a table")
        for name in value:
            choice(*kinds)(name)
        return {name: strings(words) for name, words in value.items()}

    return read


def patterns(value: Any) -> tuple[str, ...]:
    for pattern in strings(value):
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
    return tuple(value)
