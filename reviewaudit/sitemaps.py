"""The bytes of a sitemap in, the pages and further sitemaps it names out.

Sitemaps are foreign XML: entities are refused where they are declared, so that none is fetched or multiplied, and
what is packed is unpacked only as far as the protocol allows. Only `<loc>` counts.

Source: https://www.sitemaps.org/protocol.html (XML, text, index, gzip; 50,000 URLs and 50 MB each).
"""

from __future__ import annotations

import re
import zlib
from typing import NamedTuple
from xml.parsers import expat

from reviewaudit.model import Problem
from reviewaudit.regexes import regex

__all__ = ["MOST_BYTES", "MOST_URLS", "Sitemap", "is_sitemap", "read"]

MOST_BYTES = 50 * 1024 * 1024
MOST_URLS = 50_000
_GZIP = b"\x1f\x8b"
_MARK = b"\xef\xbb\xbf"
_ROOT = regex(rb"<(?:[A-Za-z][\w.-]*:)?(urlset|sitemapindex)[\s>/]")
_SNIFFED = 4096
"""Bytes in which the root element must begin; comments and processing instructions stand before it."""
_URL_LINE = regex(rb"\s*https?://[^\s<>]+\s*", re.IGNORECASE)
_WEB = regex(r"https?://[^\s/]", re.IGNORECASE)
_HELP = "mend the sitemap, or name the pages themselves"
_FOREIGN = {
    # Feeds are XML too, and name their pages otherwise.
    "rss": "an RSS feed",
    "feed": "an Atom feed",
}


class Sitemap(NamedTuple):
    pages: tuple[str, ...] = ()
    """URLs as written, each once, in their order."""
    sitemaps: tuple[str, ...] = ()
    """Of an index: the sitemaps it names."""
    refused: tuple[str, ...] = ()
    """What stands where a URL should and is none that can be asked."""


def is_sitemap(data: bytes, name: str, media_type: str = "") -> bool:
    """Whether what was found at `name` (a URL) is a sitemap.

    An XML one says so in its first element. A text one says nothing, so its name must: a file of plain text that holds
    URLs alone and is called sitemap; anything else might be an article.
    """
    plain = _unpacked(data, _SNIFFED) if data.startswith(_GZIP) else data
    if isinstance(plain, Problem):
        return _says_sitemap(name)
    start = plain.removeprefix(_MARK)[:_SNIFFED]
    if _is_wide(start):
        start = start.replace(b"\0", b"")
    if _ROOT.search(start):
        return True
    if media_type in {"text/html", "application/xhtml+xml", "text/markdown"}:
        return False
    if start.lstrip().startswith(b"<?xml"):
        return _says_sitemap(name)
    first = next((line for line in start.splitlines() if line.strip()), b"")
    return _says_sitemap(name) and (data.startswith(_GZIP) or bool(_URL_LINE.fullmatch(first)) or not first)


def read(data: bytes) -> Sitemap | Problem:
    """What a sitemap names, or why it cannot be read; no bytes make this raise."""
    if data.startswith(_GZIP):
        unpacked = _unpacked(data, MOST_BYTES + 1)
        if isinstance(unpacked, Problem):
            return unpacked
        data = unpacked
    if len(data) > MOST_BYTES:
        return Problem(f"it is a sitemap of more than {MOST_BYTES >> 20} MiB", "split it, as the protocol asks")
    start = data.removeprefix(_MARK).lstrip()
    if start[:1] == b"<" or _is_wide(data):
        return _Reading().read(data)
    lines = data.removeprefix(_MARK).decode("utf-8", "replace").splitlines()
    return _sitemap([line.strip() for line in lines if line.strip()], [])


def _says_sitemap(name: str) -> bool:
    path = name.partition("#")[0].partition("?")[0]
    return "sitemap" in path.rpartition("/")[2].lower()


def _is_wide(data: bytes) -> bool:
    return data.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"))


def _unpacked(data: bytes, room: int) -> bytes | Problem:
    """RFC 1952; members may follow each other."""
    plain = bytearray()
    while data and len(plain) < room:
        unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            plain += unpacking.decompress(data, room - len(plain))
        except zlib.error as error:
            return Problem(f"it is no valid gzip: {error}", _HELP)
        if not unpacking.eof:
            if len(plain) < room:
                return Problem("it is no valid gzip: it ends too early", _HELP)
            break
        data = unpacking.unused_data.lstrip(b"\0")
    return bytes(plain)


def _sitemap(pages: list[str], sitemaps: list[str]) -> Sitemap | Problem:
    named = dict.fromkeys([*pages, *sitemaps])
    if len(named) > MOST_URLS:
        return Problem(f"it is a sitemap of more than {MOST_URLS:,} URLs", "split it, as the protocol asks")
    if not named:
        return Problem("it is a sitemap that names no page", _HELP)
    good = [url for url in named if _WEB.match(url)]
    inside = set(sitemaps)
    return Sitemap(
        tuple(url for url in good if url not in inside),
        tuple(url for url in good if url in inside),
        tuple(url for url in named if not _WEB.match(url)),
    )


class _Refused(Exception):  # noqa: N818 - it is told as a Problem
    """What a sitemap may not hold."""


class _Reading:
    """One sitemap in XML."""

    def __init__(self) -> None:
        self._pages: list[str] = []
        self._sitemaps: list[str] = []
        self._open: list[str] = []
        self._text: list[str] = []
        self._namespace = ""

    def read(self, data: bytes) -> Sitemap | Problem:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.EntityDeclHandler = self._entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        try:
            parser.Parse(data, True)
        except _Refused as refused:
            return Problem(f"line {parser.CurrentLineNumber}: {refused}", _HELP)
        except expat.ExpatError as error:
            cause = expat.ErrorString(error.code)
            return Problem(f"it is no valid XML: line {error.lineno}, column {error.offset + 1}: {cause}", _HELP)
        except (ValueError, LookupError) as error:  # an encoding that nobody knows
            return Problem(f"it is no valid XML: {error}", _HELP)
        return _sitemap(self._pages, self._sitemaps)

    def _entity(self, name: str, *_: object) -> None:
        raise _Refused(f"it declares the entity '{name[:40]}', which is refused: entities can grow without bound")

    def _start(self, name: str, _: object) -> None:
        namespace, _, local = name.rpartition(" ")
        if not self._open and local not in {"urlset", "sitemapindex"}:
            found = _FOREIGN.get(local, f"XML of another kind, <{local[:40]}>")
            raise _Refused(f"it is no sitemap but {found}")
        if not self._open:
            self._namespace = namespace
        # Extensions (images, videos) have a <loc> of their own, in a namespace of their own.
        self._open.append(local if namespace == self._namespace else name)
        if len(self._open) > 100:
            raise _Refused("its elements are nested too deep")
        self._text.clear()

    def _end(self, _: str) -> None:
        where = tuple(self._open)
        self._open.pop()
        url = "".join(self._text).strip()
        self._text.clear()
        if not url or len(self._pages) + len(self._sitemaps) > MOST_URLS:
            return
        if where == ("urlset", "url", "loc"):
            self._pages.append(url)
        elif where == ("sitemapindex", "sitemap", "loc"):
            self._sitemaps.append(url)
