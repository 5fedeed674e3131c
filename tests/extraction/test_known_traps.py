"""What review-date checkers are known to get wrong, from the text of an article to the state of its review."""

from datetime import date

import pytest

from reviewaudit import extraction, formats, verdicts
from reviewaudit.model import Flag, Origin, ReviewPolicy, ReviewStatus, Scope, StatementKind, Window

AS_OF = date(2026, 6, 1)
BODY = "\n\n".join(
    f"Tea of kind {number} is made of leaves and of water, and of nothing else at all." for number in range(20)
)


def judged(text, format="markdown", as_of=AS_OF, side=None, **policy):
    """The article in a text, and its review on one day."""
    rules = ReviewPolicy(**policy)
    document = formats.parse(text.encode(), format)
    article = extraction.extract("docs/tea.md", format, document, rules, side=side)
    return article, verdicts.review(article, rules, as_of)


def status(text, **kwargs):
    return judged(text, **kwargs)[1].status


# --- what is absent ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["# Tea\n", "", f"# Tea\n\n{BODY}\n", "---\ntitle: Tea\n---\n# Tea\n"])
def test_article_without_a_date_is_missing_one_and_not_clean(text):
    assert status(text) is ReviewStatus.MISSING


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        ("YYYY-MM-DD", Flag.PLACEHOLDER),
        ("TBD", Flag.PLACEHOLDER),
        ("", Flag.PLACEHOLDER),
        ("never", Flag.NEVER),
        ("2025-06-203", Flag.INVALID),
        ("2022-21-09", Flag.INVALID),
        ("2022-02-31", Flag.INVALID),
        ("2025-01-16--27", Flag.INVALID),
        ('"{{ now }}"', Flag.AUTO_STAMPED),
    ],
)
def test_what_stands_in_a_dates_place_is_no_review_and_not_skipped(value, flag):
    article, review = judged(f"---\nlast_reviewed: {value}\n---\n# Tea\n")
    assert review.status is ReviewStatus.INVALID
    assert article.statements[0].flags == {flag}


@pytest.mark.parametrize("script", ["{{ now }}", "<%= Date.today %>", "${new Date().toISOString()}", "{% now 'Y' %}"])
def test_date_that_a_build_fills_in_is_no_review(script):
    article, review = judged(f"# Tea\n\nLast reviewed: {script}\n")
    assert review.status is ReviewStatus.INVALID
    assert [statement.flags for statement in article.statements] == [{Flag.AUTO_STAMPED}]


def test_claim_on_a_page_without_body_is_still_a_claim():
    article, _ = judged("# Tea\n\n> Last reviewed: May 2026 — references verified.\n")
    assert article.statements[0].claims_references
    assert article.cited == article.entries == ()


# --- what merely looks like a date of this page -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "# Tea\n\n```yaml\n---\nlast_reviewed: 2026-05-01\n---\n```\n",
        "# Tea\n\nWrite this:\n\n    Last reviewed: 2026-05-01\n",
        f"# Tea\n\n{BODY}\n\n---\nlast_reviewed: 2026-05-01\n---\n\n{BODY}\n",
    ],
)
def test_example_of_front_matter_is_none(text):
    assert status(text) is ReviewStatus.MISSING


@pytest.mark.parametrize(
    "stamp", ["updated: 2026-05-01", "date: 2026-05-01", "lastmod: 2026-05-01", "ms.date: 05/01/2026"]
)
def test_update_is_no_review_unless_the_policy_says_so(stamp):
    text = f"---\n{stamp}\n---\n# Tea\n"
    assert status(text) is ReviewStatus.MISSING
    kinds = ("reviewed", "updated", "published")
    assert status(text, accept=kinds) is ReviewStatus.CURRENT


def test_update_does_not_refresh_an_old_review():
    assert status("---\nlast_reviewed: 2024-01-31\nlastmod: 2026-05-01\n---\n# Tea\n") is ReviewStatus.OVERDUE


def test_section_never_refreshes_the_page():
    section = "This section was last reviewed on 2026-05-01."
    text = f"---\nlast_reviewed: 2024-01-31\n---\n# Tea\n\n{BODY}\n\n{section}\n\n{BODY}\n"
    article, review = judged(text)
    assert review.status is ReviewStatus.OVERDUE
    assert review.conflicting == ()
    assert {statement.scope for statement in article.statements} == {Scope.PAGE, Scope.SECTION}


def test_references_checked_later_do_not_refresh_the_page():
    text = "Last reviewed: January 2024.\n\nLinks last checked: May 2026.\n"
    assert status(text) is ReviewStatus.OVERDUE


def test_new_owner_resets_no_date():
    reviews = [judged(f"---\nlast_reviewed: 2026-01-31\nowner: {owner}\n---\n# Tea\n")[1] for owner in ("ada", "bo")]
    assert reviews[0] == reviews[1]


@pytest.mark.parametrize("day", ["2026-06-03", "2027-01-31", "June 2027"])
def test_date_set_into_the_future_makes_nothing_fresh(day):
    assert status(f"Last reviewed: {day}\n") is ReviewStatus.FUTURE


def test_old_review_beside_a_future_one_stays_overdue():
    assert status("---\nlast_reviewed: 2027-01-31\n---\n\nLast reviewed: 2024-01-31\n") is ReviewStatus.OVERDUE


def test_work_is_staggered_without_a_false_date():
    rules = {"spread": Window(0, 30, "30 days")}
    _, review = judged("Last reviewed: 2026-01-31\n", **rules)
    assert review.bounds.earliest == date(2026, 1, 31)
    assert 0 <= (review.due.latest - date(2027, 1, 31)).days <= 30


def test_page_may_shorten_its_window_and_not_lengthen_it():
    text = "---\nlast_reviewed: 2026-01-31\nreview_in: {}\n---\n# Tea\n"
    assert judged(text.format("3 months"))[1].due.latest == date(2026, 4, 30)
    assert judged(text.format("3 years"))[1].due.latest == date(2027, 1, 31)
    assert judged(text.format("3 years"), allow_longer=True)[1].due.latest == date(2029, 1, 31)


# --- dates that a general parser gets wrong ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "earliest", "latest"),
    [
        ("January 2026", "2026-01-01", "2026-01-31"),
        ("2026-01", "2026-01-01", "2026-01-31"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("12.01.2026", "2026-01-12", "2026-01-12"),
        ("01/12/2025", "2025-01-12", "2025-12-01"),
        ("20/04/2026", "2026-04-20", "2026-04-20"),
        ("Dec  2025", "2025-12-01", "2025-12-31"),
        ("18/07/25", "2025-07-18", "2025-07-18"),
        ("Q1 2026", "2026-01-01", "2026-03-31"),
        ("January 22th., 2026", "2026-01-22", "2026-01-22"),
    ],
)
@pytest.mark.parametrize("as_of", [AS_OF, date(2026, 6, 30)])
def test_no_day_is_invented_whatever_day_it_is(written, earliest, latest, as_of):
    _, review = judged(f"Last reviewed: {written}\n", as_of=as_of)
    assert review.bounds[:2] == (date.fromisoformat(earliest), date.fromisoformat(latest))


def test_wrong_weekday_is_doubtful():
    article, _ = judged("Last reviewed: Monday, 30 May 2026\n")
    assert article.statements[0].flags == {Flag.AMBIGUOUS}


@pytest.mark.parametrize("seen", ["January 2026", "Jan 2026"])
def test_machine_date_that_adds_a_day_to_a_month_is_no_conflict(seen):
    _, review = judged(f'<p>Last reviewed: <time datetime="2026-01-01">{seen}</time></p>', format="html")
    assert review.bounds[:2] == (date(2026, 1, 1), date(2026, 1, 31))
    assert review.conflicting == ()


def test_day_inside_a_month_that_another_place_names_is_no_conflict():
    _, review = judged("---\nlast_reviewed: 2026-01-15\n---\n\nLast reviewed: January 2026\n")
    assert review.conflicting == ()
    assert review.bounds[:2] == (date(2026, 1, 15), date(2026, 1, 15))


def test_contradicting_dates_count_as_the_older():
    _, review = judged("---\nlast_reviewed: 2026-05-01\n---\n\nLast reviewed: January 2025\n")
    assert review.status is ReviewStatus.OVERDUE
    assert [statement.text for statement in review.conflicting] == ["2026-05-01"]


def test_two_dates_in_one_line_go_to_their_own_labels():
    article, review = judged("Last reviewed: 15 March 2026 · Next review due: 15 September 2026\n")
    assert [(statement.kind, statement.text) for statement in article.statements] == [
        (StatementKind.REVIEWED, "15 March 2026"),
        (StatementKind.NEXT_DUE, "15 September 2026"),
    ]
    assert review.due.latest == date(2026, 9, 15)


def test_months_are_no_thirty_days():
    _, review = judged("Last reviewed: 2025-08-31\n", window=Window(6, 0, "6 months"))
    assert review.due.latest == date(2026, 2, 28)
    _, review = judged("Last reviewed: February 2026\n", window=Window(6, 0, "6 months"))
    assert review.due[:2] == (date(2026, 8, 1), date(2026, 8, 31))


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-12-01", ReviewStatus.CURRENT),
        ("2026-12-02", ReviewStatus.DUE_SOON),
        ("2027-01-01", ReviewStatus.DUE_SOON),
        ("2027-01-02", ReviewStatus.DUE),
        ("2027-01-31", ReviewStatus.DUE),
        ("2027-02-01", ReviewStatus.OVERDUE),
    ],
)
def test_month_falls_due_over_a_month(as_of, expected):
    assert status("Last reviewed: January 2026\n", as_of=date.fromisoformat(as_of)) is expected


def test_instant_late_in_the_day_is_no_future_review_elsewhere():
    text = "---\nlast_reviewed: 2026-06-02T03:00:00Z\n---\n# Tea\n"
    _, review = judged(text, timezone="America/Los_Angeles")
    assert review.bounds.earliest == AS_OF
    assert review.status is ReviewStatus.CURRENT


# --- near misses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "This method was peer-reviewed in 2026.",
        "The figures are unreviewed since 2026.",
        "Previewed: May 2026",
        "Book reviewed by Ada, May 2026.",
        "- [ ] references verified May 2026",
        "- [x] Last reviewed: May 2026",
        "The kettle is under review since May 2026.",
        "Tea should be reviewed regularly, as of May 2026.",
        "Leaves are to be reviewed by May 2026 at the latest, said the board.",
        "The ordering process was last reviewed in 2026.",
        "The standard ISO 3103 was last reviewed in 2026.",
        "Last update: TeaMaker 4.2, May 2026",
        "> As someone wrote: the page was last reviewed never.",
    ],
)
def test_near_miss_is_no_review_of_the_page(line):
    article, review = judged(f"# Tea\n\n{BODY}\n\n{line}\n\n{BODY}\n")
    reviews = [s for s in article.statements if s.kind is StatementKind.REVIEWED and s.scope is Scope.PAGE]
    assert [(s.label, s.text) for s in reviews] == []
    assert review.status is ReviewStatus.MISSING


@pytest.mark.parametrize(
    "text",
    [
        "# Code review\n\nReview date: 2026-05-01\n\nVerdict: approved\n\nFindings: none\n",
        "---\nreviewed: 2026-05-01\nfiles_reviewed: 12\nverdict: approved\n---\n# Tea\n",
        "# Tea audit report\n\nAs of this review (2026-05-01), the pot is clean.\n\nVerdict: pass\n\nSeverity: low\n",
    ],
)
def test_report_of_a_review_is_not_itself_reviewed(text):
    assert status(text) is ReviewStatus.MISSING


@pytest.mark.parametrize("beside", ["difficulty: 3\nease: 2.5", "ease_factor: 2.5", "interval: 4\nrecall: 0.9"])
def test_study_card_is_reviewed_by_its_learner(beside):
    assert status(f"---\nlast_reviewed: 2026-05-01\nnext_review: 2026-05-08\n{beside}\n---\n# Tea\n") is (
        ReviewStatus.MISSING
    )


@pytest.mark.parametrize(
    "entry",
    [
        "1. Content last reviewed May 2026. Agency of Tea. https://tea.example/",
        "- Board of Tea; reviewed January 30, 2026. https://tea.example/",
        "[^1]: Agency of Tea. Last reviewed: May 2026. https://tea.example/",
    ],
)
def test_date_of_a_source_is_the_sources_own(entry):
    mark = "[^1]" if entry.startswith("[^") else ""
    article, review = judged(f"# Tea\n\nTea is a drink.{mark}\n\n## References\n\n{entry}\n")
    assert review.status is ReviewStatus.MISSING
    assert {statement.scope for statement in article.statements} <= {Scope.REFERENCE}


def test_accessed_is_a_kind_of_its_own():
    article, review = judged(
        "# Tea\n\n## References\n\n1. Agency of Tea. https://tea.example/ Accessed January 2026.\n"
    )
    assert review.status is ReviewStatus.MISSING
    assert [statement.kind for statement in article.statements] == [StatementKind.ACCESSED]


def test_price_is_a_section_and_not_the_page():
    article, review = judged(f"# Tea\n\n{BODY}\n\nPricing last verified: May 2026.\n\n{BODY}\n")
    assert review.status is ReviewStatus.MISSING
    assert {statement.scope for statement in article.statements} <= {Scope.SECTION}


def test_article_that_cannot_be_edited_is_reviewed_by_its_side_file():
    article, review = judged("Tea is a drink.\n", format="text", side={"last_reviewed": "2026-05-01"})
    assert (review.status, review.statement.origin) == (ReviewStatus.CURRENT, Origin.SIDE_FILE)
    assert article.statements == (review.statement,)
