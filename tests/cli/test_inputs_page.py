"""The manual's page on inputs: its commands run, and its numbers are those of the program."""

import re
import shlex
from pathlib import Path

import pytest

from reviewaudit import discovery, sitemaps
from reviewaudit.audit.sites import DEPTH
from reviewaudit.services import fetching

PAGE = (Path(__file__).parents[2] / "docs" / "inputs.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ (reviewaudit [^\n]+?)(?: +# [^\n]*)?$", PAGE, re.MULTILINE)
REVIEWED = "<title>Tea</title><p>Last reviewed: 2 May 2026 <a href='/ok'>one</a></p>"


@pytest.fixture
def site(web, tmp_path):
    """health.example in small, as files and on a server."""
    for name in ("articles/a.md", "articles/drafts/b.md", "guides/tea.md", "public/guides/tea.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(REVIEWED)
    page = web.serve("/guides/tea.html", REVIEWED)
    tagged = web.serve("/tag/tea.html", REVIEWED)
    (tmp_path / "list.txt").write_text(f"guides/tea.md\n{page}  \n# the end\n")
    web.serve("/sitemap.xml", f"<urlset><url><loc>{page}</loc></url><url><loc>{tagged}</loc></url></urlset>")
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_of_the_page_run(program, site, web, command):
    _, *args = shlex.split(command.replace("https://health.example", web.url("")))
    extra = {"--allow-private"} - set(args)
    run = program(*args, *extra, cwd=site, stdin=REVIEWED.encode())
    assert run.status in {0, 1}, run.err
    assert "tea.html:1:" in run.out if args[0] == "extract" else "article" in run.out or "Tea" in run.out
    assert "cannot be read" not in run.out


def test_the_page_has_the_commands_that_matter():
    assert len(COMMANDS) >= 10
    for what in ("sitemap.xml", "--files-from", "--stdin-name", "--remap", "--exclude-path", "extract", "due"):
        assert any(what in command for command in COMMANDS)


def test_the_page_says_the_same_numbers():
    assert f"| one HTML page | {fetching.PAGE_BYTES >> 20} MiB |" in PAGE
    assert fetching.MOST_BYTES == sitemaps.MOST_BYTES
    assert f"| {sitemaps.MOST_BYTES >> 20} MiB |" in PAGE
    assert f"| URLs in one sitemap | {sitemaps.MOST_URLS:,} |" in PAGE
    assert f"| all pages of a run together | {fetching.ALL_BYTES >> 20:,} MiB |" in PAGE
    assert f"| {fetching.BODY_TIME} × `timeout` |" in PAGE
    assert f"| {discovery.MAX_BYTES >> 20} MiB |" in PAGE
    assert f"A host gets {fetching.WIDTH} requests at once" in PAGE
    assert f"{DEPTH} sitemaps may stand one below the other" in PAGE
