"""pre-commit itself runs both hooks, from a clone of this project, in a repository of articles."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from reviewaudit.formats import SUFFIXES

ROOT = Path(__file__).resolve().parents[2]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="pre-commit works on git repositories")


@pytest.fixture
def pre_commit(shipping):
    def run(*args, cwd, home):
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", *args],
            cwd=cwd, env={**shipping.environment(home), "PRE_COMMIT_HOME": str(home / "pre-commit")},
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip

    return run


def test_manifest_is_taken_by_pre_commit(pre_commit, tmp_path):
    done = pre_commit("validate-manifest", str(ROOT / ".pre-commit-hooks.yaml"), cwd=tmp_path, home=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_hooks_are_given_every_kind_of_article_and_nothing_else(hook):
    for suffix in SUFFIXES:
        assert re.search(hook["files"], f"docs/tea{suffix}")
        assert re.search(hook["files"], f"docs/TEA{suffix.upper()}")
    for name in ("tea.py", "md", "tea.md.py", "tea.txtx", "atxt"):
        assert not re.search(hook["files"], name)


def test_links_wait_for_the_manual_stage_and_dates_do_not():
    assert {hook["id"]: hook.get("stages") for hook in HOOKS} == {
        "reviewaudit-dates": None,
        "reviewaudit-links": ["manual"],
    }


def test_both_hooks_run_from_a_clone(pre_commit, shipping, tmp_path, web):
    home, project, articles = tmp_path / "home", tmp_path / "project", tmp_path / "articles"
    for folder in (home, project, articles / "docs"):
        folder.mkdir(parents=True)
    revision = shipping.clone(project)
    (articles / "docs" / "tea.md").write_text("# Tea\n\nLast reviewed: 2020-01-01\n")
    (articles / "docs" / "milk.md").write_text(f"# Milk\n\n[A study]({web.url('/status/410')})\n")
    (articles / "notes.txt").write_text("Last reviewed: 2020-01-01\n")
    (articles / "reviewaudit.toml").write_text(
        'paths = ["docs"]\nrequired = ["docs/consent.md"]\nignore = ["RA203"]\n[network]\nallow_private = true\n'
    )
    (articles / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {project}\n  rev: {revision}\n  hooks:\n"
        "  - id: reviewaudit-dates\n  - id: reviewaudit-links\n"
    )
    shipping.git(articles, "init", "-q")

    shipping.git(articles, "add", "docs/milk.md", "notes.txt", ".pre-commit-config.yaml")
    done = pre_commit("run", cwd=articles, home=home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"review dates and claims\.+Passed", done.stdout)
    assert "links and citations" not in done.stdout
    assert web.hits("/status/410") == 0

    shipping.git(articles, "add", "docs/tea.md")
    done = pre_commit("run", cwd=articles, home=home)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "docs/tea.md:3:16: error RA201 overdue-review" in done.stdout
    assert "notes.txt" not in done.stdout

    done = pre_commit("run", "reviewaudit-links", "--hook-stage", "manual", "--all-files", cwd=articles, home=home)
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"links and citations\.+Failed", done.stdout)
    assert "docs/milk.md:3:11: error RA101 broken-link" in done.stdout
    assert web.hits("/status/410") == 1
