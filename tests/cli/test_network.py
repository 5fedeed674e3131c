"""The whole program against real servers on several hosts of this machine."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import pytest

REVIEWED = "---\nlast_reviewed: 2026-05-02\n---\n\n# Links\n\n"
OPTIONS = (
    "--allow-private", "--as-of", "2026-06-01", "--format", "json", "--timeout", "800ms", "--config", "fast.toml",
)  # fmt: skip

ROWS = [
    # path, host, status, reason, http status
    ("/ok", 1, "alive", "ok", 200),
    ("/ok", 2, "alive", "ok", 200),
    ("/chain/3", 1, "alive", "ok", 200),
    ("/status/404", 1, "dead", "http-404", 404),
    ("/status/410", 2, "dead", "http-410", 410),
    ("/status/401", 1, "unverified", "blocked", 401),
    ("/status/403", 1, "unverified", "blocked", 403),
    ("/status/406", 1, "unverified", "blocked", 406),
    ("/status/451", 1, "unverified", "blocked", 451),
    ("/status/999", 1, "unverified", "blocked", 999),
    ("/challenge", 3, "unverified", "blocked", 403),
    ("/limited/1/1", 4, "alive", "ok", 200),
    ("/limited/99/0", 5, "unverified", "rate-limited", 429),
    ("/flaky/500", 1, "alive", "ok", 200),
    ("/status/503", 1, "unverified", "server-error", 503),
    ("/status/522", 1, "unverified", "server-error", 522),
    ("/hang", 6, "unverified", "timeout", None),
    ("/reset", 7, "unverified", "connection-reset", None),
    ("/loop", 1, "unverified", "too-many-redirects", None),
    ("/head/405", 1, "alive", "ok", 200),
    ("/head/hang", 1, "alive", "ok", 200),
    ("/cookie", 8, "alive", "ok", 200),
    ("/accept", 1, "alive", "ok", 200),
    ("/encoded/gzip", 1, "alive", "ok", 200),
    ("/encoded/br", 1, "alive", "ok", 200),
    ("/soft/tea", 1, "suspect", "soft-404", 200),
    ("/essay/404", 1, "alive", "ok", 200),
    ("/shell/tea", 1, "alive", "ok", 200),
    ("/to/302?/login", 1, "suspect", "redirect-to-login", 200),
    ("/sale/tea", 1, "suspect", "parked-domain", 200),
    ("/walled/imperva", 1, "unverified", "blocked", 200),
    ("/refresh/0?/status/404", 1, "dead", "http-404", 404),
]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "fast.toml").write_text('[network]\nretry_wait = "20ms"\nmax_retry_after = "2s"\n')
    return tmp_path


def write(folder, name, urls):
    (folder / name).write_text(REVIEWED + "".join(f"- <{url}>\n" for url in urls), encoding="utf-8")


def by_url(run):
    return {reference["url"]: reference for reference in run.json["references"]}


def test_status_and_reason_of_each_answer(program, folder, web):
    urls = {web.url(path, host): expected for path, host, *expected in ROWS}
    urls[web.refused(9)] = ["unverified", "connection-refused", None]
    urls["http://gone.invalid/"] = ["dead", "dns", None]
    urls[web.tls("self-signed")] = ["unverified", "certificate", None]
    write(folder, "a.md", urls)
    run = program("check", "a.md", *OPTIONS, cwd=folder)
    assert run.err == ""
    found = {url: [r["status"], r["reason"], r["http_status"]] for url, r in by_url(run).items()}
    assert found == urls
    assert run.status == 1
    assert run.json["summary"]["asked"] == len(urls)


def test_permanent_chain_names_each_hop_and_the_end(program, folder, web):
    end = web.url("/ok", 2)
    url = web.url(f"/to/301?{web.url(f'/to/308?{end}')}")
    write(folder, "a.md", [url])
    run = program("check", "a.md", *OPTIONS, cwd=folder)
    reference = by_url(run)[url]
    assert reference["final_url"] == end
    assert [hop["status"] for hop in reference["redirects"]] == [301, 308]
    [finding] = run.json["findings"]
    assert (finding["code"], finding["level"], finding["url"]) == ("RA103", "warning", url)
    assert finding["evidence"]["final_url"] == end
    assert run.status == 0


def test_one_url_in_three_files_is_asked_once_and_reported_three_times(program, folder, web):
    url = web.url("/status/404")
    for name in ("a.md", "b.html", "c.txt"):
        (folder / name).write_text(f'Last reviewed: 2026-05-02\n\n<a href="{url}">a</a> {url}\n', encoding="utf-8")
    run = program("check", ".", *OPTIONS, cwd=folder)
    assert web.hits("/status/404") == 1
    broken = [finding for finding in run.json["findings"] if finding["code"] == "RA101"]
    assert {finding["path"] for finding in broken} == {"a.md", "b.html", "c.txt"}
    assert len({finding["fingerprint"] for finding in broken}) == len(broken)


def test_second_run_asks_nothing_that_is_fresh(program, folder, web):
    alive, dead, unsure = web.url("/ok"), web.url("/status/404"), web.url("/status/503", 2)
    write(folder, "a.md", [alive, dead, unsure])
    first = program("check", "a.md", *OPTIONS, cwd=folder)
    second = program("check", "a.md", *OPTIONS, cwd=folder)
    assert (first.json["summary"]["asked"], second.json["summary"]["asked"]) == (3, 1)
    assert second.json["summary"]["from_ledger"] == 2
    assert web.hits("/ok") == web.hits("/status/404") == 1
    assert [by_url(second)[url]["from_ledger"] for url in (alive, dead, unsure)] == [True, True, False]
    for url in (alive, dead):
        before, after = by_url(first)[url], by_url(second)[url]
        assert {**before, "from_ledger": True} == after


def test_same_run_twice_is_byte_identical_apart_from_times(program, folder, web):
    write(folder, "a.md", [web.url("/ok"), web.url("/status/404"), web.url("/chain/2"), web.url("/challenge", 2)])

    def bytes_without_times():
        report = program("check", "a.md", *OPTIONS, "--no-ledger", cwd=folder).json
        report.pop("started_at")
        report.pop("duration_s")
        for reference in report["references"]:
            reference.pop("checked_at")
            reference.pop("elapsed_ms")
        for finding in report["findings"]:
            finding["evidence"].pop("checked_at", None)
        return json.dumps(report)

    assert bytes_without_times() == bytes_without_times()


def test_private_addresses_are_refused_unless_allowed(program, folder, web):
    url = web.url("/ok")
    write(folder, "a.md", [url])
    options = [option for option in OPTIONS if option != "--allow-private"]
    run = program("check", "a.md", *options, cwd=folder)
    assert (by_url(run)[url]["status"], by_url(run)[url]["reason"]) == ("unverified", "private-address")
    assert [finding["code"] for finding in run.json["findings"]] == ["RA114"]
    assert web.requests == []


def test_failures_that_last_are_dead_and_said_to_be_since_when(program, folder, web):
    import datetime as dt

    from reviewaudit.ledger import open_ledger
    from reviewaudit.model import Exchange, Observation

    url = web.url("/status/503")
    write(folder, "a.md", [url])
    now = dt.datetime.now(dt.UTC)
    with open_ledger(folder / "team.db") as ledger:
        for days in (9, 5):
            exchange = Exchange("GET", url, 503, None, (), 5, 1)
            ledger.record([Observation(url, now - dt.timedelta(days=days), (exchange,))])
    run = program("check", "a.md", *OPTIONS, "--ledger", "team.db", cwd=folder)
    [finding] = run.json["findings"]
    since = (now - dt.timedelta(days=9)).date().isoformat()
    assert (finding["code"], finding["evidence"]["dead_since"]) == ("RA101", since)
    assert finding["message"] == f"{url} is dead since {since}: HTTP 503, nor at 2 earlier checks"
    assert by_url(run)[url]["status"] == "dead"


def test_a_time_budget_ends_the_run_with_what_it_has(program, folder, web):
    (folder / "fast.toml").write_text('[network]\nmax_time = "1s"\ntimeout = "30s"\n')
    write(folder, "a.md", [web.url("/ok"), web.url("/hang", 2)])
    options = [option for option in OPTIONS if option not in {"--timeout", "800ms"}]
    run = program("check", "a.md", *options, cwd=folder)
    assert by_url(run)[web.url("/ok")]["status"] == "alive"
    assert by_url(run)[web.url("/hang", 2)]["status"] == "skipped"
    assert "1 URLs were not asked: the time was over after 1 seconds" in json.dumps(run.json)


def test_excluded_urls_are_counted_and_not_asked(program, folder, web):
    asked, excluded = web.url("/ok"), web.url("/status/404")
    write(folder, "a.md", [asked, excluded])
    run = program("check", "a.md", *OPTIONS, "--exclude", "/status/", cwd=folder)
    assert web.hits("/status/404") == 0
    assert by_url(run)[excluded]["reason"] == "excluded"
    assert run.json["skipped"] == [
        {"subject": excluded, "reason": "excluded by '/status/'", "rule": "'/status/'", "origin": "--exclude"}
    ]
    assert run.status == 0


def test_accept_and_headers_and_name_reach_the_server(program, folder, web):
    url = web.url("/status/403")
    write(folder, "a.md", [url])
    extra = ("--accept", "200..=299,403", "--header", "X-Team: docs", "--user-agent", "docs-bot/1")
    run = program("check", "a.md", *OPTIONS, *extra, cwd=folder)
    assert by_url(run)[url]["status"] == "alive"
    assert web.requests[0].headers["x-team"] == "docs"
    assert web.requests[0].headers["user-agent"] == "docs-bot/1"


def test_we_say_who_we_are(program, folder, web):
    write(folder, "a.md", [web.url("/ok")])
    program("check", "a.md", *OPTIONS, cwd=folder)
    assert web.requests[0].headers["user-agent"].startswith("reviewaudit/")
    assert "+https://" in web.requests[0].headers["user-agent"]


def test_passwords_in_urls_are_used_and_never_shown(program, folder, web):
    url = web.url("/basic").replace("http://", "http://user:secret@")
    write(folder, "a.md", [url, web.url("/status/404").replace("http://", "http://user:hidden@")])
    run = program("check", "a.md", *OPTIONS, cwd=folder)
    statuses = sorted(reference["status"] for reference in run.json["references"])
    assert statuses == ["alive", "dead"]
    assert "secret" not in run.out + run.err
    assert "hidden" not in run.out + run.err


def test_claim_is_contradicted_by_what_the_network_says(program, folder, web):
    (folder / "a.md").write_text(
        "> Last reviewed: May 2026 — references verified.\n\n"
        f"One [is here]({web.url('/ok')}), one [is gone]({web.url('/status/404')}).\n",
        encoding="utf-8",
    )
    run = program("check", "a.md", *OPTIONS, cwd=folder)
    found = {finding["code"]: finding for finding in run.json["findings"]}
    assert set(found) == {"RA101", "RA302"}
    assert found["RA302"]["message"] == "claims “references verified” May 2026, but 1 of 2 references is dead"
    assert run.status == 1


def test_rules_without_links_ask_nothing(program, folder, web):
    write(folder, "a.md", [web.url("/status/404")])
    run = program("check", "a.md", *OPTIONS, "--select", "RA2", cwd=folder)
    assert (run.status, web.requests) == (0, [])


def test_network_that_is_down_is_2_and_says_so(program, folder):
    write(folder, "a.md", ["https://health.example/", "https://journal.example/"])
    # A proxy that nobody listens on stands between this machine and every host.
    run = program("check", "a.md", *OPTIONS, cwd=folder, env={"https_proxy": "http://127.0.0.1:9"})
    assert run.status == run.json["exit_status"] == 2
    assert "no URL could be asked, because the network is down" in run.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for a child")
def test_interrupt_keeps_what_was_observed(folder, web, tmp_path):
    quick = [web.url(f"/ok?{n}") for n in range(30)]
    write(folder, "a.md", [*quick, web.url("/hang", 2)])
    ledger = tmp_path / "ledger.db"
    options = ("--allow-private", "--timeout", "60s", "--ledger", str(ledger))
    process = subprocess.Popen(
        [sys.executable, "-m", "reviewaudit", "check", "a.md", *options],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "NO_COLOR": "1"},
    )  # fmt: skip
    deadline = time.monotonic() + 30
    while web.hits("/ok") < 30 or web.hits("/hang") < 1:
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 2
    assert out == ""
    assert "error: interrupted" in err
    assert "Traceback" not in err
    with sqlite3.connect(ledger) as connection:
        (count,) = connection.execute("SELECT count(*) FROM observations").fetchone()
    connection.close()
    assert count >= 29


def test_time_budget_ends_the_run_with_what_it_has(program, folder, web):
    write(folder, "a.md", [web.url("/ok"), web.url("/hang", 2)])
    options = [option if option != "800ms" else "60s" for option in OPTIONS]
    run = program("check", "a.md", *options, "--max-time", "1s", cwd=folder)
    assert by_url(run)[web.url("/ok")]["status"] == "alive"
    assert by_url(run)[web.url("/hang", 2)]["status"] == "skipped"
    assert "1 URLs were not asked" in run.json["incomplete"]


def test_host_stats_on_standard_error(program, folder, web):
    write(folder, "a.md", [web.url("/ok?1"), web.url("/ok?2")])
    run = program("check", "a.md", *OPTIONS, "--host-stats", cwd=folder)
    assert "2 requests: 2 × 2xx" in run.err
    assert run.json["summary"]["alive"] == 2
