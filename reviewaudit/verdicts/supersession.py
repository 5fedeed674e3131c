"""Words with which a page says that something has taken its place, or that it is kept for the record only.

Only words about the page itself count: that a guideline will be updated, or was looked at and stays as it is, are other
words. Those that any manual has on its older pages count only on hosts of guidance.
"""

from __future__ import annotations

import re

from reviewaudit.regexes import regex

_DOCUMENT = r"(?:guidance|guideline|guide|page|document|publication|policy|standard|advice|review|resource|pathway)"
_STRONG = tuple(
    regex(pattern, re.IGNORECASE)
    for pattern in (
        rf"this {_DOCUMENT}(?: \([^()]{{1,40}}\))? (?:has been|was|is)(?: now| partially)?(?: updated and)? "
        r"(?:replaced|superseded) by [^.;\n]{2,120}",
        rf"this {_DOCUMENT} (?:has been|was) withdrawn(?! from sale)[^.;\n]{{0,80}}",
        r"(?:editorial group|authors?|publishers?|editors?)[^.\n]{0,80} ha(?:s|ve) withdrawn it from publication",
        rf"this {_DOCUMENT} (?:is|has been) (?:out of date and )?no longer (?:current|valid|in force)",
    )
)
_WEAK = tuple(
    regex(pattern, re.IGNORECASE)
    for pattern in (
        r"this page is (?:a|an) (?:historical )?archive and is no longer (?:maintained|updated)",
        r"this (?:archived )?(?:page|content|document|information)[^.\n]{0,60} for historical "
        r"(?:reference|purposes|research)",
        r"you are viewing an (?:old|older|outdated|archived) version of this (?:page|document|review)",
        r"this (?:page|document) may not contain the most (?:updated|up-to-date|recent|current)",
        rf"this (?:\w+ )?{_DOCUMENT} (?:is|has been) (?:retired|archived)",
    )
)
_HOSTS = (
    "cochrane.org",
    "cochranelibrary.com",
    "nice.org.uk",
    "sign.ac.uk",
    "gov.uk",
    "nhs.uk",
    "who.int",
    "europa.eu",
    "canada.ca",
    "gov.au",
    "govt.nz",
    "ncbi.nlm.nih.gov",
)
SCREEN = 4_000
"""Characters that a reader sees without looking for them."""


def replacing(text: str) -> tuple[tuple[int, int], ...]:
    """Where in a text words stand that may say so: spans, in their order."""
    return tuple(sorted(match.span() for pattern in (*_STRONG, *_WEAK) for match in pattern.finditer(text)))


def superseded(text: str, host: str, *, opens: bool = True) -> str:
    """The words of a page that say so, on one line, from the beginning of its visible text; empty if there are none.

    `opens`: they open a paragraph. Further on in one they may well be about something else that the page tells of, and
    count only on hosts of guidance.
    """
    guidance = _is_guidance(host.lower())
    if not (opens or guidance):
        return ""
    seen = " ".join(text[:SCREEN].split())
    patterns = (*_STRONG, *_WEAK) if guidance else _STRONG
    found = [match for pattern in patterns if (match := pattern.search(seen))]
    return min(found, key=lambda match: match.start())[0].strip() if found else ""


def _is_guidance(host: str) -> bool:
    return host.endswith(".gov") or any(host == known or host.endswith(f".{known}") for known in _HOSTS)
