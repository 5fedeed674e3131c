"""What the articles of one run have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from reviewaudit.model.articles import Article, Bounds, Precision, Scope, StatementKind
from reviewaudit.model.policies import Review


class Dated(NamedTuple):
    """The two dates of one article that are compared across a batch."""

    path: str
    reviewed: Bounds
    published: Bounds | None = None


class Shared(NamedTuple):
    """What the largest part of a batch has in common."""

    text: str
    """The day, or the number of days."""
    paths: tuple[str, ...]
    """Sorted."""


@dataclass(frozen=True)
class Batch:
    """The reviewed articles of one run; what they share is found once, on first use."""

    dated: tuple[Dated, ...] = ()

    @classmethod
    def of(cls, reviews: Iterable[tuple[Article, Review]]) -> Batch:
        """The batch of these articles, each with what its statements amount to."""
        return cls(
            tuple(
                Dated(article.path, review.bounds, _published(article))
                for article, review in reviews
                if review.statement is not None and review.bounds is not None
            )
        )

    @cached_property
    def same_day(self) -> Shared | None:
        """The commonest day of review. Dates without a day do not count: a month has many."""
        return _commonest((item.path, item.reviewed.earliest) for item in self.dated if _is_day(item.reviewed))

    @cached_property
    def same_distance(self) -> Shared | None:
        """The commonest number of days from publication to review, negative where reviewed before; zero left out."""
        return _commonest(
            (item.path, (item.reviewed.earliest - item.published.earliest).days)
            for item in self.dated
            if item.published is not None
            and _is_day(item.reviewed)
            and _is_day(item.published)
            and item.published.earliest != item.reviewed.earliest
        )


def _published(article: Article) -> Bounds | None:
    return next(
        (
            statement.bounds
            for statement in article.statements
            if statement.kind is StatementKind.PUBLISHED and statement.scope is Scope.PAGE and statement.bounds
        ),
        None,
    )


def _is_day(bounds: Bounds) -> bool:
    return bounds.precision is Precision.DAY and bounds.earliest == bounds.latest


def _commonest(pairs: Iterable[tuple[str, object]]) -> Shared | None:
    held = list(pairs)
    if not held:
        return None
    counts = Counter(value for _, value in held)
    most = max(counts, key=lambda value: (counts[value], str(value)))
    return Shared(str(most), tuple(sorted(path for path, value in held if value == most)))
