"""How fast review statements are read: articles per second on one core, and how the time grows with the size of a file.

    python bench/reviews.py              # 10,000 articles of 1 to 8 KB, then single files of 1 KB to 10 MB
    python bench/reviews.py --files 2000

No other tool reads visible review statements, so there is no peer to run beside; the second table is the one to watch:
nanoseconds per byte must not grow with the file.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from datetime import date

from reviewaudit.extraction import extract
from reviewaudit.formats import parse
from reviewaudit.model import ReviewPolicy
from reviewaudit.verdicts import review

SEED = 20_260_101
AS_OF = date(2026, 11, 22)
POLICY = ReviewPolicy()
WORDS = (
    "the of and to in is that for it as with on by this are be from or at an which can have not was were has their "
    "between during treatment patient study trial dose risk outcome symptom clinic care therapy chronic acute measure"
).split()
FORMS = (
    "---\nlast_reviewed: 2026-0{m}-1{d}\nreview_in: 6 months\n---\n",
    "> Last reviewed: {month} 2026 — references verified for accuracy.\n\n",
    "_Last reviewed on 1{d} {month} 2026 by the editors_\n\n",
    "| Last reviewed | Next review |\n|---|---|\n| 2026-0{m}-1{d} | 2027-0{m}-1{d} |\n\n",
    "",
)
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September")


def article(chance: random.Random, size: int) -> bytes:
    month = chance.randrange(9)
    head = FORMS[chance.randrange(len(FORMS))].format(m=month + 1, d=chance.randrange(10), month=MONTHS[month])
    parts = [head, "# An article\n\n"]
    length = 0
    while length < size:
        sentence = " ".join(chance.choices(WORDS, k=14)).capitalize() + ".\n"
        if chance.random() < 0.1:
            sentence += f"\n[A page](https://host{chance.randrange(999)}.example/{chance.randrange(10**6)})\n\n"
        parts.append(sentence)
        length += len(sentence)
    return "".join(parts).encode()


def read(data: bytes, number: int) -> bool:
    found = extract(f"{number}.md", "markdown", parse(data, "markdown"), POLICY)
    return review(found, POLICY, AS_OF).statement is not None


def main() -> None:
    arguments = argparse.ArgumentParser(description="Time the reading of review statements.")
    arguments.add_argument("--files", type=int, default=10_000)
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    chance = random.Random(SEED)
    articles = [article(chance, chance.randrange(1_000, 8_000)) for _ in range(given.files)]
    read(articles[0], 0)
    rates = []
    for _ in range(given.rounds):
        began = time.process_time()
        dated = sum(read(data, number) for number, data in enumerate(articles))
        rates.append(len(articles) / (time.process_time() - began))
    megabytes = sum(map(len, articles)) / 1e6
    print(f"{len(articles):,} articles, {megabytes:.1f} MB, {dated:,} with a review date, one core")
    print(f"  {statistics.median(rates):,.0f} articles per second (CPU time, median of {given.rounds})\n")
    print("one file of       ms    ns per byte")
    for size in (1_000, 10_000, 100_000, 1_000_000, 10_000_000):
        data = article(random.Random(SEED), size)
        times = []
        for _ in range(3 if size >= 1_000_000 else 20):
            began = time.process_time()
            read(data, 0)
            times.append(time.process_time() - began)
        best = min(times)
        print(f"{size:>10,} B {best * 1000:>9.1f} {best * 1e9 / len(data):>10.0f}")


if __name__ == "__main__":
    main()
