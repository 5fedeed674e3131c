"""The manual's page on mending and marking, executed, with a server of this machine in place of https://tea.example.

To renew the outputs on the page, run the tests with RENEW=1; then read the diff.
"""

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "mending.md"
SITE = "https://tea.example"


def test_the_page_shows_what_the_program_does(program, replay, web, tmp_path):
    origin = web.url("")
    web.serve("/old", "", ("Location", f"{origin}/brewing"), status=301)
    web.serve("/brewing", "<title>Brewing</title><p>Water of 80 degrees, two minutes, and no more than that.")
    web.serve("/gone", "<title>Not found</title>", status=404)

    # A server of plain HTTP says nothing to TLS, and the mend `https` waits for it.
    (tmp_path / "reviewaudit.toml").write_text('[network]\nconnect_timeout = "300ms"\nmax_retries = 0\n')

    def swap(text, back):
        if back:
            return re.sub("sha256:[0-9a-f]{64}", "sha256:…", text).replace(origin, SITE)
        return text.replace(SITE, origin)

    def run(*args):
        return program(*args, "--allow-private", cwd=tmp_path)

    page, replayed = replay(PAGE, run, swap)
    assert page.count("$ reviewaudit ") == 4
    assert replayed == page


def test_the_page_names_every_mend():
    from reviewaudit.edits import MENDS

    page = PAGE.read_text(encoding="utf-8")
    assert all(f"| `{mend}` |" in page for mend in MENDS)
