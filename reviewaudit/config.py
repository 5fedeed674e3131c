"""TOML in, a policy out; every complaint names file, line, key and what is allowed there.

Reads `reviewaudit.toml`, or `[tool.reviewaudit]` in `pyproject.toml`. The tables of keys below are the only place that
knows a key: reading, refusing and the reference in the manual all go by them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pathspec

from reviewaudit.dates import parse_window
from reviewaudit.errors import UsageError
from reviewaudit.model import Level, NetworkPolicy, PathRule, Policy, ReviewPolicy, Window

FILE = "reviewaudit.toml"
FAIL_ON = ("error", "warning", "note", "never")
MONTH_POLICIES = ("end", "start")
DATE_ORDERS = ("unset", "dmy", "mdy", "ymd")
STATEMENT_KINDS = ("reviewed", "updated", "published")
KEY_KINDS = ("reviewed", "next_due", "interval", "owner", "reviewer")

PRESETS: dict[str, dict[str, Any]] = {
    "default": {},
    "health": {"review": {"window": "36 months"}, "require_references": True},
    "docs": {"review": {"window": "6 months"}},
}


@dataclass(frozen=True, slots=True)
class Key:
    """One key: how its value is read, and what the reference says about it."""

    read: Callable[[Any], Any]
    allowed: str
    help: str


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
        raise UsageError(f"cannot read the config {_shown(path)}: {cause}", "name another file with --config") from None
    return parse(text, path, environ)


def parse(text: str, path: Path, environ: Mapping[str, str] | None = None) -> Policy:
    """The policy in the text of a config file; `path` is for complaints and for the folder patterns start from."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{_shown(path)}: not valid TOML: {error}", "mend the line named above") from None
    prefix: tuple[str, ...] = ()
    if path.name == "pyproject.toml" or "tool" in data:
        data = data.get("tool", {}).get("reviewaudit", {})
        prefix = ("tool", "reviewaudit")
    reader = _Reader(text, path, prefix, environ or {})
    return reader.policy(data)


def effective(policy: Policy, path: str, base: Path) -> Policy:
    """The policy as it holds for one article: the path rules that match are applied in order, the last one wins."""
    if not policy.rules:
        return policy
    absolute = base / path
    root = Path(policy.root) if policy.root else base
    relative = absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else path
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
            )
    return policy


_matchers: dict[tuple[str, ...], pathspec.GitIgnoreSpec] = {}


def _matcher(patterns: tuple[str, ...]) -> pathspec.GitIgnoreSpec:
    if patterns not in _matchers:
        _matchers[patterns] = pathspec.GitIgnoreSpec.from_lines(patterns)
    return _matchers[patterns]


def _nearest(start: Path) -> Path | None:
    for folder in (start, *start.parents):
        own = folder / FILE
        if own.is_file():
            return own
        shared = folder / "pyproject.toml"
        if shared.is_file():
            try:
                data = tomllib.loads(shared.read_text(encoding="utf-8-sig"))
            except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
                continue  # another tool's file; its own users will hear about it
            if "reviewaudit" in data.get("tool", {}):
                return shared
    return None


def _shown(path: Path) -> str:
    return path.as_posix()


# --- how values are read: each returns the value or raises ValueError with the reason ---------------------------------


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be text in quotes")
    return value


def _strings(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("must be a list of texts")
    return tuple(value)


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _number(low: float, high: float, *, whole: bool = False) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            raise ValueError(f"must be a {'whole ' if whole else ''}number")
        if not low <= value <= high:
            raise ValueError(f"must lie between {low:g} and {high:g}")
        return value

    return read


def _choice(*choices: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in choices:
            raise ValueError(f"must be one of {', '.join(map(repr, choices))}")
        return str(value)

    return read


def _choices(*choices: str) -> Callable[[Any], tuple[str, ...]]:
    def read(value: Any) -> tuple[str, ...]:
        for item in _strings(value):
            _choice(*choices)(item)
        return tuple(value)

    return read


def _window(value: Any) -> Window:
    return parse_window(_string(value))


def _seconds(value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = float(value)
    else:
        seconds = duration(_string(value))
    if not 0 <= seconds <= 3600:
        raise ValueError("must lie between 0 and one hour")
    return seconds


def duration(text: str) -> float:
    """Seconds in "500ms", "20s", "2m" or a bare number of seconds. Raises ValueError."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|m|min)?\s*", text)
    if not match:
        raise ValueError('must be a time such as "20s", "500ms" or "2m"')
    return float(match[1]) * {"ms": 0.001, "m": 60, "min": 60}.get(match[2] or "s", 1)


def status_ranges(text: str) -> tuple[tuple[int, int], ...]:
    """Ranges in lychee's spelling: "200..=204,429", "200..205" (end left out). Raises ValueError."""
    ranges = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        match = re.fullmatch(r"(\d{3})?(\.\.=?)?(\d{3})?", part)
        if not match or not (match[1] or match[3]):
            raise ValueError(f"{part!r} is no status code or range such as 200..=299")
        low = int(match[1] or 100)
        high = low if not match[2] else int(match[3] or 1000) - (match[2] == ".." and bool(match[3]))
        if low > high:
            raise ValueError(f"{part!r} holds no status code")
        ranges.append((low, high))
    if not ranges:
        raise ValueError("names no status code")
    return tuple(ranges)


def _accept(value: Any) -> tuple[tuple[int, int], ...]:
    if isinstance(value, list):
        value = ",".join(str(item) for item in value)
    return status_ranges(str(value) if isinstance(value, int) else _string(value))


def _timezone(value: Any) -> str:
    try:
        ZoneInfo(_string(value))
    except (ZoneInfoNotFoundError, OSError, ValueError):
        raise ValueError('must be a time zone such as "UTC" or "Europe/Paris"') from None
    return str(value)


def _levels(value: Any) -> dict[str, Level]:
    if not isinstance(value, dict):
        raise ValueError("must be a table of rule = level")
    return {name: Level(_choice(*Level)(level)) for name, level in value.items()}


def _words_by(kinds: tuple[str, ...]) -> Callable[[Any], dict[str, tuple[str, ...]]]:
    def read(value: Any) -> dict[str, tuple[str, ...]]:
        if not isinstance(value, dict):
            raise ValueError("must be a table")
        for name in value:
            _choice(*kinds)(name)
        return {name: _strings(words) for name, words in value.items()}

    return read


def _patterns(value: Any) -> tuple[str, ...]:
    for pattern in _strings(value):
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
    return tuple(value)


TIME = 'a time: "20s", "500ms"'
SPAN = 'a span: "12 months", "90d", "P1Y", "quarterly"'

REVIEW = {
    "window": Key(_window, SPAN, "How long a review is good for."),
    "warn_before": Key(_window, SPAN, "How long before the due date a note appears."),
    "grace": Key(_window, SPAN, "How long after the due date nothing fails yet."),
    "month_policy": Key(_choice(*MONTH_POLICIES), "end, start", "Which end of an imprecise date counts as overdue."),
    "date_order": Key(_choice(*DATE_ORDERS), ", ".join(DATE_ORDERS), "How `01/12/2026` is read."),
    "timezone": Key(_timezone, "an IANA time zone", "Where the audit's day begins."),
    "accept": Key(_choices(*STATEMENT_KINDS), ", ".join(STATEMENT_KINDS), "Which statements count as a review."),
    "allow_longer": Key(_boolean, "true, false", "Whether an article's own interval may exceed `window`."),
    "keys": Key(_words_by(KEY_KINDS), "a table", "Further front-matter keys, by kind."),
    "labels": Key(_words_by(("reviewed", "next_due")), "a table", "Further visible labels, by kind."),
}
NETWORK = {
    "timeout": Key(_seconds, TIME, "How long one answer may take."),
    "connect_timeout": Key(_seconds, TIME, "How long making a connection may take."),
    "max_retries": Key(_number(0, 10, whole=True), "0 to 10", "How often a failed request is repeated."),
    "retry_wait": Key(_seconds, TIME, "The wait before the first repeat; it doubles each time."),
    "max_retry_after": Key(_seconds, TIME, "The longest `Retry-After` that is waited for."),
    "max_redirects": Key(_number(0, 50, whole=True), "0 to 50", "How many redirects are followed."),
    "max_concurrency": Key(_number(1, 4096, whole=True), "1 to 4096", "Requests at the same time."),
    "host_concurrency": Key(_number(1, 256, whole=True), "1 to 256", "Requests at the same time to one host."),
    "method": Key(_choice("get", "head"), "get, head", "Which method is tried first."),
    "user_agent": Key(_string, "text", "The name given to servers."),
    "headers": Key(lambda value: value, "a table of texts", "Further request headers; `${NAME}` comes from the environment."),
    "accept": Key(_accept, 'status codes: "200..=204,429"', "Status codes that count as alive."),
    "allow_private": Key(_boolean, "true, false", "Whether loopback and private addresses may be asked."),
    "ttl_alive": Key(_window, SPAN, "How long an alive page is not asked again."),
    "ttl_dead": Key(_window, SPAN, "How long a dead page is not asked again."),
    "ttl_unverified": Key(_window, SPAN, "How long an unverified page is not asked again."),
    "exclude": Key(_patterns, "regular expressions", "URLs that are not asked."),
    "include": Key(_patterns, "regular expressions", "URLs that are asked although excluded."),
}  # fmt: skip
TOP = {
    "preset": Key(_choice(*PRESETS), ", ".join(PRESETS), "What the other keys start from."),
    "paths": Key(_strings, "a list of paths", "What is audited when no path is given."),
    "exclude_paths": Key(_strings, "a list of patterns", "Files left out, in the manner of `.gitignore`."),
    "required": Key(_strings, "a list of paths", "Files that must be among the audited ones."),
    "fail_on": Key(_choice(*FAIL_ON), ", ".join(FAIL_ON), "The mildest level that fails the run."),
    "select": Key(_strings, "rule codes, prefixes, names", "Which rules run."),
    "ignore": Key(_strings, "rule codes, prefixes, names", "Which of these do not."),
    "levels": Key(_levels, "a table of rule = level", "Levels other than the rules' own."),
    "require_references": Key(_boolean, "true, false", "Whether a reviewed article must cite something."),
}
RULE = {"paths": TOP["paths"], **{name: TOP[name] for name in ("select", "ignore", "levels", "require_references")}}


class _Reader:
    """One config file: knows its text, so that a complaint can name the line."""

    def __init__(self, text: str, path: Path, prefix: tuple[str, ...], environ: Mapping[str, str]) -> None:
        self.text, self.path, self.prefix, self.environ = text, path, prefix, environ

    def policy(self, data: dict[str, Any]) -> Policy:
        base = PRESETS.get(data["preset"], {}) if isinstance(data.get("preset"), str) else {}
        merged = {**base, **data, "review": {**base.get("review", {}), **self._table(data, "review")}}
        top = self._read({k: v for k, v in merged.items() if k not in {"review", "network", "rules"}}, TOP, ())
        top.pop("preset", None)
        review = self._read(merged["review"], REVIEW, ("review",))
        network = self._read(self._table(data, "network"), NETWORK, ("network",))
        if "headers" in network:
            network["headers"] = self._headers(network["headers"])
        rules = data.get("rules", [])
        if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
            raise self._complain(("rules",), "must be an array of tables, [[rules]]")
        return Policy(
            **top,
            origin=_shown(self.path),
            root=str(self.path.resolve().parent),
            review=replace(ReviewPolicy(), **review),
            network=replace(NetworkPolicy(), **network),
            rules=tuple(self._path_rule(rule, index) for index, rule in enumerate(rules)),
        )

    def _path_rule(self, data: dict[str, Any], index: int) -> PathRule:
        where = ("rules", str(index))
        if "paths" not in data:
            raise self._complain(where, "has no `paths`, so it is not known where it holds")
        review = self._read(self._table(data, "review", where), REVIEW, (*where, "review"))
        rest = self._read({k: v for k, v in data.items() if k != "review"}, RULE, where)
        return PathRule(review=review, **rest)

    def _table(self, data: dict[str, Any], name: str, where: tuple[str, ...] = ()) -> dict[str, Any]:
        table = data.get(name, {})
        if not isinstance(table, dict):
            raise self._complain((*where, name), "must be a table")
        return table

    def _read(self, data: dict[str, Any], keys: dict[str, Key], where: tuple[str, ...]) -> dict[str, Any]:
        result = {}
        for name, value in data.items():
            if name not in keys:
                raise self._unknown(name, keys, where)
            try:
                result[name] = keys[name].read(value)
            except ValueError as error:
                raise self._complain((*where, name), str(error), f"allowed: {keys[name].allowed}") from None
        return result

    def _headers(self, value: Any) -> tuple[tuple[str, str], ...]:
        where = ("network", "headers")
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
            raise self._complain(where, "must be a table of texts")
        headers = []
        for name, text in value.items():
            for variable in re.findall(r"\$\{(\w+)\}", text):
                if variable not in self.environ:
                    raise self._complain((*where, name), f"needs the environment variable {variable}, which is not set")
            filled = re.sub(r"\$\{(\w+)\}", lambda match: self.environ[match[1]], text)
            headers.append((name, filled))
        return tuple(headers)

    def _unknown(self, name: str, keys: dict[str, Key], where: tuple[str, ...]) -> UsageError:
        tables = () if keys is REVIEW or keys is NETWORK else ("review",) if where else ("review", "network", "rules")
        known = [*keys, *tables]
        near = get_close_matches(name, known, n=1, cutoff=0.6)
        if near:
            help = f"did you mean '{near[0]}'?"
        else:
            owner = next((t for t, ks in (("review", REVIEW), ("network", NETWORK)) if name in ks and not where), "")
            help = f"it belongs into [{self._dotted((owner,))}]" if owner else f"known here: {', '.join(sorted(known))}"
        return self._complain((*where, name), "unknown key", help)

    def _complain(self, where: tuple[str, ...], cause: str, help: str = "") -> UsageError:
        line = _line_of(self.text, (*self.prefix, *where))
        shown = self._dotted(tuple(part for part in where if not part.isdigit()))
        return UsageError(f"{_shown(self.path)}:{line}: {shown}: {cause}", help)

    def _dotted(self, where: tuple[str, ...]) -> str:
        return ".".join((*self.prefix, *where))


def _line_of(text: str, wanted: tuple[str, ...]) -> int:
    """The line where a key stands; tomllib tells no places. Falls back to the table's line, then to line 1."""
    table: tuple[str, ...] = ()
    counts: dict[tuple[str, ...], int] = {}
    best, depth = 1, 0
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if header := re.match(r"(\[\[?)([^\[\]]+)\]", stripped):
            table = _split_key(header[2])
            if header[1] == "[[":
                index = counts.get(table, -1) + 1
                counts[table] = index
                table = (*table, str(index))
            else:
                owner = next((t for t in counts if table[: len(t)] == t), None)
                if owner:
                    table = (*owner, str(counts[owner]), *table[len(owner) :])
            here = table
        elif match := re.match(
            r"((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=", stripped
        ):
            here = (*table, *_split_key(match[1]))
        else:
            continue
        common = len(here) if here == wanted[: len(here)] else 0
        if common > depth:
            best, depth = number, common
    return best


def _split_key(text: str) -> tuple[str, ...]:
    parts = re.findall(r'"([^"]*)"|\'([^\']*)\'|([\w-]+)', text)
    return tuple(a or b or c for a, b, c in parts)
