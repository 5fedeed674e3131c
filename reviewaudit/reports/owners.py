"""Articles in, the same articles by who answers for them out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from reviewaudit.model import Article, Report

T = TypeVar("T")

NOBODY = "(no owner)"


def named(article: Article) -> str:
    """The owner as written, be it one or several."""
    return article.owner or NOBODY


def each(article: Article) -> tuple[str, ...]:
    """The owners one by one: several are told apart where all are account names or mail addresses, as in CODEOWNERS."""
    words = named(article).replace(",", " ").split()
    return tuple(dict.fromkeys(words)) if all("@" in word for word in words) else (named(article),)


def of_paths(report: Report) -> dict[str, str]:
    """The owner of each article by its path."""
    return {audited.article.path: named(audited.article) for audited in report.audited}


def groups(items: Iterable[T], owner_of: Callable[[T], str]) -> list[tuple[str, list[T]]]:
    """The items of each owner, in their order."""
    found: dict[str, list[T]] = {}
    for item in items:
        found.setdefault(owner_of(item), []).append(item)
    return [(owner, found[owner]) for owner in in_order(found)]


def in_order(owners: Iterable[str]) -> list[str]:
    """By name, nobody last."""
    return sorted(set(owners), key=lambda owner: (owner == NOBODY, owner.casefold(), owner))
