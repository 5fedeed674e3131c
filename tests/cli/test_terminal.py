"""On a terminal: colour and a progress bar; in a pipe, with NO_COLOR or --no-progress: neither."""

import os
import subprocess
import sys

import pytest

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")

ARTICLE = "# Tea\n\nLast reviewed: 2020-01-01\n\n<{url}>\n"


def on_terminal(args, cwd, *, stdout=False, stderr=False, env=None):
    """Status and what the terminal showed."""
    parent, child = pty.openpty()
    home = {"HOME": str(cwd), "XDG_CACHE_HOME": str(cwd / "cache"), "PATH": os.environ["PATH"]}
    process = subprocess.Popen(
        [sys.executable, "-m", "reviewaudit", *args],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=child if stdout else subprocess.DEVNULL,
        stderr=child if stderr else subprocess.DEVNULL,
        env={**home, "TERM": "xterm-256color", "COLUMNS": "100", **(env or {})},
    )
    os.close(child)
    shown = b""
    while True:
        try:
            data = os.read(parent, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not data:
            break
        shown += data
    os.close(parent)
    return process.wait(60), shown.decode()


@pytest.fixture
def folder(tmp_path, web):
    (tmp_path / "tea.md").write_text(ARTICLE.format(url=web.url("/flaky/503")))
    return tmp_path


CHECK = ("check", "tea.md", "--allow-private", "--no-ledger")


def test_report_is_painted_on_a_terminal(folder):
    status, shown = on_terminal(CHECK, folder, stdout=True)
    assert status == 1
    assert "\x1b[1;31merror\x1b[0m" in shown


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_report_is_plain_where_colour_is_not_wanted(folder, env):
    _, shown = on_terminal(CHECK, folder, stdout=True, env=env)
    assert "error RA201" in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize(
    ("args", "reader", "mend"),
    [
        (("check", "--offline", "-f", "html"), "a browser", "--format html=audit.html"),
        (("check", "--offline", "-f", "xlsx"), "a spreadsheet program", "--format xlsx=audit.xlsx"),
        (("due", "-f", "html"), "a browser", "--format html --output due.html"),
    ],
)
def test_what_nobody_reads_on_a_terminal_wants_a_file(folder, args, reader, mend):
    pytest.importorskip("xlsxwriter")
    status, shown = on_terminal(args, folder, stdout=True, stderr=True)
    assert status == 2
    assert f"error: --format {args[-1]} is for {reader}, not for a terminal" in shown
    assert mend in shown
    assert "<html" not in shown
    assert on_terminal([*args, "--output", "out"], folder, stdout=True)[0] != 2
    assert (folder / "out").stat().st_size > 1000


def test_bar_shows_count_and_rate_on_standard_error(folder):
    _, shown = on_terminal(CHECK, folder, stderr=True)
    assert "asking" in shown
    assert "/1" in shown
    assert "/s" in shown


def test_no_progress_shows_none(folder):
    assert on_terminal([*CHECK, "--no-progress"], folder, stderr=True)[1] == ""


@pytest.mark.parametrize("command", ["check", "due", "extract", "fix"])
def test_bar_shows_how_many_pages_are_read(folder, web, command):
    pages = [web.serve(f"/tea/{number}", "<title>Tea</title><p>Last reviewed: 2020-01-01") for number in range(3)]
    locations = "".join(f"<url><loc>{page}</loc></url>" for page in pages)
    site = web.serve("/sitemap.xml", f"<urlset>{locations}</urlset>", kind="application/xml")
    _, shown = on_terminal([command, site, "--allow-private"], folder, stderr=True)
    assert "reading pages" in shown
    assert "4/4" in shown
    assert "reading" not in on_terminal([command, site, "--allow-private", "--no-progress"], folder, stderr=True)[1]
