"""The index of retraction data: an SQLite file, made beside the old one and put in its place when it is whole.

Titles are found as a part of an entry: each run of six words of the entry is looked up among the beginnings of titles.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.errors import UsageError
from reviewaudit.model import (
    Bounds,
    Identifier,
    Notice,
    NoticeKind,
    Precision,
    Record,
    RecordState,
    RetractionData,
)
from reviewaudit.retractions.table import HELP, Row, Table
from reviewaudit.verdicts import words_of

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

APPLICATION_ID = 0x52615277
VERSION = 1
SERVICE = "retraction-watch"
FEWER = 0.9
"""The share of the rows of the last data that new ones must have: rows are hardly ever taken out."""
_MAGIC = b"SQLite format 3\x00"
_WORDS = 6
"""The least that a title must have to be told from others."""
_ABOUT = frozenset((
    "addendum", "comment", "commentary", "comments", "correction", "corrigendum", "erratum", "letter", "re",
    "rejoinder", "replies", "reply", "response",
))  # fmt: skip
"""Before a title: what is cited is about the work of that title."""
_OBJECT = frozenset(("about", "against", "concerning", "following", "of", "on", "regarding", "to"))
"""The same, right before it."""
_GOES_ON = frozenset((
    "after", "among", "and", "as", "at", "between", "during", "for", "from", "of", "on", "or", "through", "to", "under",
    "using", "via", "with", "without",
))  # fmt: skip
"""After a title: the work cited has a longer one. No journal's name begins so; `in` may begin that of a volume."""
NATURES = {
    "retraction": NoticeKind.RETRACTION,
    "expression of concern": NoticeKind.CONCERN,
    "correction": NoticeKind.CORRECTION,
    "reinstatement": NoticeKind.REINSTATEMENT,
}
_SCHEMA = """
CREATE TABLE meta (source TEXT, fetched_at TEXT, newest TEXT, rows INTEGER);
CREATE TABLE notices (
  doi TEXT, pmid TEXT, title TEXT, head INTEGER, author TEXT, year INTEGER,
  nature TEXT, noticed TEXT, notice_doi TEXT, notice_pmid TEXT, reasons TEXT
);
CREATE TABLE reasons (number INTEGER PRIMARY KEY, words TEXT);
"""
_INDEXES = "".join(
    f"CREATE INDEX by_{name} ON notices ({name}) WHERE {name} IS NOT NULL;"
    for name in ("doi", "pmid", "head", "notice_doi", "notice_pmid")
)
_COLUMNS = "doi, pmid, title, author, year, nature, noticed, notice_doi, notice_pmid, reasons"


class Built(NamedTuple):
    data: RetractionData
    skipped: int
    """Rows that were out of shape or name no work."""
    size: int
    """Bytes of the index."""


class Index:
    """Retraction data, open for reading."""

    def __init__(self, connection: sqlite3.Connection, data: RetractionData) -> None:
        self._connection, self.data = connection, data
        self._reasons: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def record(self, identifiers: Sequence[Identifier], text: str = "") -> Record | None:
        """What is known of a cited work: notices about it, and the works that it is itself a notice about.

        `text`: the words of its entry, to look for by title where no identifier is known here. The record's identifier
        is ("text", …) then: the title of six words or more and the first author or the year agree, which is not proof.
        """
        for scheme in ("doi", "pmid"):
            for name, value in identifiers:
                if name != scheme:
                    continue
                about = self._rows(scheme, value)
                of = () if about else self._rows(f"notice_{scheme}", value)
                if about or of:
                    return self._record((name, value), self._widened(about, identifiers), of)
        about = self._by_title(identifiers, text) if text else []
        return self._record(("text", text), about, ()) if about else None

    def _rows(self, column: str, value: str) -> list[sqlite3.Row]:
        query = f"SELECT {_COLUMNS} FROM notices WHERE {column} = ? ORDER BY rowid"  # noqa: S608 - names of ours
        return self._ask(query, (value,))

    def _ask(self, query: str, values: Sequence[object]) -> list[sqlite3.Row]:
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise UsageError(f"the retraction data cannot be read: {error}", HELP) from None

    def _widened(self, about: list[sqlite3.Row], identifiers: Sequence[Identifier]) -> list[sqlite3.Row]:
        """With the rows that know the work by another of its identifiers alone."""
        found = {tuple(row): row for row in about}
        for scheme, value in identifiers:
            if scheme in {"doi", "pmid"}:
                found.update((tuple(row), row) for row in self._rows(scheme, value))
        return list(found.values())

    def _by_title(self, identifiers: Sequence[Identifier], text: str) -> list[sqlite3.Row]:
        words = words_of(text).split()
        starts = {_head(words[at : at + _WORDS]) for at in range(len(words) - _WORDS + 1)}
        if not starts:
            return []
        marks = ", ".join("?" * len(starts))
        query = f"SELECT {_COLUMNS} FROM notices WHERE head IN ({marks}) ORDER BY rowid"  # noqa: S608 - marks alone
        known = dict(identifiers)
        padded = f" {' '.join(words)} "
        years = {int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)}
        return [
            row
            for row in self._ask(query, tuple(starts))
            if _is_cited(row["title"], padded, text)
            and ((row["author"] and f" {row['author']} " in padded) or row["year"] in years)
            # Another identifier of the same kind is another work, whatever its title.
            and not (row["doi"] and "doi" in known)
            and not (row["pmid"] and "pmid" in known)
        ]

    def _record(self, identifier: Identifier, about: Iterable[sqlite3.Row], of: Iterable[sqlite3.Row]) -> Record:
        works = (
            ("doi", row["doi"]) if row["doi"] else ("pmid", row["pmid"]) for row in of if row["doi"] or row["pmid"]
        )
        return Record(
            identifier,
            SERVICE,
            self.data.fetched_at,
            RecordState.FOUND,
            notices=tuple(map(self._notice, about)),
            notice_of=tuple((work, SERVICE) for work in dict.fromkeys(works)),
        )

    def _notice(self, row: sqlite3.Row) -> Notice:
        if row["reasons"] and not self._reasons:
            self._reasons = {str(number): words for number, words in self._ask("SELECT number, words FROM reasons", ())}
        day = date.fromisoformat(row["noticed"]) if row["noticed"] else None
        return Notice(
            NATURES.get(row["nature"].casefold(), NoticeKind.OTHER),
            (SERVICE,),
            row["notice_doi"] or "",
            row["notice_pmid"] or "",
            Bounds(day, day, Precision.DAY) if day else None,
            tuple(self._reasons[number] for number in (row["reasons"] or "").split()),
            row["nature"],
        )


# --- making one -------------------------------------------------------------------------------------------------------


def build(table: Path, target: Path, *, source: str, fetched_at: datetime) -> Built:
    """See `reviewaudit.retractions.build`."""
    rows = Table(table)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(part)) as connection:
            data = _fill(connection, rows, source, fetched_at)
            _hold_against(target, data, rows)
        size = part.stat().st_size
        part.replace(target)  # whole, or the old one
    except (OSError, sqlite3.Error) as error:
        cause = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"cannot write {target}: {cause}", "name another file with --retraction-data") from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return Built(data, rows.misshapen + rows.nameless, size)


def _fill(connection: sqlite3.Connection, table: Table, source: str, fetched_at: datetime) -> RetractionData:
    # The file is nobody's until it is whole, so there is nothing to guard while it is made.
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
    newest: date | None = None
    reasons: dict[str, int] = {}
    limit = fetched_at.date()

    def values() -> Iterable[tuple[object, ...]]:
        nonlocal newest
        for row in table.rows():
            if row.noticed is not None and row.noticed <= limit and (newest is None or row.noticed > newest):
                newest = row.noticed
            yield _values(row, reasons)

    connection.executemany(f"INSERT INTO notices VALUES ({', '.join('?' * 11)})", values())  # noqa: S608 - marks alone
    connection.executemany("INSERT INTO reasons (words, number) VALUES (?, ?)", reasons.items())
    data = RetractionData(source, table.read, newest, fetched_at.astimezone(UTC).replace(microsecond=0))
    connection.execute(
        "INSERT INTO meta VALUES (?, ?, ?, ?)",
        (source, data.fetched_at.isoformat(), newest.isoformat() if newest else None, table.read),
    )
    connection.executescript(f"{_INDEXES} PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION};")
    connection.commit()
    return data


def _values(row: Row, reasons: dict[str, int]) -> tuple[object, ...]:
    title = words_of(row.title)
    words = title.split()
    author = words_of(row.author).split()
    return (
        row.doi or None,
        row.pmid or None,
        title,
        _head(words[:_WORDS]) if len(words) >= _WORDS else None,
        author[-1] if author else None,
        row.published.year if row.published else None,
        row.nature,
        row.noticed.isoformat() if row.noticed else None,
        row.notice_doi or None,
        row.notice_pmid or None,
        # There are some hundred, each written on thousands of rows.
        " ".join(str(reasons.setdefault(words, len(reasons) + 1)) for words in row.reasons) or None,
    )


def _is_cited(title: str, padded: str, text: str) -> bool:
    """Whether the entry names the title as that of its work, and neither speaks of it nor has a longer one."""
    before, there, after = padded.partition(f" {title} ")
    if not there:
        return False
    head, following = before.split(), after.split()[:1]
    if not _ABOUT.isdisjoint(head) or not _OBJECT.isdisjoint(head[-1:]):
        return False
    if following == ["in"]:
        return re.search(r"\bI[Nn]\b", text) is not None
    return _GOES_ON.isdisjoint(following)


def _head(words: Sequence[str]) -> int:
    """The first words of a title as a number: smaller in an index than they are."""
    return int.from_bytes(hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest(), "big", signed=True)


def _hold_against(target: Path, data: RetractionData, table: Table) -> None:
    """Refuse data with far fewer rows than those they would take the place of."""
    if not target.exists():
        return
    try:
        with open_data(target) as old:
            before = old.data.records
    except UsageError:  # what is there is no index, or an older one: nothing to hold on to
        return
    if data.records < before * FEWER:
        raise table.refuse(
            f"it has {data.records:,} rows, where the data of {old.data.newest or old.data.fetched_at.date()} in "
            f"{target} have {before:,}"
        )


# --- opening one ------------------------------------------------------------------------------------------------------


def open_data(path: Path) -> Index:
    """See `reviewaudit.retractions.open_data`."""
    try:
        with path.open("rb") as stream:
            is_index = stream.read(len(_MAGIC)) == _MAGIC
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        raise UsageError(
            f"cannot read the retraction data {path}: {error.strerror}",
            "`reviewaudit retractions update` fetches them; --retraction-data names another file",
        ) from None
    if not is_index:
        connection = sqlite3.connect(":memory:")
        try:
            data = _fill(connection, Table(path), str(path), changed)
        except BaseException:
            connection.close()
            raise
        connection.row_factory = sqlite3.Row
        return Index(connection, data)
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        data = _meta(connection)
    except (sqlite3.Error, TypeError, ValueError) as error:
        connection.close()
        raise UsageError(f"{path} is not used as retraction data: {error}", HELP) from None
    connection.row_factory = sqlite3.Row
    return Index(connection, data)


def _meta(connection: sqlite3.Connection) -> RetractionData:
    """Raises ValueError, with the reason, for a database that is no index of ours."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise ValueError("it is another database")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != VERSION:
        raise ValueError(f"it is of version {version}, where this program reads {VERSION}")
    source, fetched, newest, rows = connection.execute("SELECT * FROM meta").fetchone()
    return RetractionData(source, rows, date.fromisoformat(newest) if newest else None, datetime.fromisoformat(fetched))
