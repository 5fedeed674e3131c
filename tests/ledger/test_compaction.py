"""History is thinned out where nothing is lost to its reader."""

import contextlib

import pytest

from reviewaudit.ledger import compaction, open_ledger

URL = "https://example.org/"
HOUR = 1 / 24


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path / "ledger.db") as opened:
        yield opened


def seen(ledger, url=URL):
    return [(one.at, one.exchanges[-1].status) for one in ledger.history(url)]


def runs(history):
    return [status for index, (_, status) in enumerate(history) if index == 0 or history[index - 1][1] != status]


def test_short_histories_stay_as_they_are(ledger, observation):
    ledger.record(observation(days=n * HOUR) for n in range(compaction.NEWEST))
    assert ledger.compact() == 0
    assert len(seen(ledger)) == compaction.NEWEST


def test_ends_of_runs_the_first_of_each_day_and_the_newest_stay(ledger, observation):
    statuses = [200] * 40 + [404] * 5 + [200] * 40
    ledger.record(observation(days=n * HOUR, status=status) for n, status in enumerate(statuses))
    before = seen(ledger)
    gone = ledger.compact()
    after = seen(ledger)
    assert gone == len(before) - len(after) > 30
    assert after[-compaction.NEWEST :] == before[-compaction.NEWEST :]
    assert set(after) >= {before[index] for index in (0, 39, 40, 44, 45)}
    assert runs(after) == [200, 404, 200]
    assert {at.date() for at, _ in after} == {at.date() for at, _ in before}


def test_once_more_changes_nothing(ledger, observation):
    ledger.record(observation(days=n * HOUR, status=404 if n % 7 == 0 else 200) for n in range(400))
    ledger.compact()
    before = seen(ledger)
    assert ledger.compact() == 0
    assert seen(ledger) == before


def test_a_host_that_changes_its_mind_each_time_is_bounded_too(ledger, observation):
    ledger.record(observation(days=n, status=200 + n % 2) for n in range(1_000))
    newest = seen(ledger)[-compaction.NEWEST :]
    ledger.compact()
    assert len(seen(ledger)) <= compaction.NEWEST + compaction.OLDER
    assert seen(ledger)[-compaction.NEWEST :] == newest


def test_since_when_a_page_is_dead_is_never_forgotten(ledger, observation):
    ledger.record(observation(days=n, status=200) for n in range(3))
    ledger.record(observation(days=n, status=404) for n in range(3, 900))
    ledger.compact()
    history = seen(ledger)
    since = next(at for index, (at, _) in enumerate(history) if all(status == 404 for _, status in history[index:]))
    assert since == observation(days=3).at
    assert len(history) <= compaction.NEWEST + compaction.OLDER + 1


def test_other_urls_are_left_alone(ledger, observation):
    ledger.record(observation(days=n * HOUR) for n in range(100))
    ledger.record([observation("https://other.example/")])
    ledger.compact()
    assert len(seen(ledger, "https://other.example/")) == 1


def test_it_is_done_at_the_end_of_a_run_when_much_has_come(tmp_path, observation, monkeypatch):
    monkeypatch.setattr(compaction, "DUE_AFTER", 100)
    path = tmp_path / "ledger.db"

    def run(start, count):
        with open_ledger(path) as ledger:
            ledger.record(observation(days=n * HOUR / 60) for n in range(start, start + count))
        with open_ledger(path) as ledger:
            return ledger.summary().observations

    assert run(0, 99) == 99
    assert run(99, 1) == compaction.NEWEST + 1
    assert run(100, 50) == compaction.NEWEST + 51


def test_it_is_left_for_later_while_another_process_writes(tmp_path, observation, monkeypatch):
    monkeypatch.setattr(compaction, "DUE_AFTER", 10)
    path = tmp_path / "ledger.db"
    with open_ledger(path) as other:
        with open_ledger(path) as ledger:
            ledger.record(observation(days=n * HOUR / 60) for n in range(50))
            ledger.flush()
            other._connection.execute("BEGIN IMMEDIATE")
        other._connection.execute("ROLLBACK")
        assert other.summary().observations == 50


def test_an_interrupted_run_does_not_stop_to_tidy_up(tmp_path, observation, monkeypatch):
    monkeypatch.setattr(compaction, "DUE_AFTER", 10)
    path = tmp_path / "ledger.db"
    with contextlib.suppress(KeyboardInterrupt), open_ledger(path) as ledger:
        ledger.record(observation(days=n * HOUR / 60) for n in range(50))
        raise KeyboardInterrupt
    with open_ledger(path) as ledger:
        assert ledger.summary().observations == 50


def test_room_is_given_back(tmp_path, observation):
    path = tmp_path / "ledger.db"
    with open_ledger(path) as ledger:
        ledger.record(observation(days=n * HOUR / 60) for n in range(5_000))
        before = ledger.summary().size
        ledger.compact()
        assert ledger.summary().size < before / 10
