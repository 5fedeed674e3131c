"""Which file stands behind a path of a site."""

import os
import sys

import pytest

from reviewaudit.formats import SUFFIXES
from reviewaudit.model import LinkPolicy, Publication
from reviewaudit.site import Found, Site, by_name

FILES = (
    "a.md", "b.md", "My Tea.md", "page.html", "data.csv", "erb.html.md.erb",
    "sub/c.html", "sub/index.md", "plain/d.txt", "hugo/_index.md", "built/index.html", "read/README.md",
    "both.md", "both/x.txt", "static/img/pot.png", "ünï.md",
)  # fmt: skip


@pytest.fixture
def tree(tmp_path):
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n")
    return tmp_path


def site(tree, root="", url="", **links):
    return Site(str(tree), LinkPolicy(**links), Publication(root, url), SUFFIXES)


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("a.md", "a.md"),
        ("data.csv", "data.csv"),
        ("a.html", "a.md"),
        ("a.htm", "a.md"),
        ("a", "a.md"),
        ("a/", "a.md"),
        ("page", "page.html"),
        ("erb.html", "erb.html.md.erb"),
        ("erb", "erb.html.md.erb"),
        ("sub", "sub/index.md"),
        ("sub/", "sub/index.md"),
        ("sub/index.html", "sub/index.md"),
        ("sub.html", "sub/index.md"),
        ("sub/c", "sub/c.html"),
        ("sub/../a.md", "sub/../a.md"),
        ("hugo/", "hugo/_index.md"),
        ("built", "built/index.html"),
        ("read", "read/README.md"),
        ("both", "both.md"),
        ("My Tea.md", "My Tea.md"),
        ("ünï", "ünï.md"),
        ("u\u0308ni\u0308.md", "ünï.md"),
        ("gone.md", None),
        ("A.md", None),
        ("my tea.md", None),
        ("Sub/c.html", None),
        ("nowhere/a.md", None),
        ("a.md/x", None),
        ("data", None),
        ("x" * 5000, None),
    ],
)
def test_path_leads_to_what_a_site_is_made_of(tree, path, file):
    found = site(tree).find(path)
    assert (found.path if found else None) == file


@pytest.mark.parametrize("path", ["plain", ".", "..", "sub/.."])
def test_folder_without_index_is_there_and_no_page(tree, path):
    assert site(tree).find(path) == Found(path, is_folder=True)


def test_index_files_and_fallback_extensions_are_the_policys(tree):
    assert site(tree, index_files=("d.txt",)).find("plain") == Found("plain/d.txt")
    assert site(tree, fallback_extensions=("csv",)).find("data") == Found("data.csv")
    assert site(tree, fallback_extensions=(".csv",)).find("data.csv") == Found("data.csv")


@pytest.mark.parametrize(
    ("root", "url", "path", "file"),
    [
        (".", "", "/a", "a.md"),
        (".", "", "/sub/c.html", "sub/c.html"),
        (".", "", "/", "."),
        ("sub", "", "/c", "sub/c.html"),
        ("sub", "", "/", "sub/index.md"),
        ("sub", "", "/../a.md", None),
        ("sub", "", "/a.md", None),
        (".", "", "/img/pot.png", "static/img/pot.png"),
        ("sub", "https://tea.example/docs/", "/docs/c", "sub/c.html"),
        ("sub", "https://tea.example/docs/", "/docs/", "sub/index.md"),
        ("sub", "https://tea.example/docs/", "/docs", "sub/index.md"),
        ("sub", "https://tea.example/docs/", "/c", "sub/c.html"),
    ],
)
def test_path_from_the_root_starts_where_the_site_does(tree, root, url, path, file):
    found = site(tree, root, url).find(path)
    assert (found.path if found else None) == file


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("https://tea.example/docs/a", "a.md"),
        ("https://tea.example/docs/a?print=1", "a.md"),
        ("https://tea.example/docs/My%20Tea.html", "My Tea.md"),
        ("https://tea.example/docs", "."),
        ("https://tea.example/docs/gone", None),
        ("https://tea.example/docsy/gone", None),
        ("https://other.example/docs/a", None),
        ("https://tea.example:8443/docs/a", None),
    ],
)
def test_page_of_our_own_site_is_found_by_its_url(tree, url, file):
    found = site(tree, ".", "https://tea.example/docs/").find_url(url)
    assert (found.path if found else None) == file


def test_without_a_base_no_url_is_ours(tree):
    assert site(tree, ".").find_url("https://tea.example/a") is None


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("A.md", ("a.md",)),
        ("my tea.md", ("My Tea.md",)),
        ("pages.html", ("page.html",)),
        ("sub/page.html", ("page.html",)),
        ("sub/both.html", ("both.md",)),
        ("coffee.md", ()),
        ("nowhere/coffee.md", ()),
    ],
)
def test_the_file_that_was_meant_is_named(tree, path, near):
    assert site(tree).near(path, by_name(FILES)) == near


def test_two_files_of_that_name_elsewhere_are_no_hint(tree):
    assert site(tree).near("z/page.html", by_name(["page.html", "sub/page.html"])) == ()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_link_to_nothing_is_no_file(tree):
    os.symlink(tree / "gone", tree / "broken.md")
    os.symlink(tree / "sub", tree / "way")
    assert site(tree).find("broken.md") is None
    assert site(tree).find("way/c") == Found("way/c.html")


def test_a_folder_is_listed_once(tree, monkeypatch):
    asked = []
    scan = os.scandir
    monkeypatch.setattr(os, "scandir", lambda folder: asked.append(folder) or scan(folder))
    one = site(tree)
    assert all(one.find(f"sub/{number}.md") is None for number in range(100))
    assert len(asked) == len(set(asked)) == 2
