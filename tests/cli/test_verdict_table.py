"""The verdict table, row by row: each server behaviour is played by a real server and judged by the whole program."""

import re
import sys
import tomllib
from pathlib import Path

import pytest

from reviewaudit.rules import RULES


def table(name):
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))["rows"]


ROWS = table("verdict_table.toml")
FAST = [row for row in ROWS if not row.get("slow")]
SLOW = [row for row in ROWS if row.get("slow")]
LEVELS = {rule.code: rule.level.value for rule in RULES}
NOTHING = (None, None)
ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
ELSEWHERE = {"spec": {20}, "peers": set()}
"""A missing fragment is no answer of a server: the tests of its rule have it."""


def finding(row):
    """Code and level."""
    return (row["code"], row.get("level", LEVELS[row["code"]])) if "code" in row else NOTHING


def judged(program, folder, web, rows, *options):
    """(status, reason, HTTP status, code and level of the finding) by name of the row, as expected and as found."""
    # Each has a host of its own, so that one's complaints do not slow another.
    urls = {web.address(row["at"], number): row for number, row in enumerate(rows, 2)}
    authority = folder / "authority.pem"
    authority.write_bytes(web.authority)
    (folder / "a.md").write_text(
        "---\nlast_reviewed: 2026-05-02\n---\n\n# Links\n\n" + "".join(f"- <{url}>\n" for url in urls), encoding="utf-8"
    )
    by_head = [f"127.0.0.{number}" for number, row in enumerate(rows, 2) if row.get("method") == "head"]
    (folder / "reviewaudit.toml").write_text(
        '[network]\nretry_wait = "20ms"\n'
        + "".join(f'[network.hosts."{host}"]\nmethod = "head"\n' for host in by_head),
        encoding="utf-8",
    )
    run = program(
        "check", "a.md", "--allow-private", "--as-of", "2026-06-01", "--format", "json", *options,
        cwd=folder, env={"SSL_CERT_FILE": str(authority)},
    )  # fmt: skip
    assert run.err == ""
    report = run.json
    spoken = {finding["url"]: (finding["code"], finding["level"]) for finding in report["findings"]}
    assert len(spoken) == len(report["findings"])
    found = {
        urls[one["url"]]["name"]: (one["status"], one["reason"], one["http_status"], *spoken.get(one["url"], NOTHING))
        for one in report["references"]
    }
    expected = {row["name"]: (row["status"], row["reason"], row.get("http"), *finding(row)) for row in rows}
    assert report["summary"]["asked"] == len(rows)
    assert run.status == int(any(status == "dead" for status, *_ in expected.values()))
    return expected, found


@pytest.mark.skipif(sys.platform != "linux", reason="other systems read no SSL_CERT_FILE and have one 127.0.0.1")
def test_each_row_has_its_verdict_its_reason_and_its_rule(program, tmp_path, web):
    expected, found = judged(program, tmp_path, web, FAST)
    assert found == expected


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have one 127.0.0.1")
def test_each_row_that_takes_a_time_limit_has_its_verdict(program, tmp_path, web):
    expected, found = judged(program, tmp_path, web, SLOW, "--timeout", "3s")
    assert found == expected


def test_names_are_told_apart():
    names = [row["name"] for row in ROWS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("key", "page", "heading"),
    [
        ("spec", "spec/links.md", "## 2. Observation and verdict"),
        ("peers", "research/link-checkers.md", "### 1.6 Measured verdicts"),
    ],
)
def test_every_row_of_the_tables_it_comes_from_is_played(key, page, heading):
    if not (SHARED / page).exists():
        pytest.skip("the specification is not beside this checkout")
    section = (SHARED / page).read_text(encoding="utf-8").partition(heading)[2].partition("\n#")[0]
    rows = re.findall(r"^\|(?!-)[^|]+\|", section, re.MULTILINE)[1:]  # without the head
    played = {number for row in ROWS for number in row.get(key, ())}
    assert played | ELSEWHERE[key] == set(range(1, len(rows) + 1))


def test_the_comparison_in_the_manual_has_every_row_and_finds_ours_right():
    page = (ROOT / "docs" / "comparison" / "accuracy.md").read_text(encoding="utf-8")
    lines = [line for line in page.splitlines() if re.match(r"\|.+\| [✓✗] ", line)]
    names = [row["name"] for row in (*ROWS, *table("sightings.toml"))]
    assert [line.split(" | ")[0].removeprefix("| ") for line in lines] == names
    ours = [re.search("[✓✗]", line)[0] for line in lines]  # the first column of a checker
    assert ours == ["✓"] * len(names)
