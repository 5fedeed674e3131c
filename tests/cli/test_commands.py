"""`due` and `extract`: what falls due, and what was understood."""

import csv
import io
import json
from datetime import date

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
    assert data["load"] == {"2026-01": 1, "2026-07": 1}


def test_due_by_owner_lists_each_owner_with_the_load(program, folder):
    out = program("due", "--by", "owner", *DAY, cwd=folder).out
    assert out.index("tea-desk\n") < out.index("(no owner)\n"), "nobody comes last"
    assert out.count("tea-desk") == 2, "above the list and beside the bar, not in each line"
    assert "(no owner)  ████████████████████████████████████████ 1\n" in out


def test_due_as_csv(program, folder):
    rows = list(csv.DictReader(io.StringIO(program("due", "--format", "csv", *DAY, cwd=folder).out)))
    assert [row["path"] for row in rows] == ["late.md", "soon.md"]
    assert rows[0]["status"] == "overdue"
    assert rows[0]["due_latest"] == "2026-01-15"
    assert rows[1]["text"] == "July 2025"


def test_csv_cells_are_no_formulas(program, folder):
    (folder / "late.md").write_text("---\ntitle: =1+1\nlast_reviewed: 2025-01-15\n---\n")
    assert "'=1+1" in program("due", "--format", "csv", *DAY, cwd=folder).out


def events(text):
    """Events of a calendar as the `icalendar` library reads them."""
    icalendar = pytest.importorskip("icalendar")
    return {event["UID"]: event for event in icalendar.Calendar.from_ical(text).walk("VEVENT")}


def test_calendar_has_one_all_day_event_per_dated_article(program, folder):
    found = events(program("due", "--format", "ics", *DAY, cwd=folder).out)
    days = {str(event["SUMMARY"]): event.decoded("DTSTART") for event in found.values()}
    assert days == {
        "Review due: Late": date(2026, 1, 15),
        "Review due: Soon": date(2026, 7, 31),
        "Review due: Fresh": date(2027, 5, 1),
    }
    assert all((event.decoded("DTEND") - event.decoded("DTSTART")).days == 1 for event in found.values())


def test_calendar_is_read_alike_by_a_second_reader(program, folder):
    vobject = pytest.importorskip("vobject")
    calendar = vobject.readOne(program("due", "--format", "ics", *DAY, cwd=folder).out)
    days = {event.summary.value: event.dtstart.value for event in calendar.vevent_list}
    assert days["Review due: Soon"] == date(2026, 7, 31)


def test_calendar_moves_an_event_when_the_article_was_reviewed(program, folder):
    before = events(program("due", "--format", "ics", *DAY, cwd=folder).out)
    assert before == events(program("due", "--format", "ics", *DAY, cwd=folder).out)
    (folder / "soon.md").write_text("# Soon\n\nLast reviewed: June 2026\n")
    after = events(program("due", "--format", "ics", *DAY, cwd=folder).out)
    assert set(after) == set(before)
    [moved] = [uid for uid in after if after[uid].decoded("DTSTART") != before[uid].decoded("DTSTART")]
    assert after[moved]["SEQUENCE"] > before[moved]["SEQUENCE"]


def test_calendar_text_is_escaped_and_folded(program, folder):
    (folder / "late.md").write_text(
        "---\nlast_reviewed: 2025-01-15\n---\n# " + "Tee, Kaffee; Wörter " * 12 + "\n", "utf-8"
    )
    text = program("due", "--format", "ics", *DAY, cwd=folder).out
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert any(str(event["SUMMARY"]).count("Tee, Kaffee; Wörter") == 12 for event in events(text).values())


def test_config_shows_each_value_and_where_it_was_set(program, folder):
    (folder / "reviewaudit.toml").write_text(
        'preset = "docs"\nfail_on = "warning"\n\n[review]\ngrace = "3 days"\n\n'
        '[network]\nheaders = { Authorization = "secret" }\n\n'
        '[network.hosts."a.example"]\nconcurrency = 2\nheaders = { X-Key = "secret" }\n\n'
        '[[rules]]\npaths = ["late.md"]\nreview.window = "1 month"\n'
    )

    def shown(*args):
        run = program("config", *args, cwd=folder)
        assert (run.status, run.err) == (0, "")
        assert "secret" not in run.out
        return {line.split()[0]: " ".join(line.split()[1:]) for line in run.out.splitlines()}

    general, late = shown(), shown("late.md")
    assert general["fail_on"].startswith("warning ")
    assert general["fail_on"].endswith("reviewaudit.toml:2")
    assert general["review.window"] == "6 months preset 'docs'"
    assert general["review.grace"].endswith("reviewaudit.toml:5")
    assert general["review.timezone"] == "UTC default"
    assert general["network.hosts"].startswith("a.example = concurrency 2; headers X-Key: … ")
    assert late["review.window"].startswith("1 month ")
    assert late["review.window"].endswith("reviewaudit.toml:14 ([[rules]])")


def test_config_schema_accepts_what_is_accepted_and_refuses_unknown_keys(program, folder):
    jsonschema = pytest.importorskip("jsonschema")
    schema = program("config", "--json-schema", cwd=folder).json
    jsonschema.Draft202012Validator.check_schema(schema)
    good = {
        "fail_on": "note",
        "review": {"window": "6 months"},
        "rules": [{"paths": ["a"], "review": {"grace": "1 day"}}],
    }
    jsonschema.validate(good, schema)
    for bad in ({"fail_of": "note"}, {"review": {"windw": "1y"}}, {"fail_on": "x"}, {"rules": [{"select": ["RA1"]}]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, schema)


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
