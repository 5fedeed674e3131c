"""Search, sort, filter, expand: with the mouse, with the keyboard, and from a link."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from reviewaudit.model import (
    Bounds,
    Decision,
    Level,
    Origin,
    Place,
    Precision,
    Review,
    ReviewStatement,
    ReviewStatus,
    Scope,
    StatementKind,
    Status,
    Suppressed,
    Verb,
    Verdict,
    Window,
)

YEAR = Window(12, 0, "12 months")
MOVED = "https://old.example/guide"


def review(status, reviewed, due):
    day, last = date.fromisoformat(reviewed), date.fromisoformat(due)
    statement = ReviewStatement(
        StatementKind.REVIEWED, Scope.PAGE, Origin.STATEMENT, Place(3, 16, 3, 26), f"on {reviewed}", "Last reviewed",
        bounds=Bounds(day, day, Precision.DAY),
    )  # fmt: skip
    return Review(status, statement, statement.bounds, YEAR, Bounds(last, last, Precision.DAY)), statement


def article(make, path, title, owner, status, reviewed, due, **more):
    state, statement = review(status, reviewed, due)
    audited = make.article(path, title=title, review=state, **more)
    return replace(audited, article=replace(audited.article, owner=owner, statements=(statement,)))


@pytest.fixture(scope="module")
def url(make, write):
    """Three articles with 4 open findings, a suppressed one, one decided on and one in the baseline."""
    moved = Verdict(
        Status.DEAD, "http-410", "HTTP 410", 410, "https://new.example/gone",
        ((301, MOVED), (302, "https://mid.example/x")), attempts=3, checked_at=datetime(2026, 5, 30, 7, 5, tzinfo=UTC),
    )  # fmt: skip
    audited = [
        article(
            make, "health/tea/green.md", "Green tea", "tea desk", ReviewStatus.OVERDUE, "2025-02-03", "2026-02-03",
            references=[make.reference(MOVED, line=9)], verdicts=[moved],
        ),
        article(make, "health/salt.md", "Salt", None, ReviewStatus.CURRENT, "2026-04-01", "2027-04-01"),
        article(make, "news/sleep.md", "Sleep", "news desk", ReviewStatus.DUE_SOON, "2025-06-20", "2026-06-20"),
    ]  # fmt: skip
    late = {"code": "RA201", "name": "overdue-review", "help": "review the article, then write the new date"}
    findings = [
        make.finding(
            "health/tea/green.md", line=3, message="last reviewed 2025-02-03", **late, evidence={"days_overdue": 1118}
        ),
        make.finding(
            "health/tea/green.md", line=9, place=Place(9, 1, 9, 9), message=f"{MOVED} is dead", url=MOVED,
            evidence={"reason": "http-410", "claims": [{"text": "all verified", "line": 4}]},
        ),
        make.finding("health/salt.md", Level.WARNING, 5, "chlorine is spelt badly"),
        make.finding("news/sleep.md", Level.NOTE, 7, "the month alone is written", code="RA211", name="coarse"),
    ]  # fmt: skip
    report = make.report(
        findings, audited,
        suppressed=(make.finding("news/sleep.md", Level.WARNING, 8, "a known outage"),),
        baselined=(make.finding("health/salt.md", Level.ERROR, 6, "an old debt"),), baseline="known.jsonl",
    )  # fmt: skip
    decision = Decision(
        "health/salt.md", "RA101", "broken-link", "", "0" * 32, "error", Verb.SNOOZE, make.day, date(2026, 12, 31),
        "the ministry moves house", "Grace", "decisions.toml:5",
    )  # fmt: skip
    waits = Suppressed(make.finding("health/salt.md", Level.ERROR, 11, "a page that waits"), decision)
    report = replace(report, suppressed=(*report.suppressed, waits))
    return write(report, edits={f"{9:032x}": (Place(9, 1, 9, 9), "https://new.example/guide")})


def shown(page, table="findings"):
    """The message of each finding, or the title of each article, that is listed."""
    column = "td:nth-child(4) > details > summary" if table == "findings" else "th summary"
    return page.locator(f"#{table} tbody {column}").all_inner_texts()


def lists(page, messages):
    """Waits until these findings are listed, in this order: events of the history come when they come."""
    from playwright.sync_api import expect

    expect(page.locator("#findings tbody td:nth-child(4) > details > summary")).to_have_text(messages, timeout=10_000)


def fragment(page):
    return page.evaluate("decodeURIComponent(location.hash)")


ALL = ["https://old.example/guide is dead", "last reviewed 2025-02-03", "chlorine is spelt badly",
       "the month alone is written"]  # fmt: skip
DEAD, LATE, SPELT, MONTH = ALL


def test_page_opens_with_the_worst_first(visit, url):
    page = visit(url)
    assert set(shown(page)[:2]) == {DEAD, LATE}
    assert shown(page)[2:] == [SPELT, MONTH]
    assert shown(page, "articles") == ["Green tea", "Salt", "Sleep"]
    assert page.locator("#matches").inner_text() == "3 articles and 4 findings fit."


@pytest.mark.parametrize(
    ("words", "findings", "articles"),
    [
        ("CHLORINE", [SPELT], ["Salt"]),
        ("  green   dead ", [DEAD], ["Green tea"]),
        ("RA211", [MONTH], ["Sleep"]),
        ("old.example", [DEAD], ["Green tea"]),
        ("news desk", [MONTH], ["Sleep"]),
        ("nothing like it", [], []),
    ],
)
def test_search_finds_words_in_any_order_and_case(visit, url, words, findings, articles):
    page = visit(url)
    page.get_by_label("Search").fill(words)
    assert shown(page) == findings
    assert shown(page, "articles") == articles
    page.wait_for_url("**#q=*")


@pytest.mark.parametrize(
    ("label", "choice", "findings", "articles"),
    [
        ("Level", "warning", [SPELT], ["Salt"]),
        ("Rule", "RA211 coarse", [MONTH], ["Sleep"]),
        ("Owner", "(no owner)", [SPELT], ["Salt"]),
        ("Folder", "health", {DEAD, LATE, SPELT}, ["Green tea", "Salt"]),
        ("Folder", "health/tea", {DEAD, LATE}, ["Green tea"]),
        ("Review", "due soon", [MONTH], ["Sleep"]),
        ("Findings", "suppressed in the article", ["a known outage"], ["Sleep"]),
        ("Findings", "put aside by a decision", ["a page that waits"], ["Salt"]),
        ("Findings", "in the baseline", ["an old debt"], ["Salt"]),
        (
            "Findings",
            "all of them",
            {*ALL, "a known outage", "an old debt", "a page that waits"},
            ["Green tea", "Salt", "Sleep"],
        ),
    ],
)
def test_filter_leaves_what_fits_and_is_kept_in_the_address(visit, url, label, choice, findings, articles):
    page = visit(url)
    page.get_by_role("combobox", name=label, exact=True).select_option(choice)
    assert (set if isinstance(findings, set) else list)(shown(page)) == findings
    assert shown(page, "articles") == articles
    again = visit(f"{url}{page.evaluate('location.hash')}")
    assert shown(again) == shown(page)
    assert again.locator("#filters select").evaluate_all("all => all.map((one) => one.value)") == page.locator(
        "#filters select"
    ).evaluate_all("all => all.map((one) => one.value)")
    page.get_by_role("button", name="Clear all filters").click()
    assert len(shown(page)) == 4
    assert fragment(page) == ""


def test_filters_add_up(visit, url):
    page = visit(f"{url}#folder=health&level=error&q=reviewed")
    assert shown(page) == [LATE]


@pytest.mark.parametrize(
    ("table", "column", "up", "down"),
    [
        ("articles", "Article", ["Green tea", "Salt", "Sleep"], ["Sleep", "Salt", "Green tea"]),
        ("articles", "Owner", ["Salt", "Sleep", "Green tea"], ["Green tea", "Sleep", "Salt"]),
        ("articles", "Review", ["Green tea", "Sleep", "Salt"], ["Salt", "Sleep", "Green tea"]),
        ("articles", "Due by", ["Green tea", "Sleep", "Salt"], ["Salt", "Sleep", "Green tea"]),
        ("articles", "Links", ["Salt", "Sleep", "Green tea"], ["Green tea", "Salt", "Sleep"]),
        ("findings", "Rule", [DEAD, SPELT, LATE, MONTH], [MONTH, LATE, DEAD, SPELT]),
        ("findings", "What was found", [SPELT, DEAD, LATE, MONTH], [MONTH, LATE, DEAD, SPELT]),
    ],
)
def test_column_sorts_both_ways_and_says_so(visit, url, table, column, up, down):
    page = visit(url)
    button = page.locator(f"#{table}").get_by_role("button", name=column, exact=True)
    head = button.locator("..")
    button.click()
    assert (shown(page, table), head.get_attribute("aria-sort")) == (up, "ascending")
    button.click()
    assert (shown(page, table), head.get_attribute("aria-sort")) == (down, "descending")
    assert page.locator(f"#{table} thead [aria-sort=none]").count() == page.locator(f"#{table} thead th").count() - 1
    assert shown(visit(f"{url}{page.evaluate('location.hash')}"), table) == down


def test_back_and_forward_go_through_the_views(visit, url):
    page = visit(url)
    page.get_by_label("Level").select_option("error")
    page.get_by_label("Search").fill("reviewed")
    page.wait_for_url("**#q=reviewed&level=error")
    page.get_by_label("Owner").select_option("tea desk")
    page.go_back()
    lists(page, [LATE])
    assert page.get_by_label("Owner").input_value() == ""
    page.go_back()
    lists(page, [LATE, DEAD])
    assert page.get_by_label("Search").input_value() == ""
    page.go_back()
    lists(page, [LATE, DEAD, SPELT, MONTH])
    page.go_forward()
    lists(page, [LATE, DEAD])
    assert page.get_by_label("Level").input_value() == "error"


def test_one_search_is_one_step_back_however_many_letters_it_has(visit, url):
    page = visit(url)
    before = page.evaluate("history.length")
    page.get_by_label("Search").press_sequentially("dead", delay=5)
    page.wait_for_url("**#q=dead")
    page.get_by_label("Search").press_sequentially(" old", delay=5)
    page.wait_for_url("**#q=dead+old")
    assert page.evaluate("history.length") == before + 1


@pytest.mark.parametrize("name", ["nobody", "1999-01", "constructor", "__proto__", "-toString", "%ZZ", ""])
def test_what_a_link_names_and_the_report_has_not_is_left_out(visit, url, name):
    fields = ("level", "owner", "rule", "folder", "review", "articles", "findings", "due", "article", "show", "open")
    page = visit(f"{url}#q=dead&{'&'.join(f'{field}={name}' for field in fields)}")
    assert shown(page) == [DEAD]


def test_place_in_the_page_is_no_view(visit, url):
    page = visit(f"{url}#level=note")
    page.evaluate(
        """() => new Promise((resolve) => {
          addEventListener("hashchange", () => setTimeout(resolve));
          location.hash = "rules-title";
        })"""
    )
    assert shown(page) == [MONTH]


def test_tiles_and_charts_lead_to_what_they_count(visit, url):
    page = visit(url)
    page.get_by_role("link", name="due soon").click()
    assert (fragment(page), shown(page, "articles")) == ("#review=due_soon", ["Sleep"])
    page.get_by_role("link", name="warnings").click()
    assert (fragment(page), shown(page)) == ("#level=warning", [SPELT])
    page.get_by_text("Reviews due by month, as a table").click()
    page.get_by_role("link", name="Apr 2027").click()
    assert (fragment(page), shown(page, "articles")) == ("#due=2027-04", ["Salt"])
    assert page.evaluate("document.activeElement.id") == "results"
    page.get_by_role("button", name=re.compile("Only reviews due: Apr 2027")).click()
    assert len(shown(page, "articles")) == 3


def test_findings_of_one_article_are_one_click_away(visit, url):
    page = visit(url)
    page.get_by_role("button", name="2 errors").click()
    assert set(shown(page)) == {DEAD, LATE}
    assert fragment(page) == "#article=health/tea/green.md"
    assert page.evaluate("document.activeElement.id") == "findings-title"


def evidence(page, message):
    row = page.locator("#findings tbody tr", has=page.locator("summary", has_text=message))
    row.locator("summary").first.click()
    row.locator(".evidence").wait_for()
    return row.locator(".evidence")


def test_finding_opens_with_its_evidence_and_its_mend(visit, url):
    page = visit(url)
    box = evidence(page, DEAD)
    assert box.locator("p").all_inner_texts()[:2] == [
        "How to mend it: cite another page",
        "Write instead: https://new.example/guide",
    ]
    facts = dict(zip(box.locator("dt").all_inner_texts(), box.locator("dd").all_inner_texts(), strict=True))
    assert facts == {
        "Cited address": MOVED,
        "Redirects": f"{MOVED} answered 301\nhttps://mid.example/x answered 302\nhttps://new.example/gone answered 410",
        "Verdict on the link": "dead",
        "What decided": "HTTP 410",
        "Reason": "http-410",
        "HTTP status": "410",
        "Tries": "3",
        "Last checked": "2026-05-30 07:05 UTC",
        "What the article claims": "text: all verified; line: 4",
    }
    box.get_by_text("What RA101 broken-link means").click()
    box.get_by_text("a reader who follows the citation finds nothing").wait_for()


def test_finding_about_a_review_shows_the_date_as_written(visit, url):
    box = evidence(visit(url), LATE)
    facts = dict(zip(box.locator("dt").all_inner_texts(), box.locator("dd").all_inner_texts(), strict=True))
    assert facts == {
        "Days overdue": "1,118",
        "Date as written": "on 2025-02-03",
        "Due by": "2026-02-03 (every 12 months)",
    }


def test_article_opens_with_its_dates_as_written(visit, url):
    page = visit(url)
    page.locator("#articles summary", has_text="Green tea").click()
    said = page.locator("#articles .evidence").inner_text()
    assert "Last reviewed: “on 2025-02-03” read as 2025-02-03; reviewed; statement, line 3" in said


def test_link_to_a_finding_opens_it(visit, url):
    page = visit(url)
    evidence(page, SPELT)
    page.wait_for_url(f"**#open={5:032x}")
    again = visit(f"{url}#open={5:032x}")
    assert again.locator("#findings details[open] > summary").first.inner_text() == SPELT
    assert again.locator("#findings .evidence").is_visible()
    page.locator("#findings summary", has_text=SPELT).click()
    page.wait_for_url("**/audit.html#")


def test_rows_are_shown_in_portions_and_a_link_reaches_beyond_the_first(visit, write, make):
    findings = [make.finding(line=line, message=f"number {line}.") for line in range(1, 601)]
    url = write(make.report(findings, [make.article()]))
    page = visit(url)
    assert len(shown(page)) == 40
    assert page.locator("#findings-total").inner_text() == "40 of 600 findings shown"
    more = page.get_by_role("button", name="Show 200 more findings")
    more.focus()
    page.keyboard.press("Enter")
    assert shown(page)[239:] == ["number 240."]
    assert page.evaluate("document.activeElement.textContent") == "number 41."
    assert shown(visit(f"{url}#open={500:032x}"))[-1] == "number 500."
    page.get_by_label("Search").fill("59")
    assert shown(page) == [
        "number 59.",
        "number 159.",
        "number 259.",
        "number 359.",
        "number 459.",
        "number 559.",
        *(f"number {line}." for line in range(590, 600)),
    ]
    assert page.locator("#findings-more").is_hidden()


def test_everything_can_be_done_with_the_keyboard(visit, url):
    page = visit(url)
    press = page.keyboard.press
    press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the results"
    press("Enter")
    press("Tab")
    page.keyboard.type("tea")
    assert set(shown(page)) == {DEAD, LATE}
    press("Tab")
    press("e")  # as in any list of choices: the first that begins with it
    assert page.get_by_label("Level").input_value() == "error"
    names = []
    while not names or "What was found" not in names[-1]:
        press("Tab")
        names.append(page.evaluate("document.activeElement.name || document.activeElement.textContent"))
        assert len(names) < 40, names
    assert names[:5] == ["rule", "owner", "folder", "review", "show"]
    assert {"Clear all filters", "Due by", "Green tea", "2 errors", "Level"} <= set(names)
    press("Enter")
    assert shown(page) == [DEAD, LATE]
    press("Tab")
    press("Enter")
    page.locator("#findings details[open] .evidence").wait_for()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_data_of_the_page_is_the_report(visit, url):
    page = visit(url)
    data = json.loads(page.locator("#data").evaluate("element => element.textContent"))
    assert len(data["findings"]) == 7
    assert data["as_of"] == "2026-06-01"


@pytest.mark.parametrize(
    ("choice", "level", "details"),
    [
        ("suppressed in the article", "suppressed in the article",
         ["Does not count\nsuppressed in the article, “ignore-file”, line 1", "Reason\nas agreed", "Until\nno end"]),
        ("put aside by a decision", "put aside by a decision until 2026-12-31",
         ["Does not count\nput aside by a decision, “snooze”, decisions.toml:5", "Reason\nthe ministry moves house",
          "Until\n2026-12-31, that day included", "Decided by\nGrace"]),
        ("in the baseline", "in the baseline", ["Does not count\nin the baseline, known.jsonl"]),
    ],
)  # fmt: skip
def test_what_does_not_count_says_why_and_until_when(visit, url, choice, level, details):
    page = visit(url)
    page.get_by_role("combobox", name="Findings", exact=True).select_option(choice)
    assert level in page.locator("#findings tbody tr").inner_text()
    page.locator("#findings summary").first.click()
    assert page.locator("#findings .evidence > dl > div").all_inner_texts() == details


def test_reasons_and_names_are_searched(visit, url):
    page = visit(f"{url}#show=all")
    page.get_by_label("Search").fill("ministry grace")
    assert shown(page) == ["a page that waits"]
