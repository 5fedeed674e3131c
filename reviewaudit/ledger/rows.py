"""An observation as a row of the ledger, and back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from reviewaudit.model import Content, Exchange, Failure, Observation

COLUMNS = (
    "url", "at", "status", "failure", "final_url", "attempts", "elapsed_ms", "content_type", "content_length", "title",
    "fingerprint", "exchanges",
)  # fmt: skip
_encode = json.JSONEncoder(separators=(",", ":")).encode  # dumps() would build an encoder for each row
_TIME = "%Y-%m-%dT%H:%M:%S.%f"


def key(url: str) -> str:
    """The URL as it can be stored: lone surrogates, which UTF-8 has no bytes for, are written out."""
    return url.encode("utf-8", "backslashreplace").decode("utf-8")


def to_row(observation: Observation) -> tuple[object, ...]:
    exchanges = observation.exchanges
    last = exchanges[-1] if exchanges else None
    content = observation.content or (None, None, None, None)
    at = observation.at.astimezone(UTC)
    return (
        key(observation.url),
        # Not strftime: it does not pad years before 1000 everywhere.
        at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z",
        last.status if last else None,
        last.failure.value if last and last.failure else None,
        key(last.url) if last else "",
        observation.attempts,
        observation.elapsed_ms,
        *(key(value) if isinstance(value, str) else value for value in content),
        _encode([_exchange(exchange) for exchange in exchanges]),
    )


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
    return row


def from_row(row: tuple[Any, ...]) -> Observation:
    """Raises ValueError, KeyError or TypeError if the row does not hold what we write."""
    url, at, *_, content_type, content_length, title, fingerprint, exchanges = row
    content = None if content_type is None else Content(content_type, content_length, title, fingerprint)
    when = datetime.strptime(at.removesuffix("Z"), _TIME).replace(tzinfo=UTC)
    return Observation(url, when, tuple(map(_read, json.loads(exchanges))), content)


def _read(row: dict[str, Any]) -> Exchange:
    failure = row.get("failure")
    return Exchange(
        row["method"],
        row["url"],
        row.get("status"),
        Failure(failure) if failure is not None else None,
        tuple((name, value) for name, value in row.get("headers", ())),
        row["elapsed_ms"],
        row["attempt"],
        row.get("detail", ""),
    )
