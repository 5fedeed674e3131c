"""Sources in, articles out: read, parsed and understood, in several processes where there is much of it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import urljoin

from reviewaudit import config, discovery, extraction, formats
from reviewaudit.audit.plan import publication
from reviewaudit.model import Article, Policy, Problem, Publication, Source

T = TypeVar("T")
Item = TypeVar("Item")

MANY_FILES = 400
MANY_BYTES = 4 * 1024 * 1024
"""From here on a second process pays for its start."""


def understand(sources: Sequence[Source], policy: Policy, base: Path, remarks: Iterable[str] = ()) -> list[Article]:
    """The article in each source, in the same order; an unreadable one carries its problem.

    `remarks` are the paths whose text is to be looked at as well, which takes longer.
    """
    reading = _Reading(policy, base, config.side_entries(policy), frozenset(remarks), publication(policy, base))
    return [article for batch in mapped(partial(_understand_batch, reading), sources, sources) for article in batch]


def present(
    sources: Sequence[Source], policy: Policy, base: Path, view: Callable[[Article], str]
) -> Iterator[tuple[str, int]]:
    """`view` of each article joined per batch, with the number of unreadable ones; made where the article is made."""
    reading = _Reading(policy, base, config.side_entries(policy), publication=publication(policy, base))
    yield from mapped(partial(_present_batch, view, reading), sources, sources)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What reading an article takes beside its bytes."""

    policy: Policy
    base: Path
    side: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Entries of the side file, by path from the policy's folder."""
    remarks: frozenset[str] = frozenset()
    """Paths of the articles whose text is to be looked at as well, which takes longer."""
    publication: Publication = field(default_factory=Publication)

    def understand(self, source: Source) -> Article:
        """The article in a source; an unreadable one carries its problem."""
        data = discovery.read(source)
        if isinstance(data, Problem):
            return Article(source.path, format=source.format or formats.format_of(source.path) or "", problem=data)
        format = source.format or _format(source.path, data)
        document = formats.parse(data, format, self.policy.links, source.charset)
        if source.base:
            document = replace(document, base=urljoin(source.base, document.base.strip()))
        review = config.effective(self.policy, source.path, self.base).review
        side = self.side.get(config.path_in(self.policy, source.path, self.base)) if self.side else None
        return extraction.extract(
            source.path,
            format,
            document,
            review,
            side=side,
            remarks=source.path in self.remarks,
            publication=self.publication,
        )


def _format(path: str, data: bytes) -> str:
    if discovery.is_url(path):
        return formats.format_of_media("", path, data) or "text"
    return formats.format_of(path) or "text"


def _understand_batch(reading: _Reading, sources: Sequence[Source]) -> list[Article]:
    return [reading.understand(source) for source in sources]


def _present_batch(view: Callable[[Article], str], reading: _Reading, sources: Sequence[Source]) -> tuple[str, int]:
    articles = _understand_batch(reading, sources)
    return "".join(map(view, articles)), sum(article.problem is not None for article in articles)


def mapped(work: Callable[[Sequence[Item]], T], items: Sequence[Item], sources: Sequence[Source]) -> Iterable[T]:
    """`work` done on the items batch by batch, in several processes where the sources they are about are many."""
    workers = min(os.cpu_count() or 1, 8)
    if workers == 1 or not _is_much(sources):
        return [work(items)]
    size = max(1, min(256, len(items) // (workers * 4) + 1))
    batches = [items[start : start + size] for start in range(0, len(items), size)]
    # Forking is safe where nothing has started a thread yet; fetching pages may have left some.
    method = "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"
    import multiprocessing  # takes longer than to read a few articles
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context(method)) as pool:
        return list(pool.map(work, batches))


def _is_much(sources: Sequence[Source]) -> bool:
    if len(sources) >= MANY_FILES:
        return True
    total = 0
    for source in sources:
        if isinstance(source.data, bytes):
            total += len(source.data)
        try:
            total += os.path.getsize(source.location) if source.location else 0
        except OSError:
            continue
        if total >= MANY_BYTES:
            return True
    return False
