"""Find what the events of a Markdown document do not tell of its labels: those defined twice and those defined nowhere.

CommonMark 0.31 takes the first of several definitions (https://spec.commonmark.org/0.31.2/#matches) and leaves a
reference without definition as it is written. Both take another look at the document, which is only had where the
document hints that there is something to find.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import pyromark

from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_LABEL = rb"(?:[^\\\[\]]|\\.)++"
_MAY_DEFINE = regex(rb"^(?:[ \t]|>|[-+*][ \t]|\d{1,9}[.)][ \t])*+\[(?!\^)(?P<label>" + _LABEL + rb")\]:", re.MULTILINE)
_USE = regex(rb"\]\[(?P<label>(?:[^\\\[\]]|\\.)*+)\]", re.DOTALL)
_BEFORE = regex(rb"[\w\])}]", re.ASCII)
"""What stands before the brackets of an index: `matrix[i][j]`."""
_AFTER = regex(rb"[\[+?{]|\*[\w(\[]")
"""What stands behind the brackets of an index or of a pattern: `[a-z][0-9]+`."""
_LONGEST_TEXT = 1000
_NO_LABEL = regex(r"\W*|\^.*", re.DOTALL)
"""Nothing, punctuation, a footnote."""
_INDEX = regex(r"(?:\\?\w-\\?\w)+|\w|[\d\s.:,-]+")
"""A range of characters, a letter, a number: of two of these nobody can tell that a link was meant."""


class UndefinedUse(NamedTuple):
    start: int
    end: int
    label: str
    text: str


def normalised(label: str) -> str:
    """Labels match as in CommonMark 0.31 §4.7: case folded, runs of blanks as one."""
    return " ".join(label.split()).casefold()


def second_definitions(data: bytes, known: Collection[str], options: pyromark.Options) -> Iterator[int]:
    """Where the definitions begin that an earlier one of the same label makes void; `known` are all labels.

    The parser tells of the first alone, so that it reads the document once more, with each label made another.
    """
    if data.count(b"]:") <= len(known):
        return
    found = list(_MAY_DEFINE.finditer(data))
    labels = [normalised(match.group("label").decode()) for match in found]
    if not any(count > 1 for label, count in Counter(labels).items() if label in known):
        return
    pieces: list[bytes] = []
    end = 0
    for number, match in enumerate(found):
        pieces += (data[end : match.end("label")], b"\x01%d\x01" % number)
        end = match.end("label")
    renamed = b"".join((*pieces, data[end:])).decode()
    defined = (label.split("\x01") for label in pyromark.reference_definitions(renamed, options=options))
    numbers = sorted(int(parts[-2]) for parts in defined if len(parts) > 2)
    first: set[str] = set()
    for number in numbers:
        if labels[number] in first:
            yield found[number].start("label") - 1
        first.add(labels[number])


def undefined_uses(data: bytes, known: Collection[str], options: pyromark.Options) -> list[UndefinedUse]:
    """The references `[text][label]` and `[label][]` to a label that is not among the `known`, in order.

    A label alone in brackets is more often just that; so are the indices of `matrix[i][j]` and patterns such as
    `[a-z][0-9]`.
    """
    if b"][" not in data or not any(_may_be_undefined(data, found, known) for found in _USE.finditer(data)):
        return []
    seen: list[UndefinedUse] = []

    def note(link: Any) -> None:
        start, end = link["span"]["start"], link["span"]["end"]
        kind, label = link["link_type"], link["reference"]
        if kind == "Collapsed" and data.startswith(b"[]", end):
            end += 2
        if kind not in {"Reference", "Collapsed"} or _is_an_index(data, start, end):
            return
        first = data.find(b"[", start, end) + 1  # behind the `!` of an image
        last = data.rfind(b"][", first, end)
        text = data[first : min(last, first + _LONGEST_TEXT)].decode(errors="ignore")
        if not (_NO_LABEL.fullmatch(label) or _NO_LABEL.fullmatch(text) or _are_indices(text, label)):
            seen.append(UndefinedUse(start, end, " ".join(label.split()), " ".join(text.split())))

    pyromark.html(data.decode(), options=options, broken_link_callback=note)
    return sorted(set(seen))


def _may_be_undefined(data: bytes, found: re.Match[bytes], known: Collection[str]) -> bool:
    label = found.group("label").decode()
    if label:
        return normalised(label) not in known
    begin = data.rfind(b"[", max(0, found.start() - 1000), found.start())
    return begin == -1 or normalised(data[begin + 1 : found.start()].decode(errors="replace")) not in known


def _are_indices(text: str, label: str) -> bool:
    return bool(_INDEX.fullmatch(text) and _INDEX.fullmatch(label))


def _is_an_index(data: bytes, start: int, end: int) -> bool:
    return bool(_BEFORE.match(data, start - 1, start) if start else False) or bool(_AFTER.match(data, end))
