"""The manual as a site: every page has its place, warnings are errors, and reviewaudit finds nothing against it."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GENERATED = {"rules", "commands"}
"""Folders whose pages are reached by the page of that name."""

needs_zensical = pytest.mark.skipif(
    find_spec("zensical") is None and os.environ.get("REVIEWAUDIT_SITE") != "required",
    reason="zensical is not installed: pip install -e '.[docs]'",
)


def named(entries):
    """The pages of a `nav`, in its order."""
    for entry in entries:
        for target in entry.values():
            yield from named(target) if isinstance(target, list) else (target,)


def build(folder):
    """Build the manual that lies in the folder, as CI does; (status, output)."""
    done = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict", "--clean"],
        cwd=folder, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def audit(folder):
    done = subprocess.run(
        [sys.executable, "-m", "reviewaudit", "check", "site", "--root-dir", "site", "--offline", "--no-ledger",
         "--no-git", "--fail-on", "warning", "--ignore", "missing-review-date"],
        cwd=folder, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def manual(tmp_path):
    """A copy of the manual's sources."""
    shutil.copy(ROOT / "zensical.toml", tmp_path)
    shutil.copytree(ROOT / "docs", tmp_path / "docs", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_every_page_has_its_place_in_the_navigation():
    nav = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]["nav"]
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    listed = list(named(nav))
    assert len(listed) == len(set(listed))
    assert set(listed) == {page for page in pages if page.partition("/")[0] not in GENERATED}


def test_generated_pages_are_reached_by_the_page_of_that_name():
    for folder in GENERATED:
        listing = (ROOT / "docs" / f"{folder}.md").read_text(encoding="utf-8")
        pages = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs" / folder).iterdir()}
        assert set(re.findall(r"\]\(([^)]+)\)", listing)) >= pages


@needs_zensical
def test_site_is_built_without_a_warning_and_reviewaudit_finds_nothing_against_it(manual):
    status, output = build(manual)
    assert status == 0, output
    status, output = audit(manual)
    assert status == 0, output
    pages = sorted((manual / "site").rglob("*.html"))
    assert len(pages) == len(list((manual / "docs").rglob("*.md"))) + 1  # and the page for 404
    assert not list((manual / "site").rglob("*.py"))
    loaded = re.compile(r"""<(?:script|img|iframe)\s[^>]*src=["']?(https?:)?//|<link\s[^>]*href=["']?(https?:)?//""")
    assert [page.name for page in pages if loaded.search(page.read_text(encoding="utf-8"))] == []


@needs_zensical
@pytest.mark.parametrize("broken", ["[x](gone.md)", "[x](faq.md#gone)"])
def test_a_link_that_leads_nowhere_fails_the_build(manual, broken):
    (manual / "docs" / "why.md").write_text(f"# Why\n\n{broken}\n")
    status, output = build(manual)
    assert status == 1
    assert "why.md" in output


@needs_zensical
@pytest.mark.parametrize("broken", ["![x](images/gone.png)", "[x](gone.pdf)"])
def test_what_the_build_does_not_see_reviewaudit_does(manual, broken):
    (manual / "docs" / "why.md").write_text(f"# Why\n\n{broken}\n")
    assert build(manual)[0] == 0
    status, output = audit(manual)
    assert status == 1
    assert "RA111 missing-file" in output
