"""What registries said is kept like what URLs said: as it was said, by whom and when; silence is not kept."""

import contextlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewaudit.ledger import LedgerError, compaction, open_ledger
from reviewaudit.model import (
    Bounds,
    Notice,
    NoticeKind,
    Precision,
    Record,
    RecordState,
    Successor,
    Work,
)

EPOCH = datetime(2026, 6, 1, 12, tzinfo=UTC)
NAME = ("doi", "10.5072/tea")
FOUND, MISSING, UNCHECKED = RecordState.FOUND, RecordState.MISSING, RecordState.UNCHECKED

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
many = st.lists(words, max_size=3).map(tuple)
names = st.tuples(st.sampled_from(["doi", "pmid"]), words)
days = st.dates(min_value=date(1, 1, 1))
bounds = st.builds(lambda one, other, how: Bounds(min(one, other), max(one, other), how), days, days,
                   st.sampled_from(Precision))  # fmt: skip
notices = st.builds(Notice, st.sampled_from(NoticeKind), many, words, words, st.none() | bounds, many, words)
successors = st.builds(Successor, words, names, words, st.none() | bounds)
works = st.builds(Work, many, many, st.lists(st.integers(1, 9999), max_size=3).map(tuple), words, many, words, words)
records = st.builds(
    Record,
    identifier=names,
    service=words,
    at=st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC)),
    state=st.sampled_from([FOUND, MISSING]),
    detail=words,
    work=st.none() | works,
    notices=st.lists(notices, max_size=2).map(tuple),
    notice_of=st.lists(st.tuples(names, words), max_size=2).map(tuple),
    successors=st.lists(successors, max_size=2).map(tuple),
    same=st.lists(names, max_size=2).map(tuple),
)


def key(record):
    return record.identifier, record.service, record.at


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path / "ledger.db") as opened:
        yield opened


def exported(ledger):
    stream = io.BytesIO()
    ledger.export(stream)
    return stream.getvalue()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(records, max_size=5, unique_by=key))
def test_what_goes_in_comes_out_and_through_an_export(tmp_path_factory, kept):
    folder = tmp_path_factory.mktemp("ledger")
    with open_ledger(folder / "one.db") as one, open_ledger(folder / "two.db") as two:
        one.keep(kept)
        lines = exported(one)
        assert lines.isascii()
        assert two.import_(io.BytesIO(lines), "lines") == (len(kept), len(kept))
        assert exported(two) == lines
        wanted = {record.identifier for record in kept}
        for ledger in (one, two):
            assert sorted(map(key, ledger.said(wanted))) == sorted(map(key, kept))
            assert all(record in kept for record in ledger.said(wanted))


def test_the_newest_word_of_each_service(ledger, record):
    old, new, other = record(days=-9), record(days=0, notices=()), record(service="doi.org", days=-20)
    ledger.keep([new, old, other, record("10.5072/coffee")])
    assert ledger.known([NAME, ("doi", "10.5072/never")]) == [new, other]
    assert ledger.known([NAME], until=EPOCH - timedelta(days=1)) == [old, other]
    assert ledger.said([NAME]) == [other, old, new]


def test_silence_is_not_kept_but_that_there_is_nothing_is(ledger, record):
    silent = record(state=UNCHECKED, detail="crossref answered 503")
    nothing = record(service="openlibrary", state=UNCHECKED, detail="not known there", absent=True)
    missing = record(service="doi.org", state=MISSING, detail="DOI does not exist")
    ledger.keep([silent, nothing, missing])
    assert ledger.said([NAME]) == [missing, nothing]
    assert ledger.summary()[-2:] == (2, 1)


def test_the_same_answer_twice_is_kept_once(ledger, record):
    ledger.keep([record(), record()])
    ledger.keep([record()])
    assert len(ledger.said([NAME])) == 1


def test_many_identifiers_at_once(ledger, record):
    ledger.keep(record(f"10.5072/{number}") for number in range(1_200))
    assert len(ledger.known([("doi", f"10.5072/{number}") for number in range(1_300)])) == 1_200


def test_lines_as_documented(ledger, record, observation):
    ledger.keep([record(state=MISSING, service="doi.org", detail="DOI does not exist"), record()])
    ledger.record([observation()])
    head, page, work, missing = exported(ledger).decode().splitlines()
    assert head == '{"ledger":"reviewaudit","version":2}'
    assert page.startswith('{"url":"https://example.org/",')
    assert missing == (
        '{"identifier":["doi","10.5072/tea"],"service":"doi.org","at":"2026-06-01T12:00:00.000000Z",'
        '"state":"missing","facts":{"detail":"DOI does not exist"}}'
    )
    assert json.loads(work)["facts"] == {
        "notice_of": [["doi", "10.5072/other", "publisher"]],
        "notices": [
            {
                "date": ["2020-03-01", "2020-03-31", "month"],
                "doi": "10.5072/n",
                "kind": "expression-of-concern",
                "label": "EoC",
                "pmid": "7",
                "reasons": ["a; b"],
                "sources": ["publisher", "pubmed"],
            }
        ],
        "same": [["pmid", "31000001"]],
        "successors": [
            {
                "date": ["2020-03-01", "2020-03-31", "month"],
                "identifier": ["doi", "10.5072/tea.2"],
                "kind": "new-version",
                "source": "crossref",
            }
        ],
        "work": {
            "container": ["J Tea"],
            "families": ["Brown"],
            "kind": "journal-article",
            "pages": "12-19",
            "titles": ["Tea — ‘green’"],
            "volume": "4",
            "years": [2019, 2020],
        },
    }


def test_order_of_arrival_does_not_matter(tmp_path, ledger, record):
    made = [
        record(doi, service, days) for doi in ("10.5072/b", "10.5072/a") for service in ("x", "w") for days in (1, 0)
    ]
    ledger.keep(made)
    with open_ledger(tmp_path / "other.db") as other:
        other.keep(reversed(made))
        assert exported(other) == exported(ledger)


def test_facts_of_a_newer_version_are_passed_over_and_kept(tmp_path, ledger):
    line = (
        b'{"identifier":["doi","10.5072/tea"],"service":"crossref","at":"2026-06-01T12:00:00.000000Z",'
        b'"state":"found","facts":{"colour":"green","detail":"x"}}\n'
    )
    ledger.import_(io.BytesIO(line), "lines")
    assert ledger.said([NAME]) == [Record(NAME, "crossref", EPOCH, FOUND, "x")]
    assert exported(ledger).splitlines()[1] == line.strip()


GOOD = {
    "identifier": ["doi", "10.5072/tea"],
    "service": "crossref",
    "at": "2026-06-01T12:00:00.000000Z",
    "state": "found",
    "facts": {},
}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"identifier": "10.5072/tea"}, "this is not a record"),
        ({"identifier": ["doi", 7]}, "this is not a record"),
        ({"service": None}, "this is not a record"),
        ({"at": "2026-06-01"}, "`at` is not a time"),
        ({"at": "2026-02-30T12:00:00.000000Z"}, "day is out of range"),
        ({"state": "unchecked"}, "this is not a record of a cited work ('unchecked' is no state of a record)"),
        ({"facts": []}, "this is not a record"),
        ({"facts": {"detail": 7}}, "this is not a record"),
        ({"facts": {"work": []}}, "this is not a record"),
        ({"facts": {"work": {"titles": "Tea"}}}, "this is not a record"),
        ({"facts": {"work": {"years": ["2019"]}}}, "this is not a record"),
        ({"facts": {"notices": [{"kind": "gossip"}]}}, "'gossip' is not a valid NoticeKind"),
        ({"facts": {"notices": [{"kind": "retraction", "date": ["x", "y", "day"]}]}}, "this is not a record"),
        ({"facts": {"notices": {"kind": "retraction"}}}, "this is not a record"),
        ({"facts": {"notice_of": [["doi", "10.5072/x"]]}}, "this is not a record"),
        ({"facts": {"same": [["doi"]]}}, "this is not a record"),
        ({"facts": {"successors": [{}]}}, "this is not a record"),
    ],
)
def test_a_damaged_line_is_named_and_nothing_is_taken(ledger, changed, words):
    lines = b"".join(json.dumps(line).encode() + b"\n" for line in (GOOD, {**GOOD, **changed}))
    with pytest.raises(LedgerError) as raised:
        ledger.import_(io.BytesIO(lines), "lines.jsonl")
    assert raised.value.cause.startswith("lines.jsonl:2: ")
    assert words in raised.value.cause
    assert ledger.summary().records == 0


def test_a_row_that_is_not_ours_is_said_to_be_damage(tmp_path, record):
    path = tmp_path / "ledger.db"
    with open_ledger(path) as ledger:
        ledger.keep([record()])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE records SET facts = '[]'")
    with open_ledger(path) as ledger, pytest.raises(LedgerError, match="damaged"):
        ledger.known([NAME])


def test_answers_that_say_the_same_are_thinned_out(ledger, record):
    ledger.keep(record(days=day / 24, notices=()) for day in range(60))
    ledger.keep(record(days=day / 24) for day in range(60, 100))
    ledger.keep(record("10.5072/coffee", days=day / 24) for day in range(5))
    before = ledger.said([NAME])
    gone = ledger.compact()
    after = ledger.said([NAME])
    assert gone == len(before) - len(after) > 30
    assert after[-compaction.NEWEST :] == before[-compaction.NEWEST :]
    assert {before[0], before[59], before[60]} <= set(after)
    assert len(ledger.said([("doi", "10.5072/coffee")])) == 5
    assert ledger.compact() == 0


def test_records_make_it_worth_the_while_too(tmp_path, record, monkeypatch):
    monkeypatch.setattr(compaction, "DUE_AFTER", 50)
    path = tmp_path / "ledger.db"
    with open_ledger(path) as ledger:
        ledger.keep(record(days=day / 1440) for day in range(51))
    with open_ledger(path) as ledger:
        assert len(ledger.said([NAME])) == compaction.NEWEST + 1


WRITER = """
    import sys
    from datetime import UTC, datetime
    from pathlib import Path
    from reviewaudit.ledger import open_ledger
    from reviewaudit.model import Record, RecordState

    with open_ledger(Path(sys.argv[1])) as ledger:
        for number in range(1_000_000):
            ledger.keep([Record(("doi", f"10.5072/{number}"), "crossref", datetime.now(UTC), RecordState.FOUND)])
            if number % 10 == 9:
                ledger.flush()
                print(number, flush=True)
"""


@pytest.mark.parametrize("lines", [1, 17, 42])
def test_what_was_flushed_survives_a_kill(tmp_path, lines):
    path = tmp_path / "ledger.db"
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER), str(path)],
        env={**os.environ, "PYTHONPATH": str(root)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as child:  # fmt: skip
        flushed = [int(child.stdout.readline()) for _ in range(lines)][-1]
        child.kill()
        child.communicate()
    with open_ledger(path) as ledger:
        assert len(ledger.known([("doi", f"10.5072/{number}") for number in range(flushed + 1)])) == flushed + 1


def test_an_interruption_loses_nothing(tmp_path, record):
    path = tmp_path / "ledger.db"
    with contextlib.suppress(KeyboardInterrupt), open_ledger(path) as ledger:
        ledger.keep([record()])
        ledger.keep([record("10.5072/coffee")])
        raise KeyboardInterrupt
    with open_ledger(path) as ledger:
        assert ledger.summary().identifiers == 2
