"""What generators make of headings."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit.fragments.slugs import (
    DIALECTS,
    Dialect,
    asciidoctor,
    docutils,
    github,
    gitlab,
    kramdown,
    made,
    pandoc,
    parameterized,
    python_markdown,
    python_markdown_unicode,
    section_id,
    slugs,
    vuepress,
)
from reviewaudit.model import Heading

HEADINGS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Green tea", "green-tea"),
        ("How much? As much as you like!", "how-much-as-much-as-you-like"),
        ("a  b - c", "a--b---c"),
        ("snake_case_name", "snake_case_name"),
        ("C++ & C#", "c--c"),
        ("1. First steps", "1-first-steps"),
        ("Version 2.0.1", "version-201"),
        ("`code` and *stars*", "code-and-stars"),
        ("Über Äpfel", "über-äpfel"),
        ("Привет, мир", "привет-мир"),
        ("日本語の見出し", "日本語の見出し"),
        ("中文，标题", "中文标题"),
        ("हिन्दी", "हिन्दी"),
        ("مرحبا بالعالم", "مرحبا-بالعالم"),
        ("Cafe\u0301", "cafe\u0301"),
        ("🍵 Tea", "-tea"),
        ("Tea 🍵 time", "tea--time"),
        ("“Quoted” — and dashed", "quoted--and-dashed"),
        ("it’s", "its"),
        ("a‿b", "a‿b"),
        ("x² and ½", "x-and-"),
        ("Ⅷ Ⓐ", "ⅷ-ⓐ"),
        ("tab\there", "tabhere"),
        ("no\u00a0break", "nobreak"),
        ("", ""),
        ("!!!", ""),
    ],
)
def test_github(text, slug):
    assert github(text) == slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Green tea", "green-tea"),
        ("1. First steps", "first-steps"),
        ("Version 2.0.1", "version-201"),
        ("snake_case", "snakecase"),
        ("Über Äpfel", "ber-pfel"),
        ("日本語", "section"),
        ("a - b", "a---b"),
        ("See [the leaflet](leaf.md)", "see-the-leafletleafmd"),
        ("123", "section"),
        ("🍵 Tea", "tea"),
    ],
)
def test_kramdown(text, slug):
    assert kramdown(text) == slug


@pytest.mark.parametrize(
    ("function", "text", "slug"),
    [
        (python_markdown, "Über Äpfel - und mehr", "uber-apfel-und-mehr"),
        (python_markdown, "1. First steps", "1-first-steps"),
        (python_markdown, "snake_case", "snake_case"),
        (python_markdown_unicode, "Привет, мир", "привет-мир"),
        (pandoc, "1.2 How it's done_now", "how-its-done_now"),
        (pandoc, "Version 2.0", "version-2.0"),
        (pandoc, "33", "section"),
        (parameterized, "What's new? -- (2026)", "what-s-new-2026"),
        (parameterized, "snake_case", "snake_case"),
        (gitlab, "a - b & c", "a-b-c"),
        (vuepress, "1. What's new?", "_1-what-s-new"),
        (vuepress, "Über uns", "uber-uns"),
        (docutils, "1. What's new_here?", "what-s-new-here"),
        (docutils, "Über uns", "uber-uns"),
        (asciidoctor, "What's new - in v1.2?", "whats_new_in_v1_2"),
    ],
)
def test_other_generators(function, text, slug):
    assert function(text) == slug


@pytest.mark.parametrize(
    ("prefix", "separator", "id"), [("_", "_", "_green_tea"), ("", "-", "green-tea"), ("s-", "", "s-greentea")]
)
def test_asciidoc_has_a_prefix_and_a_separator(prefix, separator, id):
    assert section_id("Green Tea", prefix, separator) == id


@pytest.mark.parametrize(
    ("dialect", "texts", "ids"),
    [
        (Dialect(github), ["a", "a", "a"], ["a", "a-1", "a-2"]),
        (Dialect(github), ["a", "a", "a-1"], ["a", "a-1", "a-1-1"]),
        (Dialect(github), ["a-1", "a", "a"], ["a-1", "a", "a-2"]),
        (Dialect(github), ["", "🍵", ""], ["", "-1", "-2"]),
        (Dialect(kramdown, unique=False), ["a", "a", "a-1"], ["a", "a-1", "a-1"]),
        (Dialect(kramdown, unique=False), ["1", "2"], ["section", "section-1"]),
        (Dialect(python_markdown, "_"), ["a", "a", "a"], ["a", "a_1", "a_2"]),
        (Dialect(asciidoctor, "_", 2), ["a", "a", "a"], ["a", "a_2", "a_3"]),
    ],
)
def test_equal_headings_are_told_apart(dialect, texts, ids):
    assert made(texts, dialect) == ids


def test_kramdown_goes_by_the_source_of_a_heading_too():
    assert {"see-leafleafmd", "see-leaf"} <= slugs([Heading("See leaf", "See [leaf](leaf.md)")])


def test_a_repeated_heading_may_have_that_above_before_it():
    page = [Heading("Linux", level=2), Heading("Setup", level=3), Heading("Mac", level=2), Heading("Setup", level=3)]
    assert "mac-setup" in slugs(page)
    assert "linux-setup" not in slugs(page)


@given(st.lists(HEADINGS, max_size=12))
def test_ids_of_a_page_are_unique_where_the_generator_says_so(texts):
    for dialect in DIALECTS:
        ids = made(texts, dialect)
        assert len(ids) == len(texts)
        if dialect.unique:
            assert len(set(ids)) == len(ids)


@given(HEADINGS)
def test_a_slug_of_github_is_lower_case_without_blanks_and_stays_itself(text):
    slug = github(text)
    assert not re.search(r"\s", slug)
    assert github(slug) == slug


@given(HEADINGS)
def test_a_slug_of_kramdown_is_an_ascii_name_that_begins_with_a_letter(text):
    assert re.fullmatch(r"[a-z][a-z0-9-]*", kramdown(text))


@given(HEADINGS)
def test_an_id_of_docutils_is_what_its_grammar_allows(text):
    assert re.fullmatch(r"([a-z](-?[a-z0-9]+)*)?", docutils(text))
