"""The ledger as an SQLite file.

A file that is not a ledger, is damaged or was made by a newer version is refused before anything is written to it.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from reviewaudit.errors import UsageError
from reviewaudit.ledger.rows import COLUMNS, from_row, key, to_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from reviewaudit.model import Observation

VERSION = 1
APPLICATION_ID = 0x52415544
"""The letters RAUD: tells our file from any other SQLite file."""

_MAGIC = b"SQLite format 3\x00"
_BUSY_SECONDS = 30.0
_FLUSH_SECONDS = 0.5
_FLUSH_COUNT = 200
_CHUNK = 500
"""URLs per query; SQLite's limit on parameters was 999 for long."""
_CHECKED_SIZE = 64 * 1024 * 1024
"""Files up to this size are checked whole when opened (some 2 ms per MB); larger ones as they are read."""

_SCHEMA = """
CREATE TABLE observations (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL,
  at TEXT NOT NULL,
  status INTEGER,
  failure TEXT,
  final_url TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  elapsed_ms INTEGER NOT NULL,
  content_type TEXT,
  content_length INTEGER,
  title TEXT,
  fingerprint TEXT,
  exchanges TEXT NOT NULL
);
CREATE UNIQUE INDEX observations_by_url ON observations (url, at);
"""
_NAMES = ", ".join(COLUMNS)
_INSERT = f"INSERT OR IGNORE INTO observations ({_NAMES}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 - own names
_SELECT = f"SELECT {_NAMES} FROM observations AS o"  # noqa: S608 - own names


class LedgerError(UsageError):
    """The ledger can not be used: why, and what to do about it."""


class Ledger:
    """An open ledger; to be used as a context manager, in one thread."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._pending: list[tuple[object, ...]] = []
        self._flushed_at = 0.0

    def record(self, observations: Iterable[Observation]) -> None:
        """Keep observations. They are written at once, or within half a second of steady calls.

        Called with nothing it writes what is due: to be done now and then while nothing arrives.
        """
        self._pending.extend(map(to_row, observations))
        if len(self._pending) >= _FLUSH_COUNT or time.monotonic() - self._flushed_at >= _FLUSH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what is pending. What was written survives the end of this process."""
        if self._pending:
            with self._explained():
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    self._connection.executemany(_INSERT, self._pending)
                    self._connection.execute("COMMIT")
                except BaseException:
                    with suppress(sqlite3.Error):
                        self._connection.execute("ROLLBACK")
                    raise
            self._pending.clear()
        self._flushed_at = time.monotonic()

    def latest(self, urls: Iterable[str]) -> dict[str, Observation]:
        """The newest observation of each URL that has one."""
        self.flush()
        wanted = {key(url): url for url in urls}
        keys = list(wanted)
        found: dict[str, Observation] = {}
        for start in range(0, len(keys), _CHUNK):
            chunk = keys[start : start + _CHUNK]
            marks = ", ".join("?" * len(chunk))
            query = (
                f"{_SELECT} WHERE url IN ({marks}) "  # noqa: S608 - question marks only
                "AND at = (SELECT max(at) FROM observations AS newer WHERE newer.url = o.url)"
            )
            for observation in self._rows(query, chunk):
                found[wanted[key(observation.url)]] = observation
        return found

    def history(self, url: str) -> tuple[Observation, ...]:
        """All observations of a URL, the oldest first."""
        self.flush()
        return tuple(self._rows(f"{_SELECT} WHERE url = ? ORDER BY at", [key(url)]))

    def urls(self) -> tuple[str, ...]:
        """All URLs ever observed, sorted."""
        self.flush()
        with self._explained():
            rows = self._connection.execute("SELECT DISTINCT url FROM observations ORDER BY url").fetchall()
        return tuple(url for (url,) in rows)

    def close(self) -> None:
        try:
            self.flush()
        finally:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _rows(self, query: str, parameters: Sequence[str]) -> Iterator[Observation]:
        with self._explained():
            rows = self._connection.execute(query, parameters).fetchall()
        for row in rows:
            try:
                yield from_row(row)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise _damaged(self.path, f"row of {row[0]}: {error}") from error

    @contextmanager
    def _explained(self) -> Iterator[None]:
        with _explaining(self.path):
            yield


def open_ledger(path: Path) -> Ledger:
    """The ledger at `path`, made if it is not there. Raises LedgerError if it cannot be used as it is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        size = path.stat().st_size if path.exists() else 0
        if size:
            with path.open("rb") as file:
                if file.read(len(_MAGIC)) != _MAGIC:
                    raise LedgerError(
                        f"{path} is not a ledger: it is not an SQLite file",
                        "name another file with --ledger; this one was left as it is",
                    )
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from error
    with _explaining(path):
        # No implicit transactions: each is begun and ended where it is meant.
        connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            _check(path, connection, size)
            _prepare(path, connection)
        except BaseException:
            connection.close()
            raise
    return Ledger(path, connection)


def _check(path: Path, connection: sqlite3.Connection, size: int | None) -> None:
    """Refuse what is not ours to write to. A file of `size` bytes is also checked for damage."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application != APPLICATION_ID and (tables or version or application):
        raise LedgerError(
            f"{path} is an SQLite file of another program",
            "name another file with --ledger; this one was left as it is",
        )
    if version > VERSION:
        raise LedgerError(
            f"{path} was written by a newer reviewaudit (schema {version}; this one knows {VERSION})",
            "update reviewaudit, or name another file with --ledger; this one was left as it is",
        )
    if tables and size is not None and size <= _CHECKED_SIZE:
        (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if answer != "ok":
            raise _damaged(path, str(answer))


def _prepare(path: Path, connection: sqlite3.Connection) -> None:
    """Make the schema if it is not there, and see that the file can be written."""
    with suppress(sqlite3.OperationalError):  # another process is at it, or the file system cannot share memory
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again inside the transaction: another process may have been faster.
        _check(path, connection, size=None)
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 0:
            for statement in _SCHEMA.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


@contextmanager
def _explaining(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            raise _damaged(path, str(error)) from error
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise LedgerError(
                f"{path} is held by another process for more than {_BUSY_SECONDS:.0f} seconds",
                "wait for that process to end, or name another file with --ledger",
            ) from error
        if isinstance(error, sqlite3.OperationalError):
            raise _unusable(path, str(error)) from error
        raise


def _damaged(path: Path, words: str) -> LedgerError:
    return LedgerError(
        f"{path} is damaged ({words})",
        "move it away and run again, or name another file with --ledger; it was left as it is",
    )


def _unusable(path: Path, words: str) -> LedgerError:
    return LedgerError(
        f"the ledger {path} cannot be used: {words}",
        "name a file in a folder that you may write to with --ledger",
    )
