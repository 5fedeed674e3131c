"""GitLab, rdjson, CSV, calendar and badge: what each says of a finding, and the guards that each needs."""

import csv
import io
import json
from datetime import date

import icalendar
import pytest

from reviewaudit import reports
from reviewaudit.model import Level, Place, Status


def render(report, name, **view):
    return reports.render(report, name, reports.View(**view))


@pytest.mark.parametrize(("level", "severity"), [("error", "major"), ("warning", "minor"), ("note", "info")])
def test_gitlab_issue(make, level, severity):
    [issue] = json.loads(render(make.report([make.finding(level=Level(level), line=7)]), "gitlab", root="docs"))
    assert issue == {
        "description": "it is dead (help: cite another page)",
        "check_name": "RA101 broken-link",
        "fingerprint": f"{7:032x}",
        "severity": severity,
        "location": {"path": "docs/a.md", "lines": {"begin": 7}},
    }


def test_rdjson_without_the_text_has_whole_lines(make):
    [diagnostic] = json.loads(render(make.report([make.finding(place=Place(2, 5, 3, 4))]), "rdjson"))["diagnostics"]
    assert diagnostic["location"]["range"] == {"start": {"line": 2}, "end": {"line": 3}}
    assert diagnostic["severity"] == "ERROR"
    assert diagnostic["code"]["url"].endswith("docs/rules/ra101-broken-link.md")


def test_rdjson_counts_bytes_of_the_line(make):
    lines = {("a.md", 1): "𐐀é x", ("a.md", 2): "ab"}
    report = make.report([make.finding(place=Place(1, 3, 2, 2))])
    [diagnostic] = json.loads(render(report, "rdjson", line=lambda *at: lines.get(at)))["diagnostics"]
    assert diagnostic["location"]["range"] == {"start": {"line": 1, "column": 7}, "end": {"line": 2, "column": 2}}


def test_rdjson_suggests_a_known_edit_only_where_the_column_is_known(make):
    finding = make.finding()
    edits = {finding.fingerprint: (Place(1, 1, 1, 3), "https://b.example/")}
    [without] = json.loads(render(make.report([finding]), "rdjson", edits=edits))["diagnostics"]
    assert "suggestions" not in without
    [known] = json.loads(render(make.report([finding]), "rdjson", edits=edits, line=lambda *at: "é"))["diagnostics"]
    span = {"start": {"line": 1, "column": 1}, "end": {"line": 1, "column": 3}}
    assert known.get("suggestions") is None  # the line is shorter than the place says: it has changed meanwhile
    [known] = json.loads(render(make.report([finding]), "rdjson", edits=edits, line=lambda *at: "xyz"))["diagnostics"]
    assert known["suggestions"] == [{"range": span, "text": "https://b.example/"}]


def rows(report):
    return list(csv.DictReader(io.StringIO(render(report, "csv"), newline="")))


def test_csv_has_a_line_per_finding_with_its_state(make):
    report = make.report(
        [make.finding(line=1)],
        [make.article()],
        suppressed=(make.finding(line=2),),
        baselined=(make.finding("b.md", line=3),),
    )
    told = [(row["state"], row["path"], row["line"], row["title"]) for row in rows(report)]
    assert told == [("open", "a.md", "1", "Tea"), ("suppressed", "a.md", "2", "Tea"), ("baselined", "b.md", "3", "")]


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1"])
def test_csv_runs_no_formula(make, formula):
    [row] = rows(make.report([make.finding(message=formula)]))
    assert row["message"] == f"'{formula}"


def test_csv_keeps_quotes_commas_and_line_breaks(make):
    text = 'a "quoted", long\r\nstory\nwith; all'
    assert rows(make.report([make.finding(message=text)]))[0]["message"] == text


def test_calendar_has_each_due_review_and_says_what_is_not_alive(make):
    verdicts = [make.verdict(), make.verdict(Status.UNVERIFIED, "timeout"), make.verdict(Status.ALIVE, "ok")]
    references = [make.reference(line=line) for line in (3, 4, 5)]
    text = render(make.report([], [make.article(references=references, verdicts=verdicts)]), "ics")
    [event] = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert (event["DTSTART"].dt, str(event["SUMMARY"])) == (date(2027, 1, 31), "Review due: Tea")
    assert str(event["DESCRIPTION"]) == "a.md\nreferences: 1 dead, 1 unverified"


@pytest.mark.parametrize(
    ("levels", "more", "message", "color"),
    [
        ([], {}, "no findings", "brightgreen"),
        ([Level.NOTE], {}, "1 note", "blue"),
        ([Level.NOTE, Level.WARNING], {}, "1 warning, 1 note", "yellow"),
        ([Level.ERROR, Level.ERROR, Level.NOTE], {}, "2 errors, 1 note", "red"),
        ([], {"offline": True}, "no findings, links not checked", "brightgreen"),
        ([Level.ERROR], {"network_down": True}, "network down", "lightgrey"),
    ],
)
def test_badge(make, levels, more, message, color):
    report = make.report([make.finding(level=level, line=at) for at, level in enumerate(levels, 1)], **more)
    badge = json.loads(render(report, "badge"))
    assert (badge["schemaVersion"], badge["label"]) == (1, "reviewaudit")
    assert (badge["message"], badge["color"]) == (message, color)
    assert badge.get("isError", False) is (report.exit_status == 2)


def test_badge_does_not_hide_what_was_not_verified(make):
    article = make.article(references=[make.reference()], verdicts=[make.verdict(Status.UNVERIFIED, "timeout")])
    assert json.loads(render(make.report([], [article]), "badge"))["message"] == "no findings, 1 unverified"
