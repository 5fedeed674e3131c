"""`history`, `ledger` and `explain URL`: what the ledger saw, and what a URL says now."""

import json
import re
import sqlite3
from contextlib import closing

import pytest

REVIEWED = "---\nlast_reviewed: 2026-05-02\n---\n\n# Links\n\n"
ASK = ("--allow-private", "--ledger", "ledger.db")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "reviewaudit.toml").write_text('[network]\nretry_wait = "20ms"\nmax_retries = 1\n')
    return tmp_path


@pytest.fixture
def ask(program, folder):
    """Ask URLs by auditing an article that cites them."""

    def run(*urls):
        (folder / "a.md").write_text(REVIEWED + "".join(f"- <{url}>\n" for url in urls), encoding="utf-8")
        return program("check", "a.md", *ASK, "--as-of", "2026-06-01", cwd=folder)

    return run


def scrubbed(text, web):
    text = re.sub(r"127\.0\.0\.\d:\d+", "HOST", text)
    text = re.sub(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?", lambda found: "TIME" if found[1] else "DATE", text)
    return re.sub(r"\b\d+ ms", "N ms", text)


# --- history ---


def test_history_of_a_url(program, folder, web, ask):
    url = web.url("/flaky/503")
    for _ in range(2):
        ask(url, web.url("/ok"))
    run = program("history", url, "--ledger", "ledger.db", cwd=folder)
    assert (run.status, run.err) == (0, "")
    assert scrubbed(run.out, web) == (
        "http://HOST/flaky/503: 1 observation, times in UTC\n  TIME  alive       ok  HTTP 200, 2 tries, N ms\n"
    )


def test_history_as_json(program, folder, web, ask):
    url = web.url(f"/to/301?{web.url('/status/404')}")
    ask(url)
    found = program("history", url, "--ledger", "ledger.db", "--format", "json", cwd=folder).json
    assert found["schema_version"] == 1
    assert found["url"] == url
    [one] = found["observations"]
    assert (one["status"], one["reason"], one["http_status"]) == ("dead", "http-404", 404)
    assert one["redirects"] == [{"status": 301, "url": url}]
    assert one["final_url"] == web.url("/status/404")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", one["at"])


def test_history_is_judged_by_todays_policy(program, folder, web, ask):
    url = web.url("/status/403")
    ask(url)
    (folder / "reviewaudit.toml").write_text('[network]\naccept = "200..=299,403"\n')
    assert "alive" in program("history", url, "--ledger", "ledger.db", cwd=folder).out


def test_history_of_an_article(program, folder, web, ask):
    ask(web.url("/ok"), web.url("/status/404"))
    (folder / "a.md").write_text(
        REVIEWED + f"<{web.url('/ok')}>\n<{web.url('/status/404')}>\n<{web.url('/ok')}?new>\n[local](b.md)\n"
    )
    run = program("history", "a.md", "--ledger", "ledger.db", cwd=folder)
    assert scrubbed(run.out, web).splitlines() == [
        "a.md:7:2: http://HOST/ok  alive (ok), seen once, DATE",
        "a.md:8:2: http://HOST/status/404  dead (http-404), seen once, DATE",
        "a.md:9:2: http://HOST/ok?new  never observed",
    ]
    found = program("history", "a.md", "--ledger", "ledger.db", "-f", "json", cwd=folder).json["references"]
    assert [(one["line"], one["observations"]) for one in found] == [(7, 1), (8, 1), (9, 0)]
    assert found[0]["first_seen"] == found[0]["last_seen"]
    assert found[2]["first_seen"] is None


def test_the_ledger_in_numbers(program, folder, web, ask):
    ask(web.url("/ok"), web.url("/status/404"))
    ask(web.url("/ok", 2))
    run = program("history", "--ledger", "ledger.db", cwd=folder)
    assert "observations  3 of 3 URLs\n" in run.out
    assert "ledger        ledger.db\n" in run.out
    assert program("history", "--ledger", "ledger.db", "-f", "json", cwd=folder).json["ledger"]["urls"] == 3


def test_what_servers_say_does_not_drive_the_terminal(program, folder, web):
    url = web.url("/titled/%1B]0;owned%07%E2%80%AE")
    run = program("explain", url, *ASK, cwd=folder)
    assert "titled “\ufffd]0;owned" in run.out
    assert not set("\x1b\x07\u202e") & set(run.out)


@pytest.mark.parametrize(
    ("args", "cause", "help"),
    [
        (("history",), "error: there is no ledger at", "`reviewaudit check` makes one"),
        (("history", "--format", "csv"), "error: unknown format 'csv'", "known: text, json"),
        (("history", "gone.md", "--ledger", "made.db"), "error: no such file or folder: gone.md", "check the spelling"),
        (("ledger", "export", "x.jsonl"), "error: there is no ledger at", "`reviewaudit check` makes one"),
        (("ledger", "export", "no/x.jsonl", "--ledger", "made.db"), "cannot write no/x.jsonl", "name a file"),
        (("ledger", "import", "gone.jsonl", "--ledger", "made.db"), "cannot read gone.jsonl", "name a file"),
        (("ledger", "import", "bad.jsonl", "--ledger", "made.db"), "bad.jsonl:2: this is not JSON", "export it again"),
        (("check", "a.md", "--ledger", "mysql://host/db"), "--ledger mysql://… is not supported", "name a file"),
    ],
)
def test_wrong_usage_is_2_with_cause_and_mend(program, folder, args, cause, help):
    (folder / "a.md").write_text(REVIEWED)
    (folder / "bad.jsonl").write_text('{"ledger":"reviewaudit","version":1}\n{"url":\n')
    program("ledger", "import", "-", "--ledger", "made.db", cwd=folder)
    run = program(*args, cwd=folder)
    assert (run.status, run.out) == (2, "")
    assert cause in run.err
    assert help in run.err.split("help:")[1]
    assert not list(folder.glob(".*.part"))


# --- ledger ---


def test_export_and_import_through_files_and_pipes(program, folder, web, ask):
    ask(web.url("/ok"), web.url("/status/404"))
    run = program("ledger", "export", "one.jsonl", "--ledger", "ledger.db", cwd=folder)
    assert (run.status, run.out, run.err) == (0, "", "note:  2 observations written to one.jsonl\n")
    piped = program("ledger", "export", "-", "--ledger", "ledger.db", cwd=folder)
    lines = (folder / "one.jsonl").read_bytes()
    assert piped.out.encode() == lines
    taken = program("ledger", "import", "one.jsonl", "--ledger", "two.db", cwd=folder)
    assert "2 of 2 observations were new" in taken.err
    again = program("ledger", "import", "-", "--ledger", "two.db", cwd=folder, stdin=lines)
    assert "0 of 2 observations were new" in again.err
    assert program("ledger", "export", "-", "--ledger", "two.db", cwd=folder).out.encode() == lines


def test_imported_observations_spare_the_network(program, folder, web, ask):
    url = web.url("/ok")
    ask(url)
    lines = program("ledger", "export", "-", "--ledger", "ledger.db", cwd=folder).out.encode()
    (folder / "ledger.db").unlink()
    program("ledger", "import", "-", "--ledger", "ledger.db", cwd=folder, stdin=lines)
    ask(url)
    assert web.hits("/ok") == 1


def test_compact_says_what_it_did(program, folder, web, ask):
    ask(web.url("/ok"))
    with closing(sqlite3.connect(folder / "ledger.db")) as connection, connection:
        connection.executemany(
            "INSERT INTO observations SELECT NULL, url, ?, status, failure, final_url, attempts, elapsed_ms, content, "
            "exchanges FROM observations LIMIT 1",
            [(f"2026-01-01T00:{n // 60:02}:{n % 60:02}.000000Z",) for n in range(1_000)],
        )
    run = program("ledger", "compact", "--ledger", "ledger.db", cwd=folder)
    assert run.status == 0
    assert re.match(r"note:  980 of 1,001 observations removed; \d+ kB are now \d+ kB\n", run.err)


# --- explain URL ---


def test_explain_shows_each_request_what_decided_the_rule_and_the_history(program, folder, web):
    url = web.url("/to/301?/challenge")
    run = program("explain", url, *ASK, cwd=folder)
    assert (run.status, run.err) == (0, "")
    out = scrubbed(run.out, web)
    assert out.startswith("http://HOST/to/301?/challenge\n\nasked now, TIME UTC: ")
    assert "  1  GET http://HOST/to/301?/challenge\n     HTTP 301, N ms\n" in out
    assert "  -> location: /challenge\n" in out
    assert "  -> cf-mitigated: challenge\n" in out
    assert "\nunverified, blocked: HTTP 403 with cf-mitigated: challenge\n" in out
    assert "\nreported by RA106 unverified-link (warning); `reviewaudit explain RA106` tells more\n" in out
    assert "\nhistory: 1 observation, times in UTC\n  TIME  unverified  blocked  HTTP 403 with" in out
    again = program("explain", url, *ASK, cwd=folder)
    assert "\nhistory: 2 observations, times in UTC\n" in again.out


def test_explain_marks_a_further_try(program, folder, web):
    out = program("explain", web.url("/limited/1/0"), *ASK, cwd=folder).out
    assert "  -> retry-after: 0\n" in out
    assert "(try 2)" in out
    assert "\nalive, ok: HTTP 200\n\nno rule reports it\n" in out


def test_explain_offline_tells_what_is_known(program, folder, web, ask):
    url = web.url("/status/404")
    ask(url)
    out = program("explain", url, "--offline", *ASK, cwd=folder).out
    assert "\nlast asked " in out
    assert "reported by RA101 broken-link (error)" in out
    assert web.hits("/status/404") == 1
    never = program("explain", url + "?never", "--offline", *ASK, cwd=folder)
    assert (never.status, never.out) == (0, f"{url}?never\n\nhistory: never observed\n")


def test_explain_without_a_ledger_keeps_nothing(program, folder, web):
    run = program("explain", web.url("/ok"), "--allow-private", "--no-ledger", cwd=folder)
    assert "alive, ok" in run.out
    assert program("history", cwd=folder).status == 2


def test_explain_says_what_is_excluded_and_what_is_not_asked(program, folder, web):
    (folder / "reviewaudit.toml").write_text('[network]\nexclude = ["/ok"]\n')
    assert "`check` leaves it out: excluded by '/ok' in" in program("explain", web.url("/ok"), *ASK, cwd=folder).out
    out = program("explain", "ftp://files.example/a", *ASK, cwd=folder).out
    assert out == "ftp://files.example/a\n\nnot asked: only http and https are asked\n"


@pytest.mark.parametrize("where", ["option", "config"])
def test_explain_asks_what_a_remap_leads_to(program, folder, web, where):
    pair = f"^https://tea.example/(.*) {web.url('/status/')}$1"
    args = ("--remap", pair) if where == "option" else ()
    if where == "config":
        pattern, replacement = pair.split()
        (folder / "reviewaudit.toml").write_text(f"[links]\nremap = [['{pattern}', '{replacement}']]\n")
    run = program("explain", "https://tea.example/404", *args, *ASK, cwd=folder)
    assert run.status == 0, run.err
    said = scrubbed(run.out, web)
    origin = "--remap" if where == "option" else "reviewaudit.toml:2: links.remap"
    assert said.startswith(f"https://tea.example/404\nasked in its place: http://HOST/status/404 ({origin})\n")
    assert "dead, http-404" in said
    assert "reported by RA101 broken-link" in said
    assert web.hits("/status/404") >= 1


@pytest.mark.parametrize(
    ("name", "verdict", "said"),
    [
        ("here", "alive, ok: the file is there", "no rule reports it"),
        ("gone", "dead, file-missing: there is no such file", "reported by RA101 broken-link"),
    ],
)
def test_explain_looks_for_the_file_that_a_remap_leads_to(program, folder, name, verdict, said):
    (folder / "here.html").write_text("<p>Tea")
    run = program("explain", f"https://tea.example/{name}", "--remap", "^https://tea.example/(.*) $1.html", cwd=folder)
    assert run.status == 0, run.err
    assert run.out.startswith(f"https://tea.example/{name}\nasked in its place: {name}.html (--remap)\n\n{verdict}")
    assert f"\n\n{said}" in run.out


def test_explain_never_shows_a_password(program, folder, web):
    url = web.url("/basic").replace("http://", "http://user:secret@")
    run = program("explain", url, *ASK, cwd=folder)
    assert "alive, ok" in run.out
    assert "secret" not in run.out + run.err
    assert b"secret" not in (folder / "ledger.db").read_bytes()


def test_explain_tells_whether_the_place_is_there(program, folder, web):
    web.raw.append(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<h2 id=dose>Dose</h2>")
    url = web.url("/raw/0")
    assert "     place #dose: there\n" in program("explain", f"{url}#dose", *ASK, cwd=folder).out
    assert "     place #gone: not there\n" in program("explain", f"{url}#gone", *ASK, cwd=folder).out
    offline = program("explain", f"{url}#gone", "--offline", *ASK, cwd=folder).out
    assert "     place #gone: not there\n" in offline
    assert "\nhistory: 2 observations" in offline
    shell = program("explain", web.url("/shell/x#dose"), *ASK, cwd=folder).out
    assert "     place #dose: not known, the page does not tell\n" in shell
    lines = program("explain", f"{url}#/route", *ASK, cwd=folder).out
    assert "\n#/route is not looked for: it names no place in a page\n" in lines
    assert "place" not in program("explain", url, *ASK, cwd=folder).out


def test_explain_shows_validators_and_what_was_confirmed_by_them(program, folder, web):
    def play_kept(request, connection, rest):
        same = request.headers.get("if-none-match") == '"7"'
        body = b"" if same else b"<title>Tea</title>"
        status = b"304 Not Modified" if same else b"200 OK"
        head = b'HTTP/1.1 %s\r\nETag: "7"\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n'
        connection.sendall(head % (status, len(body)) + body)
        return True

    web.play_kept = play_kept
    url = web.url("/kept")
    out = program("explain", url, *ASK, cwd=folder).out
    assert '     etag: "7"\n' in out
    assert "     page: text/html, 18 bytes, titled “Tea”\n" in out
    (folder / "reviewaudit.toml").write_text('[network]\nttl_alive = "0 days"\n')
    (folder / "a.md").write_text(REVIEWED + f"<{url}>\n")
    assert program("check", "a.md", *ASK, cwd=folder).status == 0
    known = program("explain", url, "--offline", *ASK, cwd=folder).out
    assert "     HTTP 304 (asked with if-none-match), " in known
    assert '  -> etag: "7"\n' in known
    assert "     page as seen before: text/html, 18 bytes, titled “Tea”\n" in known
    assert "\nalive, ok: HTTP 304\n" in known
    assert re.search(r"history: 2 observations.*\n.*HTTP 200, .*\n.*HTTP 304, ", known)


def test_explain_on_a_network_that_is_down_is_2(program, folder):
    run = program("explain", "https://health.example/", cwd=folder, env={"https_proxy": "http://127.0.0.1:9"})
    assert run.status == 2
    assert "because the network is down" in run.err
    assert "unverified, proxy" in run.out


def test_the_group_is_in_the_help(program, folder):
    assert "Export, import or compact the ledger" in program("--help", cwd=folder).out
    assert json.dumps("compact").strip('"') in program("ledger", "--help", cwd=folder).out
