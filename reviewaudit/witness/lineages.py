"""Commits, newest first, in; the changes of each wanted file out, followed through its renamings.

Where the front matter ends is known for the file as it stands, and is carried back from version to version by the line
numbers of the patches, which is exact in a linear history and off by a line at worst where branches met. White space
and line ends are no change. A change made under an old name, on a branch that was merged after the renaming, is not
seen, nor is what a merge itself changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from reviewaudit.model import Change
from reviewaudit.witness.lines import front_end, is_bot, is_fence, is_metadata_tag, masked, works
from reviewaudit.witness.log import FileDiff, Header, Hunk

KEPT = 1000
"""Changes that are kept of one file."""
_SHORT = 120
"""A longer line may be a paragraph: it is a statement only as far as its dates changed."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Facts(NamedTuple):
    """What changed in one file."""

    body: bool
    metadata: bool
    review: bool
    urls: tuple[str, ...]


class _Lineage:
    """One wanted file under all its names."""

    __slots__ = ("changes", "front")

    def __init__(self, front: int) -> None:
        self.front = front
        """Of the version that was seen last."""
        self.changes: list[Change] = []


class Follower:
    """Takes what the log says, in its order."""

    def __init__(
        self,
        fronts: Mapping[bytes, int],
        *,
        states_review: Callable[[str], bool],
        is_ignored: Callable[[str], bool],
        roots_count: bool,
    ) -> None:
        """`fronts`: the wanted paths, each with the line that closes its front matter.

        `roots_count` False: commits without parents are where a shallow clone ends, and tell nothing.
        """
        self._lineages = {path: _Lineage(front) for path, front in fronts.items()}
        self._names = dict(self._lineages)
        self._states_review, self._is_ignored, self._roots_count = states_review, is_ignored, roots_count
        self._header: Header | None = None
        self._seen: list[tuple[_Lineage, Facts | None]] = []
        self._renamed: list[tuple[bytes, bytes, _Lineage]] = []
        self._bumped = 0

    def wants(self, path: bytes) -> bool:
        return path in self._names

    def follow(self, events: Iterable[Header | FileDiff]) -> None:
        for event in events:
            if isinstance(event, Header):
                self._close()
                self._header = event
            else:
                self._take(event)
        self._close()

    def changes(self) -> dict[bytes, tuple[Change, ...]]:
        return {path: tuple(lineage.changes) for path, lineage in self._lineages.items()}

    def _take(self, diff: FileDiff) -> None:
        lineage = self._names.get(diff.path)
        if diff.status == "A":
            if lineage is not None:
                self._seen.append((lineage, None))
            return
        if diff.status not in {"M", "R"}:
            if lineage is not None:  # an earlier file of this name was removed, or was no file
                lineage.front = _front_before(diff.hunks, 0)
            return
        if lineage is not None or diff.whole:
            front = lineage.front if lineage is not None else 0
            before = _front_before(diff.hunks, front)
            facts = judge(diff.hunks, front, before, self._states_review)
            self._bumped += facts.review and not facts.body and not facts.metadata
            if lineage is not None:
                lineage.front = before
                self._seen.append((lineage, facts))
        if diff.status == "R" and lineage is not None:
            self._renamed.append((diff.old, diff.path, lineage))

    def _close(self) -> None:
        """The commit is complete: note its changes, and look for the old names from here on."""
        header = self._header
        if header is not None and self._seen and self._tells(header):
            at = _EPOCH + timedelta(seconds=max(-(10**10), min(header.at, 10**11)))
            bot = is_bot(header.author, header.email)
            for lineage, facts in self._seen:
                change = Change(header.commit, at, header.author, header.email, bot, bumped=self._bumped)
                if facts is None:
                    change = change._replace(created=True)
                elif facts.body or facts.metadata or facts.review or facts.urls:
                    change = change._replace(**facts._asdict())
                else:
                    continue
                if len(lineage.changes) < KEPT:
                    lineage.changes.append(change)
        for _, path, _ in self._renamed:
            self._names.pop(path, None)
        for old, _, lineage in self._renamed:
            self._names[old] = lineage
        self._seen, self._renamed, self._bumped = [], [], 0

    def _tells(self, header: Header) -> bool:
        return (self._roots_count or not header.is_root) and not self._is_ignored(header.commit)


def _front_before(hunks: list[Hunk], front: int) -> int:
    """Where the front matter ended before these hunks, given where it ends after them."""
    if front == 0:
        first = hunks[0] if hunks else None
        return front_end(first.removed) if first is not None and first.old == 1 else 0
    shift = 0
    for hunk in hunks:
        count = len(hunk.added)
        start = hunk.new if count else hunk.new + 1
        if start > front:
            break
        if start + count > front:  # the closing line was written here
            closing = (
                hunk.old + index for index, line in enumerate(hunk.removed) if hunk.old + index > 1 and is_fence(line)
            )
            return next(closing, 0)
        shift += len(hunk.removed) - count
    return front + shift


def judge(hunks: Iterable[Hunk], front: int, before: int, states_review: Callable[[str], bool]) -> Facts:
    """Which parts of a file these hunks change; `front` and `before` close its front matter, now and then."""
    old, new = _Side(states_review), _Side(states_review)
    for hunk in hunks:
        for number, line in enumerate(hunk.removed, start=hunk.old):
            old.sort(line, number <= before)
        for number, line in enumerate(hunk.added, start=hunk.new):
            new.sort(line, number <= front)
    review = _differ(old.review, new.review)
    if old.long or new.long:
        if Counter(map(masked, old.long)) == Counter(map(masked, new.long)):
            review = review or _differ(old.long, new.long)
        else:
            old.body += old.long
            new.body += new.long
    gone = set(old.works)
    urls = tuple(dict.fromkeys(work for work in new.works if work not in gone))
    return Facts(_differ(old.body, new.body), _differ(old.metadata, new.metadata), review, urls)


class _Side:
    """The lines of one side of a patch, by kind."""

    __slots__ = ("_states_review", "body", "long", "metadata", "review", "works")

    def __init__(self, states_review: Callable[[str], bool]) -> None:
        self._states_review = states_review
        self.body: list[str] = []
        self.metadata: list[str] = []
        self.review: list[str] = []
        self.long: list[str] = []
        self.works: list[str] = []

    def sort(self, line: str, in_front: bool) -> None:
        if not line or line.isspace():
            return
        self.works += works(line)
        if self._states_review(line):
            (self.review if len(line) <= _SHORT else self.long).append(line)
        elif in_front or is_metadata_tag(line):
            self.metadata.append(line)
        else:
            self.body.append(line)


def _differ(old: list[str], new: list[str]) -> bool:
    return "".join("".join(old).split()) != "".join("".join(new).split())
