"""Paths in, sources out: nothing named is passed over, nothing ignored is taken up, and the order never varies."""

import os

import pytest

from reviewaudit.discovery import discover, excluded, read, read_list, shown
from reviewaudit.errors import UsageError
from reviewaudit.model import Problem, Skip, Source


def is_article(name):
    return name.endswith((".md", ".html"))


@pytest.fixture
def tree(tmp_path):
    for path in (
        "b.md",
        "a.md",
        "notes.bin",
        "sub/c.html",
        "sub/.hidden.md",
        ".git/HEAD",
        "build/out.md",
        "sub/skip.md",
    ):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")
    (tmp_path / ".gitignore").write_text("build/\n")
    (tmp_path / "sub" / ".gitignore").write_text("skip.md\n")
    return tmp_path


def found(paths, base, **options):
    return [source.path for source in discover(paths, is_article=is_article, base=base, **options).sources]


def test_folder_gives_its_articles_sorted_without_hidden_and_ignored(tree):
    assert found(["."], tree) == ["a.md", "b.md", "sub/c.html"]


def test_no_ignore_takes_ignored_files_too(tree):
    assert found(["."], tree, respect_ignore=False) == ["a.md", "b.md", "build/out.md", "sub/c.html", "sub/skip.md"]


def test_ignore_files_above_the_folder_count_in_a_repository(tree):
    (tree / ".gitignore").write_text("c.html\n")
    (tree / "sub" / "d.md").write_text("x")
    assert found(["sub"], tree) == ["sub/d.md"]


def test_ignored_folder_that_is_named_outright_is_audited(tree):
    assert found(["build"], tree) == ["build/out.md"]


def test_deeper_ignore_file_can_take_back(tree):
    (tree / ".gitignore").write_text("*.md\n")
    (tree / "sub" / ".gitignore").write_text("!skip.md\n")
    assert found(["."], tree) == ["sub/c.html", "sub/skip.md"]


def test_named_file_is_taken_whatever_its_ending_or_ignore(tree):
    assert found(["notes.bin", "build/out.md"], tree) == ["build/out.md", "notes.bin"]


def test_same_file_twice_is_one_source(tree):
    assert found(["a.md", ".", str(tree / "a.md")], tree) == ["a.md", "b.md", "sub/c.html"]


def test_input_order_does_not_matter(tree):
    assert found(["b.md", "sub", "a.md"], tree) == found(["a.md", "b.md", "sub"], tree)


def test_quoted_glob(tree):
    assert found(["**/*.html"], tree) == ["sub/c.html"]


def test_excluded_files_are_counted_skips(tree):
    result = discover(["."], is_article=is_article, base=tree, exclude=["sub/"])
    assert [source.path for source in result.sources] == ["a.md", "b.md"]
    assert [(skip.subject, skip.reason) for skip in result.skipped if skip.rule] == [
        ("sub/c.html", "excluded by exclude_paths")
    ]


def test_what_gitignore_leaves_out_is_counted(tree):
    result = discover([".", "sub"], is_article=is_article, base=tree)
    assert [(skip.subject, skip.reason, skip.origin) for skip in result.skipped] == [
        (".", "ignored by .gitignore: 1 article and 1 folder", ".gitignore"),
        ("sub", "ignored by .gitignore: 1 article", ".gitignore"),
    ]
    assert discover(["."], is_article=is_article, base=tree, respect_ignore=False).skipped == ()


def test_our_own_reports_are_no_articles_unless_they_are_named(tree):
    (tree / "audit.html").write_text('<!DOCTYPE html>\n<meta name="generator" content="reviewaudit">\n')
    (tree / "sub" / "ann.md").write_text("<!-- reviewaudit digest of one owner -->\n# Ann\n")
    (tree / "sub" / "about.md").write_text("<!-- reviewaudit: ignore-file[RA5] -->\n# About\n")
    result = discover(["."], is_article=is_article, base=tree)
    assert [source.path for source in result.sources] == ["a.md", "b.md", "sub/about.md", "sub/c.html"]
    ours = [skip.subject for skip in result.skipped if skip.reason == "a report of reviewaudit, no article"]
    assert ours == ["audit.html", "sub/ann.md"]
    assert found(["audit.html"], tree) == ["audit.html"]


def test_nothing_left_after_gitignore_says_so(tree):
    (tree / ".gitignore").write_text("*.md\n*.html\n")
    (tree / "sub" / ".gitignore").unlink()
    with pytest.raises(UsageError, match=r"\(.: ignored by .gitignore: 5 articles\)"):
        discover(["."], is_article=is_article, base=tree)


@pytest.mark.parametrize(
    ("paths", "cause"),
    [
        (["nope.md"], "no such file or folder: nope.md"),
        (["*.rst"], "no file matches '*.rst'"),
        (["sub/empty"], "nothing to audit: no article in 'sub/empty'"),
        (["-"], "standard input cannot be read here"),
    ],
)
def test_mistakes(tree, paths, cause):
    (tree / "sub" / "empty").mkdir()
    with pytest.raises(UsageError) as caught:
        found(paths, tree)
    assert cause in caught.value.cause
    assert caught.value.help


def test_urls_are_told_apart_from_paths(tree):
    page, other = "https://health.example/a.html", "HTTP://health.example/b"
    result = discover([page + "#top", "a.md", other, page], is_article=is_article, base=tree)
    assert [source.path for source in result.sources] == ["a.md"]
    assert result.urls == (page, other)


@pytest.mark.parametrize(
    ("pattern", "path", "left_out"),
    [
        ("tag/", "https://health.example/tag/a.html", True),
        ("*.pdf", "https://health.example/a.pdf", True),
        ("health.example/tag/", "https://health.example/tag/a.html", True),
        ("https://health.example/tag/", "https://health.example/tag/a.html", True),
        ("https://health.example/tag/", "http://user:secret@health.example/tag/a.html", True),
        ("/tag/", "https://health.example/tag/a.html", False),
        ("https://health.example/tag/", "https://other.example/health.example/tag/a.html", False),
        ("tag/", "tag/a.html", True),
    ],
)
def test_patterns_hold_for_host_and_path_of_a_url(pattern, path, left_out):
    skip = excluded([pattern])(path)
    assert (skip is not None) is left_out
    assert not left_out or skip == Skip(path, "excluded by exclude_paths", pattern)


def test_standard_input_may_have_the_name_of_a_page(tree):
    result = discover(["-"], is_article=is_article, base=tree, stdin=bytes, stdin_name="https://me:pw@health.example/a")
    assert result.sources == (Source("https://health.example/a", data=b""),)


def test_standard_input_has_a_name(tree):
    result = discover(["-"], is_article=is_article, base=tree, stdin=lambda: b"hi", stdin_name="draft.md")
    assert result.sources == (Source("draft.md", data=b"hi"),)
    assert read(result.sources[0]) == b"hi"


def test_dangling_link_is_a_problem_not_a_silence(tree):
    os.symlink(tree / "gone", tree / "z.md")
    source = next(s for s in discover(["."], is_article=is_article, base=tree).sources if s.path == "z.md")
    problem = read(source)
    assert isinstance(problem, Problem)
    assert "no such file" in problem.cause


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipe_is_a_problem_and_is_not_waited_for(tree):
    os.mkfifo(tree / "z.md")
    source = next(s for s in discover(["."], is_article=is_article, base=tree).sources if s.path == "z.md")
    problem = read(source)
    assert isinstance(problem, Problem)
    assert "not a file" in problem.cause


def test_linked_folders_are_not_walked_in_circles(tree):
    os.symlink(tree, tree / "sub" / "loop")
    assert found(["."], tree) == ["a.md", "b.md", "sub/c.html"]


def test_paths_outside_the_working_folder(tree):
    assert shown(str(tree / "a.md"), tree / "sub") == "../a.md"


def test_list_file(tree):
    (tree / "list").write_text("# articles\n\na.md\n  sub/c.html \n")
    assert read_list(str(tree / "list"), stdin=bytes) == ["a.md", "sub/c.html"]
    assert read_list("-", stdin=lambda: b"b.md\r\n") == ["b.md"]
    with pytest.raises(UsageError):
        read_list(str(tree / "none"), stdin=bytes)
