"""The Retraction Watch data, kept as an index: identifiers and the words of an entry in, notices out. No network.

The data are gathered by Retraction Watch and published by Crossref for anyone's use:
https://gitlab.com/crossref/retraction-watch-data. `build` turns their CSV file into an index (SQLite); `open_data`
opens an index, or reads a CSV file as it is. What is asked of it leaves no trace anywhere.

    with open_data(path) as data:
        record = data.record((("doi", "10.1000/182"),), "Brown B, Green G. The taste of tea … 2019")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from reviewaudit.retractions.index import Built, Index

__all__ = ["CREDIT", "SOURCE", "Built", "Index", "build", "open_data"]

SOURCE = "https://gitlab.com/crossref/retraction-watch-data/-/raw/main/retraction_watch.csv"
CREDIT = "Retraction Watch data, published by Crossref"


def build(table: Path, target: Path, *, source: str, fetched_at: datetime) -> Built:
    """Make an index at `target` from a CSV file, in place of the one that is there, or leave that as it is.

    `source` says where the file is from; `fetched_at` is aware. Raises UsageError for a file that breaks off, is
    something else, or has far fewer rows than the data that it would take the place of.
    """
    from reviewaudit.retractions.index import build

    return build(table, target, source=source, fetched_at=fetched_at)


def open_data(path: Path) -> Index:
    """The data in an index or a CSV file, for reading; to be closed. Raises UsageError for what is neither."""
    from reviewaudit.retractions.index import open_data

    return open_data(path)
