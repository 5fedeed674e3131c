"""What goes wrong around a run (kills, full disks, wrong clocks, dead networks) costs neither ledger nor report."""

import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from reviewaudit.ledger import open_ledger
from reviewaudit.model import Content, Exchange, Observation

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="plays with Linux' limits and namespaces")

REVIEWED = "---\nlast_reviewed: 2026-05-02\n---\n\n# Links\n\n"
CHECK = ("check", "a.md", "--allow-private", "--as-of", "2026-06-01", "--format", "json")
FAST = '[network]\nretry_wait = "20ms"\nmax_retries = 1\nhost_concurrency = 4\n'
WRITTEN_WITHIN = 1.5
"""Seconds: half a second until what was observed is written, a tenth on its way, and this machine's other work."""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "reviewaudit.toml").write_text(FAST)
    return tmp_path


@pytest.fixture
def start(folder, tmp_path_factory):
    """`start(*args)` -> a process of the program, in `folder`; `before`: shell run in front of it."""
    cache = tmp_path_factory.mktemp("cache")
    running = []

    def run(*args, before="", apart=(), cwd=folder):
        command = [sys.executable, "-W", "error", "-m", "reviewaudit", *args]
        if before:
            command = ["sh", "-c", f'{before} && exec "$@"', "sh", *command]
        if apart:
            command = ["unshare", *apart, *command]
        process = subprocess.Popen(
            command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
            env={"PATH": os.environ["PATH"], "HOME": str(cache), "XDG_CACHE_HOME": str(cache)},
        )  # fmt: skip
        running.append(process)
        return process

    run.cache = cache
    yield run
    for process in running:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture(scope="session")
def namespaces():
    """Mounts and networks of one's own, which end with the process that made them."""
    if shutil.which("unshare") is None or os.geteuid() != 0:
        pytest.skip("needs root and unshare")
    made = subprocess.run(
        ["unshare", "-m", "-n", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("this machine gives no namespaces")


def ended(process):
    out, err = process.communicate(timeout=60)
    return SimpleNamespace(status=process.returncode, out=out.decode(), err=err.decode())


def write(folder, urls, name="a.md"):
    (folder / name).write_text(REVIEWED + "".join(f"- <{url}>\n" for url in urls), encoding="utf-8")


def statuses(run):
    return {
        reference["url"]: (reference["status"], reference["reason"]) for reference in json.loads(run.out)["references"]
    }


def kept(path):
    with open_ledger(path) as ledger:
        return set(ledger.urls())


# --- killed ---


def test_fifty_kills_at_any_moment_lose_nothing_that_was_written(start, folder, web):
    answered = {}

    def play_slow(request, connection, rest):
        web._stopped.wait(0.04)
        again = type(web).play_ok(web, request, connection, rest)
        answered[f"http://{request.headers['host']}{request.path}?{request.query}"] = time.monotonic()
        return again

    web.play_slow = play_slow
    ledger = folder / "ledger.db"
    chance = random.Random(50)
    written = set()
    for first in range(0, 50, 5):  # five at once, on one ledger
        moments = []
        for run in range(first, first + 5):
            urls = [web.url(f"/slow?{run}-{n}", 1 + run % 5) for n in range(400)]
            write(folder, urls, f"{run}.md")
            process = start("check", f"{run}.md", "--allow-private", "--ledger", str(ledger))
            moments.append((time.monotonic() + chance.uniform(0.1, 4.5), process, urls))
        for moment, process, urls in sorted(moments, key=lambda one: one[0]):
            time.sleep(max(0, moment - time.monotonic()))
            process.kill()
            killed = time.monotonic()
            process.wait()
            written |= {url for url in urls if answered.get(url, killed) < killed - WRITTEN_WITHIN}
            if ledger.exists():
                assert written <= kept(ledger)
    assert len(written) > 20  # hundreds, but on a busy machine
    with closing(sqlite3.connect(ledger)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_run_after_a_kill_asks_only_what_is_not_known(start, folder, web):
    urls = [web.url(f"/ok?{n}") for n in range(20)]
    write(folder, [*urls, web.url("/hang", 2)])
    process = start(*CHECK, "--ledger", "ledger.db", "--timeout", "60s")
    deadline = time.monotonic() + 30
    while not (folder / "ledger.db").exists() or len(kept(folder / "ledger.db")) < 20:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    process.kill()
    process.wait()
    write(folder, urls)
    assert ended(start(*CHECK, "--ledger", "ledger.db")).status == 0
    assert web.hits("/ok") == 20


# --- the disk ---


def full_disk_run(run, urls):
    assert run.status == 1
    found = statuses(run)
    assert found == {url: ("dead", "http-404") if "/status/404" in url else ("alive", "ok") for url in urls}
    assert run.err.startswith("note:  what was observed could not all be kept: ")
    assert run.err.count("\n") == 2
    assert "help:" in run.err


def many(web):
    return [*(web.url(f"/ok?{n:0200}") for n in range(400)), web.url("/status/404")]


def test_a_limit_on_the_size_of_files_costs_no_report(start, folder, web):
    write(folder, many(web))
    run = ended(start(*CHECK, before="ulimit -f 240"))  # blocks of 512 bytes
    full_disk_run(run, many(web))
    kept(start.cache / "reviewaudit" / "ledger.db")  # it opens, whatever it holds


@pytest.mark.parametrize("named", [False, True])
def test_a_disk_that_fills_up_costs_no_report(start, folder, web, namespaces, named):
    write(folder, many(web))
    disk = folder / "disk" if named else start.cache
    disk.mkdir(exist_ok=True)
    options = ("--ledger", "disk/ledger.db") if named else ()
    run = ended(start(*CHECK, *options, before=f"mount -t tmpfs -o size=200k none {disk}", apart=["-m"]))
    full_disk_run(run, many(web))
    assert "the disk is full" in run.err


def test_a_disk_that_was_full_from_the_start(start, folder, web, namespaces):
    write(folder, [web.url("/ok")])
    fill = f"mount -t tmpfs -o size=8k none {start.cache} && {{ head -c 9k /dev/zero > {start.cache}/x || true; }} 2>&-"
    run = ended(start(*CHECK, before=fill, apart=["-m"]))
    assert (run.status, statuses(run)) == (0, {web.url("/ok"): ("alive", "ok")})
    assert run.err.startswith("note:  no ledger in this run: ")


@pytest.mark.parametrize("exists", [False, True])
def test_a_read_only_cache_costs_no_report(start, folder, web, namespaces, exists):
    write(folder, [web.url("/ok")])
    if exists:
        assert ended(start(*CHECK)).status == 0
    read_only = f"mount --bind {start.cache} {start.cache} && mount -o remount,ro,bind {start.cache}"
    run = ended(start(*CHECK, before=read_only, apart=["-m"]))
    assert (run.status, statuses(run)) == (0, {web.url("/ok"): ("alive", "ok")})
    assert run.err.startswith("note:  no ledger in this run: ")
    named = ended(start(*CHECK, "--ledger", str(start.cache / "ledger.db"), before=read_only, apart=["-m"]))
    assert (named.status, named.out) == (2, "")
    assert "--ledger" in named.err


def test_a_cache_that_is_no_folder_costs_no_report(program, folder, web):
    write(folder, [web.url("/ok")])
    (folder / "file").write_text("")
    run = program(*CHECK, cwd=folder, env={"XDG_CACHE_HOME": str(folder / "file")})
    assert (run.status, statuses(run)) == (0, {web.url("/ok"): ("alive", "ok")})
    assert run.err.startswith("note:  no ledger in this run: ")


# --- the clock ---


def test_an_observation_from_the_future_is_not_trusted(program, folder, web):
    url = web.url("/status/404")
    write(folder, [url])
    ahead = datetime.now(UTC) + timedelta(days=400)
    with open_ledger(folder / "ledger.db") as ledger:
        ledger.record([Observation(url, ahead, (Exchange("GET", url, 200, None, (), 1, 1),), Content("", 0, "", ""))])
    runs = [program(*CHECK, "--ledger", "ledger.db", cwd=folder) for _ in range(2)]
    assert [statuses(run)[url] for run in runs] == [("dead", "http-404")] * 2
    assert [run.json["summary"]["asked"] for run in runs] == [1, 0]


# --- others ---


def test_two_runs_at_once_on_one_ledger(start, folder, web):
    both = [web.url(f"/ok?both{n}") for n in range(100)]
    own = {name: [web.url(f"/ok?{name}{n}", host) for n in range(300)] for host, name in ((2, "a"), (3, "b"))}
    for name, urls in own.items():
        write(folder, both + urls, f"{name}.md")
    runs = [ended(one) for one in [start("check", f"{name}.md", *CHECK[2:], "--ledger", "l.db") for name in own]]
    for run, urls in zip(runs, own.values(), strict=True):
        assert (run.status, run.err) == (0, "")
        assert statuses(run) == dict.fromkeys(both + urls, ("alive", "ok"))
    assert kept(folder / "l.db") == {url for urls in (both, *own.values()) for url in urls}


# --- the network ---


def test_name_servers_that_do_not_answer_make_nothing_dead(start, folder, web, namespaces):
    named, near = "http://health.example/", web.url("/ok")
    write(folder, [named, near])
    (folder / "resolv.conf").write_text("nameserver 127.0.0.53\noptions timeout:1 attempts:1\n")
    (folder / "nsswitch.conf").write_text("hosts: dns\n")
    mounts = [f"mount --bind {folder}/{name} /etc/{name}" for name in ("resolv.conf", "nsswitch.conf")]
    run = ended(start(*CHECK, before=" && ".join([mounts[0], f"{{ {mounts[1]} || true; }}"]), apart=["-m"]))
    assert statuses(run) == {named: ("unverified", "dns-unavailable"), near: ("alive", "ok")}
    assert (run.status, run.err) == (0, "")


def test_no_network_at_all_is_2_and_says_so(start, folder, namespaces):
    write(folder, ["http://health.example/", "http://192.0.2.1/"])
    run = ended(start(*CHECK, apart=["-n"]))
    assert run.status == json.loads(run.out)["exit_status"] == 2
    assert {status for status, _ in statuses(run).values()} == {"unverified"}
    assert "error: no URL could be asked, because the network is down" in run.err


@pytest.mark.parametrize("how", ["silent", "reset"])
def test_a_network_that_goes_in_the_middle_makes_nothing_dead(program, folder, web, how):
    lock, answers = threading.Lock(), []

    def play_fading(request, connection, rest):
        with lock:
            there = len(answers) < 15 or "back" in answers
            answers.append(request.query)
        if there:
            return type(web).play_ok(web, request, connection, rest)
        return (
            type(web).play_hang(web, request, connection, "")
            if how == "silent"
            else type(web).play_reset(web, request, connection, "")
        )

    web.play_fading = play_fading
    urls = [web.url(f"/fading?{n}") for n in range(40)]
    write(folder, urls)
    began = time.monotonic()
    run = program(*CHECK, "--timeout", "400ms", "--ledger", "ledger.db", cwd=folder)
    assert time.monotonic() - began < 30
    found = list(statuses(run).values())
    assert found.count(("alive", "ok")) == 15
    assert {status for status, _ in found} == {"alive", "unverified"}
    assert run.status == 0
    answers.append("back")
    again = program(*CHECK, "--ledger", "ledger.db", cwd=folder)
    assert set(statuses(again).values()) == {("alive", "ok")}
    assert (again.json["summary"]["from_ledger"], again.json["summary"]["asked"]) == (15, 25)
