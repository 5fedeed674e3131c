"""Lines and their indentation, by which markup tells its blocks apart.

A line is the offset of its first character and its text without blanks at the end. Tabs stop at every eighth column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewaudit.formats.runs import Line

_LINE = regex(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_BLANKS = regex(r"\s*")
_TAB = 8


def lines_of(text: str, start: int = 0) -> list[Line]:
    """The lines of `text` from an offset on, which is the first of a line."""
    if "\r" not in text:
        lines = []
        for line in text[start:].split("\n"):
            lines.append((start, line.rstrip()))
            start += len(line) + 1
        return lines
    return [(found.start(), found.group().rstrip()) for found in _LINE.finditer(text, start)]


def indentation(text: str) -> int:
    """The columns of white space that `text` begins with."""
    width = len(text) - len(text.lstrip())
    return len(text[:width].expandtabs(_TAB)) if "\t" in text[:width] else width


def width_of(text: str) -> int:
    """The columns that `text` takes."""
    return len(text.expandtabs(_TAB))


def without(line: Line, columns: int) -> Line:
    """`line` without that many columns of white space."""
    start, text = line
    if "\t" not in text[:columns]:
        cut = min(columns, len(text))
    else:
        cut = width = 0
        while cut < len(text) and width < columns and text[cut].isspace():
            width += _TAB - width % _TAB if text[cut] == "\t" else 1
            cut += 1
    return start + cut, text[cut:]


def dedented(lines: Sequence[Line]) -> list[Line]:
    """`lines` without the white space that all of them begin with, and without blank ones around them."""
    first, last = 0, len(lines)
    while first < last and not lines[first][1]:
        first += 1
    while last > first and not lines[last - 1][1]:
        last -= 1
    columns = min((indentation(text) for _, text in lines[first:last] if text), default=0)
    return [without(line, columns) for line in lines[first:last]] if columns else list(lines[first:last])


def indented_end(lines: Sequence[Line], first: int, columns: int = 1) -> int:
    """The index behind the lines from `first` on that are blank or begin with that many columns of white space."""
    index = first
    while index < len(lines):
        text = lines[index][1]
        if text and (not text[0].isspace() or (columns > 1 and indentation(text) < columns)):
            break
        index += 1
    return index


def cut(line: Line, characters: int) -> Line:
    """`line` without its first characters."""
    return line[0] + characters, line[1][characters:]
