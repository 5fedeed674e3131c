"""Marks by author and year: (Smith 2020; Jones et al., 2019a), Smith and Jones (2020).

A word and a year in parentheses are much else ("(Sweden 2020)"), so such a mark counts where an entry fits it. Where
most fit, those that name several authors count without an entry, too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewaudit import verdicts
from reviewaudit.model import Container, Marker
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reviewaudit.extraction.entries import Listed
    from reviewaudit.model import Citation, Document

_YEARS = r"(?:1[89]|20)\d\d[a-z]?"
_GROUP = regex(rf"\(([^()]{{3,300}}?\b{_YEARS}[^()]{{0,60}})\)")
_NAME = r"(?:(?:van|von|de|del|der|den|di|da|la|le|el|al|ten|ter|st)[\s.]{1,2}){0,3}[^\W\d_a-z][\w’'-]{1,40}"
_PART = regex(
    rf"(?:(?:see|also|e\.g\.|cf\.|eg|reviewed in|for example),?\s){{0,3}}(?P<name>{_NAME})"
    rf"(?P<others>(?:,?\s(?:and|&|y|und|et)\s{_NAME}|,\s{_NAME}){{0,6}},?(?:\s(?:et\sal\.?|and colleagues),?)?)"
    rf"\s(?P<years>\(?{_YEARS}(?:,\s?(?:{_YEARS}|[a-z]\b)){{0,5}})(?:[,:]\s?(?:pp?\.?\s?)?[\w–-]{{1,20}})?"
)
_NARRATED = regex(
    rf"(?<![\w’'-])(?P<name>{_NAME})(?:\s(?:and|&)\s{_NAME}|\set\sal\.?,?|\sand\scolleagues)?\s\((?P<year>{_YEARS})"
)
_NO_AUTHORS = frozenset(
    {
        "january", "february", "march", "april", "may", "june", "july", "august", "september",
        "october", "november", "december", "spring", "summer", "autumn", "fall", "winter", "since",
        "until", "before", "after", "circa", "in", "by", "from", "updated", "published",
        "accessed", "retrieved", "version", "edition", "chapter", "figure", "table", "copyright",
    }
)  # fmt: skip


def by_author(document: Document, entries: Sequence[Listed], works: Sequence[Citation]) -> Iterator[Marker]:
    """(Smith 2020; Jones et al., 2019a), where such marks are the article's way to cite."""
    shelf = verdicts.Shelf(works)
    inside = {part.block for one in entries for part in one.parts}
    sure: list[Marker] = []
    doubtful: list[Marker] = []
    for index, block in enumerate(document.blocks):
        if index in inside or "(" not in block.text or block.around.container is Container.HEADING:
            continue
        for marker, is_plain in _authors(document, index):
            if any(shelf.fitting(label) for label in marker.labels):
                sure.append(marker)
            elif not is_plain:
                doubtful.append(marker)
    yield from sure
    if len(sure) >= 2 and len(doubtful) <= len(sure):
        yield from doubtful


def _authors(document: Document, index: int) -> Iterator[tuple[Marker, bool]]:
    """Each mark, and whether it may be anything else in the form of a word and a year."""
    block = document.blocks[index]
    for group in _GROUP.finditer(block.text):
        labels: list[str] = []
        is_plain = False
        for part in group[1].split(";"):
            found = _PART.fullmatch(part.strip())
            if found is None or found["name"].lower() in _NO_AUTHORS:
                labels = []
                break
            is_plain = is_plain or not found["others"].strip(" ,")
            labels.extend(_labels(found["name"], found["years"]))
        if labels:
            place = document.lines.place(*block.source_span(*group.span()))
            yield Marker(tuple(dict.fromkeys(labels)), place, group[0]), is_plain
    for found in _NARRATED.finditer(block.text):
        label = f"{verdicts.folded(found['name'])} {found['year']}"
        place = document.lines.place(*block.source_span(*found.span()))
        yield Marker((label,), place, f"{found[0]})"), True


def _labels(name: str, years: str) -> Iterator[str]:
    last = ""
    for year in re.split(r",\s?", years):
        last = year if len(year) > 1 else last[:4] + year
        yield f"{verdicts.folded(name)} {last}"
