"""A report as a workbook, filled in as editors do, read back by `decide`, and what `check` makes of it."""

import re
from datetime import date, datetime

import jsonschema
import openpyxl
import pytest

OFFLINE = ("--offline", "--no-git", "--as-of", "2026-06-01")
TEXT = "# Tea\n\nLast reviewed: 2024-01-31\n\n[x](x.md) [y](y.md) [z](https://a.example:port/)\n"
FILE = "reviewaudit-decisions.toml"


@pytest.fixture
def folder(program, tmp_path):
    """A folder with an article and the workbook of its audit."""
    (tmp_path / "a.md").write_text(TEXT)
    assert program("check", "a.md", *OFFLINE, "--format", "xlsx=audit.xlsx", cwd=tmp_path).status == 1
    return tmp_path


def fill(folder, *lines, name="audit.xlsx", to="audit.xlsx"):
    """Fill in the cells of the findings in rows 2, 3 … by the titles of their columns."""
    book = openpyxl.load_workbook(folder / name)
    sheet = book["Findings"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row, cells in enumerate(lines, 2):
        for title, value in cells.items():
            sheet.cell(row, columns[title], value)
    book.save(folder / to)


def decide(program, folder, *args):
    return program("decide", "audit.xlsx", "--as-of", "2026-06-01", *args, cwd=folder)


def findings(program, folder, *args):
    run = program("check", "a.md", "--offline", "--no-git", "--format", "json", *args, cwd=folder)
    return [(finding["code"], finding["line"]) for finding in run.json["findings"]], run.json


ALL = (
    {"Decision": "snooze", "Until": date(2026, 12, 31)},
    {"Decision": " Ignore", "Reason": "Ada\nwrites it", "By": "Ada"},
    {"Decision": "accept", "Reason": "known", "Until": "31 December 2026"},
)


def test_what_was_filled_in_is_shown_then_written_then_gone_by(program, folder):
    fill(folder, *ALL)
    shown = decide(program, folder, "--by", "Grace")
    assert (shown.status, (folder / FILE).exists()) == (0, False)
    assert shown.out.startswith(f"--- {FILE}\n+++ {FILE}\n@@ ")
    assert shown.err == f"note:  3 new, 0 changed, 0 as before; {FILE} was not written, --write does\n"
    written = decide(program, folder, "--by", "Grace", "--write")
    assert (written.status, written.out) == (0, shown.out)
    assert (folder / FILE).read_text() == "".join(
        f"{line[1:]}\n" for line in shown.out.splitlines()[3:] if line.startswith("+")
    )
    counted, report = findings(program, folder, "--as-of", "2026-06-02")
    assert counted == [("RA109", 5)]
    grace, until = {"by": "Grace", "on": "2026-06-01"}, "2026-12-31"
    assert [item["decision"] for item in report["suppressed"]] == [
        {"decision": "snooze", "until": until, "reason": "", "origin": f"{FILE}:30", **grace},
        {"decision": "ignore", "until": None, "reason": "Ada writes it", "origin": f"{FILE}:5", **grace, "by": "Ada"},
        {"decision": "accept", "until": until, "reason": "known", "origin": f"{FILE}:17", **grace},
    ]
    schema = program("check", "--json-schema", cwd=folder)
    jsonschema.validate(report, schema.json, cls=jsonschema.Draft202012Validator)


def test_text_report_says_what_is_decided(program, folder):
    fill(folder, *ALL)
    decide(program, folder, "--write")
    out = program("check", "a.md", *OFFLINE, "--verbose", cwd=folder).out
    assert "suppressed: 3 findings by decisions\n" in out
    assert f"a.md:3:16: RA201 overdue-review ({FILE}:29: snooze until 2026-12-31: no reason)" in out
    assert f"a.md:5:5: RA111 missing-file ({FILE}:5: ignore: Ada writes it)" in out


def test_snooze_ends_after_its_last_day(program, folder):
    fill(folder, ALL[0])
    decide(program, folder, "--write")
    assert ("RA201", 3) not in findings(program, folder, "--as-of", "2026-12-31")[0]
    counted, report = findings(program, folder, "--as-of", "2027-01-01")
    assert {("RA201", 3), ("RA003", 3)} <= set(counted)
    [told] = [finding["message"] for finding in report["findings"] if finding["code"] == "RA003"]
    assert told == (
        f"the decision in {FILE}:5 to snooze RA201 overdue-review 2024-01-31 ended on 2026-12-31, 1 day ago; "
        "the finding counts again"
    )


def test_decision_whose_finding_is_gone_is_told(program, folder):
    fill(folder, *ALL)
    decide(program, folder, "--write")
    (folder / "a.md").write_text(TEXT.replace("2024-01-31", "2026-05-31").replace("[x](x.md)", "x"))
    counted, report = findings(program, folder, "--as-of", "2026-06-02")
    assert counted == [("RA002", 1), ("RA002", 1), ("RA109", 5)]
    assert [finding["level"] for finding in report["findings"][:2]] == ["note", "warning"]
    (folder / "a.md").unlink()
    (folder / "b.md").write_text("# B\n\nLast reviewed: 2026-05-31\n")
    run = program("check", "b.md", *OFFLINE, "--format", "json", cwd=folder)
    assert [skip["subject"] for skip in run.json["skipped"]] == ["a.md"]


def test_decisions_are_not_told_to_be_unused_where_nobody_looked(program, folder):
    fill(folder, *ALL)
    decide(program, folder, "--write")
    (folder / "a.md").write_text("# Tea\n\nLast reviewed: 2026-05-31\n")
    assert findings(program, folder, "--as-of", "2026-06-02", "--select", "RA002,RA301")[0] == []


def test_accepted_finding_counts_again_when_it_gets_worse(program, tmp_path):
    (tmp_path / "a.md").write_text("# Tea\n\nLast reviewed: 2025-06-20\n")
    (tmp_path / "reviewaudit.toml").write_text('select = ["RA2"]\nlevels = { RA201 = "warning" }\n')
    late = ("--as-of", "2026-07-01")
    program("check", "a.md", "--offline", "--no-git", *late, "--format", "xlsx=audit.xlsx", cwd=tmp_path)
    fill(tmp_path, {"Decision": "accept", "Reason": "the board knows"})
    assert decide(program, tmp_path, "--write").status == 0
    assert findings(program, tmp_path, *late)[0] == []
    (tmp_path / "reviewaudit.toml").write_text('select = ["RA2"]\n')
    assert findings(program, tmp_path, *late)[0] == [("RA201", 3)]


def test_deciding_again_replaces_and_keeps_the_rest(program, folder):
    fill(folder, *ALL)
    decide(program, folder, "--write")
    assert decide(program, folder, "--write").err == f"note:  {FILE} holds these 3 decisions already\n"
    fill(folder, {"Until": date(2027, 1, 31)})
    later = program("decide", "audit.xlsx", "--as-of", "2026-07-01", "--write", cwd=folder)
    assert later.err == f"note:  wrote {FILE}: 0 new, 1 changed, 2 as before\n"
    changed = [line for line in later.out.splitlines() if re.match(r"[+-]\w", line)]
    assert changed == ["-until = 2026-12-31", "-on = 2026-06-01", "+until = 2027-01-31", "+on = 2026-07-01"]


def test_file_named_in_the_config_is_used_from_any_folder(program, folder):
    (folder / "reviewaudit.toml").write_text('decisions = "editors/decided.toml"\n')
    missing = program("check", "a.md", *OFFLINE, cwd=folder)
    assert missing.status == 2
    assert "reviewaudit.toml:1: there is no file of decisions editors/decided.toml" in missing.err
    (folder / "editors").mkdir()
    fill(folder, *ALL)
    assert decide(program, folder, "--write").status == 0
    run = program("check", "../a.md", *OFFLINE, "--format", "json", cwd=folder / "editors")
    assert [finding["code"] for finding in run.json["findings"]] == ["RA109"]


GOOD = {"Decision": "ignore", "Reason": "they move"}


@pytest.mark.parametrize(
    ("cells", "place", "said"),
    [
        ({"Decision": "snoze"}, "K (Decision)", "'snoze' is no decision\nhelp:  did you mean 'snooze'?"),
        ({"Decision": "later"}, "K (Decision)", "'later' is no decision\nhelp:  choose one of ignore, snooze, accept"),
        ({"Reason": "they move"}, "K (Decision)", "the line has more filled in, but no decision"),
        ({"Decision": "ignore"}, "M (Reason)", "ignore needs a reason"),
        ({"Decision": "accept", "Reason": " \n"}, "M (Reason)", "accept needs a reason"),
        ({"Decision": "snooze", "Reason": "x"}, "L (Until)", "snooze needs a last day"),
        (GOOD | {"Until": date(2026, 5, 31)}, "L (Until)", "2026-05-31 is over\nhelp:  write 2026-06-01 or a day"),
        (GOOD | {"Until": "2026-05-31"}, "L (Until)", "2026-05-31 is over"),
        (GOOD | {"Until": "03/04/2027"}, "L (Until)", "'03/04/2027' is not one day"),
        (GOOD | {"Until": "January 2027"}, "L (Until)", "'January 2027' is not one day"),
        (GOOD | {"Until": "soon"}, "L (Until)", "'soon' is not one day"),
        (GOOD | {"Until": "2027-01-31 or so"}, "L (Until)", "'2027-01-31 or so' is not one day"),
        (GOOD | {"Until": True}, "L (Until)", "'True' is not one day"),
        (GOOD | {"Fingerprint": "abc"}, "O (Fingerprint)", "'abc' is no fingerprint"),
        (GOOD | {"Fingerprint": "0" * 32}, "O (Fingerprint)", "it does not belong to the code and the key of its line"),
        (GOOD | {"Code": "RA111"}, "O (Fingerprint)", "it does not belong to the code and the key of its line"),
        (GOOD | {"Code": "RA999"}, "D (Code)", "there is no rule 'RA999'"),
        (GOOD | {"Code": "RA003"}, "K (Decision)", "expired-suppression is about what was decided already"),
        (GOOD | {"Level": "awful"}, "F (Level)", "'awful' is no level"),
        (GOOD | {"Key": "a.md"}, "P (Key)", "it was edited"),
    ],
)  # fmt: skip
def test_mistake_is_named_with_its_cell_and_how_to_mend_it(program, folder, cells, place, said):
    fill(folder, cells)
    run = decide(program, folder, "--write")
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith(f"error: audit.xlsx, sheet Findings, row 2, column {place}: ")
    assert said in run.err
    assert "\nhelp:  " in run.err
    assert not (folder / FILE).exists()


@pytest.mark.parametrize("until", ["2026-06-01", "1 June 2026", datetime(2026, 6, 1, 15), "2026-06-01T00:00:00"])
def test_day_may_be_a_date_or_text_and_today_is_not_over(program, folder, until):
    fill(folder, GOOD | {"Until": until})
    assert decide(program, folder, "--write").status == 0
    assert "until = 2026-06-01\n" in (folder / FILE).read_text()


def test_all_mistakes_are_told_at_once(program, folder):
    fill(folder, {"Decision": "ignore"}, GOOD, {"Decision": "snooze"})
    assert decide(program, folder).err == (
        "error: audit.xlsx, sheet Findings: 2 lines cannot be taken\n"
        "  row 2, column M (Reason): ignore needs a reason (say in a few words why, for whoever reads it next year)\n"
        "  row 4, column L (Until): snooze needs a last day (write a day to come, such as 2026-12-31)\n"
        "help:  mend these cells, save, and run it again; nothing was written\n"
    )


def test_lines_and_columns_may_be_moved(program, folder):
    fill(folder, *ALL)
    book = openpyxl.load_workbook(folder / "audit.xlsx")
    sheet = book["Findings"]
    lines = [list(line) for line in sheet.iter_rows(values_only=True)]
    book.remove(sheet)
    moved = book.create_sheet("Findings", 0)
    for line in (lines[0], *reversed(lines[1:])):
        moved.append(list(reversed(line)))
    book.save(folder / "audit.xlsx")
    assert decide(program, folder).err.startswith("note:  3 new")


def test_two_lines_on_one_finding_must_say_the_same(program, folder):
    book = openpyxl.load_workbook(folder / "audit.xlsx")
    sheet = book["Findings"]
    sheet.append([cell.value for cell in sheet[2]])
    sheet["K2"], sheet["M2"] = "ignore", "they move"
    sheet.cell(sheet.max_row, 11, "snooze")
    sheet.cell(sheet.max_row, 12, date(2027, 1, 31))
    book.save(folder / "audit.xlsx")
    assert "row 6, column K (Decision): row 2 decides otherwise on the same finding" in decide(program, folder).err


def test_workbook_of_another_folder_is_refused(program, folder):
    fill(folder, GOOD)
    (folder / "reviewaudit.toml").write_text("")
    (folder / "sub").mkdir()
    run = program("decide", "../audit.xlsx", "--as-of", "2026-06-01", cwd=folder / "sub")
    assert (run.status, "run it in the folder that the report was made in" in run.err) == (2, True)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda file: file.write_text("a,b\n"), "audit.xlsx is no workbook"),
        (lambda file: file.write_bytes(file.read_bytes()[:900]), "audit.xlsx is no workbook"),
        (lambda file: openpyxl.Workbook().save(file), "audit.xlsx has no sheet 'Findings'"),
        (lambda file: file.unlink(), "cannot read audit.xlsx: No such file or directory"),
        (lambda file: None, "audit.xlsx, sheet Findings: no line has a decision"),
    ],
)
def test_what_is_no_filled_in_workbook_is_refused(program, folder, make, said):
    make(folder / "audit.xlsx")
    run = decide(program, folder, "--write")
    assert (run.status, run.err.startswith(f"error: {said}")) == (2, True), run.err
    assert "\nhelp:  " in run.err


def test_lost_column_is_named(program, folder):
    book = openpyxl.load_workbook(folder / "audit.xlsx")
    book["Findings"]["L1"] = "When"
    book.save(folder / "audit.xlsx")
    assert "there is no column 'Until' in row 1" in decide(program, folder).err


def test_damaged_workbook_is_an_answer_not_a_crash(program, folder):
    data = bytearray((folder / "audit.xlsx").read_bytes())
    for at in range(60, len(data) - 400, 97):
        data[at] ^= 0xFF
    (folder / "audit.xlsx").write_bytes(data)
    run = decide(program, folder)
    assert (run.status, "cannot be read as a workbook" in run.err) == (2, True), run.err


def test_house_that_wants_reasons_wants_one_for_snoozing_too(program, folder):
    fill(folder, ALL[0])
    assert decide(program, folder, "--write").status == 0
    (folder / "reviewaudit.toml").write_text("suppressions_need_reason = true\n")
    assert "column M (Reason): snooze needs a reason" in decide(program, folder).err or (
        f"{FILE}:5: snooze needs a reason" in decide(program, folder).err
    )
