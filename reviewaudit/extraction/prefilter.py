"""Whether a text can hold anything to extract, asked before its structure is built.

Building the visible text costs more than finding the links, and most articles carry neither statement nor bare
identifier. So plain substrings are looked for first, which is a hundred times faster than a pattern, and a pattern is
asked only about the few characters around each. The text comes in lower case, with its markup or without.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.extraction.labels import is_reference_heading
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reviewaudit.model import Document

_ENTITY = regex(r"&(?:#|shy;|zwn?j;|[a-z]{1,2}(?:uml|acute|grave|circ|tilde|cedil|lig|slash|ring);)")
_INVISIBLE = regex("[\u00ad\u200b-\u200f\u2060\ufeff]")

_LAST = r"(?:last|latest|recent|recently|next|upcoming|forthcoming|date|previous)"
_WORK = (
    r"(?:references?|links?|urls?|sources?|citations?|bibliography|footnotes?|statements?|facts?|data|content|claims?"
    r"|figures?|guidelines?)"
)
_MANNER = r"(?:medically|clinically|editorially|technically|fact|legally|scientifically|expert)"
_DATE = (
    r"(?:date|on|by|in|at|and|or|as|\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|q[1-4]|spring|summer|autumn|fall"
    r"|winter|[&:：=/\[{<_`*\ufffc]|$)"
)
_YEARED = r"[^\n]{0,40}?(?:19|20)\d\d"
_NUMBERED = r"[^\n]{0,60}?(?:\d{4}|\d[/.]\d|\{\{|<%|tbd|yyyy|\[|_{4}|\ufffc|\d{1,2}\s|today|never|$)"
_BETWEEN = r"[^\n]{0,60}?(?:\n[^\n]{0,30})?"


class _Sign(NamedTuple):
    """A substring, and what must stand around it."""

    stem: str
    around: re.Pattern[str]
    before: int
    after: int


def _sign(stem: str, pattern: str, before: int = 70, after: int = 90) -> _Sign:
    return _Sign(stem, regex(pattern), before, after)


_SIGNS = (
    _sign(
        "revi",
        rf"(?<![^\W_])(?:{_LAST}|{_MANNER}|{_WORK}|be){_BETWEEN}reviewed|reviewed[\s*_`\"'”’)<>/a-z]{{0,16}}?{_DATE}"
        rf"|(?:{_LAST}|due|for|scheduled){_BETWEEN}review(?!e[dr]|ing)"
        r"|review[\s*_`\"<>/]{1,6}(?:is\s)?(?:date|due|by\b|before|again|deadline|expir|scheduled|planned|completed"
        r"|conducted|performed)|reviewdate|lastreview"
        r"|(?:medical|clinical|editorial|content|expert)\s+review[*_]{0,3}\s{0,3}[:：]"
        rf"|date\s{{1,3}}revised|revised[\s*_`]{{1,6}}on\b{_NUMBERED}|revised[*_`]{{0,3}}:"
        r"|(?:ultima|proxima|prossima)\s{1,3}revis|revisad[oa]\s|revisione\s{1,3}medica|revision\s{1,3}medica",
    ),
    _sign(
        "verif",
        rf"(?:{_LAST}|{_WORK}|{_MANNER}|most){_BETWEEN}verified|(?:^|[\n>*_|·•])[\s*_]*verified[\s*_]{{0,4}}(?:on|by"
        rf"|and|date|:)"
        rf"|{_LAST}{_BETWEEN}verification|(?:ultim|proxim|prossim)a\s{{1,3}}verif|verificato\sil",
    ),
    _sign("checked", rf"(?:{_LAST}|{_WORK}|{_MANNER}){_BETWEEN}checked"),
    _sign(
        "last",
        rf"(?<![^\W_])last[\W_]{{1,30}}(?:<[^<>]{{0,60}}>[\W_]{{0,9}})?(?:updat|modif|revis|edit|chang|amend"
        rf"|valid|confirm|assess)\w*{_NUMBERED}"
        r"|(?<![^\W_])last\s{1,3}(?:fact-|link\s|reference\s|source\s|citation\s)?check|last_?(?:updat|modif)",
        2,
    ),
    _sign(
        "updat",
        rf"date\s{{1,3}}(?:(?:of|last)\s{{1,3}}){{0,2}}updat\w*{_NUMBERED}|updated[\s*_`]{{1,6}}on\b{_NUMBERED}"
        r"|updated[*_`\"]{0,3}\s{0,3}[:：=]"
        r"|(?:^|[\n>*_|·•(])[\s*_]{0,9}updated\s{1,3}(?:\d|q[1-4]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
        r"|date_?updated|updated_?(?:at|on)",
        30,
        70,
    ),
    _sign("current ", r"(?:evidence|literature|search)[^\n]{0,60}current\s(?:to|through|as)"),
    _sign(
        "publi",
        rf"published[*_`\"]{{0,3}}(?:\s(?:on|in|date))?\s{{0,3}}[:：=]?\s{{0,3}}[*_`\"]{{0,3}}{_YEARED}"
        rf"|publish(?:ed)?_?(?:date|on|at)"
        r"|publication date",
        2,
        60,
    ),
    _sign("retrieved", rf"retrieved[\s*_]{{1,4}}(?:on\s)?{_YEARED}|retrieved:", 2, 50),
    _sign("accessed", rf"accessed[\s*_]{{1,4}}(?:on\s)?{_YEARED}|accessed:", 2, 50),
    _sign("expir", r"(?:expiry|expiration)[\s_]date|expires[*_`\"]{0,3}(?:\son|:)", 2, 30),
)
_SIGNS_AT_EDGE = (  # languages that are often written without accents
    _sign("ultim", r"(?<![^\W_])ultim[ao]\s{1,3}(?:rev|ver|act|atu|mod|com|agg|con)", 2, 20),
    _sign("letzt", r"letzt[ena]?", 0, 4),
    _sign("stand", r"(?<![^\W_])stand(?:\s{1,3}der\s{1,3}\w{1,20})?[*_ ]{0,4}[:：]", 2, 34),
    _sign("sist ", r"(?<![^\W_])sist\s{1,3}(?:faglig|gjen|rev|kon|opp)", 2, 12),
    _sign("laats", r"laatste?\s", 0, 6),
    _sign("ostatni", r"ostatni", 0, 2),
    _sign("senast", r"senast", 0, 2),
    _sign("sidst ", r"sidst", 0, 2),
    _sign("aggiornat", r"aggiornat", 0, 2),
    _sign("aktualis", r"aktualisier", 0, 5),
    _sign("abgerufen", r"abgerufen", 0, 2),
    _sign("derniere ", r"derniere\s", 0, 2),
    _sign("terakhir", r"terakhir", 0, 2),
)
_EDGE = 8000
_FOREIGN_LETTER = regex("[\u00df-\u024f\u0370-\u1fff\u3040-\ud7ff\uf900-\uffdc]")
_FOREIGN = (
    "überprüf", "geprüft", "prüfung", "prüft am", "änderung", "nächste", "ärztlich", "dernière ", "révisé",
    "révision", "vérifié", "validé", "relecture ", "prochaine ", "médical", "mise à jour", "mis à jour", "consulté",
    "última ", "próxima ", "revisión m", "revisão m", "actualizado el", "atualizado em", "consultado e", "acess",
    "zweryfik", "zaktualiz", "następn", "poslední", "příští", "naposledy", "seneste ", "nästa ", "neste ", "næste ",
    "viime", "seuraava", "päivitetty", "провер", "обзор", "пересмотр", "обновлен", "перевір", "оновлен", "τελευταία",
    "επόμενη", "inceleme", "gözden", "güncelleme", "lần cuối", "समीक्षा", "సమీక్ష", "مراجعة", "تدقيق", "تحديث",
    "נבדק", "סקירה", "最終", "最后", "最後", "最近", "上次", "次回", "下次", "更新", "审",
    "審", "レビュー", "監修", "確認日", "校閲", "검토", "마지막", "최종", "최근", "다음",
)  # fmt: skip


def _by_letter(stems: Iterable[str]) -> dict[str, list[str]]:
    """The stems by the first letter in them that English has not, "" where there is none."""
    keyed: dict[str, list[str]] = {}
    for stem in stems:
        foreign = _FOREIGN_LETTER.search(stem)
        keyed.setdefault(foreign[0] if foreign else "", []).append(stem)
    return keyed


_FOREIGN_BY_LETTER = _by_letter(_FOREIGN)


def _foreign_stems(edge: str) -> tuple[str, ...]:
    """The stems of other languages that a text holds; an accent in a name makes nobody look for all of them."""
    letters = set() if edge.isascii() else set(_FOREIGN_LETTER.findall(edge))
    if not letters:
        return ()
    letters.add("")
    return tuple(stem for letter in sorted(letters) for stem in _FOREIGN_BY_LETTER.get(letter, ()) if stem in edge)


class Stems:
    """The stems that a text holds, so that its blocks are searched for those alone."""

    def __init__(self, lower: str) -> None:
        # Labels of other languages count in a header or footer only.
        edge = lower if len(lower) <= 2 * _EDGE else lower[:_EDGE] + "\n" + lower[-_EDGE:]
        self._signs = (
            *(sign for sign in _SIGNS if sign.stem in lower), *(sign for sign in _SIGNS_AT_EDGE if sign.stem in edge)
        )  # fmt: skip
        self._foreign = _foreign_stems(edge)

    def __bool__(self) -> bool:
        return bool(self._signs or self._foreign)

    def may_state(self, lower: str, start: int = 0) -> bool:
        """Whether a label of a review statement may stand in the text from `start` on."""
        for stem, around, before, after in self._signs:
            at = lower.find(stem, start)
            while at != -1:
                end = at + len(stem)
                if around.search(lower, max(start, at - before), end + after):
                    return True
                at = lower.find(stem, end)
        return any(lower.find(stem, start) != -1 for stem in self._foreign)


_IDENTIFIERS = (
    _sign("10.", r"10\.\d{4,9}[./\\]", 0, 12),
    _sign("pmid", r"pmid[\s:.#]{0,4}\d", 0, 8),
    _sign("pubmed", r"pubmed\s?(?:pm)?id", 0, 8),
    _sign("pmc", r"pmc(?:id)?[\s:.#]{0,4}(?:pmc)?\s?\d{3}", 0, 14),
    _sign("arxiv", r"arxiv\s{0,2}:|arxiv\.org/", 0, 8),
    _sign("nct", r"nct\d{8}", 0, 10),
    _sign("isbn", r"isbn[^\n]{0,30}\d", 0, 34),
)


def may_identify(lower: str) -> bool:
    """Whether a printed identifier of a work may stand in the text."""
    for stem, around, _, after in _IDENTIFIERS:
        at = lower.find(stem)
        while at != -1:
            end = at + len(stem)
            if around.match(lower, at, end + after):
                return True
            at = lower.find(stem, end)
    return False


_LISTED = (
    "referen", "bibliogra", "source", "literatur", "citation", "cited", "notes", "evidence", "quellen",
    "einzelnachweis", "fuentes", "fontes",
    "fonti", "riferiment", "bronnen", "kilder", "viitteet", "przypisy", "zdroje", "kaynak", "daftar pustaka",
    "référence", "källor", "lähteet", "źród", "piśmien", "источник", "литератур", "примеч", "джерел", "βιβλιο",
    "πηγές", "参考", "參考",
    "引用", "出典", "문헌", "출처", "المراجع", "المصادر", "מקורות", "संदर्भ", "tham khảo",
)  # fmt: skip
_HEADING_REACH = 400
_LINKED = regex(r"\[([^\[\]]*)\]\([^()]*\)")
_HIDDEN = regex(r"<[^<>]*>?|\{[^{}]*\}|[*_`#]")
_MARKUP = (
    "doc-bibliography", "doc-endnote", "doc-footnote", "cite_note", 'class="references', 'class="footnotes',
    "class=references", "class='references",
)  # fmt: skip


def may_list(document: Document, lower: str, format: str) -> bool:
    """Whether a footnote or a reference list may stand in the document."""
    if "[^" in lower and "]:" in lower:
        return True
    if "<" in lower and any(sign in lower for sign in _MARKUP):
        return True
    if format == "rst" and ".. [" in lower:
        return True
    if format == "asciidoc" and ("[[[" in lower or "footnote:" in lower):
        return True
    if document.headings is not None:
        return any(map(is_reference_heading, document.headings))
    return any(len(line) < _HEADING_REACH and is_reference_heading(_shown(line)) for line in _headings(lower, format))


def _headings(lower: str, format: str) -> Iterator[str]:
    """The lines that may be headings, with their markup."""
    if format == "html":
        for at in _each(lower, "<h"):
            yield lower[at : lower.find("</h", at, at + _HEADING_REACH)]
        return
    for word in _LISTED:
        for at in _each(lower, word):
            end = lower.find("\n", at)
            yield lower[lower.rfind("\n", 0, at) + 1 : end if end != -1 else None]


def _each(lower: str, sign: str) -> Iterator[int]:
    at = lower.find(sign)
    while at != -1:
        yield at
        at = lower.find(sign, at + 2)


def _shown(line: str) -> str:
    """A heading without its markup."""
    return _HIDDEN.sub("", _LINKED.sub(r"\1", line))


def lowered(text: str) -> str:
    """The text in lower case, without the characters that nobody sees."""
    lower = text.lower()
    if "&" in lower and _ENTITY.search(lower):
        lower = unescape(lower)
    if not lower.isascii() and _INVISIBLE.search(lower):
        return _INVISIBLE.sub("", lower)
    return lower
