"""What CODEOWNERS files say, in the table's words: pattern, path, whether it is meant, on GitHub and on GitLab."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit import config
from reviewaudit.errors import UsageError
from reviewaudit.model import Policy

YES, NO = True, False
PATTERNS = [
    # pattern, path, GitHub, GitLab
    ("*", "a.md", YES, YES),
    ("*", "deep/in/a.md", YES, YES),
    ("*.md", "deep/a.md", YES, YES),
    ("*.md", "deep/a.mdx", NO, NO),
    ("/docs/", "docs/deep/a.md", YES, YES),
    ("/docs/", "site/docs/a.md", NO, NO),
    ("docs/", "site/docs/a.md", YES, YES),
    ("docs/", "docs", NO, NO),
    ("docs/*", "docs/a.md", YES, YES),
    ("docs/*", "docs/deep/a.md", NO, NO),
    ("/docs/*", "docs/deep/a.md", NO, NO),
    ("/docs/**/*.md", "docs/a.md", YES, YES),
    ("/docs/**/*.md", "docs/very/deep/a.md", YES, YES),
    ("/docs/**", "docs/very/deep/a.md", YES, YES),
    ("**/logs", "build/logs", YES, YES),
    ("**/logs", "build/logs/today.txt", YES, NO),
    ("/docs", "docs/a.md", YES, NO),
    ("/docs/a.md", "docs/a.md", YES, YES),
    ("docs/a.md", "docs/a.md", YES, YES),
    ("docs/a.md", "site/docs/a.md", NO, YES),
    ("README.md", "docs/README.md", YES, YES),
    ("/README.md", "docs/README.md", NO, NO),
    ("readme.md", "README.md", NO, NO),
    ("a?.md", "a1.md", YES, YES),
    ("a?.md", "a/.md", NO, NO),
    (r"green\ tea/", "green tea/a.md", YES, YES),
    (r"\#one.md", "#one.md", YES, YES),
    ("a+(b).md", "a+(b).md", YES, YES),
    ("a.md", "axmd", NO, NO),
    ("**/" * 30 + "a.md", "a/" * 60 + "b.md", NO, NO),
]


def write(folder, text, place="CODEOWNERS"):
    file = folder / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def owners(folder, path):
    _, found = config.codeowners(Policy(), folder)
    return found.owners(path)


@pytest.mark.parametrize(("pattern", "path", "github", "gitlab"), PATTERNS)
def test_pattern_means_what_it_means_to_the_host(tmp_path, pattern, path, github, gitlab):
    for place, meant in ((".github/CODEOWNERS", github), (".gitlab/CODEOWNERS", gitlab)):
        home = tmp_path / place.replace("/", "-")
        write(home, f"{pattern} @ada\n", place)
        assert owners(home, path) == (("@ada",) if meant else ())


LAST = (
    "* @all\n"
    "/docs/ @docs @ada  # @nobody\n"
    "\n"
    "# /docs/ @commented\n"
    "/docs/free/\n"
    "!/docs/tea.md @tea\n"
    "*.txt ada@example.org\n"
)
GITLAB = (
    "* @all\n"
    "[Docs][2] @docs\n/docs/\n/docs/api/ @api  # with @ada\n!/docs/gen/\n/docs/gen/kept.md @late\n"
    "^[Law] @law\n/docs/terms.md\n"
    "[docs]\n/docs/last.md\n"
)


@pytest.mark.parametrize(
    ("text", "path", "named"),
    [
        (LAST, "a.md", "@all"),
        (LAST, "docs/a.md", "@docs @ada"),
        (LAST, "docs/free/a.md", ""),
        (LAST, "docs/tea.md", "@docs @ada"),
        (LAST, "docs/a.txt", "ada@example.org"),
        (GITLAB, "a.md", "@all"),
        (GITLAB, "docs/a.md", "@all @docs"),
        (GITLAB, "docs/api/a.md", "@all @api @ada"),
        (GITLAB, "docs/gen/a.md", "@all"),
        (GITLAB, "docs/gen/kept.md", "@all"),
        (GITLAB, "docs/terms.md", "@all @docs @law"),
        (GITLAB, "docs/last.md", "@all @docs"),
        ("\ufeff*.md @ada\r\n", "a.md", "@ada"),
        ("*.md everybody\n", "a.md", ""),
        ("\\\n", "a.md", ""),
        ("", "a.md", ""),
    ],
)
def test_last_match_counts_and_on_gitlab_that_of_each_section(tmp_path, text, path, named):
    write(tmp_path, text)
    assert " ".join(owners(tmp_path, path)) == named


def test_first_place_that_has_a_file_counts(tmp_path):
    for place, owner in (
        (".gitlab/CODEOWNERS", "@gitlab"),
        ("docs/CODEOWNERS", "@docs"),
        ("CODEOWNERS", "@root"),
        (".github/CODEOWNERS", "@github"),
    ):
        write(tmp_path, f"* {owner}\n", place)
        assert owners(tmp_path, "a.md") == (owner,)


def test_file_of_the_repository_counts_from_a_folder_below(tmp_path):
    (tmp_path / ".git").mkdir()
    write(tmp_path, "/docs/ @docs\n")
    (tmp_path / "docs").mkdir()
    root, found = config.codeowners(Policy(root=str(tmp_path / "docs")), tmp_path / "elsewhere")
    assert (root, found.file, found.owners("docs/a.md")) == (tmp_path, "CODEOWNERS", ("@docs",))


def test_folder_without_such_a_file_has_no_owners(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "CODEOWNERS").mkdir()
    assert config.codeowners(Policy(), tmp_path) is None


def test_file_that_cannot_be_read_is_an_error_with_a_mend(tmp_path):
    write(tmp_path, "* @ada\n")
    (tmp_path / "CODEOWNERS").chmod(0)
    try:
        (tmp_path / "CODEOWNERS").read_bytes()
    except PermissionError:
        with pytest.raises(UsageError, match="cannot read CODEOWNERS: Permission denied"):
            config.codeowners(Policy(), tmp_path)
    else:
        pytest.skip("this user may read every file")


@given(st.text(alphabet=st.sampled_from("*?/\\!#[]^ab .@\t\n"), max_size=60), st.sampled_from(("", "[a] @x\n")))
def test_no_text_makes_reading_fail_or_take_long(text, head):
    found = config.CodeOwners("CODEOWNERS", head + text, gitlab=bool(head))
    assert all("@" in owner for owner in found.owners("a/b/ab.a"))
