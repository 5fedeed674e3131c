"""Paths of articles in, what git saw of them out. Pure observation, no verdict.

Git is a witness, not a source: it never gives a review date. It says what changed with the date and after it, and where
it cannot say, why. Each repository is asked four questions, one of them for its whole history, however many articles
it holds. Nothing is written, fetched, or run beside git itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from reviewaudit.model import Gap, GapKind, History, Testimony
from reviewaudit.regexes import regex
from reviewaudit.witness import program
from reviewaudit.witness.lineages import Follower
from reviewaudit.witness.lines import LONGEST, front_end, statement_pattern
from reviewaudit.witness.log import read
from reviewaudit.witness.since import changed_since

__all__ = ["changed_since", "look", "statement_pattern"]

_WHOLE = "fetch the whole history (`git fetch --unshallow`; in CI `fetch-depth: 0`)"
_MANY_PATHSPECS = 200
_WILD = regex(r"[*?\[\]\\]")
_REVISION = regex(r"[0-9a-f]{7,64}")


def look(
    paths: Sequence[str],
    base: Path,
    *,
    environ: Mapping[str, str],
    states_review: Callable[[str], bool] | None = None,
    ignore_revs: str | None = None,
) -> Testimony:
    """What git saw of the files at `paths`, absolute or relative to `base`.

    `states_review` says whether a line states a review date; by default as `statement_pattern()` has it. `ignore_revs`
    names a file of commits to pass over, one hash a line, beside the repository's own `blame.ignoreRevsFile` and
    `.git-blame-ignore-revs`. No git, no repository or a shallow clone is an answer (`gaps`), not an error.
    """
    if not paths:
        return Testimony()
    found = program.find(environ)
    if found is None:
        gap = Gap(
            GapKind.NO_GIT, "git", "the program git was not found", "install git, or put it on the PATH", len(paths)
        )
        return Testimony(gaps=(gap,))
    git = program.Git(found, environ)
    states_review = states_review or statement_pattern()
    histories: dict[str, History] = {}
    gaps: list[Gap] = []
    ignored: set[str] = set()
    if ignore_revs is not None:
        revisions = _revisions(base / ignore_revs)
        if revisions is None:
            help = "name a file that holds one commit hash a line"
            gaps.append(Gap(GapKind.IGNORE_REVS, ignore_revs, f"cannot read {ignore_revs}", help))
        ignored = revisions or set()
    for folder, members in _by_repository(paths, base).items():
        if folder:
            _Repository(git, folder, members).testify(states_review, ignored, histories, gaps)
        else:
            help = "audit a checkout of the repository, or ignore the rules that need git"
            gaps.append(Gap(GapKind.NO_REPOSITORY, str(base), "not in a git repository", help, len(members)))
    return Testimony(histories, tuple(gaps))


def _by_repository(paths: Iterable[str], base: Path) -> dict[str, dict[str, str]]:
    """For each folder that looks like a checkout ("" for none), the given paths and where they really are."""
    roots: dict[str, str] = {}
    grouped: dict[str, dict[str, str]] = {}
    for path in paths:
        real = os.path.realpath(base / path)
        grouped.setdefault(_root(os.path.dirname(real), roots), {})[path] = real
    return grouped


def _root(folder: str, known: dict[str, str]) -> str:
    passed = []
    while folder not in known:
        passed.append(folder)
        parent = os.path.dirname(folder)
        if os.path.exists(os.path.join(folder, ".git")):  # a file in worktrees and submodules
            known[folder] = folder
        elif parent == folder:
            known[folder] = ""
        else:
            folder = parent
    for other in passed:
        known[other] = known[folder]
    return known[folder]


class _Repository:
    """One repository and the articles in it."""

    def __init__(self, git: program.Git, folder: str, members: Mapping[str, str]) -> None:
        self._git, self._folder, self._members = git, folder, members

    def testify(
        self,
        states_review: Callable[[str], bool],
        ignored: set[str],
        histories: dict[str, History],
        gaps: list[Gap],
    ) -> None:
        facts = self._git.ask(self._folder, "rev-parse", "--is-shallow-repository", "--show-toplevel")
        if facts.status != 0:
            gaps.append(self._refused(facts.complaint))
            return
        is_shallow, _, top = os.fsdecode(facts.out).rstrip("\r\n").partition("\n")
        settings = self._settings(top)
        wanted = {path: _inside(real, top) for path, real in self._members.items()}
        pathspecs = _pathspecs(wanted.values())
        index = self._git.ask(top, "ls-files", "--cached", "-z", "--", *pathspecs)
        if index.status != 0:
            gaps.append(self._broken(index.complaint, settings, len(wanted)))
            return
        tracked = set(index.out.split(b"\0"))
        fronts = {inside: _front(self._members[path]) for path, inside in wanted.items() if inside in tracked}
        untracked = sum(inside not in tracked for inside in wanted.values())
        if untracked:
            help = "commit them, to have their history read"
            gaps.append(self._gap(GapKind.UNTRACKED, f"{untracked} articles are not tracked by git", help, untracked))
        if not fronts:
            return
        follower = Follower(
            fronts,
            states_review=states_review,
            is_ignored=_ignoring(ignored | self._own_ignored(settings, top)),
            roots_count=is_shallow != "true",
        )
        with self._git.log(top, pathspecs) as (stream, end):
            follower.follow(read(stream, follower.wants))
        complete = is_shallow != "true"
        if not complete:
            gaps.append(self._gap(GapKind.SHALLOW, "a shallow clone: older changes are not known", _WHOLE, len(fronts)))
        if end.status != 0 and "does not have any commits" not in end.complaint:
            complete = False
            gaps.append(self._broken(end.complaint, settings, len(fronts)))
        changes = follower.changes()
        for path, inside in wanted.items():
            if inside in tracked:
                histories[path] = History(changes[inside], complete)

    def _settings(self, top: str) -> dict[str, list[str]]:
        """The repository's settings that matter, by lower-case name."""
        pattern = r"^(blame\.ignorerevsfile|extensions\.partialclone|remote\..*\.promisor)$"
        answer = self._git.ask(top, "config", "--null", "--get-regexp", pattern)
        found: dict[str, list[str]] = {}
        for entry in os.fsdecode(answer.out).split("\0"):
            name, _, value = entry.partition("\n")
            if name:
                found.setdefault(name.lower(), []).append(value)
        return found

    def _own_ignored(self, settings: Mapping[str, list[str]], top: str) -> set[str]:
        ignored: set[str] = set()
        for name in (*settings.get("blame.ignorerevsfile", ()), ".git-blame-ignore-revs"):
            if name:  # an empty one would clear those before it, which only hides less
                ignored |= _revisions(Path(top, name)) or set()
        return ignored

    def _refused(self, complaint: str) -> Gap:
        if "dubious ownership" in complaint or "unsafe repository" in complaint:
            help = f"if you trust it: git config --global --add safe.directory {self._folder}"
            return self._gap(GapKind.UNSAFE, "git refuses a repository of another owner", help, len(self._members))
        if "not a git repository" in complaint or "work tree" in complaint:
            help = "audit a checkout of the repository, or ignore the rules that need git"
            return self._gap(GapKind.NO_REPOSITORY, "not in a git repository", help, len(self._members))
        return self._broken(complaint, {}, len(self._members))

    def _broken(self, complaint: str, settings: Mapping[str, list[str]], count: int) -> Gap:
        if any(name.startswith(("extensions.", "remote.")) for name in settings):
            cause = "a partial clone: the text of older versions is not here"
            return self._gap(GapKind.PARTIAL, cause, "clone without --filter", count)
        cause = f"git could not read the history: {complaint or 'it gave no reason'}"
        return self._gap(GapKind.FAILED, cause, "run `git fsck` in it", count)

    def _gap(self, kind: GapKind, cause: str, help: str, paths: int) -> Gap:
        return Gap(kind, self._folder, cause, help, paths)


def _inside(real: str, top: str) -> bytes:
    """The path as git names it."""
    return os.fsencode(os.path.relpath(real, os.path.realpath(top)).replace(os.sep, "/"))


def _pathspecs(names: Iterable[bytes]) -> list[str]:
    """Patterns for all files of the same kinds: renamed ones are followed, and a commit's other files counted."""
    found = set()
    for name in names:
        last = os.fsdecode(name).rsplit("/", 1)[-1]
        _, dot, suffix = last.rpartition(".")
        if dot and suffix.isalnum() and suffix.isascii():
            found.add(f":(icase)*.{suffix.lower()}")
        else:
            found.add(":(glob)**/" + _WILD.sub(r"\\\g<0>", last))
    return sorted(found) if len(found) <= _MANY_PATHSPECS else []


def _front(path: str) -> int:
    """The line that closes the front matter of the file as it stands."""
    try:
        with open(path, "rb") as file:
            head = file.read(LONGEST * 120)
    except OSError:
        return 0
    return front_end(head.decode("utf-8", "replace").split("\n"))


def _revisions(path: Path) -> set[str] | None:
    """The hashes in an ignore-revs file, comments left out; None if it cannot be read."""
    try:
        text = path.expanduser().read_text("utf-8", "replace")
    except (OSError, RuntimeError):
        return None
    words = (line.split("#", 1)[0].strip().lower() for line in text.splitlines())
    return {word for word in words if _REVISION.fullmatch(word)}


def _ignoring(revisions: set[str]) -> Callable[[str], bool]:
    short = tuple(revision for revision in revisions if len(revision) < 40)
    return lambda commit: commit in revisions or commit.startswith(short)
