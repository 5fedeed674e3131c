"""A document and its entries in, the marks in its text that stand for entries out.

Numbers in brackets, raised or in parentheses are marks only where a list has numbers, and only below twice its length;
the forms are those of Vancouver, AMA, APA and Harvard styles, of pandoc and of the markups themselves. What is in code,
an interval ("[0, 1]", "95% CI [2, 5]"), an exponent (m², 10³), an isotope (¹⁴C) or a link of its own is none.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.extraction.author_marks import by_author
from reviewaudit.extraction.entries import Listed
from reviewaudit.model import Citation, Container, Document, Link, Marker
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_NUMBERS = r"\d{1,4}(?:\s{0,2}(?:[,;˒]|[-–—−]|\band\b|&)\s{0,2}\d{1,4}){0,40}"
_BRACKETED = regex(rf"\[\s?({_NUMBERS})\s?(?:,\s?pp?\.[^\[\]]{{1,20}})?\]")
_WORDED = regex(rf"\b(?:refs?\.?|references?)\s({_NUMBERS})(?![\w.]\d)", re.IGNORECASE)
_ENCLOSED = regex(rf"\(({_NUMBERS})\)")
_RANGE = regex(r"(\d{1,4})(?:\s{0,2}[-–—−]\s{0,2}(\d{1,4}))?")
_RAISED = regex(r"[¹²³⁰⁴-⁹](?:[˒,⁻–]?[¹²³⁰⁴-⁹]){0,20}")
_RAISED_SIGNS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻˒", "0123456789-,")
_SUP = regex(r"<sup\b[^<>]{0,300}>((?:[^<]|<(?!/?sup)){1,600}?)</sup>", re.IGNORECASE)
_CARET = regex(rf"(?<!\^)\^\s?(\[?{_NUMBERS}\]?)\^")
_ROLE = regex(rf":sup:`({_NUMBERS})`")
_MARKUP = regex(r"<[^<>]{0,300}>|\]\([^()\s]{0,200}\)|[\[\]\\\s]")
_WHOLE = regex(_NUMBERS)
_FOOTNOTE = regex(r"\[\^([^\[\]\s^]{1,80})\]")
_CLASS = regex(r"[\w\\]-[\w\\]|\\|.?$")
_RST = regex(r"\[([\w.:+-]{1,80}|\#[\w.:+-]{0,80}|\*)\]_(?![\w_])")
_RST_NOTE = regex(r"^[ \t]*\.\. \[([^\]\n]{1,80})\]", re.MULTILINE)
_XREF = regex(r"<<([\w:.-]{1,80})(?:,[^<>\n]{0,200})?>>")
_ANCHOR = regex(r"\[\[\[([\w:.-]{1,80})(?:,\s*([^\]\n]{1,80}))?\]\]\]")
_TO_NOTE = regex(
    r"#(?:[\w:.-]{0,20}?(?:ref|cit|fn|note|bib|foot|src|source|lit)[\w:.-]{0,80}|[rbnc][-_.]?)\d[\w:.-]{0,80}",
    re.IGNORECASE,
)
_BACK = regex(r"#[\w:.-]{0,40}?(?:fn-?ref|foot(?:note)?-?ref|cite_ref|back-?ref|fr-)[\w:.-]{0,80}", re.IGNORECASE)
"""Where a note leads back to its marks."""
_ARROWS = ("↩", "↑", "⤴", "↩\ufe0e", "↩\ufe0f")
_STATISTIC = regex(
    r"(?:\b(?:CI|CrI|IQR|ranges?|intervals?|between|from|in|over|domain|scale)\b(?:\s(?:was|were|is|are|of))?[\s:,=]{0,4}"
    r"|[=∈≤≥<>:±]\s?)$"
)
_UNITS = frozenset(
    {
        "mm", "cm", "km", "dm", "nm", "μm", "µm", "um", "ft", "in",
        "yd", "mi", "ha", "sq", "sec", "min", "hz", "pi", "log", "kg",
        "cos", "sin", "tan", "chi", "eta", "rho", "sigma", "psi", "phi",
    }
)  # fmt: skip
_WORD = regex(r"[^\W\d_]{1,20}$")
_LISTING = regex(r"(?:[:;,]|\band|\bor)\s*$")


class _Piece(NamedTuple):
    """Source that is seen as it is written: source[start:end] is blocks[block].text from `at` on."""

    start: int
    end: int
    block: int
    at: int


class _Numbers(NamedTuple):
    """The numbers that marks may name."""

    known: frozenset[int]
    highest: int

    def read(self, written: str) -> tuple[str, ...]:
        """The labels, ranges written out; none where a number cannot be one of the list."""
        labels: dict[str, None] = {}
        for found in _RANGE.finditer(written):
            first, last = int(found[1]), int(found[2] or found[1])
            if not (0 < first <= self.highest and 0 < last <= self.highest):
                return ()
            span = range(first, last + 1) if first <= last else (first, last)
            labels.update((str(number), None) for number in span)
        return tuple(labels)


def marks(
    document: Document, format: str, entries: Sequence[Listed], works: Sequence[Citation]
) -> tuple[Marker, ...]:  # fmt: skip
    """The marks in the order of the text; where nothing is listed, only footnotes can be marked."""
    footnoted = format == "markdown" and "[^" in document.text
    defined = [work.marker for work in works if not work.listed and work.marker]
    if not entries and not defined and not footnoted:
        return ()
    found = list(_footnotes(document, entries)) if footnoted else []
    if format == "asciidoc":
        found.extend(_of_asciidoc(document, entries))
    elif format == "rst":
        found.extend(_of_rst(document, entries))
    numbers = _numbers(document, format, entries, defined)
    if numbers.known:
        found.extend(_numeric(document, format, entries, numbers))
    elif entries:
        found.extend(by_author(document, entries, works))
    return tuple(sorted(dict.fromkeys(found), key=lambda marker: marker.place))


def _numbers(document: Document, format: str, entries: Iterable[Listed], defined: Iterable[str]) -> _Numbers:
    own = format in ("markdown", "asciidoc", "rst")  # whose footnotes have marks of their own
    known = {int(marker) for marker in defined}
    for one in entries:
        if not (own and document.blocks[one.parts[0].block].around.container is Container.FOOTNOTE):
            known.update(int(text) for text in (one.entry.marker, one.typed) if text.isdecimal())
    return _Numbers(frozenset(known), max(2 * len(known), max(known, default=0)))


# --- numbers ---------------------------------------------------------------------------------------------------------


def _numeric(document: Document, format: str, entries: Sequence[Listed], numbers: _Numbers) -> Iterator[Marker]:
    raised, spans = _raised_by_markup(document, format, numbers)
    heads = _heads(entries)
    elsewhere = _elsewhere(document)
    plain: list[Marker] = [*raised, *_linked(document, numbers, spans)]
    worded: list[Marker] = []
    for index, block in enumerate(document.blocks):
        text = block.text
        if "[" in text:
            for found in _BRACKETED.finditer(text):
                source = block.source_span(found.start(), found.end())
                labels = numbers.read(found[1])
                if (
                    labels
                    and not _numbers_entry(heads, index, found.span())
                    and not _within(spans, source[0])
                    and not _is_no_mark(document, text, found, source, elsewhere)
                ):
                    plain.append(Marker(labels, document.lines.place(*source), found[0]))
        for found in _WORDED.finditer(text) if "ref" in text or "Ref" in text else ():
            labels = numbers.read(found[1])
            if labels and all(int(label) in numbers.known for label in labels):
                worded.append(Marker(labels, document.lines.place(*block.source_span(*found.span())), found[0]))
        if not text.isascii():
            for found in _RAISED.finditer(text):
                labels = numbers.read(found[0].translate(_RAISED_SIGNS))
                if labels and not _numbers_entry(heads, index, found.span()) and _is_raised_mark(text, *found.span()):
                    place = document.lines.place(*block.source_span(*found.span()))
                    plain.append(Marker(labels, place, found[0]))
    yield from (*plain, *worded)
    if not plain:
        yield from _enclosed(document, numbers, heads)


def _heads(entries: Iterable[Listed]) -> dict[int, list[int]]:
    """Where entries begin in their blocks."""
    found: dict[int, list[int]] = {}
    for one in entries:
        found.setdefault(one.parts[0].block, []).append(one.parts[0].start)
    return found


def _numbers_entry(heads: Mapping[int, Sequence[int]], block: int, span: tuple[int, int]) -> bool:
    """Whether a number is the one before an entry."""
    starts = heads.get(block, ())
    index = bisect_right(starts, span[0])
    return index < len(starts) and starts[index] <= span[1] + 3


def _is_no_mark(
    document: Document, text: str, found: re.Match[str], source: tuple[int, int], elsewhere: Mapping[str, list[int]]
) -> bool:
    before = text[max(0, found.start() - 20) : found.start()]
    if "," in found[1] and "." not in found[0] and _STATISTIC.search(before):
        return True
    if text[found.end() : found.end() + 5].lower() in ("(http", ": htt"):
        return True
    if document.text[source[1] : source[1] + 1] == "_" and document.text[source[0] : source[0] + 1] == "[":
        return True  # RST, read by itself
    return any(-400 < at - source[0] < 400 for at in elsewhere.get(found[0], ()))


def _elsewhere(document: Document) -> dict[str, list[int]]:
    """The links whose words look like a mark and that lead to another page, by their words."""
    found: dict[str, list[int]] = {}
    for link in document.links:
        if link.text[:1] == "[" and not link.url.startswith("#"):
            found.setdefault(link.text.strip(), []).append(_offset(document, link))
    return found


def _linked(document: Document, numbers: _Numbers, spans: Sequence[tuple[int, int]]) -> Iterator[Marker]:
    """Numbers that are links to entries: `[1](#ref-1)`."""
    for link in document.links:
        if link.url[:1] != "#" or not link.text.strip().isdecimal() or not _TO_NOTE.fullmatch(link.url):
            continue
        if _BACK.fullmatch(link.url):
            continue
        labels = numbers.read(link.text.strip())
        if labels and link.around.container is not Container.NAVIGATION and not _within(spans, _offset(document, link)):
            yield Marker(labels, link.place, link.text.strip())


def _raised_by_markup(
    document: Document, format: str, numbers: _Numbers
) -> tuple[list[Marker], list[tuple[int, int]]]:  # fmt: skip
    """Marks that markup raises, and where in the source they stand."""
    source = document.text
    shapes = [
        shape
        for shape, sign, formats in (
            (_SUP, "<sup", ("html", "markdown")),
            (_SUP, "<SUP", ("html", "markdown")),
            (_CARET, "^", ("markdown", "asciidoc", "text")),
            (_ROLE, ":sup:", ("rst",)),
        )
        if format in formats and sign in source
    ]
    if not shapes:
        return [], []
    pieces = _pieces(document)
    found: dict[tuple[int, int], Marker] = {}
    spans: list[tuple[int, int]] = []
    for shape in dict.fromkeys(shapes):
        for match in shape.finditer(source):
            spans.append(match.span())
            inside = unescape(match[1])
            written = _MARKUP.sub("", inside)
            labels = numbers.read(written) if _WHOLE.fullmatch(written) else ()
            piece = _seen(pieces, *match.span(1)) if labels else None
            if piece is None:
                continue
            text = document.blocks[piece.block].text
            at = piece.at + max(match.start(1) - piece.start, 0)
            if _BACK.search(inside) or text[:at].rstrip().endswith(_ARROWS):
                continue
            following = source[match.end() : match.end() + 1]
            is_clear = "[" in inside or "href" in inside  # no exponent is a link
            if is_clear or _stands_raised(text[:at].rstrip("^[ "), following):
                found[match.span()] = Marker(labels, document.lines.place(*match.span()), written)
    return list(found.values()), sorted(spans)


def _is_raised_mark(text: str, start: int, end: int) -> bool:
    return _stands_raised(text[:start], text[end : end + 1])


def _stands_raised(before: str, following: str) -> bool:
    """Whether a raised number between these two is a mark, and no exponent or isotope."""
    if not before or following.isalnum():
        return False
    if before[-1].isdigit():
        return False
    word = _WORD.search(before[-21:])
    if word is None:
        return before[-1] not in "=+−-/×·*("
    return len(word[0]) > 1 and word[0].lower() not in _UNITS and not (len(word[0]) == 2 and word[0].isupper())


def _enclosed(document: Document, numbers: _Numbers, heads: Mapping[int, Sequence[int]]) -> Iterator[Marker]:
    """Numbers in parentheses, where no other form is used and they do not number the parts of a sentence."""
    found: list[Marker] = []
    at_end = False
    for index, block in enumerate(document.blocks):
        text = block.text
        for match in _ENCLOSED.finditer(text) if "(" in text else ():
            labels = numbers.read(match[1])
            before = text[max(0, match.start() - 8) : match.start()]
            if (
                not labels
                or _numbers_entry(heads, index, match.span())
                or _LISTING.search(before)
                or not before.strip()
            ):
                continue
            at_end = at_end or text[match.end() : match.end() + 1] in ("", ".", ",", ";")
            found.append(Marker(labels, document.lines.place(*block.source_span(*match.span())), match[0]))
    if at_end:
        yield from found


# --- marks of the markup's own ---------------------------------------------------------------------------------------


def _footnotes(document: Document, entries: Sequence[Listed]) -> Iterator[Marker]:
    """`[^label]` of Markdown, also where no such footnote is defined."""
    defined = {
        one.entry.marker
        for one in entries
        if document.blocks[one.parts[0].block].around.container is Container.FOOTNOTE
    }
    for block in document.blocks:
        if "[^" not in block.text:
            continue
        for found in _FOOTNOTE.finditer(block.text):
            source = block.source_span(*found.span())
            if found[1] not in defined:
                if document.text[max(0, source[0] - 1)] == "\\" or document.text[source[0] : source[0] + 2] != "[^":
                    continue
                attached = found.start() > 0 and not block.text[found.start() - 1].isspace()
                if not (found[1].isdecimal() and attached if not defined else _CLASS.match(found[1]) is None):
                    continue
            yield Marker((found[1],), document.lines.place(*source), found[0])


def _of_rst(document: Document, entries: Sequence[Listed]) -> Iterator[Marker]:
    """`[1]_`, `[#note]_`, `[Smith2020]_`: of footnotes, and of what is listed here, as Sphinx has lists elsewhere."""
    if "]_" not in document.text:
        return
    shown: dict[str, str] = {}
    anonymous: list[str] = []
    by_line = {one.entry.place.line: one.entry.marker for one in entries}
    for found in _RST_NOTE.finditer(document.text):
        line = document.lines.place(found.start(1), found.end(1)).line
        marker = by_line.get(line, by_line.get(line + 1, found[1]))
        if found[1] in ("#", "*"):
            anonymous.append(marker)
        else:
            shown[found[1]] = marker
    pieces = _pieces(document)
    unnamed = iter(anonymous)
    for found in _RST.finditer(document.text):
        if _seen(pieces, found.start(1), found.end(1)) is None:
            continue
        label = next(unnamed, "") if found[1] in ("#", "*") else shown.get(found[1], "")
        if not label and found[1].isdecimal():
            label = found[1]
        if label:
            yield Marker((label,), document.lines.place(found.start(), found.end()), found[0])


def _of_asciidoc(document: Document, entries: Sequence[Listed]) -> Iterator[Marker]:
    """`<<ref>>` to a bibliography, and footnotes, which stand where they are marked."""
    for one in entries:
        if document.blocks[one.parts[0].block].around.container is Container.FOOTNOTE:
            yield Marker((one.entry.marker,), one.entry.place, one.entry.marker)
    if "[[[" in document.text:
        shown = {found[1]: (found[2] or found[1]).strip() for found in _ANCHOR.finditer(document.text)}
        for found in _XREF.finditer(document.text):
            if found[1] in shown:
                yield Marker((shown[found[1]],), document.lines.place(*found.span()), found[0])


# --- what is seen ----------------------------------------------------------------------------------------------------


def _pieces(document: Document) -> list[_Piece]:
    found: list[_Piece] = []
    for index, block in enumerate(document.blocks):
        ends = [*(at for at, _ in block.anchors[1:]), len(block.text)]
        found.extend(
            _Piece(source, source + end - at, index, at)
            for (at, source), end in zip(block.anchors, ends, strict=True)
            if end > at
        )
    found.sort()
    return found


def _seen(pieces: Sequence[_Piece], start: int, end: int) -> _Piece | None:
    """The first piece of the source between two offsets that a reader sees."""
    index = bisect_right(pieces, (start, 1 << 62)) - 1
    if index >= 0 and pieces[index].end > start:
        return pieces[index]
    if index + 1 < len(pieces) and pieces[index + 1].start < end:
        return pieces[index + 1]
    return None


def _within(spans: Sequence[tuple[int, int]], offset: int) -> bool:
    index = bisect_left(spans, (offset + 1, 0)) - 1
    return index >= 0 and spans[index][1] > offset


def _offset(document: Document, link: Link) -> int:
    return document.lines.offset(link.place.line, link.place.column)
