"""Visible text in, review statements out.

A label is bound to the first date after it and before the next label. What a label speaks of (the page, a part of it,
its references, a source, another thing) decides the scope; a near miss is no statement at all.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from reviewaudit.extraction.charts import read_table
from reviewaudit.extraction.judging import REVIEWS, Found, is_report
from reviewaudit.extraction.labelled import Label, dated, dateless
from reviewaudit.extraction.labels import Labels, labels
from reviewaudit.extraction.metadata import keys_in
from reviewaudit.extraction.positions import (
    Subject,
    after_own_sentence,
    are_adjectives,
    in_reference_list,
    is_quotation,
    position,
    zones,
)
from reviewaudit.extraction.prefilter import Stems, lowered
from reviewaudit.extraction.tables import tables
from reviewaudit.extraction.values import (
    NOTHING_BEFORE,
    Value,
    belongs,
    is_direct,
    reviewer_in,
    sentence_end,
    tail_after,
    value_in,
)
from reviewaudit.model import (
    Block,
    Container,
    Document,
    Flag,
    Precision,
    ReviewPolicy,
    Scope,
    StatementKind,
)
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

_BETWEEN_TWINS = regex(r"[\s/|()（）*_·–—-]{0,8}")
_MARKS = " \t\r\n*_`\"'“”‘’>#.,;:：|·•—–-()[]"
_PERFECT = ("was", "were", "been")
_HABIT = regex(
    r"[\s,]*(?:against|by (?:the )?ci|regularly|weekly|daily|monthly|quarterly|annually|every|each|automatically"
    r"|before|when|whenever|during"
    r"|periodically|continuously|as (?:part|needed))\b",
    re.IGNORECASE,
)
_PRESENT = regex(r"\bare\b", re.IGNORECASE)
_SOURCE_LINE = regex(r"[\W_]*(?:source|quelle|fuente|fonte|bron|via|adapted from)s?\b\s*[:：]", re.IGNORECASE)
_OTHER_REVIEW = regex(r"\breview", re.IGNORECASE)
_INVISIBLE = regex("[\u00ad\u200b-\u200f\u2060\ufeff]")
_STAND_ALONE = 60


class _Reader:
    """Goes over the blocks of one document once."""

    def __init__(self, document: Document, policy: ReviewPolicy, blocks: Sequence[Block], stems: Stems) -> None:
        self.document = document
        self.policy = policy
        self.stems = stems
        self.everything = bool(policy.labels)
        self.labels: Labels = labels(policy.labels)
        self.blocks = blocks
        self.zones = zones(blocks)
        self.report = is_report(document, blocks)
        self.found: list[Found] = []
        self.claims: list[tuple[int, Label, str]] = []

    def read(self) -> list[Found]:
        cells: set[int] = set()
        worth = [self.everything or self.stems.may_state(lowered(block.text)) for block in self.blocks]
        for table in tables(self.blocks, self.document, worth):
            found, settled = read_table(table, self.document, self.blocks, self.policy, self._labels_of)
            self.found.extend(found)
            cells.update(settled)
        for index, block in enumerate(self.blocks):
            if worth[index] and index not in cells and not block.around.task:
                self._block(index, block)
        self._hand_out_claims()
        return self.found

    # --- running text -------------------------------------------------------------------------------------------------

    def _block(self, index: int, block: Block) -> None:
        for label in self._labels_of(block.text):
            if is_quotation(block.text, label.start):
                if label.pattern.kind is StatementKind.UPDATED:
                    self._dated(index, block, label, Scope.OTHER)
            elif in_reference_list(block, label.start):
                self._dated(index, block, label, Scope.REFERENCE)
            else:
                self._label(index, block, label)

    def _labels_of(self, text: str) -> list[Label]:
        matches = [
            (self.labels.meaning[match.lastgroup or ""], match.start(), match.end())
            for match in self.labels.pattern.finditer(text)
        ]
        written_keys = keys_in(text)
        if written_keys:
            spans = [(start, end) for _, start, end in written_keys]
            matches = [match for match in matches if not any(start <= match[1] < end for start, end in spans)]
            matches = sorted([*matches, *written_keys], key=lambda match: match[1])
        found: list[Label] = []
        first = -1
        for number, (pattern, start, end) in enumerate(matches):
            until = len(text)
            if number + 1 < len(matches):
                following, until, _ = matches[number + 1]
                if following.kind is pattern.kind and _BETWEEN_TWINS.fullmatch(text, end, until):
                    first = start if first < 0 else first  # 最后审阅 / Last reviewed: one label in two languages
                    continue
            found.append(Label(pattern, start, end, until, position(text, start if first < 0 else first, end)))
            first = -1
        return found

    def _label(self, index: int, block: Block, label: Label) -> None:
        kind = label.pattern.kind
        if kind not in REVIEWS:
            self._other_kind(index, block, label)
        elif label.pattern.references:
            self._references(index, block, label)
        else:
            self._review(index, block, label)

    def _other_kind(self, index: int, block: Block, label: Label) -> None:
        subject = label.place.subject
        if label.pattern.kind is StatementKind.ACCESSED:
            words = label.place.words_before.casefold()
            general = any(word in words for word in ("link", "source", "reference", "resource", "data"))
            self._dated(index, block, label, Scope.REFERENCES if general else Scope.REFERENCE, direct=True)
        elif label.pattern.kind is StatementKind.EVIDENCE:
            if subject is Subject.LABEL and label.place.line_start:
                self._dated(index, block, label, Scope.PAGE)
        elif _SOURCE_LINE.match(block.text):
            return
        elif subject is Subject.PART:
            self._dated(index, block, label, Scope.SECTION)
        elif subject is Subject.OTHER and label.pattern.kind is StatementKind.UPDATED:
            self._dated(index, block, label, Scope.OTHER)
        elif subject is not Subject.OTHER:
            self._dated(index, block, label, Scope.PAGE)

    def _review(self, index: int, block: Block, label: Label) -> None:
        place, pattern = label.place, label.pattern
        zone = self.zones[index]
        if block.around.container is Container.HEADING and (pattern.bare or "_" in block.text[label.start : label.end]):
            return  # a key between two rules is front matter in the wrong place, which Markdown takes for a heading
        if self.report and (pattern.bare or pattern.two_ways):
            return
        if not pattern.english and not zone:
            return
        scope = Scope.PAGE
        if not pattern.english and place.subject in (Subject.OTHER, Subject.PART):
            if not place.colon or len(place.words_before.split()) > 3:
                return
        elif place.subject is Subject.PART:
            scope = Scope.SECTION
        elif place.subject is Subject.OTHER:
            if block.around.container is not Container.HEADING:
                return
            scope = Scope.SECTION
        if pattern.bare and not (
            (place.subject is Subject.LABEL and place.line_start)
            or (place.subject is Subject.PAGE and place.words_before.endswith(_PERFECT))
        ):
            return
        value = self._value(index, block, label)
        if value is None:
            if scope is Scope.PAGE:
                self._dateless(index, block, label)
            return
        if not self._convinces(block, label, value, zone=zone):
            return
        if place.subject is Subject.PERHAPS and not zone and not after_own_sentence(block.text, place.clause):
            return
        flags = value.flags | {Flag.AMBIGUOUS} if pattern.two_ways and value.bounds else value.flags
        self._add(index, block, label, scope, value, flags, mid_body=not zone)

    def _convinces(self, block: Block, label: Label, value: Value, *, zone: bool) -> bool:
        """Whether a dated review label is a statement and no remark in passing."""
        place, pattern = label.place, label.pattern
        text = block.text
        direct = is_direct(text, label.end, value)
        by_name = reviewer_in(text, label.end, value.at) is not None
        if pattern.bare and not (direct or by_name):
            return False
        if text[label.start : label.end].casefold() == "review by" and not direct:
            return False
        if place.subject is Subject.LABEL:
            lower = text[label.start].islower() and not place.line_start and not place.colon
            if lower and pattern.english and place.clause > 0 and text[place.clause - 1] in ";([（【":
                return False
            if zone:
                return True
            rest = len(text) - (value.after - place.clause)
            alone = rest <= _STAND_ALONE and block.around.container is Container.PARAGRAPH
            return place.colon or alone
        vague = value.bounds is not None and value.bounds.precision is Precision.YEAR
        return not (vague and place.subject is Subject.PERHAPS)

    def _value(self, index: int, block: Block, label: Label) -> Value | None:
        value = value_in(self.document, block, label.end, label.until, self.policy)
        if value is not None:
            return value if belongs(block.text, label.end, value) else None
        return None

    def _dateless(self, index: int, block: Block, label: Label) -> None:
        """A label whose date is in the next block, or nowhere."""
        place, pattern = label.place, label.pattern
        text = block.text
        if place.subject not in (Subject.LABEL, Subject.PAGE):
            return
        tail = tail_after(text, label.end, label.until)
        reviewer = reviewer_in(text, label.end, label.until)
        ends = label.until == len(text) and tail.empty
        if ends and self._date_in_next_block(index, block, label):
            return
        if not self.zones[index] or pattern.two_ways or (_is_listed(block) and not place.colon):
            return
        if text[label.start].islower() and not place.words_before and not place.colon:
            return
        line = text.rfind("\n", 0, label.start) + 1
        if pattern.bare and _OTHER_REVIEW.search(text, line, label.start):
            return
        claimed = (
            (ends and (place.colon or len(text) <= _STAND_ALONE))
            or (place.colon and (tail.short or tail.empty))
            or tail.relative
            or (reviewer is not None and pattern.kind is StatementKind.REVIEWED)
        )
        if not claimed or (pattern.bare and reviewer is None and not place.colon):
            return
        self._add_missing(index, block, label, Scope.PAGE, reviewer)

    def _date_in_next_block(self, index: int, block: Block, label: Label) -> bool:
        """ "Last medically reviewed on" / "January 18, 2017"."""
        if index + 1 >= len(self.blocks):
            return False
        following = self.blocks[index + 1]
        if following.around.task or following.around.container is Container.HEADING:
            return False
        first = self.labels.pattern.search(following.text)
        until = min(first.start() if first else len(following.text), 120)
        value = value_in(self.document, following, 0, until, self.policy)
        if value is None or not NOTHING_BEFORE.fullmatch(following.text[: value.at]):
            return False
        zone = self.zones[index] or self.zones[index + 1]
        if not label.pattern.english and not zone:
            return False
        flags = value.flags | {Flag.AMBIGUOUS} if label.pattern.two_ways and value.bounds else value.flags
        self._add(index, block, label, Scope.PAGE, value, flags, mid_body=not zone)
        return True

    # --- references ---------------------------------------------------------------------------------------------------

    def _references(self, index: int, block: Block, label: Label) -> None:
        text, place = block.text, label.place
        if place.subject is Subject.OTHER and not are_adjectives(place.words_before):
            return
        start = place.clause if are_adjectives(place.words_before) else label.start
        value = self._value(index, block, label)
        end = sentence_end(text, value.after if value else label.end)
        claim = " ".join(text[start:end].split()).strip(_MARKS)
        if value is not None:
            zone = self.zones[index]
            if zone or place.colon or len(text) - (value.after - start) <= _STAND_ALONE:
                self._add(index, block, label, Scope.REFERENCES, value, value.flags, mid_body=not zone, claim=claim)
            return
        self.claims.append((index, label, claim))

    def _hand_out_claims(self) -> None:
        """Give a claim without date to the review beside it; alone it counts where statements stand."""
        for index, label, claim in self.claims:
            block = self.blocks[index]
            beside = [
                number
                for number, found in enumerate(self.found)
                if found.block == index
                and found.statement.kind is StatementKind.REVIEWED
                and found.statement.scope in (Scope.PAGE, Scope.SECTION)
            ]
            if beside:
                nearest = min(beside, key=lambda number: abs(self.found[number].end - label.start))
                found = self.found[nearest]
                words = f"{found.statement.claim}; {claim}" if found.statement.claim else claim
                statement = replace(found.statement, claims_references=True, claim=words)
                self.found[nearest] = replace(found, statement=statement)
            elif self._stands_alone(index, block, label):
                self._add_missing(index, block, label, Scope.REFERENCES, None, claim=claim)

    def _stands_alone(self, index: int, block: Block, label: Label) -> bool:
        text, place = block.text, label.place
        return (
            self.zones[index]
            and not _is_listed(block)
            and block.around.container is not Container.HEADING
            and place.subject is not Subject.OTHER
            and (place.line_start or place.subject is Subject.LABEL)
            and not place.colon
            and text[place.clause : label.end].lstrip(_MARKS)[:1].isupper()
            and not _PRESENT.search(text[label.start : label.end])
            and not _HABIT.match(text, label.end)
            and len(text[label.end : sentence_end(text, label.end)].split()) <= 12
        )

    # --- results ------------------------------------------------------------------------------------------------------

    def _dated(self, index: int, block: Block, label: Label, scope: Scope, *, direct: bool = False) -> None:
        value = self._value(index, block, label)
        if value is None or (direct and not is_direct(block.text, label.end, value)):
            return
        if value.bounds is None and scope is not Scope.PAGE:
            return
        self._add(index, block, label, scope, value, value.flags)

    def _add(
        self, index: int, block: Block, label: Label, scope: Scope, value: Value, flags: frozenset[Flag], *,
        mid_body: bool = False, claim: str = "",
    ) -> None:  # fmt: skip
        statement = dated(self.document, block, label, scope, value, flags, claim)
        self.found.append(Found(statement, index, label.place.clause, value.after, mid_body))

    def _add_missing(
        self, index: int, block: Block, label: Label, scope: Scope, reviewer: str | None, claim: str = ""
    ) -> None:
        statement = dateless(self.document, block, label, scope, reviewer, claim)
        self.found.append(Found(statement, index, label.place.clause, label.end, byline=reviewer is not None))


def visible(document: Document, policy: ReviewPolicy, stems: Stems) -> list[Found]:
    """The review statements in the visible text of `document`, in no particular order, to be settled.

    `stems` are those of the whole source.
    """
    return _Reader(document, policy, [_visible(block) for block in document.blocks], stems).read()


def _visible(block: Block) -> Block:
    """The block without soft hyphens and other characters that nobody sees."""
    if block.text.isascii() or not _INVISIBLE.search(block.text):
        return block
    kept = [offset for offset, character in enumerate(block.text) if not _INVISIBLE.match(character)]
    anchors = tuple((index, block.source_span(offset, offset)[0]) for index, offset in enumerate(kept))
    times = tuple(
        mark._replace(start=bisect_left(kept, mark.start), end=bisect_left(kept, mark.end)) for mark in block.times
    )
    return replace(block, text="".join(block.text[offset] for offset in kept), anchors=anchors, times=times)


def _is_listed(block: Block) -> bool:
    return block.around.container in (Container.BULLET, Container.NUMBERED) and not block.around.quoted
