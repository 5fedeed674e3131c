"""The whole program against real servers on several hosts of this machine."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest

REVIEWED = "---\nlast_reviewed: 2026-05-02\n---\n\n# Links\n\n"
OPTIONS = (
    "--allow-private", "--as-of", "2026-06-01", "--format", "json", "--timeout", "800ms", "--config", "fast.toml",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "fast.toml").write_text('[network]\nretry_wait = "20ms"\nmax_retry_after = "2s"\n')
    return tmp_path


def write(folder, name, urls):
    (folder / name).write_text(REVIEWED + "".join(f"- <{url}>\n" for url in urls), encoding="utf-8")


def by_url(run):
    return {reference["url"]: reference for reference in run.json["references"]}


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


def test_what_may_be_about_us_is_not_dead_however_long_it_lasts(program, folder, web):
    import datetime as dt

    from reviewaudit.ledger import open_ledger
    from reviewaudit.model import Exchange, Failure, Observation

    lasting = ["refused", "/reset", "/hang", "/loop", "/garbage", "/status/503"]
    about_us = ["/status/401", "/status/403", "/status/999", "/challenge", "/limited/99/0", "tls:self-signed"]
    urls = {web.address(at, number): at for number, at in enumerate(lasting + about_us, 2)}
    write(folder, "a.md", urls)
    now = dt.datetime.now(dt.UTC)
    with open_ledger(folder / "team.db") as ledger:
        for url in urls:
            for days in (9, 5):
                exchange = Exchange("GET", url, None, Failure.TIMEOUT_READ, (), 5, 1)
                ledger.record([Observation(url, now - dt.timedelta(days=days), (exchange,))])
    found = by_url(program("check", "a.md", *OPTIONS, "--ledger", "team.db", cwd=folder))
    assert {at: found[url]["status"] for url, at in urls.items()} == {
        **dict.fromkeys(lasting, "dead"),
        **dict.fromkeys(about_us, "unverified"),
    }


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


@pytest.mark.parametrize("by", ["option", "config", ""])
def test_places_are_looked_for_when_wanted(program, folder, web, by):
    url = web.url("/ok")
    write(folder, "a.md", [f"{url}#gone"])
    if by == "config":
        (folder / "fast.toml").write_text("[links]\ninclude_fragments = true\n")
    extra = ["--include-fragments"] if by == "option" else []
    run = program("check", "a.md", *OPTIONS, "--ledger", "l.db", *extra, cwd=folder)
    assert by_url(run)[f"{url}#gone"]["status"] == "alive"
    with closing(sqlite3.connect(folder / "l.db")) as connection:
        [(facts,)] = connection.execute("SELECT content FROM observations").fetchall()
    assert json.loads(facts).get("fragments", []) == ([["gone", False]] if by else [])


def test_a_second_run_prepares_nothing_for_asking(folder, web):
    """Processes that import what asking takes cost more than all the rest where the ledger answers."""
    write(folder, "a.md", [web.url(f"/ok?{n}") for n in range(5)])
    program = (
        "import sys\n"
        "from reviewaudit.cli import main\n"
        f"sys.argv = ['reviewaudit', 'check', 'a.md', *{OPTIONS!r}, '--ledger', 'l.db', '-o', 'r.json']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'asyncio', 'aiohttp', 'httpx', 'multiprocessing.connection', 'ssl'} & set(sys.modules)))\n"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, timeout=60, check=True
        )
        for _ in range(2)
    ]
    assert json.loads((folder / "r.json").read_text())["summary"]["from_ledger"] == 5
    assert "multiprocessing.connection" in runs[0].stdout
    assert runs[1].stdout == "[]\n"
