"""Observations as JSON lines, the form in which a ledger can be committed, merged and shared.

A first line says what the file is; then each observation has a line of its own, sorted by URL and time, and after them
each record of a cited work, sorted by identifier, service and time:

    {"ledger":"reviewaudit","version":2}
    {"url":"https://…","at":"2026-11-22T09:30:00.000000Z","content":{…},"exchanges":[{…}]}
    {"identifier":["doi","10.…"],"service":"crossref","at":"2026-11-22T09:30:00.000000Z","state":"found","facts":{…}}

Version 1 had no records.

ASCII only, keys in a fixed order, nothing that could be computed from the rest: the same observations make the same
bytes, whichever version of the ledger they were kept in.
"""

from __future__ import annotations

import json
from typing import Any

from reviewaudit.ledger import works
from reviewaudit.ledger.rows import key, moment, read_content, read_exchange, read_moment, to_row
from reviewaudit.model import Observation
from reviewaudit.regexes import regex

VERSION = 2
HEAD = '{"ledger":"reviewaudit","version":2}\n'
_sorted = json.JSONEncoder(separators=(",", ":"), sort_keys=True).encode
_AT = regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_USERINFO = regex(r"([A-Za-z][A-Za-z0-9+.-]*:)?[/\\]{2,}[^/\\?#]*@")
_LARGEST = 2**63 - 1


def to_line(url: str, at: str, content: str | None, exchanges: str) -> str:
    """From the columns of `rows.READ`."""
    facts = f'"content":{_sorted(json.loads(content))},' if content is not None else ""
    return f'{{"url":{_sorted(url)},"at":{_sorted(at)},{facts}"exchanges":{_sorted(json.loads(exchanges))}}}\n'


def to_record_line(scheme: str, value: str, service: str, at: str, state: str, facts: str) -> str:
    """From the columns of `works.COLUMNS`."""
    about = f'"identifier":{_sorted([scheme, value])},"service":{_sorted(service)},"at":{_sorted(at)}'
    return f'{{{about},"state":{_sorted(state)},"facts":{_sorted(json.loads(facts))}}}\n'


def from_line(line: bytes) -> tuple[object, ...] | None:
    """A row to insert, that of a record as long as `works.COLUMNS`; None for the head and for empty lines.

    Raises ValueError, in words for the reader.
    """
    if not line.strip():
        return None
    try:
        found = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        raise ValueError("this is not JSON") from None
    if not isinstance(found, dict):
        raise ValueError("this is not an observation")
    if "ledger" in found:
        version = found.get("version")
        if found["ledger"] != "reviewaudit" or not isinstance(version, int):
            raise ValueError("this is the export of another program")
        if version > VERSION:
            raise ValueError(f"this was exported by a newer reviewaudit (version {version}; this one knows {VERSION})")
        return None
    if "identifier" in found:
        return _record(found)
    try:
        return _row(found)
    except (KeyError, TypeError, AttributeError):
        raise ValueError("this is not an observation") from None


def _record(found: dict[str, Any]) -> tuple[object, ...]:
    at = found.get("at")
    if not isinstance(at, str) or not _AT.fullmatch(at):
        raise ValueError("`at` is not a time such as 2026-11-22T09:30:00.000000Z")
    try:
        [scheme, value], facts = found["identifier"], found["facts"]
        record = works.read(scheme, value, found["service"], at, found["state"], facts)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"this is not a record of a cited work ({error})") from None
    # As given, not as understood: a newer version may have known more.
    return (*works.to_row(record)[:-1], _sorted(facts))


def _row(found: dict[str, Any]) -> tuple[object, ...]:
    url, at, content, exchanges = found["url"], found["at"], found.get("content"), found["exchanges"]
    if not isinstance(url, str):
        raise ValueError("`url` is not a text")
    if not isinstance(at, str) or not _AT.fullmatch(at):
        raise ValueError("`at` is not a time such as 2026-11-22T09:30:00.000000Z")
    if not isinstance(exchanges, list) or not all(map(_is_exchange, exchanges)):
        raise ValueError("`exchanges` is not a list of requests")
    if content is not None and not _is_content(content):
        raise ValueError("`content` does not hold facts about a body")
    for text in (url, *(exchange["url"] for exchange in exchanges)):
        if _USERINFO.match(text):
            raise ValueError("a URL carries a user name or password, which a ledger does not hold")
    facts = None if content is None else read_content(content)
    observation = Observation(url, read_moment(at), tuple(map(read_exchange, exchanges)), facts)
    if moment(observation.at) != at:
        raise ValueError("`at` is not a time such as 2026-11-22T09:30:00.000000Z")
    # As given, not as understood: a newer version may have known more.
    *derived, _, _ = to_row(observation)
    return (key(url), *derived[1:], None if content is None else _sorted(content), _sorted(exchanges))


def _is_exchange(found: Any) -> bool:
    return (
        isinstance(found, dict)
        and isinstance(found.get("method"), str)
        and isinstance(found.get("url"), str)
        and (found.get("status") is None or _is_number(found["status"]))
        and (found.get("failure") is None or isinstance(found["failure"], str))
        and _is_number(found.get("elapsed_ms"))
        and _is_number(found.get("attempt"))
        and isinstance(found.get("detail", ""), str)
        and isinstance(found.get("headers", []), list)
        and all(map(_is_pair, found.get("headers", [])))
    )


def _is_pair(found: Any) -> bool:
    return isinstance(found, list) and len(found) == 2 and all(isinstance(part, str) for part in found)


def _is_number(found: Any) -> bool:
    # The sum over all requests has to fit into a column, too.
    return type(found) is int and 0 <= found <= _LARGEST >> 16


def _is_content(found: Any) -> bool:
    return (
        isinstance(found, dict)
        and all(isinstance(found.get(name, ""), str) for name in ("type", "title", "fingerprint"))
        and (found.get("length") is None or type(found["length"]) is int)
        and all(isinstance(found.get(name, []), list) for name in ("fragments", "unsettled", "identifiers"))
        and all(map(_is_fragment, found.get("fragments", [])))
        and all(isinstance(fragment, str) for fragment in found.get("unsettled", []))
        and all(map(_is_pair, found.get("identifiers", [])))
    )


def _is_fragment(found: Any) -> bool:
    return isinstance(found, list) and [type(part) for part in found] == [str, bool]
