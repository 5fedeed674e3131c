"""Paths in, sources out: nothing named is passed over, nothing ignored is taken up, and the order never varies."""

import os

import pytest

from reviewaudit.discovery import discover, read, read_list, shown
from reviewaudit.errors import UsageError
from reviewaudit.model import Problem, Source


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
    assert [(skip.subject, skip.reason) for skip in result.skipped] == [("sub/c.html", "excluded by exclude_paths")]


@pytest.mark.parametrize(
    ("paths", "cause"),
    [
        (["nope.md"], "no such file or folder: nope.md"),
        (["*.rst"], "no file matches '*.rst'"),
        (["sub/empty"], "nothing to audit: no article in 'sub/empty'"),
        (["https://health.example/"], "web pages cannot be audited yet"),
        (["-"], "standard input cannot be read here"),
    ],
)
def test_mistakes(tree, paths, cause):
    (tree / "sub" / "empty").mkdir()
    with pytest.raises(UsageError) as caught:
        found(paths, tree)
    assert cause in caught.value.cause
    assert caught.value.help


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
