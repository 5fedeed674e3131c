"""The findings that are known: a file of them in, what a run adds to them and what it misses of them out.

A baseline lets a house with many old findings fail on new ones from the first day. The file is JSON lines, a header and
then one line per finding, sorted, so that a difference between two of them reads as what was mended or added. A finding
is known by its fingerprint, which names rule, file and subject, not the line; one that has got worse since (a review
that was due and is overdue now) is new.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from reviewaudit import config, rules, verdicts
from reviewaudit.audit.suppressing import has_looked
from reviewaudit.audit.writing import write_whole
from reviewaudit.errors import UsageError
from reviewaudit.model import Article, Citation, Context, Finding, Known, Level, Policy, Report, Rule

FORMAT = "reviewaudit-baseline"
VERSION = 1
ABOUT_LINKS = "RA1"
"""The family whose findings have a URL for their subject."""
MEND = "restore it from version control, or take it away and write a new one with --write-baseline"


class Baseline(NamedTuple):
    file: str
    """As it is shown."""
    known: tuple[Known, ...] = ()


class Seen(NamedTuple):
    """An article as the rules saw it."""

    article: Article
    context: Context
    rules: Sequence[Rule]


class Compared(NamedTuple):
    new: tuple[Finding, ...]
    known: tuple[Finding, ...]
    gone: tuple[Known, ...]


def read_baseline(path: Path, *, may_be_missing: bool = False) -> Baseline:
    """The baseline in a file. Raises UsageError where it is missing, damaged, or something else."""
    shown = path.as_posix()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if may_be_missing:
            return Baseline(shown)
        raise UsageError(f"there is no baseline {shown}", f"write it with --write-baseline {shown}") from None
    except (OSError, UnicodeDecodeError) as error:
        cause = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"cannot read the baseline {shown}: {cause}", MEND) from None
    header, *lines = text.split("\n")
    found = _object(header)
    if found.get("format") != FORMAT:
        raise UsageError(f"{shown} is no baseline", "name a file made with --write-baseline; it is left as it is")
    if found.get("version") != VERSION:
        raise UsageError(
            f"{shown} is a baseline of version {found.get('version')}, and this reviewaudit reads version {VERSION}",
            "update reviewaudit, or write the baseline anew with --write-baseline",
        )
    return Baseline(shown, tuple(_known(line, f"{shown}:{n}") for n, line in enumerate(lines, 2) if line.strip()))


def _object(line: str) -> dict[str, object]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _known(line: str, place: str) -> Known:
    found = _object(line)
    values = [found.get(name) for name in Known._fields]
    texts = [value for value in values if isinstance(value, str)]
    if len(texts) != len(values) or found.get("level") not in set(Level):
        raise UsageError(f"{place}: this is no finding of a baseline", MEND)
    return Known(*texts)


def text_of(known: Iterable[Known]) -> str:
    """The file that holds these findings: the same findings make the same text."""
    lines = [json.dumps({"format": FORMAT, "version": VERSION})]
    lines += [json.dumps(item._asdict(), ensure_ascii=False) for item in sorted(set(known))]
    return "\n".join(lines) + "\n"


def write_baseline(report: Report, baseline: Baseline, policy: Policy, base: Path) -> Report:
    """Write what the run found into the file of the baseline it was compared with, and tell the report so.

    What the baseline held and the run could not see (links offline, articles that were not audited) stays in it. The
    file is replaced in one step. Raises UsageError where it cannot be written.
    """
    found = [_as_known(finding, policy, base) for finding in (*report.findings, *report.baselined)]
    superseded = {item.fingerprint for item in (*found, *report.gone)}
    kept = [item for item in baseline.known if item.fingerprint not in superseded]
    write_whole(Path(baseline.file), text_of([*found, *kept]), f"the baseline {baseline.file}")
    known = sorted((*report.findings, *report.baselined), key=lambda found: (found.path, found.place, found.code))
    return replace(report, findings=(), baselined=tuple(known), gone=())


def compare(
    findings: Sequence[Finding], baseline: Baseline, seen: Iterable[Seen], policy: Policy, base: Path
) -> Compared:
    """Which findings are new, which are known, and which known ones are no more."""
    levels = {item.fingerprint: Level(item.level).rank for item in baseline.known}
    known: list[Finding] = []
    new: list[Finding] = []
    for finding in findings:
        rank = levels.get(finding.fingerprint)
        (new if rank is None or finding.level.rank < rank else known).append(finding)
    still = {finding.fingerprint for finding in findings}
    missed = [item for item in baseline.known if item.fingerprint not in still]
    by_path = {home_path(policy, item.article.path, base): item for item in seen} if missed else {}
    root = Path(policy.root) if policy.root else base
    gone = [
        item
        for item in missed
        if (
            is_over(item.code, item.subject, by_path[item.path])
            if item.path in by_path
            else not os.path.lexists(root / item.path)
        )
    ]
    return Compared(tuple(new), tuple(known), tuple(sorted(set(gone))))


def home_path(policy: Policy, path: str, base: Path) -> str:
    """The path that a finding is known by: from the policy's folder, so that it is the same from wherever one runs."""
    return path if path == "-" or "://" in path else config.path_in(policy, path, base)


def _as_known(finding: Finding, policy: Policy, base: Path) -> Known:
    path = home_path(policy, finding.path, base)
    return Known(path, finding.code, finding.subject, finding.fingerprint, finding.level.value)


def is_over(code: str, subject: str, seen: Seen) -> bool:
    """Whether the run would have found it, were it still there."""
    rule = rules.find(code)
    if rule is None:
        return True
    if rule not in seen.rules or (seen.article.problem is not None and rule.code != "RA001"):
        return False
    references = seen.article.references
    if rule.code.startswith(ABOUT_LINKS):
        references = tuple(reference for reference in references if reference.url == subject)
    context = seen.context
    works = (context.standing(citation) for citation in seen.article.citations if _is_about(citation, subject))
    return has_looked(rule, references, context.verdicts, works, knows_history=context.history is not None)


def _is_about(citation: Citation, subject: str) -> bool:
    """Whether a finding with that subject is about this work."""
    return subject in {verdicts.title_of(citation), *map(verdicts.named, citation.identifiers)}
