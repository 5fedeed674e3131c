"""An observation as a row of the ledger, and back.

What was written by a version that knew fewer facts reads with their defaults; what a newer one added is passed over.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from json.encoder import encode_basestring_ascii as quoted
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
_LATER = tuple((name, default) for name, default in Content._field_defaults.items())
_BLANK: dict[str, Any] = {"type": "", "length": None, "title": "", "fingerprint": ""}


def key(url: str) -> str:
    """The URL as it can be stored: lone surrogates, which UTF-8 has no bytes for, are written out."""
    return url.encode("utf-8", "backslashreplace").decode("utf-8")


def moment(at: datetime) -> str:
    """UTC to the microsecond, so that text order is time order."""
    # Not strftime: it does not pad years before 1000 everywhere.
    return at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


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
        _content(observation.content) if observation.content is not None else None,
        f"[{','.join(map(_exchange, exchanges))}]",
    )


# Written piece by piece: the encoder, made to take anything, is three times slower, and a run waits for it.


def _content(content: Content) -> str:
    """Without what has its default, so that a field added later changes nothing about what is known already."""
    length = "null" if content.length is None else content.length
    text = (
        f'{{"type":{quoted(content.type)},"length":{length},"title":{quoted(content.title)},'
        f'"fingerprint":{quoted(content.fingerprint)}'
    )
    for name, default in _LATER:
        if (value := getattr(content, name)) != default:
            text += f',"{name}":{encode(value)}'
    return text + "}"


def _exchange(exchange: Exchange) -> str:
    text = f'{{"method":{quoted(exchange.method)},"url":{quoted(exchange.url)}'
    if exchange.status is not None:
        text += f',"status":{exchange.status}'
    if exchange.failure is not None:
        text += f',"failure":{quoted(exchange.failure.value)}'
    if exchange.headers:
        pairs = ",".join([f"[{quoted(name)},{quoted(value)}]" for name, value in exchange.headers])
        text += f',"headers":[{pairs}]'
    text += f',"elapsed_ms":{exchange.elapsed_ms},"attempt":{exchange.attempt}'
    if exchange.detail:
        text += f',"detail":{quoted(exchange.detail)}'
    for name in _MORE:
        if (value := getattr(exchange, name)) != Exchange._field_defaults.get(name):
            text += f',"{name}":{encode(value)}'
    return text + "}"


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
