"""What the reader of a report knows beside it: the terminal, the repository's root, the rules' pages, the lines."""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reviewaudit.cli import session
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from reviewaudit.model import Source
    from reviewaudit.reports import View

ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""Where a checkout lies, on GitHub and on GitLab."""
_LINE_END = regex(r"\r\n?|\n")


def build(sources: Sequence[Source], *, terminal: bool, verbose: bool, by: str = "article") -> View:
    from reviewaudit import reports, rules

    return reports.View(
        color=session.wants_color(terminal),
        width=shutil.get_terminal_size((120, 24)).columns,
        verbose=verbose,
        by=by,
        root=root(os.environ, Path.cwd()),
        rules=rules.RULES,
        line=lines(sources),
    )


def root(environ: Mapping[str, str], here: Path) -> str:
    """The working folder as seen from the checkout's root; empty at the root itself, and outside of CI."""
    for variable in ROOTS:
        if folder := environ.get(variable):
            try:
                inside = here.resolve().relative_to(Path(folder).resolve()).as_posix()
            except ValueError:
                continue
            return "" if inside == "." else inside
    return ""


def lines(sources: Sequence[Source]) -> Callable[[str, int], str | None]:
    """A function from path and line number to the text of that line; None where the source is no UTF-8 or has gone."""
    by_path = {source.path: source for source in sources}

    @functools.lru_cache(maxsize=1)  # findings come sorted by path
    def split(path: str) -> list[str]:
        from reviewaudit import discovery

        data = discovery.read(by_path[path]) if path in by_path else None
        try:
            return _LINE_END.split(data.decode("utf-8-sig")) if isinstance(data, bytes) else []
        except UnicodeDecodeError:
            return []

    def line(path: str, number: int) -> str | None:
        there = split(path)
        return there[number - 1] if number <= len(there) else None

    return line
