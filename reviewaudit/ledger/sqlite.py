"""The ledger as an SQLite file.

A file that is not a ledger, is damaged or was made by a newer version is refused before anything is written to it.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any, NamedTuple, TypeVar

from reviewaudit.ledger import compaction, works
from reviewaudit.ledger.complaints import BUSY_SECONDS, LedgerError, damaged, explaining, unusable
from reviewaudit.ledger.lines import HEAD, from_line, to_line, to_record_line
from reviewaudit.ledger.rows import COLUMNS, READ, from_row, key, moment, read_moment, to_row
from reviewaudit.ledger.schema import APPLICATION_ID, VERSION, bring_up_to_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from reviewaudit.model import Identifier, Observation, Record

T = TypeVar("T")
_MAGIC = b"SQLite format 3\x00"
_FLUSH_SECONDS = 0.5
_FLUSH_COUNT = 1_000
_CHUNK = 500
"""URLs per query; SQLite's limit on parameters was 999 for long."""
_CHECKED_SIZE = 64 * 1024 * 1024
"""Files up to this size are checked whole when opened (some 2 ms per MB); larger ones as they are read."""

_INSERT = f"INSERT OR IGNORE INTO observations ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 - own names
_RECORD_COLUMNS = ", ".join(works.COLUMNS)
# A cross join keeps its order (https://www.sqlite.org/optoverview.html#crossjoin): each identifier by the index.
_RECORDS = f"SELECT {_RECORD_COLUMNS} FROM wanted CROSS JOIN records AS o ON o.scheme = s AND o.value = v"  # noqa: S608 - own names
_ALL_RECORDS = f"SELECT {_RECORD_COLUMNS} FROM records ORDER BY scheme, value, service, at"  # noqa: S608 - own names
_INSERT_RECORD = (
    f"INSERT OR IGNORE INTO records ({', '.join(works.COLUMNS)}) VALUES ({', '.join('?' * len(works.COLUMNS))})"  # noqa: S608 - own names
)
_NEWEST = """
SELECT max(at) FROM records AS newer
WHERE newer.scheme = o.scheme AND newer.value = o.value AND newer.service = o.service AND newer.at <= ?
"""
_NEVER = "9999-12-31T23:59:59.999999Z"
_SELECT = f"SELECT {', '.join(READ)} FROM observations AS o"  # noqa: S608 - own names


class Summary(NamedTuple):
    """A ledger in numbers."""

    observations: int
    urls: int
    oldest: datetime | None
    newest: datetime | None
    size: int
    """Bytes on disk, with what has not been moved into the main file yet."""
    version: int
    records: int = 0
    """What registries said about identifiers."""
    identifiers: int = 0


class Ledger:
    """An open ledger; to be used as a context manager, in one thread."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, on_failure: Callable[[LedgerError], None] | None = None
    ) -> None:
        self.path = path
        self._connection = connection
        self._on_failure = on_failure
        self._given_up = False
        self._pending: list[tuple[object, ...]] = []
        self._pending_records: list[tuple[object, ...]] = []
        self._flushed_at = 0.0

    def record(self, observations: Iterable[Observation]) -> None:
        """Keep observations. They are written at once, or within half a second of steady calls.

        Called with nothing it writes what is due: to be done now and then while nothing arrives.
        """
        self._pending.extend(map(to_row, observations))
        self._flush_if_due()

    def keep(self, records: Iterable[Record]) -> None:
        """Keep what registries said of identifiers, as `record` does. An outage is no answer, and is not kept."""
        self._pending_records.extend(works.to_row(record) for record in records if works.is_answer(record))
        self._flush_if_due()

    def _flush_if_due(self) -> None:
        pending = len(self._pending) + len(self._pending_records)
        if pending >= _FLUSH_COUNT or time.monotonic() - self._flushed_at >= _FLUSH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what is pending. What was written survives the end of this process."""
        if (self._pending or self._pending_records) and not self._given_up:
            try:
                with self._explained(), self._transaction():
                    self._connection.executemany(_INSERT, self._pending)
                    self._connection.executemany(_INSERT_RECORD, self._pending_records)
            except LedgerError as error:
                if self._on_failure is None:
                    raise
                self._given_up = True
                self._on_failure(error)
        self._pending.clear()
        self._pending_records.clear()
        self._flushed_at = time.monotonic()

    def latest(self, urls: Iterable[str], until: datetime | None = None) -> dict[str, Observation]:
        """The newest observation of each URL that has one.

        `until`: none later than this. An observation from the future, made while a clock was wrong, would hide all
        that is observed until its time has come.
        """
        self.flush()
        found: dict[str, Observation] = {}
        bound = "" if until is None else f" AND newer.at <= '{moment(until)}'"
        for wanted, marks in _chunks(urls):
            query = (
                f"{_SELECT} WHERE url IN ({marks}) "  # noqa: S608 - question marks and a time only
                f"AND at = (SELECT max(at) FROM observations AS newer WHERE newer.url = o.url{bound})"
            )
            for observation in self._rows(query, list(wanted), from_row):
                found[wanted[key(observation.url)]] = observation
        return found

    def histories(self, urls: Iterable[str]) -> dict[str, tuple[Observation, ...]]:
        """All observations of each URL that has one, the oldest first."""
        self.flush()
        found: dict[str, list[Observation]] = {}
        for wanted, marks in _chunks(urls):
            query = f"{_SELECT} WHERE url IN ({marks}) ORDER BY url, at"
            for observation in self._rows(query, list(wanted), from_row):
                found.setdefault(wanted[key(observation.url)], []).append(observation)
        return {url: tuple(seen) for url, seen in found.items()}

    def history(self, url: str) -> tuple[Observation, ...]:
        """All observations of one URL, the oldest first."""
        return self.histories([url]).get(url, ())

    def known(self, identifiers: Iterable[Identifier], until: datetime | None = None) -> list[Record]:
        """The newest record of each service about each identifier; `until` as in `latest`."""
        bound = _NEVER if until is None else moment(until)
        return self._records(identifiers, f"AND at = ({_NEWEST}) ORDER BY scheme, value, service", bound)

    def said(self, identifiers: Iterable[Identifier]) -> list[Record]:
        """All that was said of identifiers, the oldest first."""
        return self._records(identifiers, "ORDER BY at, service")

    def _records(self, identifiers: Iterable[Identifier], rest: str, *more: str) -> list[Record]:
        self.flush()
        found: list[Record] = []
        wanted = list(dict.fromkeys((key(scheme), key(value)) for scheme, value in identifiers))
        for start in range(0, len(wanted), _CHUNK // 2):
            pairs = wanted[start : start + _CHUNK // 2]
            listed = f"WITH wanted (s, v) AS (VALUES {', '.join(['(?, ?)'] * len(pairs))})"
            query = f"{listed} {_RECORDS} {rest}"
            parameters = [part for pair in pairs for part in pair]
            found += self._rows(query, [*parameters, *more], works.from_row)
        return found

    def urls(self) -> tuple[str, ...]:
        """All URLs ever observed, sorted."""
        self.flush()
        with self._explained():
            rows = self._connection.execute("SELECT DISTINCT url FROM observations ORDER BY url").fetchall()
        return tuple(url for (url,) in rows)

    def summary(self) -> Summary:
        self.flush()
        with self._explained():
            count, urls, oldest, newest = self._connection.execute(
                "SELECT count(*), count(DISTINCT url), min(at), max(at) FROM observations"
            ).fetchone()
            records, identifiers = self._connection.execute(
                "SELECT coalesce(sum(n), 0), count(*) FROM (SELECT count(*) AS n FROM records GROUP BY scheme, value)"
            ).fetchone()
        files = (self.path, self.path.with_name(self.path.name + "-wal"))
        return Summary(
            count,
            urls,
            read_moment(oldest) if oldest else None,
            read_moment(newest) if newest else None,
            sum(file.stat().st_size for file in files if file.exists()),
            VERSION,
            records,
            identifiers,
        )

    def export(self, stream: IO[bytes]) -> int:
        """Write all observations as JSON lines, see `reviewaudit.ledger.lines`; how many."""
        self.flush()
        count = 0
        with self._explained(), self._transaction("BEGIN"):
            stream.write(HEAD.encode())
            for query, line_of in (
                (f"{_SELECT} ORDER BY url, at", to_line),
                (_ALL_RECORDS, to_record_line),
            ):
                for row in self._connection.execute(query):
                    try:
                        line = line_of(*row)
                    except (ValueError, KeyError, TypeError) as error:
                        raise damaged(self.path, f"row of {row[0]}: {error}") from error
                    stream.write(line.encode())
                    count += 1
        return count

    def import_(self, stream: Iterable[bytes], name: str) -> tuple[int, int]:
        """Add the observations of an export; how many were new, and how many the lines held.

        All or nothing: raises LedgerError naming `name` and the line if one cannot be read.
        """
        self.flush()
        read = new = 0
        with self._explained(), self._transaction():
            for number, line in enumerate(stream, 1):
                try:
                    row = from_line(line)
                except ValueError as error:
                    raise LedgerError(
                        f"{name}:{number}: {error}", "export it again; nothing was taken from this file"
                    ) from None
                if row is not None:
                    read += 1
                    insert = _INSERT_RECORD if len(row) == len(works.COLUMNS) else _INSERT
                    new += self._connection.execute(insert, row).rowcount
        return new, read

    def compact(self) -> int:
        """Thin out history as `reviewaudit.ledger.compaction` says, and give the room back; how many rows went."""
        self.flush()
        with self._explained():
            gone = compaction.compact(self._connection)
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return gone

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
        try:
            self.flush()
            if kind is None and not self._given_up:
                self._compact_if_due()
        finally:
            self.close()

    def _compact_if_due(self) -> None:
        """Housekeeping: whatever stands in its way (another process, a full disk) can wait for the next time."""
        with suppress(sqlite3.DatabaseError):
            if compaction.is_due(self._connection):
                self._connection.execute("PRAGMA busy_timeout = 0")
                compaction.compact(self._connection)

    def _rows(self, query: str, parameters: Sequence[str], read: Callable[[tuple[Any, ...]], T]) -> Iterator[T]:
        with self._explained():
            rows = self._connection.execute(query, parameters).fetchall()
        for row in rows:
            try:
                yield read(row)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise damaged(self.path, f"row of {row[0]}: {error}") from error

    @contextmanager
    def _transaction(self, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
        self._connection.execute(begin)
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _explained(self) -> Iterator[None]:
        with explaining(self.path):
            yield


def _chunks(urls: Iterable[str]) -> Iterator[tuple[dict[str, str], str]]:
    """URLs by their keys, as many as one query takes, with its question marks."""
    wanted = {key(url): url for url in urls}
    keys = list(wanted)
    for start in range(0, len(keys), _CHUNK):
        chunk = {name: wanted[name] for name in keys[start : start + _CHUNK]}
        yield chunk, ", ".join("?" * len(chunk))


def open_ledger(path: Path, *, on_failure: Callable[[LedgerError], None] | None = None) -> Ledger:
    """The ledger at `path`, made if it is not there. Raises LedgerError if it cannot be used as it is.

    `on_failure`: called once if observations cannot be written later on (the disk is full); the ledger then keeps
    nothing more, and nothing is raised. Without it LedgerError is raised there.
    """
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
        raise unusable(path, error.strerror or str(error)) from error
    with explaining(path):
        # No implicit transactions: each is begun and ended where it is meant.
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            _check(path, connection, size)
            _prepare(path, connection)
        except BaseException:
            connection.close()
            raise
    return Ledger(path, connection, on_failure)


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
            raise damaged(path, str(answer))


def _prepare(path: Path, connection: sqlite3.Connection) -> None:
    """Make the schema if it is not there or bring it up to date, and see that the file can be written."""
    with suppress(sqlite3.OperationalError):  # another process is at it, or the file system cannot share memory
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    # Moving the log into the file waits for the disk: at the end, not every 4 MB in the middle of a run.
    connection.execute("PRAGMA wal_autocheckpoint = 16384")
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again inside the transaction: another process may have been faster.
        _check(path, connection, size=None)
        bring_up_to_date(connection)
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
