"""Hooks name some files of many: what they name for no good reason is left out, and nothing else is asked for."""

import pytest

OLD = "# Tea\n\nLast reviewed: 2020-01-01\n"


@pytest.fixture
def folder(tmp_path):
    for name in ("docs/tea.md", "docs/drafts/tea.md", "notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(OLD)
    (tmp_path / "reviewaudit.toml").write_text(
        'paths = ["./docs/"]\nexclude_paths = ["drafts/"]\nrequired = ["docs/consent.md"]\n'
    )
    return tmp_path


@pytest.mark.parametrize(
    ("named", "audited"),
    [
        (["docs/tea.md"], ["docs/tea.md"]),
        (["docs/tea.md", "notes.txt", "docs/drafts/tea.md"], ["docs/tea.md"]),
        ([], ["docs/tea.md"]),
    ],
)
def test_what_the_config_covers_is_audited(program, folder, named, audited):
    run = program("check", "--partial", "--offline", "--format", "json", *named, cwd=folder)
    assert run.status == 1
    assert [article["path"] for article in run.json["articles"]] == audited


@pytest.mark.parametrize("named", ["notes.txt", "docs/drafts/tea.md"])
def test_nothing_left_is_fine(program, folder, named):
    run = program("check", "--partial", "--offline", named, cwd=folder)
    assert (run.status, run.out) == (0, "")
    assert run.err.startswith("note:  nothing to audit")


@pytest.mark.parametrize("named", ["docs/tea.md", "docs/drafts/tea.md"])
def test_without_partial_both_are_2(program, folder, named):
    assert program("check", "--offline", named, cwd=folder).status == 2


@pytest.mark.parametrize("paths", ['["."]', '["docs/*.md"]', '["docs/tea.md"]', "[]"])
def test_paths_may_be_folders_globs_and_files(program, folder, paths):
    (folder / "reviewaudit.toml").write_text(f"paths = {paths}\n")
    assert program("check", "--partial", "--offline", "docs/tea.md", cwd=folder).status == 1
