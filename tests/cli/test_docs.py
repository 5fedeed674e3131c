"""What the README and the manual say is true: commands run, examples parse, generated parts and links are current."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from reviewaudit import config
from reviewaudit.rules import RULES

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ (reviewaudit [^#\n]+?)\s*(?:#.*)?$", README, re.MULTILINE)
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(
    (ROOT / "docs").glob("*.md")
)


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_of_the_readme_run(program, command):
    _, *args = shlex.split(command)
    if args[0] == "check" and "--offline" not in args:
        args.append("--offline")  # the tests stay on this machine
    run = program(*args, cwd=ROOT)
    assert run.status in {0, 1}, run.err
    assert run.out


def test_readme_shows_the_commands_an_editor_needs():
    assert {shlex.split(command)[1] for command in COMMANDS} >= {"check", "due", "extract", "explain"}


def test_configuration_of_the_readme_is_accepted(tmp_path):
    [example] = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    policy = config.parse(example, tmp_path / "reviewaudit.toml")
    assert policy.rules[0].review["window"].months == 6


def test_generated_parts_are_current(tmp_path):
    """Renew with `cog -r -I docs README.md docs/*.md`."""
    pages = [str(page.relative_to(ROOT)) for page in PAGES if "[[[cog" in page.read_text(encoding="utf-8")]
    done = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "-I", "docs", *pages],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_rule_is_in_the_manual_and_the_changelog():
    manual = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for rule in RULES:
        assert f"## {rule.code} {rule.name}" in manual
        assert f"`{rule.name}`" in changelog


def test_the_project_audits_its_own_pages(program):
    """No page of ours has a link that leads nowhere, as far as that can be told offline."""
    names = [str(page.relative_to(ROOT)) for page in PAGES]
    run = program("check", *names, "--offline", "--no-git", "--select", "RA0,RA109,RA111", cwd=ROOT)
    assert run.status == 0, run.out
