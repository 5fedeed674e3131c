"""The CSV file of Retraction Watch in, its rows out, each value in the form in which it is compared.

Columns are found by their names, for their order has changed before. A cell may be blank, "unavailable" or 0, may have
lists that end in ";", DOIs as links or in capitals, dates with a clock of 12 or 24 hours; empty lines stand at the end.
Its dictionary: https://gitlab.com/crossref/retraction-watch-data/-/blob/main/README.md.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from reviewaudit.errors import UsageError
from reviewaudit.regexes import regex

DOI, PMID, NATURE, NOTICED = "OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature", "RetractionDate"
NEEDED = (DOI, PMID, NATURE, NOTICED)
OTHERS = ("Title", "Author", "OriginalPaperDate", "RetractionDOI", "RetractionPubMedID", "Reason")
_LONGEST = 8 * 1024 * 1024
"""Characters of one cell; the default of `csv` is less than some lists of institutions."""
_MANY = 0.01
"""The share of rows that may be out of shape; the file has none in most weeks."""
_ABSENT = frozenset({"", "0", "unavailable", "none", "na", "n/a"})
_SPACE = regex("[\\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_LINK = regex(r"^(?:https?://(?:dx\.|www\.)?doi\.org/|doi:)", re.IGNORECASE)
_DOI = regex(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_DATE = regex(r"\s*(?:(\d{1,2})/(\d{1,2})/(\d{4})|(\d{4})-(\d{2})-(\d{2}))(?!\d)")
HELP = "fetch it anew with `reviewaudit retractions update`; the data that were there are kept"


class Row(NamedTuple):
    """One notice about one work."""

    doi: str
    pmid: str
    title: str
    author: str
    """The first one, as written."""
    published: date | None
    nature: str
    noticed: date | None
    notice_doi: str
    notice_pmid: str
    reasons: tuple[str, ...]


class Table:
    """The rows of a file; `skipped` counts those that were out of shape or name no work, once all are read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.read = self.misshapen = self.nameless = 0

    def rows(self) -> Iterator[Row]:
        """Raises UsageError for a file that is something else, or breaks off; only at the end in the latter case."""
        csv.field_size_limit(_LONGEST)
        try:
            with self.path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
                lines = _Lines(stream)
                yield from self._rows(csv.reader(lines))
        except OSError as error:
            raise UsageError(f"cannot read {self.path}: {error.strerror}", "name a file that can be read") from None
        except csv.Error as error:
            raise self.refuse(f"it is no CSV table: {error}") from None
        if lines.quotes % 2:
            raise self.refuse("it breaks off within its last row")

    def _rows(self, reader: Iterator[list[str]]) -> Iterator[Row]:
        header = [name.strip() for name in next(reader, [])]
        missing = [name for name in NEEDED if name not in header]
        if missing:
            raise self.refuse(f"it is not the Retraction Watch table: it has no column {missing[0]}")
        places = [header.index(name) if name in header else -1 for name in (*OTHERS, *NEEDED)]
        broken = False
        width = len(header) - (not header[-1])  # the last column has no name, and not every writer keeps it
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            self.read += 1
            broken = len(cells) < width
            width = max(width, min(len(cells), len(header)))
            if broken or len(cells) > len(header) + 1:
                self.misshapen += 1
                continue
            row = _row([cells[place] if place >= 0 else "" for place in places])
            if row is None:
                self.nameless += 1
            else:
                yield row
        if broken:
            raise self.refuse("it breaks off within its last row")
        if not self.read:
            raise self.refuse("it has no rows")
        if self.misshapen > max(1, self.read * _MANY):
            raise self.refuse(f"{self.misshapen:,} of its {self.read:,} rows have cells too few or too many")

    def refuse(self, cause: str) -> UsageError:
        return UsageError(f"{self.path} is not used: {cause}", HELP)


class _Lines:
    """Lines of a file, with the quotes in them counted: an odd number means that a cell was never closed."""

    def __init__(self, stream: Iterator[str]) -> None:
        self._stream = stream
        self.quotes = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._stream:
            self.quotes += line.count('"')
            yield line


def _row(cells: list[str]) -> Row | None:
    title, author, published, notice_doi, notice_pmid, reasons, doi, pmid, nature, noticed = cells
    row = Row(
        doi_of(doi),
        pmid_of(pmid),
        " ".join(title.split()),
        next((name.strip() for name in author.split(";") if name.strip()), ""),
        date_of(published),
        " ".join(nature.split()),
        date_of(noticed),
        doi_of(notice_doi),
        pmid_of(notice_pmid),
        tuple(reason.strip().lstrip("+") for reason in reasons.split(";") if reason.strip().lstrip("+")),
    )
    return row if row.doi or row.pmid or row.title else None


def doi_of(cell: str) -> str:
    """A DOI in lower case; empty for what is none."""
    plain = _SPACE.sub("", unescape(cell) if "&" in cell else cell)
    if _LINK.match(plain):
        plain = unquote(_LINK.sub("", plain))
    plain = plain.rstrip(".,;").lower()
    return plain if _DOI.fullmatch(plain) else ""


def pmid_of(cell: str) -> str:
    """A PMID without leading zeros; empty for what is none."""
    plain = _SPACE.sub("", cell).removesuffix(".0").lstrip("0")
    return plain if plain.isascii() and plain.isdigit() and len(plain) <= 8 and plain.lower() not in _ABSENT else ""


def date_of(cell: str) -> date | None:
    """The day in "M/D/YYYY H:MM" or "YYYY-MM-DD"; the hour is of no use."""
    match = _DATE.match(cell)
    if match is None:
        return None
    month, day, year, iso_year, iso_month, iso_day = match.groups()
    try:
        return date(int(year or iso_year), int(month or iso_month), int(day or iso_day))
    except ValueError:
        return None
