"""The places of one file that a link can lead to, looked up by fragment."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cached_property
from unicodedata import normalize
from urllib.parse import unquote

from reviewaudit.fragments.quotes import DIRECTIVE, quotes, says
from reviewaudit.fragments.slugs import DIALECTS, made, slugs
from reviewaudit.model import Anchors, FragmentFact
from reviewaudit.regexes import regex

_LINES = regex(r"L(?P<first>\d{1,9})(?:C\d+)?(?:-L?(?P<last>\d{1,9})(?:C\d+)?)?")
_NOTE = regex(r"(?:fnref|fn|footnote-ref(?:erence)?|footnote|_footnote(?:def|ref)_)[:_-]?(?P<label>.+)")
_REPEAT = regex(r"[:-]\d+$")
_ALL_NOTES = frozenset(("footnotes", "footnote-label", "endnotes"))
_OF_THE_LAYOUT = frozenset(
    ("content", "contents", "main", "main-content", "maincontent", "toc", "table-of-contents", "nav", "search",
     "footer", "comments", "skip", "header")
)  # fmt: skip
"""Ids that pages get from their template, not from the article."""
_ROUTE = regex(r"[/!?]|[^#]*[=&/]")
"""`#/guide`, `#!page`, `#page=3`, `#tab/linux`: a program reads these, no element has them."""
_MOST_NEAR = 3
_MOST_COMPARED = 500
_COMMON_PREFIX = "user-content-"
"""What GitHub puts before the ids of an article; links do without."""


class Places:
    """Looks up fragments in one file; what its headings become is made on first use."""

    def __init__(self, anchors: Anchors) -> None:
        self._anchors = anchors

    def look(self, fragment: str) -> FragmentFact | None:
        """Whether the fragment, as written without "#", leads to a place; None where the file does not tell."""
        name, mark, directive = fragment.partition(DIRECTIVE)
        named = self._named(name)
        if not mark or (named is not None and not named.found):
            return named
        wanted = quotes(directive)
        if not wanted:
            return named
        if self._anchors.partial or not self._anchors.text:
            return None
        return FragmentFact(any(says(self._anchors.text, quote) for quote in wanted))

    def _named(self, written: str) -> FragmentFact | None:
        name = _normal(unquote(written))
        if name == "" or name.lower() == "top":
            return FragmentFact(found=True)
        if (lines := _LINES.fullmatch(name)) and self._anchors.lines is not None and name not in self._ids:
            last = max(int(lines["first"]), int(lines["last"] or 0))
            return FragmentFact(0 < last <= self._anchors.lines)
        if not self._anchors.is_page:
            return None
        bare = name.removeprefix(_COMMON_PREFIX)
        if {name, bare, _normal(written)} & self._ids or bare.lower() in self._commonest:
            return FragmentFact(found=True)
        if bare.lower() in self._slugs or self._is_note(bare):
            return FragmentFact(found=True)
        if self._anchors.partial or _ROUTE.match(name) or bare.lower() in self._unsure:
            return None
        return FragmentFact(found=False, near=tuple(self._near(bare)))

    @cached_property
    def _ids(self) -> set[str]:
        return {_normal(id) for id in self._anchors.ids}

    @cached_property
    def _commonest(self) -> set[str]:
        """What GitHub makes of the headings: most links are settled by it, so that nobody else is tried."""
        return {_normal(slug).lower() for slug in made((one.text for one in self._anchors.headings), DIALECTS[0])}

    @cached_property
    def _slugs(self) -> set[str]:
        made_of_them = {_normal(slug).lower() for slug in slugs(self._anchors.headings)}
        return made_of_them | {_normal(heading.text).lower() for heading in self._anchors.headings}

    @cached_property
    def _unsure(self) -> frozenset[str]:
        return _OF_THE_LAYOUT if self._anchors.headings else frozenset()

    def _is_note(self, name: str) -> bool:
        if not self._anchors.notes:
            return False
        found = _NOTE.fullmatch(name)
        if found is None or name in _ALL_NOTES:
            return name in _ALL_NOTES
        labels = {label.lower() for label in self._anchors.notes}
        labels |= {str(number) for number in range(1, len(self._anchors.notes) + 1)}
        label = found["label"].lower()
        return label in labels or _REPEAT.sub("", label) in labels

    def _near(self, name: str) -> list[str]:
        known = list(dict.fromkeys(self._shown()))[:_MOST_COMPARED]
        by_lower = {one.lower(): one for one in reversed(known)}
        near = get_close_matches(name.lower(), by_lower, n=_MOST_NEAR, cutoff=0.6)
        return [by_lower[one] for one in near]

    def _shown(self) -> Iterator[str]:
        yield from self._anchors.ids
        yield from filter(None, made((heading.text for heading in self._anchors.headings), DIALECTS[0]))


def _normal(name: str) -> str:
    """Names that look alike are one: composed characters, no variation selectors (U+FE0F) behind emoji."""
    return normalize("NFC", name).replace("\ufe0f", "")
