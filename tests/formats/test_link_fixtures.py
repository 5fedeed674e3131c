"""The links of other checkers' fixtures: every difference from lychee's lists is explained, and in none is it right."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import pytest

from reviewaudit import formats

HERE = Path(__file__).resolve().parents[2]
FIXTURES = HERE.parent / "shared" / "data" / "link-fixtures"
GOLD = FIXTURES / "markdown-it+linkify-it" / "test" / "fixtures"
MANUAL = HERE / "docs" / "comparison" / "link-fixtures.md"


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("bench_fixtures", HERE / "bench" / "fixtures.py")
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


@pytest.fixture(scope="module")
def files(bench):
    if not FIXTURES.is_dir():
        pytest.skip("the fixtures of other link checkers lie in ../shared, which is not here")
    return list(bench.compared(FIXTURES))


CUT, UNCUT = "strikethrough or punctuation that ends a URL", "the same, with what stands behind it"
BASED, UNBASED = "relative to `<base href>`", "the base left out, or taken for a link"
COMPLAINT = '# [WARN] Error building URL for "//////" (Attribute: Some("href")): empty host'


@pytest.mark.parametrize(
    ("name", "text", "listed", "classes"),
    [
        ("a.md", "~~https://a.example/y~~", "https://a.example/y~~", {CUT: 1, UNCUT: 1}),
        ("a.html", '<a rel="nofollow" href="https://a.example/x">', "", {'`rel="nofollow"`': 1}),
        ("a.html", '<a rel="me nofollow" href="https://a.example/x">', "", {"unclassed": 1}),
        ("a.html", '<a href="https://a.example/x">', "https://a.example/z", {"unclassed": 2}),
        ("a.html", '<a href="#Über"><a href="#">', "{page}#%C3%9Cber\n{page}", {}),
        ("a.html", "<base href=/b/><a href=x>", "{root}/dir/x\n{root}/b/", {BASED: 1, UNBASED: 2}),
        ("a.html", '<a href="https://u:p4ss@a.example/x">', "https://u:p4ss@a.example/x [excluded]", {}),
        ("a.html", '<a href="//////">', COMPLAINT, {}),
    ],
)
def test_a_difference_is_classed_by_what_explains_it(bench, tmp_path, name, text, listed, classes):
    (tmp_path / name).write_text(text, encoding="utf-8")
    listed = listed.replace("{page}", bench.PAGE).replace("{root}", "https://fixture-base.net")
    (tmp_path / f"{name}.lychee.txt").write_text(listed, encoding="utf-8")
    found = bench.counted(list(bench.compared(tmp_path)))
    assert {name: count for (name, _), count in found.items()} == classes


def test_every_class_has_a_name_of_its_own_and_a_known_verdict(bench):
    names = [one.name for one in bench.CLASSES]
    assert len(set(names)) == len(names)
    assert {one.verdict for one in bench.CLASSES} <= {"ours right", "taste"}


def test_every_difference_from_lychee_is_classed_and_none_is_theirs(bench, files):
    assert len(files) > 800
    left = [(one.file.path, one.url) for file in files for one in file.differences if bench.class_of(one) is None]
    assert left == []
    assert "theirs right" not in {verdict for _, verdict in bench.counted(files)}


def test_the_table_of_the_manual_is_current(bench, files):
    shown = MANUAL.read_text(encoding="utf-8").partition("<!-- table -->")[2].partition("<!-- end -->")[0]
    assert shown.strip() == bench.table(files), "run: python bench/fixtures.py ../shared/data/link-fixtures --table"


def urls(text, format):
    return [link.url for link in formats.parse(text.encode(), format).links]


@pytest.mark.parametrize("format", ["text", "markdown"])
@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("｜https://a.example/x｜bar", "https://a.example/x"),
        ("［https://a.example/x］", "https://a.example/x"),
        ("https://a.example/'quoted'", "https://a.example/'quoted'"),
        ("'https://a.example/it's'", "https://a.example/it's"),
        ("''https://a.example/x''", "https://a.example/x"),
        ("'https://a.example/x',", "https://a.example/x"),
        ("(https://a.example/x)[1]", "https://a.example/x"),
        ("https://a.example/(x)[1]", "https://a.example/(x)[1]"),
        ("https://a.example/((x)(y))", "https://a.example/((x)(y))"),
        ("~~https://a.example/x~~", "https://a.example/x"),
        ("https://a.example/x，次", "https://a.example/x"),
        ("「https://a.example/x」", "https://a.example/x"),
        ("https://例え.example/道", "https://例え.example/道"),
        ("www.a.example/x.", "http://www.a.example/x"),
    ],
)
def test_where_a_bare_url_ends(format, text, url):
    assert urls(text, format) == [url]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("_https://a.example/x", []),
        ("https://a.example_", []),
        ("_https://a.example_", ["https://a.example"]),
        ("_see https://a.example_", ["https://a.example"]),
        ("_https://a.example/x is good_", ["https://a.example/x"]),
        ("https://a.example/x_", ["https://a.example/x"]),
    ],
)
def test_an_underscore_on_one_side_makes_a_url_part_of_a_name_in_plain_text(text, found):
    assert urls(text, "text") == found


def gold(name):
    """Pairs of text and the link in it, or text alone, as the files of linkify-it have them."""
    if not (GOLD / name).is_file():
        pytest.skip(f"the {name} of linkify-it is not among the fixtures in ../shared")
    lines = re.sub(r"^%.*", "", (GOLD / name).read_text(encoding="utf-8"), flags=re.MULTILINE).split("\n")
    groups, group = [], []
    for line in [*lines, ""]:
        if line.strip():
            group.append(line)
        elif group:
            groups.append(group)
            group = []
    return groups


def said(line):
    return line.partition(" %")[0].strip()


@pytest.mark.parametrize(("format", "most_false"), [("text", 0), ("markdown", 2)])
def test_more_gold_links_are_found_than_lychee_finds(format, most_false):
    pairs = [(group[0], group[-1] if len(group) > 1 else said(group[0])) for group in gold("links.txt")]
    web = [(text, url) for text, url in pairs if re.match("https?://", url, re.IGNORECASE)]
    missed = [(text, urls(text, format)) for text, url in web if url not in urls(text, format)]
    texts = [said(line) for group in gold("not_links.txt") for line in group]
    false = [text for text in texts if urls(text, format)]
    print(f"{format}: {len(web) - len(missed)} of {len(web)} found, {len(false)} false in {len(texts)}", missed, false)
    assert (len(web), len(texts)) == (76, 38)
    assert len(missed) <= 1
    assert len(false) <= most_false
