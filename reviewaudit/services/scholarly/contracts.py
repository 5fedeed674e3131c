"""The words of a service: what it is asked, what it says, and the Records that come of it.

A service is pure: `call` makes a request of identifiers, `read` makes records of a reply. Everything that takes time is
the desk's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.model import Record, RecordState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from reviewaudit.model import Identifier


class Unreadable(ValueError):  # noqa: N818 - it is an answer about a service
    """A reply that is not what the contract says; its text says why on one line."""


class NoAnswer(Exception):  # noqa: N818 - it is what there is to say about a service
    """Why a service has not answered, in words that begin with its name."""


class Call(NamedTuple):
    """One GET."""

    path: str
    """Below the base URL, with its query, encoded."""
    lane: str = ""
    """Services with several limits name them."""
    accept: str = "application/json"


class Reply(NamedTuple):
    status: int
    body: bytes
    type: str = ""
    """The media type in lower case, without parameters."""


class Answer(NamedTuple):
    """What one reply says about the identifiers asked for; each of them is in exactly one field."""

    records: tuple[Record, ...] = ()
    absent: tuple[Identifier, ...] = ()
    """Left out of a list without a word, which alone proves nothing."""
    alone: tuple[Identifier, ...] = ()
    """The list was refused as a whole: one bad entry is enough for that."""
    why: str = ""
    """What to say of `absent` and `alone` where asking for one alone does not settle it either."""


class Pace(NamedTuple):
    """As documented; a service's own headers say better."""

    interval: float
    """Seconds between the starts of two requests."""
    width: int = 1
    """The most requests at once that the service may talk us into."""


def _no_weight(_: Identifier) -> int:
    return 1


def _never(_: Identifier) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """Where something can be asked."""

    name: str
    url: str
    """The base URL, without a slash at its end."""
    paces: Mapping[str, Pace]
    """By lane."""
    host: str = ""
    """The service whose base URL, pace and name it shares."""
    statuses: frozenset[int] = frozenset({200})
    """The statuses that say something: with any other the service has not answered."""
    contact: bool = False
    """It asks to be told whom to write to, in `User-Agent`."""
    leads_away: bool = False
    """Its redirects may lead to other hosts."""

    @property
    def speaker(self) -> str:
        """The name under which its records go."""
        return self.host or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Host):
    """One question that one host answers about identifiers."""

    most: int
    """The longest list."""
    call: Callable[[Sequence[Identifier], str], Call]
    """Makes the request about these, at most `most`, with the contact address, which may be empty."""
    read: Callable[[Sequence[Identifier], Reply, datetime], Answer]
    """Makes records of the reply to `call`. Raises Unreadable; nothing else, whatever the bytes are."""
    second: Service | None = None
    """Who is asked about what the list did not settle; itself, one by one, where None."""
    weight: Callable[[Identifier], int] = field(default=_no_weight)
    """How many places of the list an identifier takes."""
    unlisted: Callable[[Identifier], bool] = field(default=_never)
    """Whether an identifier cannot stand in a list."""


def unchecked(identifier: Identifier, service: str, at: datetime, why: str, *, absent: bool = False) -> Record:
    return Record(identifier, service, at, RecordState.UNCHECKED, why, absent=absent)
