"""Ask 5,000 and 2,000 loopback URLs with reviewaudit and with lychee, side by side.

    python bench/probe.py [--runs 5] [--only fast|slow]

Whole processes, start to end, alternating; the server is a process of its own on the same machine, so that ratios say
more than seconds. Needs the `bench` extra and Linux (all of 127.0.0.0/8 answers there without set-up).

  fast  5,000 URLs on 500 hosts, no latency
  slow  2,000 URLs on 400 hosts, log-normal latency (median 150 ms, sigma 0.8), the same for each URL in each run
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PAGE = b"<!doctype html><html><head><title>A page</title></head><body><h1>A page</h1>" + b"<p>text</p>" * 80
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nServer: bench\r\nContent-Length: %d\r\n\r\n"
    % len(PAGE)
) + PAGE


class Server(asyncio.Protocol):
    """Answers each GET or HEAD with one small page, after a latency that its path decides."""

    def __init__(self, slow: bool) -> None:
        self.slow = slow
        self.rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.rest += data
        while (end := self.rest.find(b"\r\n\r\n")) != -1:
            head, self.rest = self.rest[:end], self.rest[end + 4 :]
            self.last = b"\r\nconnection: close" in head.lower()
            if self.slow:
                seed = zlib.crc32(head.split(b" ", 2)[1])
                delay = 0.150 * math.exp(0.8 * random.Random(seed).gauss(0, 1))
                asyncio.get_running_loop().call_later(delay, self.answer)
            else:
                self.answer()

    def answer(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(ANSWER)
            if self.last:
                self.transport.close()


async def serve(port: int, slow: bool) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: Server(slow), "0.0.0.0", port, backlog=4096)
    print("ready", flush=True)
    await server.serve_forever()


@dataclass
class Run:
    wall: float
    cpu: float
    memory: float
    """Peak resident set of the largest process, MB."""


def measure(command: list[str], expect: dict[int, str]) -> Run:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in expect:
            out.seek(0)
            sys.exit(f"{command[0]} ended with {child.returncode}:\n{out.read().decode()[-3000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall, cpu, usage.ru_maxrss / 1024)


def compare(name: str, urls: list[str], slow: bool, runs: int, folder: Path) -> None:
    port = int(urls[0].split(":")[2].split("/")[0])
    article = folder / f"{name}.md"
    article.write_text("# Links\n\n" + "".join(f"- [a page]({url})\n" for url in urls))
    server = subprocess.Popen(
        [sys.executable, __file__, "--serve", str(port), *(["--slow"] if slow else [])], stdout=subprocess.PIPE
    )
    try:
        assert server.stdout is not None
        server.stdout.readline()
        results: dict[str, list[Run]] = {"reviewaudit": [], "lychee": []}
        lychee = str(Path(sys.executable).with_name("lychee"))
        for number in range(runs):
            report = folder / f"{name}-{number}.json"
            ours = [
                sys.executable, "-m", "reviewaudit", "check", str(article), "--allow-private", "--no-progress",
                "--format", f"json={report}", "--ledger", str(folder / f"{name}-{number}.db"), "--fail-on", "never",
            ]  # fmt: skip
            results["reviewaudit"].append(measure(ours, {0: ""}))
            summary = json.loads(report.read_text())["summary"]
            assert summary["alive"] == len(urls), summary
            theirs = [lychee, "--no-progress", "--format", "json", str(article)]
            results["lychee"].append(measure(theirs, {0: ""}))
        print(f"\n{name}: {len(urls)} URLs, {runs} runs each, medians")
        print(f"  {'':12} {'wall s':>8} {'CPU s':>8} {'MB':>6}")
        middle = {
            tool: Run(*(median(getattr(run, field) for run in list_) for field in ("wall", "cpu", "memory")))
            for tool, list_ in results.items()
        }
        for tool, run in middle.items():
            print(f"  {tool:12} {run.wall:8.2f} {run.cpu:8.2f} {run.memory:6.0f}")
        ratio = middle["reviewaudit"].wall / middle["lychee"].wall
        print(f"  wall, reviewaudit / lychee: {ratio:.2f} (goal: at most {0.75 if slow else 1.6})")
        for tool, list_ in results.items():
            print(f"  {tool}, wall of each run: {' '.join(f'{run.wall:.2f}' for run in list_)}")
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", choices=["fast", "slow"])
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--slow", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve(options.serve, options.slow))
        return
    if not shutil.which("lychee", path=str(Path(sys.executable).parent)):
        sys.exit("lychee is missing: pip install 'reviewaudit[bench]'")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for case, hosts, count, port in (("fast", 500, 5_000, 18_471), ("slow", 400, 2_000, 18_472)):
            if options.only in {None, case}:
                urls = [
                    f"http://127.0.{1 + n % hosts // 250}.{1 + n % hosts % 250}:{port}/page/{n}" for n in range(count)
                ]
                compare(case, urls, case == "slow", options.runs, folder)


if __name__ == "__main__":
    main()
