"""What stands after a label: its date, or what takes the date's place, and the reviewer's name between the two."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit import dates
from reviewaudit.model import Flag
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from reviewaudit.model import Block, Bounds, Document, ReviewPolicy

_OBJECT = "\ufffc"
_OPENERS = ("`", "{{", "{%", "<%", "<?", "${", "{", "<code", "<time")
_LONGEST_OBJECT = 200

_SIGNS = r"[\W_]*"
_DIRECT = regex(
    rf"{_SIGNS}(?:(?:date|on|in|at|as of|around|early|mid|late|beginning|end|was|is|the|of|by|due|until|since|am|im"
    rf"|vom|bis|le|en|el|em|il|op"
    rf"|den|w|v|dnia|г|от|and|updated|approved|\w{{3,10}}day|mon|tue|wed|thu|fri|sat|sun)\b{_SIGNS}){{0,5}}",
    re.IGNORECASE,
)
_BY = regex(
    r"[\s*_`\"'”’]{0,4}(?:date\s?)?[:：]?[\s*_`]{0,4}(?:by|von|durch|par|por|da|door|przez|av|af|από"
    r"|от)\b[\s*_`:：]{1,6}",
    re.IGNORECASE,
)
_NAME_END = regex(
    r"[\s,;*_`(|·•–—-]*(?:\b(?:on|in|at|am|le|el|em|il|op|den|dated?|reviewed"
    r"|updated)\b[\s:]*)?[\s,;*_`(|·•–—-]*$",
    re.IGNORECASE,
)
_INITIAL = regex(r"\b[A-Z]\.$")
_SENTENCE_END = regex(
    r"[.!?](?<!\b[A-Z]\.)(?<!\bDr\.)(?<!\bDra\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bProf\.)(?<!\bSt\.)(?<!\bJr\.)(?<!\bSr\.)(?<!\bJan\.)"
    r"(?<!\bFeb\.)(?<!\bSept\.)(?<!\bNov\.)(?<!\bDec\.)[\"'”’)\]*_]{0,3}(?=\s|$)|[;|·•│\n。]"
)
_RELATIVE = regex(
    r"(?:\d{1,3}|an?|one|two|three|six|several|few)\s+(?:day|week|month|year)s?\s+ago|today|yesterday|this\s+(?:week"
    r"|month|year)"
    r"|last\s+(?:week|month|year|spring|summer|autumn|fall|winter)|recently|heute|gestern|aujourd|hoy|hoje|oggi|오늘|어제"
    r"|今日|今天|昨天",
    re.IGNORECASE,
)
NOTHING_BEFORE = regex(r"[\W_]*(?:(?:on|am|le|el|em|il|op|den)\b)?[\W_]*", re.IGNORECASE)
"""What may stand before a date that has a block or cell of its own."""
_OTHER_BYLINE = regex(r"[–—|·•-]\s{1,3}(?:written|edited|updated|published|by)\b", re.IGNORECASE)
_DASH = regex(r"\s[–—|·•]\s")
_FIELD_END = regex(r"\s{0,3}[|·•]\s{0,3}$")
_LONGEST_GAP = 60
_LONGEST_NAME = 160


class Value(NamedTuple):
    """The date as written, with its span in the source."""

    start: int
    end: int
    text: str
    bounds: Bounds | None
    flags: frozenset[Flag]
    at: int
    """Where it begins in the block's text."""
    after: int
    """Where it ends there."""


class Tail(NamedTuple):
    """What a label is followed by where no date is."""

    empty: bool
    """Nothing but signs until the end of the line or field."""
    short: bool
    """A few words that are no sentence."""
    relative: bool
    """ "6 months ago": a date only for who knows when it was written."""


def value_in(document: Document, block: Block, start: int, end: int, policy: ReviewPolicy) -> Value | None:
    """The date in the block's text[start:end], in visible text, code, a template or a `<time>`."""
    text = block.text
    reading = dates.find(text, start, end, order=policy.date_order)
    hidden = _hidden(document, block, start, reading.start if reading is not None else end, policy)
    if hidden is not None:
        return hidden
    machine = _machine(document, block, start, reading.start if reading is not None else end, policy)
    if machine is not None:
        return machine
    if reading is None:
        return None
    source = block.source_span(reading.start, reading.end)
    return Value(*source, reading.text, reading.bounds, reading.flags, reading.start, reading.end)


def _hidden(document: Document, block: Block, start: int, end: int, policy: ReviewPolicy) -> Value | None:
    """The date inside what the block shows as an object: a code span, a template expression."""
    at = block.text.find(_OBJECT, start, end)
    if at == -1:
        return None
    begin = block.source_span(at, at + 1)[0]
    following = [source for _, source in block.anchors if source > begin]
    stop = min([*following[:1], begin + _LONGEST_OBJECT, len(document.text)])
    written = document.text[begin:stop]
    if not written.startswith(_OPENERS):
        return None
    reading = dates.find(written, order=policy.date_order)
    if reading is None:
        return None
    return Value(
        begin + reading.start, begin + reading.end, reading.text, reading.bounds, reading.flags, at, at + 1
    )  # fmt: skip


def _machine(document: Document, block: Block, start: int, end: int, policy: ReviewPolicy) -> Value | None:
    """The `datetime` of a `<time>` whose visible text is no date."""
    for mark in block.times:
        if start <= mark.start < end and mark.end <= end:
            reading = dates.read(mark.value, order=policy.date_order, zone=policy.timezone)
            if reading.bounds is None and Flag.MISSING in reading.flags:
                continue
            source = block.source_span(mark.start, mark.end)
            return Value(*source, reading.text, reading.bounds, reading.flags, mark.start, mark.end)
    return None


def belongs(text: str, start: int, value: Value) -> bool:
    """Whether what stands between a label's end and a date lets the date be the label's."""
    between = text[start : value.at]
    if _DIRECT.fullmatch(between):
        return True
    if _BY.match(between):
        return len(between) <= _LONGEST_NAME and "\n\n" not in between and not _OTHER_BYLINE.search(between)
    between = _FIELD_END.sub("", between)
    return len(between) <= _LONGEST_GAP and not _SENTENCE_END.search(between) and not any(map(str.isdigit, between))


def is_direct(text: str, start: int, value: Value) -> bool:
    """Whether the date follows the label with no more than a preposition between."""
    return _DIRECT.fullmatch(text[start : value.at]) is not None


def reviewer_in(text: str, start: int, end: int) -> str | None:
    """The name after "by", up to text[end] where the date begins, else up to the end of the sentence."""
    by = _BY.match(text, start, end)
    if by is None:
        return None
    stop = _SENTENCE_END.search(text, by.end(), end)
    name = _DASH.split(text[by.end() : stop.start() if stop else end])[0]
    name = _NAME_END.sub("", name).strip(" \t\r\n*_`\"'“”:,()[]\ufffc")
    if not _INITIAL.search(name):
        name = name.strip(". ")
    return " ".join(name.split())[:_LONGEST_NAME] or None


def tail_after(text: str, start: int, end: int) -> Tail:
    """What text[start:end], without a date, looks like."""
    line = text[start:end].lstrip(" \t*_`\"'”’:：=")
    line = line.partition("\n")[0]
    line = re.split(r"[|·•│]", line)[0].strip(" \t*_`\"'.。-–—,")
    words = line.split()
    relative = _RELATIVE.match(line) is not None
    short = 0 < len(words) <= 6 and len(line) <= 60 and not _SENTENCE_END.search(line)
    return Tail(not line, short, relative)


def sentence_end(text: str, start: int) -> int:
    """Where the sentence or field that holds text[start] ends."""
    for found in _SENTENCE_END.finditer(text, start):
        return found.start()
    return len(text)
