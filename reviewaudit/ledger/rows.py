"""An observation as a row of the ledger, and back.

What was written by a version that knew fewer facts reads with their defaults; what a newer one added is passed over.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from reviewaudit.model import Content, Exchange, Failure, Observation

COLUMNS = ("url", "at", "status", "failure", "final_url", "attempts", "elapsed_ms", "content", "exchanges")
READ = ("url", "at", "content", "exchanges")
"""The columns that hold everything; the others are for those who read the file with other tools."""

encode = json.JSONEncoder(separators=(",", ":")).encode  # dumps() would build an encoder for each row
_decode = json.JSONDecoder().decode
_FACTS = frozenset(Content._fields)
_KNOWN = ("method", "url", "status", "failure", "headers", "elapsed_ms", "attempt", "detail")
_MORE = tuple(name for name in Exchange._fields if name not in _KNOWN)
_BLANK: dict[str, Any] = {"type": "", "length": None, "title": "", "fingerprint": ""}


def key(url: str) -> str:
    """The URL as it can be stored: lone surrogates, which UTF-8 has no bytes for, are written out."""
    return url.encode("utf-8", "backslashreplace").decode("utf-8")


def moment(at: datetime) -> str:
    """UTC to the microsecond, so that text order is time order."""
    # Not strftime: it does not pad years before 1000 everywhere.
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def read_moment(text: str) -> datetime:
    """Raises ValueError for a time without its zone too, because UTC is what is meant."""
    if not text.endswith("Z"):
        raise ValueError(f"{text} is no time in UTC")
    return datetime.fromisoformat(text)


def to_row(observation: Observation) -> tuple[object, ...]:
    exchanges = observation.exchanges
    last = exchanges[-1] if exchanges else None
    return (
        key(observation.url),
        moment(observation.at),
        last.status if last else None,
        last.failure.value if last and last.failure else None,
        key(last.url) if last else "",
        observation.attempts,
        observation.elapsed_ms,
        encode(_content(observation.content)) if observation.content is not None else None,
        encode([_exchange(exchange) for exchange in exchanges]),
    )


def _content(content: Content) -> dict[str, Any]:
    """Without what has its default, so that a field added later changes nothing about what is known already."""
    defaults = Content._field_defaults
    return {name: value for name, value in content._asdict().items() if name not in defaults or value != defaults[name]}


def _exchange(exchange: Exchange) -> dict[str, Any]:
    row: dict[str, Any] = {"method": exchange.method, "url": exchange.url}
    if exchange.status is not None:
        row["status"] = exchange.status
    if exchange.failure is not None:
        row["failure"] = exchange.failure.value
    if exchange.headers:
        row["headers"] = exchange.headers
    row["elapsed_ms"] = exchange.elapsed_ms
    row["attempt"] = exchange.attempt
    if exchange.detail:
        row["detail"] = exchange.detail
    for name in _MORE:
        if (value := getattr(exchange, name)) != Exchange._field_defaults.get(name):
            row[name] = value
    return row


def from_row(row: tuple[Any, ...]) -> Observation:
    """From the columns of `READ`. Raises ValueError, KeyError or TypeError if they do not hold what we write."""
    url, at, content, exchanges = row
    facts = None if content is None else read_content(_decode(content))
    return Observation(url, read_moment(at), tuple(map(read_exchange, _decode(exchanges))), facts)


def read_content(facts: dict[str, Any]) -> Content:
    known = {
        name: tuple(map(_frozen, value)) if type(value) is list else value
        for name, value in facts.items()
        if name in _FACTS
    }
    return Content(**{**_BLANK, **known})


def read_exchange(row: dict[str, Any]) -> Exchange:
    failure = row.get("failure")
    return Exchange(
        row["method"],
        row["url"],
        row.get("status"),
        Failure(failure) if failure is not None else None,
        tuple([(name, value) for name, value in row.get("headers", ())]),
        row["elapsed_ms"],
        row["attempt"],
        row.get("detail", ""),
        **{name: _frozen(row[name]) for name in _MORE if name in row},
    )


def _frozen(value: Any) -> Any:
    """JSON has one kind of list; our values hold tuples."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
