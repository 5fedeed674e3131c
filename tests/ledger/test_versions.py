"""Ledgers of older versions become today's; facts that one version knows and another does not survive."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from reviewaudit.ledger import LedgerError, open_ledger, sqlite
from reviewaudit.model import Content, Exchange, Failure

VERSION_1 = """
CREATE TABLE observations (
  id INTEGER PRIMARY KEY, url TEXT NOT NULL, at TEXT NOT NULL, status INTEGER, failure TEXT, final_url TEXT NOT NULL,
  attempts INTEGER NOT NULL, elapsed_ms INTEGER NOT NULL, content_type TEXT, content_length INTEGER, title TEXT,
  fingerprint TEXT, exchanges TEXT NOT NULL
);
CREATE UNIQUE INDEX observations_by_url ON observations (url, at);
PRAGMA application_id = 0x52415544;
PRAGMA user_version = 1;
"""
URL = "https://example.org/"


def version_1(path):
    good = [{"method": "GET", "url": URL, "status": 200, "headers": [["etag", '"1"']], "elapsed_ms": 7, "attempt": 1}]
    bad = [{"method": "GET", "url": URL, "failure": "refused", "elapsed_ms": 9, "attempt": 1, "detail": "no"}]
    rows = [
        (URL, "2026-01-01T00:00:00.000000Z", 200, None, URL, 1, 7, "text/html", 12, "Tea; or ‘coffee’", "ab", good),
        (URL, "2026-01-02T00:00:00.000000Z", None, "refused", URL, 1, 9, None, None, None, None, bad),
    ]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(VERSION_1)
        connection.executemany(
            f"INSERT INTO observations VALUES (NULL{', ?' * 12})", [(*row[:-1], json.dumps(row[-1])) for row in rows]
        )


def schema(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT sql FROM sqlite_schema ORDER BY name").fetchall()


def test_version_1_is_brought_up_to_date_and_loses_nothing(tmp_path):
    path, fresh = tmp_path / "ledger.db", tmp_path / "fresh.db"
    version_1(path)
    with open_ledger(path) as ledger, open_ledger(fresh):
        good, bad = ledger.history(URL)
    assert good.content == Content("text/html", 12, "Tea; or ‘coffee’", "ab")
    assert good.exchanges == (Exchange("GET", URL, 200, None, (("etag", '"1"'),), 7, 1),)
    assert (bad.content, bad.exchanges[0].failure, bad.exchanges[0].detail) == (None, Failure.REFUSED, "no")
    assert schema(path) == schema(fresh)


def test_a_move_that_fails_leaves_the_old_file_as_it_was(tmp_path):
    path = tmp_path / "ledger.db"
    version_1(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE VIEW compaction AS SELECT 1")  # in the way of the last step
    before = schema(path)
    with pytest.raises(LedgerError):
        open_ledger(path)
    assert schema(path) == before
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT count(title) FROM observations").fetchone() == (1,)


VERSION_2 = """
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
INSERT INTO compaction VALUES (7, 3);
PRAGMA application_id = 0x52415544;
PRAGMA user_version = 2;
"""


def test_version_2_gets_a_place_for_records_and_keeps_the_rest(tmp_path, observation, record):
    path, fresh = tmp_path / "ledger.db", tmp_path / "fresh.db"
    with open_ledger(fresh) as ledger:
        ledger.record([observation(), observation(days=1, status=404)])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(VERSION_2)
        connection.execute("ATTACH ? AS fresh", (str(fresh),))
        connection.execute("INSERT INTO observations SELECT * FROM fresh.observations")
    with open_ledger(path) as ledger, open_ledger(fresh) as other:
        assert ledger.history(URL) == other.history(URL) != ()
        ledger.keep([record()])
        assert ledger.said([record().identifier]) == [record()]
    assert schema(path) == schema(fresh)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM compaction").fetchall() == [(7, 3)]
        assert connection.execute("PRAGMA user_version").fetchone() == (3,)


def test_a_move_to_version_3_that_fails_leaves_the_old_file_as_it_was(tmp_path):
    path = tmp_path / "ledger.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(VERSION_2)
        connection.execute("CREATE VIEW records_by_identifier AS SELECT 1")  # in the way of the last step
    before = schema(path)
    with pytest.raises(LedgerError):
        open_ledger(path)
    assert schema(path) == before


def test_a_version_that_knows_only_2_refuses_3(tmp_path, monkeypatch):
    path = tmp_path / "ledger.db"
    open_ledger(path).close()
    monkeypatch.setattr(sqlite, "VERSION", 2)
    with pytest.raises(LedgerError, match=r"newer reviewaudit \(schema 3; this one knows 2\)"):
        open_ledger(path)


def change_content(path, content):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE observations SET content = ?", (json.dumps(content),))


def test_facts_of_an_older_and_of_a_newer_version_are_read(tmp_path, observation):
    path = tmp_path / "ledger.db"
    with open_ledger(path) as ledger:
        ledger.record([observation()])
    change_content(path, {"title": "Tea", "colour": "green"})
    with open_ledger(path) as ledger:
        assert ledger.latest([URL])[URL].content == Content("", None, "Tea", "")


def test_facts_of_a_newer_version_survive_export_and_import(tmp_path, observation):
    path, copy, lines = tmp_path / "ledger.db", tmp_path / "copy.db", tmp_path / "lines.jsonl"
    with open_ledger(path) as ledger:
        ledger.record([observation()])
    change_content(path, {"title": "Tea", "colour": "green"})
    with open_ledger(path) as ledger, lines.open("wb") as stream:
        ledger.export(stream)
    with open_ledger(copy) as ledger, lines.open("rb") as stream:
        ledger.import_(stream, "lines.jsonl")
    with closing(sqlite3.connect(copy)) as connection:
        assert "green" in connection.execute("SELECT content FROM observations").fetchone()[0]


def test_places_in_a_page_need_no_new_version(tmp_path, observation):
    """A tool that does not know them passes over them; what it wrote reads as a page that nobody looked through."""
    path = tmp_path / "ledger.db"
    with open_ledger(path) as ledger:
        looked = replace(
            observation(), content=Content("", 0, "Tea", "", fragments=(("dose", True),), unsettled=("x",))
        )
        ledger.record([looked, observation("https://other.example/")])
        assert ledger.latest([URL])[URL] == looked
        other = ledger.latest(["https://other.example/"])["https://other.example/"].content
        assert (other.fragments, other.unsettled) == ((), ())
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT content FROM observations ORDER BY url").fetchall()
        assert connection.execute("PRAGMA user_version").fetchone() == (3,)
    first, second = (json.loads(content) for (content,) in rows)
    assert first["fragments"] == [["dose", True]]
    assert not {"fragments", "unsettled"} & set(second)
