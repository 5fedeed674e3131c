"""The config says what was found, is accepted by the program that wrote it, and suggests no more than it can show."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit import config
from reviewaudit.adoption import Layout, Survey, config_text
from reviewaudit.adoption.sightings import Candidate, Sighting, Stated, Use
from reviewaudit.model import Precision, StatementKind, Window

TEXT = st.text(max_size=12)
STATED = st.builds(Stated, st.sampled_from(StatementKind), st.booleans(), TEXT, st.sampled_from(Precision))
KEY = st.builds(Candidate, st.sampled_from(Use), TEXT, visible=st.just(False), fits=st.booleans())
LABEL = st.builds(
    Candidate, st.sampled_from([Use.REVIEWED, Use.NEXT_DUE]), TEXT, visible=st.just(True), fits=st.booleans()
)
SIGHTINGS = st.lists(
    st.builds(
        Sighting,
        path=TEXT,
        readable=st.booleans(),
        stated=st.lists(STATED, max_size=3).map(tuple),
        candidates=st.lists(KEY | LABEL, max_size=3).map(tuple),
        owner_key=TEXT,
        interval_key=TEXT,
        cycle=st.none() | st.builds(Window, st.integers(0, 99), st.integers(0, 999), st.just("")),
        reviewed=st.booleans(),
        reviewer=st.booleans(),
        day_first=st.integers(0, 2),
        month_first=st.integers(0, 2),
        two_ways=st.integers(0, 2),
    ),
    max_size=6,
)
PATHS = st.lists(TEXT, max_size=4)
PRESETS = st.sampled_from(["", "health", "docs"])
SUGGESTION = re.compile(r"# ([a-z_.]+) = .+")


@given(SIGHTINGS, PATHS, PATHS, PRESETS, st.booleans())
def test_config_is_valid_whatever_was_found(sightings, paths, exclude, preset, in_pyproject):
    layout = Layout.of(paths)
    places = layout.places(paths[:1])
    text = config_text(
        Survey.of(sightings), layout, places, version="1", preset=preset, exclude=exclude, in_pyproject=in_pyproject
    )
    policy = config.parse(text, Path("pyproject.toml" if in_pyproject else "reviewaudit.toml"))
    encodable = [place.encode("utf-8", "replace").decode() for place, _ in places]
    assert list(policy.paths) == encodable
    assert len(policy.exclude_paths) == len(exclude) + len(layout.excluded)


@given(SIGHTINGS)
def test_every_suggestion_is_valid_once_its_sign_is_taken_away(sightings):
    text = config_text(Survey.of(sightings), Layout((), ("a.md",)), [("a.md", 1)], version="1")
    lines = text.split("\n")  # TOML knows no other line ends
    suggestions = [(at, line) for at, line in enumerate(lines) if SUGGESTION.fullmatch(line)]
    assert suggestions
    for at, line in suggestions:
        followed = [*lines[:at], line.removeprefix("# "), *lines[at + 1 :]]
        config.parse("\n".join(followed), Path("reviewaudit.toml"))


def test_what_many_share_is_set_and_what_one_has_is_suggested(survey, written):
    many, one = "---\naudited_on: 2026-01-31\n---\n", "---\nvetted_on: 2026-01-31\n---\n"
    assert 'keys.reviewed = ["audited_on"]   # in 2 articles\n' in written(survey(many, many, one))
    assert '# keys.reviewed = ["vetted_on"]   # in 1 article\n' in written(survey(one))


def test_set_keys_make_check_read_them(survey, written):
    article = "---\naudited_on: 31/01/2026\nsteward: Ann\naudited_by: Bob\n---\n"
    policy = config.parse(written(survey(article, article)), Path("reviewaudit.toml"))
    assert policy.review.keys == {"reviewed": ("audited_on",), "owner": ("steward",), "reviewer": ("audited_by",)}
    assert policy.review.date_order == "dmy"


def test_number_of_reviewed_articles_does_not_deny_those_that_a_new_key_reviews(survey, written):
    ours, plain = "---\naudited_on: 2026-01-31\n---\n", "---\nlast_reviewed: 2026-01-31\n---\n"
    assert "# 2 articles, of which none states a review in words that need no setting.\n" in written(survey(ours, ours))
    assert "# 2 articles, of which 1 states a review in words that need no setting.\n" in written(survey(ours, plain))
    assert "# 2 articles, of which 2 state a review.\n" in written(survey(plain, plain))
    assert "# 1 articles" not in written(survey(plain))


@pytest.mark.parametrize(("preset", "months"), [("", 12), ("docs", 6), ("health", 36)])
def test_window_is_the_presets_where_no_article_says_more(survey, written, preset, months):
    text = written(survey("# Tea\n\nLast reviewed: May 2026\n"), preset=preset)
    assert config.parse(text, Path("reviewaudit.toml")).review.window.months == months
    assert f'# window = "{months} months"' in text


def test_window_of_the_articles_beats_the_preset(survey, written):
    text = written(survey("---\nlast_reviewed: 2026-01-31\nreview_in: 9 months\n---\n"), preset="docs")
    assert config.parse(text, Path("reviewaudit.toml")).review.window.months == 9
    assert 'window = "9 months"   # 1 article sets itself this span\n' in text


@pytest.mark.parametrize(
    ("named", "line"),
    [
        (4, "require_reviewer = true   # 4 of 4 reviews name their reviewer"),
        (0, ""),
    ],
)
def test_reviewer_is_demanded_where_every_review_names_one(survey, written, named, line):
    with_one = "---\nlast_reviewed: 2026-01-31\nreviewed_by: Ann\n---\n"
    text = written(survey(*[with_one if n < named else "---\nlast_reviewed: 2026-01-31\n---\n" for n in range(4)]))
    assert [found for found in text.splitlines() if "require_reviewer" in found] == ([line] if line else [])


def test_dates_of_update_are_offered_where_nothing_says_reviewed(survey, written):
    text = written(survey("---\nupdated: 2026-01-31\n---\n"))
    assert '# accept = ["reviewed", "updated"]   # 1 times a date of update stands where no review does' in text
    assert "accept" not in written(survey("---\nupdated: 2026-01-31\nlast_reviewed: 2026-01-31\n---\n"))


def test_pyproject_has_its_tables_below_the_tools(survey, written):
    text = written(survey("# Tea\n"), in_pyproject=True)
    assert set(tomllib.loads(text)) == {"tool"}
    assert config.parse(text, Path("pyproject.toml")).paths == (".",)


def test_same_articles_same_bytes(survey, written):
    texts = ["---\nlast_reviewed: 2026-01-31\naudited_on: 2026-01-31\nowner: a\n---\n", "# Tea\n\nReviewed: May 2026\n"]
    assert written(survey(*texts)) == written(survey(*reversed(texts)))
