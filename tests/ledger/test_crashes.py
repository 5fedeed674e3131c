"""The ledger outlives the processes that write to it."""

import contextlib
import os
import random
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest

from reviewaudit.ledger import open_ledger

ROOT = Path(__file__).parents[2]
WRITER = """
    import sys
    from datetime import UTC, datetime, timedelta
    from pathlib import Path
    from reviewaudit.ledger import open_ledger
    from reviewaudit.model import Exchange, Observation

    path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    with open_ledger(path) as ledger:
        for number in range(count):
            url = f"https://{name}.example/{number}"
            ledger.record([Observation(url, datetime.now(UTC), (Exchange("GET", url, 200, None, (), 1, 1),))])
            if number % 10 == 9:
                ledger.flush()
                print(number, flush=True)
"""


def write(path, name, count):
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER), str(path), name, str(count)],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_what_was_flushed_survives_a_kill(tmp_path, seed):
    path = tmp_path / "ledger.db"
    lines = random.Random(seed).randrange(1, 60)
    with write(path, "killed", 1_000_000) as child:
        flushed = [int(child.stdout.readline()) for _ in range(lines)][-1]
        child.kill()
        child.communicate()
    with open_ledger(path) as ledger:
        kept = ledger.urls()
    assert {f"https://killed.example/{number}" for number in range(flushed + 1)} <= set(kept)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_several_processes_at_once(tmp_path):
    path = tmp_path / "ledger.db"
    children = [write(path, name, 500) for name in ("one", "two", "three")]
    for child in children:
        _, errors = child.communicate(timeout=60)
        assert child.returncode == 0, errors
    with open_ledger(path) as ledger:
        assert len(ledger.urls()) == 1_500


def test_what_waits_is_written_with_the_next_call_after_half_a_second(tmp_path, observation):
    path = tmp_path / "ledger.db"
    with open_ledger(path) as ledger, open_ledger(path) as reader:
        ledger.record([observation("https://first.example/")])
        assert reader.urls() == ("https://first.example/",)
        ledger.record([observation("https://second.example/")])
        assert len(reader.urls()) == 1
        while len(reader.urls()) == 1:
            ledger.record(())
        assert len(reader.urls()) == 2


def test_a_thousand_are_written_at_once(tmp_path, observation):
    path = tmp_path / "ledger.db"
    with open_ledger(path) as ledger, open_ledger(path) as reader:
        ledger.record([observation("https://first.example/")])
        ledger.record(observation(f"https://example.org/{n}") for n in range(1_000))
        assert len(reader.urls()) == 1_001


def test_an_interruption_loses_nothing(tmp_path, observation):
    path = tmp_path / "ledger.db"
    with contextlib.suppress(KeyboardInterrupt), open_ledger(path) as ledger:
        ledger.record([observation("https://first.example/")])
        ledger.record([observation("https://second.example/")])
        raise KeyboardInterrupt
    with open_ledger(path) as ledger:
        assert len(ledger.urls()) == 2
