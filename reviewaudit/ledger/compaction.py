"""Thin out history, so that a ledger does not grow for ever: what is kept of a URL is what a reader of history asks.

Kept of each URL are its newest 20 observations, and of the older ones the first and the last of each run of like
outcomes (same status, same failure) and the first of each day: the newest 100 of these. Where the present run began is
always kept. The same holds for what each registry said of an identifier, where like outcomes are those that say the
same.
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
"""Histories per transaction: others want to write too."""


class Seen(NamedTuple):
    """One observation, as far as it matters here."""

    id: int
    day: str
    status: int | str | None
    """Or the state of a record."""
    failure: str | None
    """Or what a record says."""

    @property
    def outcome(self) -> tuple[int | str | None, str | None]:
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


_WRITTEN = """
SELECT (SELECT coalesce(max(id), 0) FROM observations) + (SELECT coalesce(max(id), 0) FROM records),
       (SELECT count(*) FROM observations) + (SELECT count(*) FROM records)
"""
"""How many rows there have been, and how many there are."""


class _Table(NamedTuple):
    """Where histories are: all keys with long ones, the history of one key, how to drop a row."""

    long: str
    history: str
    drop: str


_TABLES = (
    _Table(
        "SELECT url FROM observations GROUP BY url HAVING count(*) > ? ORDER BY url",
        "SELECT id, substr(at, 1, 10), status, failure FROM observations WHERE url = ? ORDER BY at",
        "DELETE FROM observations WHERE id = ?",
    ),
    _Table(
        "SELECT scheme, value, service FROM records GROUP BY scheme, value, service HAVING count(*) > ? "
        "ORDER BY scheme, value, service",
        "SELECT id, substr(at, 1, 10), state, facts FROM records "
        "WHERE scheme = ? AND value = ? AND service = ? ORDER BY at",
        "DELETE FROM records WHERE id = ?",
    ),
)


def is_due(connection: sqlite3.Connection) -> bool:
    newest, _ = connection.execute(_WRITTEN).fetchone()
    last_id, rows = connection.execute("SELECT last_id, rows FROM compaction").fetchone() or (0, 0)
    return bool(newest - last_id >= max(DUE_AFTER, rows))


def compact(connection: sqlite3.Connection) -> int:
    """How many rows went. A few histories per transaction, each of which leaves a good ledger."""
    gone = sum(_compact(connection, table) for table in _TABLES)
    _remember(connection)
    return gone


def _compact(connection: sqlite3.Connection, table: _Table) -> int:
    keys = connection.execute(table.long, (NEWEST,)).fetchall()
    gone = 0
    for start in range(0, len(keys), _AT_ONCE):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for key in keys[start : start + _AT_ONCE]:
                drop = superfluous([Seen(*row) for row in connection.execute(table.history, key)])
                connection.executemany(table.drop, [(id,) for id in drop])
                gone += len(drop)
            connection.execute("COMMIT")
        except BaseException:
            with suppress(Exception):
                connection.execute("ROLLBACK")
            raise
    return gone


def _remember(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("DELETE FROM compaction")
        connection.execute(f"INSERT INTO compaction {_WRITTEN}")
        connection.execute("COMMIT")
    except BaseException:
        with suppress(Exception):
            connection.execute("ROLLBACK")
        raise
