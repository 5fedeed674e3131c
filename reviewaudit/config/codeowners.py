"""A CODEOWNERS file in, who owns a path out.

Read as the host reads it that the file is written for. On GitHub the last line that matches counts, and one without
an owner takes the owners away (https://docs.github.com/articles/about-code-owners). On GitLab a path is looked for in
every folder unless it begins with `/`, and each section has a last match of its own
(https://docs.gitlab.com/user/project/codeowners/reference/). A file is GitLab's if it lies in `.gitlab` or has
sections. Negations and what is no owner are passed over where the host passes over them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from reviewaudit.errors import UsageError
from reviewaudit.regexes import regex

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""From the repository's root; the first that is there counts."""
_SECTION = regex(r"\^?\[(?P<name>[^\]]+)\](?:\[\d+\])?(?P<owners>.*)")
_TOKEN = regex(r"(?:\\.|[^\\\s])+|\\$")
_PART = regex(r"\\(?P<escaped>.)|(?P<folders>(?:\*\*/)+)|(?P<rest>\*\*+)|(?P<star>\*)|(?P<one>\?)|.", re.DOTALL)


class _Line(NamedTuple):
    section: str
    matches: re.Pattern[str]
    owners: tuple[str, ...]
    excludes: bool = False
    """It takes what it matches out of its section for good."""


@dataclass(frozen=True)
class CodeOwners:
    file: str
    text: str
    gitlab: bool

    def owners(self, path: str) -> tuple[str, ...]:
        """The owners of a path that starts from the repository's root, with `/`; none where nobody is named."""
        if not self.gitlab:
            matching = (line.owners for line in reversed(self._lines) if line.matches.fullmatch(path))
            return tuple(dict.fromkeys(next(matching, ())))
        last: dict[str, tuple[str, ...]] = {}
        excluded = set()
        for line in self._lines:
            if line.section in excluded or not line.matches.fullmatch(path):
                continue
            last[line.section] = line.owners
            if line.excludes:
                excluded.add(line.section)
        return tuple(dict.fromkeys(owner for owners in last.values() for owner in owners))

    @cached_property
    def _lines(self) -> Sequence[_Line]:
        return list(_read(self.text, gitlab=self.gitlab))


def find(root: Path) -> CodeOwners | None:
    """The CODEOWNERS file of the repository at `root`, if it has one. Raises UsageError where it cannot be read."""
    for name in PLACES:
        file = root / name
        if not file.is_file():
            continue
        try:
            text = file.read_text(encoding="utf-8-sig", errors="replace")
        except OSError as error:
            help = 'let it be read, or name the owners in the config: [[rules]] paths = ["*"], owner = "…"'
            raise UsageError(f"cannot read {name}: {error.strerror}", help) from None
        gitlab = name.startswith(".gitlab") or any(_SECTION.match(line) for line in text.splitlines())
        return CodeOwners(name, text, gitlab)
    return None


def _read(text: str, *, gitlab: bool) -> Iterator[_Line]:
    section = ""
    defaults: dict[str, tuple[str, ...]] = {}
    for raw in text.splitlines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if gitlab and (heading := _SECTION.fullmatch(line)):
            section = heading["name"].strip().casefold()
            defaults[section] = _owners(heading["owners"].split(), gitlab=True) or defaults.get(section, ())
            continue
        pattern, *rest = _TOKEN.findall(line)
        excludes = pattern.startswith("!")
        if excludes and not gitlab:
            continue  # GitHub has no negation
        owners = _owners(rest, gitlab=gitlab)
        matches = _expression(pattern.removeprefix("!"), gitlab=gitlab)
        yield _Line(section, matches, () if excludes else owners or defaults.get(section, ()), excludes)


def _owners(words: Sequence[str], *, gitlab: bool) -> tuple[str, ...]:
    """GitLab has no comments after a path, and reads the owners in what looks like one."""
    if not gitlab:
        ends = next((at for at, word in enumerate(words) if word.startswith("#")), len(words))
        words = words[:ends]
    return tuple(word for word in words if "@" in word)


def _expression(pattern: str, *, gitlab: bool) -> re.Pattern[str]:
    is_folder, below = pattern.endswith("/"), pattern.strip("/")
    from_root = pattern.startswith("/") or ("/" in below and not gitlab)
    start = "" if from_root else "(?:.*/)?"
    if is_folder:
        end = "/.+"
    elif gitlab or below.endswith("/*"):  # `docs/*` is the files of one folder, unlike in .gitignore
        end = ""
    else:
        end = "(?:/.*)?"
    return re.compile(start + "".join(map(_translated, _PART.finditer(below))) + end)


def _translated(part: re.Match[str]) -> str:
    match part.lastgroup:
        case "escaped":
            return re.escape(part["escaped"])
        case "folders":
            return "(?:.*/)?"
        case "rest":
            return ".*"
        case "star":
            return "[^/]*"
        case "one":
            return "[^/]"
        case _:
            return re.escape(part[0])
