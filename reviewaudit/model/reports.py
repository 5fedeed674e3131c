"""What is said about articles: rules, findings and the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from reviewaudit.model.articles import Article, Reference
from reviewaudit.model.batches import Batch
from reviewaudit.model.citations import Citation, Identifier, Record, RegistryCounts, RetractionData, Standing
from reviewaudit.model.histories import Change, Gap, History
from reviewaudit.model.observations import FragmentFact, Verdict
from reviewaudit.model.places import Place
from reviewaudit.model.policies import Level, Policy, Review
from reviewaudit.model.suppressions import Decision, Effect, Known, Outcome, Suppression


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's statement about one place."""

    code: str
    name: str
    level: Level
    path: str
    place: Place
    message: str
    help: str
    url: str | None = None
    subject: str = ""
    """What the finding is about, as written; part of the fingerprint, so that it survives edits elsewhere."""
    evidence: Mapping[str, object] = field(default_factory=dict)
    """JSON values."""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may know beside the article."""

    policy: Policy
    """As it holds for this article's path."""
    as_of: date
    review: Review
    verdicts: Mapping[str, Verdict]
    """By target; a target that was not asked is missing."""
    history: History | None = None
    """What git saw of the article; None where git does not know it or was not asked."""
    batch: Batch = field(default_factory=Batch)
    """What the articles of the run have in common."""
    fragments: Mapping[tuple[str, str], FragmentFact] = field(default_factory=dict)
    """By target and fragment as written without "#", of files and of pages elsewhere alike; a place of which nothing
    is known is missing."""
    standings: Mapping[tuple[Identifier, ...], Standing] = field(default_factory=dict)
    """By the key of a citation; what was not looked up is missing."""
    effects: tuple[Effect, ...] = ()
    """What its suppressions did to the findings of the other rules; for rules that need "suppressions"."""
    outcomes: tuple[Outcome, ...] = ()
    """What decisions on its findings did; for the same rules."""

    def standing(self, citation: Citation) -> Standing | None:
        return self.standings.get(citation.key)

    def verdict(self, reference: Reference) -> Verdict | None:
        return self.verdicts.get(reference.target)

    def fragment(self, reference: Reference) -> FragmentFact | None:
        return self.fragments.get((reference.target, reference.fragment))


@dataclass(frozen=True, slots=True)
class Example:
    """A short article for a rule's page, and the world it stands in."""

    text: str
    as_of: date = date(2026, 6, 1)
    format: str = "markdown"
    config: str = ""
    """TOML, as in `reviewaudit.toml`."""
    answers: Mapping[str, int | str] = field(default_factory=dict)
    """URL -> HTTP status, a Failure value, "301 https://…" for a redirect to a page that answers 200, or "200 “Title”"
    for a page of a few words with that title; "fragment-missing" for a URL whose place after "#" is not there."""
    data: bytes | None = None
    """Bytes in place of `text`, where the point is that they are no text."""
    history: tuple[Change, ...] | None = None
    """What git saw of it, newest first."""
    beside: tuple[str, ...] = ()
    """The texts of the other articles of the run."""
    records: tuple[Record, ...] = ()
    """What registries say about the works it cites."""


@dataclass(frozen=True, slots=True)
class Rule:
    code: str
    name: str
    level: Level
    since: str
    check: Callable[[Article, Context], Iterator[Finding]]
    explanation: str
    flagged: Example
    accepted: Example
    needs: frozenset[str] = frozenset()
    """"links": the rule needs to know what the network says; "git": what git saw; "text": remarks on the text;
    "citations": what registries and the retraction data say about the cited works;
    "suppressions": what suppressions did, so it runs after the rules that do not."""

    @property
    def summary(self) -> str:
        return self.explanation.strip().split("\n", 1)[0]

    def finding(
        self,
        article: Article,
        place: Place,
        message: str,
        help: str,
        *,
        level: Level | None = None,
        url: str | None = None,
        subject: str = "",
        **evidence: object,
    ) -> Finding:
        """A finding of this rule in `article`."""
        return Finding(
            code=self.code,
            name=self.name,
            level=level or self.level,
            path=article.path,
            place=place,
            message=message,
            help=help,
            url=url,
            subject=subject or url or "",
            evidence=evidence,
        )


@dataclass(frozen=True, slots=True)
class Audited:
    """One article with what was made of it."""

    article: Article
    review: Review
    verdicts: tuple[Verdict, ...]
    """One per reference, in their order."""
    standings: tuple[Standing | None, ...] = ()
    """One per citation, in their order; None for what was not looked up. Empty where nothing was."""


@dataclass(frozen=True, slots=True)
class Skip:
    """What was left out on purpose, and why."""

    subject: str
    reason: str
    rule: str = ""
    """The pattern or the built-in rule that caused it."""
    origin: str = ""
    """Where that rule stands: an option, "reviewaudit.toml:12: exclude_paths", the URL of a robots.txt."""


class Suppressed(NamedTuple):
    """A finding, and what keeps it from counting."""

    finding: Finding
    suppression: Suppression | Decision


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of a run, those suppressed, and the counts; knows its exit status."""

    version: str
    as_of: date
    started_at: datetime
    duration_s: float
    audited: tuple[Audited, ...]
    findings: tuple[Finding, ...]
    fail_on: str = "error"
    offline: bool = False
    asked: int = 0
    """URLs asked in this run."""
    from_ledger: int = 0
    """URLs answered by an observation that was still fresh."""
    registries: RegistryCounts = field(default_factory=RegistryCounts)
    """What was asked about cited works."""
    unasked: str = ""
    """Why the network was not asked, or not to the end; empty when it was."""
    skipped: tuple[Skip, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    baselined: tuple[Finding, ...] = ()
    """Those that the baseline knows already."""
    baseline: str = ""
    """The file of the baseline, as shown; empty without one."""
    gone: tuple[Known, ...] = ()
    """What the baseline holds and the run, although it looked, did not find."""
    network_down: bool = False
    gaps: tuple[Gap, ...] = ()
    """What git could not say."""
    retraction_data: RetractionData | None = None
    """What cited works were held against; None where there was nothing to hold them against."""

    @property
    def exit_status(self) -> int:
        """0, 1 or 2, as in the product's table."""
        if self.network_down:
            return 2
        if self.fail_on == "never":
            return 0
        threshold = Level(self.fail_on).rank
        return int(any(finding.level.rank <= threshold for finding in self.findings))
