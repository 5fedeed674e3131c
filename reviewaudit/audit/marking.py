"""A report of this very run in, the records of review that may be written out, and what stands against the others.

A review may be recorded where every reference was asked in the same run and no finding at the level of an error is
left, but for those that the new date itself settles.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from reviewaudit import config, discovery, edits, formats
from reviewaudit.audit.mending import Rewritten
from reviewaudit.audit.reading import understand
from reviewaudit.edits import Mark
from reviewaudit.model import (
    Article,
    Audited,
    Document,
    Level,
    Policy,
    Problem,
    Report,
    Source,
    Status,
    TargetKind,
    Window,
)

SETTLED = frozenset({"RA201", "RA202", "RA203", "RA204", "RA205", "RA206", "RA207", "RA210", "RA211", "RA212", "RA214"})
"""Findings about the date that is being replaced, or about its reviewer."""
ALWAYS = ("RA1", "RA301", "RA302")
"""Rules that run before a review is recorded, whatever the config selects."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An article with the record of its review, ready to be written."""

    rewritten: Rewritten
    notes: tuple[str, ...]
    evidence: str


@dataclass(frozen=True, slots=True)
class Refused:
    """An article whose review is not recorded."""

    path: str
    causes: tuple[str, ...]
    """Each with its place in front, as a finding has it."""


def strict(policy: Policy) -> Policy:
    """The policy for a run in which reviews are recorded: links are judged, and what the ledger holds is no answer."""
    never = Window(0, 0, "0 days")
    network = replace(policy.network, ttl_alive=never, ttl_dead=never, ttl_unverified=never)
    citations = replace(policy.citations, ttl_record=never, ttl_notices=never, ttl_missing=never)
    return replace(policy, network=network, citations=citations, select=(*policy.select, *ALWAYS))


def record(
    report: Report, sources: Sequence[Source], policy: Policy, *, day: date, by: str, evidence: bool, base: Path
) -> list[Recorded | Refused]:
    """What becomes of each article of `report`, which `strict(policy)` was audited with; nothing is written."""
    found: list[Recorded | Refused] = []
    for source, audited in zip(sources, report.audited, strict=True):
        causes = tuple(_blocking(audited, report, day))
        if causes:
            found.append(Refused(source.path, causes))
            continue
        seen = summary_of(audited)
        mark = Mark(day, by, seen if evidence else "")
        found.append(_recorded(source, audited, mark, policy, base, seen))
    return found


def summary_of(audited: Audited) -> str:
    """What was seen of an article's references, in one line: counts, and a digest of each URL with its verdict.

    The digest is SHA-256 over the lines "URL TAB status TAB reason LF", sorted, each once.
    """
    pairs = [
        (reference, verdict)
        for reference, verdict in zip(audited.article.references, audited.verdicts, strict=True)
        if reference.target_kind in {TargetKind.REMOTE, TargetKind.LOCAL}
    ]
    counts = {status: sum(verdict.status is status for _, verdict in pairs) for status in Status}
    lines = {f"{reference.url}\t{verdict.status.value}\t{verdict.reason}\n" for reference, verdict in pairs}
    digest = hashlib.sha256("".join(sorted(lines)).encode("utf-8", "surrogatepass")).hexdigest()
    words = [f"{len(pairs)} reference{'s' * (len(pairs) != 1)}", f"{counts[Status.ALIVE]} alive"]
    words += [f"{counts[status]} {status.value}" for status in list(Status)[1:] if counts[status]]
    return ", ".join([*words, f"sha256:{digest}"])


def _blocking(audited: Audited, report: Report, day: date) -> list[str]:
    article, review = audited.article, audited.review
    causes = [
        f"{article.path}:{one.place.line}:{one.place.column}: {one.code} {one.name}: {one.message}"
        for one in report.findings
        if one.path == article.path and one.level is Level.ERROR and one.code not in SETTLED
    ]
    unchecked = [
        reference
        for reference, verdict in zip(article.references, audited.verdicts, strict=True)
        if reference.target_kind is TargetKind.REMOTE and (verdict.reason == "not-asked" or verdict.from_ledger)
    ]
    causes += [
        f"{article.path}:{one.place.line}:{one.place.column}: {one.url} was not checked in this run"
        for one in unchecked
    ]
    bounds = review.bounds
    if bounds is not None and day < bounds.earliest <= report.as_of and review.statement is not None:
        causes.append(
            f"{article.path}:{review.statement.place.line}: reviewed on {review.statement.text} already, later than "
            f"{day}"
        )
    if article.problem is not None and not any("RA001" in cause for cause in causes):
        causes.append(f"{article.path}: {article.problem.cause}")
    return causes


def _recorded(
    source: Source, audited: Audited, mark: Mark, policy: Policy, base: Path, seen: str
) -> Recorded | Refused:
    data = discovery.read(source)
    if isinstance(data, Problem):
        return Refused(source.path, (f"{source.path}: {data.cause}",))

    def reread(changed: bytes) -> tuple[Document, Article]:
        document = formats.parse(changed, audited.article.format or "text", policy.links, source.charset)
        [article] = understand([replace(source, location="", data=changed)], policy, base)
        return document, article

    _, first = reread(data)
    if [one.url for one in first.references] != [one.url for one in audited.article.references]:
        return Refused(source.path, (f"{source.path}: it has changed since its references were checked",))
    review = config.effective(policy, source.path, base).review
    marked = edits.mark(data, audited.review, mark, review, reread)
    if marked.problem:
        return Refused(source.path, (f"{source.path}: {marked.problem}",))
    rewritten = Rewritten(source, data, marked.text, marked.edits, (), marked.spelled)
    return Recorded(rewritten, marked.notes, seen)
