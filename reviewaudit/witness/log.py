"""The output of one `git log --raw --patch --unified=0` in, commits and what they changed out, one file at a time.

The raw lines name status and paths without doubt (names may be quoted as in C); the patches follow in the same order,
with two for a change of type. Content is consumed by the counts of its `@@` line, so that no text can pose as a header.
Format: https://git-scm.com/docs/diff-format
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from reviewaudit.regexes import regex

FORMAT = "tformat:%x00%H%x00%P%x00%at%x00%an%x00%ae"
ENOUGH = 40
"""Changed lines that are read of a file that is not wanted: one with more did not change its date alone."""

_HUNK = regex(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPE = regex(rb'\\([0-7]{3}|[abtnvfr"\\])')
_ESCAPED = {
    b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r", b'"': b'"', b"\\": b"\\",
}  # fmt: skip


class Header(NamedTuple):
    commit: str
    is_root: bool
    at: int
    """The author's time, in seconds since 1970."""
    author: str
    email: str


class Hunk(NamedTuple):
    old: int
    """Line number of the first removed line; of the line before, where none was removed."""
    new: int
    removed: list[str]
    added: list[str]


class FileDiff(NamedTuple):
    status: str
    """A, D, M, R or T, as in git."""
    old: bytes
    path: bytes
    hunks: list[Hunk]
    whole: bool
    """Every changed line is in `hunks`. Never so for an added file, whose lines are not read."""


def read(stream: Iterable[bytes], is_wanted: Callable[[bytes], bool]) -> Iterator[Header | FileDiff]:
    """Each commit's header, then its files. `is_wanted` is asked when a file's patch begins."""
    lines = iter(stream)
    announced: deque[tuple[str, bytes, bytes]] = deque()
    current: FileDiff | None = None
    wanted = False
    for line in lines:
        first = line[:1]
        if first == b"@" and current is not None:
            current = _hunk(line, lines, current, wanted)
        elif first == b"d" and line.startswith(b"diff --git "):
            if current is not None:
                yield current
            status, old, path = announced.popleft() if announced else ("", b"", b"")
            current = FileDiff(status, old, path, [], whole=status != "A")
            wanted = is_wanted(path)
        elif first == b":":
            announced.extend(_raw(line))
        elif first == b"\0":
            if current is not None:
                yield current
            current = None
            announced.clear()
            yield _header(line)
    if current is not None:
        yield current


def _header(line: bytes) -> Header:
    _, commit, parents, at, author, email = (
        part.decode("utf-8", "replace") for part in line.rstrip(b"\n").split(b"\0")
    )
    return Header(commit, not parents, int(at or 0), author, email)


def _raw(line: bytes) -> Iterator[tuple[str, bytes, bytes]]:
    facts, *names = line.rstrip(b"\n").split(b"\t")
    status = facts.rsplit(b" ", 1)[1][:1].decode("ascii", "replace")
    paths = [_unquoted(name) for name in names]
    for _ in range(2 if status == "T" else 1):
        yield status, paths[0], paths[-1]


def _unquoted(name: bytes) -> bytes:
    if not name.startswith(b'"'):
        return name
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1]) or bytes([int(found[1], 8) & 255]), name[1:-1])


def _hunk(line: bytes, lines: Iterator[bytes], current: FileDiff, wanted: bool) -> FileDiff:
    """`current` with the hunk that `line` opens; its content is taken from `lines` in any case."""
    found = _HUNK.match(line)
    if found is None:
        return current
    old, new = int(found[1]), int(found[3])
    removed, added = (1 if count is None else int(count) for count in (found[2], found[4]))
    hunk = Hunk(old, new, [], [])
    keep = current.whole and (
        wanted or removed + added + sum(len(h.removed) + len(h.added) for h in current.hunks) <= ENOUGH
    )
    left = removed + added
    while left:
        content = next(lines, None)
        if content is None:
            return current._replace(whole=False)
        sign = content[:1]
        if sign == b"\\":  # "\ No newline at end of file"
            continue
        left -= 1
        if keep:
            (hunk.removed if sign == b"-" else hunk.added).append(
                content[1:].rstrip(b"\r\n").decode("utf-8", "replace")
            )
    if keep:
        current.hunks.append(hunk)
        return current
    return current._replace(whole=False)
