"""Read TOML so that every value keeps its place.

Comes in: text that `tomllib` has accepted (it gives no places itself). Goes out: one leaf per string, number, date or
boolean, with the dotted name that leads to it and the offsets of the value without its quotes. Grammar: TOML 1.0
(https://toml.io/en/v1.0.0).
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from reviewaudit.formats.json_places import Leaf
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = regex(
    r"(?P<blank>[ \t\r]++|\#[^\n]*+)"
    r"|(?P<text>\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+\"{3,5}|'''(?:[^']|'(?!''))*+'{3,5}|\"(?:[^\"\\\n]|\\.)*+\"|'[^'\n]*+')"
    r"|(?P<mark>[\[\]{},=.\n])"
    r"|(?P<bare>\d{4}-\d\d-\d\d[ Tt]\d\d:[\d:.]++(?:[Zz]|[+-]\d\d:\d\d)?|[^\s\[\]{},=\#\"'.]++)",
    re.DOTALL,
)
_NUMBER = regex(r"[-+\w:.]++")


def read_toml(text: str) -> list[Leaf]:
    """The leaves of a TOML document, in order."""
    leaves: list[Leaf] = []
    table: tuple[str, ...] = ()
    lines = _tokens(text)
    for kind, start, end in lines:
        if text[start:end] == "[":
            table = tuple(_header(text, lines))
        elif kind in {"text", "bare"}:
            _pair(text, lines, table, (start, end), leaves)
    return leaves


def _tokens(text: str) -> Iterator[tuple[str, int, int]]:
    position = 0
    while found := _TOKEN.match(text, position):
        position = found.end()
        if found.lastgroup != "blank":
            yield str(found.lastgroup), found.start(), position


def _header(text: str, tokens: Iterator[tuple[str, int, int]]) -> Iterator[str]:
    """The names in `[a.b]` or `[[a.b]]`, whose first bracket was read."""
    for kind, start, end in tokens:
        if text[start:end] == "\n":
            return
        if kind in {"text", "bare"}:
            yield _unquoted(text[start:end])


def _pair(
    text: str,
    tokens: Iterator[tuple[str, int, int]],
    table: tuple[str, ...],
    first: tuple[int, int],
    leaves: list[Leaf],
) -> None:
    """Add the leaves of one `key = value`, however many lines the value takes."""
    prefix = table
    names = [_unquoted(text[slice(*first)])]
    outer: list[tuple[str, tuple[str, ...]]] = []  # pairs (closing mark, names that lead here)
    reading_key = True
    for kind, start, end in tokens:
        written = text[start:end]
        if written == "\n" and kind == "mark":
            if not outer and not reading_key:
                return
        elif reading_key:
            if kind in {"text", "bare"}:
                names.append(_unquoted(written))
            elif written == "=":
                reading_key = False
                prefix, names = (*prefix, *names), []
            elif outer and written == outer[-1][0]:
                reading_key = False
                prefix = outer.pop()[1]
        elif kind == "mark" and written in "[{":
            outer.append(("]" if written == "[" else "}", prefix))
            reading_key = written == "{"
        elif kind == "mark" and written in "]}":
            prefix = outer.pop()[1]
        elif kind == "mark" and written == ",":
            prefix = outer[-1][1]
            reading_key = outer[-1][0] == "}"
        elif kind == "bare":
            if leaves and start < leaves[-1].end:  # the rest of a number with a point
                continue
            number = _NUMBER.match(text, start)
            end = max(end, number.end()) if number else end  # noqa: PLW2901
            leaves.append(Leaf(".".join(prefix), text[start:end], start, end))
        elif kind == "text":
            leaves.append(_string(".".join(prefix), text, start, end))


def _string(name: str, text: str, start: int, end: int) -> Leaf:
    quotes = 3 if text.startswith(('"""', "'''"), start) and end - start > 5 else 1
    inner = start + quotes
    if quotes == 3:  # a line break right after the quotes does not count
        inner += 2 if text.startswith("\r\n", inner) else text.startswith("\n", inner)
    return Leaf(name, _unquoted(text[start:end]), inner, end - quotes)


def _unquoted(written: str) -> str:
    if written[0] not in "\"'":
        return written
    return str(tomllib.loads(f"value = {written}")["value"])
