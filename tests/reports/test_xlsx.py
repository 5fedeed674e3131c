"""The workbook as a spreadsheet program opens it, read back by openpyxl."""

import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from reviewaudit import reports
from reviewaudit.errors import UsageError
from reviewaudit.model import (
    Bounds,
    Decision,
    Level,
    Origin,
    Place,
    Precision,
    Review,
    ReviewStatement,
    ReviewStatus,
    Scope,
    StatementKind,
    Status,
    Suppressed,
    Verb,
    Verdict,
    Window,
)
from reviewaudit.reports.xlsx import cell_text

VIEW = reports.View()
CONTROL = re.compile("[\x00-\x08\x0b-\x1f]")


def opened(report):
    return openpyxl.load_workbook(io.BytesIO(reports.render(report, "xlsx", VIEW)))


def rows(sheet):
    head, *others = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in others]


def review(latest, due, **more):
    said = ReviewStatement(
        StatementKind.REVIEWED, Scope.PAGE, Origin.STATEMENT, Place(3, 16, 3, 28), "January 2024", "Last reviewed"
    )
    return Review(
        ReviewStatus.OVERDUE,
        said,
        Bounds(latest.replace(day=1), latest, Precision.MONTH),
        Window(12, 0, "12 months"),
        Bounds(due.replace(day=1), due, Precision.MONTH),
        **more,
    )


@pytest.fixture
def book(make):
    late = review(date(2024, 1, 31), date(2025, 1, 31), days_overdue=486)
    asked = datetime(2026, 5, 31, 23, 30, tzinfo=UTC)
    verdicts = [Verdict(Status.DEAD, "http-404", final_url="https://b.example/é", checked_at=asked), make.verdict()]
    audited = make.article(
        references=[make.reference(), make.reference("mailto:ada@a.example", 9)], verdicts=verdicts, review=late
    )
    days = {"decided": date(2026, 5, 1), "until": date(2026, 12, 31)}
    decision = Decision(
        "a.md",
        "RA101",
        "broken-link",
        "",
        "0" * 32,
        "error",
        Verb.SNOOZE,
        reason="they move",
        origin="d.toml:5",
        **days,
    )
    report = make.report(
        [
            make.finding(
                url="https://a.example/x", evidence={"dead_since": "2026-05-01"}, subject="https://a.example/x"
            ),
            make.finding(level=Level.NOTE, line=2, url="x.md", message="=1+1"),
        ],
        [audited, make.article("b.md")],
        baselined=(make.finding(line=8),),
        baseline="known.jsonl",
    )
    return opened(replace(report, suppressed=(Suppressed(make.finding(line=7), decision),)))


def test_sheets_are_named_and_frozen_and_filtered(book):
    assert book.sheetnames == ["Articles", "Findings", "References", "Not counted", "Read me"]
    for name in book.sheetnames[:4]:
        sheet = book[name]
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(sheet.column_dimensions[cell.column_letter].width > 5 for cell in sheet[1])
    assert [book["Findings"].column_dimensions[letter].hidden for letter in "OP"] == [False, True]


def test_article_says_how_its_review_stands_with_real_dates(book):
    first, second = rows(book["Articles"])
    assert first == {
        "Path": "a.md", "Title": "Tea", "Owner": None, "Review": "overdue", "Last reviewed": datetime(2024, 1, 31),
        "As written": "January 2024", "Due": datetime(2025, 1, 31), "Days overdue": 486, "Window": "12 months",
        "References": 2, "Dead": 2, "Unverified": 0, "Findings": 2,
    }  # fmt: skip
    assert (second["Review"], second["Days overdue"]) == ("current", None)
    cell = book["Articles"]["G2"]
    assert (cell.is_date, cell.number_format) == (True, "yyyy-mm-dd")


def test_finding_can_be_decided_on(book):
    sheet = book["Findings"]
    first, second = rows(sheet)
    assert [first[name] for name in ("Article", "Line", "Code", "Rule", "Level", "Since")] == [
        "a.md", 1, "RA101", "broken-link", "error", datetime(2026, 5, 1),
    ]  # fmt: skip
    assert [first[name] for name in ("Decision", "Until", "Reason", "By")] == [None] * 4
    assert (first["Fingerprint"], first["Key"]) == (f"{1:032x}", '["a.md", "https://a.example/x"]')
    assert second["Message"] == "=1+1"
    decide, until = sheet.data_validations.dataValidation
    assert (decide.type, decide.formula1, str(decide.sqref)) == ("list", '"ignore,snooze,accept"', "K2:K3")
    assert (until.type, until.operator, str(until.sqref)) == ("date", "greaterThanOrEqual", "L2:L3")
    assert sheet["L2"].number_format == "yyyy-mm-dd"


def test_addresses_can_be_followed_and_other_links_cannot(book):
    findings, references = book["Findings"], book["References"]
    assert findings["I2"].hyperlink.target == "https://a.example/x"
    assert findings["I3"].hyperlink is None
    assert references["C2"].hyperlink.target == references["C2"].value == "https://a.example/x"
    assert references["C3"].hyperlink is None
    assert references["H2"].hyperlink is None  # a spreadsheet would write it otherwise than it is written
    assert references["I2"].value == datetime(2026, 5, 31, 23, 30)


def test_words_have_colours_too(book):
    for sheet, letter in (("Articles", "D"), ("Findings", "F"), ("References", "F")):
        [area] = book[sheet].conditional_formatting
        assert str(area.sqref).startswith(f"{letter}2")
    formulas = {rule.formula[0] for area in book["Findings"].conditional_formatting for rule in area.rules}
    assert {'"error"', '"warning"'} <= formulas


def test_what_was_put_aside_is_listed_with_why(book):
    decided, known = rows(book["Not counted"])
    assert [decided[name] for name in ("Line", "Because of", "Where", "Until", "Reason")] == [
        7, "snooze", "d.toml:5", datetime(2026, 12, 31), "they move",
    ]  # fmt: skip
    assert [known[name] for name in ("Line", "Because of", "Where", "Until")] == [
        8,
        "in the baseline",
        "known.jsonl",
        None,
    ]


def test_read_me_explains_each_word(book):
    text = "\n".join(str(cell.value) for cell in book["Read me"]["A"] if cell.value)
    assert "as of 2026-06-01" in text
    assert all(f"\n{verb}: " in text for verb in Verb)
    assert "reviewaudit decide FILE.xlsx" in text


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"network_down": True}, "network was down"),
        ({"offline": True}, "Links were not"),
        ({"unasked": "no time"}, "no time"),
    ],
)
def test_read_me_says_what_the_run_did_not_look_at(make, more, said):
    assert any(said in str(cell.value) for cell in opened(make.report(**more))["Read me"]["A"])


def test_same_report_gives_the_same_bytes(make, monkeypatch):
    report = make.report([make.finding()], [make.article()])
    first = reports.render(report, "xlsx", VIEW)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    later = make.report([make.finding()], [make.article()], started_at=datetime(2030, 1, 1, tzinfo=UTC))
    assert reports.render(later, "xlsx", VIEW) == first


def test_days_before_spreadsheets_are_text(make):
    old = review(date(1850, 1, 31), date(1851, 1, 31))
    [row] = rows(opened(make.report([], [make.article(review=old)]))["Articles"])
    assert (row["Last reviewed"], row["Due"]) == ("1850-01-31", "1851-01-31")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "{=1}", "http://a.example", "007", "1e5", "TRUE", "2026-01-01"]
)
def test_text_stays_the_text_it_is(make, text):
    sheet = opened(make.report([make.finding(message=text)]))["Findings"]
    assert (sheet["G2"].value, sheet["G2"].data_type, sheet["G2"].hyperlink) == (text, "s", None)
    assert sheet["G2"].quotePrefix is text.startswith(("=", "+", "-", "@"))


def test_longest_text_of_a_cell_is_cut_visibly(make):
    for character in ("x", "\U0001f600"):
        value = opened(make.report([make.finding(message=character * 40_000)]))["Findings"]["G2"].value
        assert value.endswith(f"{character}…")
        assert 32_760 < len(value.encode("utf-16-le")) // 2 <= 32_767


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.characters(codec=None), max_size=40) | st.from_regex(r"_x[0-9A-F]{4}_.?", fullmatch=True),
    path=st.text(st.characters(codec=None), min_size=1, max_size=9),
)
def test_any_text_comes_back_as_what_can_be_shown_of_it(make, text, path):
    finding = make.finding(path, message=f"m{text}", subject=text)
    data = reports.render(make.report([finding]), "xlsx", VIEW)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Findings"]
    assert unescape(sheet["G2"].value) == cell_text(f"m{text}")
    assert not CONTROL.search(sheet["G2"].value)
    sheet["K2"] = "ignore"
    filled = io.BytesIO()
    sheet.parent.save(filled)
    [answer] = reports.answers(filled.getvalue(), "a.xlsx")
    assert (answer.row, answer.about, answer.text("Decision")) == (2, (path, text), "ignore")


def test_more_links_than_a_sheet_holds_stay_as_text(make):
    urls = [f"https://a.example/{number}" for number in range(65_540)]
    verdict = make.verdict()
    audited = make.article(references=[make.reference(url) for url in urls], verdicts=[verdict] * len(urls))
    data = reports.render(make.report([], [audited]), "xlsx", VIEW)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        sheet = packed.read("xl/worksheets/sheet3.xml")
    assert sheet.count(b"<hyperlink ") == 65_530
    assert sheet.count(b"<row ") == 65_541
    assert b"https://a.example/65539" in sheet


def test_missing_package_is_named_with_the_way_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(UsageError, match="xlsx needs the package xlsxwriter") as caught:
        reports.ensure("xlsx")
    assert "pip install 'reviewaudit[xlsx]'" in caught.value.help


def test_packages_are_not_imported_before_a_workbook_is_wanted():
    code = (
        "import sys; from reviewaudit import reports; reports.ensure('xlsx');"
        "assert not {'xlsxwriter', 'python_calamine'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
