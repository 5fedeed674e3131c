"""What counts as a link: by option and by config, in the whole program."""

import json

import pytest

TEXT = """# Tea

Last reviewed: 2026-05-02

See [[Green Tea]], [[Black Tea|the other]] and [[White Tea]], or `https://a.example/code`.
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "tea.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "Green-Tea.md").write_text("Last reviewed: 2026-05-02\n", encoding="utf-8")
    (tmp_path / "Black Tea.md").write_text("Last reviewed: 2026-05-02\n", encoding="utf-8")
    return tmp_path


def urls(run):
    return [row["url"] for row in map(json.loads, run.out.splitlines()) if row["what"] == "reference"]


def test_code_and_wiki_links_are_left_alone_unless_asked_for(program, folder):
    assert urls(program("extract", "tea.md", "--format", "jsonl", cwd=folder)) == []


def test_options_and_config_say_the_same(program, folder):
    run = program("extract", "tea.md", "--format", "jsonl", "--include-verbatim", "--include-wikilinks", cwd=folder)
    expected = ["Green Tea", "Black Tea", "White Tea", "https://a.example/code"]
    assert urls(run) == expected
    (folder / "reviewaudit.toml").write_text(
        "[links]\ninclude_verbatim = true\ninclude_wikilinks = true\n", encoding="utf-8"
    )
    assert urls(program("extract", "tea.md", "--format", "jsonl", cwd=folder)) == expected


def test_a_wiki_page_is_there_with_spaces_or_with_hyphens(program, folder):
    run = program("check", "--include-wikilinks", "--offline", "--format", "json", "--as-of", "2026-06-01", cwd=folder)
    findings = [finding for finding in run.json["findings"] if finding["path"] == "tea.md"]
    assert [(finding["code"], finding["url"]) for finding in findings] == [("RA111", "White Tea")]


def test_undefined_labels_and_secrets_are_findings_and_no_secret_is_shown(program, tmp_path):
    (tmp_path / "a.md").write_text(
        "Last reviewed: 2026-05-02\n\n[the study][chen] and [data](https://chen:gr33n-tea@a.example/x)\n",
        encoding="utf-8",
    )
    for format in ("text", "json"):
        run = program("check", "--offline", "--format", format, "--as-of", "2026-06-01", cwd=tmp_path)
        assert "gr33n-tea" not in run.out + run.err
    found = {finding["code"]: (finding["line"], finding["column"]) for finding in run.json["findings"]}
    assert found["RA113"] == (3, 1)
    assert found["RA115"] == (3, 30)
    assert run.status == 1
