"""Paths, folders, globs and lists in; sources out, each once, in a stable order. URLs are only told apart here.

Folders are walked without following links; hidden entries, what `.gitignore` names and reports that this program wrote
are left out. What was named outright is never left out: a missing path is the caller's mistake, and an unreadable file
becomes a finding later.
"""

from __future__ import annotations

import glob
import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reviewaudit.errors import NothingToAuditError, UsageError
from reviewaudit.model import Problem, Skip, Source, pattern_path, without_credentials
from reviewaudit.regexes import regex

STDIN = "-"
MAX_BYTES = 256 * 1024 * 1024
OURS = "a report of reviewaudit, no article"
_DIGEST, _PAGE = b"<!-- reviewaudit digest", b'<meta name="generator" content="reviewaudit">'
"""How the pages begin that `reports` makes in Markdown, and what stands near the beginning of those in HTML."""
_PASSWORD = regex(r"(?<=^https://)[^/?#\s]*@|(?<=^http://)[^/?#\s]*@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Discovered:
    sources: tuple[Source, ...]
    skipped: tuple[Skip, ...]
    urls: tuple[str, ...] = ()
    """Pages and sitemaps still to be fetched, in the order given, without fragment."""


def discover(
    paths: Sequence[str],
    *,
    is_article: Callable[[str], bool],
    base: Path,
    exclude: Sequence[str] = (),
    respect_ignore: bool = True,
    stdin: Callable[[], bytes] | None = None,
    stdin_name: str = STDIN,
) -> Discovered:
    """The sources below `paths`, sorted by the path they are reported under.

    `is_article` tells by name which files of a folder are articles; a file named outright is taken whatever its name.
    `exclude` are patterns in the manner of `.gitignore`, relative to `base`; each file they leave out is a skip.
    Raises UsageError when a path does not exist, a glob matches nothing, or nothing at all is left to audit.
    """
    found: dict[str, Source] = {}
    skipped: list[Skip] = []
    urls: dict[str, None] = {}
    left_out = excluded(exclude)

    def add(location: str, path: str, real: str) -> None:
        skip = left_out(path)
        if skip is not None:
            skipped.append(skip)
        else:
            found.setdefault(real, Source(path, location))

    for path in paths:
        if path == STDIN:
            if stdin is None:
                raise UsageError("standard input cannot be read here", "name a file or a folder")
            found[STDIN] = Source(_PASSWORD.sub("", stdin_name), data=stdin())
        elif is_url(path):
            skip = left_out(without_credentials(path))
            if skip is not None:
                skipped.append(skip)
            else:
                urls.setdefault(path.partition("#")[0])
        else:
            for location in _expand(path, base):
                if not os.path.isdir(location):
                    add(location, shown(location, base), os.path.realpath(location))
                    continue
                folder = location.rstrip(os.sep) or os.sep
                named, real = shown(folder, base), os.path.realpath(folder)
                prefix = "" if named == "." else named.rstrip("/") + "/"
                ignored = Counter[str]()
                for member, is_link in _walk(folder, is_article, ignored, respect_ignore=respect_ignore):
                    # Below one folder nothing is resolved anew: ten thousand files are found in a tenth of the time.
                    tail = member[len(folder) :].lstrip(os.sep)
                    if _is_ours(member):
                        skipped.append(Skip(prefix + tail.replace(os.sep, "/"), OURS))
                        continue
                    whole = os.path.realpath(member) if is_link else os.path.join(real, tail)
                    add(member, (prefix + tail.replace(os.sep, "/")) or named, whole)
                if ignored:
                    skipped.append(Skip(named, f"ignored by .gitignore: {_counted(ignored)}", origin=".gitignore"))
    if not found and not urls:
        where = ", ".join(repr(path) for path in paths)
        cause = f"nothing to audit: no article in {where}"
        why = [f"{len(excluded_ones)} excluded"] if (excluded_ones := [s for s in skipped if s.rule]) else []
        why += [f"{skip.subject}: {skip.reason}" for skip in skipped if not skip.rule]
        if why:
            cause += f" ({'; '.join(why)})"
        raise NothingToAuditError(
            cause, "name a folder with Markdown, HTML or text files; --extensions adds other endings"
        )
    return Discovered(
        tuple(sorted(found.values(), key=lambda source: source.path)),
        tuple(sorted(skipped, key=_subject)),
        tuple(urls),
    )


def _is_ours(location: str) -> bool:
    """Whether a file is a page that `check` or `due` wrote: it quotes the dates of articles and is none."""
    try:
        # Not waiting is for a pipe that nobody writes to.
        file = os.open(location, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        try:
            head = os.read(file, 200)
        finally:
            os.close(file)
    except OSError:
        return False  # said where it is read
    return head.startswith(_DIGEST) or _PAGE in head


def is_url(path: str) -> bool:
    """Whether a path that was given names a page of the web."""
    return path[:8].lower().startswith(("http://", "https://"))


def excluded(patterns: Sequence[str]) -> Callable[[str], Skip | None]:
    """Which paths, and which URLs by host and path, the patterns leave out; the skip says by which of them."""
    if not patterns:
        return lambda path: None
    spec = _patterns(map(pattern_path, patterns))

    def skip(path: str) -> Skip | None:
        held = spec.check_file(pattern_path(path))
        return Skip(path, "excluded by exclude_paths", patterns[held.index]) if held.include else None

    return skip


def read(source: Source) -> bytes | Problem:
    """The bytes of a source, or the problem with reading them."""
    if source.data is not None:
        return source.data
    try:
        seen = os.stat(source.location)
        special = stat.S_ISFIFO(seen.st_mode) or stat.S_ISSOCK(seen.st_mode) or stat.S_ISCHR(seen.st_mode)
        if special and not source.location.startswith("/dev/"):
            # Opening a pipe that nobody writes to would wait for ever.
            return Problem("it is a pipe, a socket or a device, not a file", "exclude it, or name a file")
        if seen.st_size > MAX_BYTES:
            return Problem(f"it is larger than {MAX_BYTES >> 20} MiB", "split the file, or exclude it")
        with open(source.location, "rb") as file:
            return file.read()
    except OSError as error:
        cause = (error.strerror or str(error)).lower()
        return Problem(f"it cannot be opened: {cause}", "check the file's permissions and that it is still there")


def read_list(path: str, stdin: Callable[[], bytes]) -> list[str]:
    """The paths and URLs in a `--files-from` list: one a line, blank lines and `#` comments left out."""
    try:
        data = stdin() if path == STDIN else Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read the list {path}: {error.strerror}", "name a file with one path a line") from None
    lines = (line.strip() for line in data.decode("utf-8-sig", errors="surrogateescape").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def shown(location: str, base: Path) -> str:
    """The path to report: relative to the working folder, with `/`."""
    try:
        relative = os.path.relpath(location, base)
    except ValueError:  # another drive on Windows
        relative = os.path.abspath(location)
    return relative.replace(os.sep, "/")


def _patterns(lines: Iterable[str]) -> Any:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)


def _counted(ignored: Counter[str]) -> str:
    """ "1 article and 2 folders"; what is in those folders nobody has looked at."""
    return " and ".join(f"{count} {kind}{'s' * (count != 1)}" for kind, count in sorted(ignored.items()))


def _subject(skip: Skip) -> str:
    return skip.subject


def _expand(path: str, base: Path) -> list[str]:
    location = os.path.join(base, path)
    if os.path.lexists(location):
        return [location]
    if glob.has_magic(path):
        matches = sorted(glob.glob(location, recursive=True))
        if matches:
            return matches
        raise UsageError(f"no file matches {path!r}", "check the pattern; ** crosses folders")
    raise UsageError(f"no such file or folder: {path}", "check the spelling; paths start from the working folder")


class _Ignore:
    """The `.gitignore` files that hold in one folder, from the repository's root down."""

    def __init__(self, specs: tuple[tuple[str, Any], ...]) -> None:
        self._specs = specs

    def below(self, folder: str) -> _Ignore:
        try:
            with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="replace") as file:
                spec = _patterns(file)
        except OSError:
            return self
        return _Ignore((*self._specs, (folder, spec)))

    def matches(self, location: str, *, folder: bool) -> bool:
        for root, spec in reversed(self._specs):
            relative = os.path.relpath(location, root).replace(os.sep, "/") + ("/" if folder else "")
            verdict = spec.check_file(relative).include
            if verdict is not None:
                return bool(verdict)
        return False


def _ignore_above(folder: str) -> _Ignore:
    chain = []
    current = os.path.abspath(folder)
    while not os.path.exists(os.path.join(current, ".git")):
        parent = os.path.dirname(current)
        if parent == current:
            return _Ignore(())  # not in a repository, so nothing above counts
        current = parent
        chain.append(current)
    ignore = _Ignore(())
    for above in reversed(chain):
        ignore = ignore.below(above)
    # A folder that was named outright is audited even where git ignores it; what lies in it may still be ignored there.
    return _Ignore(()) if ignore.matches(os.path.abspath(folder), folder=True) else ignore


def _walk(
    folder: str, is_article: Callable[[str], bool], ignored: Counter[str], *, respect_ignore: bool
) -> Iterator[tuple[str, bool]]:
    """The articles below a folder, and whether each is a link; counts in `ignored` what `.gitignore` names."""
    stack = [(folder, _ignore_above(folder) if respect_ignore else None)]
    while stack:
        current, ignore = stack.pop()
        if ignore is not None:
            ignore = ignore.below(current)
        try:
            with os.scandir(current) as entries:
                members = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            # Named in the report as an article that cannot be read, so that no folder is passed over in silence.
            yield current, False
            continue
        for entry in members:
            if entry.name.startswith("."):
                continue
            is_folder = entry.is_dir(follow_symlinks=False)
            if not is_folder and not is_article(entry.name):
                continue
            if ignore is not None and ignore.matches(entry.path, folder=is_folder):
                ignored["folder" if is_folder else "article"] += 1
                continue
            if is_folder:
                stack.append((entry.path, ignore))
            else:
                yield entry.path, entry.is_symlink()
