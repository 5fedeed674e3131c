"""Bytes in, a file replaced as a whole: it holds the old bytes or the new ones at every moment.

A temporary file in the same folder is written, flushed to the disk and renamed over the old one, which POSIX and
Windows make one step (os.replace). A symbolic link stays one: what it leads to is replaced. Permissions are kept, and
the owner where the user may set it. A hard link to the old file keeps the old bytes.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile

from reviewaudit.errors import UsageError


def replace_file(location: str, before: bytes, after: bytes, shown: str = "") -> None:
    """Put `after` in place of `before`. Raises UsageError, which names the file as `shown`, where it holds something
    else by now or cannot be written; then it is as it was."""
    shown = shown or location
    target = os.path.realpath(location)
    folder, name = os.path.split(target)
    temporary = ""
    try:
        known = os.stat(target)
        if not stat.S_ISREG(known.st_mode):
            raise UsageError(f"cannot write {shown}: it is no regular file", "name the file itself")
        if not known.st_mode & 0o222:  # a rename would not ask
            raise UsageError(f"cannot write {shown}: it is write-protected", "make it writable first")
        handle, temporary = tempfile.mkstemp(prefix=f".{name[:100]}.", suffix=".tmp", dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        _take_over(temporary, known)
        with open(target, "rb") as file:
            if file.read() != before:
                raise UsageError(f"{shown} was not written: it has changed since it was read", "run the command again")
        os.replace(temporary, target)
        temporary = ""
    except OSError as error:
        raise UsageError(
            f"cannot write {shown}: {error.strerror}", "see that the file and its folder can be written"
        ) from None
    finally:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
    _keep(folder)


def _take_over(path: str, known: os.stat_result) -> None:
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):  # somebody else's file in a folder of ours
            os.chown(path, known.st_uid, known.st_gid)
    os.chmod(path, stat.S_IMODE(known.st_mode))


def _keep(folder: str) -> None:
    """See that the new name outlives a power cut; where folders cannot be opened, nothing can be done."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
