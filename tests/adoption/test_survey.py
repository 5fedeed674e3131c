"""What a folder's articles have in common is told from what one of them happens to say."""

import pytest

from reviewaudit.adoption.sightings import Use
from reviewaudit.model import StatementKind


def front(*lines):
    return "---\n" + "".join(f"{line}\n" for line in lines) + "---\n\n# Tea\n"


@pytest.mark.parametrize(
    ("articles", "window"),
    [
        ([front("last_reviewed_on: 2026-01-31", "review_in: 6 months")], "6 months"),
        ([front("last_reviewed: 2026-01-31", "review_cycle: yearly")] * 3, "12 months"),
        ([front("last_reviewed: 2026-01-31", "next_review: 2026-07-31")], "6 months"),
        ([front("last_reviewed: 2025-08-31", "next_review: 2026-02-28")], "6 months"),
        ([front("last_reviewed: 2026-01-01", "next_review: 2026-12-31")], "12 months"),
        ([front("last_reviewed: 2026-01-01", "next_review: 2026-02-15")], "45 days"),
        (["# Tea\n\nLast reviewed: March 2024\n\nNext review: March 2027\n"], "36 months"),
        (["# Tea\n\nReviewed 1 March 2026. Next review due: 1 March 2027\n"], "12 months"),
        # a shorter cycle holds for the article that has it, so the longest common one is the house's
        ([front("last_reviewed: 2026-01-31", "review_in: 12 months")]
         + [front("last_reviewed: 2026-01-31", "review_in: 6 months")] * 4, "12 months"),
        # one of twenty is a chance
        ([front("last_reviewed: 2026-01-31", "review_in: 5 years")]
         + [front("last_reviewed: 2026-01-31", "review_in: 6 months")] * 19, "6 months"),
        # as is one word on cycles among thirty reviews
        ([front("last_reviewed: 2026-01-31", "review_in: 5 years")] + [front("last_reviewed: 2026-01-31")] * 29, None),
        ([front("last_reviewed: 2026-01-31")], None),
        ([front("last_reviewed: 2026-01-31", "next_review: 2025-01-31")], None),
        ([front("last_reviewed: 2026-01-31", "next_review: 2027")], None),
        ([front("last_reviewed: 2026-01-31", "review_in: soon")], None),
        (["# Tea\n"], None),
    ],
)  # fmt: skip
def test_window_is_the_longest_span_that_is_common(survey, articles, window):
    found = survey(*articles).window
    assert (found.text if found else None) == window


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["31/12/2025"], "dmy"),
        (["12/31/2025"], "mdy"),
        (["31-12-2025"], "dmy"),
        (["31/12/2025", "01/02/2026", "25/12/2025"], "dmy"),
        (["31/12/2025", "12/31/2025"], ""),  # they disagree
        (["01/02/2026"], ""),  # can be read in two ways
        (["05/05/2026"], ""),  # the same in either
        (["2026-01-31"], ""),
        (["31.12.2025"], ""),  # dots are day first everywhere
        (["31 December 2025"], ""),
        (["45/12/2025"], ""),
    ],
)
@pytest.mark.parametrize("shape", ["front matter", "visible", "own key"])
def test_date_order_is_decided_by_dates_with_one_reading(survey, dates, order, shape):
    texts = {
        "front matter": [front(f"last_reviewed: {text}") for text in dates],
        "visible": [f"# Tea\n\nLast reviewed: {text}\n" for text in dates],
        "own key": [front(f"fact_checked: {text}") for text in dates],
    }[shape]
    assert survey(*texts).date_order == order


def test_ms_date_says_nothing_of_this_folders_order(survey):
    seen = survey(front("ms.date: 12/31/2025"))
    assert seen.date_order == ""
    assert seen.keys[StatementKind.UPDATED] == {"ms.date": 1}


@pytest.mark.parametrize(
    ("line", "use"),
    [
        ("fact_checked: 2026-01-31", Use.REVIEWED),
        ("factChecked: 2026-01-31", Use.REVIEWED),
        ("audited_on: 2026-01-31", Use.REVIEWED),
        ("editorial.approved: 2026-01-31", Use.REVIEWED),
        ("valid_until: 2027-01-31", Use.NEXT_DUE),
        ("revisit_on: 2027-01-31", Use.NEXT_DUE),
        ("audit-due: 2027-01-31", Use.NEXT_DUE),
        ("audit_cycle: 6 months", Use.INTERVAL),
        ("maintainer: Ann Example", Use.OWNER),
        ("team: content", Use.OWNER),
        ("audited_by: Ann Example", Use.REVIEWER),
    ],
)
def test_key_of_the_houses_own_is_found(survey, line, use):
    seen = survey(*[front(line)] * 2)
    assert seen.new_keys == {use: {line.partition(":")[0]: 2}}


@pytest.mark.parametrize(
    "line",
    [
        "last_reviewed: 2026-01-31",  # understood as it stands
        "review_in: 6 months",
        "owner: content",
        "reviewed_by: Ann Example",
        "date: 2026-01-31",
        "updated: 2026-01-31",
        "audited_on: soon",  # no date
        "audit_cycle: often",  # no span
        "checkout: 2026-01-31",  # a word that only begins like one
        "preview: 2026-01-31",
        "team: https://example.org/team",
        "title: Approved methods",
        "layout: article",
    ],
)
def test_other_keys_are_left_alone(survey, line):
    assert survey(*[front(line)] * 3).new_keys == {}


def test_key_that_rarely_holds_a_date_is_left_alone(survey):
    texts = [front("approved: yes")] * 3 + [front("approved: 2026-01-31")]
    assert survey(*texts).new_keys == {}


@pytest.mark.parametrize(
    ("line", "use", "label"),
    [
        ("Signed and approved on: 12 March 2026", Use.REVIEWED, "signed and approved on"),
        ("**Approved by the board:** 2026-03-12", Use.REVIEWED, "approved by the board"),
        ("Audit due before: 12 March 2027", Use.NEXT_DUE, "audit due before"),
    ],
)
def test_words_of_the_houses_own_are_found(survey, line, use, label):
    assert survey(*[f"# Tea\n\n{line}\n"] * 2).new_labels == {use: {label: 2}}


@pytest.mark.parametrize(
    "line",
    [
        "Last reviewed: 12 March 2026",  # understood as it stands
        "Fact-checked on 12 March 2026",
        "The board approved this and many other things in the course of 12 March 2026",  # a sentence
        "Founded on: 12 March 2026",  # no word about reviews
        "Approved: yes, room 12",  # no date
    ],
)
def test_other_words_are_left_alone(survey, line):
    assert survey(*[f"# Tea\n\n{line}\n"] * 2).new_labels == {}


def test_counts_are_of_articles(survey):
    seen = survey(
        front("last_reviewed: 2026-01-31", "owner: content", "reviewed_by: Ann"),
        "# Tea\n\nLast reviewed: May 2026\n\nLast reviewed: June 2026\n",
        "# Tea\n",
        "\x00\x01\x02" * 50,
    )
    assert (seen.articles, seen.reviewed, seen.with_reviewer, seen.unreadable) == (4, 2, 1, 1)
    assert seen.keys[StatementKind.REVIEWED] == {"last_reviewed": 1}
    assert seen.labels[StatementKind.REVIEWED] == {"last reviewed": 1}
    assert seen.owners == {"owner": 1}


def test_owner_is_counted_under_the_key_that_it_was_read_from(survey):
    assert survey(front("author: ann", "ms.author: ann")).owners == {"ms.author": 1}
