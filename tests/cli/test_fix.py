"""`reviewaudit fix`: the whole program against real servers."""

import json
import subprocess
from urllib.parse import quote

import pytest


def fix(program, folder, *args, **more):
    # A server of plain HTTP says nothing to TLS, and the mend `https` waits for it.
    (folder / "fast.toml").write_text('[network]\nconnect_timeout = "300ms"\nmax_retries = 0\n')
    return program("fix", "--allow-private", "--config", "fast.toml", *args, cwd=folder, **more)


@pytest.fixture
def article(tmp_path, web):
    old, new = web.url("/to/301?/ok"), web.url("/ok")
    data = f"\ufeff# Té\r\n\r\n[moved]({old}#a) <http://dx.doi.org/10.1000/Ab> {web.url('/to/302?/ok')}".encode()
    (tmp_path / "a.md").write_bytes(data)
    mended = data.replace(f"{old}#a".encode(), f"{new}#a".encode())
    mended = mended.replace(b"http://dx.doi.org/10.1000/Ab", b"https://doi.org/10.1000/Ab")
    return tmp_path / "a.md", data, mended


def test_diff_is_shown_and_nothing_written(program, article, tmp_path):
    file, before, after = article
    run = fix(program, tmp_path)
    assert run.status == 1, run.err
    assert file.read_bytes() == before
    assert run.out.startswith("--- a/a.md\n+++ b/a.md\n@@ ")
    assert "2 edits in 1 file; --write applies them" in run.err
    done = subprocess.run(
        ["git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-"],
        cwd=tmp_path, input=run.out.encode(), check=False, capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert file.read_bytes() == after


def test_write_changes_the_file_once(program, article, tmp_path):
    file, _, after = article
    run = fix(program, tmp_path, "--write")
    assert (run.status, file.read_bytes()) == (0, after), run.err
    assert "2 edits in 1 file; 1 written" in run.err
    again = fix(program, tmp_path, "--write")
    assert (again.status, again.out, file.read_bytes()) == (0, "", after)


def test_selected_mends_alone_are_made(program, article, tmp_path):
    file, before, _ = article
    run = fix(program, tmp_path, "--write", "--select", "doi", "--offline")
    assert run.status == 0
    assert file.read_bytes() == before.replace(b"http://dx.doi.org/10.1000/Ab", b"https://doi.org/10.1000/Ab")


def test_cosmetic_redirect_is_followed_on_request(program, web, tmp_path):
    (tmp_path / "a.txt").write_text(f"See {web.url('/slash/tea')} now.\n")
    assert fix(program, tmp_path).status == 0
    run = fix(program, tmp_path, "--cosmetic", "--write")
    assert run.status == 0
    assert (tmp_path / "a.txt").read_text() == f"See {web.url('/slash/tea/')} now.\n"


def test_dead_page_is_cited_by_its_archived_copy_on_request(program, web, tmp_path):
    dead = web.url("/status/404")
    copy = f"https://web.archive.org/web/20250102000000/{dead}"
    closest = {"closest": {"available": True, "status": "200", "url": copy, "timestamp": "20250102000000"}}
    base = web.url("")
    asked_for = f"/wayback/available?url={quote(dead, safe='')}&timestamp=20250131"
    web.serve(asked_for, json.dumps({"archived_snapshots": closest}), kind="application/json")
    text = f"---\nlast_reviewed: 2025-01-31\n---\n\n[a]({dead}) [b]({web.url('/status/403')})\n"
    (tmp_path / "a.md").write_text(text)
    assert fix(program, tmp_path).status == 0
    run = fix(program, tmp_path, "--archive", "--archive-url", base, "--write")
    assert run.status == 0, run.err
    assert (tmp_path / "a.md").read_text() == text.replace(dead, copy)
    assert web.hits("/wayback/available") == 1


def test_archive_that_does_not_answer_is_named(program, web, tmp_path):
    (tmp_path / "a.md").write_text(f"[a]({web.url('/status/404')})\n")
    web.serve("/wayback/available", "slow down", status=429)
    run = fix(program, tmp_path, "--archive", "--archive-url", web.url(""))
    assert (run.status, run.out) == (0, "")
    assert "a.md:1:5: " in run.err
    assert "was left as it is: the archive was asked in vain: wayback answered 429" in run.err


def test_write_protected_file_is_told_and_the_others_are_written(program, tmp_path):
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("<http://dx.doi.org/10.1000/182>\n")
    (tmp_path / "a.md").chmod(0o444)
    run = fix(program, tmp_path, "--offline", "--write")
    assert run.status == 2
    assert "error: cannot write a.md: it is write-protected" in run.err
    assert (tmp_path / "b.md").read_text() == "<https://doi.org/10.1000/182>\n"


def test_standard_input_gives_a_diff_and_cannot_be_written(program, tmp_path):
    text = b"<http://dx.doi.org/10.1000/182>\n"
    run = fix(program, tmp_path, "-", "--stdin-name", "a.md", "--offline", stdin=text)
    assert run.status == 1
    assert "+<https://doi.org/10.1000/182>\n" in run.out
    run = fix(program, tmp_path, "-", "--stdin-name", "a.md", "--offline", "--write", stdin=text)
    assert run.status == 2
    assert "a.md is no file that could be written" in run.err


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--select", "doy"), "did you mean 'doi'?"),
        (("--archive-url", "example.org"), "write it with https://"),
        (("gone.md",), "no such file or folder"),
    ],
)
def test_wrong_usage_is_told(program, tmp_path, args, words):
    run = fix(program, tmp_path, *args)
    assert run.status == 2
    assert words in run.err


def test_nothing_is_mended_where_the_network_is_down(program, web, tmp_path):
    (tmp_path / "a.md").write_text("[a](https://a.example/) <http://dx.doi.org/10.1000/182>\n")
    run = fix(program, tmp_path, "--write", env={"https_proxy": web.refused(), "http_proxy": web.refused()})
    assert run.status == 2
    assert "the network is down" in run.err
    assert (tmp_path / "a.md").read_text().endswith("<http://dx.doi.org/10.1000/182>\n")


@pytest.mark.parametrize("format", ["sarif", "rdjson"])
def test_check_carries_the_same_edits(program, web, tmp_path, format):
    old, new = web.url("/to/301?/ok"), web.url("/ok")
    (tmp_path / "a.md").write_text(f"Last reviewed: 2026-05-02\n\nÉ [a]({old}#x) and [b]({web.url('/status/404')})\n")
    run = program(
        "check", "--allow-private", "--no-git", "--as-of", "2026-06-01", "--format", format, cwd=tmp_path,
    )  # fmt: skip
    assert run.status == 1
    if format == "sarif":
        [fixes] = [result["fixes"] for result in run.json["runs"][0]["results"] if "fixes" in result]
        [replacement] = fixes[0]["artifactChanges"][0]["replacements"]
        assert replacement["insertedContent"]["text"] == f"{new}#x"
        assert replacement["deletedRegion"]["startColumn"] == 7
    else:
        [[suggestion]] = [one["suggestions"] for one in run.json["diagnostics"] if "suggestions" in one]
        assert suggestion["text"] == f"{new}#x"
        assert suggestion["range"]["start"] == {"line": 3, "column": 8}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--allow-private",), "nothing to mend\n"),
        (("--offline",), "nothing to mend, as far as that is known offline\n"),
        (("--offline", "--quiet"), ""),
    ],
)
def test_nothing_to_mend_is_said(program, tmp_path, web, options, said):
    (tmp_path / "a.md").write_text(f"[x]({web.url('/ok')})\n")
    run = program("fix", "a.md", "--no-ledger", "--select", "redirect", *options, cwd=tmp_path)
    assert (run.status, run.out, run.err) == (0, "", said)
