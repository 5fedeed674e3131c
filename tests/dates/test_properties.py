"""What holds for every date, language and form, and for every text."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reviewaudit import dates
from reviewaudit.dates.names import MONTH_NUMBER, MONTHS, NEEDS_CONTEXT, fold
from reviewaudit.model import Flag, Precision

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
NAMES = [(form, number) for row in MONTHS.values() for number, forms in enumerate(row, 1) for form in forms.split()]
HOSTILE = st.text(alphabet="0123456789-/. –{}[]<%$_'’*\u00ad\u200bQWTjJanuryMy年月日一十\n", max_size=60)


def month_bounds(year, month):
    after = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), after - timedelta(days=1), Precision.MONTH


@given(DAYS)
def test_iso_dates_come_back(day):
    for text in (f"{day}", f"{day.year}/{day.month}/{day.day}", f"{day.day:02}.{day.month:02}.{day.year}"):
        assert dates.read(text).bounds == (day, day, Precision.DAY)


@given(DAYS, st.sampled_from(["dmy", "mdy"]))
def test_numeric_dates_come_back_in_the_policys_order(day, order):
    parts = (day.day, day.month) if order == "dmy" else (day.month, day.day)
    assert dates.read(f"{parts[0]}/{parts[1]}/{day.year}", order=order).bounds == (day, day, Precision.DAY)


@given(DAYS)
def test_an_ambiguous_date_keeps_the_meant_day_within_its_bounds(day):
    reading = dates.read(f"{day.day}/{day.month}/{day.year}")
    assert reading.bounds.earliest <= day <= reading.bounds.latest


@given(
    DAYS,
    st.sampled_from(["{d}. {m} {y}", "{d} {m} {y}", "{d} de {m} de {y}", "{m} {d}, {y}", "{d}-{m}-{y}", "{y}-{m}-{d}"]),
    st.data(),
)
def test_named_days_come_back_in_every_language(day, form, data):
    name = data.draw(st.sampled_from([name for name, number in NAMES if number == day.month]))
    text = form.format(d=day.day, m=name, y=day.year)
    assert dates.read(text).bounds == (day, day, Precision.DAY), text


@pytest.mark.parametrize(("name", "number"), NAMES)
def test_named_months_come_back_in_every_language(name, number):
    shown = name if fold(name) not in NEEDS_CONTEXT else name.capitalize()
    assert dates.read(f"{shown} 2026").bounds == month_bounds(2026, number)
    assert dates.read(f"{shown.upper()} 2026").bounds == month_bounds(2026, number)


def test_no_name_stands_for_two_months():
    assert all(MONTH_NUMBER[fold(name)] == number for name, number in NAMES)


@given(st.integers(1900, 2199), st.integers(1, 12))
def test_a_month_never_becomes_a_day(year, month):
    for text in (f"{year}-{month:02}", f"{year}/{month:02}", f"{month:02}/{year}", f"{year}年{month}月"):
        assert dates.read(text).bounds == month_bounds(year, month)


@given(st.integers(1900, 2199), st.integers(1, 4))
def test_quarters_come_back(year, quarter):
    bounds = dates.read(f"Q{quarter} {year}").bounds
    assert (bounds.earliest.month, bounds.latest.month, bounds.precision) == (quarter * 3 - 2, quarter * 3, "quarter")


@given(DAYS)
def test_weeks_come_back(day):
    year, week, _ = day.isocalendar()
    bounds = dates.read(f"{year}-W{week:02}").bounds
    assert bounds is not None or not 1900 <= year <= 2199
    assert bounds is None or bounds.earliest <= day <= bounds.latest


@given(st.one_of(st.text(max_size=80), HOSTILE), st.sampled_from(["unset", "dmy", "mdy", "ymd"]))
@example("00/00/0000", "unset")
@example("十十年十月", "unset")
@example("平成元年13月", "unset")
def test_no_text_makes_it_raise_and_places_are_exact(text, order):
    reading = dates.read(text, order=order)
    assert 0 <= reading.start <= reading.end <= len(text)
    assert text[reading.start : reading.end] == reading.text
    assert (reading.bounds is None) == bool(reading.flags - {Flag.AMBIGUOUS})
    if reading.bounds is not None:
        assert reading.bounds.earliest <= reading.bounds.latest
        assert any(character.isdigit() or character in "〇零一二三四五六七八九元" for character in reading.text)
    found = dates.find(text, order=order)
    if found is not None:
        assert text[found.start : found.end] == found.text


@given(st.text(alphabet="123 ./-JanuryMy", min_size=1, max_size=20))
def test_a_day_is_only_read_where_a_day_is_written(text):
    reading = dates.read(text)
    if reading.bounds is not None and reading.bounds.precision is Precision.DAY:
        assert sum(character.isdigit() for character in reading.text) >= 4


@pytest.mark.parametrize(
    "piece",
    [
        "{{",
        "{",
        "[",
        "January ",
        "1/",
        "2026-",
        "12 ",
        "<%",
        "a",
        "_",
        ".",
        "'",
        "1 de ",
        "Jan\u00ad",
        "年",
        "十",
        " ",
        "20",
    ],
)
def test_long_hostile_text_is_read_in_one_go(piece):
    text = piece * (60_000 // len(piece))
    assert dates.read(text).start >= 0
    dates.find(text)


@given(
    st.datetimes(datetime(1950, 1, 2), datetime(2199, 12, 30)),  # the offset comes in the text
    st.integers(-14 * 60, 14 * 60),
    st.sampled_from(["UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati"]),
)
def test_an_instant_is_at_most_one_day_from_the_day_as_written(moment, offset, zone):
    sign, minutes = "-" if offset < 0 else "+", abs(offset)
    text = f"{moment:%Y-%m-%dT%H:%M:%S}{sign}{minutes // 60:02}:{minutes % 60:02}"
    utc, local = dates.read(text).bounds, dates.read(text, zone=zone).bounds
    assert utc.precision is local.precision is Precision.DAY
    assert abs((utc.earliest - local.earliest).days) <= 1
    assert abs((utc.earliest - moment.date()).days) <= 1
    aware = moment.replace(microsecond=0, second=0, tzinfo=timezone(timedelta(minutes=offset)))
    assert local.earliest == aware.astimezone(ZoneInfo(zone)).date()
