from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit import dates
from reviewaudit.model import (
    START,
    Article,
    Bounds,
    Flag,
    Interval,
    Origin,
    Precision,
    ReviewPolicy,
    ReviewStatement,
    ReviewStatus,
    Scope,
    StatementKind,
    Window,
)
from reviewaudit.verdicts.reviews import review


def statement(text, kind="reviewed", scope="page", origin="statement", label="Last reviewed", flags=()):
    reading = dates.read(text)
    return ReviewStatement(
        StatementKind(kind),
        Scope(scope),
        Origin(origin),
        START,
        text,
        label,
        reading.bounds,
        reading.flags | frozenset(flags),
    )


def judged(*statements, as_of="2026-06-01", interval=None, **policy):
    own = Interval(interval, START, dates.parse_window(interval)) if interval else None
    article = Article("a.md", "markdown", statements=statements, interval=own)
    return review(article, ReviewPolicy(**policy), date.fromisoformat(as_of))


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        ("2026-01-15", "current"),
        ("2026-11-22", "current"),
        ("2026-12-01", "current"),
        ("2026-12-02", "due_soon"),
        ("2027-01-01", "due_soon"),
        ("2027-01-02", "due"),
        ("2027-01-31", "due"),
        ("2027-02-01", "overdue"),
    ],
)
def test_a_month_is_due_over_a_month(as_of, status):
    result = judged(statement("January 2026"), as_of=as_of)
    assert result.status == status
    assert result.due == (date(2027, 1, 1), date(2027, 1, 31), Precision.MONTH)
    assert result.days_overdue == (1 if status == "overdue" else 0)


@pytest.mark.parametrize(("as_of", "status"), [("2027-01-15", "due_soon"), ("2027-01-16", "overdue")])
def test_the_due_day_itself_is_not_overdue(as_of, status):
    assert judged(statement("2026-01-15"), as_of=as_of).status == status


def test_grace_delays_overdue_but_not_the_count_of_days():
    assert judged(statement("2026-01-15"), as_of="2027-01-25", grace=Window(0, 10, "")).status == "due"
    result = judged(statement("2026-01-15"), as_of="2027-01-26", grace=Window(0, 10, ""))
    assert (result.status, result.days_overdue) == ("overdue", 11)


def test_a_strict_shop_counts_from_the_start_of_the_month():
    assert judged(statement("January 2026"), as_of="2027-01-02", month_policy="start").status == "overdue"
    assert judged(statement("January 2026"), as_of="2027-01-01", month_policy="start").status == "due_soon"


@pytest.mark.parametrize(
    ("flag", "status"),
    [
        ("never", "invalid"),
        ("TBD", "invalid"),
        ("2022-02-31", "invalid"),
        ("{{ now }}", "invalid"),
        ("Jane Doe", "missing"),
    ],
)
def test_without_a_date_the_state_says_why(flag, status):
    assert judged(statement(flag)).status == status


def test_nothing_said_is_missing():
    assert judged().status == ReviewStatus.MISSING


def test_updated_and_published_never_satisfy_unless_the_policy_says_so():
    updated = statement("2026-05-01", "updated")
    assert judged(updated).status == "missing"
    assert judged(updated, accept=("reviewed", "updated")).status == "current"
    assert judged(statement("2026-05-01", "published")).status == "missing"


@pytest.mark.parametrize("scope", ["section", "reference", "other"])
def test_a_date_of_another_thing_does_not_make_the_page_fresh(scope):
    assert judged(statement("2026-05-01", scope=scope)).status == "missing"


def test_references_reviewed_counts_where_nothing_else_is_said():
    assert judged(statement("2026-05-01", scope="references")).status == "current"


def test_references_checked_later_neither_contradict_nor_refresh():
    result = judged(statement("2025-02-01"), statement("2026-05-01", scope="references"))
    assert result.statement.text == "2025-02-01"
    assert result.conflicting == ()
    assert result.status == "overdue"


def test_disjoint_page_reviews_are_a_conflict_and_the_older_counts():
    newer, older = statement("January 2026", origin="front-matter"), statement("March 2024")
    result = judged(newer, older)
    assert result.statement == older
    assert result.conflicting == (newer,)
    assert result.status == "overdue"


def test_overlapping_dates_agree_and_are_narrowed():
    month, day = statement("January 2026", origin="front-matter"), statement("2026-01-15")
    result = judged(month, day)
    assert result.statement == month
    assert result.bounds == day.bounds
    assert result.conflicting == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [("side-file", "front-matter"), ("front-matter", "statement"), ("statement", "json-ld"), ("json-ld", "meta")],
)
def test_the_origin_picks_the_primary_of_statements_that_agree(first, second):
    one, other = statement("January 2026", origin=first), statement("January 2026", origin=second)
    assert judged(other, one).statement == one


def test_a_future_review_does_not_make_the_page_fresh():
    ahead = statement("2026-06-03")
    assert judged(ahead).status == "future"
    assert judged(statement("2026-06-02")).status == "current"
    result = judged(ahead, statement("2024-01-01"))
    assert (result.status, result.statement.text) == ("overdue", "2024-01-01")


def test_the_month_we_are_in_is_no_future():
    assert judged(statement("January 2026"), as_of="2026-01-01").status == "current"
    assert judged(statement("January 2026"), as_of="2025-12-31").status == "current"
    assert judged(statement("January 2026"), as_of="2025-12-30").status == "future"


def test_an_article_may_shorten_its_window_but_not_lengthen_it():
    assert judged(statement("2026-01-15"), as_of="2026-08-01", interval="6 months").status == "overdue"
    assert judged(statement("2026-01-15"), as_of="2027-08-01", interval="3 years").status == "overdue"
    assert (
        judged(statement("2026-01-15"), as_of="2027-08-01", interval="3 years", allow_longer=True).status == "current"
    )
    assert judged(statement("2026-01-15"), interval="6 months").window == Window(6, 0, "6 months")


def test_an_interval_that_was_not_understood_changes_nothing():
    article = Article("a.md", "markdown", statements=(statement("2026-01-15"),), interval=Interval("soon", START, None))
    assert review(article, ReviewPolicy(), date(2026, 6, 1)).window == ReviewPolicy().window


def test_a_stated_next_review_counts_when_it_comes_first():
    early = statement("2026-03-01", "next_due")
    assert judged(statement("2026-01-15"), early).status == "overdue"
    assert judged(statement("2026-01-15"), early).due == early.bounds
    late = statement("2030-01-01", "next_due")
    assert judged(statement("2026-01-15"), late).due.latest == date(2027, 1, 15)


def test_a_past_next_review_counts_without_any_review():
    assert judged(statement("2026-03-01", "next_due")).status == "overdue"
    ahead = judged(statement("2027-03-01", "next_due"))
    assert (ahead.status, ahead.due.latest) == ("missing", date(2027, 3, 1))


def test_an_ambiguous_key_with_a_day_to_come_is_the_next_review():
    key = statement("2026-12-29", label="review_date", flags=[Flag.AMBIGUOUS])
    result = judged(key)
    assert (result.status, result.due.latest) == ("missing", date(2026, 12, 29))
    assert judged(key, statement("2026-01-15")).due.latest == date(2026, 12, 29)
    assert judged(key, as_of="2027-01-15").status == "current"


def test_an_ambiguous_date_is_judged_by_its_hull():
    result = judged(statement("01/12/2025"), as_of="2026-03-01")
    assert result.due == (date(2026, 1, 12), date(2026, 12, 1), Precision.DAY)
    assert result.status == "due"


# --- properties -------------------------------------------------------------------------------------------------------

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
RANK = ["current", "due_soon", "due", "overdue"]


@st.composite
def bounds(draw):
    start = draw(DAYS)
    return Bounds(start, start + timedelta(days=draw(st.integers(0, 400))), draw(st.sampled_from(list(Precision))))


@st.composite
def articles(draw):
    found = tuple(
        ReviewStatement(
            draw(st.sampled_from([StatementKind.REVIEWED, StatementKind.REVIEWED, StatementKind.NEXT_DUE])),
            draw(st.sampled_from([Scope.PAGE, Scope.REFERENCES])),
            draw(st.sampled_from(list(Origin))), START, "", "", one,
        )
        for one in draw(st.lists(bounds(), min_size=1, max_size=4))
    )  # fmt: skip
    return Article("a.md", "markdown", statements=found)


def within(article, as_of):
    return all(one.bounds.earliest <= as_of for one in article.statements)


@given(articles(), DAYS, st.integers(1, 60), st.integers(0, 60))
def test_a_wider_window_never_adds_an_overdue(article, as_of, months, more):
    narrow = review(article, ReviewPolicy(window=Window(months, 0, "")), as_of).status
    wide = review(article, ReviewPolicy(window=Window(months + more, 0, "")), as_of).status
    assert wide != "overdue" or narrow == "overdue"


@given(articles(), DAYS, st.integers(0, 4000))
def test_overdue_today_is_overdue_tomorrow_once_all_reviews_are_past(article, as_of, later):
    policy = ReviewPolicy()
    if within(article, as_of) and review(article, policy, as_of).status == "overdue":
        assert review(article, policy, as_of + timedelta(days=later)).status == "overdue"


@given(articles(), DAYS, st.randoms())
def test_the_order_of_statements_does_not_matter(article, as_of, random):
    shuffled = list(article.statements)
    random.shuffle(shuffled)
    other = Article("a.md", "markdown", statements=tuple(shuffled))
    one, two = review(article, ReviewPolicy(), as_of), review(other, ReviewPolicy(), as_of)
    assert (one.status, one.bounds, one.due, one.days_overdue) == (two.status, two.bounds, two.due, two.days_overdue)


def spread_due(path, **policy):
    article = Article(path, "markdown", statements=(statement("2026-01-15"),))
    return review(article, ReviewPolicy(**policy), date(2026, 6, 1)).due


SPREAD = Window(0, 30, "30 days")


def test_spread_moves_the_due_date_back_by_the_path_alone():
    offsets = [(spread_due(f"docs/{n}.md", spread=SPREAD).latest - date(2027, 1, 15)).days for n in range(500)]
    assert offsets == [(spread_due(f"docs/{n}.md", spread=SPREAD).latest - date(2027, 1, 15)).days for n in range(500)]
    assert (min(offsets), max(offsets)) == (0, 30)
    thirds = [sum(low <= offset <= low + 9 for offset in offsets) for low in (0, 10, 20)]
    assert all(110 <= third <= 210 for third in thirds), thirds


def test_no_spread_changes_nothing():
    none = Window(0, 0, "0 days")
    assert {spread_due(f"docs/{n}.md", spread=none) for n in range(50)} == {spread_due("docs/a.md")}


def test_spread_leaves_the_articles_own_due_date_alone():
    stated = statement("2026-12-01", kind="next_due", label="Next review")
    for number in range(50):
        article = Article(f"{number}.md", "markdown", statements=(statement("2026-01-15"), stated))
        due = review(article, ReviewPolicy(spread=SPREAD), date(2026, 6, 1)).due
        assert due.latest == date(2026, 12, 1)


@given(st.text(min_size=1, max_size=30), st.integers(0, 400), st.integers(0, 400))
def test_wider_window_is_never_due_earlier_whatever_the_spread(path, one, other):
    narrow, wide = sorted((one, other))
    spread = Window(1, 3, "1 month 3 days")
    first = spread_due(path, spread=spread, window=Window(0, narrow, ""))
    assert first.latest <= spread_due(path, spread=spread, window=Window(0, wide, "")).latest
