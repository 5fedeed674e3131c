"""Whole runs with suppressions, baselines and `--exit-zero`; the pages on them are executed by `test_manual.py`."""

import json
from pathlib import Path

import jsonschema
import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = (DOCS / "suppressions.md", DOCS / "other-checkers.md")
OFFLINE = ("--offline", "--no-git", "--as-of", "2026-06-01")
OLD = "Last reviewed: 2024-01-31\n"


def test_the_pages_name_every_directive_and_tool():
    from reviewaudit.extraction.suppressions import WORDS

    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert all(f"`{word}" in text for word in WORDS)


def test_the_report_lists_what_it_does_not_count(program, tmp_path):
    (tmp_path / "a.md").write_text(
        f"{OLD}\n<!-- reviewaudit: ignore-next-line[missing-file] until=2026-09-30 Ada writes it -->\n[x](x.md)\n"
    )
    args = ("check", "a.md", *OFFLINE, "--format", "json")
    first = program(*args, "--write-baseline", "known.jsonl", cwd=tmp_path)
    assert first.status == 0
    assert "known.jsonl holds 1 finding of this run; it held 0 before" in first.err
    (tmp_path / "a.md").write_text((tmp_path / "a.md").read_text() + "\n[y](y.md)\n")
    run = program(*args, "--baseline", "known.jsonl", cwd=tmp_path)
    schema = json.loads(program("check", "--json-schema", cwd=tmp_path).out)
    jsonschema.validate(run.json, schema)
    assert (run.status, run.json["exit_status"]) == (1, 1)
    assert [finding["url"] for finding in run.json["findings"]] == ["y.md"]
    assert run.json["summary"]["suppressed"] == run.json["summary"]["baselined"] == 1
    [suppressed] = run.json["suppressed"]
    assert (suppressed["code"], suppressed["url"], suppressed["line"]) == ("RA111", "x.md", 4)
    assert suppressed["suppression"] == {
        "line": 3, "column": 1, "end_line": 3, "end_column": 84, "directive": "ignore-next-line",
        "rules": ["missing-file"], "until": "2026-09-30", "reason": "Ada writes it",
    }  # fmt: skip
    assert [finding["code"] for finding in run.json["baselined"]] == ["RA201"]
    assert run.json["gone"] == []


def test_the_config_names_a_baseline_from_its_own_folder(program, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text(OLD)
    (tmp_path / "reviewaudit.toml").write_text('baseline = "known.jsonl"\n')
    missing = program("check", "docs", *OFFLINE, cwd=tmp_path)
    assert missing.status == 2
    assert missing.err == (
        "error: there is no baseline known.jsonl\nhelp:  write it with --write-baseline known.jsonl\n"
    )  # fmt: skip
    assert program("check", "docs", *OFFLINE, "--write-baseline", "known.jsonl", cwd=tmp_path).status == 0
    assert program("check", "docs", *OFFLINE, cwd=tmp_path).status == 0
    assert program("check", "a.md", *OFFLINE, cwd=tmp_path / "docs").status == 0


def test_no_baseline_counts_what_the_baseline_of_the_config_knows(program, tmp_path):
    (tmp_path / "a.md").write_text(OLD)
    (tmp_path / "reviewaudit.toml").write_text('baseline = "known.jsonl"\n')
    everything = ("check", "a.md", *OFFLINE, "--no-baseline")
    assert program(*everything, cwd=tmp_path).status == 1  # nor is it missed
    program("check", "a.md", *OFFLINE, "--write-baseline", "known.jsonl", cwd=tmp_path)
    assert program("check", "a.md", *OFFLINE, cwd=tmp_path).status == 0
    run = program(*everything, cwd=tmp_path)
    assert (run.status, "baseline" in run.out) == (1, False)
    for option in ("--baseline", "--write-baseline"):
        run = program(*everything, option, "known.jsonl", cwd=tmp_path)
        assert (run.status, run.err) == (
            2, f"error: --no-baseline and {option} do not go together\nhelp:  leave one of them out\n"
        )  # fmt: skip


def test_a_baseline_is_the_same_bytes_each_time(program, tmp_path):
    (tmp_path / "b.md").write_text(f"{OLD}\n[x](x.md) [y](x.md) [é](é.md)\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text(OLD)
    args = ("check", ".", *OFFLINE, "--write-baseline", "known.jsonl")
    program(*args, cwd=tmp_path)
    first = (tmp_path / "known.jsonl").read_bytes()
    program(*args, cwd=tmp_path)
    assert (tmp_path / "known.jsonl").read_bytes() == first
    assert "é.md".encode() in first


def test_a_foreign_file_is_not_overwritten(program, tmp_path):
    (tmp_path / "a.md").write_text(OLD)
    run = program("check", "a.md", *OFFLINE, "--write-baseline", "a.md", cwd=tmp_path)
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith("error: a.md is no baseline\nhelp:  ")
    assert (tmp_path / "a.md").read_text() == OLD


def test_exit_zero_is_zero_for_findings_and_2_stays_2(program, tmp_path):
    (tmp_path / "a.md").write_text(OLD)
    assert program("check", "a.md", *OFFLINE, cwd=tmp_path).status == 1
    found = program("check", "a.md", *OFFLINE, "--exit-zero", "--fail-on", "note", cwd=tmp_path)
    assert found.status == 0
    assert "error RA201" in found.out
    assert program("check", "gone.md", *OFFLINE, "--exit-zero", cwd=tmp_path).status == 2


@pytest.mark.parametrize("comment", ["mlc-disable-next-line", "md-dead-link-check: off"])
def test_a_link_that_a_comment_switches_off_is_not_asked(program, tmp_path, web, comment):
    off, on = web.url("/status/410"), web.url("/status/404")
    text = f"Last reviewed: 2026-05-02\n\n<{on}>\n\n<!-- {comment} -->\n<{off}>\n"
    (tmp_path / "a.md").write_text(text)
    args = ("check", ".", "--allow-private", "--no-git", "--as-of", "2026-06-01", "--format", "json")
    run = program(*args, cwd=tmp_path)
    assert (web.hits("/status/410"), web.hits("/status/404")) == (0, 1)
    assert [finding["url"] for finding in run.json["findings"]] == [on]
    statuses = {r["url"]: (r["status"], r["reason"], r["skip"] and r["skip"]["origin"]) for r in run.json["references"]}
    assert statuses[off] == ("skipped", "switched-off", f"{comment} in line 5")
    assert (off, f"a.md: {comment} in line 5") in {(one["subject"], one["reason"]) for one in run.json["skipped"]}
    (tmp_path / "b.md").write_text(f"Last reviewed: 2026-05-02\n\n<{off}>\n")
    both = program(*args, cwd=tmp_path).json
    assert web.hits("/status/410") == 1, "another article may still want it asked"
    assert {(f["path"], f["url"]) for f in both["findings"] if f["code"] == "RA101"} == {("a.md", on), ("b.md", off)}


def test_a_baseline_of_dead_links_holds_online_and_survives_a_run_offline(program, tmp_path, web):
    dead = web.url("/status/404")
    (tmp_path / "a.md").write_text(f"Last reviewed: 2026-05-02\n\n<{dead}>\n")
    online = ("check", "a.md", "--allow-private", "--no-git", "--as-of", "2026-06-01", "--no-ledger")
    known = ("--baseline", "known.jsonl")
    program(*online, "--write-baseline", "known.jsonl", cwd=tmp_path)
    first = (tmp_path / "known.jsonl").read_bytes()
    assert program(*online, *known, cwd=tmp_path).status == 0
    program("check", "a.md", *OFFLINE, "--no-ledger", "--write-baseline", "known.jsonl", cwd=tmp_path)
    assert (tmp_path / "known.jsonl").read_bytes() == first
    (tmp_path / "a.md").write_text(f"Last reviewed: 2026-05-02\n\n<{web.url('/ok')}>\n")
    assert "1 finding of known.jsonl no longer there" in program(*online, *known, cwd=tmp_path).out


def test_no_baseline_is_written_when_the_network_is_down(program, tmp_path):
    (tmp_path / "a.md").write_text("Last reviewed: 2026-05-02\n\n<https://a.example/>\n")
    args = ("check", "a.md", "--no-git", "--max-retries", "0", "--write-baseline", "known.jsonl")
    run = program(*args, cwd=tmp_path, env={"https_proxy": "http://127.0.0.1:9"})
    assert run.status == 2
    assert "known.jsonl was not written" in run.err
    assert not (tmp_path / "known.jsonl").exists()
