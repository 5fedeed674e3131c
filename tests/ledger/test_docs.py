"""The schema as documented is the schema as it is."""

import inspect
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from reviewaudit import ledger
from reviewaudit.ledger import compaction, open_ledger, sqlite
from reviewaudit.ledger.schema import VERSION

PAGE = Path(__file__).parents[2] / "docs" / "ledger.md"


def test_every_table_and_column_is_documented(tmp_path):
    path = tmp_path / "ledger.db"
    open_ledger(path).close()
    documented = re.findall(r"[a-z_]+", inspect.getdoc(ledger).split("\n\n`PRAGMA")[0])
    with closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        columns = [
            name
            for table in ("observations", "records")
            for (_, name, *_) in connection.execute(f"PRAGMA table_info({table})")
            if name != "id"
        ]
    assert sorted(tables) == ["compaction", "observations", "records"]
    assert set(columns) | set(tables) <= set(documented)


def test_the_manual_says_the_same_numbers():
    page = PAGE.read_text(encoding="utf-8")
    assert f"`PRAGMA user_version` {VERSION};" in page
    assert f"the newest {compaction.NEWEST} observations" in page
    assert f"up to {compaction.OLDER} of them" in page
    assert f"{compaction.DUE_AFTER:,} observations" in page
    assert sqlite._FLUSH_SECONDS == 0.5, "the manual says: at least every half second"
