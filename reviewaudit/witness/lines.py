"""A line of a patch in, what kind of line it is out.

A line says little about where it stands, so these patterns are generous in what they take for a statement of review,
but they always ask for a date or what stands in for one: prose about reviews is not a statement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from reviewaudit.regexes import regex

_DATED = r"(?:(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d\d|\bTBD\b|YYYY|\bnever\b|\{\{|<%|\d{4}年)"
_VERB = r"(?:review|verif|check|validat)"
_BEFORE = (
    r"(?:(?<![^\W_])(?:last|latest|next|recently|date|page|content|medical|clinical|fact|full|references?|links?|urls?"
    r"|sources?|citations?))"
)
_MONTHS = r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b|\b(?:spring|summer|autumn|fall|winter)\b"
_FOREIGN = (
    "überprüf|geprüft|prüfung|révis|relu|vérifi|revisi[óo]n|revisad|revis[ãa]o|revisione|verificat|gecontroleerd"
    "|herzien|przegląd|weryfik|revize|granskad|granskning|gennemgang|gjennomgang|tarkist|провер|обзор|пересмотр"
    "|перевір|αναθεώρηση|inceleme|gözden|समीक्षा|مراجعة|تدقيق|נבדק|確認|見直し|監修|レビュー|审[阅核查]|審[閱核查]|复审|检查|核实"
    "|검토|확인|점검|감수"
)
_STATEMENT = (
    rf"{_BEFORE}.{{0,40}}?{_VERB}",
    rf"(?<![^\W_]){_VERB}(?:ed)?[\W_]{{0,6}}(?:(?:and|&)\s\w{{1,20}}\s)?"
    rf"(?:on|by|date|due|before|again|until|\d|:|{_MONTHS})",
    r"^\s*\|[^|]{0,30}\d\d[^|]{0,12}\|.{0,200}\|\s*(?:pass|fail)",  # a row of a maintenance chart
    r"""(?:^|[\s"'{,])(?:stale_?after|expir(?:es|y|ation)_?(?:date|on|at)?)["']?\s?[:=]""",
    r"(?:literature|evidence).{0,40}?current\s(?:to|through|as)",
    _FOREIGN,
)
_UPDATED = r"(?<![^\W_])(?:last[\W_]{0,3})?(?:updat|modif|revis)\w*.{0,20}?[:=\s]|\bms\.date\b|\blastmod\b"
_DATE = regex(rf"\d{{1,4}}(?:st|nd|rd|th)?|{_MONTHS}", re.IGNORECASE)
_META = regex(r"\s*<(?:meta|link|title|/?head|!doctype)\b", re.IGNORECASE)
_WORKS = regex(
    r"""(?P<url>https?://[^\s<>"'`|\\^{}]{1,2000})|(?P<doi>(?<![\w.])10\.\d{4,9}/[^\s<>"“”]{1,300})"""
    r"|(?<![^\W_])PMID[\s:.#]{0,4}(?P<pmid>\d{1,8})(?!\d)",
    re.IGNORECASE,
)
_BOT = regex(
    r"\[bot\]|(?<![a-z])bot(?![a-z])|robot(?![a-z])|dependabot|renovate|github-actions|gitlab-ci|greenkeeper|mergify"
    r"|pre-commit-ci|allcontributors|semantic-release|weblate|transifex|crowdin|imgbot|snyk",
    re.IGNORECASE,
)


def statement_pattern(
    keys: Iterable[str] = (), labels: Iterable[str] = (), *, updates: bool = False
) -> Callable[[str], bool]:
    """Whether a line states the date of a review, past or due.

    `keys` and `labels` are further words that make a statement; `updates`: "last updated" counts too.
    """
    extra = [re.escape(key) + r"""["']?\s?[:=]""" for key in keys]
    extra += [r"\s{1,9}".join(map(re.escape, label.split())) for label in labels if label.strip()]
    body = "|".join((*extra, *_STATEMENT, *((_UPDATED,) if updates else ())))
    words, dated = regex(body, re.IGNORECASE), regex(_DATED, re.IGNORECASE)
    return lambda line: dated.search(line) is not None and words.search(line) is not None


def masked(line: str) -> str:
    """The line without its dates and white space."""
    return "".join(_DATE.sub("0", line).split())


def is_metadata_tag(line: str) -> bool:
    """Whether a line of HTML belongs to the head, by its look."""
    return _META.match(line) is not None


def is_bot(author: str, email: str) -> bool:
    return _BOT.search(author) is not None or _BOT.search(email) is not None


def works(line: str) -> list[str]:
    """The URLs as written, and DOIs and PMIDs as `doi:…` and `pmid:…`, in order."""
    if "://" not in line and "10." not in line and "pmid" not in line.lower():
        return []
    found = []
    for match in _WORKS.finditer(line):
        kind = match.lastgroup or "url"
        value = _trimmed(match[kind])
        found.append(value if kind == "url" else f"{kind}:{value}")
    return found


def _trimmed(text: str) -> str:
    """Without the punctuation after it; a bracket that was opened inside stays."""
    while text:
        last = text[-1]
        closes = {")": "(", "]": "["}.get(last)
        if last in ".,;:!?*_~’”»…" or (closes and text.count(last) > text.count(closes)):
            text = text[:-1]
        elif (cut := text.find("](")) > 0 or (cut := text.find(")](")) > 0:
            text = text[:cut]
        else:
            break
    return text


# --- front matter -----------------------------------------------------------------------------------------------------

_FENCES = {"---": ("---", "..."), "+++": ("+++",), "{": ("}",)}
LONGEST = 500
"""Lines that front matter may have."""


def front_end(lines: Iterable[str]) -> int:
    """The number of the line that closes the front matter; 0 if there is none."""
    closing: tuple[str, ...] = ()
    for number, line in enumerate(lines, start=1):
        text = line.rstrip()
        if number == 1:
            closing = _FENCES.get(text.removeprefix("\ufeff"), ())
            if not closing:
                return 0
        elif text in closing:
            return number
        elif number > LONGEST:
            return 0
    return 0


def is_fence(line: str) -> bool:
    """Whether a line can close front matter."""
    return line.rstrip() in {"---", "...", "+++", "}"}
