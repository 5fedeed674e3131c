"""What the rules make of a history and of a batch, beyond their pages."""

from datetime import UTC, date, datetime

import pytest

from reviewaudit import extraction, formats, verdicts
from reviewaudit.model import Batch, Change, Context, History, Level, Policy, Status, Verdict
from reviewaudit.rules import find

TODAY = date(2026, 6, 1)


def change(day, **parts):
    return Change("c" + day, datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC), "Ada", **parts)


def article(text, path="page.md"):
    return extraction.extract(path, "markdown", formats.parse(text.encode(), "markdown"), Policy().review)


def check(code, text, *changes, complete=True, known=None):
    page = article(text)
    policy = Policy()
    review = verdicts.review(page, policy.review, TODAY)
    history = History(changes, complete) if changes else None
    return list(find(code).check(page, Context(policy, TODAY, review, known or {}, history)))


def message(code, text, *changes, **more):
    return [finding.message for finding in check(code, text, *changes, **more)]


def test_changed_since_review_says_how_often_and_when():
    changes = [
        change("2026-05-20", body=True, is_bot=True),
        change("2026-04-02", body=True),
        change("2026-04-01", metadata=True),
    ]
    text = "Last reviewed: 2026-03-02\n"
    assert message("RA303", text, *changes) == [
        "reviewed 2026-03-02; the text changed 2 times since, last on 2026-05-20, 1 of them by bots"
    ]
    assert message("RA303", text, changes[1]) == ["reviewed 2026-03-02; the text changed once since, on 2026-04-02"]
    assert "at least once" in message("RA303", text, changes[1], complete=False)[0]


def test_nothing_is_said_about_an_article_that_git_does_not_know():
    for code in ("RA303", "RA304", "RA305"):
        assert check(code, "Last reviewed: 2026-03-02\n") == []


def test_an_imprecise_review_covers_its_whole_period():
    assert check("RA303", "Last reviewed: March 2026\n", change("2026-03-30", body=True)) == []
    assert check("RA303", "Last reviewed: March 2026\n", change("2026-04-02", body=True))


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("<https://tea.example/a>", "http://www.tea.example/a/"),
        ("doi:10.1016/S0140-6736(05)66991-0", "doi:10.1016/s0140-6736(05)66991-0"),
        ("[tea](https://doi.org/10.1000/182)", "doi:10.1000/182"),
        ("PMID: 123456", "pmid:123456"),
        ("[tea](https://tea.example/?a=1&amp;b=2)", "https://tea.example/?a=1&amp;b=2"),
    ],
)
def test_added_reference_is_known_however_it_is_written(written, url):
    text = f"Last reviewed: 2026-03-02\n\nTea: {written}\n"
    (finding,) = check("RA304", text, change("2026-05-04", body=True, urls=(url,)))
    assert finding.place.line == 3
    assert finding.message.endswith("was added or changed on 2026-05-04")


def test_added_reference_that_has_gone_again_is_not_reported():
    gone = change("2026-05-04", body=True, urls=("https://gone.example/",))
    assert check("RA304", "Last reviewed: 2026-03-02\n\n<https://tea.example/>\n", gone) == []


@pytest.mark.parametrize(
    ("entry", "reported"),
    [
        ("Bo A. Tea. Lancet. 2026;12:34.", True),
        ("Bo, A. (2026, March 4). Tea. Lancet.", True),
        ("Bo A. Tea. London: Cup Press, 2026.", True),
        ("Bo A. Tea. Lancet. 2025;12:2026-2031.", False),
        ("Bo A. Tea and the year 2026 in China. Lancet. 2024;12:34.", False),
        ("Bo A. Tea. Lancet. 2031;12:34.", False),
        ("Bo A. Tea. https://tea.example/. Accessed 4 May 2026.", True),
        ("Bo A. Tea. https://tea.example/. Accessed 4 May 2025.", False),
    ],
)
def test_reference_that_bears_a_later_date_itself(entry, reported):
    text = f"Last reviewed: 2025-09-02\n\nTea [1].\n\n## References\n\n1. {entry}\n"
    assert bool(check("RA304", text)) is reported


def test_an_issue_dated_ahead_is_not_later():
    text = "Last reviewed: 2025-12-20\n\n## References\n\n1. Bo A. Tea. Lancet. 2026;12:34.\n"
    assert check("RA304", text) == []


def bumps(*days, **parts):
    return [change(day, review=True, **parts) for day in days]


def test_three_bumps_in_a_row_need_three_days_and_no_text_between():
    text = "Last reviewed: 2026-05-04\n"
    days = ("2026-05-04", "2025-11-03", "2025-05-05")
    (finding,) = check("RA305", text, *bumps(*days))
    assert finding.level is Level.NOTE
    assert finding.message == "reviewed 2026-05-04; the review date changed 3 times in a row without any other change"
    one, two, three = bumps(*days)
    assert check("RA305", text, one, two, change("2025-10-01", body=True), three) == []
    assert check("RA305", text, change("2026-05-20", body=True), one, change("2025-10-01", metadata=True), two, three)
    assert check("RA305", text, *bumps("2026-05-04", "2026-05-04", "2025-05-05")) == []


def test_a_bump_of_many_files_at_once_by_a_bot():
    (said,) = message("RA305", "Last reviewed: 2026-05-04\n", *bumps("2026-05-04", bumped=14, is_bot=True))
    assert said == (
        "reviewed 2026-05-04; the commit of 2026-05-04 changed the review date of 14 files and nothing else in them"
        ", by a bot"
    )
    assert check("RA305", "Last reviewed: 2026-05-04\n", *bumps("2026-05-04", bumped=9)) == []


def test_a_bump_over_dead_references_is_a_warning():
    text = "Last reviewed: 2026-05-04 — references verified.\n\n<https://tea.example/gone>\n"
    for status, level in ((Status.DEAD, Level.WARNING), (Status.ALIVE, Level.NOTE)):
        known = {"https://tea.example/gone": Verdict(status, "http-404")}
        (finding,) = check("RA305", text, *bumps("2026-05-04", bumped=14), known=known)
        assert finding.level is level


def batch_messages(texts):
    pages = [article(text, f"{number:02}.md") for number, text in enumerate(texts)]
    policy = Policy()
    reviews = [verdicts.review(page, policy.review, TODAY) for page in pages]
    batch = Batch.of(zip(pages, reviews, strict=True))
    rule = find("RA307")
    found = [
        finding
        for page, review in zip(pages, reviews, strict=True)
        for finding in rule.check(page, Context(policy, TODAY, review, {}, None, batch))
    ]
    return [(finding.path, finding.message) for finding in found]


def dated(reviewed, published=None):
    return f"---\nlast_reviewed: {reviewed}\n" + (f"published: {published}\n" if published else "") + "---\nTea.\n"


def test_one_date_on_most_of_a_batch_is_said_once():
    same = [dated("2026-05-04")] * 8
    other = [dated("2026-04-04"), dated("2026-04-05")]
    assert batch_messages([*other, *same]) == [("02.md", "8 of 10 dated articles were reviewed on 2026-05-04")]
    assert batch_messages([*other, dated("2026-04-06"), *same[:7]]) == []
    assert batch_messages([dated("2026-05-04")] * 9) == []


def test_one_distance_to_publication_is_said_once():
    ahead = [dated(f"2026-04-{day:02}", f"2026-04-{day + 1:02}") for day in range(1, 12)]
    assert batch_messages(ahead) == [("00.md", "11 of 11 dated articles were reviewed 1 day before publication")]
    at_once = [dated(f"2026-04-{day:02}", f"2026-04-{day:02}") for day in range(1, 12)]
    assert batch_messages(at_once) == []


def test_a_shared_month_is_no_shared_day():
    assert batch_messages(["Last reviewed: May 2026\n"] * 12) == []
