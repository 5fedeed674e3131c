"""Passages in, lead-ins that introduce nothing out: "Factors that matter include:", and then an ordinary sentence.

A colon may well announce a paragraph, a quotation or an example. It announces nothing where its sentence lacks an
object that a sentence of its own cannot be ("include:", "such as:", "Because this is new:"), where it counts several
things and what follows looks back on them ("These …"), or where the section ends.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewaudit.model import Container
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewaudit.extraction.passages import Passage, Passages

_OBJECT = "\ufffc"
_COLON = regex(r"(?<!:):[*_ \t]{0,6}(?:[\r\n<]|\Z)")
_HEADING = regex(
    r"#{1,6}\s|(?:[=\-~^\"'`#*+:.]{3,}[ \t]*\n)?[^\n]{1,200}\n[ \t]*"
    r"(?:={3}|-{3}|~{3}|\^{3}|\"{3}|'{3}|\*{3}|\+{3}|#{3})"
)
_BEFORE = 300
_LEAST_SPACES = 1
_NO_PROSE = tuple(":.#|-*+`{;/")
_AFTER = regex(r"(?:\s+|</?[a-z][^<>]{0,300}>|[*_>]{1,3})*+", re.IGNORECASE)

_WITH_OBJECT = (
    r"(?:includ(?:e|es|ed|ing)|involv(?:e|es|ing)|contain(?:s|ing)?|compris(?:e|es|ing)|encompass(?:es|ing)?"
    r"|consists? of|made up of|rang(?:e|es|ing) from|such as|namely|depend(?:s|ing)? on|var(?:y|ies) by|based on"
    r"|focus(?:es|ed|ing)? on|caused by|influenced by|affected by|associated with|characteri[sz]ed by|related to"
    r"|due to|not limited to|(?:evaluat|assess|explor|determin|investigat|examin|identify|clarify|understand|address"
    r"|monitor|affect|influenc|improv|reduc|prevent|manag|support|cover|offer|provid|requir|experienc|recommend|caus"
    r"|notic|develop|need|ask about|look for|watch for|discuss with)(?:e?s|e|es|ing)?|ha(?:ve|s|d)"
    r"|includes? the following)"
)
_LACKING = regex(rf"(?<!\w){_WITH_OBJECT}(?:,? (?:but|for example|among others))?[ *_]*$", re.IGNORECASE)
_DANGLING = regex(r"(?:^|[.!?]\s+)(?:because|since|although|given that)\s[^,;:.!?]{8,160}$", re.IGNORECASE)
_MODAL = regex(r"\w\s(?:may|might|can|could|should|must|will|to|help|helps)[ *_]*$", re.IGNORECASE)
_SEVERAL = regex(
    r"\b(?:several|many|various|multiple|numerous|a (?:number|variety|range) of|different|common|key|main|major|typical"
    r"|important|the following|these|two|three|four|five|six|seven|eight|nine|ten)\s(?:[\w-]+\s){0,4}?[\w-]{2,}s\b",
    re.IGNORECASE,
)
_BACK = regex(
    r"(?:these|those|such|each of (?:these|those)|all of (?:these|those)|however|overall|together|in addition"
    r"|additionally|therefore|moreover|furthermore|it is (?:also )?important|it is worth|understanding"
    r"|because of this)\b",
    re.IGNORECASE,
)
_REFERS = regex(r"(?:these|those|this|that|it|they|the|such|however|overall|current|there)\b", re.IGNORECASE)
_ASKS = regex(
    r"(?:what|when|where|why|who|how|which|note|example|to|for|if|please|do|don['’]t|never|always)\b(?!.*,)",
    re.IGNORECASE,
)
_NAMES = regex(r"(?:things|factors|reasons|ways|steps|points|questions|topics|areas|options|tips)\b", re.IGNORECASE)
_ANNOUNCES = regex(
    r"\b(?:examples?|e\.g|i\.e|render(?:s|ed)?|scenario|quot\w+|said|says|wrote|writes|states?|reads?|explains?|message"
    r"|output|syntax|format|formula|definition|command|code|url|video|image|picture|figure|diagram|screenshot|chart"
    r"|graph|map|table|like this|looks? like|as follows|following (?:text|paragraph|sentence|example|image|figure|table"
    r"|diagram|video|code|command|format))\b",
    re.IGNORECASE,
)
_FINITE = regex(
    r"\b(?:is|are|was|were|has|have|had|can|cannot|may|might|will|would|should|must|could|do|does|did|remains?|varies"
    r"|vary|includes?|depends?|isn['’]t|aren['’]t|don['’]t|doesn['’]t)\b"
)
_RELATIVE = regex(r"(?<=\w)[, ]\s?(?:that|which|who|whose|where|when|if|whether|because|so)\b")
_EXAMPLE = regex(
    r"(?:for (?:example|instance)|suppose|imagine|consider|first|firstly|one |step|option|note|example|question"
    r"|yes|no)\b",
    re.IGNORECASE,
)
_TERM = regex(r"[^.!?:]{2,100}(?::|\s[–—-])\s+\S")
_INNER_END = regex(r"[.!?][\"'”’)*_]{0,3}\s+(?=[^\W\d_])")
_FULL_STOP = regex(r"[.!?][\"'”’)\]*_]{0,4}$")
_ITEM = 160
"""A longer paragraph is no item of a list that lost its marks, in characters."""


def may_lead(text: str) -> bool:
    """Whether a sentence that needs a list may end in a colon before what is none."""
    for found in _COLON.finditer(text):
        near = max(0, found.start() - _BEFORE)
        line = text[max(near, text.rfind("\n", near, found.start()) + 1) : found.start()]
        if line.count(" ") < _LEAST_SPACES or line.lstrip()[:1] in _NO_PROSE:
            continue
        after = _AFTER.match(text, found.start() + 1)
        assert after is not None
        if after.end() == len(text) or "<h" in after[0].lower() or _HEADING.match(text, after.end()):
            return True
        if text[after.end()].isupper() and _wants(line):
            return True
    return False


def empty(passages: Passages) -> Iterator[tuple[int, int, str]]:
    """The span of each lead-in in the source, and its words."""
    for index, passage in enumerate(passages.all):
        lead = passage.text.rstrip(" *_")
        if (
            not lead.endswith(":")
            or lead.endswith("::")
            or passage.container is not Container.PARAGRAPH
            or passage.quoted
            or not passages.nothing_after(index)
        ):
            continue
        sentence = _last_sentence(lead)
        if _introduces_nothing(passages, index, lead[:-1], lead[sentence:-1]):
            yield *passages.span(passage, sentence, len(lead)), lead[sentence:]


def _introduces_nothing(passages: Passages, index: int, lead: str, sentence: str) -> bool:
    if _OBJECT in sentence[-3:] or not lead.lstrip(" *_\"'“‘(")[:1].isupper() or _ANNOUNCES.search(sentence):
        return False
    if index + 1 == len(passages.all):
        return _is_sentence(sentence)
    following = passages.all[index + 1]
    if following.container is Container.HEADING:
        return _is_sentence(sentence) and passages.ends_section(index)
    return (
        following.container is Container.PARAGRAPH
        and not following.quoted
        and _needs_more(lead, sentence, following.text)
        and _is_ordinary(following.text)
        and not _is_first_item(passages, index + 1)
    )


def _is_sentence(sentence: str) -> bool:
    """Whether it is one, and no heading that ends in a colon."""
    return len(sentence.split()) >= 3 and bool(
        _FINITE.search(sentence) or (_LACKING.search(sentence) and not _is_label(sentence))
    )


def _is_label(sentence: str) -> bool:
    """ "What to include", "Things to avoid": the name of what follows, be it a paragraph."""
    return bool(_ASKS.match(sentence) or (_NAMES.match(sentence) and not _FINITE.search(sentence)))


def _wants(lead: str) -> bool:
    return bool(_LACKING.search(lead) or _MODAL.search(lead) or _DANGLING.search(lead) or _SEVERAL.search(lead))


def _needs_more(lead: str, sentence: str, following: str) -> bool:
    begins = following.lstrip(" *_\"'“‘(")
    if _DANGLING.search(lead):
        return True
    if _is_label(sentence):
        return False
    if _LACKING.search(sentence):
        return len(sentence.split()) >= 2
    if _MODAL.search(sentence):
        return len(sentence.split()) >= 3 and _REFERS.match(begins) is not None
    return bool(_SEVERAL.search(sentence) and _FINITE.search(sentence) and _BACK.match(begins))


def _is_ordinary(text: str) -> bool:
    """Whether a paragraph is a sentence of its own, and no item, example or quotation."""
    begins = text.lstrip(" *_")
    first = _INNER_END.split(begins, maxsplit=1)[0]
    if not begins[:1].isupper() or _OBJECT in begins[:3] or len(first.split()) < 5 or _TERM.match(first):
        return False
    if _FULL_STOP.search(text.rstrip()) is None or _EXAMPLE.match(begins):
        return False
    verb, relative = _FINITE.search(first), _RELATIVE.search(first)
    return verb is not None and verb.start() > 0 and (relative is None or verb.start() < relative.start())


def _is_first_item(passages: Passages, index: int) -> bool:
    """Whether a paragraph and the next may be items of a list without marks, or a list comes after it yet."""
    here = passages.all[index]
    if not passages.nothing_after(index):
        return True
    if index + 1 == len(passages.all):
        return False
    after = passages.all[index + 1]
    if after.container in (Container.BULLET, Container.NUMBERED, Container.CELL, Container.DEFINITION):
        return True
    return after.container is Container.PARAGRAPH and not _BACK.match(here.text) and _are_alike(here, after)


def _are_alike(one: Passage, other: Passage) -> bool:
    lengths = sorted((len(one.text), len(other.text)))
    return (
        lengths[1] <= _ITEM
        and lengths[1] <= 2.5 * lengths[0]
        and not one.quoted
        and not other.quoted
        and all(_INNER_END.search(passage.text) is None and _FULL_STOP.search(passage.text) for passage in (one, other))
    )


def _last_sentence(text: str) -> int:
    """Where the last sentence begins."""
    start = 0
    for found in _INNER_END.finditer(text):
        if not re.search(
            r"\b(?:e\.g|i\.e|etc|vs|Dr|Mr|Ms|Mrs|Prof|St|No|Fig|[A-Z])$",
            text[max(0, found.start() - 6) : found.start()],
        ):
            start = found.end()
    return start
