"""Who answers for an article: what it says itself, then the config, then CODEOWNERS."""

import pytest

OWN = "---\nowner: Ada\nlast_reviewed: 2026-05-02\n---\n# Tea\n"
PLAIN = "# Tea\n"


def owner(report, path="docs/a.md"):
    return next(audited.article.owner for audited in report.audited if audited.article.path == path)


RULE = '[[rules]]\npaths = ["docs/"]\nowner = "docs team"\n'


@pytest.mark.parametrize(
    ("text", "policy", "file", "named"),
    [
        (OWN, RULE, "* @all\n", "Ada"),
        (PLAIN, RULE, "* @all\n", "docs team"),
        (PLAIN, 'owner = "everybody"\n' + RULE, "", "docs team"),
        (PLAIN, 'owner = "everybody"\n', "* @all\n", "everybody"),
        (PLAIN, RULE.replace("docs/", "other/"), "* @all\n", "@all"),
        (PLAIN, RULE + '[[rules]]\npaths = ["a.md"]\nowner = ""\n', "docs/ @all @ada\n", "@all @ada"),
        (PLAIN, "", "other/ @all\n", None),
        (PLAIN, "", "", None),
    ],
)
def test_nearest_word_counts(audit, text, policy, file, named):
    report = audit({"docs/a.md": text, ".github/CODEOWNERS": file}, policy)
    assert owner(report) == named


def test_what_is_no_file_of_the_repository_is_nobodys(audit):
    report = audit({"a.md": PLAIN, "CODEOWNERS": "* @all\n"}, paths=("-", "a.md"))
    assert (owner(report, "-"), owner(report, "a.md")) == (None, "@all")


def test_paths_are_those_of_the_repository_wherever_one_runs(audit, tmp_path):
    (tmp_path / "site").mkdir()
    files = {"docs/a.md": PLAIN, "CODEOWNERS": "/docs/ @docs\n"}
    report = audit(files, base=tmp_path / "site", paths=("../docs",))
    assert owner(report, "../docs/a.md") == "@docs"
