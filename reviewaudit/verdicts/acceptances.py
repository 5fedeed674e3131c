"""Works that the config accepts as they stand: the identifier as written in, which citations it is about out."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from reviewaudit.model import Acceptance, Article, Citation, Context, Identifier, Reference, Standing
from reviewaudit.regexes import regex

_DOI = regex(r"(?:https?://(?:dx\.)?doi\.org/|doi\s*:?\s*)?(10\.\d{4,9}(?:\.\d+)*/\S+)", re.IGNORECASE)
_OTHERS = (
    ("pmid", regex(r"(?:https?://pubmed\.ncbi\.nlm\.nih\.gov/|PMID\s*:?\s*)0*(\d{1,8})/?", re.IGNORECASE)),
    ("pmcid", regex(r"(?:https?://\S+/)?(PMC\d{3,8})/?", re.IGNORECASE)),
    ("arxiv", regex(r"(?:https?://arxiv\.org/abs/|arxiv\s*:\s*)(\S+?)(?:v\d+)?", re.IGNORECASE)),
    ("nct", regex(r"(NCT\d{8})", re.IGNORECASE)),
    ("isbn", regex(r"ISBN\s*:?\s*([\dXx -]{10,17})", re.IGNORECASE)),
)


class Cited(NamedTuple):
    """A cited work that was looked up and is not accepted as it stands."""

    citation: Citation
    standing: Standing
    lapsed: str = ""
    """That it was accepted once, for the end of a message."""


@lru_cache(maxsize=1024)
def read_id(text: str) -> Identifier:
    """The work that an acceptance is about: ("doi", …), ("pmid", …) or ("url", …). Raises ValueError for none."""
    written = text.strip()
    if match := _DOI.fullmatch(unquote(written)):
        return "doi", match[1].lower()
    for scheme, pattern in _OTHERS:
        if match := pattern.fullmatch(written):
            value = match[1]
            if scheme == "isbn":
                return scheme, _isbn(value)
            return scheme, value.lower() if scheme == "arxiv" else value.upper()
    if re.match(r"https?://[^/\s]+", written):
        return "url", written
    raise ValueError(f"{text!r} is no DOI, no URL, and no identifier such as 'PMID 9500320'")


def _isbn(written: str) -> str:
    """The form for comparing: 13 digits (ISO 2108)."""
    digits = re.sub(r"[^\dX]", "", written.upper())
    if len(digits) == 10:
        digits = f"978{digits[:9]}"
        digits += str(-sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits)) % 10)
    if len(digits) != 13 or not digits.isdigit():
        raise ValueError(f"{written!r} is no ISBN: it has 10 or 13 digits")
    return digits


def accepted(
    citation: Citation, names: Sequence[Identifier], acceptances: Sequence[Acceptance], as_of: date
) -> tuple[Acceptance | None, Acceptance | None]:
    """The acceptance that holds for a cited work, and one that has ended; None for what there is not.

    `names`: all that is known of the work beside what the citation says.
    """
    return _accepted(names_in(citation, names), acceptances, as_of)


def names_in(citation: Citation, names: Sequence[Identifier]) -> frozenset[Identifier]:
    """What an acceptance can name a cited work by. `names` as in `accepted`."""
    urls = (("url", url) for url in citation.urls)
    return frozenset((*citation.identifiers, *names, *urls, *_misprinted(citation)))


def page_accepted(reference: Reference, context: Context) -> tuple[bool, str]:
    """Whether a linked page is accepted as it stands, and that it was once, for the end of a message."""
    known = {*reference.identifiers, ("url", reference.url), ("url", reference.target)}
    holds, ended = _accepted(known, context.policy.citations.accept, context.as_of)
    return holds is not None, _lapse(ended) if ended else ""


def _accepted(
    known: Container[Identifier], acceptances: Sequence[Acceptance], as_of: date
) -> tuple[Acceptance | None, Acceptance | None]:
    about = [acceptance for acceptance in acceptances if read_id(acceptance.id) in known]
    holds = next((item for item in about if item.until is None or as_of <= item.until), None)
    ended = next((item for item in about if item.until is not None and item.until < as_of), None)
    return holds, ended


def _misprinted(citation: Citation) -> Iterator[Identifier]:
    """The ISBNs of an entry whose check digit is wrong, in the form that `read_id` gives them."""
    for scheme, written in citation.invalid:
        if scheme == "isbn":
            with suppress(ValueError):
                yield scheme, _isbn(written)


def looked_up(article: Article, context: Context) -> Iterator[Cited]:
    """The cited works of an article that were looked up and that the policy does not accept as they stand."""
    for citation in article.citations:
        standing = context.standing(citation)
        if standing is None:
            continue
        holds, ended = accepted(citation, standing.identifiers, context.policy.citations.accept, context.as_of)
        if holds is None:
            yield Cited(citation, standing, _lapse(ended) if ended else "")


def _lapse(acceptance: Acceptance) -> str:
    where = f", {acceptance.origin}" if acceptance.origin else ""
    return f"; it was accepted until {acceptance.until} ({acceptance.reason}{where})"
