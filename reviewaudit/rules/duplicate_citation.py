"""One list has the same work twice.

Why it matters: readers take two entries for two sources, and a correction made in one of them leaves the other behind.
How to mend it: keep one entry, and let both marks name it.

Two entries are the same where they have one DOI, PMID, PMCID, arXiv or trial number in common (not an ISBN, which
chapters of one book share), or where their words are the same but for one in ten and all their numbers agree. Entries
that cite different pages of one work (“p. 5”, “p. 9”), as footnotes do, are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit import verdicts
from reviewaudit.model import Article, Citation, Context, Example, Finding, Level, Rule
from reviewaudit.regexes import regex

_ALIKE = 0.9
_WORDS = 6
"""Shorter texts say too little to be taken for the same work."""
_BACK = 20
"""How many entries with the same numbers an entry is compared with."""
_PAGE = regex(r"\bpp?\.\s?(\d+)")
_ADDRESS = ("http", "doi", "www")


def check(article: Article, context: Context) -> Iterator[Finding]:
    by_identifier: dict[tuple[str, str, str], Citation] = {}
    by_numbers: dict[tuple[str, frozenset[str]], list[tuple[Citation, frozenset[str]]]] = {}
    for citation in article.citations:
        if not citation.listed:
            continue
        section = citation.section
        keys = [(section, *identifier) for identifier in citation.identifiers if identifier[0] != "isbn"]
        words = _words(citation.text)
        numbers = frozenset(word for word in words if word.isdecimal())
        known = next((key for key in keys if key in by_identifier), None)
        if known is not None:
            earlier, (_, scheme, value) = by_identifier[known], known
            if not _cite_other_pages(earlier, citation):
                yield _finding(article, citation, earlier, f"the same {scheme.upper()} {value}")
        elif len(words) >= _WORDS:
            for other, others in by_numbers.get((section, numbers), [])[-_BACK:]:
                if _is_alike(words, others) and not _differ(other, citation):
                    yield _finding(article, citation, other, "the same text")
                    break
        for key in keys:
            by_identifier.setdefault(key, citation)
        by_numbers.setdefault((section, numbers), []).append((citation, words))


def _finding(article: Article, citation: Citation, earlier: Citation, why: str) -> Finding:
    name = f"entry {earlier.marker}" if earlier.marker else f"the entry in line {earlier.place.line}"
    return RULE.finding(
        article,
        citation.place,
        f"{'entry ' + citation.marker if citation.marker else 'this entry'} and {name} are one work: {why}",
        "keep one of the two entries",
        subject=citation.text,
        line=earlier.place.line,
    )


def _words(text: str) -> frozenset[str]:
    plain = " ".join(word for word in text.split() if not word.lower().startswith(_ADDRESS))
    return frozenset(verdicts.folded(plain).split())


def _is_alike(words: frozenset[str], others: frozenset[str]) -> bool:
    return len(words & others) >= _ALIKE * len(words | others)


def _differ(one: Citation, other: Citation) -> bool:
    """Whether both have an identifier of a kind, and not the same."""
    kinds = dict(one.identifiers)
    return any(kinds.get(scheme, value) != value for scheme, value in other.identifiers)


def _cite_other_pages(one: Citation, other: Citation) -> bool:
    pages, others = (set(_PAGE.findall(citation.text)) for citation in (one, other))
    return bool(pages and others and pages != others)


RULE = Rule(
    code="RA408",
    name="duplicate-citation",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "Last reviewed: 2026-05-02\n\nTea is old [1], and helps [2].\n\n## References\n\n"
        "1. Chen L. Tea. Tea J 2019;4:1-9. PMID: 31000001\n"
        "2. Chen, L. (2019). Tea. Journal of Tea 4, 1. PMID: 31000001\n"
    ),
    accepted=Example(
        "Last reviewed: 2026-05-02\n\nTea is old [1], and helps [2].\n\n## References\n\n"
        "1. Chen L. Tea. Tea J 2019;4:1-9. PMID: 31000001\n"
        "2. Chen L. Tea. Tea J 2019;4:10-19. PMID: 31000002\n"
    ),
)
