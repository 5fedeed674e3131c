"""A document in, remarks on its text out: lead-ins without a list, related reading without a link, text cut off.

Facts only, and only those that leave little doubt. The text is first searched for what a remark cannot do without,
since most articles have none of it; their blocks are never built. What a lead-in needs is known for English alone.
"""

from __future__ import annotations

import re
from itertools import count, islice
from typing import TYPE_CHECKING

from reviewaudit.extraction import cuts, lead_ins
from reviewaudit.extraction.passages import Passage, Passages
from reviewaudit.extraction.suppressions import lines_for_suppressions
from reviewaudit.model import Container, Remark, RemarkKind
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewaudit.model import Document, Place

_LABEL = (
    r"(?P<firm>(?:related|further|recommended|suggested|additional|more)[ \t]{1,3}"
    r"(?:reading|articles?|posts?|pages?|topics?|guides?|stor(?:y|ies))"
    r"|you[ \t](?:may|might)[ \t]also[ \t](?:like|enjoy|be[ \t]interested[ \t]in)|more[ \t]on[ \t]this[ \t]topic"
    r"|(?:read|up)[ \t]next)"
    r"|(?:see|read)[ \t]also|also[ \t](?:see|read)|(?:read|learn)[ \t]more"
)
_RELATED = regex(
    rf"[\W_]{{0,6}}(?:{_LABEL})(?:[ \t](?:for|on|about|from)[ \t][^:：.\n<>]{{1,60}})?[ \t]*[*_]{{0,3}}"
    r"[:：][ \t]*[*_]{0,3}[ \t]*",
    re.IGNORECASE,
)
_STEMS = (
    "related ", "further ", "recommended ", "suggested ", "additional ", "more ", "also", "read next", "up next",
)  # fmt: skip
_LABEL_AROUND = regex(rf"(?:{_LABEL})\b[^:：.\n]{{0,80}}[:：]")
_REACH = 110
_CITED = regex(
    r"[\ufffc\[\]{}`<>|]|https?:|www\.|\bdoi\b|\bisbn\b|\bpmid\b|\bet al\b|\bpp?\. ?\d|(?<!\d)(?:18|19|20)\d\d(?!\d)|@"
    r"|\b\w+\.(?:md|html?|pdf|rst|txt|com|org|net|gov|edu|io)\b|§",
    re.IGNORECASE,
)
_PLACE_IN_TEXT = regex(
    r"\b(?:section|chapter|appendix|part|page|figure|table|step|note|item|below|above|overleaf|rfc|iso|ticket"
    r"|issue)\b",
    re.IGNORECASE,
)
_INNER_END = regex(r"[.!?;](?:\s|$)")
_LONGEST_TITLE = 160
_SMALL = 4
"""Shorter words of a title are written small."""


def remarks(document: Document, format: str, lower: str) -> tuple[Remark, ...]:
    """The remarks on a document, in its order; `lower` is its text in lower case."""
    text = document.text
    found = [_remark(document, RemarkKind.CUT_OFF, *cut) for cut in cuts.in_fields(document)]
    listed, read, cut = lead_ins.may_lead(text), _may_relate(lower), cuts.may_be_cut(text)
    if listed or read or cut:
        passages = Passages(document, format)
        if listed:
            found.extend(
                _remark(document, RemarkKind.EMPTY_LEAD_IN, start, end, shown)
                for start, end, shown in lead_ins.empty(passages)
            )
        if read:
            found.extend(_unlinked(document, passages))
        if cut:
            found.extend(_remark(document, RemarkKind.CUT_OFF, *place) for place in cuts.in_passages(passages))
    return tuple(sorted(found, key=lambda remark: (remark.place, remark.kind)))


def _remark(document: Document, kind: RemarkKind, start: int, end: int, shown: str) -> Remark:
    return Remark(kind, document.lines.place(start, end), " ".join(shown.split()))


def _may_relate(lower: str) -> bool:
    for stem in _STEMS:
        at = lower.find(stem)
        while at != -1:
            end = at + len(stem)
            if ":" in lower[end : end + _REACH] and _LABEL_AROUND.search(lower, max(0, at - 12), end + _REACH):
                return True
            at = lower.find(stem, end)
    return False


def _unlinked(document: Document, passages: Passages) -> Iterator[Remark]:
    """Titles after a label such as "Related reading" that nothing leads to."""
    linked = {line for link in document.links for line in range(link.place.line, link.place.end_line + 1)}
    extra = lines_for_suppressions(document)
    for passage in passages.all:
        label = _RELATED.match(passage.text)
        if label is None or passage.quoted or not _is_title(passage, label):
            continue
        place = document.lines.place(passage.start, passage.end)
        # The link may stand beside or below the title.
        if linked.isdisjoint(_near(place, extra)):
            start, end = passages.span(passage, label.end(), len(passage.text.rstrip(" *_")))
            yield _remark(document, RemarkKind.UNLINKED_READING, start, end, passage.text[label.end() :].strip(" *_"))


def _near(place: Place, extra: frozenset[int]) -> Iterator[int]:
    """The lines of a place and the two below it, `extra` ones not counted."""
    yield from range(place.line, place.end_line + 1)
    below = (line for line in count(place.end_line + 1) if line not in extra)
    yield from islice(below, 2)


def _is_title(passage: Passage, label: re.Match[str]) -> bool:
    title = passage.text[label.end() :].strip(" *_\"'“”‘’")
    if passage.container not in (Container.PARAGRAPH, Container.BULLET) or not 8 <= len(title) <= _LONGEST_TITLE:
        return False
    if _CITED.search(title) or _INNER_END.search(title, 0, len(title) - 1) or not title[0].isupper() or "," in title:
        return False
    words = [word for word in re.findall(r"[^\W\d_][\w'’-]*", title) if len(word) >= _SMALL]
    if len(title.split()) < 2 or _PLACE_IN_TEXT.search(title):
        return False
    # "See also" begins many a sentence; what follows is a title where its words are written large.
    return bool(label["firm"]) or (len(words) >= 2 and all(word[0].isupper() for word in words))
