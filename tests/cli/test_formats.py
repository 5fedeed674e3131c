"""Formats as the program writes them: the same exit status in each, and what is added on GitHub Actions."""

import json
import os
import re
import shlex
import shutil
from pathlib import Path

import pytest

from reviewaudit import reports

OFFLINE = ("--offline", "--no-git", "--as-of", "2026-06-01")
ROOT = Path(__file__).resolve().parents[2]
LATE = "# Late\n\nLast reviewed: 2020-01-15\n"


@pytest.mark.parametrize("name", sorted(reports.REPORTS))
@pytest.mark.parametrize(("fail_on", "status"), [("error", 1), ("never", 0)])
def test_exit_status_is_the_same_in_every_format(program, tmp_path, name, fail_on, status):
    (tmp_path / "late.md").write_text(LATE)
    run = program("check", *OFFLINE, "--fail-on", fail_on, "--format", name, cwd=tmp_path)
    assert (run.status, run.err) == (status, "")
    assert run.out


def test_all_formats_come_from_one_run(program, tmp_path):
    (tmp_path / "late.md").write_text(LATE)
    wanted = [argument for name in reports.REPORTS for argument in ("--format", f"{name}=out.{name}")]
    run = program("check", "late.md", *OFFLINE, *wanted, cwd=tmp_path)
    assert (run.status, run.out, run.err) == (1, "", "")
    assert {path.name for path in tmp_path.glob("out.*")} == {f"out.{name}" for name in reports.REPORTS}
    assert all(path.stat().st_size for path in tmp_path.glob("out.*"))


def test_help_names_every_format(program, tmp_path):
    text = " ".join(program("check", "--help", cwd=tmp_path).out.split())
    assert f"Output format: {', '.join(reports.REPORTS)}." in text


def test_command_of_the_manual_writes_its_files(program, tmp_path):
    shutil.copytree(ROOT / "articles", tmp_path / "articles")
    manual = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    [command] = re.findall(r"^\$ reviewaudit (.+)$", manual, re.MULTILINE)
    run = program(*shlex.split(command), *OFFLINE, cwd=tmp_path)
    assert run.status == 1
    assert run.out.startswith("articles/")
    assert {path.name for path in tmp_path.iterdir()} == {"articles", *re.findall(r"=(\S+)", command)}


def test_commands_of_the_page_on_html_write_their_pages(program, tmp_path):
    shutil.copytree(ROOT / "articles", tmp_path / "articles")
    manual = (ROOT / "docs" / "html-report.md").read_text(encoding="utf-8")
    [check, due] = re.findall(r"^reviewaudit (.+)$", manual, re.MULTILINE)
    assert program(*shlex.split(check), *OFFLINE, cwd=tmp_path).out.startswith("articles/")
    assert program(*shlex.split(due), "--as-of", "2026-06-01", cwd=tmp_path).out == ""
    for name, words in (("audit.html", "Sleep and shift work"), ("due.html", "(no owner)")):
        page = (tmp_path / name).read_text(encoding="utf-8")
        assert page.startswith("<!DOCTYPE html>")
        assert words in page


def test_manual_has_every_format():
    pages = [(ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("formats.md", "ci-formats.md")]
    headings = {heading for page in pages for heading in re.findall(r"^## (\w+)$", page, re.MULTILINE)} - {"Paths"}
    assert headings == set(reports.REPORTS) - {"text", "json", "html"}
    assert (ROOT / "docs" / "html-report.md").exists()


# --- on GitHub Actions ---


@pytest.fixture
def checkout(tmp_path):
    """A repository whose articles lie in a folder of it, and the environment of a step that runs in that folder."""
    folder = tmp_path / "site" / "docs"
    folder.mkdir(parents=True)
    (folder / "late.md").write_text(LATE)
    summary = tmp_path / "summary.md"
    summary.touch()
    return folder, {
        "GITHUB_ACTIONS": "true",
        "GITHUB_WORKSPACE": str(tmp_path / "site"),
        "GITHUB_STEP_SUMMARY": str(summary),
    }


def test_annotations_and_summary_come_besides_the_text_report(program, checkout):
    folder, env = checkout
    run = program("check", *OFFLINE, cwd=folder, env=env)
    assert run.status == 1
    assert run.out == program("check", *OFFLINE, cwd=folder).out
    annotation, note = run.err.splitlines()
    assert annotation.startswith(
        "::error file=docs/late.md,line=3,endLine=3,col=16,endColumn=26,title=RA201 overdue-review::last reviewed"
    )
    assert note == "note: on GitHub Actions, so there is more: annotations and the job summary"
    with open(env["GITHUB_STEP_SUMMARY"], encoding="utf-8") as summary:
        assert summary.read() == program("check", *OFFLINE, "--format", "markdown", cwd=folder).out


@pytest.mark.parametrize("more", [["--quiet"], ["--format", "json"], ["--output", "audit.txt"]])
def test_no_annotations_where_no_text_goes_to_standard_output(program, checkout, more):
    folder, env = checkout
    run = program("check", *OFFLINE, *more, cwd=folder, env=env)
    assert run.err == "note: on GitHub Actions, so there is more: the job summary\n"


def test_annotations_that_were_asked_for_come_once(program, checkout):
    folder, env = checkout
    run = program("check", *OFFLINE, "--format", "github", cwd=folder, env=env)
    assert run.out.startswith("::error file=docs/late.md,")
    assert "::error" not in run.err


def test_nothing_is_added_elsewhere(program, checkout):
    folder, env = checkout
    assert program("check", *OFFLINE, cwd=folder, env=env | {"GITHUB_ACTIONS": "false"}).err == ""
    assert os.path.getsize(env["GITHUB_STEP_SUMMARY"]) == 0


def test_article_cannot_command_the_runner_through_the_text_report(program, checkout):
    folder, env = checkout
    title = "##[add-mask]e ::stop-commands::x"
    (folder / "late.md").write_text(f"# {title}\n\nLast reviewed: 2020-01-15\n")
    (folder / "::notice::x.md").write_text(LATE)
    (folder / "return\r::notice::x.md").write_text(LATE)
    run = program("check", *OFFLINE, cwd=folder, env=env)
    assert title in program("check", *OFFLINE, cwd=folder).out
    assert "# #[add-mask]e ::stop-commands::x" in run.out
    lines = re.split(r"[\r\n]", run.out)
    assert not [line for line in lines if line.lstrip().startswith("::") or "##[" in line]


@pytest.mark.parametrize(("before", "kept"), [(0, True), ((1 << 20) - 500, True), ((1 << 20) - 10, False)])
def test_summary_stays_within_what_github_takes(program, checkout, before, kept):
    folder, env = checkout
    (folder / "late.md").write_text("".join(f"# Late\n\n[a](http://x.example:port{n}/)\n\n" for n in range(8000)))
    with open(env["GITHUB_STEP_SUMMARY"], "wb") as summary:
        summary.write(b"x" * before)
    run = program("check", *OFFLINE, cwd=folder, env=env)
    assert run.status == 1
    with open(env["GITHUB_STEP_SUMMARY"], "rb") as summary:
        text = summary.read()[before:].decode()
    assert before + len(text.encode()) <= 1 << 20
    assert text.endswith("The log and the other reports hold all._\n") if kept else text == ""


def test_summary_that_cannot_be_written_ends_no_audit(program, checkout):
    folder, env = checkout
    run = program("check", *OFFLINE, cwd=folder, env=env | {"GITHUB_STEP_SUMMARY": str(folder / "missing" / "x")})
    assert run.status == 1
    assert "note: cannot write the job summary" in run.err


def test_paths_start_from_the_checkout_on_gitlab(program, checkout):
    folder, env = checkout
    args = ("check", *OFFLINE, "--format", "gitlab")
    [issue] = json.loads(program(*args, cwd=folder, env={"CI_PROJECT_DIR": env["GITHUB_WORKSPACE"]}).out)
    assert issue["location"]["path"] == "docs/late.md"


# --- columns that count bytes ---


@pytest.mark.parametrize(
    ("data", "start"),
    [
        ("# é\r\n\r\nÉté — Last reviewed: 2020-01-15\r\n".encode(), {"line": 3, "column": 26}),
        ("\ufeff# A\r\rÉté — Last reviewed: 2020-01-15\r".encode(), {"line": 3, "column": 26}),
        ("# A\n\nÉté. Last reviewed: 2020-01-15\n".encode("latin-1"), {"line": 3}),
    ],
)
def test_rdjson_counts_columns_in_bytes_where_the_file_is_utf_8(program, tmp_path, data, start):
    (tmp_path / "late.md").write_bytes(data)
    found = json.loads(program("check", *OFFLINE, "--format", "rdjson", "--select", "RA201", cwd=tmp_path).out)
    [diagnostic] = found["diagnostics"]
    assert diagnostic["location"]["range"]["start"] == start
    if "column" in start:
        lines = re.split(b"\r\n|\r|\n", data.removeprefix(b"\xef\xbb\xbf"))
        assert lines[start["line"] - 1][start["column"] - 1 :].startswith(b"2020-01-15")


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("audit.html", ("check", "--format", "html")),
        ("audit.md", ("check", "--format", "markdown")),
        ("audit.md", ("check", "--format", "digest")),
        ("due.html", ("due", "--format", "html")),
    ],
)
def test_a_report_beside_the_articles_is_not_audited_itself(program, tmp_path, name, args):
    (tmp_path / "tea.md").write_text("# Tea\n\nLast reviewed: 2020-01-31\n\n[x](gone.md)\n")
    command, *rest = args
    report = program(command, *rest, *(["--offline"] if command == "check" else []), cwd=tmp_path)
    (tmp_path / name).write_text(report.out)
    run = program("check", "--offline", "--no-git", "--verbose", "--as-of", "2026-06-01", cwd=tmp_path)
    assert "1 article, reviews: 1 overdue" in run.out
    assert "left out: 1 report of reviewaudit itself" in run.out
    assert f"  {name}: a report of reviewaudit, no article\n" in run.out
