"""How fast links are read from Markdown, beside lychee.

    python bench/parse.py                # 9,760 files, about 45 MB in a temporary folder, 5 rounds
    python bench/parse.py --rounds 9 --folder articles/

The files are the same on every machine. Each round runs every subject once, in turn, as a process of its own; reported
are the medians of wall time and of CPU time, and their ratio to lychee's. lychee is installed by the extra `bench`.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

FILES = 9_760
BYTES = 46_000_000
SEED = 20_260_101
# fmt: off
WORDS = """
the of and to in is that for it as with on by this are be from or at an which can have not was were has their
if when also each between during treatment patient study trial dose risk outcome symptom clinic care therapy
chronic acute measure result table method section release version package function parameter default option
server client request response cache value error
""".split()
TRADE = """
review reviewed checked verified evidence guideline updated published source references
""".split()
"""Words that review statements are made of; prose has one of them in some thousand words."""

ACCENTED = ["naïve", "café", "über", "–", "it’s", "“quoted”"]
"""A third of the articles use them, now and then."""


def main() -> None:
    arguments = argparse.ArgumentParser(description="Time the reading of links from Markdown, beside lychee.")
    arguments.add_argument("--folder", type=Path, help="read these files instead of generated ones")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--files", type=int, default=FILES, help="how many files to generate")
    arguments.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes of the bare parser")
    arguments.add_argument("--parse-only", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.parse_only:
        parse_folder(given.parse_only, given.workers)
    elif given.folder:
        compare(given.folder, given.rounds, given.workers)
    else:
        with tempfile.TemporaryDirectory() as folder:
            generate(Path(folder), given.files)
            compare(Path(folder), given.rounds, given.workers)


def compare(folder: Path, rounds: int, workers: int) -> None:
    lychee = shutil.which("lychee", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    python = [sys.executable]
    subjects = {
        "reviewaudit extract": [*python, "-m", "reviewaudit", "extract", str(folder), "--format", "text"],
        "parse() alone": [*python, __file__, "--parse-only", str(folder), "--workers", str(workers)],
    }
    if lychee:
        subjects = {"lychee --dump": [lychee, "--dump", "--no-progress", f"{folder}/**/*.md"], **subjects}
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in subjects}
    lines = {}
    for _ in range(rounds):
        for name, command in subjects.items():
            wall, cpu, lines[name] = timed(command)
            runs[name].append((wall, cpu))
    paths = list(folder.rglob("*.md"))
    print(f"{len(paths):,} files, {sum(path.stat().st_size for path in paths) / 1e6:.1f} MB, {rounds} rounds")
    print(f"{'':22}{'wall':>8}{'ratio':>8}{'CPU':>8}{'ratio':>8}{'lines':>10}")
    first = next(iter(runs))
    base = [statistics.median(values) for values in zip(*runs[first], strict=True)]
    for name, results in runs.items():
        wall, cpu = (statistics.median(values) for values in zip(*results, strict=True))
        print(f"{name:22}{wall:7.2f}s{wall / base[0]:8.2f}{cpu:7.2f}s{cpu / base[1]:8.2f}{lines[name]:10,}")


def timed(command: list[str]) -> tuple[float, float, int]:
    """Wall and CPU seconds of a process and its children, and how many lines it wrote."""
    with tempfile.TemporaryFile() as output:
        begin = time.perf_counter()
        with subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL) as process:
            _, status, used = os.wait4(process.pid, 0)
            wall = time.perf_counter() - begin
            process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        lines = sum(block.count(b"\n") for block in iter(lambda: output.read(1 << 20), b""))
    if process.returncode not in {0, 1}:
        print(f"note: {' '.join(command[:4])} … ended with {process.returncode}", file=sys.stderr)
    return wall, used.ru_utime + used.ru_stime, lines


def parse_folder(folder: Path, workers: int) -> None:
    paths = sorted(str(path) for path in folder.rglob("*.md"))
    size = max(1, -(-len(paths) // (workers * 8)))
    batches = [paths[at : at + size] for at in range(0, len(paths), size)]
    with ProcessPoolExecutor(workers) as pool:
        for text in pool.map(links_of, batches):
            sys.stdout.write(text)


def links_of(paths: list[str]) -> str:
    from reviewaudit.formats import parse

    lines = []
    for path in paths:
        with open(path, "rb") as file:
            document = parse(file.read(), "markdown")
        lines += [f"{path}:{link.place.line}:{link.place.column} {link.url}\n" for link in document.links]
    return "".join(lines)


def generate(folder: Path, files: int) -> None:
    chance = random.Random(SEED)
    for number in range(files):
        path = folder / f"{number % 61:02}" / f"article-{number:05}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(article(chance, number, int(chance.lognormvariate(0, 0.8) * BYTES / FILES * 0.67)), "utf-8")


def article(chance: random.Random, number: int, size: int) -> str:
    lines = [f"---\ntitle: Article {number}\nlast_reviewed: 2026-01-{number % 28 + 1:02}\n---\n"] if number % 2 else []
    lines.append(f"# Article {number}\n")
    accented = chance.random() < 1 / 3
    written, definitions = 0, 0
    while written < size:
        kind = chance.choices(("prose", "link", "list", "code", "table", "heading", "html"), (42, 36, 14, 8, 2, 8, 2))[
            0
        ]
        if kind == "prose":
            block = words(chance, chance.randint(30, 90))
        elif kind == "link":
            definitions += 1
            block = f"{words(chance, 25)} {linked(chance, definitions)} {words(chance, 20)}"
        elif kind == "list":
            block = "\n".join(f"- {words(chance, 12)}" for _ in range(chance.randint(3, 6))) + f"\n- <{url(chance)}>"
        elif kind == "code":
            block = "```python\n" + "\n".join(f"    {words(chance, 6)}" for _ in range(8)) + f"\n{url(chance)}\n```"
        elif kind == "table":
            block = "| a | b |\n|---|---|\n" + "\n".join(f"| {words(chance, 3)} | `{n}` |" for n in range(5))
        elif kind == "heading":
            block = f"## {words(chance, 4)}"
        else:
            block = f'<p align="center"><a href="{url(chance)}">{words(chance, 3)}</a></p>'
        if accented and chance.random() < 1 / 3:
            block += f" {chance.choice(ACCENTED)}" if kind == "prose" else ""
        lines.append(block + "\n")
        written += len(block)
    lines += [f"[{label}]: {url(chance)}" for label in range(1, definitions + 1) if label % 5 == 0]
    return "\n".join(lines) + "\n"


def words(chance: random.Random, count: int) -> str:
    """Words with a line break after every twelfth or so, and some markup."""
    chosen = chance.choices(WORDS, k=count)
    if chance.random() < count / 2500:
        chosen[count // 2] = chance.choice(TRADE)
    for at in range(11, count - 1, 12):
        chosen[at] += ",\n" if count > 12 else ""
    if count > 20:
        chosen[3] = f"*{chosen[3]}*"
        chosen[7] = f"`{chosen[7]}`"
    return " ".join(chosen).replace("\n ", "\n")


def url(chance: random.Random) -> str:
    return f"https://www.host{chance.randint(1, 2000)}.net/{chance.choice(WORDS[:40])}/{chance.randint(1, 10**6)}"


def linked(chance: random.Random, label: int) -> str:
    if label % 5 == 0:
        return f"[{words(chance, 2)}][{label}]"
    kind = label % 5
    if kind == 1:
        return f"{url(chance)}."
    if kind == 2 and label % 4 == 2:
        return f"[![{words(chance, 1)}]({url(chance)}.svg)]({url(chance)})"
    return f"[{words(chance, 3)}]({url(chance)})"


if __name__ == "__main__":
    main()
