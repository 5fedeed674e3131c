"""Where a key stands in the text of a TOML file; tomllib tells no places."""

from __future__ import annotations

import re


def line_of(text: str, wanted: tuple[str, ...]) -> int:
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
