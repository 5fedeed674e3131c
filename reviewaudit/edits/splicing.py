"""Edits and the bytes of a source in, the bytes with these spans replaced out.

How the text was decoded is found out by encoding it again: only where that gives the very bytes is anything written, so
whatever is not named by an edit stays as it is, byte order mark and line ends and all.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable
from typing import NamedTuple

from reviewaudit.model import Edit

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OTHERS = (
    "cp1252", "latin-1", "iso8859-2", "cp1250", "cp1251", "koi8-r", "iso8859-5", "cp1253", "iso8859-7", "cp1254",
    "iso8859-9", "iso8859-15", "cp1257", "cp1255", "cp1256", "cp932", "shift_jis", "euc_jp", "gb18030", "gbk", "big5",
    "cp949", "euc_kr",
)  # fmt: skip
"""What undeclared or declared legacy pages are in; stateless, so that parts can be encoded one by one."""


class Spelled(NamedTuple):
    """How a text stands in bytes: a mark, then the text in an encoding."""

    mark: bytes
    encode: Callable[[str], bytes]
    """Raises UnicodeEncodeError for what the encoding has no sign for."""

    def bytes_of(self, text: str) -> bytes:
        return self.mark + self.encode(text)


def spell(data: bytes, text: str) -> Spelled | None:
    """The way in which `text` stands in `data`; None where no way gives these bytes back."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _checked(data, text, mark, name)
    for name in ("utf-8", *_OTHERS):
        if found := _checked(data, text, b"", name):
            return found
    spelled = Spelled(b"", _windows_1252)
    try:
        return spelled if spelled.bytes_of(text) == data else None
    except UnicodeEncodeError:
        return None


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with each span replaced. Raises ValueError where edits overlap or something else stands there."""
    parts, at = [], 0
    for edit in sorted(edits):
        if edit.start < at:
            raise ValueError(f"two edits overlap at {edit.place.line}:{edit.place.column}")
        if text[edit.start : edit.end] != edit.old:
            raise ValueError(f"something else than {edit.old!r} stands at {edit.place.line}:{edit.place.column}")
        parts += [text[at : edit.start], edit.new]
        at = edit.end
    return "".join((*parts, text[at:]))


def is_in_cell(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] stands in a cell of a table that is drawn with bars."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    return before.lstrip().startswith(("|", "> |")) and "|" in text[end : end + 1000].partition("\n")[0]


def fitted(text: str, start: int, end: int, new: str) -> tuple[str, int] | None:
    """What to write in place of text[start:end], and up to where, for its table cell to stay as wide as it is.

    The spaces at the end of the cell give way, or become more. None where they are too few.
    """
    bar = text.find("|", end)
    rest = text[end:bar].rstrip(" ")
    spaces = (bar - end - len(rest)) - (len(new) - (end - start))
    return (f"{new}{rest}{' ' * spaces}", bar) if spaces >= 0 else None


def _checked(data: bytes, text: str, mark: bytes, name: str) -> Spelled | None:
    def encode(part: str) -> bytes:
        return part.encode(name)

    spelled = Spelled(mark, encode)
    try:
        return spelled if spelled.bytes_of(text) == data else None
    except UnicodeEncodeError:
        return None


def _windows_1252(text: str) -> bytes:
    """As the WHATWG has it: the five bytes that cp1252 leaves open are control characters."""
    return b"".join(
        letter.encode("latin-1") if letter in "\x81\x8d\x8f\x90\x9d" else letter.encode("cp1252") for letter in text
    )
