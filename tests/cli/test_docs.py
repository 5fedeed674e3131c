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
    (ROOT / "docs").rglob("*.md")
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


@pytest.mark.parametrize("page", ["README.md", "docs/configuration.md"])
def test_configuration_of_the_page_is_accepted(tmp_path, page):
    [example] = re.findall(r"```toml\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
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
        assert f"(rules/{rule.code.lower()}-{rule.name}.md)" in manual
        assert f"`{rule.name}`" in changelog


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_page_of_a_rule_tells_how_to_switch_it_off(rule):
    page = (ROOT / "docs" / "rules" / f"{rule.code.lower()}-{rule.name}.md").read_text(encoding="utf-8")
    for heading in ("**Why it matters:**", "**How to mend it:**", "## Flagged", "## Accepted"):
        assert heading in page
    switches = page.partition("## To switch it off")[2]
    [example] = re.findall(r"```toml\n(.*?)```", switches, re.DOTALL)
    policy = config.parse(example, Path("reviewaudit.toml"))
    assert policy.ignore == policy.rules[0].ignore == (rule.name,)
    assert list(policy.levels) == [rule.name]
    for word in re.findall(r"ignore-\w+(?:-\w+)?\[([a-z0-9-]+)\]", switches):
        assert word == rule.name


def test_the_project_audits_its_own_pages(program):
    """As CI does: no link of the README or the manual leads nowhere, as far as that can be told offline."""
    run = program(
        "check", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs", "--offline", "--no-git",
        "--fail-on", "warning", "--ignore", "missing-review-date", cwd=ROOT,
    )  # fmt: skip
    assert run.status == 0, run.out
    assert f"{len(PAGES)} articles" in run.out


def test_no_link_of_the_manual_leaves_it_by_a_path():
    """Such a link would work on GitHub and not on the site."""
    for page in sorted((ROOT / "docs").rglob("*.md")):
        text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text):
            assert (page.parent / target).resolve().is_relative_to(ROOT / "docs"), f"{page}: {target}"
