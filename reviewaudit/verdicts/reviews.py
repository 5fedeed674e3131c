"""Review statements and a policy in, the state of the article's review on one day out.

Dates are compared as days. When statements contradict each other the older one counts: to understate freshness costs
little, to overstate it is the failure this program exists for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from reviewaudit import dates
from reviewaudit.model import (
    Article,
    Bounds,
    Flag,
    Origin,
    Precision,
    Review,
    ReviewPolicy,
    ReviewStatement,
    ReviewStatus,
    Scope,
    StatementKind,
    Window,
)

_PRECEDENCE = (
    Origin.SIDE_FILE, Origin.FRONT_MATTER, Origin.STATEMENT, Origin.JSON_LD, Origin.MICRODATA, Origin.META,
    Origin.COMMENT,
)  # fmt: skip
_UNUSABLE = frozenset({Flag.INVALID, Flag.PLACEHOLDER, Flag.NEVER, Flag.AUTO_STAMPED})
_FINENESS = (Precision.DAY, Precision.WEEK, Precision.MONTH, Precision.QUARTER, Precision.SEASON, Precision.YEAR)
# A date may be written in a zone that is already in tomorrow.
_AHEAD = timedelta(days=1)


def review(article: Article, policy: ReviewPolicy, as_of: date) -> Review:
    """What the statements of `article` amount to on `as_of`.

    `due` is the earlier of the stated next review and the last review plus the window and the article's share of
    `spread`. The article may shorten the window; it may lengthen it only where the policy allows.
    """
    limit = date.max if as_of >= date.max - _AHEAD else as_of + _AHEAD
    claims = [statement for statement in article.statements if _is_claim(statement, policy)]
    turned = [statement for statement in claims if _means_next(statement, limit)]
    claims = [statement for statement in claims if statement not in turned]
    dated = [(statement, statement.bounds) for statement in claims if statement.bounds is not None]
    past = [(statement, bounds) for statement, bounds in dated if bounds.earliest <= limit]
    stated = _stated_due([*article.statements, *turned], turned)

    if not past:
        return _without_review(claims, dated, stated, policy, as_of)
    statement, bounds, conflicting = _decide(past, policy)
    window, due = _due(bounds, article, policy)
    due = _spread(due, article.path, policy)
    next_due = None
    if stated is not None and stated[1].latest < due.latest:
        next_due, due = stated
    status, due, days = _state(due, policy, as_of)
    return Review(status, statement, bounds, window, due, days, conflicting, next_due)


def _is_claim(statement: ReviewStatement, policy: ReviewPolicy) -> bool:
    return statement.kind.value in policy.accept and statement.scope in (Scope.PAGE, Scope.REFERENCES)


def _means_next(statement: ReviewStatement, limit: date) -> bool:
    """A key such as `review_date`, which means "last" in some places and "next" in others, with a day to come."""
    return (
        Flag.AMBIGUOUS in statement.flags
        and statement.kind is StatementKind.REVIEWED
        and "".join(filter(str.isalpha, statement.label)).casefold() == "reviewdate"
        and statement.bounds is not None
        and statement.bounds.earliest > limit
    )


def _stated_due(
    statements: Iterable[ReviewStatement], turned: Sequence[ReviewStatement]
) -> tuple[ReviewStatement, Bounds] | None:
    """The earliest day that the article itself names for its next review."""
    named = [
        (statement, statement.bounds)
        for statement in statements
        if statement.bounds is not None
        and (statement in turned or (statement.kind is StatementKind.NEXT_DUE and statement.scope is Scope.PAGE))
    ]
    return min(named, key=lambda pair: (pair[1].latest, pair[1]), default=None)


def _without_review(
    claims: Sequence[ReviewStatement],
    future: Sequence[tuple[ReviewStatement, Bounds]],
    stated: tuple[ReviewStatement, Bounds] | None,
    policy: ReviewPolicy,
    as_of: date,
) -> Review:
    """The state where no review lies in the past: a due day that has passed still counts, by the author's own word."""
    if future:
        statement, bounds = _first(future)
        due = stated[1] if stated is not None else None
        return Review(ReviewStatus.FUTURE, statement, bounds, policy.window, due)
    unusable = [statement for statement in claims if statement.flags & _UNUSABLE]
    status = ReviewStatus.INVALID if unusable else ReviewStatus.MISSING
    deciding = min(unusable, key=_rank, default=None)
    if stated is None:
        return Review(status, deciding)
    next_due, bounds = stated
    reached, due, days = _state(bounds, policy, as_of)
    if reached in (ReviewStatus.DUE, ReviewStatus.OVERDUE) and not unusable:
        return Review(reached, None, None, None, due, days, (), next_due)
    return Review(status, deciding, None, None, due, 0)


def _decide(
    past: Sequence[tuple[ReviewStatement, Bounds]], policy: ReviewPolicy
) -> tuple[ReviewStatement, Bounds, tuple[ReviewStatement, ...]]:
    """The statement that counts, its bounds narrowed by those that agree with it, and those that contradict it.

    Kinds are judged apart: where the policy accepts updates, the page is as fresh as the fresher of the two.
    """
    by_kind = []
    for kind in policy.accept:
        group = [(statement, bounds) for statement, bounds in past if statement.kind.value == kind]
        if group:
            by_kind.append(_decide_one_kind(group))
    return max(by_kind, key=lambda decision: (decision[1].latest, decision[1].earliest))


def _decide_one_kind(
    group: Sequence[tuple[ReviewStatement, Bounds]],
) -> tuple[ReviewStatement, Bounds, tuple[ReviewStatement, ...]]:
    pages = [pair for pair in group if pair[0].scope is Scope.PAGE]
    if pages:
        # References checked after the page was reviewed contradict nothing, and do not make the page fresher.
        oldest = min(bounds.latest for _, bounds in pages)
        group = [pair for pair in group if pair[0].scope is Scope.PAGE or pair[1].earliest <= oldest]
    group = sorted(group, key=lambda pair: (_rank(pair[0]), pair[1]))
    statement, bounds = _first(group)
    if any(_disjoint(a, b) for _, a in group for _, b in group):
        oldest = min(bounds.latest for _, bounds in group)
        statement, bounds = _first([pair for pair in group if pair[1].latest == oldest])
    conflicting = tuple(other for other, others in group if _disjoint(others, bounds))
    for other, others in group:
        if other is not statement and not _disjoint(others, bounds):
            bounds = _intersect(bounds, others)
    return statement, bounds, conflicting


def _first(pairs: Sequence[tuple[ReviewStatement, Bounds]]) -> tuple[ReviewStatement, Bounds]:
    return min(pairs, key=lambda pair: (_rank(pair[0]), pair[1]))


def _rank(statement: ReviewStatement) -> tuple[bool, int, int, int]:
    return (
        statement.scope is not Scope.PAGE,
        _PRECEDENCE.index(statement.origin),
        statement.place.line,
        statement.place.column,
    )


def _disjoint(one: Bounds, other: Bounds) -> bool:
    return one.latest < other.earliest or other.latest < one.earliest


def _intersect(one: Bounds, other: Bounds) -> Bounds:
    return Bounds(
        max(one.earliest, other.earliest),
        min(one.latest, other.latest),
        min(one.precision, other.precision, key=_FINENESS.index),
    )


def _due(bounds: Bounds, article: Article, policy: ReviewPolicy) -> tuple[Window, Bounds]:
    window, due = policy.window, dates.shift(bounds, policy.window)
    own = article.interval.window if article.interval is not None else None
    if own is None or (own.months <= 0 and own.days <= 0):
        return window, due
    own_due = dates.shift(bounds, own)
    if policy.allow_longer or own_due.latest < due.latest:
        return own, own_due
    return window, due


def _spread(due: Bounds, path: str, policy: ReviewPolicy) -> Bounds:
    """The due date moved back by up to `spread`, by the path, so that what was reviewed at once is not due at once."""
    # The same for every date, so that a longer window never brings a due date forward; no month has fewer days.
    most = policy.spread.months * 28 + policy.spread.days
    if most <= 0:
        return due
    digest = hashlib.blake2b(path.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    offset = Window(0, int.from_bytes(digest, "big") % (most + 1), "")
    return Bounds(dates.add(due.earliest, offset), dates.add(due.latest, offset), due.precision)


def _state(due: Bounds, policy: ReviewPolicy, as_of: date) -> tuple[ReviewStatus, Bounds, int]:
    if policy.month_policy == "start":
        due = Bounds(due.earliest, due.earliest, due.precision)
    if as_of > dates.add(due.latest, policy.grace):
        return ReviewStatus.OVERDUE, due, (as_of - due.latest).days
    if as_of > due.earliest:
        return ReviewStatus.DUE, due, 0
    if dates.add(as_of, policy.warn_before) >= due.earliest:
        return ReviewStatus.DUE_SOON, due, 0
    return ReviewStatus.CURRENT, due, 0
