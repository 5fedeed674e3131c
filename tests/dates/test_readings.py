from datetime import date

import pytest

from reviewaudit import dates
from reviewaudit.model import Bounds, Flag, Precision


def bounds(earliest, latest, precision):
    return Bounds(date.fromisoformat(earliest), date.fromisoformat(latest), Precision(precision))


def day(text):
    return bounds(text, text, "day")


JANUARY = bounds("2026-01-01", "2026-01-31", "month")
TWELFTH = day("2026-01-12")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-01-12", TWELFTH),
        ("2026-1-12", TWELFTH),
        ("2026/01/12", TWELFTH),
        ("2026.01.12", TWELFTH),
        ("2026. 1. 12.", TWELFTH),
        ("12. 01. 2026", TWELFTH),
        ("2026-01-12T18:27:00.868Z", TWELFTH),
        ("2026-01-12 09:30 UTC", TWELFTH),
        ("20260112", TWELFTH),
        ("12.01.2026", TWELFTH),
        ("12.01.2026, 14:15 Uhr", TWELFTH),
        ("13/01/2026", day("2026-01-13")),
        ("01/28/2026", day("2026-01-28")),
        ("18/07/25", day("2025-07-18")),
        ("05/05/2026", day("2026-05-05")),
        ("2026", bounds("2026-01-01", "2026-12-31", "year")),
        ("2026-01", JANUARY),
        ("2026/01", JANUARY),
        ("01/2026", JANUARY),
        ("January 2026", JANUARY),
        ("JANUARY 2026", JANUARY),
        ("Jan. 2026", JANUARY),
        ("Jan '26", JANUARY),
        ("January\u00a02026", JANUARY),
        ("January  2026", JANUARY),
        ("January, 2026", JANUARY),
        ("Ja\u00adnuary 2026", JANUARY),
        ("**January** **2026**", JANUARY),
        ("mid-January 2026", JANUARY),
        ("early January 2026", JANUARY),
        ("2026 January", JANUARY),
        ("12 January 2026", TWELFTH),
        ("12th of January, 2026", TWELFTH),
        ("12 Jan 2026", TWELFTH),
        ("12-JAN-2026", TWELFTH),
        ("12-Jan-26", TWELFTH),
        ("12/Jan/2026", TWELFTH),
        ("Jan. 12th, 2026", TWELFTH),
        ("January 12, 2026 at 3:45 PM", TWELFTH),
        ("January 22th., 2017", day("2017-01-22")),
        ("2020-feb-01", day("2020-02-01")),
        ("Monday, 12 January 2026", TWELFTH),
        ("12–14 January 2026", day("2026-01-14")),
        ("January 12-14, 2026", day("2026-01-14")),
        ("December 2025 – January 2026", JANUARY),
        ("December 2025 to January 2026", JANUARY),
        ("2026-01-10/2026-01-12", TWELFTH),
        ("12. Januar 2026", TWELFTH),
        ("Jänner 2026", JANUARY),
        ("1er mai 2026", day("2026-05-01")),
        ("27 janvier 2026 à 15h45", day("2026-01-27")),
        ("févr. 2026", bounds("2026-02-01", "2026-02-28", "month")),
        ("28 de julio de 2026", day("2026-07-28")),
        ("ene. 2026", JANUARY),
        ("12 de janeiro de 2026", TWELFTH),
        ("4 Ottobre 2025", day("2025-10-04")),
        ("12 stycznia 2026 r.", TWELFTH),
        ("12 января 2026 г.", TWELFTH),
        ("2026年1月", JANUARY),
        ("2026 年 1 月 12 日", TWELFTH),
        ("二〇二六年一月十二日", TWELFTH),
        ("令和8年1月12日", TWELFTH),
        ("2026년 1월 12일", TWELFTH),
        ("ngày 12 tháng 1 năm 2026", TWELFTH),
        ("١٢ يناير ٢٠٢٦", TWELFTH),
        ("Q1 2026", bounds("2026-01-01", "2026-03-31", "quarter")),
        ("2026-Q1", bounds("2026-01-01", "2026-03-31", "quarter")),
        ("Q3/2026", bounds("2026-07-01", "2026-09-30", "quarter")),
        ("4. Quartal 2026", bounds("2026-10-01", "2026-12-31", "quarter")),
        ("first quarter of 2026", bounds("2026-01-01", "2026-03-31", "quarter")),
        ("2026-W03", bounds("2026-01-12", "2026-01-18", "week")),
        ("week 3, 2026", bounds("2026-01-12", "2026-01-18", "week")),
        ("2026-W03-1", TWELFTH),
        ("Spring 2024", bounds("2024-01-01", "2024-12-31", "season")),
        ("winter 2025/26", bounds("2025-07-01", "2026-06-30", "season")),
        ("2028-03-03 # deprecated 2026-03-03 in v0.157.0", day("2028-03-03")),
        ("2008-01-24 (0.10.15)", day("2008-01-24")),
        ("2024-02-29", day("2024-02-29")),
    ],
)
def test_a_written_date_is_read_with_its_precision(text, meant):
    reading = dates.read(text)
    assert reading.bounds == meant
    assert not reading.flags
    assert text[reading.start : reading.end] == reading.text


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("2025-06-203", Flag.INVALID),
        ("2022-21-09", Flag.INVALID),
        ("2022-02-31", Flag.INVALID),
        ("2023-02-29", Flag.INVALID),
        ("2018-012-07", Flag.INVALID),
        ("2023-06-12-01", Flag.INVALID),
        ("2025-01-16--27", Flag.INVALID),
        ("31/02/2026", Flag.INVALID),
        ("30 February 2027", Flag.INVALID),
        ("2026-W54", Flag.INVALID),
        ("2026-13", Flag.INVALID),
        ("FY2025/26", Flag.INVALID),
        ("19.4", Flag.INVALID),
        ("18 July", Flag.INVALID),
        ("1767225600", Flag.INVALID),
        ("YYYY-MM-DD", Flag.PLACEHOLDER),
        ("yyyy-mm-dd", Flag.PLACEHOLDER),
        ("DD/MM/YYYY", Flag.PLACEHOLDER),
        ("20XX-XX-XX", Flag.PLACEHOLDER),
        ("TBD", Flag.PLACEHOLDER),
        ("tbc", Flag.PLACEHOLDER),
        ("TODO", Flag.PLACEHOLDER),
        ("[DATE]", Flag.PLACEHOLDER),
        ("[Insert Date]", Flag.PLACEHOLDER),
        ("[Date + 1 year]", Flag.PLACEHOLDER),
        ("<date>", Flag.PLACEHOLDER),
        ("{date}", Flag.PLACEHOLDER),
        ("________", Flag.PLACEHOLDER),
        ("n/a", Flag.PLACEHOLDER),
        ("", Flag.PLACEHOLDER),
        ("  ", Flag.PLACEHOLDER),
        ("null", Flag.PLACEHOLDER),
        ("~", Flag.PLACEHOLDER),
        ("0000-00-00", Flag.PLACEHOLDER),
        ("0001-01-01T00:00:00Z", Flag.PLACEHOLDER),
        ("never", Flag.NEVER),
        ("Not yet reviewed", Flag.NEVER),
        ("jamais", Flag.NEVER),
        ("false", Flag.NEVER),
        ("{{ now }}", Flag.AUTO_STAMPED),
        ("{{ page.date | date: '%Y' }}", Flag.AUTO_STAMPED),
        ("<%= Date.today %>", Flag.AUTO_STAMPED),
        ("{% now 'Y' %}", Flag.AUTO_STAMPED),
        ("${date}", Flag.AUTO_STAMPED),
        ("{new Date().getFullYear()}", Flag.AUTO_STAMPED),
        ("Q1 {new Date().getFullYear()}", Flag.AUTO_STAMPED),
        ("{today}", Flag.AUTO_STAMPED),
        ("|today|", Flag.AUTO_STAMPED),
        ("{localdate}", Flag.AUTO_STAMPED),
        ("{docdatetime}", Flag.AUTO_STAMPED),
        ("May", Flag.MISSING),
        ("soon", Flag.MISSING),
        ("true", Flag.MISSING),
        ("Jane Doe", Flag.MISSING),
    ],
)
def test_what_stands_in_a_dates_place_is_named(text, flag):
    reading = dates.read(text)
    assert reading.bounds is None
    assert reading.flags == {flag}


@pytest.mark.parametrize("text", ["01/12/2026", "1-12-2026", "1/12/26"])
def test_two_readings_give_the_hull_of_both(text):
    reading = dates.read(text)
    assert reading.bounds == bounds("2026-01-12", "2026-12-01", "day")
    assert reading.flags == {Flag.AMBIGUOUS}


@pytest.mark.parametrize(
    ("text", "order", "meant"),
    [
        ("01/12/2026", "dmy", "2026-12-01"),
        ("01/12/2026", "mdy", "2026-01-12"),
        ("01/12/26", "dmy", "2026-12-01"),
        ("26/01/12", "ymd", "2026-01-12"),
        ("07/14/2025", "dmy", "2025-07-14"),
        ("12.01.2026", "mdy", "2026-01-12"),
    ],
)
def test_the_policys_order_settles_an_ambiguous_date_and_never_an_impossible_one(text, order, meant):
    reading = dates.read(text, order=order)
    assert reading.bounds == day(meant)
    assert not reading.flags


def test_a_weekday_that_does_not_fit_makes_the_date_doubtful():
    reading = dates.read("Tuesday, 12 January 2026")
    assert reading.bounds == TWELFTH
    assert reading.flags == {Flag.AMBIGUOUS}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "version 0.10.15",
        "Phase 19.4",
        "HTTP 404",
        "in chapter May",
        "set 2024 targets",
        "Act 2018",
        "BRD-2026-Q2-BUILDER",
        "10.0.0.1",
        "https://example.org/2026/01/12/post",
        "1.2.2026-alpha.3x",
        "21 CFR 211.80–211.86",
        "10.1000/2026.01",
    ],
)
def test_numbers_of_another_kind_are_no_dates(text):
    assert dates.find(text) is None


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (" on 3 May 2026 by Jane", "3 May 2026"),
        (": version 0.10.15 of 2026-05-03", "2026-05-03"),
        (" in 2020; refer to", "2020"),
        ("（2026年5月）", "2026年5月"),
        (" 2026-05-03, next 2027-05-03", "2026-05-03"),
        (": [Insert Date]", "[Insert Date]"),
        (": Never", "Never"),
        (" {{ page.reviewed }}", "{{ page.reviewed }}"),
        (": Tuesday", None),
        (" Jane Doe", None),
        (": 6 months ago", None),
    ],
)
def test_find_gives_the_first_date_or_what_stands_in_its_place(text, written):
    reading = dates.find(text)
    assert (reading.text if reading else None) == written


def test_find_looks_only_between_start_and_end():
    text = "2024-01-01 then 2025-02-02 then 2026-03-03"
    reading = dates.find(text, 10, 27)
    assert reading.text == "2025-02-02"
    assert text[reading.start : reading.end] == "2025-02-02"
    assert dates.find(text, 11, 16) is None


@pytest.mark.parametrize(
    ("text", "utc", "paris"),
    [
        ("2026-01-15T23:30:00Z", 15, 16),
        ("2026-01-15T23:30Z", 15, 16),
        ("2026-01-15 23:30:00.123 +00:00", 15, 16),
        ("2026-01-15T23:30:00-0500", 16, 16),
        ("2026-01-15T00:30:00+02:00", 14, 14),
        ("20260115T233000Z", 15, 16),
        ("Thu, 15 Jan 2026 23:30:00 GMT", 15, 16),
        ("2026-01-15T23:30:00", 15, 15),
        ("2026-01-15", 15, 15),
        ("2026-01-15T25:30:00Z", 15, 15),
    ],
)
def test_instants_are_days_of_the_zone_and_times_without_offset_are_not(text, utc, paris):
    for zone, day in (("UTC", utc), ("Europe/Paris", paris)):
        only = date(2026, 1, day)
        assert dates.read(text, zone=zone).bounds == (only, only, Precision.DAY)


@pytest.mark.parametrize("text", ["9999-12-31T23:59:00Z", "9998-12-31T23:59:00-10:00"])
def test_instant_at_the_end_of_the_calendar_does_not_raise(text):
    assert dates.read(text, zone="Pacific/Kiritimati").bounds is not None
