"""Read JSON so that every value keeps its place.

Comes in: text and where the JSON begins in it. Goes out: one leaf per string, number or literal, with the dotted name
that leads to it and the offsets of the value without its quotes. Grammar: RFC 8259; line breaks inside strings are
let pass, as browsers' JSON-LD is full of them. Elements of a list share the name of the list, and `@graph`
(https://www.w3.org/TR/json-ld11/#named-graphs) adds nothing to a name.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from reviewaudit.regexes import regex

MAX_DEPTH = 100

_TOKEN = regex(r'[ \t\r\n]*+(?:(?P<string>"(?:[^"\\]|\\.)*+")|(?P<mark>[{}\[\]:,])|(?P<literal>[-+.\w]++))', re.DOTALL)
_LITERAL = regex(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")


class Leaf(NamedTuple):
    name: str
    value: str
    start: int
    end: int


class JsonError(ValueError):
    def __init__(self, cause: str, offset: int) -> None:
        super().__init__(cause)
        self.cause = cause
        self.offset = offset


def read_json(text: str, start: int = 0, end: int | None = None) -> tuple[list[Leaf], int]:
    """The leaves of the JSON value at text[start:], and the offset after it. Raises JsonError."""
    leaves: list[Leaf] = []
    position = start
    limit = len(text) if end is None else end
    open_: list[tuple[str, str]] = []  # pairs (closing mark, name of what stands inside)
    name = ""
    expected = "value"  # or "first" (value or the end of a list), "key", "first key", "colon", "comma"
    while True:
        found = _TOKEN.match(text, position, limit)
        if found is None:
            raise JsonError("the JSON breaks off or has a stray character", min(position, limit))
        position = found.end()
        kind, written = found.lastgroup, found.group(found.lastgroup or 0)
        at = position - len(written)
        if expected in {"value", "first"} and written in {"{", "["}:
            if len(open_) == MAX_DEPTH:
                raise JsonError(f"the JSON is nested more than {MAX_DEPTH} deep", at)
            open_.append(("}" if written == "{" else "]", name))
            expected = "first key" if written == "{" else "first"
            continue
        if open_ and written == open_[-1][0] and expected in {"first", "first key", "comma"}:
            open_.pop()
        elif expected in {"key", "first key"} and kind == "string":
            name = _joined(open_[-1][1], _unquoted(written, at))
            expected = "colon"
            continue
        elif expected == "colon" and written == ":":
            expected = "value"
            continue
        elif expected == "comma" and written == ",":
            name = open_[-1][1]
            expected = "key" if open_[-1][0] == "}" else "value"
            continue
        elif expected in {"value", "first"} and kind == "string":
            leaves.append(Leaf(name, _unquoted(written, at), at + 1, position - 1))
        elif expected in {"value", "first"} and _LITERAL.fullmatch(written):
            leaves.append(Leaf(name, written, at, position))
        else:
            raise JsonError(f"unexpected {written[:20]!r} in the JSON", at)
        if not open_:
            return leaves, position
        expected = "comma"


def _joined(outer: str, key: str) -> str:
    if key == "@graph":
        return outer
    return f"{outer}.{key}" if outer else key


def _unquoted(written: str, offset: int) -> str:
    if "\\" not in written:
        return written[1:-1]
    try:
        return str(json.loads(written, strict=False))
    except ValueError as error:
        raise JsonError("unknown escape in a JSON string", offset) from error
