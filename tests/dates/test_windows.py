from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit import dates
from reviewaudit.model import Bounds, Precision, Window


@pytest.mark.parametrize(
    ("text", "months", "days"),
    [
        ("12 months", 12, 0),
        ("6 month", 6, 0),
        ("6months", 6, 0),
        ("1 year", 12, 0),
        ("a year", 12, 0),
        ("two years", 24, 0),
        ("90d", 0, 90),
        ("90 days", 0, 90),
        ("6 weeks", 0, 42),
        ("1 year 6 months", 18, 0),
        ("1y6m", 18, 0),
        ("1 month and 3 days", 1, 3),
        ("every 6 months", 6, 0),
        ("every quarter", 3, 0),
        ("6-monthly", 6, 0),
        ("P1Y", 12, 0),
        ("P6M", 6, 0),
        ("p90d", 0, 90),
        ("P1Y2M10D", 14, 10),
        ("P6W", 0, 42),
        ("weekly", 0, 7),
        ("Monthly", 1, 0),
        ("quarterly", 3, 0),
        ("biannual", 6, 0),
        ("semi-annually", 6, 0),
        ("Semi-annual", 6, 0),
        ("annual", 12, 0),
        ("annually", 12, 0),
        ("yearly", 12, 0),
        ("0 days", 0, 0),
    ],
)
def test_a_span_is_read_in_calendar_units(text, months, days):
    assert dates.parse_window(text) == Window(months, days, text)


@pytest.mark.parametrize(
    "text", ["", "90", "soon", "six", "12 parsecs", "-3 months", "P", "1.5 years", "months", "9" * 50]
)
def test_what_is_no_span_is_refused_with_how_to_write_it(text):
    with pytest.raises(ValueError, match="write a span such as '12 months'"):
        dates.parse_window(text)


def test_a_plain_number_is_days_only_where_the_key_says_so():
    assert dates.parse_window("365", bare_days=True) == Window(0, 365, "365")


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 1, 1), 6, date(2026, 7, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_are_added_in_one_step_and_clipped_to_the_month(start, months, end):
    assert dates.add(start, Window(months, 0, "")) == end


def month(year, number, last):
    return Bounds(date(year, number, 1), date(year, number, last), Precision.MONTH)


def test_a_month_moves_as_a_period():
    assert dates.shift(month(2026, 2, 28), Window(6, 0, "")) == month(2026, 8, 31)
    assert dates.shift(month(2026, 1, 31), Window(12, 0, "")) == month(2027, 1, 31)


def test_a_quarter_moves_as_a_period():
    quarter = Bounds(date(2026, 1, 1), date(2026, 3, 31), Precision.QUARTER)
    assert dates.shift(quarter, Window(3, 0, "")) == Bounds(date(2026, 4, 1), date(2026, 6, 30), Precision.QUARTER)


def test_a_day_stays_a_day():
    one = Bounds(date(2026, 8, 31), date(2026, 8, 31), Precision.DAY)
    assert dates.shift(one, Window(6, 0, "")) == Bounds(date(2027, 2, 28), date(2027, 2, 28), Precision.DAY)


@given(st.dates(), st.integers(0, 10**9), st.integers(0, 10**9))
def test_the_calendar_ends_and_nothing_overflows(start, months, days):
    window = Window(months, days, "")
    assert start <= dates.add(start, window) <= date.max
    for precision in Precision:
        moved = dates.shift(Bounds(start, start, precision), window)
        assert start <= moved.earliest <= date.max
        assert moved.latest <= date.max


@given(st.dates(max_value=date(3000, 1, 1)), st.integers(0, 2000), st.integers(0, 2000))
def test_a_longer_window_never_ends_earlier(start, months, more):
    assert dates.add(start, Window(months, 0, "")) <= dates.add(start, Window(months + more, 0, ""))
