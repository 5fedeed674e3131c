"""Retraction data: how long an index takes to make, how large it is, and how fast references are held against it.

    pip install -e '.[bench]'
    python bench/citations.py                # 72,000 notices, 10,000 references, beside rwcheck
    python bench/citations.py --rows 5000 --references 1000

The table is made up in the shape of the real one (the length of its cells, 9 % of rows without a DOI, empty lines at
the end), because the real one may not be shipped. rwcheck (PyPI) is the peer: it makes an SQLite file of the same table
and looks DOIs and PMIDs up. It fetches its table itself, so both get it from a server on 127.0.0.1; each makes its
index in a process of its own, and the look-ups are calls in this one. All times are processor time.
"""

from __future__ import annotations

import argparse
import csv
import http.server
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from reviewaudit import retractions

SEED = 20_260_101
HEADER = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,RetractionDOI,"  # noqa: E501
    "RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,"
    "Notes,"
).split(",")
NATURES = ("Retraction",) * 85 + ("Expression of concern",) * 8 + ("Correction",) * 6 + ("Reinstatement",)
WORDS = (
    "effects analysis therapy clinical cells cancer expression model network learning design induced patients dose "
    "protein study role pathway mice human inhibition growth novel based using system approach during between tissue "
    "stress acute chronic risk factor response activation regulation deep optimization detection evaluation"
).split()
NAMES = ("Brown", "Green", "Gray", "White", "Black", "Rossi", "Muller", "Silva", "Wang", "Sato", "Khan", "Novak")
REASONS = (
    "Investigation by Journal/Publisher",
    "Unreliable Results and/or Conclusions",
    "Concerns/Issues about Data",
    "Compromised Peer Review",
    "Duplication of/in Image",
)


def write_table(path: Path, rows: int, chance: random.Random) -> list[dict[str, str]]:
    made = []
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, HEADER)
        writer.writeheader()
        for number in range(rows):
            row = dict.fromkeys(HEADER, "")
            authors = [f"{chance.choice('ABCDEF')} {chance.choice(NAMES)}" for _ in range(chance.randint(1, 9))]
            row |= {
                "Record ID": str(number + 1),
                "Title": " ".join(chance.choices(WORDS, k=chance.randint(6, 18))).capitalize() + f" {number}",
                "Subject": "(BLS) Biology - Cellular;(HSC) Medicine - Oncology;",
                "Institution": "Department of Medicine, University of a Town, Town, Country; " * chance.randint(1, 9),
                "Journal": "Journal of Things",
                "Publisher": "A Publisher",
                "Country": "Country;",
                "Author": ";".join(authors),
                "URLS": "https://retractionwatch.com/2026/01/01/a-post-about-this/;",
                "ArticleType": "Research Article;",
                "RetractionDate": f"{chance.randint(1, 12)}/{chance.randint(1, 28)}/{chance.randint(2005, 2026)} 0:00",
                "RetractionDOI": f"10.5072/notice.{number}",
                "RetractionPubMedID": str(30_000_000 + number) if number % 2 else "0",
                "OriginalPaperDate": f"1/1/{chance.randint(1995, 2025)} 0:00",
                "OriginalPaperDOI": f"10.5072/Paper.{number}" if chance.random() > 0.09 else "Unavailable",
                "OriginalPaperPubMedID": str(20_000_000 + number) if chance.random() > 0.5 else "0",
                "RetractionNature": chance.choice(NATURES),
                "Reason": ";".join(chance.sample(REASONS, k=chance.randint(1, 4))) + ";",
                "Paywalled": "No",
                "Notes": "See also: https://pubpeer.com/publications/0123456789ABCDEF" if number % 3 else "",
            }
            writer.writerow(row)
            made.append(row)
        stream.write("\r\n" * 241)
    return made


@contextmanager
def served(folder: Path):
    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def timed(command: list[str], folder: Path) -> float:
    """Seconds of processor time, which another program on the machine does not change."""
    start = spent()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}:\n{done.stdout}{done.stderr}")
    return spent() - start


def spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def references(rows: list[dict[str, str]], count: int, chance: random.Random) -> list[tuple[tuple[str, str], str]]:
    """Half are in the table: by DOI, by PMID, by title alone; half are not."""
    made: list[tuple[tuple[str, str], str]] = []
    rows = [row for row in rows if row["OriginalPaperDOI"] != "Unavailable" and row["OriginalPaperPubMedID"] != "0"]
    for number in range(count):
        row = chance.choice(rows)
        known = number % 2 == 0
        if number % 5 == 4:
            title = row["Title"] if known else row["Title"][::-1]
            author = row["Author"].split(";")[0].split()[-1]
            made.append((("", ""), f"{author} A. {title}. Journal of Things. 2019;4:12-19."))
        elif number % 5 == 3:
            made.append((("pmid", row["OriginalPaperPubMedID"] if known else str(number + 1)), ""))
        else:
            made.append((("doi", row["OriginalPaperDOI"].lower() if known else f"10.5072/clean.{number}"), ""))
    return made


def main() -> None:
    arguments = argparse.ArgumentParser(description="Time the retraction index beside rwcheck's.")
    arguments.add_argument("--rows", type=int, default=72_000)
    arguments.add_argument("--references", type=int, default=10_000)
    given = arguments.parse_args()
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = write_table(folder / "rw.csv", given.rows, chance)
        print(f"{given.rows:,} notices, {(folder / 'rw.csv').stat().st_size / 1e6:.0f} MB")
        with served(folder) as url:
            ours = timed(
                [sys.executable, "-m", "reviewaudit", "retractions", "update", "--from", f"{url}rw.csv",
                 "--retraction-data", str(folder / "ours.db"), "--allow-private"],
                folder,
            )  # fmt: skip
            rwcheck = str(Path(sys.executable).with_name("rwcheck"))
            theirs = timed([rwcheck, "update", "--db", str(folder / "theirs.db"), "--url", f"{url}rw.csv"], folder)
        for who, seconds, file in (("reviewaudit", ours, "ours.db"), ("rwcheck", theirs, "theirs.db")):
            size = (folder / file).stat().st_size
            print(f"{who:12} index made in {seconds:6.2f} s, {size / 1e6:6.1f} MB")
        asked = references(rows, given.references, chance)
        named = [identifier for identifier, _ in asked if identifier[0]]
        entries = [text for _, text in asked if text]
        with retractions.open_data(folder / "ours.db") as data:
            start = time.process_time()
            found = sum(data.record((identifier,)) is not None for identifier in named)
            report("reviewaudit", "identifiers", len(named), found, time.process_time() - start)
            start = time.process_time()
            found = sum(data.record((), text) is not None for text in entries)
            report("reviewaudit", "entries, by title in them", len(entries), found, time.process_time() - start)
        from rwcheck import db

        connection = db.get_connection(folder / "theirs.db")
        ask = {"doi": db.query_by_doi, "pmid": db.query_by_pmid}
        start = time.process_time()
        found = sum(bool(ask[scheme](connection, value)) for scheme, value in named)
        report("rwcheck", "identifiers", len(named), found, time.process_time() - start)
        start = time.process_time()
        found = sum(bool(db.query_by_title(connection, text)) for text in entries)
        report("rwcheck", "entries, by title", len(entries), found, time.process_time() - start)
        connection.close()


def report(who: str, what: str, count: int, found: int, seconds: float) -> None:
    print(f"{who:12} {count:,} {what}: {found:,} found, {seconds * 1e6 / count:,.0f} µs each")


if __name__ == "__main__":
    main()
