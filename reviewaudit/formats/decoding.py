"""Turn the bytes of an article into text, or say why they are none.

A byte order mark is dropped, so column 1 is the first visible character. Bytes that are valid UTF-8 are UTF-8
whatever they declare; others are what they declare, then windows-1252, as the WHATWG Encoding Standard
(https://encoding.spec.whatwg.org/) has it for undeclared pages. A zero byte is never text.
"""

from __future__ import annotations

import codecs

from reviewaudit.model import Place, Problem
from reviewaudit.regexes import regex

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = regex(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SEVEN_BIT = ("iso-2022", "csiso2022", "hz", "utf-7")
"""Encodings whose bytes look like ASCII and are not."""

_WINDOWS_1252 = tuple(
    bytes([byte]).decode("cp1252" if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else "latin-1") for byte in range(256)
)
_FOREIGN = (
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "a document in RTF"),
    (b"PK\x03\x04", "a packed document, as Word and LibreOffice write them"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an old Word or Excel"),
)
"""What editors have that looks like text in part, or whose maker says more than its first byte that is no text."""
_HELP = "save the file as UTF-8 text, or exclude it"


def decode(data: bytes, declared: str = "") -> str | Problem:
    """The text of `data`; `declared` is the name of the encoding that the document claims for itself."""
    for beginning, kind in _FOREIGN:
        if data.startswith(beginning):
            help = "save its text as HTML, Markdown or plain text and name that file, or exclude it"
            return Problem(f"it is {kind}, which is not read", help, Place(1, 1, 1, 2))
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_marked(data, len(mark), encoding)
    if (zero := data.find(b"\0")) != -1:
        return _not_text(data, zero, data[:zero].decode(errors="replace"))
    if declared.lower().startswith(_SEVEN_BIT):
        return _decode_declared(data, declared)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        if declared and declared.lower() not in {"utf-8", "utf8"}:
            return _decode_declared(data, declared)
        if _CONTROL.search(data):
            return _not_text(data, error.start, data[: error.start].decode())
        return "".join(map(_WINDOWS_1252.__getitem__, data))


def _not_text(data: bytes, offset: int, before: str) -> Problem:
    """The byte at `offset`, which follows the text `before`, cannot be read."""
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    cause = f"it is not text: byte 0x{data[offset]:02X} at offset {offset}"
    return Problem(cause, _HELP, Place(line, column, line, column + 1))


def _decode_marked(data: bytes, start: int, encoding: str) -> str | Problem:
    body = data[start:]
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        before = body[: error.start].decode(encoding, "ignore")
        return _not_text(data, start + min(error.start, len(body) - 1), before)
    if (zero := text.find("\0")) != -1:
        return _not_text(data, start + len(text[:zero].encode(encoding)), text[:zero])
    return text


def _decode_declared(data: bytes, declared: str) -> str | Problem:
    import turbohtml.detect  # noqa: F401  # registers the WHATWG decoders; seldom needed

    try:
        text = data.decode(f"whatwg-{declared.strip().lower()}")
    except LookupError:
        return "".join(map(_WINDOWS_1252.__getitem__, data))
    if "\ufffd" in text:
        return Problem(f"it declares the encoding {declared!r}, but its bytes are not {declared}", _HELP)
    return text
