"""What a report says of cited works, and of what could not be learnt about them."""

import json
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
