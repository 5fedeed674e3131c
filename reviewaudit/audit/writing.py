"""A text in, a whole file out or none: nobody ever sees half of it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from reviewaudit.errors import UsageError


def write_whole(path: Path, text: str, what: str) -> None:
    """Replace a file, or what a link leads to, in one step; its mode stays. `what` names it in complaints.

    Raises UsageError where it cannot be written.
    """
    target = Path(os.path.realpath(path))
    partial = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        try:
            with partial.open("x", encoding="utf-8", newline="") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            if target.exists():
                shutil.copymode(target, partial)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        cause = f"cannot write {what}: {error.strerror}"
        raise UsageError(cause, "name a file in a folder that exists and may be written to") from None
