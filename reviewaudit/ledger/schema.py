"""The tables of the ledger, and how an older file becomes one of today.

Version 1 had the facts about the last body in four columns; version 2 has them as JSON, so that facts can be added
without another version, and remembers when history was last thinned out. Facts that came later without one: places in
the page (`fragments`, `unsettled`); a tool that does not know them passes over them, and export and import keep them.
Version 3 keeps what registries said of cited works, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reviewaudit.ledger.rows import encode

if TYPE_CHECKING:
    import sqlite3

VERSION = 3
APPLICATION_ID = 0x52415544
"""The letters RAUD: tells our file from any other SQLite file."""

RECORDS = """
CREATE TABLE records (
  id INTEGER PRIMARY KEY,
  scheme TEXT NOT NULL,
  value TEXT NOT NULL,
  service TEXT NOT NULL,
  at TEXT NOT NULL,
  state TEXT NOT NULL,
  facts TEXT NOT NULL
);
CREATE UNIQUE INDEX records_by_identifier ON records (scheme, value, service, at);
"""
SCHEMA = """
CREATE TABLE observations (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL,
  at TEXT NOT NULL,
  status INTEGER,
  failure TEXT,
  final_url TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  elapsed_ms INTEGER NOT NULL,
  content TEXT,
  exchanges TEXT NOT NULL
);
CREATE UNIQUE INDEX observations_by_url ON observations (url, at);
CREATE TABLE compaction (
  last_id INTEGER NOT NULL,
  rows INTEGER NOT NULL
);
"""
_FROM_1 = (
    "DROP INDEX observations_by_url",
    "ALTER TABLE observations RENAME TO observations_1",
    SCHEMA,
    RECORDS,
    """
    INSERT INTO observations
    SELECT id, url, at, status, failure, final_url, attempts, elapsed_ms,
           content_facts(content_type, content_length, title, fingerprint), exchanges
    FROM observations_1 ORDER BY id
    """,
    "DROP TABLE observations_1",
)
_STEPS: dict[int, tuple[str, ...]] = {0: (SCHEMA, RECORDS), 1: _FROM_1, 2: (RECORDS,)}
"""By the version of the file: what makes it one of today."""


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Make the tables, or move an older file's rows into today's. To be called inside a transaction."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == VERSION:
        return
    if version == 1:
        connection.create_function("content_facts", 4, _content_facts, deterministic=True)
    for script in _STEPS[version]:
        for statement in script.split(";"):  # executescript() would end the transaction
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _content_facts(type: Any, length: Any, title: Any, fingerprint: Any) -> str | None:
    if type is None:
        return None
    return encode({"type": type, "length": length, "title": title, "fingerprint": fingerprint})
