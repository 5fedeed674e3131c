"""The ledger keeps what was observed, and refuses what it should not touch."""

import io
import os
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewaudit.ledger import LedgerError, open_ledger
from reviewaudit.model import Content, Exchange, Failure, Observation

EPOCH = datetime(2026, 6, 1, 12, tzinfo=UTC)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
exchanges = st.builds(
    Exchange,
    method=st.sampled_from(["GET", "HEAD"]),
    url=texts,
    status=st.none() | st.integers(100, 999),
    failure=st.none() | st.sampled_from(Failure),
    headers=st.lists(st.tuples(texts, texts), max_size=3).map(tuple),
    elapsed_ms=st.integers(0, 10**6),
    attempt=st.integers(1, 5),
    detail=texts,
)
contents = st.builds(
    Content,
    type=texts,
    length=st.none() | st.integers(0, 2**53),
    title=texts,
    fingerprint=texts,
    headline=texts,
    words=st.none() | st.integers(0, 10**6),
    signals=st.lists(texts, max_size=3).map(tuple),
    fragments=st.lists(st.tuples(texts, st.booleans()), max_size=3).map(tuple),
    identifiers=st.lists(st.tuples(texts, texts), max_size=3).map(tuple),
    unsettled=st.lists(texts, max_size=3).map(tuple),
)
zones = st.sampled_from([UTC, timezone(timedelta(hours=9))])
moments = st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=zones)
chains = st.lists(exchanges, max_size=4).map(tuple)
observations = st.builds(Observation, url=texts, at=moments, exchanges=chains, content=st.none() | contents)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(observations, max_size=6, unique_by=lambda one: (one.url, one.at)))
def test_what_goes_in_comes_out(tmp_path_factory, kept):
    path = tmp_path_factory.mktemp("ledger") / "ledger.db"
    with open_ledger(path) as ledger:
        ledger.record(kept)
    with open_ledger(path) as ledger:
        for url in {one.url for one in kept}:
            expected = sorted((one for one in kept if one.url == url), key=lambda one: one.at)
            assert list(ledger.history(url)) == expected
            assert ledger.latest([url]) == {url: expected[-1]}
        assert set(ledger.urls()) == {one.url for one in kept}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(observations, max_size=6, unique_by=lambda one: (one.url, one.at)))
def test_what_is_exported_can_be_imported_and_exported_the_same(tmp_path_factory, kept):
    folder = tmp_path_factory.mktemp("ledger")
    first, second = io.BytesIO(), io.BytesIO()
    with open_ledger(folder / "one.db") as one, open_ledger(folder / "two.db") as two:
        one.record(kept)
        one.export(first)
        two.import_(io.BytesIO(first.getvalue()), "lines")
        two.export(second)
        assert second.getvalue() == first.getvalue()
        for url in {observation.url for observation in kept}:
            assert two.history(url) == one.history(url)


def test_urls_that_are_no_unicode_are_kept_too(tmp_path, observation):
    url = "https://example.org/\udcff"
    with open_ledger(tmp_path / "ledger.db") as ledger:
        ledger.record([observation(url)])
        assert set(ledger.latest([url])) == {url}


def test_the_latest_is_the_latest_in_time_not_in_order(tmp_path, observation):
    with open_ledger(tmp_path / "ledger.db") as ledger:
        ledger.record([observation(days=2, status=404), observation(days=1), observation("https://other.example/")])
        found = ledger.latest(["https://example.org/", "https://never.example/"])
        assert {url: one.exchanges[-1].status for url, one in found.items()} == {"https://example.org/": 404}


def test_an_observation_from_the_future_does_not_hide_what_is_known(tmp_path, observation):
    url = "https://example.org/"
    with open_ledger(tmp_path / "ledger.db") as ledger:
        ledger.record([observation(days=-1, status=404), observation(days=0), observation(days=900, status=503)])
        assert ledger.latest([url], until=EPOCH)[url].at == EPOCH
        assert ledger.latest([url], until=EPOCH - timedelta(days=2)) == {}


def test_histories_of_several_urls(tmp_path, observation):
    other = "https://other.example/"
    with open_ledger(tmp_path / "ledger.db") as ledger:
        ledger.record([observation(days=2), observation(other), observation()])
        found = ledger.histories(["https://never.example/", other, "https://example.org/"])
        assert found == {other: (observation(other),), "https://example.org/": (observation(), observation(days=2))}


def test_the_ledger_in_numbers(tmp_path, observation):
    with open_ledger(tmp_path / "ledger.db") as ledger:
        assert ledger.summary()[:4] == (0, 0, None, None)
        ledger.record([observation(days=2), observation(), observation("https://other.example/")])
        assert ledger.summary()[:4] == (3, 2, EPOCH, EPOCH + timedelta(days=2))
        assert ledger.summary().size > 4096


def test_many_urls_at_once(tmp_path, observation):
    urls = [f"https://example.org/{n}" for n in range(2_500)]
    with open_ledger(tmp_path / "ledger.db") as ledger:
        ledger.record(map(observation, urls))
        assert list(ledger.latest([])) == []
        assert set(ledger.latest([*urls, "https://never.example/"])) == set(urls)


def test_the_same_observation_twice_is_kept_once(tmp_path, observation):
    with open_ledger(tmp_path / "ledger.db") as ledger:
        ledger.record([observation(), observation()])
        ledger.record([observation()])
        assert len(ledger.history("https://example.org/")) == 1


def test_the_file_can_be_read_by_others_as_documented(tmp_path, observation):
    path = tmp_path / "ledger.db"
    with open_ledger(path) as ledger:
        ledger.record([observation(status=404)])
    with closing(sqlite3.connect(path)) as connection:
        row = connection.execute(
            "SELECT url, at, status, failure, final_url, json_extract(exchanges, '$[0].headers[0][1]'), "
            "json_extract(content, '$.title') FROM observations"
        ).fetchone()
        assert row == (
            "https://example.org/", "2026-06-01T12:00:00.000000Z", 404, None, "https://example.org/", "text/html",
            "Title",
        )  # fmt: skip
        assert connection.execute("PRAGMA application_id").fetchone() == (0x52415544,)
        assert connection.execute("PRAGMA user_version").fetchone() == (3,)


def test_folders_are_made(tmp_path, observation):
    with open_ledger(tmp_path / "a" / "b" / "ledger.db") as ledger:
        ledger.record([observation()])
    assert (tmp_path / "a" / "b" / "ledger.db").exists()


def test_an_empty_file_becomes_a_ledger(tmp_path, observation):
    path = tmp_path / "ledger.db"
    path.touch()
    with open_ledger(path) as ledger:
        ledger.record([observation()])
        assert ledger.latest(["https://example.org/"])


# --- what is refused ---


def refused(path):
    before = path.read_bytes()
    with pytest.raises(LedgerError) as raised:
        open_ledger(path).close()
    assert path.read_bytes() == before
    assert str(path) in raised.value.cause
    assert "--ledger" in raised.value.help
    return raised.value.cause


def test_a_newer_schema_is_refused(tmp_path):
    path = tmp_path / "ledger.db"
    open_ledger(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert "newer" in refused(path)


def test_another_programs_file_is_refused(tmp_path):
    path = tmp_path / "places.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url)")
    assert "another program" in refused(path)


@pytest.mark.parametrize(
    "data", [b"not a database", b"#" * 5000, b"SQLite format 3", b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_a_file_that_is_no_ledger_is_refused(tmp_path, data):
    path = tmp_path / "ledger.db"
    path.write_bytes(data)
    refused(path)


@pytest.mark.parametrize("harm", ["cut", "overwritten"])
def test_a_damaged_ledger_is_refused_and_left_as_it_is(tmp_path, observation, harm):
    path = tmp_path / "ledger.db"
    with open_ledger(path) as ledger:
        ledger.record(observation(f"https://example.org/{n}") for n in range(500))
    data = bytearray(path.read_bytes())
    if harm == "cut":
        del data[len(data) // 2 :]
    else:
        data[4096 : len(data) // 2] = os.urandom(len(data) // 2 - 4096)
    path.write_bytes(data)
    assert "damaged" in refused(path)


def test_a_row_that_is_not_ours_is_said_to_be_damage(tmp_path, observation):
    path = tmp_path / "ledger.db"
    with open_ledger(path) as ledger:
        ledger.record([observation()])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE observations SET exchanges = '[{}]'")
    with open_ledger(path) as ledger, pytest.raises(LedgerError, match="damaged"):
        ledger.latest(["https://example.org/"])


def test_a_place_that_cannot_be_written_to_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file" / "ledger.db", tmp_path):
        with pytest.raises(LedgerError) as raised:
            open_ledger(path).close()
        assert "cannot be used" in raised.value.cause
        assert "--ledger" in raised.value.help


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user whom permissions bind")
def test_a_read_only_file_is_refused(tmp_path):
    path = tmp_path / "ledger.db"
    open_ledger(path).close()
    path.chmod(0o400)
    with pytest.raises(LedgerError):
        open_ledger(path).close()


def test_a_ledger_that_cannot_be_written_to_any_more_says_so_once_and_keeps_quiet(tmp_path, observation):
    path = tmp_path / "ledger.db"
    told = []
    with open_ledger(path, on_failure=told.append) as ledger:
        ledger.record([observation()])
        ledger._connection.execute(f"PRAGMA max_page_count = {ledger.summary().size // 4096}")
        for n in range(2_000):
            ledger.record([observation(f"https://example.org/{n}")])
            if n % 100 == 0:
                ledger.flush()
        assert set(ledger.latest(["https://example.org/"])) == {"https://example.org/"}
    assert [error.cause for error in told] == [f"the ledger {path} cannot be written to: the disk is full"]
    with open_ledger(path) as ledger:
        assert "https://example.org/" in ledger.urls()
