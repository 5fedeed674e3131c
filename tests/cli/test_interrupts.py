"""Ctrl-C while the program runs: the ledger has what was observed, also of what was to be asked again."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for a child")


@pytest.mark.parametrize("good", [10, 1_200])
def test_what_waits_for_the_second_round_is_in_the_ledger(web, tmp_path, good):
    """With 1,200 URLs several processes ask."""
    quick = [web.url(f"/ok?{n}", 1 + n % 10) for n in range(good)]
    failing = [web.url(f"/status/503?{n}", 1 + n % 10) for n in range(10)]
    urls = [*quick, *failing, web.url("/hang", 11), web.url("/hang", 12)]
    (tmp_path / "a.md").write_text("# Links\n\n" + "".join(f"- <{url}>\n" for url in urls))
    (tmp_path / "reviewaudit.toml").write_text('[network]\nretry_wait = "60s"\nmax_retries = 1\ntimeout = "60s"\n')
    process = subprocess.Popen(
        [sys.executable, "-m", "reviewaudit", "check", "a.md", "--allow-private", "--ledger", "ledger.db"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "NO_COLOR": "1"},
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while kept(tmp_path / "ledger.db") < good or web.hits("/status/503") < 10 or web.hits("/hang") < 2:
        assert time.monotonic() < deadline
        threading.Event().wait(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (2, "")
    assert "error: interrupted" in err
    assert "Traceback" not in err
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection:
        rows = connection.execute("SELECT url, attempts FROM observations WHERE status = 503").fetchall()
    assert sorted(rows) == sorted((url, 1) for url in failing)


def kept(path):
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path)) as connection:
        try:
            return connection.execute("SELECT count(*) FROM observations").fetchone()[0]
        except sqlite3.OperationalError:  # no table yet
            return 0
