"""Find the links and comments in a stretch of raw HTML inside other markup."""

from __future__ import annotations

import html
import re

from reviewaudit.formats.tags import attributes, markup, tag_links, unescape, unwrap_url
from reviewaudit.model import LinkKind
from reviewaudit.regexes import regex

UNPROOFED = "data-proofer-ignore"
"""On an element: html-proofer leaves alone what is in it (https://github.com/gjtorikian/html-proofer)."""
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)

_TAG = regex(r"<[^<>]*+>")
_ANCHOR_END = regex(r"</a(?![A-Za-z0-9-])", re.IGNORECASE)
_LONGEST_TEXT = 1000


def unproofed(source: str) -> list[tuple[int, int]]:
    """The spans of the outermost elements with the attribute `UNPROOFED`; of one that does not end its start tag."""
    if "-proofer-" not in source and "-PROOFER-" not in source:  # most have none, and this is the hot path
        return []
    found: list[tuple[int, int]] = []
    name, depth = "", 0
    for tag, start, end in markup(source):
        if depth:
            depth += (tag == name) - (tag == f"/{name}")
            if not depth:
                found[-1] = found[-1][0], end
        elif tag[0] not in "/!" and UNPROOFED in attributes(source[start:end]):
            found.append((start, end))
            name, depth = tag, int(tag not in _VOID)
    return found


def html_links(
    source: str, start: int, end: int
) -> tuple[list[tuple[int, int, str, LinkKind, str]], list[tuple[int, int]]]:
    """The links of source[start:end], each with offsets, URL, kind and text, and the spans of what comments say."""
    links = []
    comments = []
    fragment = source[start:end]
    for name, tag_start, tag_end in markup(fragment):
        if name == "!":
            closed = fragment.endswith("-->", tag_start + 4, tag_end)
            comments.append((start + tag_start + 4, start + tag_end - (3 if closed else 0)))
            continue
        tag = fragment[tag_start:tag_end]
        if name[0] == "/" or "=" not in tag:
            continue
        attrs = attributes(tag)
        for link_start, link_end, kind in tag_links(name, tag, attrs):
            text = attrs["alt"].value if "alt" in attrs else ""
            if name == "a" and (found := _ANCHOR_END.search(fragment, tag_end, tag_end + _LONGEST_TEXT)):
                text = html.unescape(" ".join(_TAG.sub("", fragment[tag_end : found.start()]).split()))
            at = start + tag_start
            links.append((at + link_start, at + link_end, unwrap_url(tag[link_start:link_end]), kind, unescape(text)))
    return links, comments
