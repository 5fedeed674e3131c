"""An article and the rules in, its findings out: those that count, and those that the article suppresses.

Rules that need to know what suppressions did run after the others, and their findings can be suppressed in turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from reviewaudit import rules, verdicts
from reviewaudit.errors import UsageError
from reviewaudit.model import (
    Article,
    Context,
    Directive,
    Effect,
    Finding,
    Place,
    Reference,
    Rule,
    Standing,
    Status,
    Suppressed,
    Suppression,
    TargetKind,
    Verdict,
)

AFTER = "suppressions"
"""What rules need that run after the others."""
KNOWN_NEEDS = frozenset({"links", "git", "text", "citations", AFTER})


class Judged(NamedTuple):
    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...] = ()


def judge(article: Article, context: Context, selected: Iterable[Rule]) -> Judged:
    """What the selected rules find in an article, less what it suppresses."""
    ran = list(selected)
    first, after = [rule for rule in ran if AFTER not in rule.needs], [rule for rule in ran if AFTER in rule.needs]
    found = list(run_rules(article, context, first))
    if not article.suppressions:
        return Judged((*found, *run_rules(article, context, after)))
    effects = tuple(_effects(article, context, found, ran))
    holding = [
        effect
        for effect in effects
        if not effect.suppression.has_ended(context.as_of) and not _lacks_reason(effect.suppression, context)
    ]
    findings: list[Finding] = []
    suppressed: list[Suppressed] = []
    # What one comment did is not for that same comment to hide, unless it is about the whole file and says so.
    told = run_rules(article, replace(context, effects=effects), after)
    for finding, by in [
        *((finding, _by(finding, holding)) for finding in found),
        *((finding, _by(finding, [e for e in holding if _may_hide(e, finding.place)])) for finding in told),
    ]:
        if by is None:
            findings.append(finding)
        else:
            suppressed.append(Suppressed(finding, by))
    return Judged(tuple(findings), tuple(suppressed))


def has_looked(
    rule: Rule,
    references: Iterable[Reference],
    judged: Mapping[str, Verdict],
    standings: Iterable[Standing | None],
    *,
    knows_history: bool,
) -> bool:
    """Whether a rule that ran could see whatever there was to find about these references and cited works.

    A page that was not asked, or gave no definite answer, may be dead another day; a work about which a registry was
    silent may be retracted; and without git nothing is known of changes. What a rule needs that is not known here
    counts as missing.
    """
    if not rule.needs <= KNOWN_NEEDS or ("git" in rule.needs and not knows_history):
        return False
    if "citations" in rule.needs and not all(map(verdicts.is_settled, standings)):
        return False
    if "links" not in rule.needs:
        return True
    given = (judged.get(r.target) for r in references if r.target_kind is TargetKind.REMOTE)
    return all(verdict is not None and verdict.status not in {Status.UNVERIFIED, Status.SKIPPED} for verdict in given)


def run_rules(article: Article, context: Context, selected: Iterable[Rule]) -> Iterator[Finding]:
    for rule in selected:
        level = rules.level_of(rule, context.policy.levels) if context.policy.levels else None
        for finding in rule.check(article, context):
            yield replace(finding, level=level) if level is not None else finding


def _effects(article: Article, context: Context, found: list[Finding], ran: list[Rule]) -> Iterator[Effect]:
    by_code: dict[str, list[Finding]] = {}
    for finding in found:
        by_code.setdefault(finding.code, []).append(finding)
    codes_that_ran = {rule.code for rule in ran}
    for suppression in article.suppressions:
        covered: list[Reference] | None = None
        works: list[Standing | None] = []
        for selector in suppression.selectors:
            try:
                meant = rules.resolve(selector, "the comment")
            except UsageError as error:
                yield Effect(suppression, selector, help=error.help)
                continue
            codes = frozenset(rule.code for rule in meant)
            count = sum(suppression.covers(finding.place) for code in codes for finding in by_code.get(code, ()))
            # A part of a family that did not run may be what the comment is for.
            looked = bool(codes) and all(AFTER in rule.needs or rule.code in codes_that_ran for rule in meant)
            if looked and not count:
                if covered is None:
                    covered = [r for r in article.references if suppression.covers(r.place)]
                    works = [context.standing(c) for c in article.citations if suppression.covers(c.place)]
                knows_history = context.history is not None
                looked = all(
                    has_looked(rule, covered, context.verdicts, works, knows_history=knows_history)
                    for rule in meant
                    if AFTER not in rule.needs
                ) and not all(AFTER in rule.needs for rule in meant)
            yield Effect(suppression, selector, codes, count, looked)


def _by(finding: Finding, effects: Iterable[Effect]) -> Suppression | None:
    """The suppression that a finding is covered by, the first there is."""
    for effect in effects:
        if finding.code in effect.codes and effect.suppression.covers(finding.place):
            return effect.suppression
    return None


def _may_hide(effect: Effect, place: Place) -> bool:
    """Whether it may hide what rules say about the comment at `place`."""
    if effect.suppression.place != place:
        return True
    return effect.suppression.directive is Directive.FILE and len(effect.codes) == 1


def _lacks_reason(suppression: Suppression, context: Context) -> bool:
    return context.policy.suppressions_need_reason and not suppression.reason
