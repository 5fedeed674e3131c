"""A side file in, what it says by article out: review metadata of articles that cannot be edited.

A TOML file with one table per article, named by its path relative to the policy's folder, and the keys of front matter:

    ["leaflets/old.pdf.html"]
    last_reviewed = 2026-01-31
    reviewed_by = "Dr A. Okafor"

Which keys mean something is not known here; they are read like those of front matter.
"""

from __future__ import annotations

import posixpath
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from reviewaudit.config.lines import line_of
from reviewaudit.errors import UsageError
from reviewaudit.model import Policy

_HELP = "write a text, a date, a number or a list of texts"


def side_entries(policy: Policy) -> Mapping[str, Mapping[str, str]]:
    """What the policy's side file says, by the article's path relative to `policy.root` and by key, as written.

    Raises UsageError, with file, line and key, for a file that cannot be read or says anything but that. Whether the
    articles exist is not looked at.
    """
    name = policy.review.side_file
    if not name:
        return {}
    path = Path(policy.root) / name
    origin = policy.origins.get("review.side_file", policy.origin)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        cause = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"{origin}: cannot read the side file {name}: {cause}", "mend `review.side_file`") from None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{name}: not valid TOML: {error}", "mend the line named above") from None
    return _Entries(name, text).read(data)


class _Entries:
    """One side file: knows its text, so that a complaint can name the line."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text = name, text

    def read(self, data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
        entries: dict[str, dict[str, str]] = {}
        for article, table in data.items():
            if not isinstance(table, dict):
                raise self._complain((article,), "must be a table named by an article's path", 'write ["path/to/a.md"]')
            path = posixpath.normpath(article)
            if path.startswith(("/", "../")) or path in (".", ".."):
                raise self._complain((article,), "is no path below the config's folder", "write it relative to there")
            if path in entries:
                raise self._complain((article,), f"names {path} a second time", "join the two tables")
            entries[path] = {key: self._value((article, key), value) for key, value in table.items()}
        return entries

    def _value(self, where: tuple[str, str], value: Any) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, str | int):
            return str(value)
        if isinstance(value, datetime | date):
            return value.isoformat()
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return ", ".join(value)
        help = 'a path with a dot needs quotes: ["a.md"]' if isinstance(value, dict) else _HELP
        raise self._complain(
            where, "must be one value, not a table" if isinstance(value, dict) else "says nothing", help
        )

    def _complain(self, where: tuple[str, ...], cause: str, help: str) -> UsageError:
        return UsageError(f"{self.name}:{line_of(self.text, where)}: {' · '.join(where)}: {cause}", help)
