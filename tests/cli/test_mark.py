"""`reviewaudit mark`: the whole program against real servers."""

import hashlib

import pytest


def mark(program, folder, *args, **more):
    return program(
        "mark", *args, "--allow-private", "--no-git", "--timeout", "5s", "--max-retries", "0", cwd=folder, **more
    )


ANN = ("--by", "Ann Lee", "--date", "2025-06-02")
"""A day that lies behind; the program's own today is the real one."""


@pytest.fixture
def article(tmp_path, web):
    file = tmp_path / "a.md"
    file.write_text(f"---\nlast_reviewed: 2025-01-15\n---\n\n# T\n\nSee [a]({web.url()}).\n")
    return file


def test_review_is_recorded_with_its_evidence(program, article, tmp_path, web):
    before = article.read_text()
    run = mark(program, tmp_path, "a.md", *ANN, "--evidence")
    assert run.status == 0, run.err
    digest = hashlib.sha256(f"{web.url()}\talive\tok\n".encode()).hexdigest()
    assert article.read_text() == before.replace(
        "last_reviewed: 2025-01-15\n",
        f'last_reviewed: 2025-06-02\nreviewed_by: Ann Lee\nreview_evidence: "1 reference, 1 alive, sha256:{digest}"\n',
    )
    assert run.out.startswith("--- a/a.md\n+++ b/a.md\n")
    assert "a.md: reviewed on 2025-06-02 by Ann Lee; 1 reference, 1 alive" in run.err


def test_dry_run_shows_the_diff_and_writes_nothing(program, article, tmp_path):
    before = article.read_text()
    run = mark(program, tmp_path, "a.md", *ANN, "--dry-run")
    assert run.status == 0
    assert "+last_reviewed: 2025-06-02\n" in run.out
    assert article.read_text() == before


def test_second_mark_of_the_same_review_changes_nothing(program, article, tmp_path):
    mark(program, tmp_path, "a.md", *ANN, "--evidence")
    before = article.read_text()
    run = mark(program, tmp_path, "a.md", *ANN, "--evidence")
    assert (run.status, run.out, article.read_text()) == (0, "", before)


def test_references_are_asked_anew_whatever_the_ledger_knows(program, article, tmp_path, web):
    program("check", "a.md", "--allow-private", "--no-git", cwd=tmp_path)
    asked = web.hits("/ok")
    assert mark(program, tmp_path, "a.md", *ANN).status == 0
    assert web.hits("/ok") > asked > 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Last reviewed: 2025-01-15\n\n[a](DEAD)\n", "RA101 broken-link"),
        ("Last reviewed: January 2025, all references verified.\n\n# T\n", "RA301 hollow-claim"),
        ("Last reviewed: 2025-01-15\n\n[a](gone.md)\n", "RA111 missing-file"),
        ("---\nlast_reviewed: 2025-06-20\n---\n", "reviewed on 2025-06-20 already, later than 2025-06-02"),
        ("---\nlast_reviewed: '{{ now }}'\n---\n", "RA208 auto-stamped-review"),
    ],
)
def test_what_stands_against_it_is_named_and_nothing_written(program, tmp_path, web, text, words):
    text = text.replace("DEAD", web.url("/status/404"))
    (tmp_path / "a.md").write_text(text)
    (tmp_path / "b.md").write_text("Last reviewed: 2025-01-15\n")
    run = mark(program, tmp_path, "a.md", "b.md", *ANN)
    assert run.status == 1
    assert "error: a.md was not marked as reviewed" in run.err
    assert words in run.err
    assert (tmp_path / "a.md").read_text() == text
    assert (tmp_path / "b.md").read_text() == "Last reviewed: 2025-06-02 by Ann Lee\n"


@pytest.mark.parametrize(
    "text",
    [
        "---\nlast_reviewed: 2019-01-15\n---\n",  # long overdue
        "---\nlast_reviewed: 2035-01-15\n---\n",  # a slip of the year
        "---\nlast_reviewed: 2025-02-31\n---\n",
        "---\nlast_reviewed: TBD\n---\n",
        "---\ntitle: T\n---\n",
    ],
)
def test_findings_that_the_new_date_settles_do_not_stand_against_it(program, tmp_path, text):
    (tmp_path / "a.md").write_text(text)
    run = mark(program, tmp_path, "a.md", *ANN)
    assert run.status == 0, run.err
    assert "last_reviewed: 2025-06-02\n" in (tmp_path / "a.md").read_text()


def test_rules_that_the_config_leaves_out_do_not_keep_links_unchecked(program, tmp_path, web):
    (tmp_path / "reviewaudit.toml").write_text('select = ["RA2"]\n')
    (tmp_path / "a.md").write_text(f"Last reviewed: 2025-01-15\n\n[a]({web.url('/status/404')})\n")
    run = mark(program, tmp_path, "a.md", *ANN)
    assert run.status == 1
    assert "RA101 broken-link" in run.err


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((".", *ANN), "is a folder, and each review is of one article"),
        (("*.md", *ANN), "is a pattern, and each review is of one article"),
        (("gone.md", *ANN), "gone.md does not exist"),
        (("-", *ANN), "- is no file that could be written"),
        (("https://a.example/", *ANN), "is no file that could be written"),
        (("a.md", "--by", " "), "is no name"),
        (("a.md", "--by", "Ann\nLee"), "is no name"),
        (("a.md", "--by", "Ann", "--date", "yesterday"), "is no date"),
        (("a.md", "--by", "Ann", "--date", "2199-01-01"), "lies ahead"),
    ],
)
def test_wrong_usage_is_told(program, tmp_path, args, words):
    (tmp_path / "a.md").write_text("Last reviewed: 2025-01-15\n")
    run = mark(program, tmp_path, *args)
    assert run.status == 2
    assert words in run.err
    assert (tmp_path / "a.md").read_text() == "Last reviewed: 2025-01-15\n"


def test_nothing_is_recorded_where_the_network_is_down(program, article, tmp_path, web):
    article.write_text("Last reviewed: 2025-01-15\n\n[a](https://a.example/)\n")
    run = mark(program, tmp_path, "a.md", *ANN, env={"https_proxy": web.refused()})
    assert run.status == 2
    assert "no reference could be checked, because the network is down" in run.err
    assert "2025-01-15" in article.read_text()


def test_references_that_were_left_unasked_stand_against_it(program, tmp_path, web):
    (tmp_path / "a.md").write_text(f"Last reviewed: 2025-01-15\n\n[a]({web.url()}) [b]({web.url('/hang')})\n")
    run = mark(program, tmp_path, "a.md", *ANN, "--max-time", "1s")
    assert run.status == 1
    assert "/hang was not checked in this run" in run.err
