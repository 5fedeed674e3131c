"""Ask loopback URLs with reviewaudit and with lychee, side by side.

    python bench/probe.py                                  # all cases, some 20 minutes
    python bench/probe.py --only fast --only slow --runs 9
    python bench/probe.py --write docs/comparison/speed.md # renew the table there
    python bench/probe.py --json                           # every run's figures, for other tools

Whole processes, start to end, in turn, with the defaults of both tools; the server is a process of its own on the same
machine, so that ratios say more than seconds. Memory is taken in a run of its own, because to look costs time: the
proportional set size (what processes share is counted once) of the process and all its children, at its highest of
looks 20 ms apart. Needs the `bench` extra and Linux (all of 127.0.0.0/8 answers there without set-up).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import platform
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

PAGE = b"<!doctype html><html><head><title>A page</title></head><body><h1>A page</h1>" + b"<p>text</p>" * 80
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nServer: bench\r\nContent-Length: %d\r\n\r\n"
    % len(PAGE)
) + PAGE
BEGIN, END = "<!-- measured: bench/probe.py --write -->", "<!-- end of what is measured -->"
LOOK_EVERY = 0.02


@dataclass(frozen=True)
class Case:
    name: str
    what: str
    urls: int
    hosts: int
    port: int
    latency: str
    """Of the server: "none", "100ms", "mixed" or "never"."""
    goal: float
    """Wall time, as a part of that of `than`."""
    runs: int = 99
    """At most, where one takes long."""
    than: str = "lychee"

    def addresses(self) -> list[str]:
        return [
            f"http://127.0.{1 + n % self.hosts // 250}.{1 + n % self.hosts % 250}:{self.port}/page/{n}"
            for n in range(self.urls)
        ]


CASES = (
    Case("fast", "5,000 URLs on 500 hosts, no latency", 5_000, 500, 18_471, "none", 1.2),
    Case("many", "50,000 URLs on 1,000 hosts, no latency", 50_000, 1_000, 18_472, "none", 1.2),
    Case(
        "slow", "2,000 URLs on 400 hosts, log-normal latency (median 150 ms, sigma 0.8)",
        2_000, 400, 18_473, "mixed", 0.65,
    ),
    Case("one", "500 URLs on one host, 100 ms each", 500, 1, 18_474, "100ms", 0.1, runs=3),
    Case("silent", "one page that never answers", 1, 1, 18_475, "never", 0.5, runs=1),
    Case("warm", "`fast` again, all of it still fresh", 5_000, 500, 18_476, "none", 0.3, than="reviewaudit, cold"),
    Case(
        "warm-slow", "`slow` again, all of it still fresh",
        2_000, 400, 18_477, "mixed", 0.3, runs=3, than="reviewaudit, cold",
    ),
)  # fmt: skip


# --- the server -------------------------------------------------------------------------------------------------------


class Server(asyncio.Protocol):
    """Answers each GET or HEAD with one small page, after a latency that its path may decide."""

    def __init__(self, latency: str) -> None:
        self.latency = latency
        self.rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.rest += data
        while (end := self.rest.find(b"\r\n\r\n")) != -1:
            head, self.rest = self.rest[:end], self.rest[end + 4 :]
            self.last = b"\r\nconnection: close" in head.lower()
            if self.latency == "none":
                self.answer()
            elif self.latency == "100ms":
                asyncio.get_running_loop().call_later(0.1, self.answer)
            elif self.latency == "mixed":
                seed = zlib.crc32(head.split(b" ", 2)[1])
                delay = 0.150 * math.exp(0.8 * random.Random(seed).gauss(0, 1))
                asyncio.get_running_loop().call_later(delay, self.answer)

    def answer(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(ANSWER)
            if self.last:
                self.transport.close()


async def serve(port: int, latency: str) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: Server(latency), "0.0.0.0", port, backlog=4096)
    print("ready", flush=True)
    await server.serve_forever()


@contextmanager
def served(case: Case) -> Iterator[None]:
    command = [sys.executable, __file__, "--serve", str(case.port), case.latency]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout is not None
            server.stdout.readline()
            yield
        finally:
            server.terminate()


# --- one run ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    wall: float
    cpu: float
    """User and system, of the process and its children. Seconds, as all times."""


def measure(command: list[str], folder: Path, expect: int = 0) -> Run:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    _run(command, folder, expect)
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Run(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def memory(command: list[str], folder: Path, expect: int = 0) -> float:
    """MB at the highest, see above."""
    highest = 0
    over = threading.Event()

    def look() -> None:
        nonlocal highest
        while not over.wait(LOOK_EVERY):
            highest = max(highest, sum(map(_proportional, _family(os.getpid())[1:])) - server)

    server = sum(map(_proportional, _family(os.getpid())[1:]))
    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        _run(command, folder, expect)
    finally:
        over.set()
        watcher.join()
    return highest / 1024


def _run(command: list[str], folder: Path, expect: int) -> None:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=folder, check=False)
    if done.returncode != expect:
        sys.exit(f"{command[0]} ended with {done.returncode}:\n{done.stdout.decode()[-3000:]}")


def _family(pid: int) -> list[int]:
    family = [pid]
    for member in family:  # grows meanwhile
        try:
            for task in Path(f"/proc/{member}/task").iterdir():
                family += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return family


def _proportional(pid: int) -> int:
    """kB."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


# --- one case ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Result:
    case: Case
    runs: dict[str, list[Run]]
    memory: dict[str, float]

    def wall(self, tool: str) -> float:
        return median(run.wall for run in self.runs[tool])

    def cpu(self, tool: str) -> float:
        return median(run.cpu for run in self.runs[tool])

    def ratio(self, tool: str, other: str) -> float:
        """Of neighbouring runs: the machine's speed may drift."""
        return median(a.wall / b.wall for a, b in zip(self.runs[tool], self.runs[other], strict=True))


def compare(case: Case, rounds: int, folder: Path) -> Result:
    article = folder / "links.md"
    article.write_text("# Links\n\n" + "".join(f"- [a page]({url})\n" for url in case.addresses()))
    cached = case.name.startswith("warm")
    refused = 2 if case.name == "silent" else 0
    runs: dict[str, list[Run]] = {}
    peaks: dict[str, float] = {}

    def note(tool: str, run: Run) -> None:
        runs.setdefault(tool, []).append(run)

    def ours() -> list[str]:
        return [
            sys.executable, "-m", "reviewaudit", "check", str(article), "--allow-private", "--no-progress",
            "--format", f"json={folder / 'report.json'}", "--ledger", str(folder / "ledger.db"), "--fail-on", "never",
        ]  # fmt: skip

    def theirs() -> list[str]:
        cache = ["--cache"] if cached else []
        return [str(lychee()), "--no-progress", "--format", "json", *cache, str(article)]

    def forget() -> None:
        for path in (*folder.glob("ledger.db*"), *folder.glob(".lycheecache")):
            path.unlink()

    with served(case):
        for _ in range(min(rounds, case.runs)):
            forget()
            cold = measure(ours(), folder)
            note("reviewaudit, cold" if cached else "reviewaudit", cold)
            _all_asked(case, folder, from_ledger=False)
            if cached:
                note("reviewaudit", measure(ours(), folder))
                _all_asked(case, folder, from_ledger=True)
                measure(theirs(), folder, refused)
            note("lychee", measure(theirs(), folder, refused))
        if not cached:
            forget()
        peaks["reviewaudit"] = memory(ours(), folder)
        if case.name != "silent":
            peaks["lychee"] = memory(theirs(), folder, refused)
    return Result(case, runs, peaks)


def _all_asked(case: Case, folder: Path, *, from_ledger: bool) -> None:
    summary = json.loads((folder / "report.json").read_text())["summary"]
    good = "unverified" if case.latency == "never" else "alive"
    assert summary[good] == case.urls, summary
    assert summary["from_ledger" if from_ledger else "asked"] == case.urls, summary


def lychee() -> Path:
    return Path(sys.executable).with_name("lychee")


# --- telling ----------------------------------------------------------------------------------------------------------


def table(results: list[Result]) -> str:
    lines = [
        "| case | tool | wall, s | CPU, s | memory, MB | wall, ratio | goal |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    for result in results:
        case = result.case
        for tool in result.runs:
            first = tool == next(iter(result.runs))
            ratio = goal = ""
            if tool == "reviewaudit":
                others = [other for other in result.runs if other != tool]
                ratio = ", ".join(f"{result.ratio(tool, other):.2f} of {other}" for other in others)
                goal = f"{case.goal:g} of {case.than}"
            megabytes = f"{result.memory[tool]:.0f}" if tool in result.memory else ""
            lines.append(
                f"| {f'**{case.name}**: {case.what}' if first else ''} | {tool} | {result.wall(tool):.2f} "
                f"| {result.cpu(tool):.2f} | {megabytes} | {ratio} | {goal} |"
            )
    versions = subprocess.run([lychee(), "--version"], capture_output=True, text=True, check=True).stdout.strip()
    runs = ", ".join(f"{result.case.name} {len(result.runs['lychee'])}" for result in results)
    lines += [
        "",
        f"Medians; runs of each tool: {runs}. Ratios are medians over neighbouring runs. {versions}, Python "
        f"{platform.python_version()}, {len(os.sched_getaffinity(0))} cores, which the server shares.",
    ]
    return "\n".join(lines)


def renew(page: Path, text: str) -> None:
    """Put the table between the page's marks."""
    before, begin, rest = page.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        sys.exit(f"{page} lacks the lines {BEGIN} and {END}")
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", choices=[case.name for case in CASES], action="append")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write", type=Path, metavar="PAGE")
    parser.add_argument("--serve", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve(int(options.serve[0]), options.serve[1]))
        return
    if not shutil.which("lychee", path=str(lychee().parent)):
        sys.exit("lychee is missing: pip install 'reviewaudit[bench]'")
    results = []
    for case in CASES:
        if options.only is None or case.name in options.only:
            print(f"{case.name}: {case.what} …", file=sys.stderr)
            with tempfile.TemporaryDirectory() as name:
                results.append(compare(case, options.runs, Path(name)))
    if options.json:
        print(json.dumps([asdict(result) for result in results], indent=2))
        return
    text = table(results)
    print(text)
    if options.write is not None:
        renew(options.write, text)


if __name__ == "__main__":
    main()
