"""Thin out history, so that a ledger does not grow for ever: what is kept of a URL is what a reader of history asks.

Kept of each URL are its newest 20 observations, and of the older ones the first and the last of each run of like
outcomes (same status, same failure) and the first of each day: the newest 100 of these. Where the present run began is
always kept.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

NEWEST = 20
OLDER = 100
DUE_AFTER = 5_000
"""New rows before it is worth the while; more in a ledger that is large already."""
_AT_ONCE = 200
"""URLs per transaction: others want to write too."""


class Seen(NamedTuple):
    """One observation, as far as it matters here."""

    id: int
    day: str
    status: int | None
    failure: str | None

    @property
    def outcome(self) -> tuple[int | None, str | None]:
        return self.status, self.failure


def superfluous(history: Sequence[Seen]) -> list[int]:
    """The rows to drop from one URL's history, which is given oldest first."""
    older = range(len(history) - NEWEST)
    worth = [index for index in older if _tells_something(history, index)]
    kept = set(worth[-OLDER:])
    if (began := _present_run(history)) in older:
        kept.add(began)
    return [history[index].id for index in older if index not in kept]


def _tells_something(history: Sequence[Seen], index: int) -> bool:
    here, after = history[index], history[index + 1]
    if index == 0:
        return True
    before = history[index - 1]
    return before.day != here.day or before.outcome != here.outcome or after.outcome != here.outcome


def _present_run(history: Sequence[Seen]) -> int:
    index = len(history) - 1
    while index > 0 and history[index - 1].outcome == history[index].outcome:
        index -= 1
    return index


def is_due(connection: sqlite3.Connection) -> bool:
    (newest,) = connection.execute("SELECT coalesce(max(id), 0) FROM observations").fetchone()
    last_id, rows = connection.execute("SELECT last_id, rows FROM compaction").fetchone() or (0, 0)
    return bool(newest - last_id >= max(DUE_AFTER, rows))


def compact(connection: sqlite3.Connection) -> int:
    """How many rows went. A few URLs per transaction, each of which leaves a good ledger."""
    urls = connection.execute(
        "SELECT url FROM observations GROUP BY url HAVING count(*) > ? ORDER BY url", (NEWEST,)
    ).fetchall()
    gone = 0
    for start in range(0, len(urls), _AT_ONCE):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for (url,) in urls[start : start + _AT_ONCE]:
                rows = connection.execute(
                    "SELECT id, substr(at, 1, 10), status, failure FROM observations WHERE url = ? ORDER BY at", (url,)
                )
                drop = superfluous([Seen(*row) for row in rows])
                connection.executemany("DELETE FROM observations WHERE id = ?", [(id,) for id in drop])
                gone += len(drop)
            connection.execute("COMMIT")
        except BaseException:
            with suppress(Exception):
                connection.execute("ROLLBACK")
            raise
    _remember(connection)
    return gone


def _remember(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("DELETE FROM compaction")
        connection.execute("INSERT INTO compaction SELECT coalesce(max(id), 0), count(*) FROM observations")
        connection.execute("COMMIT")
    except BaseException:
        with suppress(Exception):
            connection.execute("ROLLBACK")
        raise
