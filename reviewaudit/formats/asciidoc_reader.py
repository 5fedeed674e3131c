"""What reading the blocks of AsciiDoc keeps in mind, and how what is met enters the outline."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.formats.asciidoc_inline import footnotes, image_attributes
from reviewaudit.formats.outline import Context, Outline, Seen
from reviewaudit.formats.raw_html import html_links
from reviewaudit.formats.runs import Joined, Run, Shown
from reviewaudit.model import Container, LinkKind, Origin, Surroundings
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewaudit.formats.runs import Line

_WEB = regex(r"https?://\S+")
_SOURCE = regex(r"https?://[^\s\[\],\"]+")
_AUTHOR = regex(r"[^\W\d_][\w.'’-]*(?: +[\w.'’-]+){0,3}(?: +<[^<>\s]+>)?(?:; .*)?")
_REVISION = regex(r"(?:[vV]?(?P<number>\d[\w.-]*)(?:,\s*|$)|[^\d,{]*,\s*)?(?P<date>[^:]*?)(?:\s*:\s+(?P<remark>.*))?")
_TITLE = regex(r"(?:=|\#)\s+(?=\S)")
_STYLE_NAME = regex(r"[\w-]+")
_START = regex(r"\bstart\s*=\s*[\"']?(\d{1,6})")


class Style(NamedTuple):
    """What the lines in square brackets above a block say about it."""

    name: str = ""
    start: int = 1
    """The number of the first item."""
    written: str = ""

    def joined(self, other: Style) -> Style:
        return Style(
            other.name or self.name, other.start if other.start != 1 else self.start, f"{self.written},{other.written}"
        )


def style_of(text: str) -> Style:
    """The style in a line `[name%option.role#id,key=value]`."""
    inside = text[1:-1]
    found = _STYLE_NAME.match(inside)
    name = found.group() if found and inside[found.end() : found.end() + 1] != "=" else ""
    start = _START.search(inside)
    return Style(name, int(start[1]) if start else 1, inside)


class Reader(ABC):
    def __init__(self, source: str) -> None:
        self.source = source
        self.outline = Outline()
        self.attributes: dict[str, str] = {}
        self.targets: list[tuple[str, Seen]] = []
        """The attributes that are URLs."""
        self.section = ""
        self._references = 0
        """The level of the section that lists references; 0: none does."""
        self._begun = False
        """Something that is seen was met, other than the title."""
        self._notes = 0

    @abstractmethod
    def body(self, lines: Sequence[Line], context: Context, depth: int = 0) -> None:
        """Read what `lines` hold."""

    @abstractmethod
    def heading(self, title: Line, level: int, context: Context, style: Style) -> None:
        """Begin a section."""

    def around(self, context: Context) -> Surroundings:
        listed = self._references > 0 and context.container is not Container.HEADING
        return context.around(self.section, reference_list=listed)

    def begin_references(self, level: int) -> None:
        self._references = level

    def end_references(self, level: int) -> None:
        """A section of this level begins."""
        if level <= self._references:
            self._references = 0

    def show(self, lines: Sequence[Line], context: Context, shown: Shown = Shown.TEXT) -> None:
        """Add a run, and one for each footnote in it."""
        if not lines:
            return
        self._begun = self._begun or context.container is not Container.HEADING or bool(self.section)
        self.outline.runs.append(Run(tuple(lines), self.around(context), shown))
        if not any("footnote" in text for _, text in lines):
            return
        joined = Joined(tuple(lines))
        for start, end in footnotes(joined.text):
            self._notes += 1
            inside = []
            at = start
            for text in joined.text[start:end].split("\n"):
                if text.strip():
                    inside.append((joined.source(at), text))
                at += len(text) + 1
            if inside:
                note = context.inside(Container.FOOTNOTE, str(self._notes))
                self.outline.runs.append(Run(tuple(inside), note.around(self.section)))

    def cell(self, lines: Sequence[Line], context: Context, depth: int, *, nested: bool) -> None:
        """A table cell is one block, whatever it holds."""
        before = len(self.outline.runs)
        section = self.section
        if nested:
            self.body(lines, context, depth)
        else:
            paragraph: list[Line] = []
            for line in [*lines, (0, "")]:
                if line[1]:
                    paragraph.append(line)
                else:
                    self.show(paragraph, context)
                    paragraph = []
        self.section = section
        self.outline.join(before, self.around(context))

    def comment(self, lines: Sequence[Line]) -> None:
        if not lines:
            return
        (start, first), (last, text) = lines[0], lines[-1]
        start += len(first) - len(first.lstrip())
        if start < last + len(text):
            self.outline.comments.append((start, last + len(text)))

    # --- the header and its attributes --------------------------------------------------------------------------------

    def header(self, lines: Sequence[Line]) -> int:
        """Read the title, author and revision; the index of what follows."""
        index = 0
        while index < len(lines) and (not lines[index][1] or lines[index][1][0] in ":/"):
            index += 1
        found = _TITLE.match(lines[index][1]) if index < len(lines) else None
        if not found or any(lines[at][1].startswith("////") for at in range(index)):
            return 0
        self._entries(lines, index)
        start, text = lines[index]
        self.heading((start + found.end(), text[found.end() :]), 1, Context(), Style())
        index += 1
        if index < len(lines) and _AUTHOR.fullmatch(lines[index][1]):
            self.outline.add_field("author", [lines[index]], Origin.FRONT_MATTER)
            index += 1
            following = lines[index][1] if index < len(lines) else ""
            if following and following[0] not in ":/" and (revision := _REVISION.fullmatch(following)):
                for name in ("number", "date", "remark"):
                    if revision[name]:
                        part = lines[index][0] + revision.start(name), revision[name]
                        self.outline.add_field(f"rev{name}", [part], Origin.FRONT_MATTER)
                index += 1
        return index

    def _entries(self, lines: Sequence[Line], end: int) -> None:
        self.body(lines[:end], Context())

    def entry(self, lines: Sequence[Line], index: int, name: str, cut: int) -> int:
        """An attribute: metadata before anything is seen, and a link if it is a URL."""
        start, text = lines[index]
        value = [(start + cut, text[cut:])] if text[cut:] else []
        index += 1
        while value and value[-1][1].endswith(" \\") and index < len(lines):
            last, text = value[-1]
            value[-1] = last, text[:-2].removesuffix(" +").rstrip()
            start, text = lines[index]
            blanks = len(text) - len(text.lstrip())
            value.append((start + blanks, text[blanks:]))
            index += 1
        value = [line for line in value if line[1]]
        written = " ".join(text for _, text in value)
        name = name.lower()
        self.attributes[name] = written
        if _WEB.fullmatch(written):
            around = Surroundings(Container.FRONT_MATTER)
            seen = Seen(value[0][0], value[0][0] + len(written), written, LinkKind.METADATA, name, around)
            self.targets.append((name, seen))
        if not self._begun:
            self.outline.add_field(name.removeprefix("page-"), value, Origin.FRONT_MATTER)
        return index

    # --- links that are blocks ----------------------------------------------------------------------------------------

    def block_macro(self, line: Line, found: re.Match[str], context: Context) -> None:
        start, text = line
        kind = {"image": LinkKind.IMAGE, "video": LinkKind.ASSET, "audio": LinkKind.ASSET}.get(found["name"])
        if kind is None or not found["target"]:
            return
        around = self.around(context)
        alt, linked = image_attributes(text, *found.span("inside"))
        first, last = found.span("target")
        if kind is LinkKind.IMAGE or "/" in found["target"] or "." in found["target"]:  # or the number of a video
            self.outline.links.append(Seen(start + first, start + last, found["target"], kind, alt, around))
        if linked:
            first, last = linked
            self.outline.links.append(Seen(start + first, start + last, text[first:last], LinkKind.LINK, alt, around))

    def quoted_source(self, line: Line, style: Style, context: Context) -> None:
        """The URL that a quote names as its source."""
        if style.name in {"quote", "verse"}:
            start, text = line
            around = self.around(context)
            for found in _SOURCE.finditer(text):
                first, last = start + found.start(), start + found.end()
                self.outline.links.append(Seen(first, last, found.group(), LinkKind.BARE, found.group(), around))

    def html(self, lines: Sequence[Line], context: Context) -> None:
        """The links in what is passed through as it stands."""
        lines = [line for line in lines if line[1]]
        if lines and not context.in_cell:
            around = self.around(context)
            links, comments = html_links(self.source, lines[0][0], lines[-1][0] + len(lines[-1][1]))
            self.outline.links += (Seen(*link, around) for link in links)
            self.outline.comments += comments
