"""TOML in, a policy out; every complaint names file, line, key and what is allowed there.

Reads `reviewaudit.toml`, or `[tool.reviewaudit]` in `pyproject.toml`.
"""

from __future__ import annotations

import os
import posixpath
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewaudit.config.codeowners import CodeOwners, find
from reviewaudit.config.keys import ACCEPT, CITATIONS, FAIL_ON, HOST, LINKS, NETWORK, PRESETS, REVIEW, RULE, TOP
from reviewaudit.config.reader import Reader
from reviewaudit.config.remaps import split_remap
from reviewaudit.config.schema import json_schema
from reviewaudit.config.side_file import side_entries
from reviewaudit.config.values import duration, request_header, status_ranges, web_url
from reviewaudit.errors import UsageError
from reviewaudit.model import PathRule, Policy, pattern_path

__all__ = [
    "ACCEPT",
    "CITATIONS",
    "FAIL_ON",
    "HOST",
    "LINKS",
    "NETWORK",
    "PRESETS",
    "REVIEW",
    "RULE",
    "TOP",
    "CodeOwners",
    "codeowners",
    "duration",
    "effective",
    "json_schema",
    "load",
    "parse",
    "path_in",
    "pathed",
    "request_header",
    "side_entries",
    "split_remap",
    "status_ranges",
    "web_url",
]

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

FILE = "reviewaudit.toml"


def load(start: Path, explicit: Path | None, environ: Mapping[str, str]) -> Policy:
    """The policy that holds in folder `start`.

    `explicit` names the file; else the nearest one at or above `start` is taken, else the defaults. `environ` fills
    `${NAME}` in header values. Raises UsageError for a file that is missing, is no TOML or says something unknown.
    """
    path = explicit or _nearest(start)
    if path is None:
        return Policy()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        cause = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(
            f"cannot read the config {path.as_posix()}: {cause}", "name another file with --config"
        ) from None
    return parse(text, path, environ)


def parse(text: str, path: Path, environ: Mapping[str, str] | None = None) -> Policy:
    """The policy in the text of a config file; `path` is for complaints and for the folder patterns start from."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            f"{path.as_posix()}: not valid TOML: {error}", "mend the line named above; text stands in quotes"
        ) from None
    prefix: tuple[str, ...] = ()
    if path.name == "pyproject.toml" or "tool" in data:
        data = data.get("tool", {}).get("reviewaudit", {})
        prefix = ("tool", "reviewaudit")
    reader = Reader(text, path, prefix, environ or {})
    return reader.policy(data)


def effective(policy: Policy, path: str, base: Path) -> Policy:
    """The policy as it holds for one article: the path rules that match are applied in order, the last one wins."""
    if not policy.rules:
        return policy
    relative = path_in(policy, path, base)
    for rule in policy.rules:
        if _matcher(rule.paths).match_file(relative):
            policy = replace(
                policy,
                review=replace(policy.review, **dict[str, Any](rule.review)),
                select=rule.select if rule.select is not None else policy.select,
                ignore=(*policy.ignore, *rule.ignore),
                levels={**policy.levels, **rule.levels},
                require_references=(
                    policy.require_references if rule.require_references is None else rule.require_references
                ),
                owner=policy.owner if rule.owner is None else rule.owner,
                origins={**policy.origins, **dict.fromkeys(_set_by(rule), f"{rule.origin} ([[rules]])")},
            )
    return policy


def codeowners(policy: Policy, base: Path) -> tuple[Path, CodeOwners] | None:
    """The CODEOWNERS file that holds for the policy's folder, and the folder that its paths start from."""
    home = Path(policy.root) if policy.root else base
    root = next((folder for folder in (home, *home.parents) if (folder / ".git").exists()), home)
    found = find(root)
    return (root, found) if found is not None else None


def path_in(policy: Policy, path: str, base: Path) -> str:
    """An article's path relative to the policy's folder, with `/`; unchanged where it lies elsewhere.

    Of a URL its host, path and query.
    """
    if "://" in path:
        return pattern_path(path)
    absolute = Path(os.path.normpath(base / path)) if ".." in path else base / path
    root = Path(policy.root) if policy.root else base
    return absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else path


def pathed(policy: Policy, path: str, base: Path) -> bool:
    """Whether the config's `paths` cover an article; where there are none, they cover all."""
    patterns = tuple("/" + posixpath.normpath(named) for named in policy.paths)
    return not patterns or "/." in patterns or _matcher(patterns).match_file(path_in(policy, path, base))


def _set_by(rule: PathRule) -> list[str]:
    names = [f"review.{name}" for name in rule.review]
    names += [name for name, value in (("select", rule.select), ("ignore", rule.ignore or None)) if value is not None]
    names += [name for name in ("require_references", "owner") if getattr(rule, name) is not None]
    return names + ["levels"] * bool(rule.levels)


_matchers: dict[tuple[str, ...], GitIgnoreSpec] = {}


def _matcher(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    if patterns not in _matchers:
        from pathspec import GitIgnoreSpec

        _matchers[patterns] = GitIgnoreSpec.from_lines(map(pattern_path, patterns))
    return _matchers[patterns]


def _nearest(start: Path) -> Path | None:
    for folder in (start, *start.parents):
        own = folder / FILE
        if own.is_file():
            return own
        shared = folder / "pyproject.toml"
        if shared.is_file():
            text = shared.read_text(encoding="utf-8-sig", errors="replace")
            try:
                ours = "reviewaudit" in tomllib.loads(text).get("tool", {})
            except tomllib.TOMLDecodeError:
                ours = "[tool.reviewaudit" in text  # ours and broken: reading it will say so
            if ours:
                return shared
    return None
