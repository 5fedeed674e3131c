"""What other link checkers miss in silence, one behaviour each: here it is asked, found or said.

They are the silent misses measured in the research on link checkers (§1.7). Two of them have a row in
`verdict_table.toml`: a limited page is not alive, and what robots.txt forbids is asked all the same.
"""

import re
import sys
import tomllib
from pathlib import Path

import pytest

from reviewaudit.reports import REPORTS

SIGHTINGS = tomllib.loads(Path(__file__).with_name("sightings.toml").read_text(encoding="utf-8"))["rows"]
REVIEWED = "Last reviewed: 2026-05-02\n\n"
ASK = ("--allow-private", "--as-of", "2026-06-01")


@pytest.fixture
def check(program, tmp_path):
    """`check("a.md", text, *options)`: the JSON report on an article of this name and text."""
    (tmp_path / "reviewaudit.toml").write_text('[network]\nretry_wait = "20ms"\nmax_retries = 1\n')

    def run(name, text, *options, format="json", **environment):
        (tmp_path / name).write_text(REVIEWED + text, encoding="utf-8")
        return program("check", name, *ASK, "--format", format, *options, cwd=tmp_path, **environment)

    return run


def by_url(run):
    return {reference["url"]: reference for reference in run.json["references"]}


# --- links that are not seen ---


def test_what_is_cited_is_asked_and_nothing_else_is(program, web, tmp_path):
    for number, row in enumerate(SIGHTINGS):
        (tmp_path / f"{number}-{row['file']}").write_text(f"{REVIEWED}{row['text']}\n", encoding="utf-8")
    proxies = {"http_proxy": web.url(""), "https_proxy": web.url("")}
    run = program("check", ".", *ASK, "--no-ledger", "--format", "json", cwd=tmp_path, env=proxies)
    expected = {url: row["name"] for row in SIGHTINGS for url in row["asked"]}
    assert {request.path: expected.get(request.path) for request in web.requests} == expected
    assert run.json["summary"]["skipped"] == 0


@pytest.mark.parametrize("rel", ["nofollow", "nofollow noopener", "ugc nofollow"])
def test_a_dead_link_with_nofollow_is_reported(check, web, rel):
    run = check("a.html", f'<p><a rel="{rel}" href="{web.url("/status/410")}">the study</a></p>\n')
    assert [finding["code"] for finding in run.json["findings"]] == ["RA101"]
    assert run.status == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not read SSL_CERT_FILE")
@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_a_link_without_a_scheme_in_a_local_file_goes_to_its_host(check, web, tmp_path, name):
    (tmp_path / "authority.pem").write_bytes(web.authority)
    url = web.tls().removeprefix("https:")
    text = f'<p><a href="{url}">the study</a></p>' if name.endswith("html") else f"See [the study]({url})."
    run = check(name, text + "\n", env={"SSL_CERT_FILE": str(tmp_path / "authority.pem")})
    assert (by_url(run)[url]["status"], by_url(run)[url]["final_url"]) == ("alive", web.tls())


# --- URLs that are left out ---


def test_what_robots_txt_forbids_is_asked_and_robots_txt_is_not(check, web):
    run = check("a.md", f"See <{web.url('/forbidden/tea')}>.\n")
    assert run.json["summary"]["dead"] == 1
    assert web.hits("/robots.txt") == 0


def test_urls_that_differ_in_their_query_alone_are_all_asked_with_it(check, web):
    urls = [web.url(f"/ok?{query}") for query in ("id=1", "id=2", "id=1&id=2", "id")] + [web.url("/ok")]
    run = check("a.md", "".join(f"- <{url}>\n" for url in urls))
    assert sorted(request.query for request in web.requests) == ["", "id", "id=1", "id=1&id=2", "id=2"]
    assert run.json["summary"]["alive"] == len(urls)


@pytest.mark.parametrize("given", [["empty"], ["*.mdx"], ["empty/**/*.md"]])
def test_an_input_that_matches_nothing_is_an_error(program, tmp_path, given):
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "picture.png").write_bytes(b"")
    run = program("check", *given, cwd=tmp_path)
    assert (run.status, run.out) == (2, "")
    assert "error: no" in run.err


# --- reports that leave something out ---


def test_a_link_that_cannot_be_followed_is_named_as_it_was_written(check):
    run = check("a.md", "See [the study](<https://[nope]/a b>), or <a href='http:/tea.example'>that</a>.\n")
    found = {finding["url"]: finding for finding in run.json["findings"]}
    assert {(url, one["code"], one["line"], one["column"]) for url, one in found.items()} == {
        ("https://[nope]/a b", "RA109", 3, 18),
        ("http:/tea.example", "RA109", 3, 52),
    }
    assert [reference["text"] for reference in run.json["references"]] == ["the study", "that"]


COUNTS_ONLY = {"badge", "ics"}
"""Formats that say how many links could not be verified, and not which."""


def told(run, format, url):
    return "1 unverified" in run.out if format in COUNTS_ONLY else url in run.out


@pytest.mark.parametrize("format", REPORTS)
def test_a_timeout_is_in_every_report(check, web, format):
    url = web.url("/hang")
    run = check("a.md", f"See <{url}>.\n", "--fail-on", "warning", "--timeout", "1s", format=format)
    assert told(run, format, url)
    assert run.status == 1


@pytest.mark.parametrize("format", REPORTS)
def test_a_limited_page_is_in_every_report_and_never_good(check, web, format):
    url = web.url("/limited/99/0")
    run = check("a.md", f"See <{url}>.\n", format=format)
    assert told(run, format, url)


def test_a_second_run_shows_redirects_as_the_first_did(check, web):
    text = "".join(f"- <{web.url(path)}>\n" for path in ("/to/301?/ok", "/chain/3", "/to/302?/login", "/to/301?/"))
    first, second = check("a.md", text), check("a.md", text)
    assert second.json["summary"]["from_ledger"] == 4
    assert [one["code"] for one in first.json["findings"]] == ["RA103", "RA105", "RA104"]
    assert second.json["findings"] == first.json["findings"]
    for url, reference in by_url(first).items():
        assert by_url(second)[url] == {**reference, "from_ledger": True}


def test_the_numbers_of_text_and_json_agree(check, web):
    paths = ("/ok", "/chain/2", "/to/301?/ok", "/status/404", "/status/403", "/hang", "/soft/tea", "/ok?excluded")
    links = "".join(f"- <{web.url(path)}>\n" for path in paths)
    text = links + "- <ftp://files.example/>\n- <https://[nope]/>\n- [here](#links)\n- [tea](tea.md)\n- [again](/ok)\n"
    options = ("--exclude", "excluded$", "--timeout", "3s")
    report, said = check("a.md", text, *options).json, check("a.md", text, *options, format="text").out
    for name in ("alive", "dead", "suspect", "unverified", "skipped"):
        counted = sum(reference["status"] == name for reference in report["references"])
        assert counted == report["summary"][name] > 0
        assert re.search(rf"\b{counted} {name}\b", said), (name, said)
    for name, counted in report["summary"]["findings"].items():
        assert counted == sum(finding["level"] == name for finding in report["findings"])
        assert re.search(rf"\b{counted} {name}s?\b", said)
    assert all(finding["message"] in said for finding in report["findings"])


# --- secrets that go too far ---


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_token_for_one_host_is_not_sent_to_where_it_redirects(check, web, tmp_path, status):
    (tmp_path / "hosts.toml").write_text(
        '[network.hosts."127.0.0.1".headers]\nAuthorization = "Bearer ${TOKEN}"\nX-Key = "key"\n', encoding="utf-8"
    )
    third = web.url("/ok", 2)
    text = f"- <{web.url(f'/to/{status}?{third}')}>\n- <{web.url('/ok?again')}>\n"
    run = check("a.md", text, "--config", "hosts.toml", env={"TOKEN": "zztokenzz"})
    assert run.json["summary"]["alive"] == 2
    by_host = {host: [one.headers for one in web.requests if one.host == host] for host in ("127.0.0.1", "127.0.0.2")}
    assert [headers["authorization"] for headers in by_host["127.0.0.1"]] == ["Bearer zztokenzz"] * 2
    assert [{"authorization", "x-key"} & set(headers) for headers in by_host["127.0.0.2"]] == [set()]
    assert "zztokenzz" not in run.out + run.err


def test_the_same_page_with_and_without_a_password_is_asked_once_and_reported_for_both(check, web):
    plain = web.url("/basic")
    text = "".join(f"- <{plain.replace('//', before)}>\n" for before in ("//", "//user:secret@", "//user:other@"))
    run = check("a.md", text)
    assert [reference["status"] for reference in run.json["references"]] == ["alive"] * 3
    assert (web.hits("/basic"), run.json["incomplete"]) == (1, None)
