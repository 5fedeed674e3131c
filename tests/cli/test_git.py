"""What git witnessed, in the report of a whole run on real repositories."""

import os
import shutil
import subprocess

import pytest

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

CHECK = ("check", ".", "--offline", "--as-of", "2026-06-01", "--format", "json")


@pytest.fixture
def repository(tmp_path):
    """`repository.commit("2026-01-05", a_md="text")` in a repository of its own."""

    class Repository:
        folder = tmp_path / "articles"

        def git(self, *args, day="2026-01-01"):
            stamp = f"{day}T12:00:00+0000"
            environ = {
                "PATH": os.environ["PATH"], "HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1",
                "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@desk.example", "GIT_AUTHOR_DATE": stamp,
                "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@desk.example", "GIT_COMMITTER_DATE": stamp,
            }  # fmt: skip
            subprocess.run(["git", *args], cwd=self.folder, env=environ, check=True, capture_output=True)

        def commit(self, day, **files):
            for name, text in files.items():
                (self.folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
            self.git("add", "-A")
            self.git("commit", "-q", "-m", f"Work of {day}", day=day)

    made = Repository()
    made.folder.mkdir()
    made.git("init", "-q", "-b", "main")
    return made


def article(reviewed, body="Tea is a drink."):
    return f"---\nlast_reviewed: {reviewed}\n---\n# Tea\n\n{body}\n"


def codes(run):
    return {finding["code"]: finding for finding in run.json["findings"]}


def test_text_that_changed_after_its_review_is_noted(program, repository):
    repository.commit("2026-02-01", a_md=article("2026-02-01"))
    repository.commit("2026-04-10", a_md=article("2026-02-01", "Tea is a drink, and a meal."))
    run = program(*CHECK, cwd=repository.folder)
    assert run.status == 0
    assert set(codes(run)) == {"RA303"}
    assert run.json["gaps"] == []


def test_date_that_changed_alone_three_times_is_noted(program, repository):
    for day in ("2025-02-01", "2025-06-01", "2025-10-01", "2026-02-01"):
        repository.commit(day, a_md=article(day))
    found = codes(program(*CHECK, cwd=repository.folder))
    assert set(found) == {"RA305"}
    assert "3 times in a row" in found["RA305"]["message"]


def test_reference_that_came_after_the_review_is_a_warning(program, repository):
    repository.commit("2026-02-01", a_md=article("2026-02-01"))
    repository.commit("2026-04-10", a_md=article("2026-02-01", "Tea is [a drink](https://tea.example/)."))
    found = codes(program(*CHECK, cwd=repository.folder))
    assert found["RA304"]["level"] == "warning"
    assert "https://tea.example/" in str(found["RA304"])


def test_shallow_clone_is_said_and_not_guessed_about(program, repository, tmp_path):
    for day in ("2025-02-01", "2025-06-01", "2025-10-01", "2026-02-01"):
        repository.commit(day, a_md=article(day))
    clone = tmp_path / "clone"
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.folder}", str(clone))
    run = program(*CHECK, cwd=clone)
    assert codes(run) == {}
    [gap] = run.json["gaps"]
    assert (gap["kind"], gap["subject"]) == ("shallow", ".")
    assert "fetch-depth: 0" in gap["help"]


def test_git_is_left_out_on_request_and_where_no_rule_needs_it(program, repository):
    repository.commit("2026-02-01", a_md=article("2026-02-01"))
    repository.commit("2026-04-10", a_md=article("2026-02-01", "Tea is a drink, and a meal."))
    assert codes(program(*CHECK, "--no-git", cwd=repository.folder)) == {}
    assert codes(program(*CHECK, "--ignore", "RA3", cwd=repository.folder)) == {}


def test_folder_outside_a_repository_is_no_complaint(program, tmp_path):
    (tmp_path / "a.md").write_text(article("2026-02-01"))
    run = program("check", ".", "--offline", "--as-of", "2026-06-01", cwd=tmp_path)
    assert (run.status, run.err) == (0, "")
    assert "git" not in run.out


def test_only_changed_files_are_asked_about_and_dates_are_audited_for_all(program, repository, web):
    old, new = web.url("/ok?old"), web.url("/status/404?new")
    repository.commit("2026-02-01", a_md=article("2020-02-01", f"<{old}>"), b_md=article("2026-02-01"))
    repository.commit("2026-03-01", b_md=article("2026-02-01", f"<{new}>"))
    (repository.folder / "c.md").write_text(article("2026-02-01", f"<{web.url('/ok?untracked')}>"))
    options = ("--allow-private", "--changed-since", "HEAD~1", "--as-of", "2026-06-01", "--format", "json")
    run = program("check", ".", *options, cwd=repository.folder)
    assert sorted(request.query for request in web.requests) == ["new", "untracked"]
    found = {(finding["path"], finding["code"]) for finding in run.json["findings"]}
    assert ("a.md", "RA201") in found
    assert ("b.md", "RA101") in found
    assert {
        "subject": "a.md",
        "reason": "its references were not asked about: it is not among the changed files",
        "rule": None,
        "origin": "--changed-since",
    } in run.json["skipped"]


@pytest.mark.parametrize("revision", ["no-such-branch", "--output=evil"])
def test_unknown_revision_is_wrong_usage(program, repository, revision):
    repository.commit("2026-02-01", a_md=article("2026-02-01"))
    run = program("check", ".", "--offline", f"--changed-since={revision}", cwd=repository.folder)
    assert run.status == 2
    assert "git knows no such revision" in run.err
    assert not (repository.folder / "evil").exists()
