"""Retraction data of our own making, in the shape of the real file."""

import csv
import io

import pytest

HEADER = [
    "Record ID", "Title", "Subject", "Institution", "Journal", "Publisher", "Country", "Author", "URLS", "ArticleType",
    "RetractionDate", "RetractionDOI", "RetractionPubMedID", "OriginalPaperDate", "OriginalPaperDOI",
    "OriginalPaperPubMedID", "RetractionNature", "Reason", "Paywalled", "Notes", "",
]  # fmt: skip
USUAL = {
    "Record ID": "1",
    "Title": "Green tea and the sleep of shift workers in winter",
    "Journal": "J Tea",
    "Author": "Berta Brown;Gil Green",
    "RetractionDate": "2/6/2026 0:00",
    "RetractionDOI": "10.5072/notice.1",
    "RetractionPubMedID": "0",
    "OriginalPaperDate": "3/1/2019 0:00",
    "OriginalPaperDOI": "10.5072/tea.1",
    "OriginalPaperPubMedID": "31000001",
    "RetractionNature": "Retraction",
    "Reason": "+Unreliable Results;+Investigation by Journal/Publisher;",
    "Paywalled": "No",
}


def as_csv(*rows, header=HEADER, empty=3):
    """A CSV text: each row a dict of what differs from the usual one."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    for number, row in enumerate(rows, start=1):
        cells = {**USUAL, "Record ID": str(number), **row}
        writer.writerow([cells.get(name, "") for name in header])
    return out.getvalue() + "\r\n" * empty


@pytest.fixture
def csv_file(tmp_path):
    """`csv_file({"RetractionNature": "Correction"}, …)` -> path of a file with these rows."""

    def write(*rows, name="retraction_watch.csv", **rest):
        path = tmp_path / name
        path.write_text(as_csv(*rows, **rest), encoding="utf-8", newline="")
        return path

    return write


@pytest.fixture(scope="session")
def table():
    return as_csv


@pytest.fixture(scope="session")
def header():
    return HEADER
