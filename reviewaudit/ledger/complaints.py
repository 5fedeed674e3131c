"""What SQLite complains of, in words for whoever named the file."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from reviewaudit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BUSY_SECONDS = 30.0


class LedgerError(UsageError):
    """The ledger can not be used: why, and what to do about it."""


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            raise damaged(path, str(error)) from error
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise LedgerError(
                f"{path} is held by another process for more than {BUSY_SECONDS:.0f} seconds",
                "wait for that process to end, or name another file with --ledger",
            ) from error
        if name.startswith("SQLITE_FULL"):
            raise LedgerError(
                f"the ledger {path} cannot be written to: the disk is full",
                "make room, or name a file on another disk with --ledger",
            ) from error
        if isinstance(error, sqlite3.OperationalError):
            raise unusable(path, str(error)) from error
        raise


def damaged(path: Path, words: str) -> LedgerError:
    return LedgerError(
        f"{path} is damaged ({words})",
        "move it away and run again, or name another file with --ledger; it was left as it is",
    )


def unusable(path: Path, words: str) -> LedgerError:
    return LedgerError(
        f"the ledger {path} cannot be used: {words}",
        "name a file in a folder that you may write to with --ledger",
    )
