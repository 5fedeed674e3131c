"""`due --format html` without a browser: groups, words, escapes, policy; `browser/test_due.py` opens it."""

import base64
import hashlib
import re
from dataclasses import replace
from datetime import date

import pytest
import turbohtml

from reviewaudit import reports
from reviewaudit.model import Bounds, Precision, Review, ReviewStatus

ATTACK = "</style><script>window.ran = 1</script><img src=x onerror=window.ran=2>\u202e"


def article(make, path, day=None, status=ReviewStatus.CURRENT, *, owner=None, title="Tea"):
    last = day and date.fromisoformat(day)
    late = max((make.day - last).days, 0) if last else 0
    review = Review(status, due=last and Bounds(last, last, Precision.DAY), days_overdue=late)
    made = make.article(path, title=title, review=review)
    return replace(made, article=replace(made.article, owner=owner))


@pytest.fixture
def audited(make):
    """As of 1 June 2026."""
    return [
        article(make, "soon.md", "2026-06-02", ReviewStatus.DUE_SOON, owner="Ada"),
        article(make, "late.md", "2026-05-31", ReviewStatus.OVERDUE, owner="Grace"),
        article(make, "today.md", "2026-06-01", ReviewStatus.DUE, owner="Ada"),
        article(make, "grace.md", "2026-05-30", ReviewStatus.DUE, owner="Ada", title=""),
        article(make, "later.md", "2026-08-30"),
        article(make, "far.md", "2026-08-31"),
        article(make, "undated.md", status=ReviewStatus.MISSING, owner="Grace"),
    ]


def page(make, audited, by="month", within=90):
    return turbohtml.parse(reports.render_due(make.report([], audited), "html", within, by, reports.View()))


def words(element):
    return " ".join(element.text.split())


def lists(tree):
    return {
        words(section.select_one("h3")): [
            [words(cell) for cell in row.select("th, td")] for row in section.select("tbody tr")
        ]
        for section in tree.select("section[id^=group-]")
    }


def test_by_month_what_is_overdue_comes_first(make, audited):
    assert lists(page(make, audited)) == {
        "Overdue 1 review": [["Tealate.md", "Grace", "overdue", "2026-05-31 1 day ago", "not stated"]],
        "May 2026 1 review": [["grace.md", "Ada", "due now", "2026-05-30 2 days ago", "not stated"]],
        "Jun 2026 2 reviews": [
            ["Teatoday.md", "Ada", "due now", "2026-06-01 today", "not stated"],
            ["Teasoon.md", "Ada", "due soon", "2026-06-02 in 1 day", "not stated"],
        ],
        "Aug 2026 1 review": [["Tealater.md", "(no owner)", "up to date", "2026-08-30 in 90 days", "not stated"]],
    }


def test_by_owner_each_has_a_list(make, audited):
    found = lists(page(make, audited, by="owner"))
    assert {name: len(rows) for name, rows in found.items()} == {
        "(no owner) 1 review": 1, "Ada 3 reviews": 3, "Grace 1 review": 1
    }  # fmt: skip
    assert found["Grace 1 review"] == [["Tealate.md", "overdue", "2026-05-31 1 day ago", "not stated"]]


def test_chart_and_table_say_the_same_as_the_lists(make, audited):
    tree = page(make, audited, by="owner")
    assert tree.select_one("svg desc").text == "Ada: 3 reviews; Grace: 1 review; (no owner): 1 review"
    assert [words(row) for row in tree.select(".tile details tbody tr")] == ["Ada3", "Grace1", "(no owner)1"]
    for link in tree.select(".tile details a"):
        [target] = tree.select(link.attrs["href"])
        assert words(target.select_one("h3")).startswith(words(link))


def test_chart_of_many_groups_shows_those_with_the_most(make):
    many = [article(make, f"{n:02}/{m}.md", "2026-06-02") for n in range(30) for m in range(1 + (n >= 10))]
    tree = page(make, many, by="folder")
    assert len(tree.select("svg rect")) == 24
    assert [text.text for text in tree.select("svg text[text-anchor]")][-20:] == [f"{n}" for n in range(10, 30)]
    assert "The 24 of 30 with the most." in words(tree.select_one(".tiles"))
    assert len(tree.select(".tile details tbody tr")) == 30


def test_what_has_no_date_is_named(make, audited):
    tree = page(make, audited)
    assert [words(item) for item in tree.select("section[aria-labelledby=undated] li")] == [
        "Tea undated.md: no review date; Grace"
    ]
    assert words(tree.select_one("header p")) == "5 of 7 articles: 1 overdue, 2 due now, 1 due soon and 1 up to date."


def test_nothing_due_is_said(make):
    tree = page(make, [article(make, "far.md", "2036-08-31")])
    assert words(tree.select_one("header p")) == "No review of 1 article is due within that time."
    assert words(tree.select_one("section.due-list")) == "What is due Nothing."
    assert not tree.select("section[aria-labelledby=undated]")


@pytest.mark.parametrize("by", ["month", "owner", "folder"])
def test_what_an_article_says_is_text(make, by):
    hostile = [
        article(make, f"{ATTACK}/a.md", "2026-06-02", owner=ATTACK, title=ATTACK),
        article(make, f"{ATTACK}/b.md", status=ReviewStatus.INVALID, owner=ATTACK, title=ATTACK),
    ]
    text = reports.render_due(make.report([], hostile), "html", 90, by, reports.View())
    tree = turbohtml.parse(text)
    assert not tree.select("script, img, iframe, a[href^=http]")
    assert len(tree.select("style")) == 1
    assert words(tree).count(ATTACK[:-1]) >= 4
    assert "\u202e" not in text


def test_policy_allows_the_style_and_nothing_else(make, audited):
    tree = page(make, audited)
    policy = tree.select_one("meta[http-equiv]").attrs["content"]
    digest = base64.b64encode(hashlib.sha256(tree.select_one("style").text.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; ")
    assert "script-src" not in policy
    assert not [tag for tag in tree.select("*") if {"style", "onclick", "onload"} & set(tag.attrs)]


def test_no_time_of_the_run_is_in_it(make, audited):
    text = reports.render_due(make.report([], audited), "html", 90, "month", reports.View())
    assert not re.search(r"\d\d:\d\d", re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL))
