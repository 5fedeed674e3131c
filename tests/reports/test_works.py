"""What a report says of cited works, and of what could not be learnt about them."""

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import jsonschema
import pytest

from reviewaudit import reports
from reviewaudit.model import (
    START,
    Article,
    Audited,
    Citation,
    Notice,
    NoticeKind,
    RecordState,
    Report,
    RetractionData,
    Review,
    ReviewStatus,
    Standing,
)

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DATA = RetractionData("https://tea.example/rw.csv", 72_718, date(2026, 5, 30), NOON)


def report(*standings, data=DATA):
    citations = tuple(
        Citation(f"Entry {number}", START, (("doi", f"10.5072/{number}"),)) for number in range(len(standings))
    )
    article = Article("tea.md", format="markdown", citations=citations)
    audited = Audited(article, Review(ReviewStatus.CURRENT), (), standings)
    return Report("0", date(2026, 6, 1), NOON, 0.1, (audited,), (), retraction_data=data)


def said(made):
    text = reports.render(made, "text", reports.View())
    return [
        line for line in text.splitlines() if "cited work" in line or "not checked" in line or "held against" in line
    ]


FOUND = Standing(RecordState.FOUND, notices=(Notice(NoticeKind.RETRACTION, ("pubmed",)),))
SILENT = Standing(RecordState.UNCHECKED, unchecked=(("pubmed", "HTTP 503"), ("crossref", "timed out")))
HALF = replace(FOUND, unchecked=(("pubmed", "HTTP 503"),))


@pytest.mark.parametrize(
    ("standings", "data", "lines"),
    [
        ((), DATA, []),
        ((None,), DATA, []),
        (
            (FOUND, Standing(RecordState.MISSING), Standing(RecordState.UNCHECKED)),
            DATA,
            [
                "3 cited works: 1 known to registries, 1 not registered, 1 not asked about",
                "held against 72,718 notices of Retraction Watch, published by Crossref, the newest of 2026-05-30, "
                "2 days old",
            ],
        ),
        (
            (SILENT, HALF),
            None,
            [
                "2 cited works: 1 known to registries, 1 not checked",
                "not checked: nothing from PubMed about 2 (HTTP 503), Crossref about 1 (timed out)",
                "not checked: retractions; there are no data, `reviewaudit retractions update` fetches them",
            ],
        ),
        (
            (FOUND,),
            DATA._replace(newest=date(2026, 5, 24)),
            [
                "1 cited work: 1 known to registries",
                "held against 72,718 notices of Retraction Watch, published by Crossref, the newest of 2026-05-24, "
                "8 days old; `reviewaudit retractions update` fetches newer ones",
            ],
        ),
    ],
)
def test_text_tells_what_was_asked_and_what_was_not(standings, data, lines):
    assert said(report(*standings, data=data)) == lines


def test_json_tells_the_same_and_keeps_to_its_schema():
    made = json.loads(reports.render(report(FOUND, SILENT, None), "json", reports.View()))
    jsonschema.validate(made, json.loads(reports.schema()))
    assert made["retraction_data"] == {"newest": "2026-05-30", "age_days": 2, "records": 72_718}
    assert made["summary"]["citations"] == {"found": 1, "missing": 0, "unchecked": 1}
    first, second = made["citations"]
    assert (first["state"], first["notices"], first["identifiers"]) == ("found", ["retraction"], {"doi": "10.5072/0"})
    assert second["unchecked"] == [
        {"service": "pubmed", "reason": "HTTP 503"},
        {"service": "crossref", "reason": "timed out"},
    ]


HELD = (
    "Cited works were held against 72,718 notices of Retraction Watch, published by Crossref, the newest of 2026-05-{}"
)
OLD = HELD.format("24, 8 days old; `reviewaudit retractions update` fetches newer ones.")
NONE = (
    "Cited works were not held against retraction data, as there are none; "
    "`reviewaudit retractions update` fetches them."
)


def notices(made):
    return [(one["level"], one["message"]["text"]) for one in invocation(made)["toolExecutionNotifications"]]


def invocation(made):
    return json.loads(reports.render(made, "sarif", reports.View()))["runs"][0]["invocations"][0]


@pytest.mark.parametrize(
    ("data", "level", "sentence"),
    [
        (DATA, "note", HELD.format("30, 2 days old.")),
        (DATA._replace(newest=date(2026, 5, 25)), "note", HELD.format("25, 7 days old.")),
        (DATA._replace(newest=date(2026, 5, 24)), "warning", OLD),
        (None, "warning", NONE),
    ],
)
def test_reports_that_are_read_say_how_old_the_retraction_data_are(data, level, sentence):
    made = report(FOUND, data=data)
    assert reports.render(made, "markdown", reports.View()).endswith(f"\n\n{sentence}\n")
    assert notices(made) == [(level, sentence)]
    page = reports.render(made, "html", reports.View())
    told = re.sub("</?code>", "`", page)
    assert sentence in told
    assert ("Everything was checked." in page) == (level == "note")
    with zipfile.ZipFile(io.BytesIO(reports.render(made, "xlsx", reports.View()))) as packed:
        assert any(sentence in packed.read(name).decode() for name in packed.namelist())


def test_where_nothing_was_looked_up_reports_say_nothing_of_retraction_data():
    made = report(None)
    assert notices(made) == []
    for format in ("markdown", "html"):
        assert "retractions" not in reports.render(made, format, reports.View())


def test_a_comment_need_not_be_touched_because_there_are_newer_data():
    first, second = (
        reports.render(report(FOUND, data=data), "markdown", reports.View()).splitlines()[0] for data in (DATA, None)
    )
    assert first == second


ENTRY = re.compile(r"tea\.md:\d+:\d+: doi:10\.5072/\d+: not checked \([^)]*\)")


def test_each_work_that_was_not_checked_is_named_with_the_service_and_the_reason():
    made = report(SILENT, FOUND, HALF, None)
    lines = [
        "tea.md:1:1: doi:10.5072/0: not checked (PubMed: HTTP 503; Crossref: timed out)",
        "tea.md:1:1: doi:10.5072/2: not checked (PubMed: HTTP 503)",
    ]
    assert ENTRY.findall(reports.render(made, "text", reports.View(verbose=True))) == lines
    assert ENTRY.findall(reports.render(made, "text", reports.View())) == []
    assert ENTRY.findall(reports.render(made, "html", reports.View())) == lines


def test_a_page_names_a_hundred_works_that_were_not_checked_and_counts_the_rest():
    page = reports.render(report(*[SILENT] * 150), "html", reports.View())
    assert len(ENTRY.findall(page)) == 100
    assert "and 50 more, which the JSON report lists" in page
