"""What a body says about itself: encoded bytes in, a Content out.

Bodies are foreign: decoding stops at the cap, so a few kilobytes that unpack to gigabytes cost no more than an honest
page. Sources: RFC 9110 §8.4 (content codings), RFC 1950-1952, RFC 7932; WHATWG HTML for `<title>` and `<meta charset>`.
"""

from __future__ import annotations

import html
import re
import zlib
from hashlib import blake2b
from typing import Protocol

from reviewaudit.model import Content
from reviewaudit.regexes import regex
from reviewaudit.services.page_identifiers import of_page
from reviewaudit.services.replaced import said_in
from reviewaudit.services.signals import found_in, visible, without
from reviewaudit.verdicts import is_telling

try:
    import brotli  # type: ignore[import-untyped]  # has no types
except ImportError:  # other interpreters than CPython: the server is then not offered it
    brotli = None

CAP = 64 * 1024
"""Bytes of a body that are read, and bytes that they may decode to."""
ACCEPT_ENCODING = "gzip, deflate" + (", br" if brotli is not None else "")
_TITLE = regex(rb"<title(?:\s[^>]{0,500})?>(.*?)(?:</title|\Z)", re.IGNORECASE | re.DOTALL)
_CHARSET = regex(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_META_CHARSET = regex(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_TITLE_LENGTH = 200
_HIDDEN = regex(rb"<(noscript|script|template)\b|<!--", re.IGNORECASE)
_TAG = regex(rb"<[^<>]*>")
_REFRESH = regex(rb"<meta\s[^>]{0,500}?http-equiv\s*=\s*[\"']?refresh\b[^>]{0,2500}>", re.IGNORECASE)
_CONTENT = regex(r"\scontent\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_REFRESH_VALUE = regex(r"\s*(\d+)(?:\.\d*)?\s*[;,]?\s*(?:url\s*=\s*)?[\"']?([^\"']*)", re.IGNORECASE)
_REFRESH_SECONDS = 5
"""A page that leads away later than this is one that can be read."""


class _Decoder(Protocol):
    def __call__(self, data: bytes, room: int, /) -> tuple[bytes, bool]: ...


def is_page(content_type: str) -> bool:
    """Whether a body of this type is worth reading: HTML, or nobody says what it is."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind in {"text/html", "application/xhtml+xml", ""}


def decode(data: bytes, coding: str, room: int = CAP) -> bytes:
    """Undo the content coding of the beginning of a body, up to `room` bytes; what is broken or unknown gives what came
    before it."""
    return unpack(data, coding, room)[0]


def unpack(data: bytes, coding: str, room: int) -> tuple[bytes, bool]:
    """The same up to `room` bytes, and whether that is all: no coding was broken off or met the end of the room."""
    whole = True
    names = [name.strip().lower() for name in coding.split(",") if name.strip()]
    for name in reversed(names):
        decoder = _decoder(name, data)
        if decoder is None:
            return b"", False
        data, ended = decoder(data, room)
        whole = whole and ended
    return data[:room], whole and len(data) <= room


def as_text(body: bytes, content_type: str) -> str:
    """The decoded bytes of a page as text."""
    try:
        return body.decode(_charset(body, content_type) or "utf-8", "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def _decoder(name: str, data: bytes) -> _Decoder | None:
    if name in {"gzip", "x-gzip"}:
        return _zlib(zlib.MAX_WBITS | 16)
    if name == "deflate":
        # Some servers send raw deflate: RFC 9110 §8.4.1.2 notes it. A zlib header is a multiple of 31.
        wrapped = len(data) >= 2 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
        return _zlib(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
    if name == "br" and brotli is not None:
        return _brotli
    if name == "identity":
        return lambda data, room: (data[:room], len(data) <= room)
    return None


def _zlib(bits: int) -> _Decoder:
    def run(data: bytes, room: int, /) -> tuple[bytes, bool]:
        decoder = zlib.decompressobj(bits)
        try:
            return decoder.decompress(data, room), decoder.eof
        except zlib.error:
            return b"", False

    return run


def _brotli(data: bytes, room: int, /) -> tuple[bytes, bool]:
    decoder = brotli.Decompressor()
    out = bytearray()
    try:
        out += decoder.process(data, output_buffer_limit=room)
        while len(out) < room and not decoder.can_accept_more_data():
            out += decoder.process(b"", output_buffer_limit=room - len(out))
        return bytes(out), decoder.is_finished()
    except brotli.error:
        return bytes(out), False


def describe(content_type: str, length: int | None, body: bytes | None, *, closely: bool = False) -> Content:
    """The facts about a body. `body` is its decoded beginning; None if it was not read.

    `closely`: the answer is odd in some way (a refusal, a redirect), so that every fact may be wanted.
    """
    if not body:
        return Content(content_type, length, "", "", words=0 if body == b"" else None)
    title_place = _TITLE.search(body)
    opened = body.find(b"<h1")
    if opened < 0:
        opened = body.find(b"<H1")
    title = headline = charset = ""
    if title_place is not None or opened >= 0:
        charset = _charset(body, content_type)
    if title_place is not None:
        title = _text(title_place[1], charset)
    if opened >= 0 and (start := body.find(b">", opened, opened + 500)) > 0:
        text = body[start + 1 : start + 2048]
        end = text.lower().find(b"</h1")
        text = text[:end] if end >= 0 else text[:512]
        headline = _text(_TAG.sub(b" ", text) if b"<" in text else text, charset)
    signals = found_in(body, whole=closely)
    words = None
    if closely or signals or is_telling(title, headline):
        words, said = visible(body, charset or _charset(body, content_type))
        signals += said
    signals += said_in(body, charset or _charset(body, content_type))
    fingerprint = blake2b(body, digest_size=8).hexdigest()
    told = of_page(body, charset or "utf-8")
    return Content(content_type, length, title, fingerprint, headline, words, signals, identifiers=told)


def refresh(header: str, body: bytes) -> str:
    """Where a page sends its reader on by itself, by `Refresh` or `<meta http-equiv="refresh">`; empty if it does not.

    What stands in `<noscript>` is not meant for a reader with a browser. Source: the WHATWG HTML standard's shared
    declarative refresh steps.
    """
    value = header
    if not value:
        if _REFRESH.search(body) is None:
            return ""
        found = _REFRESH.search(without(_HIDDEN, body))
        content = _CONTENT.search(found[0].decode("utf-8", "replace")) if found else None
        if content is None:
            return ""
        value = html.unescape(content[1] or content[2] or content[3] or "")
    parts = _REFRESH_VALUE.match(value)
    if parts is None or int(parts[1][:9]) > _REFRESH_SECONDS:
        return ""
    return parts[2].strip()


def _charset(body: bytes, content_type: str) -> str:
    if declared := _CHARSET.search(content_type):
        return declared[1]
    meta = _META_CHARSET.search(body, 0, 4096)
    return meta[1].decode("ascii") if meta else ""


def _text(raw: bytes, charset: str) -> str:
    """On one line, character references undone, cut."""
    raw = raw[: 8 * _TITLE_LENGTH]
    try:
        text = raw.decode(charset or "utf-8", "replace")
    except LookupError:
        text = raw.decode("utf-8", "replace")
    return " ".join((html.unescape(text) if "&" in text else text).split())[:_TITLE_LENGTH]
