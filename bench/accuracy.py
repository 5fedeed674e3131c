"""Ask one server the same with reviewaudit, lychee and linkchecker, and print who says what as a Markdown table.

    python bench/accuracy.py [--write docs/comparison/accuracy.md] [--linkchecker PATH]

The server is the tests' own little web, the rows are those of tests/cli/verdict_table.toml, which the tests hold
reviewaudit to. Each checker gets a web of its own, fresh, so that none profits from what another has asked, and an HTML
page that cites each row on a host of its own. All have the same time limit for an answer; all else is their default.
A second table tells which URLs are seen at all in what articles say (tests/cli/sightings.toml). Takes a minute or two.
Needs the `test` and `bench` extras and Linux (all of 127.0.0.0/8 answers there without set-up). linkchecker is
optional: it is taken from the PATH or from --linkchecker.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SIGHTINGS: list[dict[str, Any]] = tomllib.loads((ROOT / "tests/cli/sightings.toml").read_text(encoding="utf-8"))["rows"]
ROWS: list[dict[str, Any]] = tomllib.loads((ROOT / "tests/cli/verdict_table.toml").read_text(encoding="utf-8"))["rows"]
TIMEOUT = 3
"""Seconds; less than the late page takes, more than any other."""
BEGIN, END = "<!-- begin of what bench/accuracy.py --write makes -->", "<!-- end of it -->"


class Said(NamedTuple):
    verdict: str
    """"ok", "error", "unverified" or "silent": what it comes to."""
    words: str
    """As shown."""


class Peer(NamedTuple):
    name: str
    """With its version."""
    ask: Callable[[Path, list[str], dict[str, str]], dict[str, Said]]
    """Folder with `links.html`, the hosts to be asked by HEAD first, environment -> what is said by URL."""
    command: list[str]
    """What reads an article, but for its path, and asks each URL once."""
    endings: tuple[str, ...] = (".html", ".md")


def reviewaudit(folder: Path, by_head: list[str], env: dict[str, str]) -> dict[str, Said]:
    hosts = "".join(f'[network.hosts."{host}"]\nmethod = "head"\n' for host in by_head)
    (folder / "reviewaudit.toml").write_text(hosts, encoding="utf-8")
    options = ("--allow-private", "--no-ledger", "--no-git", "--no-progress", "--format", "json")
    out = _run([sys.executable, "-m", "reviewaudit", "check", "links.html", *options, "--timeout", f"{TIMEOUT}s"],
               folder, env)  # fmt: skip
    verdicts = {"alive": "ok", "dead": "error", "suspect": "suspect", "unverified": "unverified"}
    return {
        one["url"]: Said(
            verdicts.get(one["status"], "silent"),
            one["status"] if one["reason"] == "ok" else f"{one['status']}, {one['reason']}",
        )
        for one in json.loads(out)["references"]
    }


def lychee(program: str) -> Callable[[Path, list[str], dict[str, str]], dict[str, Said]]:
    def ask(folder: Path, _: list[str], env: dict[str, str]) -> dict[str, Said]:
        out = _run([program, "-n", "-v", "--format", "json", "--timeout", str(TIMEOUT), "links.html"], folder, env)
        report = json.loads(out)
        found: dict[str, Said] = {}
        for kind, verdict, word in (
            ("success_map", "ok", "ok"),
            ("error_map", "error", "error"),
            ("timeout_map", "unverified", "timeout"),
            ("excluded_map", "silent", "excluded"),
        ):
            for one in (one for list_ in report[kind].values() for one in list_):
                code = one["status"].get("code")
                more = "" if verdict in {"ok", "silent"} or code is None else f" {code}"
                found[one["url"]] = Said(verdict, f"{word}{more}")
        return found

    return ask


def linkchecker(program: str) -> Callable[[Path, list[str], dict[str, str]], dict[str, Said]]:
    def ask(folder: Path, _: list[str], env: dict[str, str]) -> dict[str, Said]:
        settings = folder / "linkcheckerrc"
        settings.write_text(f"[checking]\nsslverify={env['SSL_CERT_FILE']}\n", encoding="utf-8")
        options = ("--check-extern", "--verbose", "--no-status", "--timeout", str(TIMEOUT), "-o", "csv/utf-8")
        out = _run([program, "-f", str(settings), *options, "links.html"], folder, env)
        lines = (line for line in io.StringIO(out) if not line.startswith("#"))
        found: dict[str, Said] = {}
        for row in csv.DictReader(lines, delimiter=";"):
            valid = row["valid"] == "True"
            code = re.match(r"\d{3}\b", row["result"])
            if valid:
                words = "ok, with a warning" if row["warningstring"] else "ok"
                words = "ok, not asked" if "robots.txt" in row["infostring"] else words
            else:
                words = f"error {code[0]}" if code else "error"
            found[row["urlname"]] = Said("ok" if valid else "error", words)
        return found

    return ask


def _run(command: list[str], folder: Path, env: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, encoding="utf-8", timeout=600, check=False)
    if not done.stdout:
        sys.exit(f"{command[0]} ended with {done.returncode} and said nothing:\n{done.stderr[-3000:]}")
    return done.stdout


def little_web() -> Any:
    """The tests' web, which lies outside the package."""
    sys.path.insert(0, str(ROOT / "tests" / "servers"))
    from played_web import Web

    return Web


def sighted(peer: Peer, row: dict[str, Any], web_class: Any) -> str:
    """The cell of one checker: whether it asks for what an article cites, and nothing else."""
    if not row["file"].endswith(peer.endings):
        return "does not read it"
    web = web_class()
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            folder.chmod(0o755)  # as above
            (folder / row["file"]).write_text(f"{row['text']}\n", encoding="utf-8")
            env = {**os.environ, "http_proxy": web.url(""), "https_proxy": web.url("")}
            subprocess.run(
                [*peer.command, row["file"]], cwd=folder, env=env, capture_output=True, timeout=600, check=False
            )
    finally:
        web.close()
    asked = {request.path for request in web.requests if not request.path.endswith("/robots.txt")}
    if asked == set(row["asked"]):
        return "✓"
    return f"✗ asks {', '.join(f'`{url}`' for url in sorted(asked))}" if asked else "✗ asks nothing"


class Asked(NamedTuple):
    said: list[Said]
    """In the order of the rows."""
    requests: int


def put(peer: Peer, web_class: Any) -> Asked:
    """All rows to one checker."""
    web = web_class()
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            folder.chmod(0o755)  # linkchecker gives up root's rights
            urls = [web.address(row["at"], number) for number, row in enumerate(ROWS, 2)]
            links = "".join(f'<p><a href="{url}">a link</a></p>\n' for url in urls)
            (folder / "links.html").write_text(f"<!doctype html><title>Links</title>\n{links}", encoding="utf-8")
            (folder / "authority.pem").write_bytes(web.authority)
            env = {**os.environ, "SSL_CERT_FILE": str(folder / "authority.pem")}
            by_head = [f"127.0.0.{number}" for number, row in enumerate(ROWS, 2) if row.get("method") == "head"]
            found = peer.ask(folder, by_head, env)
            return Asked([found.get(url, Said("silent", "not seen")) for url in urls], len(web.requests))
    finally:
        web.close()


def wanted(row: dict[str, Any]) -> Said:
    verdict = {"alive": "ok", "dead": "error"}.get(row["status"], row["status"])
    return Said(verdict, row["status"] if row["reason"] == "ok" else f"{row['status']}, {row['reason']}")


def is_right(row: dict[str, Any], said: Said) -> bool:
    return said.verdict in {wanted(row).verdict, row.get("fair")}


MISTAKES: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    # Of a row's status and of what was said, where that is not right.
    ("a good page called broken", lambda status, said: status == "alive" and said == "error"),
    ("a page that is gone called good", lambda status, said: status in {"dead", "suspect"} and said == "ok"),
    ("a page nobody could see called broken", lambda status, said: status == "unverified" and said == "error"),
    ("a page nobody could see called good", lambda status, said: status == "unverified" and said == "ok"),
    ("a good page that it could not verify", lambda status, said: status == "alive" and said == "unverified"),
    ("not asked", lambda _, said: said == "silent"),
)


def table(peers: list[Peer], asked: list[Asked]) -> str:
    names = [peer.name for peer in peers]
    lines = [_line("", *names), _line(*["---"] * (1 + len(peers)))]
    right = [sum(is_right(row, said) for row, said in zip(ROWS, one.said, strict=True)) for one in asked]
    lines.append(_line(f"rows right, of {len(ROWS)}", *(str(number) for number in right)))
    for words, is_mistake in MISTAKES:
        counted = [
            sum(
                is_mistake(row["status"], said.verdict) and not is_right(row, said)
                for row, said in zip(ROWS, one.said, strict=True)
            )
            for one in asked
        ]
        lines.append(_line(words, *map(str, counted)))
    lines += [
        _line("requests made", *(str(one.requests) for one in asked)),
        "",
        _line("what the server does", "what is to be said", *names),
        _line(*["---"] * (2 + len(peers))),
    ]
    for number, row in enumerate(ROWS):
        cells = [f"{'✓' if is_right(row, one.said[number]) else '✗'} {one.said[number].words}" for one in asked]
        lines.append(_line(row["name"], wanted(row).words, *cells))
    return "\n".join(lines) + "\n"


def sightings(peers: list[Peer], web_class: Any) -> str:
    lines = [_line("what an article has", *(peer.name for peer in peers)), _line(*["---"] * (1 + len(peers)))]
    lines += [_line(row["name"], *(sighted(peer, row, web_class) for peer in peers)) for row in SIGHTINGS]
    return "\n".join(lines) + "\n"


def _line(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def version(program: str) -> str:
    out = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60, check=False).stdout
    found = re.search(r"\d+(?:\.\d+)+", out)
    return found[0] if found else "of unknown version"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table between the marks of this page")
    parser.add_argument("--linkchecker", metavar="PATH", default=shutil.which("linkchecker"))
    options = parser.parse_args()
    beside = shutil.which("lychee", path=str(Path(sys.executable).parent))
    if beside is None:
        sys.exit("lychee is missing: pip install 'reviewaudit[bench]'")
    ours = subprocess.run(
        [sys.executable, "-m", "reviewaudit", "--version"], capture_output=True, text=True, timeout=60, check=True
    ).stdout.split()[-1]
    peers = [
        Peer(
            f"reviewaudit {ours}",
            reviewaudit,
            [sys.executable, "-m", "reviewaudit", "check", "--no-ledger", "--no-git", "--allow-private"],
        ),
        Peer(f"lychee {version(beside)}", lychee(beside), [beside, "-n", "--max-retries", "0"]),
    ]
    if options.linkchecker:
        program = options.linkchecker
        peers.append(
            Peer(
                f"linkchecker {version(program)}",
                linkchecker(program),
                [program, "--check-extern", "--no-status"],
                (".html",),
            )
        )
    web_class = little_web()
    made = table(peers, [put(peer, web_class) for peer in peers])
    day = datetime.now(UTC).date().isoformat()
    made += f"\n{sightings(peers, web_class)}"
    made = f"Measured on {day}, {TIMEOUT} seconds for an answer, all else as each checker has it by default.\n\n{made}"
    if options.write is None:
        print(made)
        return
    page = options.write.read_text(encoding="utf-8")
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        sys.exit(f"{options.write} has no marks: {BEGIN} and {END}")
    options.write.write_text(f"{head}{begin}\n{made}{end}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
