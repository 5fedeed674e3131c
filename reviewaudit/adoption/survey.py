"""Sightings in, a folder's habits out: counts, and what they make plausible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reviewaudit.adoption.sightings import Candidate, Sighting, Use
from reviewaudit.model import StatementKind, Window

MANY = 2
"""Articles that must share a name before it is taken for a habit; one alone is only suggested."""
FITTING = 0.8
"""The part of a candidate's values that must be what it is taken for."""
PLAUSIBLE = 0.05
"""The part of the reviewed articles that must set themselves a span before it says something of the house."""
COMMON = 0.1
"""The part of these that must share a span before it is taken for the house's window."""


@dataclass(frozen=True)
class Survey:
    """What the articles of a folder have in common. Every count is of articles, save those of dates."""

    articles: int = 0
    unreadable: int = 0
    reviewed: int = 0
    with_reviewer: int = 0
    keys: Mapping[StatementKind, Counter[str]] = field(default_factory=dict)
    """Metadata keys that are understood as they stand, as written."""
    labels: Mapping[StatementKind, Counter[str]] = field(default_factory=dict)
    """Visible labels that are understood as they stand, in lower case."""
    owners: Counter[str] = field(default_factory=Counter)
    intervals: Counter[str] = field(default_factory=Counter)
    """Keys that name an owner, and a review cycle."""
    new_keys: Mapping[Use, Counter[str]] = field(default_factory=dict)
    new_labels: Mapping[Use, Counter[str]] = field(default_factory=dict)
    """Names that look the part, and that only a config can give it to."""
    cycles: Counter[tuple[int, int]] = field(default_factory=Counter)
    """Spans between reviews by the articles' own word, as (months, days)."""
    day_first: int = 0
    month_first: int = 0
    two_ways: int = 0

    @classmethod
    def of(cls, sightings: Iterable[Sighting]) -> Survey:
        seen = list(sightings)
        known_keys, known_labels = _stated(seen, visible=False), _stated(seen, visible=True)
        taken = {name for names in (*known_keys.values(), *known_labels.values()) for name in names}
        taken |= {sighting.owner_key for sighting in seen} | {sighting.interval_key for sighting in seen}
        return cls(
            articles=len(seen),
            unreadable=sum(not sighting.readable for sighting in seen),
            reviewed=sum(sighting.reviewed for sighting in seen),
            with_reviewer=sum(sighting.reviewer for sighting in seen),
            keys=known_keys,
            labels=known_labels,
            owners=Counter(sighting.owner_key for sighting in seen if sighting.owner_key),
            intervals=Counter(sighting.interval_key for sighting in seen if sighting.interval_key),
            new_keys=_new(seen, taken, visible=False),
            new_labels=_new(seen, taken, visible=True),
            cycles=Counter((s.cycle.months, s.cycle.days) for s in seen if s.cycle is not None),
            day_first=sum(sighting.day_first for sighting in seen),
            month_first=sum(sighting.month_first for sighting in seen),
            two_ways=sum(sighting.two_ways for sighting in seen),
        )

    @property
    def window(self) -> Window | None:
        """The longest span that is common among the articles that set themselves one; None where too few do.

        The longest, because an article that sets itself a shorter one is held to that, and a longer one is not heard.
        """
        votes = sum(self.cycles.values())
        if not votes or votes < PLAUSIBLE * self.reviewed:
            return None
        span = max((span for span, number in self.cycles.items() if number >= COMMON * votes), key=_days, default=None)
        if span is None:
            span = max(self.cycles, key=lambda span: (self.cycles[span], _days(span)))
        return Window(*span, written(*span)) if any(span) else None

    def shorter(self, window: Window) -> int:
        """Articles that set themselves a shorter span."""
        return sum(number for span, number in self.cycles.items() if _days(span) < _days((window.months, window.days)))

    def longer(self, window: Window) -> int:
        return sum(number for span, number in self.cycles.items() if _days(span) > _days((window.months, window.days)))

    @property
    def date_order(self) -> str:
        """The order of day and month that decided dates agree on; empty where none decides or they disagree."""
        if self.day_first and not self.month_first:
            return "dmy"
        return "mdy" if self.month_first and not self.day_first else ""


def _days(span: tuple[int, int]) -> float:
    return span[0] * 30.436875 + span[1]


def written(months: int, days: int) -> str:
    """A span as a config has it."""
    parts = [f"{number} {unit if number > 1 else unit[:-1]}" for number, unit in ((months, "months"), (days, "days"))]
    return " ".join(part for part, number in zip(parts, (months, days), strict=True) if number) or "0 days"


def _stated(seen: Iterable[Sighting], *, visible: bool) -> dict[StatementKind, Counter[str]]:
    counts: dict[StatementKind, Counter[str]] = {}
    for sighting in seen:
        for kind, label in dict.fromkeys((s.kind, s.label) for s in sighting.stated if s.visible is visible):
            counts.setdefault(kind, Counter())[label] += 1
    return counts


def _new(seen: Iterable[Sighting], taken: set[str], *, visible: bool) -> dict[Use, Counter[str]]:
    """Candidates whose values fit, by what they seem to stand for."""
    all_of, fitting = Counter[tuple[Use, str]](), Counter[tuple[Use, str]]()
    for sighting in seen:
        wanted = [c for c in sighting.candidates if c.visible is visible and c.name not in taken]
        all_of.update({_named(candidate) for candidate in wanted})
        fitting.update({_named(candidate) for candidate in wanted if candidate.fits})
    counts: dict[Use, Counter[str]] = {}
    for (use, name), number in fitting.items():
        if number >= FITTING * all_of[use, name]:
            counts.setdefault(use, Counter())[name] = number
    return counts


def _named(candidate: Candidate) -> tuple[Use, str]:
    return candidate.use, candidate.name
