"""Edits shown as a diff, and written: what `fix` and `mark` do alike."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from reviewaudit.cli import session
from reviewaudit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewaudit.audit import Rewritten

_COLORS = ((b"---", b"\x1b[1m"), (b"+++", b"\x1b[1m"), (b"@@", b"\x1b[36m"), (b"-", b"\x1b[31m"), (b"+", b"\x1b[32m"))


def show(diff: bytes) -> None:
    """The diff on standard output, byte by byte; on a terminal with colour, and nothing that could drive it."""
    if not diff:
        return
    if sys.stdout.isatty():
        diff = b"".join(map(_shown, diff.splitlines(keepends=True)))
    sys.stdout.flush()
    sys.stdout.buffer.write(diff)
    sys.stdout.buffer.flush()


def _shown(line: bytes) -> bytes:
    from reviewaudit.cli.observed import printable

    text = printable(line.rstrip(b"\r\n").decode("utf-8", "replace").replace("\t", "    ")).encode()
    color = next((color for start, color in _COLORS if line.startswith(start)), b"")
    if not color or not session.wants_color(True):
        return text + b"\n"
    return color + text + b"\x1b[0m\n"


def write(rewritten: Iterable[Rewritten]) -> tuple[int, int]:
    """Write each one; what cannot be is told on standard error. Returns how many were written, and how many not."""
    done = failed = 0
    for one in rewritten:
        try:
            one.write()
            done += 1
        except UsageError as error:
            session.fail(error.cause, error.help)
            failed += 1
    return done, failed
