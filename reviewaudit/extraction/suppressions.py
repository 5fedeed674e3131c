"""Comments in, suppressions out: `<!-- reviewaudit: ignore-next-line[broken-link] until=2027-01-31 why -->`.

One syntax in every format: a directive, the rules in brackets, `until=` with the last day, then the reason. What begins
with "reviewaudit:" and cannot be understood is told, never passed over. The rules are strings here.

| directive | is for |
|---|---|
| `ignore[…]` | the lines that the comment itself stands on |
| `ignore-next-line[…]` | the next line that is neither blank nor another such comment |
| `ignore-start[…]` … `ignore-end` | the lines from the one comment to the other |
| `ignore-file[…]` | the whole article; the only one that may be a value in front matter, of the key `reviewaudit` |
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.model import Directive, Origin, Problem, Suppression
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Container

    from reviewaudit.model import Document, Place

NAME = "reviewaudit"
END = "ignore-end"
WORDS = (*map(str, Directive), END)

_SAYS = regex(r"\s*reviewaudit\s*:\s*", re.IGNORECASE)
_DIRECTIVE = regex(r"(?P<word>[^\s\[]*)\s*(?P<list>\[(?P<rules>[^\[\]]*)\])?(?P<rest>.*)", re.DOTALL)
_OPTION = regex(r"\s*(?P<name>[A-Za-z][\w-]*)=(?P<value>\S*)")
_MEANT = regex(r"(?:^|\s)(?:until|expires?)\s*[=:]?\s*\d", re.IGNORECASE)
_DAY = regex(r"\d{4}-\d{2}-\d{2}")
_SHOWN = regex(r"[^\r\n]")
_LINE_END = regex(r"\r\n|\n|\r")
_MARKS = " \t>.#/*-"
"""What may stand before a comment that is alone on its line: quote marks, and the marks of a comment."""
_SEPARATORS = " \t\r\n:—–-"
_EXAMPLE = "ignore-next-line[broken-link] until=2027-01-31 reason"


class Suppressions(NamedTuple):
    valid: tuple[Suppression, ...] = ()
    problems: tuple[Problem, ...] = ()


class _Said(NamedTuple):
    """A directive in its parts."""

    word: str
    selectors: tuple[str, ...] | None
    """None where there are no brackets."""
    until: date | None
    reason: str


class _MisdirectionError(ValueError):
    def __init__(self, cause: str, help: str) -> None:
        super().__init__(cause)
        self.cause, self.help = cause, help


def says_something(comment: str) -> bool:
    """Whether a comment speaks to this tool, so that its words are no part of the article."""
    return _SAYS.match(comment) is not None


def without_suppressions(document: Document) -> Document:
    """The document with the comments that speak to this tool blank in its text; every offset stays.

    What looks at the source between two paragraphs then finds nothing there, as a reader does.
    """
    places = [comment.place for comment in document.comments if says_something(comment.text)]
    if not places:
        return document
    pieces: list[str] = []
    end = 0
    for place in places:
        line, start = document.lines.offset(place.line, 1), document.lines.offset(place.line, place.column)
        if not document.text[line:start].strip(_MARKS):
            start = line
        last = document.lines.offset(place.end_line, place.end_column)
        pieces += (document.text[end:start], _SHOWN.sub(" ", document.text[max(start, end) : last]))
        end = last
    return replace(document, text="".join((*pieces, document.text[end:])))


def lines_for_suppressions(document: Document) -> frozenset[int]:
    """The lines that are there for such comments alone: their own, and one blank line where one stands on each side."""
    places = [comment.place for comment in document.comments if says_something(comment.text)]
    if not places:
        return frozenset()
    lines = ["", *lines_of(document), ""]
    found = {
        line for place in places if _is_alone(lines[1:], place) for line in range(place.line, place.end_line + 1)
    }  # fmt: skip
    apart = (line + 1 for line in found if not lines[line - 1].strip() and not lines[line + 1].strip())
    return frozenset(found.union(apart))


def suppressions(document: Document) -> Suppressions:
    """What the comments and the metadata of a document suppress, and what there cannot be understood."""
    comments = [comment for comment in document.comments if says_something(comment.text)]
    values = [field for field in document.fields if field.name == NAME or field.name.startswith(f"{NAME}.")]
    if not comments and not values:
        return Suppressions()
    valid: list[Suppression] = []
    problems: list[Problem] = []
    for name, text, place, origin in values:
        try:
            valid.append(_in_metadata(name, text, place, origin))
        except _MisdirectionError as error:
            problems.append(Problem(error.cause, error.help, place))
    lines = lines_of(document)
    taken = {comment.place.line for comment in comments if _is_alone(lines, comment.place)}
    below = lines_below(lines, taken)
    opened: list[tuple[_Said, Place]] = []
    for text, place in comments:
        try:
            said = _read(text[_SAYS.match(text).end() :])  # type: ignore[union-attr]  # says_something() has matched it
            if said.word == Directive.BLOCK:
                opened.append((said, place))
            elif said.word == END:
                start, begun = _opened_by(said, opened)
                valid.append(_suppression(start, begun.line, place.end_line, begun))
            else:
                first, last = _lines_of(said.word, place, below)
                valid.append(_suppression(said, first, last, place))
        except _MisdirectionError as error:
            problems.append(Problem(error.cause, error.help, place))
    problems += [
        Problem("ignore-start has no ignore-end", f"end it with a comment {NAME}: {END}", place) for _, place in opened
    ]
    valid.sort(key=lambda suppression: suppression.place)
    problems.sort(key=lambda problem: problem.place)
    return Suppressions(tuple(valid), tuple(problems))


def _in_metadata(name: str, text: str, place: Place, origin: Origin) -> Suppression:
    help = f"write {NAME}: ignore-file[rule] until=2027-01-31 reason; a comment is for single lines"
    if name != NAME:
        raise _MisdirectionError(f"{name} is no suppression", help)
    said = _read(_SAYS.sub("", text, count=1) if says_something(text) else text)
    if said.word != Directive.FILE:
        raise _MisdirectionError(f"{said.word} in the metadata, which is about the whole article", help)
    return _suppression(said, 1, 1, place, origin)


def _suppression(said: _Said, first: int, last: int, place: Place, origin: Origin = Origin.COMMENT) -> Suppression:
    return Suppression(
        Directive(said.word), said.selectors or (), first, last, place, origin, said.until, said.reason
    )  # fmt: skip


def _read(text: str) -> _Said:
    found = _DIRECTIVE.match(text)
    assert found is not None
    word = found["word"]
    if word not in WORDS:
        near = get_close_matches(word.lower(), WORDS, n=1)
        hint = f"did you mean '{near[0]}'? " if near else ""
        raise _MisdirectionError(f"'{word}' is no directive", f"{hint}known: {', '.join(WORDS)}")
    until, reason = _until(found["rest"])
    if word == END:
        if until is not None:
            raise _MisdirectionError(f"until= in {END}", "write it into the ignore-start that it ends")
        return _Said(word, _selectors(found["rules"]) if found["list"] else None, None, reason)
    if not found["list"]:
        raise _MisdirectionError(f"{word} names no rule", f"write them in brackets: {_EXAMPLE}; [ALL] means every rule")
    return _Said(word, _selectors(found["rules"]), until, reason)


def _selectors(text: str) -> tuple[str, ...]:
    selectors = tuple(part.strip() for part in text.split(","))
    if not all(selectors):
        raise _MisdirectionError(f"[{text.strip()}] names no rule", f"write codes or names with commas: {_EXAMPLE}")
    return selectors


def _until(rest: str) -> tuple[date | None, str]:
    """The last day, and the reason that follows."""
    until = None
    while option := _OPTION.match(rest):
        name, value = option["name"], option["value"].rstrip(",;:")
        if name != "until":
            raise _MisdirectionError(f"unknown option '{name}='", "the only one is until=YYYY-MM-DD; then the reason")
        if until is not None:
            raise _MisdirectionError("two until= in one suppression", "keep one of them")
        until = _day(value)
        rest = rest[option.end() :]
    reason = " ".join(rest.split()).strip(_SEPARATORS)
    if until is None and _MEANT.search(rest):
        raise _MisdirectionError("its end date is not understood", "write it before the reason as until=YYYY-MM-DD")
    return until, reason


def _day(value: str) -> date:
    try:
        if _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise _MisdirectionError(f"until={value} is no date", "write it as until=YYYY-MM-DD, for example until=2027-01-31")


def _opened_by(end: _Said, opened: list[tuple[_Said, Place]]) -> tuple[_Said, Place]:
    """The ignore-start that `end` belongs to, taken from those that are open: the innermost of the same rules."""
    for index in reversed(range(len(opened))):
        if end.selectors is None or set(end.selectors) == set(opened[index][0].selectors or ()):
            return opened.pop(index)
    raise _MisdirectionError(f"{END} has no ignore-start", "take it out, or name the rules as its ignore-start does")


def _lines_of(word: str, place: Place, below: list[int]) -> tuple[int, int]:
    """The lines, 1-based, that a directive at `place` is for."""
    if word != Directive.NEXT_LINE:
        return place.line, place.end_line
    if not below[place.end_line]:
        raise _MisdirectionError("no line follows ignore-next-line", "put it above the line that it is for")
    return below[place.end_line], below[place.end_line]


def lines_below(lines: list[str], taken: Container[int] = ()) -> list[int]:
    """By line number the next line that is neither blank, quote marks left out, nor taken; 0 where none follows."""
    below = [0] * (len(lines) + 1)
    for number in range(len(lines), 0, -1):
        says_nothing = number in taken or not lines[number - 1].strip(" \t>")
        below[number - 1] = below[number] if says_nothing else number
    return below


def lines_of(document: Document) -> list[str]:
    """The lines of its source, as `LineIndex` counts them, without their ends."""
    return _LINE_END.split(document.text)


def _is_alone(lines: list[str], place: Place) -> bool:
    """Whether nothing but the comment stands on its lines."""
    before, after = lines[place.line - 1][: place.column - 1], lines[place.end_line - 1][place.end_column - 1 :]
    return not before.strip(_MARKS) and not after.strip()
