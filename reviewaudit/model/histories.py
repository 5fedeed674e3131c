"""What git saw of articles. No verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple


class Change(NamedTuple):
    """What one commit changed in one article. Changes of white space alone are none."""

    commit: str
    at: datetime
    """When its author wrote it; aware, UTC."""
    author: str = ""
    email: str = ""
    is_bot: bool = False
    body: bool = False
    """Text other than front matter and review dates."""
    metadata: bool = False
    """Front matter other than review dates."""
    review: bool = False
    """The lines that state when the article was reviewed."""
    created: bool = False
    """The article came with this commit; nothing is said about its parts."""
    urls: tuple[str, ...] = ()
    """URLs as written, and `doi:…`, `pmid:…`, on added lines that no removed line holds."""
    bumped: int = 0
    """Files of this commit, audited or not, in which nothing but the review date changed."""

    @property
    def day(self) -> date:
        return self.at.date()

    @property
    def is_bump(self) -> bool:
        """Nothing but the review date changed, other front matter apart."""
        return self.review and not self.body and not self.created


_ZONES = timedelta(days=1)
"""An author's day may be tomorrow in UTC."""
_UNTIL_WRITTEN = timedelta(days=14)
"""A review and the commit that tells of it are seldom further apart."""


@dataclass(frozen=True, slots=True)
class History:
    """What git saw of one article."""

    changes: tuple[Change, ...] = ()
    """Newest first; the newest thousand."""
    complete: bool = True
    """False: older changes are not known (a shallow clone, or a history that could not be read to its end)."""

    def after(self, day: date) -> tuple[Change, ...]:
        """The changes that a review dated `day` cannot have seen, newest first.

        A change that comes with a new review date, or before the commit that wrote this one down, is covered by the
        review even if it was committed some days later.
        """
        newer = []
        for change in self.changes:
            if change.review and change.day <= day + _UNTIL_WRITTEN:
                break
            if change.day > day + _ZONES and not change.review and not change.created:
                newer.append(change)
        return tuple(newer)


class GapKind(StrEnum):
    """Why git could not say everything."""

    NO_GIT = "no-git"
    NO_REPOSITORY = "no-repository"
    UNTRACKED = "untracked"
    SHALLOW = "shallow"
    PARTIAL = "partial"
    UNSAFE = "unsafe"
    FAILED = "failed"
    IGNORE_REVS = "ignore-revs"


class Gap(NamedTuple):
    kind: GapKind
    subject: str
    """The repository or file it is about."""
    cause: str
    help: str
    paths: int = 0
    """How many of the articles it concerns."""


@dataclass(frozen=True, slots=True)
class Testimony:
    """What git saw of the articles of a run."""

    histories: Mapping[str, History] = field(default_factory=dict)
    """By path as given; a path that git does not track is missing."""
    gaps: tuple[Gap, ...] = ()
