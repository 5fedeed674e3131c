"""The kinds of values a config may hold: one TOML value in, the policy's value out.

Each kind reads, says in words what is allowed, and says the same as JSON Schema for editors.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from reviewaudit.config.remaps import remap_pair
from reviewaudit.dates import parse_window
from reviewaudit.model import Level, Window
from reviewaudit.regexes import regex


@dataclass(frozen=True, slots=True)
class Kind:
    read: Callable[[Any], Any]
    """Raises ValueError with the reason."""
    allowed: str
    schema: dict[str, Any]


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


def request_header(name: str, value: str) -> tuple[str, str]:
    """A request header as it can be sent (RFC 9110 §5.1, §5.5), without space around it.

    Raises ValueError, whose words leave out the value, since that may be a secret.
    """
    name, value = name.strip(), value.strip()
    if not _TOKEN.fullmatch(name):
        raise ValueError("the name of a header is one word of letters, digits and hyphens")
    if _CONTROL.search(value):
        raise ValueError(f"the value of {name} holds a line break or another control character")
    return name, value


_TOKEN = regex(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = regex(r"[\x00-\x08\x0a-\x1f\x7f]")


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be text in quotes")
    return value


def _strings(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        raise ValueError(f"must be a list of texts: [{json.dumps(value, ensure_ascii=False)}]")
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("must be a list of texts")
    return tuple(value)


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _window(value: Any) -> Window:
    return parse_window(_string(value))


def _seconds(value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = float(value)
    else:
        seconds = duration(_string(value))
    if not 0 <= seconds <= 3600:
        raise ValueError("must lie between 0 and one hour")
    return seconds


def _accept(value: Any) -> tuple[tuple[int, int], ...]:
    if isinstance(value, list):
        value = ",".join(str(item) for item in value)
    return status_ranges(str(value) if isinstance(value, int) else _string(value))


def _timezone(value: Any) -> str:
    try:
        ZoneInfo(_string(value))
    except (ZoneInfoNotFoundError, OSError, ValueError):
        raise ValueError('must be a time zone such as "UTC" or "Europe/Paris"') from None
    return str(value)


def _patterns(value: Any) -> tuple[str, ...]:
    for pattern in _strings(value):
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
    return tuple(value)


def _pairs(value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list):
        raise ValueError("must be a list of pairs")
    pairs = []
    for item in value:
        if not isinstance(item, list) or len(item) != 2 or not all(isinstance(text, str) for text in item):
            raise ValueError(f"{item!r} is no pair of pattern and replacement")
        pairs.append(remap_pair(*item))
    return tuple(pairs)


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("must be a table")
    return value


def _user_agent(value: Any) -> str:
    return request_header("User-Agent", _string(value))[1]


def _headers(value: Any) -> dict[str, str]:
    return {name: _string(text) for name, text in _table(value).items()}


def _work(value: Any) -> str:
    from reviewaudit.verdicts import read_id  # for those who accept works

    read_id(_string(value))
    return str(value)


def _day(value: Any) -> date:
    try:
        if isinstance(value, str):
            return date.fromisoformat(value)
    except ValueError:
        pass
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError("must be a day such as 2027-12-31")
    return value


def _http_urls(value: Any) -> dict[str, str]:
    texts = _headers(value)
    for name, text in texts.items():
        if not re.match(r"https?://[^/\s]", text):
            raise ValueError(f"{text!r}, for {name}, is no http or https URL")
    return texts


def web_url(value: Any) -> str:
    """An http or https URL of a page or a folder, without query or fragment. Raises ValueError."""
    text = _string(value)
    if text and not re.fullmatch(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?", text, re.IGNORECASE):
        raise ValueError("must be a URL such as https://example.org/docs/")
    return text


_LIST = {"type": "array", "items": {"type": "string"}}
_TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}

STRING = Kind(_string, "text", {"type": "string"})
URL = Kind(web_url, 'a URL: "https://example.org/docs/"', {"type": "string"})
STRINGS = Kind(_strings, "a list of texts", _LIST)
PATHS = Kind(_strings, "a list of paths", _LIST)
IGNORE_PATTERNS = Kind(_strings, "a list of patterns", _LIST)
SELECTORS = Kind(_strings, "rule codes, prefixes, names", _LIST)
EXPRESSIONS = Kind(_patterns, "regular expressions", _LIST)
PAIRS = Kind(
    _pairs,
    'pairs of texts: [["^https://old/", "https://new/"]]',
    {"type": "array", "items": {**_LIST, "minItems": 2, "maxItems": 2}},
)
BOOLEAN = Kind(_boolean, "true, false", {"type": "boolean"})
SPAN = Kind(_window, 'a span: "12 months", "90d", "P1Y", "quarterly"', {"type": "string"})
TIME = Kind(_seconds, 'a time: "20s", "500ms"', {"type": ["string", "number"]})
STATUS_CODES = Kind(_accept, 'status codes: "200..=204,429"', {"type": ["string", "integer", "array"]})
TIMEZONE = Kind(_timezone, "an IANA time zone", {"type": "string"})
USER_AGENT = Kind(_user_agent, "text on one line", {"type": "string"})
HEADERS = Kind(_headers, "a table of texts", _TEXTS)
HTTP_URLS = Kind(_http_urls, "a table of URLs", _TEXTS)
WORK = Kind(_work, 'a DOI, a URL, "PMID 9500320"', {"type": "string"})
DAY = Kind(_day, "a day: 2027-12-31", {"type": "string", "format": "date"})


def whole(low: int, high: int) -> Kind:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError("must be a whole number")
        if not low <= value <= high:
            raise ValueError(f"must lie between {low} and {high}")
        return value

    return Kind(read, f"{low} to {high}", {"type": "integer", "minimum": low, "maximum": high})


def choice(*choices: str) -> Kind:
    def read(value: Any) -> str:
        if value not in choices:
            raise ValueError(f"must be one of {', '.join(repr(str(choice)) for choice in choices)}")
        return str(value)

    return Kind(read, ", ".join(choices), {"enum": list(choices)})


def choices(*known: str) -> Kind:
    one = choice(*known)

    def read(value: Any) -> tuple[str, ...]:
        return tuple(one.read(item) for item in _strings(value))

    return Kind(read, ", ".join(known), {"type": "array", "items": one.schema})


def words_by(*kinds: str) -> Kind:
    """A table of lists of words, by the kind of statement or key they stand for."""
    known = choice(*kinds)

    def read(value: Any) -> dict[str, tuple[str, ...]]:
        return {known.read(name): _strings(words) for name, words in _table(value).items()}

    schema = {"type": "object", "properties": dict.fromkeys(kinds, _LIST), "additionalProperties": False}
    return Kind(read, f"a table of lists: {', '.join(kinds)}", schema)


def _levels(value: Any) -> dict[str, Level]:
    known = choice(*Level)

    def read(name: str, value: Any) -> Level:
        try:
            return Level(known.read(value))
        except ValueError as error:
            raise ValueError(f"the level of {name} {error}") from None

    return {name: read(name, value) for name, value in _table(value).items()}


LEVELS = Kind(_levels, "a table of rule = level", {"type": "object", "additionalProperties": {"enum": list(Level)}})
