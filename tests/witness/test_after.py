"""Which changes a review cannot have seen."""

from datetime import UTC, date, datetime

from reviewaudit.model import Change, History

REVIEW = date(2025, 3, 2)


def at(month, day, **parts):
    return Change(f"{month:02}{day:02}", datetime(2025, month, day, 12, tzinfo=UTC), "Ada", **parts)


def commits(*changes):
    return [change.commit for change in History(changes).after(REVIEW)]


def test_later_changes_count_and_earlier_ones_do_not():
    assert commits(at(5, 4, body=True), at(4, 1, metadata=True), at(2, 1, body=True)) == ["0504", "0401"]


def test_the_day_after_may_be_the_same_day_elsewhere():
    assert commits(at(3, 3, body=True)) == []
    assert commits(at(3, 4, body=True)) == ["0304"]


def test_a_change_before_the_commit_that_wrote_the_date_is_covered():
    assert commits(at(3, 12, body=True), at(3, 9, review=True), at(3, 7, body=True)) == ["0312"]


def test_a_date_that_was_only_written_differently_later_covers_nothing():
    assert commits(at(8, 1, review=True), at(5, 4, body=True)) == ["0504"]


def test_a_change_with_its_own_review_and_the_first_commit_are_no_later_changes():
    assert commits(at(5, 4, body=True, review=True), at(4, 4, created=True)) == []


def test_author_dates_need_not_be_in_order():
    assert commits(at(2, 4, body=True), at(5, 4, body=True)) == ["0504"]
