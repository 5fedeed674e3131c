"""What was observed, as lines of text and as JSON values; for `history` and `explain`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reviewaudit.model import Exchange, NetworkPolicy, Observation, Verdict


def printable(text: str) -> str:
    """Text from servers must not drive the terminal (ECMA-48 control functions, bidirectional overrides)."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def judged(history: Sequence[Observation], policy: NetworkPolicy) -> list[tuple[Observation, Verdict]]:
    """Each observation with what today's policy makes of it and of those before it."""
    from reviewaudit.verdicts import judge

    asked = [observation for observation in history if observation.exchanges]
    return [(one, judge(one, policy, asked[:index], from_ledger=True)) for index, one in enumerate(asked)]


def table(history: Sequence[tuple[Observation, Verdict]]) -> Iterator[str]:
    """A line per observation, the oldest first."""
    width = max((len(verdict.reason) for _, verdict in history), default=0)
    for observation, verdict in history:
        line = f"{moment(observation.at)}  {verdict.status.value:10}  {verdict.reason:{width}}  {in_words(verdict)}"
        yield printable(line)


def in_words(verdict: Verdict) -> str:
    parts = [verdict.signal]
    if verdict.redirects:
        parts.append(f"after {count(len(verdict.redirects), 'redirect')} at {verdict.final_url}")
    if verdict.attempts > 1:
        parts.append(count(verdict.attempts, "try").replace("trys", "tries"))
    return ", ".join([*parts, f"{verdict.elapsed_ms:,} ms"])


def requests(observation: Observation, verdict: Verdict) -> Iterator[str]:
    """Each request with its answer and the headers that were kept; an arrow marks what decided."""
    exchanges = observation.exchanges
    for number, exchange in enumerate(exchanges, 1):
        begins = number > 1 and exchange.attempt != exchanges[number - 2].attempt
        again = f"   (try {exchange.attempt})" if begins else ""
        yield printable(f"{number:3}  {exchange.method} {exchange.url}{again}")
        yield printable(f"     {_answer(exchange)}, {exchange.elapsed_ms:,} ms")
        leads_on = number < len(exchanges) and exchanges[number].attempt == exchange.attempt
        for name, value in exchange.headers:
            if decides(name, value, exchange, verdict, leads_on=leads_on, last=number == len(exchanges)):
                yield printable(f"  -> {name}: {value}")
            else:
                yield printable(f"     {name}: {value}")
    content = observation.content
    if content is not None:
        length = f", {count(content.length, 'byte')}" if content.length is not None else ""
        title = f", titled “{content.title}”" if content.title else ""
        earlier = " as seen before" if exchanges[-1].status == 304 and content.fingerprint else ""
        yield printable(f"     page{earlier}: {content.type or 'of no type'}{length}{title}")
        if verdict.superseded:
            leading = f", and leads to {verdict.replacement}" if verdict.replacement else ""
            yield printable(f"     it says “{verdict.superseded}”{leading}")
        if content.identifiers:
            from reviewaudit.verdicts import named

            names = ", ".join(named(identifier) for identifier in content.identifiers)
            yield printable(f"     it says that it is {names}")
        for fragment, there in content.fragments:
            yield printable(f"     place #{fragment}: {'there' if there else 'not there'}")
        for fragment in content.unsettled:
            yield printable(f"     place #{fragment}: not known, the page does not tell")


def decides(name: str, value: str, exchange: Exchange, verdict: Verdict, *, leads_on: bool, last: bool) -> bool:
    """Whether this header is why the next request was sent, or why the verdict is what it is."""
    if leads_on:
        return name in {"location", "refresh"}
    if exchange.status in {429, 503} and name == "retry-after":
        return True
    if exchange.status == 304 and name in {"etag", "last-modified"}:
        return True
    return last and name in verdict.signal


def _answer(exchange: Exchange) -> str:
    detail = f" ({exchange.detail})" if exchange.detail else ""
    if exchange.failure is not None:
        return f"no answer, {exchange.failure.value}{detail}"
    return f"HTTP {exchange.status}{detail}"


def as_dict(observation: Observation, verdict: Verdict) -> dict[str, Any]:
    return {
        "at": stamp(observation.at),
        **outcome(verdict),
        "final_url": verdict.final_url,
        "redirects": [{"status": status, "url": url} for status, url in verdict.redirects],
        "attempts": verdict.attempts,
        "elapsed_ms": verdict.elapsed_ms,
    }


def outcome(verdict: Verdict) -> dict[str, Any]:
    return {
        "status": verdict.status.value,
        "reason": verdict.reason,
        "signal": verdict.signal,
        "http_status": verdict.http_status,
    }
