"""Where a label stands in its sentence and its document, and so whether it speaks of this page.

"Last reviewed 2022" says something about the page; "the process was last reviewed in 2022" about the process.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.extraction.labels import is_loose_heading, is_reference_heading
from reviewaudit.model import Container
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewaudit.model import Block

_ZONE = 6
_LONG = 100

_STRONG = regex(
    r"[.!?…](?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bProf\.)(?<!\bSt\.)(?<!\b[A-Z]\.)[\"'”’)\]*_]{0,3}(?=\s)|[。！？]"
    r"|[\t|·•│┃;]|\s[–—-]{1,2}\s|[(\[（【]|(?<=\w)—(?=\w)"
)
_CLOSING = {"(": ")", "[": "]", "（": "）", "【": "】"}
_NOT_WORDS = regex(r"<[^<>]{0,80}>|[^\w'’&,/ -]+")
_WORD = regex(r"[^\W\d_]{2,}")
_WORDS = regex(r"[^\W_]")
_WEAK_END = regex(r"[,:：–—(\[-][\s*_`\"“']*$")
_COLON_AFTER = regex(r"[\s*_`\"'”’)]{0,6}(?:date\s*)?[:：=]")
_AUTHORED = regex(
    r"(?:written|edited|authored|researched|created|compiled|produced|prepared|approved|fact[- ]checked|checked"
    r"|updated|published"
    r"|by)\b.{0,120}?(?:\band|&|,)$",
    re.IGNORECASE,
)
_PAGE_NOUN = (
    r"(?:(?:web\s?)?pages?|articles?|documents?|documentation|doc|docs|statements?|contents?|(?:web\s?)?site"
    r"|information|leaflets?"
    r"|fact\s?sheets?|guides?|tutorials?|manuals?|playbooks?|runbooks?|handbooks?|readme|topics?|entry|posts?|notice"
    r"|file|text"
    r"|resources?|advice|summary|wiki|faqs?|monographs?|plan|accuracy|currency|details|facts)"
)
_BARE_NOUN = regex(rf"(?:web\s?)?{_PAGE_NOUN}|note|info|important|status|disclaimer|reminder", re.IGNORECASE)
_FIELD_BEFORE = regex(r"[\s*_>-]{0,9}(?!source|quelle|via)[\w ]{2,30}[*_]{0,3}:[^:]{1,80},\s*", re.IGNORECASE)
_ADMONITION = regex(r"\s*(?:!!!|\?\?\?\+?|:::)")
_CLOSING_QUOTE = regex('["”»]')
_QUOTES = ('"', "'", "“", "‘", "«", "„")
_OWN_NOUN = r"(?:polic(?:y|ies)|guidance|procedures?|guidelines?|terms|agreement|report|record|checklist|list|sop)"
_WAS = r"(?:\s+(?:was|were|is|has been|have been|had been))?"
_OURS = regex(
    rf"(?:(?:this|these|our|the present)\s+(?:[\w-]+\s+){{0,4}}?{_PAGE_NOUN}\b.*"
    rf"|(?:all\s+)?(?:current\s+)?{_PAGE_NOUN}{_WAS}|we(?:\s+have)?"
    rf"|the\s+(?:[\w-]+\s+){{0,1}}?(?:page|article|document|statement|content|information|website"
    rf"|site)s?(?:\s+on\s+this\s+\w+)?{_WAS}|this{_WAS})",
    re.IGNORECASE,
)
_MAYBE_OURS = regex(
    rf"(?:it{_WAS}|(?:this|our|the)\s+(?:[\w-]+\s+){{0,4}}?{_OWN_NOUN}{_WAS}|{_OWN_NOUN}{_WAS}"
    rf"|this\s+[\w-]+(?:\s+[\w-]+)?{_WAS}|and|was|last)",
    re.IGNORECASE,
)
_PART = regex(
    r"(?:this\s+|the\s+)?(?:[\w-]+\s+)?(?:segment|section|chapter|part|module|lesson|unit|step|table|figure|chart"
    r"|diagram|example"
    r"|snippet|pricing|prices?|rates?|costs?|fees?|below|above|following|code|screenshots?|data|numbers?|statistics"
    r"|figures)"
    rf"(?:\s+below|\s+above)?{_WAS}",
    re.IGNORECASE,
)
_ADJECTIVES = regex(r"(?:[\w&/-]+,?\s+){0,3}[\w&/-]+", re.IGNORECASE)
_NO_ADJECTIVE = regex(
    r"\b(?:is|are|was|were|be|been|being|should|must|shall|will|would|can|could|may|might|has|have|had|that|which"
    r"|with|when|where"
    r"|until|before|after|if|unless|once|not|no|never|to|please|ensure|check|by)\b",
    re.IGNORECASE,
)
_KEY_BEFORE_QUOTE = regex(r"[\W_]*[\"']?[\w.-]+[\"']?\s*[:=]\s*")
_QUOTED_STRING = regex(r"\"[^\"]*\"|“[^”]*”|'[^']*'(?!\w)")


class Subject(Enum):
    """Whom the label speaks of."""

    LABEL = "label"
    """Nobody is named: a label of its own."""
    PAGE = "page"
    PERHAPS = "perhaps"
    """ "It", "the policy": the page where a header or footer says so."""
    PART = "part"
    OTHER = "other"


class Position(NamedTuple):
    subject: Subject
    clause: int
    """Where the clause of the label begins."""
    line_start: bool
    """Nothing but signs stands before the label on its line, or it follows a separator of fields."""
    colon: bool
    words_before: str


def position(text: str, start: int, end: int) -> Position:
    """How text[start:end], a label, stands in its sentence."""
    colon = _COLON_AFTER.match(text, end) is not None
    capital = not text[start].islower()
    near = max(0, start - 400)
    clause, separator = near, ""
    for found in _STRONG.finditer(text, near, start):
        closing = _CLOSING.get(found[0])
        if closing is None or closing not in text[found.end() : start]:
            clause, separator = found.end(), found[0].strip()
    newline = text.rfind("\n", clause, start)
    if newline != -1 and (capital or colon):
        clause, separator = newline + 1, "\n"
    words = " ".join(_NOT_WORDS.sub(" ", text[clause:start]).split()).strip(" -,_/&'")
    raw = text[clause:start].rstrip()
    fields = separator in ("", "\n", "\t", "|", "·", "•", "│", "┃") or not _WORDS.search(text, near, start)
    if not words:
        return Position(Subject.LABEL, clause, fields, colon, "")
    if capital and colon and _WEAK_END.search(raw + " "):
        return Position(Subject.LABEL, start, True, colon, words)
    if raw.endswith(_QUOTES) and not is_quotation(text, start):
        return Position(Subject.LABEL, start, True, colon, words)
    if _BARE_NOUN.fullmatch(words):
        return Position(Subject.LABEL, clause, fields, colon, words)
    if _FIELD_BEFORE.fullmatch(text[clause:start]):
        return Position(Subject.LABEL, start, True, colon, words)
    if _AUTHORED.search(raw):
        return Position(Subject.LABEL, start, fields, colon, words)
    return Position(_subject(words), clause, False, colon, words)


def _subject(words: str) -> Subject:
    if _PART.fullmatch(words):
        return Subject.PART
    if _OURS.fullmatch(words):
        return Subject.PAGE
    if _MAYBE_OURS.fullmatch(words):
        return Subject.PERHAPS
    return Subject.OTHER


def are_adjectives(words: str) -> bool:
    """Whether the words before "references verified" only say which references."""
    return not words or (_ADJECTIVES.fullmatch(words) is not None and not _NO_ADJECTIVE.search(words))


def is_quotation(text: str, start: int) -> bool:
    """Whether text[start] stands in quotation marks that interrupt a sentence: it reports a claim, and makes none."""
    line = text.rfind("\n", 0, start) + 1
    before = text[line:start]
    if _ADMONITION.match(before):
        return False
    opened = before.count("“") > before.count("”") or before.count("«") > before.count("»")
    if not opened and before.count('"') % 2 == 0:
        return False
    mark = max(before.rfind('"'), before.rfind("“"), before.rfind("«"))
    outside = _QUOTED_STRING.sub("", before[:mark])
    if any(character.isalpha() for character in outside):
        return not _KEY_BEFORE_QUOTE.fullmatch(outside)
    closing = _CLOSING_QUOTE.search(text, start)
    after = _QUOTED_STRING.sub("", text[closing.end() :].partition("\n")[0]) if closing else ""
    return len(_WORD.findall(after)) > 2


def in_reference_list(block: Block, label: int | None = None) -> bool:
    """Whether a block, or what a label at `label` in it says, belongs to an entry of a reference list.

    A paragraph that begins with the label is the page's own, even below the heading: footers often follow the list.
    """
    around = block.around
    if around.reference_list or around.container is Container.FOOTNOTE:
        return True
    if around.container in (Container.HEADING, Container.FOOTER) or not is_reference_heading(around.section):
        return False
    if around.container in (Container.NUMBERED, Container.BULLET):
        return True
    if is_loose_heading(around.section):
        return False
    if label is None:
        return len(block.text) > _LONG
    before = " ".join(_NOT_WORDS.sub(" ", block.text[:label]).split())
    return bool(before) and not _BARE_NOUN.fullmatch(before) and not _OURS.fullmatch(before)


def zones(blocks: Sequence[Block]) -> list[bool]:
    """Per block, whether it stands in the header or the footer of the article."""
    own = [index for index, block in enumerate(blocks) if not in_reference_list(block)]
    edge = {*own[:_ZONE], *own[-_ZONE:]}
    return [index in edge or block.around.container is Container.FOOTER for index, block in enumerate(blocks)]


def after_own_sentence(text: str, clause: int) -> bool:
    """ "This statement was prepared on 2 September. It was last reviewed on": "it" is the page."""
    before = text[max(0, clause - 300) : clause].casefold()
    return any(
        f"{word} {noun}" in before
        for word in ("this", "our", "the")
        for noun in ("page", "statement", "article", "document", "guide")
    )
