"""The text of an entry and the record of the work its identifier names in; whether the one describes the other out.

The entry is not parsed: the record is looked for in it, which works for every style of citing. A wrong accusation costs
more than a missed slip, so that where one cannot tell, nothing is said. Thresholds after Crossref's search-based
matching with validation (https://www.crossref.org/blog/reference-matching-for-real-this-time/).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from reviewaudit.model import Work
from reviewaudit.regexes import regex

LIKE = 0.5
"""Below this a title and a text have only letters in common, as a fuzzy substring."""
_SAME = 80
"""Percent from which two words are one: spelling, plural, a lost letter."""
_SURELY = 0.9
"""From here on a title is the one in the text, a slip apart."""
_TELLING = 20
"""Characters of a title that say which work it is."""
_LONG_ENOUGH = 40
"""Characters from which an entry can be said to describe a work."""

_TAGS = regex(r"<[^<>]{1,80}>")
_MARK = regex(
    r"\s*[\[(]?(retracted|withdrawn|removed)(?:\s+article)?[\])]?\s*(?:[:.—–-]\s*|(?<=[\])])\s*)", re.IGNORECASE
)
_LINKS = regex(r"https?://\S+|(?:doi\s*:?\s*)?\b10\.\d{4,9}/\S+|\b(?:PMC?ID|ISBN)[\s:]*[\dX-]+", re.IGNORECASE)
_APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ`´"))
_SPELT = {ord("ß"): "ss", ord("ø"): "o", ord("Ø"): "O", ord("ł"): "l", ord("Ł"): "L", ord("´"): "'"}
"""Letters and marks that have no decomposition of the kind that is wanted."""
_WORD = regex(r"[^\W_]+")
_YEAR = regex(r"(?<![\d.:/–-])(?:18|19|20)\d\d(?![\d–-]|\.\d)")
_ACCESSED = regex(
    r"(?:accessed|retrieved|cited|updated|abgerufen|consulté|consultado)(?:\s+on)?[\s:]*"
    r"(?:(?:\d{1,2}\s+)?[A-Za-zäéû]{3,10}\.?\s+(?:\d{1,2},?\s+)?)?(?:19|20)\d\d"
    r"(?:[\s-](?:\d{1,2}|[A-Z][a-z]{2,8})){0,2}",
    re.IGNORECASE,
)
_ISSUED = regex(r"((?:19|20)\d\d)(?:\s+[A-Z][a-z]{2,8}(?:\s+\d{1,2})?)?\s*;\s*\d|\(((?:19|20)\d\d)[a-z]?\)")
_VOLUME = regex(r"\d\s?[;,]\s?\d{1,4}\s?(?:\(|:)")
_PREPRINT = regex(r"rxiv|preprint|research square|ssrn", re.IGNORECASE)
_TRANSLATED = regex(
    r"\[[^\]]{15,}\]|\[?(?:article )?in (?:german|french|spanish|chinese|japanese|russian)\b", re.IGNORECASE
)
_GROUP = frozenset((
    "group", "consortium", "collaboration", "collaborative", "collaborators", "investigators", "society",
    "association", "committee", "network", "team", "initiative", "study", "trial", "trialists", "organization",
    "organisation", "institute", "department", "foundation", "council", "agency", "ministry", "panel", "taskforce",
    "force",
))  # fmt: skip
_FOREIGN = frozenset((
    "der", "und", "bei", "eine", "einer", "zur", "zum", "fur", "mit", "des", "du", "une", "dans", "pour", "aux", "el",
    "los", "las", "una", "por", "para", "di", "della", "delle", "dei", "nel", "nella", "het", "een", "voor", "och",
    "av", "hos", "il", "gli", "dos", "em", "nas", "og", "til",
))  # fmt: skip
"""Words that stand in titles of other languages and hardly ever in English ones; folded."""
_SHORT = frozenset((
    "a", "al", "an", "at", "by", "da", "de", "di", "do", "du", "e", "el", "et", "eu", "in", "la", "le", "of", "on",
    "to", "uk", "un", "us", "y", "zu",
))  # fmt: skip
"""Words of the names of bodies, and particles, that are no initials; folded."""
_BOOKS = frozenset(
    {"book", "monograph", "edited-book", "reference-book", "book-set", "book-series", "proceedings", "report"}
)
_PARTS = frozenset({"component", "peer-review", "grant", "journal", "journal-issue"})
"""Their records describe something beside the work that an entry describes."""


class Fit(StrEnum):
    FINE = "fine"
    DIFFERS = "details-differ"
    WRONG = "wrong-work"
    ABSTAIN = "abstain"


class Match(NamedTuple):
    fit: Fit
    details: tuple[str, ...] = ()
    """What differs, in words; or why nothing is said."""
    likeness: float = 1.0
    """Of the title that is most like a part of the text, 0 to 1."""


def compare(text: str, work: Work) -> Match:
    """Whether an entry describes the work that its identifier names."""
    described = _fold(_LINKS.sub(" ", text))
    titles = _titles(work)
    why = _unable(text, described, work, titles)
    if why:
        return Match(Fit.ABSTAIN, (why,))
    likeness = max((_likeness(title, described) for title in titles), default=0.0)
    names = _names(work.families)
    there = any(_holds(described, name) for name in names) or any(map(described.count, _groups(work.families)))
    if likeness < LIKE:
        if not names:
            return Match(Fit.ABSTAIN, ("the record names no author",), likeness)
        if _is_foreign(titles, described) or _TRANSLATED.search(text):
            return Match(Fit.ABSTAIN, ("its title may be translated",), likeness)
        fit = Fit.DIFFERS if there else Fit.WRONG
        return Match(fit, ("the title",) if there else ("the title", "the authors"), likeness)
    details = []
    if lost := _lost(titles, described):
        details.append(f"the title, which in the record has “{' '.join(lost)}” as well")
    if work.kind not in _BOOKS:
        if names and not there and _gives_persons(_before_title(titles, described)):
            details.append("the authors")
        if year := _other_year(text, described, work):
            details.append(f"the year, which in the record is {year}")
    return Match(Fit.DIFFERS if details else Fit.FINE, tuple(details), likeness)


def agreement(text: str, work: Work) -> int:
    """In how many details an entry agrees with a record that it surely describes; 0 where that is not sure.

    For a record that was found by the text of the entry, and by no identifier: title, first author and year must agree,
    and volume or page if the entry prints them. A preprint is meant only where the entry says so.
    """
    described = _fold(_LINKS.sub(" ", text))
    titles = [folded for title in work.titles if len(folded := _fold(without_mark(title)[1])) >= _TELLING]
    if _unable(text, described, work, titles) or max((_likeness(t, described) for t in titles), default=0.0) < _SURELY:
        return 0
    first = _names(work.families[:1])
    if not first or not _holds(described, first[0]) or _lost(titles, described):
        return 0
    years = {int(year) for year in _YEAR.findall(_LINKS.sub(" ", _ACCESSED.sub(" ", text)))}
    if not any(abs(a - b) <= 1 for a in years for b in work.years):
        return 0
    if work.kind == "posted-content" and not _PREPRINT.search(text):
        return 0
    page = _fold(work.pages).split()[:1]
    given = [detail for detail in (work.volume, *page) if detail]
    shared = sum(_holds(described, _fold(detail)) for detail in given)
    if _ISSUED.search(text) and _VOLUME.search(text) and given and not shared:
        return 0
    return 3 + shared


def similar(one: Work, other: Work) -> bool:
    """Whether two records may well be of one work."""
    from rapidfuzz import fuzz

    pairs = [(a, b) for a in _titles(one) for b in _titles(other)]
    if not pairs:
        return True
    return max(fuzz.partial_ratio(a, b) for a, b in pairs) >= 70


def without_mark(title: str) -> tuple[str, str]:
    """The mark that a publisher puts before a title ("RETRACTED", "WITHDRAWN"), and the title without it."""
    match = _MARK.match(title)
    # In capitals or in brackets it is a mark; "Withdrawn: a history" is a title.
    if match is None or not (match[1].isupper() or match[0].lstrip()[:1] in "[("):
        return "", title
    return match[1], title[match.end() :]


def year_of(text: str) -> int | None:
    """The year in which an entry says that its work came out; None where it says none, or several."""
    plain = _LINKS.sub(" ", _ACCESSED.sub(" ", text))
    for match in _ISSUED.finditer(plain):
        return int(match[1] or match[2])
    years = _YEAR.findall(plain)
    return int(years[-1]) if years else None


def words_of(text: str) -> str:
    """The words of a title or an entry in the form for comparing: folded, one blank between two."""
    return _fold(_LINKS.sub(" ", without_mark(text)[1]))


# --- folding ----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _fold(text: str) -> str:
    plain = unescape(unescape(text)) if "&" in text else text
    if "<" in plain:
        plain = _TAGS.sub("", plain)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain.translate(_SPELT))
        plain = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(_WORD.findall(plain.translate(_APOSTROPHES).casefold()))


def _titles(work: Work) -> list[str]:
    """The forms of the title that may stand in an entry: with and without what follows a colon or a dash."""
    given = [*work.titles, *(work.container if work.kind in {"book-chapter", "book-section"} else ())]
    forms: dict[str, None] = {}
    for title in given:
        bare = re.sub(r"^\s*\[[^\]]{3,40}\]\s*|\s*\[[^\]]{3,40}\]\s*$", "", without_mark(title)[1])
        for form in (bare, re.split(r":\s|\s[—–-]\s|\?", bare, maxsplit=1)[0]):
            folded = _fold(form)
            if len(folded) >= 8:
                forms[folded] = None
    return list(forms)


def _names(families: Sequence[str]) -> list[str]:
    """Family names that can be looked for: no initials, no groups."""
    names = []
    for family in families:
        words = _fold(family).split()
        if not words or len(words) > 4 or not _GROUP.isdisjoint(words):
            continue
        name = " ".join(words)
        if len(name) > 1 and not re.search("\ufffd|\\?", family):
            names.append(name)
    return names


def _groups(families: Sequence[str]) -> list[str]:
    """The groups among the authors of a record."""
    folded = (_fold(family).removeprefix("the ") for family in families)
    return [group for group in folded if " " in group and not _GROUP.isdisjoint(group.split())]


def _holds(text: str, name: str) -> bool:
    """Whether a family name is in the text, whole, or by its longest part ("van der Berg")."""
    if f" {name} " in f" {text} ":
        return True
    longest = max(name.split(), key=len)
    return len(longest) >= 4 and f" {longest} " in f" {text} "


# --- what can be said -------------------------------------------------------------------------------------------------


def _unable(text: str, described: str, work: Work, titles: Sequence[str]) -> str:
    if work.kind in _PARTS:
        return f"the record is one of a {work.kind}"
    if not titles:
        return "the record has no title"
    if not _is_latin(described) or not any(_is_latin(title) for title in titles):
        return "it is not in Latin letters"
    if len(described) < _LONG_ENOUGH:
        return "the entry says too little"
    if "\ufffd" in text:
        return "letters of the entry are lost"
    return ""


def _is_latin(folded: str) -> bool:
    letters = [character for character in folded if character.isalpha()]
    return bool(letters) and sum("a" <= character <= "z" for character in letters) >= 0.7 * len(letters)


def _is_foreign(titles: Iterable[str], described: str) -> bool:
    """Whether a title is in a language of which the text has nothing."""
    words = {word for title in titles for word in title.split()}
    return bool(words & _FOREIGN) and words.isdisjoint(set(described.split()) & _FOREIGN)


def _likeness(title: str, text: str) -> float:
    from rapidfuzz import fuzz

    if f" {title} " in f" {text} ":
        return 1.0
    if len(title) > len(text):
        return fuzz.ratio(title, text) / 100
    # By letters alone any two English texts are half alike; whole words keep them apart.
    return fuzz.partial_ratio(title, text) / 100 * _shared(title, text)


def _shared(title: str, text: str) -> float:
    """1 where at least half of the title's long words are in the text in some spelling; else the share, doubled."""
    words = [word for word in title.split() if len(word) >= 4] or title.split()
    there = sum(_is_there(word, text.split()) for word in words)
    return min(1.0, 2 * there / len(words))


def _is_there(word: str, words: Sequence[str]) -> bool:
    from rapidfuzz import fuzz, process

    return word in words or process.extractOne(word, words, scorer=fuzz.ratio, score_cutoff=_SAME) is not None


def _lost(titles: Sequence[str], described: str) -> tuple[str, ...]:
    """Long words in the midst of the title that the entry has left out, however the title is given."""
    padded = f" {described} "
    best: tuple[str, ...] | None = None
    for title in titles:
        if f" {title} " in padded:
            return ()
        words = title.split()
        if len(words) < 6 or _likeness(title, described) < 0.75:
            continue
        text_words = described.split()
        lost = tuple(
            word
            for word in words
            if len(word) >= 4 and word.isalpha() and not _is_in_parts(word, text_words, described)
        )
        if best is None or len(lost) < len(best):
            best = lost
    # More than two: it is given in another form, and that is no slip.
    return best if best is not None and len(best) <= 2 else ()


def _is_in_parts(word: str, words: Sequence[str], text: str) -> bool:
    """In any spelling, or written apart or together ("e learning", "elearning")."""
    return _is_there(word, words) or word in text.replace(" ", "")


def _before_title(titles: Sequence[str], described: str) -> str:
    """What an entry says before it comes to its title; its beginning where the title is not found in it."""
    from rapidfuzz import fuzz

    for title in titles:
        aligned = fuzz.partial_ratio_alignment(title, described)
        if aligned is not None and aligned.score >= _SAME:
            return described[: aligned.dest_start]
    return described[:_LONG_ENOUGH]


def _gives_persons(head: str) -> bool:
    """Whether authors are persons with initials. A group that signed a paper stands for all whom a record lists."""
    words = head.split()
    if not _GROUP.isdisjoint(words):
        return False
    initials = any(word.isalpha() and len(word) <= 2 and word not in _SHORT for word in words)
    return initials or " et al" in f" {head}"


def _other_year(text: str, described: str, work: Work) -> int | None:
    """The year of the record, if the entry has another one that nothing speaks for.

    Records of old volumes carry the day on which they were deposited: volume and page, or the identifier itself, then
    say more.
    """
    plain = _LINKS.sub(" ", _ACCESSED.sub(" ", text))
    years = {int(year) for year in _YEAR.findall(plain)}
    if not years or not work.years or any(abs(a - b) <= 1 for a in years for b in work.years):
        return None
    page = _fold(work.pages).split()
    if work.volume and page and all(_holds(described, _fold(part)) for part in (work.volume, page[0])):
        return None
    links = " ".join(_LINKS.findall(text))
    if any(re.search(rf"(?<!\d){year}(?!\d)", links) for year in years):
        return None
    return min(work.years)
