"""`init` begins with what is there, writes only what it may, and what it writes works at once."""

import os
import tomllib
from pathlib import Path

import pytest
import yaml

from reviewaudit import __version__

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "corpora"
TEA = "---\nlast_reviewed: 2026-01-31\nreview_in: 6 months\n---\n\n# Tea\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "tea.md").write_text(TEA)
    (tmp_path / "README.md").write_text("# Here\n")
    return tmp_path


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_config_fits_the_folder_and_check_runs_with_it(program, folder):
    run = program("init", cwd=folder)
    assert (run.status, run.out) == (0, "wrote reviewaudit.toml\n")
    assert "reviewaudit check --offline" in run.err
    data = tomllib.loads((folder / "reviewaudit.toml").read_text())
    assert data == {"paths": ["docs"], "review": {"window": "6 months"}, "network": {}}
    checked = program("check", "--offline", "--as-of", "2026-06-01", cwd=folder)
    assert (checked.status, checked.err) == (0, "")
    assert checked.out.startswith("1 article, reviews: 1 current\n")


def test_another_folder_can_be_named(program, folder):
    assert program("init", "docs", cwd=folder).status == 0
    assert files(folder) == ["README.md", "docs/reviewaudit.toml", "docs/tea.md"]


def test_dry_run_shows_all_and_writes_nothing(program, folder):
    (folder / ".pre-commit-config.yaml").write_text("repos:\n- repo: local\n  hooks: [{id: a}]\n")
    before = files(folder)
    run = program("init", "--dry-run", "--pre-commit", "--github", "--gitlab", cwd=folder)
    assert (run.status, run.err) == (0, "")
    assert files(folder) == before
    assert run.out.startswith("--- reviewaudit.toml\n# Policy of reviewaudit")
    assert "\n+- repo: https://github.com/reviewaudit/reviewaudit\n" in run.out
    assert "\n--- .github/workflows/reviewaudit.yml\nname: reviews\n" in run.out
    assert "\n--- .gitlab-ci.yml\nreviewaudit:\n" in run.out


def test_dry_run_shows_the_bytes_that_would_be_written(program, folder):
    shown = program("init", "--dry-run", cwd=folder).out
    program("init", cwd=folder)
    assert shown == "--- reviewaudit.toml\n" + (folder / "reviewaudit.toml").read_text()


@pytest.mark.parametrize("name", ["reviewaudit.toml", ".github/workflows/reviewaudit.yml"])
def test_file_that_is_there_is_replaced_only_by_force(program, folder, name):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("# mine\n")
    args = ("init", "--github") if "github" in name else ("init",)
    run = program(*args, cwd=folder)
    assert (run.status, run.out) == (2, "")
    assert f"error: {name} is there already" in run.err
    assert "--force" in run.err.split("help:")[1]
    assert file.read_text() == "# mine\n"
    assert not (folder / "reviewaudit.toml").exists() or name == "reviewaudit.toml"
    assert program(*args, "--force", cwd=folder).status == 0
    assert "mine" not in file.read_text()


def test_table_in_pyproject_is_not_put_out_of_force_unasked(program, folder):
    (folder / "pyproject.toml").write_text('[tool.reviewaudit]\npaths = ["docs"]\n')
    run = program("init", cwd=folder)
    assert (run.status, run.out) == (2, "")
    assert "error: [tool.reviewaudit] in pyproject.toml is there already" in run.err
    assert not (folder / "reviewaudit.toml").exists()
    assert program("init", "--force", cwd=folder).out == "wrote reviewaudit.toml\n"


def test_ci_files_can_come_later(program, folder):
    (folder / "reviewaudit.toml").write_text("# mine\n")
    run = program("init", "--github", cwd=folder)
    assert (run.status, run.out) == (0, "wrote .github/workflows/reviewaudit.yml\n")
    assert "note:  reviewaudit.toml is there and stays as it is\n" in run.err
    assert (folder / "reviewaudit.toml").read_text() == "# mine\n"


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_pyproject_keeps_every_byte_and_gets_a_table(program, folder, ending, last, bom):
    before = (bom + f"[project]\nname = 'ä'{last}".replace("\n", ending)).encode()
    (folder / "pyproject.toml").write_bytes(before)
    run = program("init", "--pyproject", "--preset", "docs", cwd=folder)
    assert (run.status, run.out) == (0, "added to pyproject.toml\n")
    after = (folder / "pyproject.toml").read_bytes()
    assert after.startswith(before)
    assert (b"\r\n" in after) == (b"\r\n" in before)
    assert tomllib.loads(after.decode("utf-8-sig"))["tool"]["reviewaudit"]["preset"] == "docs"
    assert program("check", "--offline", "--as-of", "2026-06-01", cwd=folder).out.startswith("1 article,")


@pytest.mark.parametrize(
    ("before", "args", "cause", "help"),
    [
        ({}, ("--pyproject",), "there is no pyproject.toml", "leave out --pyproject"),
        ({"pyproject.toml": "[tool.reviewaudit]\n"}, ("--pyproject",), "in pyproject.toml is there", "--force"),
        (
            {"pyproject.toml": "[tool.reviewaudit]\n"},
            ("--pyproject", "--force"), "[tool.reviewaudit] in pyproject.toml is", "take it out first",
        ),
        ({"pyproject.toml": "[tool"}, ("--pyproject",), "pyproject.toml: not valid TOML", "mend the line"),
        ({}, ("--preset", "medicine"), "unknown preset 'medicine'", "known: health, docs"),
        ({}, ("nowhere",), "no such folder: nowhere", "name the folder"),
        ({}, ("--exclude-path", "*.md"), "nothing to audit", "name a folder"),
        ({".gitlab-ci.yml": "a: ["}, ("--gitlab",), ".gitlab-ci.yml:1 cannot be read as YAML", "by hand"),
        ({".pre-commit-config.yaml": "repos: []\n"}, ("--pre-commit",), "has no list of repos", "by hand"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_2_and_nothing_is_written(program, folder, before, args, cause, help):
    for name, text in before.items():
        (folder / name).write_text(text)
    there = {name: (folder / name).read_bytes() for name in files(folder)}
    run = program("init", *args, cwd=folder)
    assert (run.status, run.out) == (2, "")
    assert cause in run.err
    assert help in run.err.split("help:")[1]
    assert {name: (folder / name).read_bytes() for name in files(folder)} == there


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_folder_that_may_not_be_written_to_is_2(program, folder):
    folder.chmod(0o555)
    try:
        run = program("init", cwd=folder)
    finally:
        folder.chmod(0o755)
    assert run.status == 2
    assert "error: cannot write reviewaudit.toml: Permission denied" in run.err


def test_permissions_and_links_are_kept(program, folder):
    (folder / "real.yaml").write_text("repos:\n- repo: local\n  hooks: [{id: a}]\n")
    (folder / "real.yaml").chmod(0o640)
    (folder / ".pre-commit-config.yaml").symlink_to("real.yaml")
    assert program("init", "--pre-commit", cwd=folder).status == 0
    assert (folder / ".pre-commit-config.yaml").is_symlink()
    assert (folder / "real.yaml").stat().st_mode & 0o777 == 0o640
    repos = yaml.safe_load((folder / "real.yaml").read_text())["repos"]
    assert [repo.get("rev") for repo in repos] == [None, f"v{__version__}"]


def test_strange_folders_are_left_out_of_the_audit(program, folder):
    (folder / "node_modules" / "x [1]").mkdir(parents=True)
    (folder / "node_modules" / "x [1]" / "README.md").write_text("# Last reviewed: never\n")
    (folder / "docs" / "a b!" / "vendor").mkdir(parents=True)
    (folder / "docs" / "a b!" / "vendor" / "other.md").write_text("# Other\n")
    program("init", cwd=folder)
    run = program("check", ".", "--offline", "--format", "json", cwd=folder)
    assert [article["path"] for article in run.json["articles"]] == ["README.md", "docs/tea.md"]


def test_patterns_that_were_given_stand_in_the_config(program, folder):
    (folder / "docs" / "draft.md").write_text("# Draft\n")
    program("init", "--exclude-path", "draft.*", cwd=folder)
    assert tomllib.loads((folder / "reviewaudit.toml").read_text())["exclude_paths"] == ["draft.*"]


def test_two_runs_show_the_same_bytes(program, folder):
    assert program("init", "--dry-run", cwd=folder).out == program("init", "--dry-run", cwd=folder).out


@pytest.mark.parametrize(
    ("corpus", "expected", "said"),
    [
        (
            "alphagov__gds-way",
            {"paths": ["source"], "review": {"window": "12 months"}},
            ["last_reviewed_on (64)", "owner_slack (14)", "review_in (64)", "of which 64 state a review"],
        ),
        (
            "MicrosoftDocs__Contribute",
            {"paths": ["Contribute/content", "README.md"], "review": {}},
            ["ms.date (43)", '# accept = ["reviewed", "updated"]', "none states a review"],
        ),
        (
            "openedx__docs.openedx.org",
            {"paths": ["source"], "review": {"require_reviewer": True}},
            ["review date (423)", '# date_order = "mdy"   # 1 date is like 31/12/2026; 51 dates are like 12/31/2026'],
        ),
    ],
)  # fmt: skip
def test_real_documentation_gets_a_config_that_fits_it(program, corpus, expected, said):
    if not (SHARED / corpus).is_dir():
        pytest.skip(f"the corpus {corpus} lies in ../shared, which is not here")
    run = program("init", "--dry-run", "--no-ignore", str(SHARED / corpus), cwd=SHARED)
    assert run.status == 0, run.err
    data = tomllib.loads(run.out.partition("\n")[2])
    assert {"paths": data["paths"], "review": data["review"]} == expected
    assert [words for words in said if words not in run.out] == []
