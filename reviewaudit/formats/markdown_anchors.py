"""Markdown in, where in it a link can lead out: headings, ids in attributes and raw HTML, and footnotes.

Attributes are those of Docusaurus, Pandoc, kramdown and Python-Markdown: `## Doses {#doses}`, `{: #doses }`, and MDX's
`{/* #doses */}`. What is included from elsewhere cannot be seen here, and the anchors then say that they are partial.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from reviewaudit.formats.commonmark import MARKDOWN
from reviewaudit.formats.front_matter import read_front_matter
from reviewaudit.formats.html_anchors import ids, visible, without_tags
from reviewaudit.formats.templates import fills, mask
from reviewaudit.model import Anchors, Heading
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_ATTRIBUTES = regex(r"\{:?[ \t]*(?:\.[\w-]+[ \t]+)*+(?:id=[\"']?|\#)(?P<id>[^\s{}\"'=]+)(?:[ \t][^{}\n]*)?\}")
_AT_END = regex(r"[ \t]*\{[:#.][^{}\n]*\}[ \t]*$")
_MDX_ID = regex(r"\{/\*[ \t]*\#(?P<id>[\w.:-]+)[ \t]*\*/\}")
_INCLUDED = regex(
    r"^[ \t]*(?:>[ \t]*)*(?:\[!include|!include\b|@include\b|--8<--|:::[ \t]*include|\{!|\{\{\#include|!\[\[|@import"
    r"|<!--[ \t]*[@\#]include|```\{(?:eval-rst|include)|:::\{include|\$include|include::)",
    re.IGNORECASE | re.MULTILINE,
)
"""What stands for another file in docfx, mdBook, PyMdown, VitePress, Obsidian, MyST and others."""
_COMPONENT = regex(r"^[ \t]*<[A-Z][\w.]*(?:[ \t][^<>\n]*)?/>", re.MULTILINE)
"""What stands for another file in MDX."""
_HTML_HEADING = regex(r"<h([1-6])(?P<attrs>[^<>]*+)>(?P<text>(?:[^<]|<(?!/?h[1-6]))*+)</h", re.IGNORECASE)
_HAS_ID = regex(r"\sid\s*=", re.IGNORECASE)
_OPENING = regex(rb"[ \t]{0,3}#{1,6}[ \t]*")
_CLOSING = regex(rb"[ \t]+#+[ \t]*\s*\Z|\s+\Z")
_UNDERLINE = regex(rb"\r?\n[ \t>]*(?:=+|-+)[ \t]*\s*\Z")


def anchors(text: str) -> Anchors:
    matter = read_front_matter(text)
    body = text[matter.end :]
    masked, covered = mask(body)
    reader = _Reader(masked)
    reader.read()
    if "{/*" in body:
        reader.ids += (found["id"] for found in _MDX_ID.finditer(body))
    title = [Heading(matter.title, matter.title)] if matter.title else []
    return Anchors(
        ids=tuple(dict.fromkeys(reader.ids)),
        headings=(*reader.headings, *title),
        notes=tuple(dict.fromkeys(reader.notes)),
        partial=fills(body, covered) or any(mark.search(body) for mark in (_INCLUDED, _COMPONENT)),
        build_text=partial(_visible, masked),
    )


class _Reader:
    def __init__(self, masked: str) -> None:
        self._body = masked
        self._source = masked.encode()
        self.ids: list[str] = []
        self.headings: list[Heading] = []
        self.notes: list[str] = []

    def read(self) -> None:
        events = iter(MARKDOWN.events_with_range(self._body, merge_text=True))
        attributed = "{" in self._body
        in_code = False
        event: Any
        html_run: list[str] = []
        for event, span in events:
            if "Text" in event:
                if attributed and not in_code and "{" in event["Text"]:
                    self._attributes(event["Text"])
            elif "Start" in event:
                tag = event["Start"]
                if tag == "HtmlBlock":
                    html_run.append(self._source[span["start"] : span["end"]].decode())
                elif tag.__class__ is not str:
                    kind = next(iter(tag))
                    if kind == "Heading":
                        self._heading(int(tag[kind]["level"][1:]), span["start"], span["end"], events)
                    elif kind == "CodeBlock":
                        in_code = True
                    elif kind == "FootnoteDefinition":
                        self.notes.append(tag[kind])
            elif "End" in event:
                in_code = in_code and event["End"] != "CodeBlock"
            elif "InlineHtml" in event:
                self.ids += ids(event["InlineHtml"])
        for source in html_run:
            self._html(source)

    def _attributes(self, text: str) -> None:
        self.ids += (found["id"] for found in _ATTRIBUTES.finditer(text))

    def _heading(self, level: int, start: int, end: int, events: Iterator[tuple[Any, Any]]) -> None:
        shown: list[str] = []
        alternative: list[str] = []
        images = 0
        own: list[str] = []
        for event, _ in events:
            if event.__class__ is str:
                piece = " "
            elif "End" in event and event["End"].__class__ is dict and "Heading" in event["End"]:
                break
            elif "Text" in event or "Code" in event:
                piece = event.get("Text") or event.get("Code")
            elif "InlineHtml" in event:
                own += ids(event["InlineHtml"])
                continue
            else:
                if "Start" in event or "End" in event:
                    kind, tag = next(iter(event.items()))
                    if (tag if tag.__class__ is str else next(iter(tag))) == "Image":
                        images += 1 if kind == "Start" else -1
                continue
            alternative.append(piece)
            if not images:
                shown.append(piece)
        text = "".join(shown).strip()
        given = [found["id"] for found in _ATTRIBUTES.finditer(text)] if "{" in text else []
        self.ids += [*given, *own]
        if given:
            return
        written = _CLOSING.sub(b"", _OPENING.sub(b"", _UNDERLINE.sub(b"", self._source[start:end]), count=1)).decode()
        self.headings.append(Heading(_AT_END.sub("", text), _AT_END.sub("", written), level))
        if (spoken := "".join(alternative).strip()) != text:  # Docusaurus takes what stands for a picture
            self.headings.append(Heading(spoken, spoken, level))

    def _html(self, source: str) -> None:
        self.ids += ids(source)
        for found in _HTML_HEADING.finditer(source):
            if not _HAS_ID.search(found["attrs"]):
                text = " ".join(without_tags(found["text"]).split())
                self.headings.append(Heading(text, text, int(found[1])))


def _visible(masked: str) -> str:
    """All that is seen of Markdown, code included, block by block."""
    pieces: list[str] = []
    event: Any
    images = 0
    for event, _ in MARKDOWN.events_with_range(masked, merge_text=True):
        if event.__class__ is str:
            pieces.append("\n")
        elif "Text" in event or "Code" in event:
            if not images:
                pieces.append(event.get("Text") or event.get("Code") or "")
        elif "Html" in event or "InlineHtml" in event:
            pieces.append(visible(event.get("Html") or event.get("InlineHtml") or ""))
        elif "Start" in event or "End" in event:
            kind, tag = next(iter(event.items()))
            name = tag if tag.__class__ is str else next(iter(tag))
            if name == "Image":
                images += 1 if kind == "Start" else -1
            elif name not in {"Emphasis", "Strong", "Strikethrough", "Link"}:
                pieces.append("\n")
    return "".join(pieces)
