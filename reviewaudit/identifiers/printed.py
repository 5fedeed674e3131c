"""A text in, the identifiers printed in it out, each with its place, and those that cannot be right."""

from __future__ import annotations

import re
from typing import NamedTuple

from reviewaudit.identifiers import dois, isbns
from reviewaudit.regexes import regex


class Printed(NamedTuple):
    """An identifier written at text[start:end]; `value` is its form for comparing."""

    start: int
    end: int
    scheme: str
    value: str


_SPACED_PLOS = regex(r"(?<=journal\.) p[a-z]{3}\.\d{7}")

_PMID = regex(r"(?<![^\W_])(?<!\.)(?:PMID|PubMed\s?(?:PM)?ID)[\s:.#]{0,4}(\d{1,8})(?![\d.]*\d)", re.IGNORECASE)
_PMCID = regex(r"(?<![^\W_])(?:PMCID[\s:.#]{0,4})?(PMC\s?\d{3,8})(?:\.\d+)?(?!\d)", re.IGNORECASE)
_ARXIV = regex(
    r"arXiv\s{0,2}:\s{0,2}(?:(\d{4})\s?\.\s?(\d{4,5})|([a-z][a-z-]{1,20}(?:\.[A-Z]{2})?/\d{7}))(?:v\d+)?(?!\d)"
    r"|arxiv\.org/(?:abs|pdf|html|ps|format)/"
    r"(?:(\d{4})\.(\d{4,5})|([a-z][a-z-]{1,20}(?:\.[A-Z]{2})?/\d{7}))(?:v\d+)?(?!\d)",
    re.IGNORECASE,
)
NCT = regex(r"(?<![^\W_])NCT\d{8}(?!\d)")
_ISBN = regex(
    r"(?<![^\W_])ISBN(?:[- ]?1[03])?(?:\s?\([^)]{1,20}\))?[\s:]{0,4}"
    r"((?:97[89][\s‐‑–-]{0,2})?(?:\d[\s‐‑–-]{0,2}){9}[\dXx])(?![\dXx])",
    re.IGNORECASE,
)
_MORE_DIGITS = regex(r"[‐‑–-]\d")
"""After what looks like an ISBN: the number is longer, and something else."""


def in_text(text: str) -> list[Printed]:
    """The identifiers printed in `text`, in their order."""
    found: list[Printed] = []
    if "10." in text:
        found.extend(_dois(text))
    lower = text.lower()
    if "pmid" in lower or "pubmed" in lower:
        found.extend(Printed(*match.span(), "pmid", match[1].lstrip("0") or "0") for match in _PMID.finditer(text))
    if "pmc" in lower:
        found.extend(_pmcids(text))
    if "arxiv" in lower:
        found.extend(arxivs(text))
    if "NCT" in text:
        found.extend(Printed(*match.span(), "nct", match[0]) for match in NCT.finditer(text))
    if "isbn" in lower:
        found.extend(
            Printed(match.start(1), match.end(1), "isbn", value)
            for match in _ISBN.finditer(text)
            if (value := isbns.normal(match[1]))
        )
    found.sort()
    return found


def faults(text: str) -> tuple[tuple[str, str], ...]:
    """Pairs (scheme, as written) of what is printed as an identifier and cannot be one: an ISBN whose check digit is
    wrong, two DOIs without anything between them."""
    found: list[tuple[str, str]] = []
    if "isbn" in text.lower():
        found.extend(
            ("isbn", match[1])
            for match in _ISBN.finditer(text)
            if not isbns.normal(match[1]) and not _MORE_DIGITS.match(text, match.end())
        )
    if text.count("10.") > 1:
        for match in dois.PATTERN.finditer(text):
            second = dois.SECOND.search(match[0], 8)
            if second is not None and second[0].startswith("10.") and match[0][second.start() - 1].isalnum():
                found.append(("doi", dois.strip_trailing(match[0])))
    return tuple(found)


def arxivs(text: str) -> list[Printed]:
    found = []
    for match in _ARXIV.finditer(text):
        month, number, old = (match[1], match[2], match[3]) if match[1] or match[3] else (match[4], match[5], match[6])
        if old:
            found.append(Printed(*match.span(), "arxiv", old.lower() if old.islower() else old))
        elif 1 <= int(month[2:]) <= 12:
            found.append(Printed(*match.span(), "arxiv", f"{month}.{number}"))
    return found


def _dois(text: str) -> list[Printed]:
    found: list[Printed] = []
    position = 0
    while (match := dois.PATTERN.search(text, position)) is not None:
        raw = match[0]
        spaced = _SPACED_PLOS.match(text, match.end())
        if spaced is not None:
            raw += spaced[0]
        value, length = dois.trim(raw)
        position = match.start() + max(length, 8)
        if value:
            found.append(Printed(match.start(), match.start() + length, "doi", value))
    return found


def _pmcids(text: str) -> list[Printed]:
    return [
        Printed(match.start(1), match.end(1), "pmcid", "".join(match[1].upper().split()))
        for match in _PMCID.finditer(text)
    ]
