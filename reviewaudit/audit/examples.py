"""The example of a rule's page in, what all rules find in it out; no network, no clock.

The page and `explain` show it, and the tests hold each rule to it, so that a page cannot promise another message.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from reviewaudit import config, extraction, formats, verdicts
from reviewaudit.audit.citations import standings
from reviewaudit.audit.suppressing import judge
from reviewaudit.model import (
    Article,
    Batch,
    Content,
    Context,
    Example,
    Exchange,
    Failure,
    Finding,
    FragmentFact,
    History,
    Identifier,
    NetworkPolicy,
    Observation,
    Policy,
    Record,
    Verdict,
)
from reviewaudit.rules import RULES

_SUFFIXES = {"markdown": "md", "html": "html", "text": "txt"}
_NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
_WORDS = 12
"""On a page that has a title and little else."""


def findings_in(example: Example) -> tuple[Finding, ...]:
    policy = config.parse(example.config, Path("reviewaudit.toml"))
    suffix = _SUFFIXES[example.format]
    data = example.data if example.data is not None else example.text.encode()
    article = _read(f"page.{suffix}", example.format, data, policy)
    missing = {url for url, answer in example.answers.items() if answer == "fragment-missing"}
    known = {
        url: _verdict(url, answer, policy.network) for url, answer in example.answers.items() if url not in missing
    }
    review = verdicts.review(article, policy.review, example.as_of)
    beside = [
        _read(f"page{number}.md", "markdown", text.encode(), policy) for number, text in enumerate(example.beside)
    ]
    run = [(article, review), *((other, verdicts.review(other, policy.review, example.as_of)) for other in beside)]
    context = Context(
        policy,
        example.as_of,
        review,
        known,
        History(example.history) if example.history is not None else None,
        Batch.of(run),
        {(url.partition("#")[0], url.partition("#")[2]): FragmentFact(False) for url in missing},
        standings([article], _by_identifier(example.records), None),
    )
    return tuple(judge(article, context, RULES).findings)


def _read(path: str, format: str, data: bytes, policy: Policy) -> Article:
    return extraction.extract(path, format, formats.parse(data, format), policy.review)


def _verdict(url: str, answer: int | str, policy: NetworkPolicy) -> Verdict:
    """Of what `Example.answers` says of one URL."""
    if answer == "file-missing":
        return verdicts.judge_file(there=False)
    content = None
    exchanges: tuple[Exchange, ...]
    if isinstance(answer, int):
        exchanges = (_exchange(url, answer),)
    elif "“" in answer:
        status, title = answer.removesuffix("”").split(" “")
        exchanges = (_exchange(url, int(status)),)
        content = Content("text/html", 300, title, "ab", title, _WORDS)
    elif " " in answer:
        status, target = answer.split(" ")
        exchanges = (_exchange(url, int(status)), _exchange(target, 200))
    else:
        exchanges = (_exchange(url, failure=Failure(answer)),)
    return verdicts.judge(Observation(url, _NOON, exchanges, content), policy)


def _exchange(url: str, status: int | None = None, failure: Failure | None = None) -> Exchange:
    return Exchange("GET", url, status, failure, (), 10, 1)


def _by_identifier(records: Iterable[Record]) -> dict[Identifier, list[Record]]:
    known: dict[Identifier, list[Record]] = {}
    for record in records:
        known.setdefault(record.identifier, []).append(record)
    return known
