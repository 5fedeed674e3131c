"""The side file: what it says about an article counts as if the article said it."""

from datetime import date

import pytest

from reviewaudit import config, extraction, formats, verdicts
from reviewaudit.errors import UsageError
from reviewaudit.model import START, Origin, Policy, ReviewPolicy, ReviewStatus


@pytest.fixture
def entries(tmp_path):
    def read(text):
        (tmp_path / "known.toml").write_text(text, encoding="utf-8")
        policy = config.parse('[review]\nside_file = "known.toml"\n', tmp_path / "reviewaudit.toml")
        return config.side_entries(policy)

    return read


@pytest.fixture
def complaint(entries):
    def read(text):
        with pytest.raises(UsageError) as caught:
            entries(text)
        return caught.value

    return read


def test_values_arrive_as_front_matter_would_have_them(entries):
    assert entries(
        '["old/a.html"]\nlast_reviewed = 2026-01-31\nreviewed_by = "Ada"\nreviewers = ["Ada", "Bo"]\nreview_days = 90\n'
        '["./b.md"]\nlast_reviewed = 2026-01-15T23:30:00Z\nreferences_verified = true\n'
    ) == {
        "old/a.html": {
            "last_reviewed": "2026-01-31",
            "reviewed_by": "Ada",
            "reviewers": "Ada, Bo",
            "review_days": "90",
        },
        "b.md": {"last_reviewed": "2026-01-15T23:30:00+00:00", "references_verified": "true"},
    }


def test_no_side_file_says_nothing():
    assert config.side_entries(Policy()) == {}


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ('last_reviewed = "2026"\n', "known.toml:1: last_reviewed: must be a table named by an article's path"),
        ('["a.md"]\n\n["../b.md"]\n', "known.toml:3: ../b.md: is no path below the config's folder"),
        ('["/b.md"]\n', "known.toml:1: /b.md: is no path below the config's folder"),
        ('["a.md"]\n["./a.md"]\n', "known.toml:2: ./a.md: names a.md a second time"),
        ("[a.md]\nlast_reviewed = 2026-01-31\n", "known.toml:1: a · md: must be one value, not a table"),
        ('["a.md"]\nowner = "B"\nlast_reviewed = 1.5\n', "known.toml:3: a.md · last_reviewed: says nothing"),
        ('["a.md"\n', "known.toml: not valid TOML: "),
    ],
)
def test_mistake_is_named_with_file_line_and_key(complaint, text, cause):
    assert complaint(text).cause.startswith(cause)
    assert complaint(text).help


def test_missing_side_file_is_named_where_it_was_asked_for(tmp_path):
    policy = config.parse('[review]\n\nside_file = "gone.toml"\n', tmp_path / "reviewaudit.toml")
    with pytest.raises(UsageError, match=r"reviewaudit\.toml:3: cannot read the side file gone\.toml: "):
        config.side_entries(policy)


def test_side_file_of_some_paths_alone_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"review\.side_file: holds for all articles"):
        config.parse('[[rules]]\npaths = ["a"]\nreview.side_file = "b.toml"\n', tmp_path / "reviewaudit.toml")


def test_paths_are_relative_to_the_policys_folder(tmp_path):
    policy = config.parse("", tmp_path / "reviewaudit.toml")
    assert config.path_in(policy, "a.md", tmp_path / "docs") == "docs/a.md"
    assert config.path_in(policy, "a.md", tmp_path) == "a.md"


def understand(text, side, format="markdown", **policy):
    document = formats.parse(text.encode(), format)
    return extraction.extract("a.md", format, document, ReviewPolicy(**policy), side=side)


def test_article_that_says_nothing_is_reviewed_by_its_side_file():
    side = {"last_reviewed": "2026-01-31", "reviewed_by": "Ada", "owner": "team-a", "review_in": "6 months"}
    article = understand("# Tea\n\nTea is a drink.\n", side)
    [statement] = article.statements
    assert (statement.origin, statement.place, statement.reviewer) == (Origin.SIDE_FILE, START, "Ada")
    assert (article.owner, article.interval.window.months) == ("team-a", 6)
    review = verdicts.review(article, ReviewPolicy(), date(2026, 6, 1))
    assert (review.status, review.due.latest) == (ReviewStatus.CURRENT, date(2026, 7, 31))


def test_side_file_decides_before_front_matter():
    text = "---\nlast_reviewed: 2026-01\nowner: team-b\nreview_in: 1 month\n---\n# Tea\n"
    article = understand(text, {"last_reviewed": "2026-01-31", "owner": "team-a", "review_in": "6 months"})
    review = verdicts.review(article, ReviewPolicy(), date(2026, 6, 1))
    assert (review.statement.origin, review.conflicting) == (Origin.SIDE_FILE, ())
    assert (article.owner, article.interval.text) == ("team-a", "6 months")


def test_side_file_cannot_make_an_article_fresher_than_it_says():
    article = understand("---\nlast_reviewed: 2024-01-31\n---\n# Tea\n", {"last_reviewed": "2026-01-31"})
    review = verdicts.review(article, ReviewPolicy(), date(2026, 6, 1))
    assert review.status is ReviewStatus.OVERDUE
    assert [statement.origin for statement in review.conflicting] == [Origin.SIDE_FILE]


def test_side_file_speaks_of_the_article_even_where_front_matter_speaks_of_another_thing():
    card = "---\nlast_reviewed: 2026-03-01\nease: 2.5\n---\n# Tea\n"
    assert understand(card, None).statements == ()
    [statement] = understand(card, {"last_reviewed": "2026-01-31"}).statements
    assert statement.text == "2026-01-31"


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("---\nlast_reviewed: 2026-01-15T23:30:00Z\n---\n", "markdown"),
        ('<script type="application/ld+json">{"lastReviewed": "2026-01-15T23:30:00Z"}</script>', "html"),
        ('<p>Last reviewed: <time datetime="2026-01-15T23:30:00Z">in winter</time></p>', "html"),
    ],
)
def test_instant_is_a_day_of_the_policys_zone(text, format):
    for zone, day in (("UTC", 15), ("Europe/Paris", 16), ("America/New_York", 15)):
        [statement] = understand(text, None, format, timezone=zone).statements
        assert statement.bounds[:2] == (date(2026, 1, day), date(2026, 1, day))
