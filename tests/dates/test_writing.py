"""A day is written as the date before it was, and reads back as what was meant."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewaudit.dates import around, read, weekday_before, written
from reviewaudit.model import Precision

DAY = date(2026, 11, 5)

ROWS = [
    # as written before, with what settings, as written now
    ("2026-01-15", {}, "2026-11-05"),
    ("2026/01/15", {}, "2026/11/05"),
    ("2026-01", {}, "2026-11"),
    ("01/2026", {}, "11/2026"),
    ("2020", {}, "2026"),
    ("January 2025", {}, "November 2026"),
    ("JANUARY 2025", {}, "NOVEMBER 2026"),
    ("Jan 2025", {}, "Nov 2026"),
    ("Sept. 2025", {}, "Nov. 2026"),
    ("12 May 2025", {}, "5 November 2026"),
    ("02 May 2025", {}, "05 November 2026"),
    ("May 22, 2025", {}, "November 5, 2026"),
    ("Jan. 12th, 2026", {}, "Nov. 5th, 2026"),
    ("22nd January 2026", {}, "5th November 2026"),
    ("11-AUG-2026", {}, "05-NOV-2026"),
    ("12 Jan '26", {}, "5 Nov '26"),
    ("Monday, 12 January 2026", {}, "Thursday, 5 November 2026"),
    ("Mon 12 Jan 2026", {}, "Thu 5 Nov 2026"),
    ("12. Mai 2026", {}, "5. November 2026"),
    ("12. März 2026", {}, "5. November 2026"),
    ("Dezember 2025", {}, "November 2026"),
    ("1er mai 2026", {}, "5 novembre 2026"),
    ("mai 2026", {"label": "Dernière révision"}, "novembre 2026"),
    ("28 de julio de 2026", {}, "5 de noviembre de 2026"),
    ("12 января 2026", {}, "5 ноября 2026"),
    ("styczeń 2026", {}, "listopad 2026"),
    ("stycznia 2026", {}, "listopada 2026"),
    ("2024年12月", {}, "2026年11月"),
    ("2024年3月7日", {}, "2026年11月5日"),
    ("2026년 7월 30일", {}, "2026년 11월 5일"),
    ("Q1 2026", {}, "Q4 2026"),
    ("2026-Q1", {}, "2026-Q4"),
    ("1. Quartal 2026", {}, "4. Quartal 2026"),
    ("first quarter 2026", {}, "fourth quarter 2026"),
    ("2026-W07", {}, "2026-W45"),
    ("12.01.2026", {}, "05.11.2026"),
    ("1.2.2026", {}, "5.11.2026"),
    ("05/12/2025", {"order": "dmy"}, "05/11/2026"),
    ("5/12/2025", {"order": "mdy"}, "11/5/2026"),
    ("*January* 2026", {}, "*November* 2026"),
    ("2026-01-15T10:00:00Z", {}, "2026-11-05T10:00:00Z"),
    ("December 2025 – January 2026", {}, "November 2026"),
    # No way of writing that says the same, and nothing else:
    ("25/12/2025", {}, "2026-11-05"),  # 05/11/2026 is two days without an order
    ("05/12/2025", {}, "2026-11-05"),
    ("Spring 2024", {}, "2026-11"),
    ("mai 2026", {}, "2026-11"),  # French, Portuguese, Norwegian?
    ("令和8年1月", {}, "2026-11"),
    ("TBD", {}, "2026-11-05"),
    ("", {}, "2026-11-05"),
    ("2025-02-31", {}, "2026-11-05"),
]


@pytest.mark.parametrize(("like", "settings", "now"), ROWS)
def test_day_is_written_as_the_date_before(like, settings, now):
    assert written(DAY, like, **settings) == now


def test_month_that_two_languages_share_is_written_in_that_of_the_label():
    day = date(2026, 5, 21)
    assert written(day, "April 2026", label="Zuletzt überprüft") == "Mai 2026"
    assert written(day, "April 2026", label="Last reviewed") == "May 2026"


def test_day_whose_order_shows_is_written_in_that_order():
    assert written(date(2026, 11, 25), "18/07/2025") == "25/11/2026"


def test_weekday_in_front_belongs_to_the_date():
    text = "Last reviewed: Monday, 12 January 2026"
    assert text[weekday_before(text, text.index("12")) :] == "Monday, 12 January 2026"
    assert weekday_before("Reviewed 12 January 2026", 9) == 9


LIKES = [like for like, *_ in ROWS]
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@settings(max_examples=400, deadline=None)
@given(DAYS, st.sampled_from(LIKES), st.sampled_from(["unset", "dmy", "mdy"]))
def test_what_is_written_reads_back_with_the_same_precision(day, like, order):
    before, now = read(like, order=order), read(written(day, like, order=order), order=order)
    assert not now.flags
    precision = before.bounds.precision if before.bounds and not before.flags else Precision.DAY
    assert now.bounds == around(day, Precision.MONTH if precision is Precision.SEASON else precision)
    assert now.bounds.earliest <= day <= now.bounds.latest


@settings(max_examples=300, deadline=None)
@given(DAYS, DAYS, st.sampled_from(["%d %B %Y", "%B %d, %Y", "%b %Y", "%Y-%m-%d", "%d.%m.%Y", "%B %Y", "%Y/%m/%d"]))
def test_written_twice_is_written_once(day, other, form):
    once = written(day, other.strftime(form))
    assert written(day, once) == once


@settings(max_examples=300, deadline=None)
@given(DAYS, st.text(max_size=40))
def test_no_text_makes_it_raise(day, like):
    assert read(written(day, like)).bounds is not None
