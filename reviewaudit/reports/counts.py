"""A report in, the numbers of its summary out; every format shows the same ones."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from reviewaudit import verdicts
from reviewaudit.model import Audited, Level, RecordState, Report, ReviewStatus, Status, TargetKind, Verdict

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


def unanswered(report: Report) -> list[str]:
    """Who said nothing of how many cited works, and why, the most first: "PubMed about 2 cited works (…)"."""
    return [
        f"{verdicts.said_by((service,))} about {plural(count, 'cited work')} ({why})"
        for (service, why), count in works(report).unchecked.items()
    ]
