"""What reading the blocks of reStructuredText keeps in mind, and how what is met enters the outline."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from reviewaudit.formats.lines import without
from reviewaudit.formats.outline import Context, Outline
from reviewaudit.formats.rst_inline import scan
from reviewaudit.formats.runs import Run, Shown, said
from reviewaudit.model import Container, Origin, Surroundings
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewaudit.formats.runs import Line

BULLET = regex(r"[-+*•‣⁃](?:\s+|$)")
_MANUAL = regex(r"^[ \t]*\.\.[ \t]+\[(\d{1,9})\]", re.MULTILINE)
_SYMBOLS = "*†‡§¶#♠♥♦♣"
_PLAIN = regex(r"[^\\*`|_\[\]]*")
_WEB = regex(r"https?://\S+")


class Reader(ABC):
    def __init__(self, source: str) -> None:
        self.source = source
        self.outline = Outline()
        self.section = ""
        self.names: list[str] = []
        """Names that wait for the element they belong to."""
        self.begun = False
        """Something that is seen was met, other than the title."""
        self._auto = 0
        self._symbols = 0
        self._manual = frozenset(_MANUAL.findall(source) if ".. [#" in source else ())
        """The numbers that footnotes were given by hand."""

    @abstractmethod
    def body(self, lines: Sequence[Line], context: Context, depth: int = 0) -> None:
        """Read what `lines` hold."""

    def around(self, context: Context) -> Surroundings:
        return context.around(self.section)

    def show(self, lines: Sequence[Line], context: Context, shown: Shown = Shown.TEXT) -> None:
        if lines:
            self.begun = self.begun or shown is not Shown.HIDDEN
            self.outline.runs.append(Run(tuple(lines), self.around(context), shown))

    def show_html(self, html: Line, context: Context) -> None:
        self.outline.runs.append(Run((html,), self.around(context), Shown.HTML))

    def cell(self, lines: Sequence[Line], context: Context, depth: int) -> None:
        """A table cell is one block whatever it holds."""
        before = len(self.outline.runs)
        section = self.section
        self.body(lines, context, depth)
        self.section = section
        self.outline.join(before, self.around(context))

    def heading(self, title: Line, context: Context) -> None:
        """A title, and the section that begins with it."""
        self.begun = self.begun or bool(self.outline.title)
        around = Surroundings(Container.HEADING, self.section, quoted=context.quoted)
        self.outline.runs.append(Run((title,), around))
        text = title[1]
        self.section = " ".join(text.split()) if _PLAIN.fullmatch(text) else said(text, scan(text))
        if not self.outline.title:
            self.outline.title = self.section

    def fields(self, name: str, lines: Sequence[Line], origin: Origin) -> None:
        """A piece of metadata, or one for each item of a list."""
        if lines and all(not text or text[0].isspace() or BULLET.match(text) for _, text in lines):
            items = [at for at, line in enumerate(lines) if line[1] and not line[1][0].isspace()]
        else:
            items = []
        for at, stop in zip(items or [0], [*items[1:], len(lines)], strict=True):
            part = list(lines[at:stop])
            if items:
                part[0] = without(part[0], 2)
            part = [(start + len(text) - len(text.lstrip()), text.lstrip()) for start, text in part if text.strip()]
            self.outline.add_field(name, part, origin)
            around = Surroundings(Container.FRONT_MATTER)
            if part and not (len(part) == 1 and _WEB.fullmatch(part[0][1])) and origin is Origin.FRONT_MATTER:
                self.outline.runs.append(Run(tuple(part), around, Shown.HIDDEN))

    def cells(self, cells: Sequence[Sequence[Line]], context: Context, depth: int) -> None:
        inner = context.inside(Container.CELL)
        for cell in cells:
            self.cell(cell, inner, depth + 1)

    def label(self, label: str) -> str:
        """The label of a footnote as a reader sees it."""
        if label[0] == "#":
            self._auto += 1
            while str(self._auto) in self._manual:
                self._auto += 1
            return str(self._auto)
        if label == "*":
            times, symbol = divmod(self._symbols, len(_SYMBOLS))
            self._symbols += 1
            return _SYMBOLS[symbol] * (times + 1)
        return label

    def comment(self, first: Line, rest: Sequence[Line], context: Context) -> None:
        lines = [line for line in (first, *rest) if line[1]]
        if context.in_cell:
            lines = lines[:1]
        if lines:
            start, (last, text) = lines[0][0], lines[-1]
            start += len(lines[0][1]) - len(lines[0][1].lstrip())
            self.outline.comments.append((start, last + len(text)))
