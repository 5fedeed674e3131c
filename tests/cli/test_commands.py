"""`due` and `extract`: what falls due, and what was understood."""

import csv
import io
import json

import pytest

DAY = ("--as-of", "2026-06-01")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "late.md").write_text("---\nlast_reviewed: 2025-01-15\nowner: tea-desk\n---\n# Late\n")
    (tmp_path / "soon.md").write_text("# Soon\n\nLast reviewed: July 2025\n")
    (tmp_path / "fresh.md").write_text("# Fresh\n\nLast reviewed: 2026-05-01\n")
    (tmp_path / "none.md").write_text("# None\n")
    return tmp_path


def test_due_lists_overdue_first_then_by_day_with_the_load_per_month(program, folder):
    run = program("due", *DAY, cwd=folder)
    assert (run.status, run.err) == (0, "")
    assert run.out == (
        "2026-01-15  overdue    137 days overdue  late.md  last reviewed 2025-01-15  tea-desk\n"
        "2026-07-31  due soon         in 60 days  soon.md  last reviewed July 2025\n"
        "\n"
        "2026-01  ████████████████████████████████████████ 1\n"
        "2026-07  ████████████████████████████████████████ 1\n"
        "2 of 4 articles due within 90 days\n"
        "1 without a review date that counts; `reviewaudit check` names them\n"
    )


def test_due_looks_as_far_ahead_as_it_is_told(program, folder):
    assert "fresh.md" in program("due", "--within", "12 months", *DAY, cwd=folder).out
    assert "soon.md" not in program("due", "--within", "7d", *DAY, cwd=folder).out


def test_due_as_json(program, folder):
    data = program("due", "--format", "json", *DAY, cwd=folder).json
    assert (data["schema_version"], data["as_of"], data["within_days"]) == (1, "2026-06-01", 90)
    assert [article["path"] for article in data["articles"]] == ["late.md", "soon.md"]
    assert data["articles"][0]["owner"] == "tea-desk"
    assert data["articles"][0]["review"]["days_overdue"] == 137
    assert data["months"] == {"2026-01": 1, "2026-07": 1}


@pytest.fixture
def article(tmp_path):
    (tmp_path / "tea.md").write_text(
        "---\nlast_reviewed: 2026-05-02\n---\n# Tea\n\nSee [the study](https://a.example/x) and PMID: 9500320.\n\n"
        "## References\n\n1. A book without a link.\n2. [A page](https://b.example/).\n"
    )
    return tmp_path


def test_extract_as_text_names_every_place(program, article):
    assert program("extract", cwd=article).out == (
        "tea.md:2:16: statement reviewed last_reviewed: 2026-05-02 [2026-05-02..2026-05-02]\n"
        "tea.md:6:17: reference https://a.example/x\n"
        "tea.md:6:42: reference https://pubmed.ncbi.nlm.nih.gov/9500320/\n"
        "tea.md:11:13: reference https://b.example/\n"
        "tea.md:10:4: entry 1 A book without a link.\n"
        "tea.md:11:5: entry 2 A page.\n"
    )


def test_extract_as_json_lines(program, article):
    rows = [json.loads(line) for line in program("extract", "--format", "jsonl", cwd=article).out.splitlines()]
    assert [row["what"] for row in rows] == ["statement", "reference", "reference", "reference", "entry", "entry"]
    assert rows[0]["earliest"] == rows[0]["latest"] == "2026-05-02"
    assert rows[2]["identifiers"] == {"pmid": "9500320"}
    assert rows[1]["kind"] == "reference"


def test_extract_as_csv_has_one_header(program, article):
    (article / "b.md").write_text("# B\n\n<https://c.example/>\n")
    rows = list(csv.DictReader(io.StringIO(program("extract", "--format", "csv", cwd=article).out)))
    assert [row["path"] for row in rows].count("b.md") == 1
    assert rows[0]["url"] == "https://c.example/"
    assert all(None not in row for row in rows)


def test_extract_says_what_could_not_be_read(program, article):
    (article / "bad.md").write_bytes(b"\x00\x01")
    run = program("extract", cwd=article)
    assert run.status == 0
    assert "bad.md:1:1: problem " in run.out
    assert "1 of 2 articles have a problem" in run.err


def test_many_files_give_the_same_text_as_few(program, tmp_path):
    """From some number of files on they are read by several processes."""
    for number in range(450):
        (tmp_path / f"{number:03}.md").write_text(f"# {number}\n\n<https://a.example/{number}>\n")
    lines = program("extract", cwd=tmp_path).out.splitlines()
    assert lines == [f"{number:03}.md:3:2: reference https://a.example/{number}" for number in range(450)]
