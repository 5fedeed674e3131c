"""Tell the blocks of AsciiDoc apart.

Comes in: the lines of a document. Goes out: a reader that holds what its blocks are, as an `Outline`, and its
attributes. Follows https://docs.asciidoctor.org/asciidoc/latest/; conditional directives are passed over and what they
hold is kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.formats.asciidoc_inline import scan
from reviewaudit.formats.asciidoc_reader import Reader, Style, style_of
from reviewaudit.formats.asciidoc_tables import read_table
from reviewaudit.formats.lines import cut
from reviewaudit.formats.numbering import letter, roman
from reviewaudit.formats.outline import Context
from reviewaudit.formats.runs import Shown, said
from reviewaudit.model import Container
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reviewaudit.formats.runs import Line

_DEEPEST = 20
_DELIMITER = regex(r"(-{4,}|\.{4,}|\+{4,}|={4,}|\*{4,}|_{4,}|/{4,}|--|`{3,}|~{4,}|[|,:!]={3,})(?:\s*\w[\w+-]*)?")
_FENCE = regex(r"(`{3,})\s*[\w+-]*")
_HEADING = regex(r"(={1,6}|\#{1,6})\s+(?=\S)")
_UNDERLINE = regex(r"(=+|-+|~+|\^+|\++)")
_ATTRIBUTE_LINE = regex(r"\[(?:[^\[\]]*|\[[^\[\]]*\])\]|\[.*\]")
_BLOCK_MACRO = regex(r"(?P<name>image|video|audio|include|toc|[a-z]\w*)::(?P<target>[^\s\[\]]*)\[(?P<inside>.*)\]")
_CONDITION = regex(r"(?:ifdef|ifndef|ifeval|endif|include|tag|end)::\S*\[.*\]")
_TITLE = regex(r"\.(?=[^\s.])")
_COMMENT = regex(r"//(?!/)")
_BULLET = regex(r"[ \t]*(?P<mark>-|\*{1,5}|•)\s+(?=\S)")
_ORDERED = regex(r"[ \t]*(?P<mark>\.{1,5}|\d{1,9}\.|[A-Za-z]\.|[ivxIVX]{1,10}\))\s+(?=\S)")
_CALLOUT = regex(r"<(?:\d+|\.)>\s+(?=\S)")
_TERM = regex(r"[ \t]*(?P<term>\S(?:[^:;]|[:;](?![:;])|[:;]+(?=\S))*?)(?P<mark>:{2,4}|;;)(?:\s+|$)")
_TASK = regex(r"\[[ xX*]\]\s")
_ENTRY = regex(r":!?(?P<name>\w[\w-]*)!?:(?:\s+|$)")
_ADMONITION = regex(r"(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):\s+(?=\S)")
_REFERENCE = regex(r"\[\[\[(?P<id>[^\[\],]+)(?:,\s*(?P<label>[^\[\]]*))?\]\]\]\s*")
_CODE_STYLES = frozenset(
    {
        *("source", "listing", "literal", "pass", "stem", "latexmath", "asciimath", "comment", "mermaid", "plantuml"),
        *("graphviz", "ditaa", "diagram", "vega", "a2s", "blockdiag", "seqdiag", "wavedrom", "subs"),
    }
)
_NUMBERS: dict[str, Callable[[int], str]] = {"arabic": str, "loweralpha": letter, "lowerroman": roman}


class _List(NamedTuple):
    mark: str
    last: int
    """The number of its last item."""
    style: str


def read_document(source: str, lines: Sequence[Line]) -> Reader:
    reader = _Blocks(source)
    reader.body(lines[reader.header(lines) :], Context())
    return reader


class _Blocks(Reader):
    """Goes over the lines once; what is nested is read by the same method."""

    def body(self, lines: Sequence[Line], context: Context, depth: int = 0) -> None:
        if depth > _DEEPEST:
            self.show([line for line in lines if line[1]], context)
            return
        index = 0
        style = Style()
        lists: list[_List] = []
        item: Context | None = None
        attached = False
        after_blank = True
        while index < len(lines):
            text = lines[index][1]
            if not text:
                after_blank = True
                index += 1
                continue
            inner = item if attached and item else context
            if text == "+" and item:
                attached, after_blank = True, False
                index += 1
                continue
            end = self._aside(lines, index)
            if end:
                index = end
                continue
            if self._is_style(text):
                style = style.joined(style_of(text))
                self.quoted_source(lines[index], style, inner)
                index += 1
                continue
            if _TITLE.match(text) and not _ORDERED.match(text):
                self.show([cut(lines[index], 1)], inner)
                index += 1
                continue
            if not (_DELIMITER.fullmatch(text) and not _BULLET.match(text)) and (
                listed := self._item(lines, index, context, style, lists, depth)
            ):
                index, item = listed
                attached = after_blank = False
                style = Style()
                continue
            if not attached and lists and after_blank:
                if text[0] in " \t":  # what is indented below an item is literal
                    index = _paragraph_end(lines, index)
                    continue
                lists, item = [], None
                inner = context
            index = self._block(lines, index, inner, style, depth, in_list=bool(lists))
            style = Style()
            attached = after_blank = False

    def _is_style(self, text: str) -> bool:
        return text[0] == "[" and text[-1] == "]" and _ATTRIBUTE_LINE.fullmatch(text) is not None and text[1:2] != " "

    def _aside(self, lines: Sequence[Line], index: int) -> int:
        """The end of a comment, an attribute entry or a directive; 0 if none begins here."""
        start, text = lines[index]
        if text.startswith("////") and not text.strip("/"):
            end = _closing(lines, index)
            self.comment([line for line in lines[index + 1 : end] if line[1]])
            return end + 1
        if _COMMENT.match(text):
            self.comment([(start + 2, text[2:])])
            return index + 1
        if text[0] == ":" and (entry := _ENTRY.match(text)):
            return self.entry(lines, index, entry["name"], entry.end())
        if text[0] in "iet" and _CONDITION.fullmatch(text):
            return index + 1
        return 0

    # --- blocks -------------------------------------------------------------------------------------------------------

    def _block(
        self, lines: Sequence[Line], index: int, context: Context, style: Style, depth: int, *, in_list: bool
    ) -> int:
        text = lines[index][1]
        if _FENCE.fullmatch(text):
            return _closing(lines, index, text[: len(text) - len(text.lstrip("`"))]) + 1
        if _DELIMITER.fullmatch(text) and " " not in text:
            return self._delimited(lines, index, context, style, depth)
        if heading := _HEADING.match(text):
            self._heading(lines[index], heading, context, style)
            return index + 1
        if text[0] in " \t":
            return _paragraph_end(lines, index)
        if "::" in text and (macro := _BLOCK_MACRO.fullmatch(text)):
            self.block_macro(lines[index], macro, context)
            return index + 1
        following = lines[index + 1][1] if index + 1 < len(lines) else ""
        if (
            following
            and text[0].isalnum()
            and abs(len(following) - len(text)) <= 1
            and len(following) > 1
            and _UNDERLINE.fullmatch(following)
        ):
            self.heading(lines[index], " =-~^+".index(following[0]), context, style)
            return index + 2
        end = _paragraph_end(lines, index)
        if in_list:
            end = next((at for at in range(index + 1, end) if self._begins(lines[at][1])), end)
        self._paragraph(lines[index:end], context, style)
        return end

    def _heading(self, line: Line, found: re.Match[str], context: Context, style: Style) -> None:
        start, text = line
        mark = found[1]
        title = text[found.end() :]
        if title.endswith(f" {mark}"):
            title = title[: -len(mark)].rstrip()
        self.heading((start + found.end(), title), len(mark), context, style)

    def heading(self, title: Line, level: int, context: Context, style: Style) -> None:
        self.end_references(level)
        self.show([title], Context(Container.HEADING, quoted=context.quoted))
        self.section = said(title[1], scan(title[1], self.attributes))
        if level == 1 and not self.outline.title:
            self.outline.title = self.section
        if style.name == "bibliography":
            self.begin_references(level)

    def _paragraph(self, lines: Sequence[Line], context: Context, style: Style) -> None:
        if style.name in _CODE_STYLES:
            return
        if style.name in {"quote", "verse"}:
            self.show(lines, context.quote(), Shown.LINES if style.name == "verse" else Shown.TEXT)
            return
        found = _ADMONITION.match(lines[0][1])
        first = cut(lines[0], found.end()) if found else lines[0]
        kept = [line for line in lines[1:] if not _CONDITION.fullmatch(line[1])]
        for start, text in kept:
            if _COMMENT.match(text):
                self.comment([(start + 2, text[2:])])
        self.show([first, *(line for line in kept if not _COMMENT.match(line[1]))], context)

    def _delimited(self, lines: Sequence[Line], index: int, context: Context, style: Style, depth: int) -> int:
        mark = lines[index][1]
        end = _closing(lines, index)
        inside = lines[index + 1 : end]
        if mark[1:4] == "===" and mark[0] in "|,:!":
            read_table(self, inside, mark[0], context, style, depth)
        elif mark[0] == "+" and style.name not in _CODE_STYLES:
            self.html(inside, context)
        elif (mark[0] in "-.+~" and mark != "--") or style.name in _CODE_STYLES:
            pass
        elif style.name == "verse":
            self.show([line for line in inside if line[1]], context.quote(), Shown.LINES)
        else:
            inner = context.quote() if mark[0] == "_" or style.name == "quote" else context
            self.body(inside, inner, depth + 1)
        return end + 1

    # --- lists --------------------------------------------------------------------------------------------------------

    def _item(
        self, lines: Sequence[Line], index: int, context: Context, style: Style, lists: list[_List], depth: int
    ) -> tuple[int, Context] | None:
        """A list item: the end of its text, and what else belongs to it stands in; None if none begins here."""
        start, text = lines[index]
        context = context.references() if style.name == "bibliography" else context
        at = 0
        if found := _BULLET.match(text):
            _next_number(lists, found["mark"], style)
            at = found.end()
            task = _TASK.match(text, at)
            label = _REFERENCE.match(text, at)
            marker = (label["label"] or label["id"]).strip() if label else ""
            inner = context.inside(Container.BULLET, marker, task=bool(task))
            at = label.end() if label else task.end() if task else at
        elif found := _ORDERED.match(text):
            inner = context.inside(Container.NUMBERED, _next_number(lists, found["mark"], style))
            at = found.end()
        elif found := _CALLOUT.match(text):
            inner = context.inside(Container.NUMBERED, _next_number(lists, "<>", style))
            at = found.end()
        elif ("::" in text or ";;" in text) and (found := _TERM.match(text)):
            _next_number(lists, found["mark"], style)
            inner = context.inside(Container.DEFINITION)
            term_start, term_end = found.span("term")
            self.show([(start + term_start, text[term_start:term_end])], inner)
            at = found.end()
        else:
            return None
        end = index + 1
        if not text[at:] and end < len(lines) and not lines[end][1]:  # the description may stand below a blank line
            below = next((row for row in range(end, min(end + 3, len(lines))) if lines[row][1]), end)
            if lines[below][1] and not self._begins(lines[below][1]):
                end = below
        while end < len(lines) and lines[end][1] and not self._begins(lines[end][1]):
            end += 1
        own = [cut(lines[index], at), *(_stripped(line) for line in lines[index + 1 : end])]
        own = [line for line in own if line[1]]
        for line_start, line in own[1:]:
            if _COMMENT.match(line):
                self.comment([(line_start + 2, line[2:])])
        self.show([*own[:1], *(line for line in own[1:] if not _COMMENT.match(line[1]))], inner)
        return end, inner

    def _begins(self, text: str) -> bool:
        """Whether a line ends the text of the list item above it."""
        return (
            text == "+"
            or (text[0] in "-.+=*_/`|,:!~" and _DELIMITER.fullmatch(text) is not None)
            or self._is_style(text)
            or any(pattern.match(text) for pattern in (_BULLET, _ORDERED, _CALLOUT, _ENTRY))
            or (("::" in text or ";;" in text) and _TERM.match(text) is not None)
        )


def _next_number(lists: list[_List], mark: str, style: Style) -> str:
    """The number of an item as a reader sees it. A mark met before goes on with its list, another begins one inside."""
    written = mark.rstrip(".)") if mark[0] not in "<*-•:;" else ""
    kind = mark if not written else "number"
    known = next((at for at, list_ in enumerate(lists) if list_.mark == kind), None)
    if known is None:
        names = ("arabic", "loweralpha", "lowerroman", "upperalpha", "upperroman")
        name = style.name if style.name in names else names[min(len(mark), len(names)) - 1]
        lists.append(_List(kind, style.start, name))
    else:
        del lists[known + 1 :]
        lists[known] = lists[known]._replace(last=lists[known].last + 1)
    if written:
        return written
    _, last, name = lists[-1]
    number = _NUMBERS.get(name.replace("upper", "lower"), str)(last)
    return number.upper() if name.startswith("upper") else number


def _closing(lines: Sequence[Line], index: int, mark: str = "") -> int:
    """The index of the line that ends the block begun at `index`."""
    mark = mark or lines[index][1]
    return next((at for at in range(index + 1, len(lines)) if lines[at][1] == mark), len(lines))


def _paragraph_end(lines: Sequence[Line], index: int) -> int:
    end = index + 1
    while end < len(lines) and (text := lines[end][1]):
        if text == "+" or (text[0] in "-.+=*_/`|,:!~" and _DELIMITER.fullmatch(text)):
            break
        if text[0] == "[" and text[-1] == "]" and _ATTRIBUTE_LINE.fullmatch(text) and text[1:2] not in " " + "[":
            break
        end += 1
    return end


def _stripped(line: Line) -> Line:
    start, text = line
    return start + len(text) - len(text.lstrip()), text.lstrip()
