"""What an article says against findings about itself, and what became of that in a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from reviewaudit.model.documents import Origin
from reviewaudit.model.places import Place


class Directive(StrEnum):
    """What part of an article a suppression is for, in the words it is written with."""

    LINE = "ignore"
    NEXT_LINE = "ignore-next-line"
    BLOCK = "ignore-start"
    FILE = "ignore-file"


@dataclass(frozen=True, slots=True)
class Suppression:
    """An author's word that findings of some rules, at some lines, are known and accepted."""

    directive: Directive
    selectors: tuple[str, ...]
    """Codes, names or prefixes, as written; only `rules` knows which exist."""
    first: int
    last: int
    """The lines it is for, both included; of no meaning for a whole file."""
    place: Place
    """Of the comment or the value that says so."""
    origin: Origin = Origin.COMMENT
    until: date | None = None
    """The last day on which it holds."""
    reason: str = ""

    def covers(self, place: Place) -> bool:
        """Whether something at `place` lies, wholly or in part, where it is for."""
        if self.directive is Directive.FILE:
            return True
        return place.line <= self.last and self.first <= place.end_line

    def has_ended(self, as_of: date) -> bool:
        return self.until is not None and self.until < as_of


class Effect(NamedTuple):
    """What one selector of a suppression did in a run."""

    suppression: Suppression
    selector: str
    codes: frozenset[str] = frozenset()
    """The rules that it means; empty where there is none of that name."""
    findings: int = 0
    """How many findings it covers, whether or not it still holds."""
    looked: bool = False
    """Whether all these rules could look, so that no finding means there was nothing to find."""
    help: str = ""
    """How to mend a selector that means no rule."""

    @property
    def written(self) -> str:
        return f"{self.suppression.directive.value}[{self.selector}]"


class Known(NamedTuple):
    """A finding that a baseline holds, so that it does not fail a run again. Ordered as in the file."""

    path: str
    """From the policy's folder, with `/`."""
    code: str
    subject: str
    fingerprint: str
    level: str


class Verb(StrEnum):
    """What is decided about a finding, in the words of the decisions file and of the workbook."""

    IGNORE = "ignore"
    """It says nothing that matters here."""
    SNOOZE = "snooze"
    """It waits until a day."""
    ACCEPT = "accept"
    """It is right, and stays as it is, unless it gets worse."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Somebody's word on one finding, kept beside the articles."""

    path: str
    """From the policy's folder, with `/`."""
    code: str
    name: str
    subject: str
    fingerprint: str
    level: str
    """That of the finding when it was decided on."""
    verb: Verb
    decided: date
    until: date | None = None
    """The last day on which it holds."""
    reason: str = ""
    by: str = ""
    origin: str = ""
    """File and line."""

    def has_ended(self, as_of: date) -> bool:
        return self.until is not None and self.until < as_of


class Outcome(NamedTuple):
    """What a decision did in a run."""

    decision: Decision
    place: Place
    """Of the finding it is about; the first line where there is none."""
    found: bool
    """Whether the finding is still there."""
    looked: bool
    """Whether the rule could look, so that no finding means there was nothing to find."""
