"""The findings of a run and what was decided in, what still counts out.

`ignore` and `snooze` hold for a finding whatever becomes of it, `accept` as long as it gets no worse, each to the end
of its last day. A decision that is over, or whose finding is no longer there, is told by the rules for suppressions.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from reviewaudit.audit.baseline import Seen, home_path, is_over
from reviewaudit.audit.suppressing import AFTER, run_rules
from reviewaudit.model import Decision, Finding, Level, Outcome, Place, Policy, Skip, Suppressed, Verb

START = Place(1, 1, 1, 1)


def apply(
    found: Iterable[Finding | Suppressed], decisions: Sequence[Decision], as_of: date
) -> Iterator[Finding | Suppressed]:
    """The findings, with those put aside that somebody decided about."""
    by_fingerprint = {decision.fingerprint: decision for decision in decisions}
    for item in found:
        decision = by_fingerprint.get(item.fingerprint) if isinstance(item, Finding) else None
        if decision is not None and isinstance(item, Finding) and _holds(decision, item, as_of):
            yield Suppressed(item, decision)
        else:
            yield item


def tell(
    found: Iterable[Finding | Suppressed],
    decisions: Sequence[Decision],
    seen: Iterable[Seen],
    policy: Policy,
    base: Path,
) -> Iterator[Finding]:
    """What the rules for suppressions say of these decisions. A suppressed finding is still there."""
    if not decisions:
        return
    by_path: dict[str, list[Decision]] = {}
    for decision in decisions:
        by_path.setdefault(decision.path, []).append(decision)
    places = {finding.fingerprint: finding.place for finding in map(_finding_of, found)}
    for item in seen:
        mine = by_path.get(home_path(policy, item.article.path, base))
        selected = [rule for rule in item.rules if AFTER in rule.needs]
        if mine and selected:
            outcomes = tuple(_outcome(decision, places, item) for decision in mine)
            bare = replace(item.article, suppressions=(), misdirections=())
            yield from run_rules(bare, replace(item.context, effects=(), outcomes=outcomes), selected)


def without_article(decisions: Iterable[Decision], policy: Policy, base: Path) -> Iterator[Skip]:
    """Decisions on articles that are no more, one per article."""
    root = Path(policy.root) if policy.root else base
    first: dict[str, Decision] = {}
    for decision in decisions:
        first.setdefault(decision.path, decision)
    for path, decision in first.items():
        if path != "-" and "://" not in path and not os.path.lexists(root / path):
            yield Skip(path, "there are decisions on it, but no such file", origin=decision.origin)


def _holds(decision: Decision, finding: Finding, as_of: date) -> bool:
    if decision.has_ended(as_of):
        return False
    return decision.verb is not Verb.ACCEPT or finding.level.rank >= Level(decision.level).rank


def _outcome(decision: Decision, places: Mapping[str, Place], seen: Seen) -> Outcome:
    place = places.get(decision.fingerprint)
    looked = place is not None or is_over(decision.code, decision.subject, seen)
    return Outcome(decision, place or START, place is not None, looked)


def _finding_of(item: Finding | Suppressed) -> Finding:
    return item.finding if isinstance(item, Suppressed) else item
