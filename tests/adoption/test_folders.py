"""Where articles lie, and what among them was only built or brought in."""

import pytest

from reviewaudit.adoption import Layout


@pytest.mark.parametrize(
    ("paths", "reviewed", "places"),
    [
        (["docs/a.md", "docs/b.md", "README.md"], ["docs/a.md"], [("docs", 2)]),
        (["docs/a.md", "blog/b.md"], ["docs/a.md"], [("docs", 1)]),
        (["docs/a.md", "blog/b.md"], [], [("blog", 1), ("docs", 1)]),
        (["docs/a.md", "README.md"], ["README.md", "docs/a.md"], [("README.md", 1), ("docs", 1)]),
        (["content/en/docs/a.md", "content/en/docs/b.md"], ["content/en/docs/a.md"], [("content/en/docs", 2)]),
        (["content/en/a.md", "content/de/a.md"], ["content/en/a.md"], [("content", 2)]),
        (["a.md", "b.md"], ["a.md", "b.md"], [(".", 2)]),
        (["a.md"], [], [(".", 1)]),
        ([f"{n}.md" for n in range(6)] + ["docs/a.md"], [f"{n}.md" for n in range(6)], [(".", 7)]),
    ],
)
def test_places_are_where_reviews_are_stated_else_where_articles_are(paths, reviewed, places):
    assert list(Layout.of(paths).places(reviewed)) == places


@pytest.mark.parametrize(
    ("folder", "excluded"),
    [
        ("node_modules/tea/README.md", True),
        ("docs/vendor/tea/README.md", True),
        ("Vendor/tea/README.md", True),
        ("site/index.html", True),
        ("docs/_build/html/index.html", True),
        ("public/about.md", False),
        ("site/index.md", False),
        ("docs/tea.md", False),
        ("sites/index.html", False),
        ("vendor.md", False),
    ],
)
def test_what_was_built_or_brought_in_is_excluded(folder, excluded):
    layout = Layout.of([folder, "docs/own.md"])
    assert (folder not in layout.kept) is excluded
    assert bool(layout.excluded) is excluded
    assert "docs/own.md" in layout.kept


def test_folder_with_one_page_of_its_own_is_not_taken_for_generated():
    assert Layout.of(["public/index.html", "public/about.md", "docs/own.md"]).excluded == ()


def test_one_pattern_covers_what_lies_below_it():
    layout = Layout.of(["build/site/a.html", "build/b.html", "docs/own.md"])
    assert layout.excluded == (("build/", 2, "nothing but HTML, so probably generated"),)


def test_nothing_is_excluded_where_nothing_else_is_there():
    layout = Layout.of(["site/index.html"])
    assert (layout.excluded, layout.kept) == ((), ("site/index.html",))
