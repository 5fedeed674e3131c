"""Tell the blocks of reStructuredText apart.

Comes in: the lines of a document. Goes out: what its blocks are and where they stand, as an `Outline`. Follows
https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#body-elements and is milder: what docutils would
refuse is read as the text it most likely is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewaudit.formats.lines import dedented, indentation, indented_end, width_of, without
from reviewaudit.formats.numbering import successors
from reviewaudit.formats.outline import Context, Definition, Outline
from reviewaudit.formats.rst_directives import Directive, read_directive
from reviewaudit.formats.rst_inline import NAME, marked, normalised, undo_escapes, uri
from reviewaudit.formats.rst_reader import BULLET, Reader
from reviewaudit.formats.rst_tables import GRID_TOP, SIMPLE_TOP, grid_cells, grid_length, simple_cells, simple_length
from reviewaudit.formats.runs import Shown
from reviewaudit.model import Container, Origin
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reviewaudit.formats.runs import Line

_DEEPEST = 20
"""What is nested deeper is one paragraph: a line of nothing but bullets costs no more than one of text."""
_NUMBER = r"(?P<number>\#|\d{1,9}|[A-Za-z]|[ivxlcdm]{2,12}|[IVXLCDM]{2,12})"
_ENUMERATOR = regex(rf"(?P<open>\(?){_NUMBER}(?P<close>[.)])(?:\s+|$)")
_FIELD = regex(r":(?![: ])(?P<name>(?:[^:\\]|\\.|:(?![ `]|$))++)(?<! ):(?:\s+|$)")
_ARGUMENT = r"(?:[A-Za-z][\w-]*|<[^<>]+>)"
_OPTION = regex(
    rf"(?:(?:[-+][A-Za-z0-9](?: ?{_ARGUMENT})?|(?:--|/)[A-Za-z0-9][\w-]*(?:[ =]{_ARGUMENT})?)(?:, (?=[-+/])|(?=  |$)))+"
    r"(?:  +|$)"
)
_DOCTEST = regex(r">>>(?: |$)")
_LINE_BLOCK = regex(r"\|(?: +|$)")
_EXPLICIT = regex(r"\.\.(?:\s+|$)")
_NOTE = regex(rf"\[(?P<label>\d+|\#(?:{NAME})?|\*|{NAME})\](?:\s+|$)")
_TARGET = regex(r"_(?![ ])(?:`(?P<quoted>(?:[^`\\]|\\.)++)`|(?P<plain>(?:[^:\\]|\\.|:(?! |$))++)):(?:\s+|$)")
_ANONYMOUS = regex(r"__(?:\s+|$)")
_SUBSTITUTION = regex(rf"\|(?P<name>[^|\s][^|]*)\|\s+(?P<directive>{NAME}) ?::(?:\s+|$)")
_DIRECTIVE = regex(rf"(?P<directive>{NAME}) ?::(?:\s+|$)")
_ADORNMENT = regex(r"([!-/:-@\[-`{-~])\1*")
_ATTRIBUTION = regex(r"(?:---?(?!-)|—) *(?=\S)")
_INDIRECT = regex(rf"(?:(?P<name>{NAME})|`(?P<quoted>[^`<>]+)`)_", re.DOTALL)
_TASK = regex(r"\[[ xX]\] ")


def read_outline(source: str, lines: Sequence[Line]) -> Outline:
    reader = _Blocks(source)
    reader.body(lines, Context())
    return reader.outline


class _Blocks(Reader):
    """Goes over the lines once; what is nested is read by the same methods."""

    # --- bodies ---------------------------------------------------------------------------------------------------

    def body(self, lines: Sequence[Line], context: Context, depth: int = 0) -> None:
        if depth > _DEEPEST:
            self.show([line for line in lines if line[1]], context)
            return
        index = 0
        number = before = ""  # of the last item, and how it was written
        while index < len(lines):
            text = lines[index][1]
            if not text:
                index += 1
                continue
            item = _ENUMERATOR.match(text)
            if item and self._is_item(item, lines, index):
                form = f"{item['open']}{item['close']}"
                index, number = self._enumerated(item, lines, index, context, depth, number if form == before else "")
                before = form
                continue
            number = ""
            step = self._step(text, lines, index)
            if not (text[0] == "_" or (text[0] == "." and text[1:2] == ".")):
                self.names.clear()
            index = step(lines, index, context, depth)

    def _step(self, text: str, lines: Sequence[Line], index: int) -> Callable[[Sequence[Line], int, Context, int], int]:
        first = text[0]
        if first.isspace():
            return self._indented
        if first.isalnum():
            return self._text
        if BULLET.match(text):
            return self._bullet
        if first == ":" and _FIELD.match(text):
            return self._field
        if first in "-+/" and _OPTION.match(text):
            return self._option
        if first == ">" and _DOCTEST.match(text):
            return self._doctest
        if first == "|" and _LINE_BLOCK.match(text):
            return self._line_block
        if first == "+" and GRID_TOP.fullmatch(text) and grid_length(lines, index):
            return self._grid
        if first == "=" and SIMPLE_TOP.fullmatch(text) and simple_length(lines, index):
            return self._simple
        if first == "." and _EXPLICIT.match(text):
            return self._explicit
        if first == "_" and _ANONYMOUS.match(text):
            return self._anonymous
        if _ADORNMENT.fullmatch(text) and (adorned := self._adorned(lines, index)):
            return adorned
        return self._text

    def _adorned(
        self, lines: Sequence[Line], index: int
    ) -> Callable[[Sequence[Line], int, Context, int], int] | None:  # fmt: skip
        text = lines[index][1]
        if index + 2 < len(lines) and lines[index + 1][1] and lines[index + 2][1]:
            title, under = lines[index + 1][1], lines[index + 2][1]
            if under[0] == text[0] and _ADORNMENT.fullmatch(under) and (len(text) >= 4 or len(text) >= len(title)):
                return self._overlined
        if len(text) >= 4:
            return self._transition
        return None

    # --- sections and paragraphs ----------------------------------------------------------------------------------

    def _overlined(self, lines: Sequence[Line], index: int, context: Context, _: int) -> int:
        self.heading(without(lines[index + 1], indentation(lines[index + 1][1])), context)
        return index + 3

    def _transition(self, _lines: Sequence[Line], index: int, _context: Context, _depth: int) -> int:
        return index + 1

    def _text(self, lines: Sequence[Line], index: int, context: Context, depth: int) -> int:
        """A title, a term with its definition, or a paragraph."""
        text = lines[index][1]
        following = lines[index + 1][1] if index + 1 < len(lines) else ""
        if following and following[0].isspace():
            return self._definition(lines, index, context, depth)
        if following and _ADORNMENT.fullmatch(following) and (len(following) >= 4 or len(following) >= len(text)):
            self.heading(lines[index], context)
            return index + 2
        end = index + 1
        while end < len(lines) and (following := lines[end][1]) and not following[0].isspace():
            end += 1
        start, last = lines[end - 1]
        if not last.endswith("::"):
            self.show(lines[index:end], context)
            return end
        rest = last[:-2].rstrip() if last[:-2].endswith(" ") else last[:-1]
        if last == "::":
            rest = ""
        self.show([*lines[index : end - 1], *([(start, rest)] if rest else [])], context)
        return self._after_literal(lines, end)

    def _after_literal(self, lines: Sequence[Line], index: int) -> int:
        """Behind the literal block that `::` announced, indented or with a sign before each line."""
        while index < len(lines) and not lines[index][1]:
            index += 1
        if index == len(lines):
            return index
        first = lines[index][1][0]
        if first.isspace():
            return indented_end(lines, index)
        if first.isascii() and not first.isalnum():
            while index < len(lines) and lines[index][1].startswith(first):
                index += 1
        return index

    def _definition(self, lines: Sequence[Line], index: int, context: Context, depth: int) -> int:
        inner = context.inside(Container.DEFINITION)
        self.show(lines[index : index + 1], inner)
        end = indented_end(lines, index + 1)
        self.body(dedented(lines[index + 1 : end]), inner, depth + 1)
        return end

    def _indented(self, lines: Sequence[Line], index: int, context: Context, depth: int) -> int:
        """A block quote; somebody is quoted if it ends in an attribution."""
        end = indented_end(lines, index)
        inside = dedented(lines[index:end])
        first = 0
        for at in range(1, len(inside)):
            if not inside[at - 1][1] and _ATTRIBUTION.match(inside[at][1]):
                stop = next((below for below in range(at, len(inside)) if not inside[below][1]), len(inside))
                self.body(inside[first:stop], context.quote(), depth + 1)
                first = stop
        self.body(inside[first:], context, depth + 1)
        return end

    def _doctest(self, lines: Sequence[Line], index: int, _context: Context, _depth: int) -> int:
        while index < len(lines) and lines[index][1]:
            index += 1
        return index

    def _line_block(self, lines: Sequence[Line], index: int, context: Context, _: int) -> int:
        shown: list[Line] = []
        while index < len(lines) and (text := lines[index][1]):
            found = _LINE_BLOCK.match(text)
            if not found and not text[0].isspace():
                break
            shown.append(without(lines[index], found.end() if found else indentation(text)))
            index += 1
        self.show([line for line in shown if line[1]], context, Shown.LINES)
        return index

    # --- lists ----------------------------------------------------------------------------------------------------

    def _bullet(self, lines: Sequence[Line], index: int, context: Context, depth: int) -> int:
        found = BULLET.match(lines[index][1])
        assert found
        end, inside = self._item(lines, index, found.end())
        task = bool(inside and _TASK.match(inside[0][1]))
        if task:
            inside[0] = without(inside[0], 4)
        self.body(inside, context.inside(Container.BULLET, task=task), depth + 1)
        return end

    def _is_item(self, found: re.Match[str], lines: Sequence[Line], index: int) -> bool:
        """Whether an enumerator is one: what stands on the next line must not make it a sentence."""
        following = lines[index + 1][1] if index + 1 < len(lines) else ""
        if found["open"] and found["close"] == ".":
            return False
        if not following or following[0].isspace():
            return True
        successor = _ENUMERATOR.match(following)
        return successor is not None and (
            "#" in (found["number"], successor["number"]) or successor["number"] in successors(found["number"])
        )

    def _enumerated(
        self, found: re.Match[str], lines: Sequence[Line], index: int, context: Context, depth: int, before: str
    ) -> tuple[int, str]:
        number = found["number"]
        if number == "#":
            number = (successors(before) or ("1",))[0] if before else "1"
        end, inside = self._item(lines, index, found.end())
        self.body(inside, context.inside(Container.NUMBERED, number), depth + 1)
        return end, number

    def _item(self, lines: Sequence[Line], index: int, cut: int) -> tuple[int, list[Line]]:
        """The end of a list item, and its lines without the marker and the indentation below it."""
        start, text = lines[index]
        first = start + cut, text[cut:]
        if not first[1]:
            end = indented_end(lines, index + 1)
            return end, dedented(lines[index + 1 : end])
        columns = width_of(text[:cut])
        end = indented_end(lines, index + 1, columns)
        return end, [first, *(without(line, columns) if line[1] else line for line in lines[index + 1 : end])]

    def _field(self, lines: Sequence[Line], index: int, context: Context, depth: int) -> int:
        found = _FIELD.match(lines[index][1])
        assert found
        start, text = lines[index]
        end = indented_end(lines, index + 1)
        first = start + found.end(), text[found.end() :]
        rest = dedented(lines[index + 1 : end])
        if depth == 0 and not self.begun:
            self.fields(undo_escapes(found["name"]), [*([first] if first[1] else []), *rest], Origin.FRONT_MATTER)
            return end
        inner = context.inside(Container.DEFINITION)
        shown: list[Line] = [(start + 1, text[1:])]
        if first[1]:
            stop = next((at for at, line in enumerate(rest) if not line[1]), len(rest))
            shown += rest[:stop]
            rest = dedented(rest[stop:])
        self.show(shown, inner)
        self.body(rest, inner, depth + 1)
        return end

    def _option(self, lines: Sequence[Line], index: int, context: Context, depth: int) -> int:
        start, text = lines[index]
        found = _OPTION.match(text)
        assert found
        end = indented_end(lines, index + 1)
        first = [(start + found.end(), text[found.end() :])] if found.end() < len(text) else []
        self.body([*first, *dedented(lines[index + 1 : end])], context.inside(Container.DEFINITION), depth + 1)
        return end

    # --- tables ---------------------------------------------------------------------------------------------------

    def _grid(self, lines: Sequence[Line], index: int, context: Context, depth: int) -> int:
        end = index + grid_length(lines, index)
        self.cells(grid_cells(lines[index:end]), context, depth)
        return end

    def _simple(self, lines: Sequence[Line], index: int, context: Context, depth: int) -> int:
        end = index + simple_length(lines, index)
        self.cells(simple_cells(lines[index:end]), context, depth)
        return end

    # --- explicit markup ------------------------------------------------------------------------------------------

    def _explicit(self, lines: Sequence[Line], index: int, context: Context, depth: int) -> int:
        start, text = lines[index]
        found = _EXPLICIT.match(text)
        assert found
        cut = found.end()
        first = start + cut, text[cut:]
        if not first[1] and (index + 1 == len(lines) or not lines[index + 1][1]):
            return index + 1
        end = indented_end(lines, index + 1)
        rest = lines[index + 1 : end]
        if not first[1]:
            self.comment(first, rest, context)
        elif note := _NOTE.match(first[1]):
            label = self.label(note["label"])
            shown = without_start(first, note.end())
            self.body([*shown, *dedented(rest)], context.inside(Container.FOOTNOTE, label), depth + 1)
        elif target := _TARGET.match(first[1]):
            name = undo_escapes(target["quoted"] or target["plain"])
            self._target(name, [*without_start(first, target.end()), *dedented(rest)], context)
            return end
        elif first[1][0] == "_" and (anonymous := _ANONYMOUS.match(first[1])):
            self._target("_", [*without_start(first, anonymous.end()), *dedented(rest)], context)
            return end
        elif (named := _SUBSTITUTION.match(first[1]) or _DIRECTIVE.match(first[1])) is not None:
            name = named["directive"].lower()
            substitution = first[1][0] == "|"
            gap: list[Line] = [(start, "")] if rest and not rest[0][1] else []
            directive = Directive(name, without_start(first, named.end()), [*gap, *dedented(rest)], substitution)
            read_directive(self, directive, context, depth)
        else:
            self.comment(first, rest, context)
        self.names.clear()
        return end

    def _anonymous(self, lines: Sequence[Line], index: int, context: Context, _: int) -> int:
        found = _ANONYMOUS.match(lines[index][1])
        assert found
        end = indented_end(lines, index + 1)
        self._target("_", [*without_start(lines[index], found.end()), *dedented(lines[index + 1 : end])], context)
        return end

    def _target(self, name: str, lines: Sequence[Line], context: Context) -> None:
        """`.. _name: https://…`, `.. _name: other_`, or the name of what follows."""
        name = "" if name == "_" else normalised(name)
        lines = [line for line in lines if line[1]]
        if not lines:
            if name:
                self.names.append(name)
            return
        names = (*self.names, name)
        self.names.clear()
        written = "\n".join(text for _, text in lines)
        indirect = _INDIRECT.fullmatch(written)
        if indirect:
            self.outline.define(names, alias=normalised(indirect["name"] or indirect["quoted"]))
            return
        start, end = lines[0][0], lines[-1][0] + len(lines[-1][1])
        if url := uri(marked(written)):
            self.outline.define(names, Definition(start, end, url, self.around(context.inside(Container.DEFINITION))))


def without_start(line: Line, cut: int) -> list[Line]:
    """What follows the start of a line, if anything."""
    start, text = line
    return [(start + cut, text[cut:])] if cut < len(text) else []
