"""The manual's way for newcomers, followed step by step in one folder, with a server of this machine as tea.example.

To renew the outputs on the page, run the tests with RENEW=1; then read the diff. The lines that install are run by
`.ci/run`, word for word, and it follows the rest of the page with what they installed.
"""

import re
import shlex
import sys
from pathlib import Path

import pytest

import reviewaudit

PAGE = Path(__file__).resolve().parents[2] / "docs" / "path.md"
SITE = "https://www.tea.example"
DAY = "2025-06-02"
DATED = {"check": "--as-of", "due": "--as-of", "mark": "--date"}
ASKING = {"check", "fix", "mark"}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems read no SSL_CERT_FILE")
def test_the_page_shows_what_the_program_does(program, replay, web, tmp_path):
    site = web.tls("good", "")
    assert len(site) == len(SITE), "columns would differ"
    authority = tmp_path / "authority.pem"
    authority.write_bytes(web.authority)
    web.serve("/old", "", ("Location", f"{site}/brewing"), status=301)
    for path in ("/brewing", "/water", "/storing"):
        web.serve(path, "<title>Tea</title><p>Water of 80 degrees, two minutes, and no more than that.")
    web.serve("/board", "<title>Not found</title>", status=404)
    statuses = []

    def swap(text, back):
        return text.replace(site, SITE) if back else text.replace(SITE, site)

    def run(command, *args):
        day = [DATED[command], DAY] if command in DATED else []
        here = ["--allow-private"] if command in ASKING else []
        done = program(command, *args, *day, *here, cwd=tmp_path, env={"SSL_CERT_FILE": str(authority)})
        statuses.append((command, done.status))
        return done

    page, replayed = replay(PAGE, run, swap)
    assert replayed == page
    assert statuses == [
        ("init", 0),
        ("check", 1),
        ("check", 1),  # as a page for the browser
        ("check", 0),  # mint alone, its finding suppressed
        ("check", 0),  # the baseline is written
        ("check", 0),
        ("fix", 1),
        ("fix", 0),
        ("mark", 0),
        ("check", 0),
        ("check", 0),
        ("due", 0),
    ]
    report = (tmp_path / "audit.html").read_text(encoding="utf-8")
    assert "Audit of 3 articles" in report


def test_the_page_installs_this_version():
    lines = re.findall(r"(?m)^\$ (\S*pip install .*)$", PAGE.read_text(encoding="utf-8"))
    assert [shlex.split(line)[-1] for line in lines] == [f"reviewaudit-{reviewaudit.__version__}-py3-none-any.whl"]
