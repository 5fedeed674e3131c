"""A text and its edits in, a unified diff out, as `patch -p1` and `git apply` take it.

Lines end at LF alone, as these programs have it: a CR belongs to its line, so the diff of a file with CR LF holds its
CRs. The lines that change are known from the edits, so nothing has to be searched for.
Format: https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from reviewaudit.edits.splicing import Spelled, apply
from reviewaudit.model import Edit
from reviewaudit.regexes import regex

CONTEXT = 3
_LINE = regex(r"[^\n]*\n|[^\n]+\Z")
_NO_END = b"\n\\ No newline at end of file\n"
_PLAIN_PATH = regex(r"[^\x00-\x1f\x7f\"\\]*")


def diff(path: str, text: str, edits: Sequence[Edit], spelled: Spelled) -> bytes:
    """What the edits change, with three lines around, in the bytes of the source; empty where nothing changes."""
    if spelled.mark:  # it belongs to the first line, which may be another one afterwards
        text = f"\ufeff{text}"
        edits = [edit._replace(start=edit.start + 1, end=edit.end + 1) for edit in edits]
    changes = list(_changes(text, edits))
    if not changes:
        return b""
    lines = _LINE.findall(text)
    out = [b"--- " + _name("a", path), b"+++ " + _name("b", path)]
    shift = 0
    for group in _grouped(changes):
        first, last = max(0, group[0][0] - CONTEXT), min(len(lines), group[-1][1] + CONTEXT)
        body: list[bytes] = []
        at, added = first, 0
        for start, end, new in group:
            body += [_line(b" ", lines, index, spelled) for index in range(at, start)]
            body += [_line(b"-", lines, index, spelled) for index in range(start, end)]
            body += [_line(b"+", new, index, spelled) for index in range(len(new))]
            added += len(new) - (end - start)
            at = end
        body += [_line(b" ", lines, index, spelled) for index in range(at, last)]
        count = last - first
        out.append(f"@@ -{_range(first, count)} +{_range(first + shift, count + added)} @@\n".encode())
        out += body
        shift += added
    return b"".join(out)


def _changes(text: str, edits: Sequence[Edit]) -> Iterator[tuple[int, int, list[str]]]:
    """Runs of lines, as 0-based first and behind-last, and the lines that stand there instead."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    pending: list[Edit] = []
    first = last = -1
    for edit in sorted(edits):
        if edit.old == edit.new:
            continue
        low = bisect_right(starts, edit.start) - 1
        high = bisect_right(starts, max(edit.end - 1, edit.start)) - 1
        if edit.end > edit.start and text[edit.end - 1] == "\n" and not edit.new.endswith("\n"):
            high += 1  # the line below joins this one
        if pending and low > last:
            yield _replaced(text, starts, first, last, pending)
            pending = []
        first, last = (low, high) if not pending else (first, max(last, high))
        pending.append(edit)
    if pending:
        yield _replaced(text, starts, first, last, pending)


def _replaced(text: str, starts: list[int], first: int, last: int, edits: list[Edit]) -> tuple[int, int, list[str]]:
    begin = starts[first]
    stop = starts[last + 1] if last + 1 < len(starts) else len(text)
    moved = [edit._replace(start=edit.start - begin, end=edit.end - begin) for edit in edits]
    old, new = _LINE.findall(text[begin:stop]), _LINE.findall(apply(text[begin:stop], moved))
    while old and new and old[0] == new[0]:
        first, old, new = first + 1, old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return first, first + len(old), new


def _grouped(changes: list[tuple[int, int, list[str]]]) -> Iterator[list[tuple[int, int, list[str]]]]:
    group: list[tuple[int, int, list[str]]] = []
    for change in changes:
        if group and change[0] - group[-1][1] > 2 * CONTEXT:
            yield group
            group = []
        group.append(change)
    yield group


def _line(sign: bytes, lines: Sequence[str], index: int, spelled: Spelled) -> bytes:
    line = lines[index]
    return sign + spelled.encode(line) + (b"" if line.endswith("\n") else _NO_END)


def _range(first: int, count: int) -> str:
    return f"{first + 1 if count else first},{count}" if count != 1 else f"{first + 1}"


def _name(side: str, path: str) -> bytes:
    """The path as git writes it: quoted where it holds control characters, ended by a tab where it holds a space."""
    name = f"{side}/{path.lstrip('/')}"
    if not _PLAIN_PATH.fullmatch(name):
        quoted = "".join(
            f"\\{letter}" if letter in '"\\' else f"\\{ord(letter):03o}" if ord(letter) < 32 else letter
            for letter in name
        )
        return f'"{quoted}"\n'.encode("utf-8", "surrogateescape")
    return f"{name}{chr(9) if ' ' in name else ''}\n".encode("utf-8", "surrogateescape")
