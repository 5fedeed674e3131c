"""The manual's page on mending and marking, executed, with a server of this machine in place of https://tea.example.

To renew the outputs on the page, run the tests with RENEW=1; then read the diff.
"""

import os
import re
import shlex
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "mending.md"
BLOCK = re.compile(
    r"^(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)  # fmt: skip
SITE = "https://tea.example"


def test_the_page_shows_what_the_program_does(program, web, tmp_path):
    origin = web.url("")
    web.serve("/old", "", ("Location", f"{origin}/brewing"), status=301)
    web.serve("/brewing", "<title>Brewing</title><p>Water of 80 degrees, two minutes, and no more than that.")
    web.serve("/gone", "<title>Not found</title>", status=404)

    # A server of plain HTTP says nothing to TLS, and the mend `https` waits for it.
    (tmp_path / "reviewaudit.toml").write_text('[network]\nconnect_timeout = "300ms"\nmax_retries = 0\n')

    def block(found):
        if found["file"]:
            (tmp_path / found["file"]).write_text(found["text"].replace(SITE, origin), encoding="utf-8")
            return found[0]
        command = found["text"].splitlines()[0]
        _, _, *args = shlex.split(command)
        run = program(*args, "--allow-private", cwd=tmp_path)
        shown = re.sub("sha256:[0-9a-f]{64}", "sha256:…", run.out + run.err).replace(origin, SITE)
        return found[0].replace(found["text"], f"{command}\n{shown}")

    page = PAGE.read_text(encoding="utf-8")
    replayed = BLOCK.sub(block, page)
    if os.environ.get("RENEW"):
        PAGE.write_text(replayed, encoding="utf-8")
    assert page.count("$ reviewaudit ") == 4
    assert replayed == page


def test_the_page_names_every_mend():
    from reviewaudit.edits import MENDS

    page = PAGE.read_text(encoding="utf-8")
    assert all(f"| `{mend}` |" in page for mend in MENDS)
