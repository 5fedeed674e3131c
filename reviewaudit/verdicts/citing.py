"""Marks and entries in, who names whom out: marks without entry, entries without mark, marks that fit two entries."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewaudit.model import Article, Citation, Entry, Marker

_SIGNS = regex(r"[^\w]+")
_BY_NAME = regex(r"(?P<name>.+) (?P<year>\d{4})(?P<letter>[a-z]?)")
_HEAD = 60
"""Characters of an entry in which its first author stands."""


class Citing(NamedTuple):
    """How the marks of an article and its entries fit together."""

    orphans: tuple[tuple[Marker, tuple[str, ...]], ...]
    """The marks that name what is not listed, and the labels that are missing."""
    uncited: tuple[Entry, ...]
    """The numbered or labelled entries that no mark names."""
    ambiguous: tuple[tuple[Marker, str, tuple[Citation, ...]], ...]
    """The marks by author and year that fit several entries, and these."""
    listed: int
    """How many entries a mark could name."""


def citing(article: Article) -> Citing:
    typed = {citation.place: citation.typed for citation in article.citations if citation.typed}
    known = {entry.marker for entry in article.entries} | {citation.marker for citation in article.citations}
    known.update(typed.values())
    shelf = Shelf(article.citations)
    orphans = []
    ambiguous = []
    named: set[str] = set()
    for marker in article.markers:
        missing = []
        for label in marker.labels:
            named.add(label)
            if label in known:
                continue
            fitting = shelf.fitting(label)
            if not fitting:
                missing.append(label)
            elif len(fitting) > 1:
                ambiguous.append((marker, label, fitting))
        if missing:
            orphans.append((marker, tuple(missing)))
    markable = [entry for entry in article.entries if entry.marker]
    uncited = [entry for entry in markable if entry.marker not in named and typed.get(entry.place) not in named]
    return Citing(tuple(orphans), tuple(uncited), tuple(ambiguous), len(markable))


class Shelf:
    """The listed works of an article, to be looked up by author and year."""

    def __init__(self, citations: Iterable[Citation]) -> None:
        self._works = [(citation, folded(citation.text)) for citation in citations if citation.listed]
        self._by_word: dict[str, list[int]] | None = None

    def fitting(self, label: str) -> tuple[Citation, ...]:
        """The works that "smith 2020a" can mean: those that begin with the name; where none does, those that have it
        near their beginning, then anywhere."""
        found = _BY_NAME.fullmatch(label)
        if found is None:
            return ()
        name, year, letter = found.groups()
        near = [
            self._works[index]
            for index in self._with(name.split()[-1])
            if re.search(rf"(?<!\d){year}(?!\d)", self._works[index][1]) and f" {name} " in f" {self._works[index][1]} "
        ]
        first = [(citation, text) for citation, text in near if text.startswith(f"{name} ")]
        near = first or [one for one in near if f" {name} " in f" {one[1][:_HEAD]} "] or near
        exact = [citation for citation, text in near if letter and f"{year}{letter}" in text]
        return tuple(exact or [citation for citation, _ in near])

    def _with(self, word: str) -> list[int]:
        if self._by_word is None:
            self._by_word = {}
            for index, (_, text) in enumerate(self._works):
                for one in set(text.split()):
                    self._by_word.setdefault(one, []).append(index)
        return self._by_word.get(word, [])


def folded(text: str) -> str:
    """Words for comparing: lower case, without accents and signs."""
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return _SIGNS.sub(" ", text.casefold().replace("ß", "ss").replace("ø", "o").replace("ł", "l")).strip()
