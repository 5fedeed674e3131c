"""A report in, the numbers of its summary out; every format shows the same ones."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from reviewaudit import verdicts
from reviewaudit.model import Audited, Citation, Level, RecordState, Report, ReviewStatus, Status, TargetKind, Verdict
from reviewaudit.reports import OLD_DAYS

REVIEWS = ("current", "due_soon", "due", "overdue", "missing", "invalid", "future")


def statuses(report: Report) -> dict[str, int]:
    """References by verdict; each place counts."""
    counted = Counter(verdict.status.value for audited in report.audited for verdict in audited.verdicts)
    return {status.value: counted[status.value] for status in Status}


def reviews(report: Report) -> dict[str, int]:
    counted = Counter(audited.review.status for audited in report.audited)
    return {name: counted[ReviewStatus(name)] for name in REVIEWS}


def levels(report: Report) -> dict[str, int]:
    counted = Counter(finding.level for finding in report.findings)
    return {level.value: counted[level] for level in Level}


def cited(audited: Audited) -> list[Verdict]:
    """The verdicts on what leads out of the article; places in the same article are no references to an editor."""
    pairs = zip(audited.article.references, audited.verdicts, strict=True)
    return [verdict for reference, verdict in pairs if reference.target_kind is not TargetKind.ANCHOR]


def references(report: Report) -> int:
    return sum(len(audited.article.references) for audited in report.audited)


def urls(report: Report) -> int:
    """Distinct addresses among them."""
    return len(
        {
            reference.target
            for audited in report.audited
            for reference in audited.article.references
            if reference.target_kind is TargetKind.REMOTE
        }
    )


def skips(report: Report) -> dict[str, int]:
    """References without a verdict, by reason, the commonest first."""
    counted = Counter(
        verdict.reason for audited in report.audited for verdict in audited.verdicts if verdict.status is Status.SKIPPED
    )
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def troubles(audited: Audited) -> str:
    """The references that are not alive, in words: "references: 2 dead, 1 unverified"; empty where there are none."""
    tally = Counter(verdict.status for verdict in audited.verdicts)
    told = [f"{tally[status]} {status}" for status in (Status.DEAD, Status.SUSPECT, Status.UNVERIFIED) if tally[status]]
    return f"references: {', '.join(told)}" if told else ""


class SkipRule(NamedTuple):
    """Why so many references have no verdict, and where the rule stands that caused it."""

    reason: str
    rule: str
    origin: str
    references: int


def skip_rules(report: Report) -> list[SkipRule]:
    """The skips by rule, the commonest first."""
    counted = Counter(
        (verdict.reason, verdict.signal, verdict.origin)
        for audited in report.audited
        for verdict in audited.verdicts
        if verdict.status is Status.SKIPPED
    )
    return [SkipRule(*key, count) for key, count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))]


def plural(count: int, noun: str) -> str:
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {noun[:-1] + 'ies' if noun.endswith('ry') else noun + 's'}"


class Works(NamedTuple):
    """The cited works of a run that were looked up; each place counts."""

    states: dict[str, int]
    """By what registries say: found, missing, unchecked."""
    unchecked: dict[tuple[str, str], int]
    """By pair (service, why) of those that gave no answer, the most first."""

    @property
    def total(self) -> int:
        return sum(self.states.values())


def works(report: Report) -> Works:
    given = [standing for audited in report.audited for standing in audited.standings if standing is not None]
    states = Counter(standing.state for standing in given)
    silent = Counter(pair for standing in given for pair in standing.unchecked)
    ordered = sorted(silent.items(), key=lambda item: (-item[1], item[0]))
    return Works({state.value: states[state] for state in RecordState} if given else {}, dict(ordered))


class Held(NamedTuple):
    """Against which retraction data the cited works of a run were held, in parts of a sentence."""

    said: str
    """ "held against …" or "not held against retraction data, as there are none". """
    mend: str
    """What to do where there are no data, or where they are too old to be relied on; else empty."""

    @property
    def sentence(self) -> str:
        return f"Cited works were {'; '.join(filter(None, self))}."


def held(report: Report) -> Held | None:
    """None where no cited work was looked up."""
    if not works(report).total:
        return None
    data = report.retraction_data
    if data is None:
        return Held(
            "not held against retraction data, as there are none", "`reviewaudit retractions update` fetches them"
        )
    age = data.age(report.as_of)
    said = (
        f"held against {data.records:,} notices of Retraction Watch, published by Crossref, "
        f"the newest of {data.newest or 'unknown date'}, {plural(age, 'day')} old"
    )
    return Held(said, "`reviewaudit retractions update` fetches newer ones" if age > OLD_DAYS else "")


def half_known(report: Report) -> list[str]:
    """Each cited work that somebody said nothing of: "a.md:9:4: PMID 31: not checked (PubMed: answered 503)"."""
    return [
        f"{audited.article.path}:{citation.place.line}:{citation.place.column}: {_work(citation)}: not checked "
        f"({'; '.join(f'{verdicts.said_by((service,))}: {why}' for service, why in standing.unchecked)})"
        for audited in report.audited
        for citation, standing in zip(audited.article.citations, audited.standings, strict=False)
        if standing is not None and standing.unchecked
    ]


def _work(citation: Citation) -> str:
    """By the identifier that is asked about first, else by its words."""
    return verdicts.named(citation.identifiers[0]) if citation.identifiers else f"“{citation.text[:60]}”"


def unanswered(report: Report) -> list[str]:
    """Who said nothing of how many cited works, and why, the most first: "PubMed about 2 cited works (…)"."""
    return [
        f"{verdicts.said_by((service,))} about {plural(count, 'cited work')} ({why})"
        for (service, why), count in works(report).unchecked.items()
    ]
