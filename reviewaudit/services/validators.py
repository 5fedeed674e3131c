"""Ask whether a page has changed: an earlier observation in, the condition under which it is asked again out.

A server that says 304 to it confirms the page that was seen then, and sends no body. The condition goes to the very
address that gave the validators, at the first try, and nowhere else. A server that says 304 although the page has
changed cannot be told from one that is right: it broke its word where it gave the validators.

Source: RFC 9110 §8.8 (validators), §13 (conditional requests), §15.4.5 (304).
"""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.model import Content

if TYPE_CHECKING:
    from reviewaudit.model import Observation

_LONGEST = 2_000
"""Characters; a longer one may have been cut when it was kept."""
_CONDITIONS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}


class Condition(NamedTuple):
    """How to ask for a page only if it has changed."""

    url: str
    """The address that the validators came from: the last one of a chain of redirects."""
    headers: tuple[tuple[str, str], ...]
    content: Content
    """The facts about the page that a 304 confirms."""


def condition(earlier: Observation) -> Condition | None:
    """The condition that an earlier observation allows; None where it saw no page or was given no validators."""
    last = earlier.exchanges[-1] if earlier.exchanges else None
    content = earlier.content
    if last is None or content is None:
        return None
    # A 304 that was not asked for says nothing about the page; its content has no fingerprint.
    if last.status != 200 and not (last.status == 304 and content.fingerprint):
        return None
    headers = tuple((_CONDITIONS[name], value) for name, value in last.headers if _is_usable(name, value))
    return Condition(last.url, headers, content) if headers else None


def _is_usable(name: str, value: str) -> bool:
    if name not in _CONDITIONS or not 0 < len(value) < _LONGEST or not (value.isascii() and value.isprintable()):
        return False
    if name == "etag":
        return value.removeprefix("W/")[:1] == '"' == value[-1] and len(value) > 2
    try:
        parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return False
    return True
