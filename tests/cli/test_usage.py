"""Wrong usage and bad input: a message that says how to mend it, and the documented exit status."""

import json
import os
import re
import subprocess
import sys

import pytest

from reviewaudit import __version__
from reviewaudit.rules import RULES

REVIEWED = "# Tea\n\nLast reviewed: May 2026\n"
DAY = ("--as-of", "2026-06-01")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "tea.md").write_text(REVIEWED)
    return tmp_path


def test_clean_folder_is_0(program, folder):
    run = program("check", ".", "--offline", *DAY, cwd=folder)
    assert (run.status, run.err) == (0, "")
    assert run.out.startswith("1 article, reviews: 1 current\n")


def test_no_path_means_the_working_folder(program, folder):
    assert program("check", "--offline", *DAY, cwd=folder).out.startswith("1 article,")


def test_configured_paths_are_audited_when_none_is_given(program, folder):
    (folder / "docs").mkdir()
    (folder / "docs" / "a.md").write_text(REVIEWED)
    (folder / "reviewaudit.toml").write_text('paths = ["docs"]\n')
    run = program("check", "--offline", "-v", *DAY, cwd=folder)
    assert "docs/a.md" in run.out
    assert "tea.md" not in run.out


@pytest.mark.parametrize(
    ("args", "cause", "help"),
    [
        (("check", "gone.md"), "error: no such file or folder: gone.md", "check the spelling"),
        (("check", "empty"), "error: nothing to audit: no article in 'empty'", "name a folder"),
        (("check", "--as-of", "31.01.2026"), "error: --as-of '31.01.2026' is no date", "YYYY-MM-DD"),
        (("check", "--as-of", "2026-02-30"), "error: --as-of '2026-02-30' is no date", "YYYY-MM-DD"),
        (("check", "--format", "jsn"), "error: unknown format 'jsn'", "did you mean 'json'?"),
        (("check", "-f", "json", "-f", "text"), "error: two formats for standard output", "--format json=audit.json"),
        (("check", "--select", "RA9"), "error: unknown rule 'RA9' in --select", "'reviewaudit rules' lists"),
        (("check", "--ignore", "overdue-revew"), "unknown rule 'overdue-revew'", "did you mean 'overdue-review'?"),
        (("check", "--fail-on", "fatal"), "error: --fail-on 'fatal' is no level", "allowed: error"),
        (("check", "--config", "no.toml"), "error: cannot read the config", "--config"),
        (("check", "--window", "soon"), "error: --window 'soon'", "12 months"),
        (("check", "--timeout", "fast"), "error: --timeout 'fast'", "20s"),
        (("check", "--accept", "20x"), "error: --accept '20x'", "200..=299"),
        (("check", "--exclude", "("), "error: --exclude '(' is no regular expression", "escape"),
        (("check", "--header", "nonsense"), "error: a --header is no header: the name of a header", "Name: value"),
        (("check", "--user-agent", "docs\nbot"), "error: --user-agent cannot be sent", "write it on one line"),
        (("check", "--files-from", "none.txt"), "error: cannot read the list none.txt", "one path a line"),
        (("check", "--offline", "-o", "no/such/folder.txt"), "cannot write no/such/folder.txt", "folder that exists"),
        (("due", "--within", "soon"), "error: --within 'soon'", "90d"),
        (("due", "--format", "xml"), "error: unknown format 'xml'", "known: text, json, csv, html, ics"),
        (("due", "--by", "weekday"), "error: unknown group 'weekday'", "known: month, owner, folder"),
        (("config", "gone.md"), "error: no such file or folder: gone.md", "check the spelling"),
        (("extract", "--format", "xml"), "error: unknown format 'xml'", "known: text, jsonl, csv"),
        (("explain", "hollow-clam"), "error: unknown rule 'hollow-clam'", "did you mean 'hollow-claim'?"),
        (("explain", "tea.example/a"), "error: 'tea.example/a' is no rule, and no URL either", "https://tea.example/a"),
        (("explain", "RA9"), "error: unknown rule 'RA9'", "'reviewaudit rules' lists"),
    ],
)  # fmt: skip
def test_wrong_usage_is_2_with_cause_and_mend(program, folder, args, cause, help):
    (folder / "empty").mkdir()
    run = program(*args, cwd=folder)
    assert (run.status, run.out) == (2, "")
    assert cause in run.err
    assert help in run.err.split("help:")[1]
    assert "Traceback" not in run.err


def test_unknown_option_is_2(program, folder):
    run = program("check", "--ofline", cwd=folder)
    assert run.status == 2
    assert "No such option" in run.err


def test_bad_config_names_its_line(program, folder):
    (folder / "reviewaudit.toml").write_text('\n[review]\nwindw = "1 year"\n')
    run = program("check", "--offline", cwd=folder)
    assert run.status == 2
    assert "reviewaudit.toml:3: review.windw: unknown key" in run.err
    assert "did you mean 'window'?" in run.err


def test_unknown_rule_in_the_config_names_the_file(program, folder):
    (folder / "reviewaudit.toml").write_text('ignore = ["overdue-revew"]\n')
    run = program("check", "--offline", cwd=folder)
    assert run.status == 2
    assert "unknown rule 'overdue-revew' in " in run.err
    assert "reviewaudit.toml ignore" in run.err


def test_required_file_that_was_not_audited_is_2(program, folder):
    (folder / "reviewaudit.toml").write_text('required = ["consent.md"]\n')
    run = program("check", "--offline", cwd=folder)
    assert run.status == 2
    assert "required file consent.md is not among the audited files" in run.err


def test_binary_file_is_a_finding(program, folder):
    (folder / "picture.md").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    run = program("check", ".", "--offline", *DAY, cwd=folder)
    assert run.status == 1
    assert re.search(r"picture.md:\d+:\d+: error RA001 unreadable-article: cannot be read: it is not text", run.out)
    assert "picture.md\n  not read\n" in run.out


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file")
def test_file_without_permission_is_a_finding(program, folder):
    (folder / "tea.md").chmod(0)
    run = program("check", ".", "--offline", *DAY, cwd=folder)
    assert run.status == 1
    assert "RA001 unreadable-article: cannot be read: it cannot be opened: permission denied" in run.out


def test_dangling_link_is_a_finding(program, folder):
    (folder / "gone.md").symlink_to(folder / "nowhere.md")
    run = program("check", ".", "--offline", *DAY, cwd=folder)
    assert run.status == 1
    assert "gone.md:1:1: error RA001 unreadable-article: cannot be read: it cannot be opened: no such file" in run.out


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"a" * 2_000_000, b"[" * 100_000, b"\r\n" * 1000, b"---\n: [\n---\n"]
)
def test_odd_files_end_with_a_documented_status(program, folder, data):
    (folder / "odd.md").write_bytes(data)
    run = program("check", "odd.md", "--offline", "--format", "json", *DAY, cwd=folder)
    assert run.status in {0, 1}
    assert len(run.json["articles"]) == 1
    assert run.json["findings"]


def test_fail_on_and_never(program, folder):
    (folder / "tea.md").write_text("# Tea\n")
    assert program("check", "--offline", cwd=folder).status == 0
    assert program("check", "--offline", "--fail-on", "warning", cwd=folder).status == 1
    (folder / "tea.md").write_text("# Tea\n\nLast reviewed: 2020-01-01\n")
    assert program("check", "--offline", cwd=folder).status == 1
    assert program("check", "--offline", "--fail-on", "never", cwd=folder).status == 0
    assert program("check", "--offline", "--ignore", "RA201", cwd=folder).status == 0


def test_standard_input_with_a_name(program, folder):
    run = program(
        "check", "-", "--stdin-name", "draft.md", "--offline", *DAY, cwd=folder, stdin=b"Last reviewed: 2020-01-01\n"
    )
    assert run.status == 1
    assert "draft.md:1:16: error RA201 overdue-review: last reviewed 2020-01-01" in run.out


def test_files_from_a_list(program, folder):
    (folder / "list").write_text("# only this\ntea.md\n")
    assert program("check", "--files-from", "list", "--offline", *DAY, cwd=folder).out.startswith("1 article,")


def test_several_formats_in_one_run(program, folder):
    run = program("check", "--offline", "--format", "text", "--format", "json=audit.json", *DAY, cwd=folder)
    assert run.out.startswith("1 article,")
    assert json.loads((folder / "audit.json").read_text())["schema_version"] == 1


def test_output_writes_the_format_that_has_no_file(program, folder):
    run = program("check", "--offline", "--format", "json", "-o", "audit.json", *DAY, cwd=folder)
    assert (run.status, run.out) == (0, "")
    assert json.loads((folder / "audit.json").read_text())["schema_version"] == 1


def test_pipe_has_no_colour(program, folder):
    assert "\x1b" not in program("check", "--offline", *DAY, cwd=folder).out


def test_control_characters_of_an_article_do_not_reach_the_terminal(program, folder):
    (folder / "tea.md").write_text("# \x1b]0;owned\x07Tea\u202e\n\nLast reviewed: 2020-01-01\n", encoding="utf-8")
    run = program("check", "--offline", cwd=folder)
    assert not set("\x1b\x07\u202e") & set(run.out)


def test_reader_that_goes_away_leaves_no_traceback(folder):
    for number in range(300):
        (folder / f"{number}.md").write_text("# Tea\n")
    script = f"{sys.executable} -m reviewaudit check --offline | head -n 1"
    done = subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True, timeout=60, check=True)
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_version(program, folder):
    assert program("--version", cwd=folder).out == f"reviewaudit {__version__}\n"


def test_rules_lists_every_rule(program, folder):
    run = program("rules", cwd=folder)
    assert run.status == 0
    assert "RA301  hollow-claim " in run.out
    assert len(run.out.splitlines()) == len(RULES)
    assert "/docs/rules.md" in run.err


@pytest.mark.parametrize(
    ("given", "families"), [("RA2", ["RA2 reviews"]), ("ra2", ["RA2 reviews"]), ("RA41", ["RA4 citations"])]
)
def test_explain_lists_the_rules_of_a_family(program, folder, given, families):
    run = program("explain", given, cwd=folder)
    assert (run.status, run.err) == (0, "")
    assert [line for line in run.out.splitlines() if re.match(r"RA\d ", line)] == families
    listed = re.findall(r"^  (RA\d+)  ", run.out, re.MULTILINE)
    assert listed == [rule.code for rule in RULES if rule.code.startswith(given.upper())]
    assert f"`reviewaudit explain {listed[0]}`" in run.out


def test_explain_lists_all_rules_as_rules_does(program, folder):
    every = program("explain", "ALL", cwd=folder).out
    listed = [line.removeprefix("  ") for line in every.splitlines() if line.startswith("  RA")]
    assert listed == program("rules", cwd=folder).out.splitlines()


def test_explain_prints_the_page(program, folder):
    run = program("explain", "hollow-claim", cwd=folder)
    assert run.out.startswith("RA301 hollow-claim (error, since 0.1.0; claim against evidence)\n")
    assert "Why it matters:" in run.out
    assert "Flagged on 2026-06-01:" in run.out
    said = run.out.partition("\nIt says:\n")[2].partition("\n\n")[0]
    assert said.startswith("    page.md:3:18: error RA301 hollow-claim: claims “references verified for accuracy”")
    assert "\n      help: " in said
    assert run.out.endswith("/blob/main/docs/rules/ra301-hollow-claim.md\n")


def test_help_imports_no_engine_no_parser_and_no_rich(folder):
    """Start-up is counted in modules, because milliseconds depend on the machine."""
    script = (
        "import sys\n"
        "sys.argv = ['reviewaudit', *sys.argv[1:]]\n"
        "from reviewaudit.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    heavy = {
        "httpx", "aiohttp", "httpx_aiohttp", "rich", "asyncio", "ssl", "sqlite3", "pyromark", "turbohtml", "yaml",
        "dateutil", "pathspec", "multiprocessing", "concurrent.futures", "reviewaudit.services", "reviewaudit.formats",
        "reviewaudit.audit", "reviewaudit.model", "pydantic",
    }  # fmt: skip
    for args in (["--help"], ["check", "--help"], ["--version"]):
        done = subprocess.run(
            [sys.executable, "-c", script, *args], cwd=folder, capture_output=True, text=True, timeout=60, check=True
        )
        assert heavy & set(done.stderr.split()) == set()


def test_offline_check_imports_no_network(folder):
    script = (
        "import sys\n"
        "sys.argv = ['reviewaudit', 'check', '--offline', '--no-ledger']\n"
        "from reviewaudit.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, timeout=60, check=True
    )
    assert {"httpx", "aiohttp", "asyncio", "ssl", "rich"} & set(done.stderr.split()) == set()


def test_a_command_is_run_without_setting_up_the_others(folder):
    script = (
        "import sys\n"
        "from reviewaudit.cli import COMMANDS, main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print([name for name in COMMANDS if f'reviewaudit.cli.{name}' in sys.modules], file=sys.stderr)\n"
    )
    for args, expected in {
        ("rules",): "['rules']",
        ("ledger", "--help"): "['ledger']",
        ("--version",): "'demo', 'init', 'check', 'explain'",
    }.items():
        done = subprocess.run(
            [sys.executable, "-c", script, *args], cwd=folder, capture_output=True, text=True, timeout=60, check=True
        )
        assert expected in done.stderr


@pytest.mark.parametrize("group", [(), ("ledger",), ("retractions",)])
def test_help_of_a_group_says_in_a_whole_sentence_what_each_command_does(program, tmp_path, group):
    run = program(*group, "--help", cwd=tmp_path)
    listed = run.out.partition("\nCommands:\n")[2].partition("\n\n")[0]
    sentences = re.split(r"\n(?=  \w)", listed.rstrip())
    assert len(sentences) >= 2
    assert all(re.fullmatch(r"  \w+ +[A-Z][^.]*\.", sentence) for sentence in sentences), sentences
