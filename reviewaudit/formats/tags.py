"""Find the URLs in the attributes of HTML tags.

Comes in: the source of one start tag, or of a stretch of raw HTML inside Markdown. Goes out: each URL with the
offsets of what is written. The grammar of tags and attributes, and which attribute holds a URL, are those of the HTML
Living Standard (https://html.spec.whatwg.org/multipage/indices.html#attributes-3). Every pattern is possessive: no
input takes more than linear time.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.model import LinkKind
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

SPACE = " \t\n\r\f"

_NAME = regex(r"</?[^\s/>]++", re.ASCII)
_ATTRIBUTE = regex(
    r"[\s/\"']*+(?P<name>[^\s\"'>/=][^\s>/=]*+)"
    r"(?:\s*+=\s*+(?:\"(?P<double>[^\"]*+)\"?|'(?P<single>[^']*+)'?|(?P<bare>[^\s>\"'][^\s>]*+)))?+",
    re.ASCII,
)
_MARKUP = regex(
    r"<!--(?P<comment>(?:[^-]|-(?!->))*+)(?:-->)?"
    r"|<(?P<tag>/?[A-Za-z][^\s/>]*+)(?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+>",
    re.ASCII,
)
_REFERENCE = regex(r"&(?:#(?:\d++|[xX][\da-fA-F]++);?|[A-Za-z][A-Za-z\d]*+(?:;|(?!=)))")
_CANDIDATE = regex(r"[^\s,][^\s]*")
_REFRESH = regex(
    r"\s*+\d[\d.]*+(?=[;,\s])\s*+[;,]?+\s*+(?:url\s*+=\s*+)?"
    r"(?:\"(?P<double>[^\"]*+)|'(?P<single>[^']*+)|(?P<bare>[^\"'\s](?:.*\S)?)\s*\Z)",
    re.IGNORECASE | re.DOTALL,
)
"""https://html.spec.whatwg.org/multipage/semantics.html#shared-declarative-refresh-steps"""
_NO_PAGE = frozenset({"preconnect", "dns-prefetch"})
OPAQUE = frozenset({"pre", "script", "style", "template", "textarea", "title", "xmp"})
"""Elements of which neither text nor links are read inside Markdown."""

_KINDS: dict[str, dict[str, LinkKind | None]] = {
    "href": {"link": LinkKind.ASSET, "base": None, "use": LinkKind.ASSET, "image": LinkKind.IMAGE},
    "xlink:href": {"use": LinkKind.ASSET, "image": LinkKind.IMAGE},
    "src": {"img": LinkKind.IMAGE, "input": LinkKind.IMAGE},
    "srcset": {},
    "imagesrcset": {},
    "poster": {},
    "background": {},
    "cite": {},
    "data": {},
    "action": {},
    "formaction": {},
}
_DEFAULT_KIND = {
    "href": LinkKind.LINK,
    "xlink:href": LinkKind.LINK,
    "cite": LinkKind.LINK,
    "srcset": LinkKind.IMAGE,
    "imagesrcset": LinkKind.IMAGE,
    "poster": LinkKind.IMAGE,
    "background": LinkKind.IMAGE,
}
_ONLY_ON = {
    "data": {"object"},
    "cite": {"blockquote", "q", "ins", "del"},
    "action": {"form"},
    "formaction": {"button", "input"},
    "background": {"body", "table", "td", "th"},
}


class Attribute(NamedTuple):
    value: str
    """Character references undone."""
    start: int
    end: int
    """Offsets of the value as written, without quotes."""


class TagLink(NamedTuple):
    start: int
    end: int
    """Offsets of the URL as written; `unwrap_url` reads it."""
    kind: LinkKind


class Markup(NamedTuple):
    """A tag or a comment in a stretch of HTML."""

    name: str
    """Lower case; "/a" for an end tag, "!" for a comment."""
    start: int
    end: int


def attributes(tag: str) -> dict[str, Attribute]:
    """The attributes in the source of a start tag by lower-case name; the first of a name wins."""
    found: dict[str, Attribute] = {}
    name = _NAME.match(tag)
    position = name.end() if name else 0
    while match := _ATTRIBUTE.match(tag, position):
        position = match.end()
        kind = match.lastgroup or "name"
        value = match.group(kind) if kind != "name" else ""
        start, end = match.span(kind) if kind != "name" else (position, position)
        found.setdefault(match.group("name").lower(), Attribute(unescape(value), start, end))
    return found


def tag_links(name: str, tag: str, attrs: dict[str, Attribute]) -> Iterator[TagLink]:
    """The URLs of a start tag, in the order of its attributes."""
    if name == "meta":
        yield from _refresh(tag, attrs)
        return
    for attribute, (_, start, end) in attrs.items():
        kinds = _KINDS.get(attribute)
        if kinds is None or name not in _ONLY_ON.get(attribute, {name}):
            continue
        kind = kinds.get(name, _DEFAULT_KIND.get(attribute, LinkKind.ASSET))
        if kind is None or (name == "link" and not _NO_PAGE.isdisjoint(_words(attrs, "rel"))):
            continue
        if attribute.endswith("srcset"):
            yield from _srcset(tag, start, end, kind)
        else:
            yield _trimmed(tag, start, end, kind)


def markup(source: str, opaque: frozenset[str] = OPAQUE) -> Iterator[Markup]:
    """The tags and comments of a stretch of HTML, without those inside `opaque` elements."""
    position = 0
    while found := _MARKUP.search(source, position):
        position = found.end()
        name = found.group("tag")
        if name is None:
            yield Markup("!", found.start(), position)
            continue
        name = name.lower()
        yield Markup(name, found.start(), position)
        if name in opaque:
            closing = re.compile(rf"</{name}(?![\w-])", re.IGNORECASE | re.ASCII).search(source, position)
            position = closing.start() if closing else len(source)


def unescape(value: str) -> str:
    """An attribute's value with its character references undone: `&copy=` is none there, as `&copy` in text is."""
    if "&" not in value:
        return value
    return _REFERENCE.sub(lambda found: html.unescape(found.group()), value)


def unwrap_url(written: str) -> str:
    """A URL as the HTML standard reads it from an attribute: character references and line breaks undone."""
    url = unescape(written)
    if "\n" in url or "\t" in url or "\r" in url:
        url = url.replace("\n", "").replace("\t", "").replace("\r", "")
    return url


def _trimmed(tag: str, start: int, end: int, kind: LinkKind) -> TagLink:
    written = tag[start:end]
    start += len(written) - len(written.lstrip(SPACE))
    return TagLink(start, start + len(written.strip(SPACE)), kind)


def _srcset(tag: str, start: int, end: int, kind: LinkKind) -> Iterator[TagLink]:
    """Each candidate of a srcset (https://html.spec.whatwg.org/multipage/images.html#parse-a-srcset-attribute)."""
    position = start
    while found := _CANDIDATE.search(tag, position, end):
        written = found.group()
        url = written.rstrip(",")
        yield TagLink(found.start(), found.start() + len(url), kind)
        position = found.end()
        if url == written:  # a descriptor may follow, up to the next comma outside parentheses
            comma = tag.find(",", position, end)
            position = end if comma == -1 else comma + 1


def _refresh(tag: str, attrs: dict[str, Attribute]) -> Iterator[TagLink]:
    """The URL of `<meta http-equiv="refresh" content="0; url=…">`."""
    content, pragma = attrs.get("content"), attrs.get("http-equiv")
    if content is None or pragma is None or pragma.value.lower() != "refresh":
        return
    found = _REFRESH.match(tag, content.start, content.end)
    if found and found.lastgroup and found.group(found.lastgroup):
        yield TagLink(*found.span(found.lastgroup), LinkKind.LINK)


def _words(attrs: dict[str, Attribute], name: str) -> set[str]:
    return set(attrs[name].value.lower().split()) if name in attrs else set()
