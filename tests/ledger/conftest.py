"""`observation(...)` and `record(...)` make one that looks like life."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from reviewaudit.model import (
    Bounds,
    Content,
    Exchange,
    Notice,
    NoticeKind,
    Observation,
    Precision,
    Record,
    RecordState,
    Successor,
    Work,
)

EPOCH = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def observation():
    def make(url="https://example.org/", days=0.0, status=200):
        exchange = Exchange("GET", url, status, None, (("content-type", "text/html"),), 12, 1)
        return Observation(url, EPOCH + timedelta(days=days), (exchange,), Content("text/html", 10, "Title", "ab12"))

    return make


@pytest.fixture
def record():
    def make(doi="10.5072/tea", service="crossref", days=0.0, state=RecordState.FOUND, **facts):
        day = Bounds(date(2020, 3, 1), date(2020, 3, 31), Precision.MONTH)
        said = {
            "work": Work(("Tea — ‘green’",), ("Brown",), (2019, 2020), "journal-article", ("J Tea",), "4", "12-19"),
            "notices": (Notice(NoticeKind.CONCERN, ("publisher", "pubmed"), "10.5072/n", "7", day, ("a; b",), "EoC"),),
            "notice_of": ((("doi", "10.5072/other"), "publisher"),),
            "successors": (Successor("new-version", ("doi", "10.5072/tea.2"), "crossref", day),),
            "same": (("pmid", "31000001"),),
        }
        said = said if state is RecordState.FOUND else {}
        return Record(("doi", doi), service, EPOCH + timedelta(days=days), state, **{**said, **facts})

    return make
