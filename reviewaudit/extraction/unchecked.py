"""The comments in which an author told another link checker not to check links, and the references they are about.

What is read, as those tools document it or do it:

| tool | from … to | the line below | its own line |
|---|---|---|---|
| markdown-link-check | `markdown-link-check-disable` … `-enable` | `-disable-next-line` | `-disable-line` |
| mlc | `mlc-disable` … `-enable` | `-disable-next-line` | `-disable-line` |
| linkspector | `linkspector-disable` … `-enable` | `-disable-next-line` | `-disable-line` |
| md-dead-link-check | `md-dead-link-check: off` … `on` | | |
| html-proofer | an element with the attribute `data-proofer-ignore` | | |

https://github.com/tcort/markdown-link-check, https://github.com/becheran/mlc,
https://github.com/UmbrellaDocs/linkspector, https://github.com/AlexanderDokuchaev/md-dead-link-check,
https://github.com/gjtorikian/html-proofer. What is not
switched on again is off to the end, as with all four. A blank line between comment and link does not count, as with
linkspector.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.extraction.suppressions import lines_below, lines_of
from reviewaudit.model import TargetKind
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from reviewaudit.model import Comment, Document, Place, Reference

_SAYS = regex(
    r"\s*(?:(?P<tool>markdown-link-check|mlc|linkspector)-(?P<word>disable-next-line|disable-line|disable|enable)"
    r"|(?P<dead>md-dead-link-check)\s*:\s*(?P<switch>off|on)|(?P<element>data-proofer-ignore))(?![\w-])"
)
_SWITCHES = {"off": "disable", "on": "enable"}
_TO_THE_END = float("inf")


class _Stretch(NamedTuple):
    first: int
    last: float
    comment: str
    """Which comment, and where it stands."""


class _Unchecked(NamedTuple):
    """Where links are not to be checked."""

    lines: dict[int, str]
    """The comments about single lines, by line."""
    stretches: dict[str, list[_Stretch]]
    """By tool, in their order; those of one tool do not overlap."""
    elements: list[Place]
    """In their order; they do not overlap."""

    def comment_for(self, place: Place) -> str:
        """The comment that says so of this place; empty where none does."""
        line = place.line
        if line in self.lines:
            return self.lines[line]
        index = bisect_right(self.elements, place[:2], key=itemgetter(0, 1)) - 1
        if index >= 0 and place[:2] < self.elements[index][2:]:
            return f"data-proofer-ignore in line {self.elements[index].line}"
        for stretches in self.stretches.values():
            index = bisect_right(stretches, line, key=itemgetter(0)) - 1
            if index >= 0 and line <= stretches[index].last:
                return stretches[index].comment
        return ""


def without_unchecked(document: Document, references: list[Reference]) -> list[Reference]:
    """The references, those that a comment says not to check marked as such."""
    comments = [(comment, says) for comment in document.comments if (says := _SAYS.match(comment.text))]
    if not comments:
        return references
    unchecked = _unchecked(document, comments)
    return [
        replace(reference, target_kind=TargetKind.UNCHECKED, target=comment, fragment="")
        if (comment := unchecked.comment_for(reference.place))
        else reference
        for reference in references
    ]


def _unchecked(document: Document, comments: list[tuple[Comment, re.Match[str]]]) -> _Unchecked:
    lines: dict[int, str] = {}
    stretches: dict[str, list[_Stretch]] = {}
    below = lines_below(lines_of(document))
    elements: list[Place] = []
    for (_, place), says in comments:
        if says["element"]:
            elements.append(place)
            continue
        tool, word = says["tool"] or says["dead"], says["word"] or _SWITCHES[says["switch"]]
        comment = f"{' '.join(says[0].split())} in line {place.line}"
        own = stretches.setdefault(tool, [])
        if word == "disable-line":
            lines.update(dict.fromkeys(range(place.line, place.end_line + 1), comment))
        elif word == "disable-next-line":
            lines[below[place.end_line]] = comment
        elif word == "disable":
            if not own or own[-1].last != _TO_THE_END:
                own.append(_Stretch(place.line, _TO_THE_END, comment))
        elif own and own[-1].last == _TO_THE_END:
            own[-1] = own[-1]._replace(last=place.end_line)
    return _Unchecked(lines, stretches, sorted(elements))
