"""A cited DOI or number is not registered, or cannot be one.

Why it matters: a reader who follows it finds nothing, and nobody can tell which work was meant.
How to mend it: compare it with the work itself, letter for letter. Most are slips: two run together, a digit left out,
a part of the address taken along.

Only the registry that must know it counts: doi.org for a DOI, PubMed for a PMID, arXiv, ClinicalTrials.gov; and only
its answer, never its silence. It does not mean that the work does not exist: four in ten real references have no DOI
at all. New ones are registered late, so that it is asked again after a day. Two things need no registry: an ISBN whose
check digit is wrong, and two DOIs that have run together in an entry. A few books bear a wrong ISBN in print; accept
it in the config then.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from reviewaudit import verdicts
from reviewaudit.model import (
    Article,
    Context,
    Example,
    Finding,
    Identifier,
    Level,
    Record,
    RecordState,
    Rule,
    resolver,
)
from reviewaudit.regexes import regex

REGISTRIES = {"doi": "doi.org", "pmid": "PubMed", "arxiv": "arXiv", "nct": "ClinicalTrials.gov"}
_GLUED = regex(r"(10\.\d{4,9}.*?)(10\.\d{4,9}/.+)")


def check(article: Article, context: Context) -> Iterator[Finding]:
    for citation, standing, lapsed in verdicts.looked_up(article, context):
        faulty = [written.lower() for _, written in citation.invalid]
        for identifier in (name for name in standing.missing if name in citation.written):
            if any(identifier[1].lower() in written for written in faulty):
                continue  # read out of what is reported below
            yield RULE.finding(
                article,
                citation.place,
                f"{verdicts.named(identifier)} is not registered: {REGISTRIES[identifier[0]]} does not know it"
                f"{_slip(identifier)}{lapsed}",
                "compare it with the work itself, letter for letter",
                url=resolver(identifier) or None,
                subject=verdicts.named(identifier),
                **verdicts.evidence(citation, standing, context),
            )
        for fault in citation.invalid:
            yield RULE.finding(
                article,
                citation.place,
                f"{_impossible(fault)}{lapsed}",
                "compare it with the work itself, digit for digit",
                subject=verdicts.named(fault),
                **verdicts.evidence(citation, standing, context),
            )


def _impossible(fault: Identifier) -> str:
    if fault[0] == "isbn":
        return f"{verdicts.named(fault)} is no ISBN: its check digit does not fit the others"
    return f"{verdicts.named(fault)} is no DOI{_slip(fault)}"


def _slip(identifier: Identifier) -> str:
    scheme, value = identifier
    glued = _GLUED.fullmatch(value) if scheme == "doi" else None
    return f"; two have run together, {glued[1]} and {glued[2]}" if glued else ""


_TEXT = "Last reviewed: 2026-05-02\n\n## References\n\n1. Brown B. Tea and sleep. J Tea. 2019. doi:10.5072/tea.one\n"
_NAME = ("doi", "10.5072/tea.one")
_WHEN = datetime(2026, 6, 1, tzinfo=UTC)

RULE = Rule(
    code="RA405",
    name="unknown-identifier",
    level=Level.ERROR,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(_TEXT, records=(Record(_NAME, "doi.org", _WHEN, RecordState.MISSING),)),
    accepted=Example(_TEXT, records=(Record(_NAME, "doi.org", _WHEN, RecordState.UNCHECKED, "HTTP 503"),)),
    needs=frozenset({"citations"}),
)
