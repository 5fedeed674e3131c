"""Sources in, the edits that mend their references out; and the edits of a report that need no further asking."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from reviewaudit import discovery, edits, formats, rules, services, verdicts
from reviewaudit.audit.links import Links, Network, look_up
from reviewaudit.audit.plan import Plan
from reviewaudit.audit.reading import understand
from reviewaudit.edits import Spelled, Wish
from reviewaudit.errors import UsageError
from reviewaudit.model import (
    Article,
    Edit,
    LeftOut,
    Place,
    Policy,
    Problem,
    Report,
    Skip,
    Source,
    Status,
    TargetKind,
    Verdict,
)

if TYPE_CHECKING:
    from reviewaudit.ledger import Ledger

_RULES = {"redirect": "RA103", "https": "RA110", "archive": "RA101"}
"""The rule whose suppression keeps a link from being mended."""


@dataclass(frozen=True, slots=True)
class Mends:
    """What is to be mended, and how."""

    wanted: Collection[str] = ("doi", "redirect", "https")
    """Of `edits.MENDS`."""
    cosmetic: bool = False
    """Redirects that only spell the address in another way count too."""
    archive: str = ""
    """The base URL of the service that is asked for archived copies; empty for the Wayback Machine."""


@dataclass(frozen=True, slots=True)
class Copies:
    """Archived copies of dead pages, by target."""

    found: Mapping[str, str] = field(default_factory=dict)
    causes: Mapping[str, str] = field(default_factory=dict)
    """Why there is none, in words."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A source and the edits that were proved on it."""

    source: Source
    data: bytes
    """As it was read: what has to stand there when the edits are applied."""
    text: str
    edits: tuple[Edit, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    spelled: Spelled | None = None

    @property
    def after(self) -> bytes:
        return self.spelled.bytes_of(edits.apply(self.text, self.edits)) if self.spelled else self.data

    @property
    def diff(self) -> bytes:
        return edits.diff(self.source.path, self.text, self.edits, self.spelled) if self.spelled else b""

    def write(self) -> None:
        """Raises UsageError where the file has changed or cannot be written, or where there is none."""
        if not self.source.location:
            raise UsageError(
                f"{self.source.path} is no file that could be written", "leave --write out, and apply the diff"
            )
        edits.replace_file(self.source.location, self.data, self.after, self.source.path)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be mended in a run."""

    rewritten: tuple[Rewritten, ...]
    """Sources with an edit, or with something that had to be left out."""
    problems: tuple[tuple[str, str], ...] = ()
    """Paths that could not be read, and why."""
    unasked: str = ""
    skipped: tuple[Skip, ...] = ()
    network_down: bool = False


def propose(
    sources: Sequence[Source],
    policy: Policy,
    mends: Mends,
    *,
    as_of: date,
    clock: Callable[[], datetime],
    base: Path,
    network: Network | None,
    ledger: Ledger | None,
) -> Proposal:
    """The edits that mend the references of these sources; nothing is written.

    `network` None means offline: only what the ledger holds fresh is known.
    """
    articles = understand(sources, policy, base)
    asked = [_to_ask(article, mends) for article in articles]
    links = Links()
    if any(article.references for article in asked):
        links = look_up(asked, policy, network, ledger, clock, base)
    plan = Plan(policy, base)
    copies = Copies()
    if "archive" in mends.wanted and network is not None:
        copies = _copies(articles, plan, policy, links.verdicts, mends, as_of, network)
    found = []
    for source, article in zip(sources, articles, strict=True):
        if article.problem is not None and not article.references:
            continue
        wished = list(
            edits.wishes(article, links.verdicts, mends=mends.wanted, cosmetic=mends.cosmetic, copies=copies.found)
        )
        kept = {wish.reference: _kept_by(article, wish, as_of) for wish in wished}
        wanted = [wish for wish in wished if kept[wish.reference] is None]
        left = [LeftOut(one.place, one.url, why) for one, why in kept.items() if why is not None]
        left += _without_copy(article, wished, links.verdicts, copies.causes)
        rewritten = _rewrite(source, article, wanted, policy)
        rewritten = replace(rewritten, left_out=tuple(sorted((*rewritten.left_out, *left))))
        if rewritten.edits or rewritten.left_out:
            found.append(rewritten)
    return Proposal(
        tuple(found),
        tuple((article.path, article.problem.cause) for article in articles if article.problem is not None),
        links.unasked,
        tuple(links.skipped),
        links.network_down,
    )


def known_edits(report: Report, sources: Sequence[Source], policy: Policy) -> dict[str, tuple[Place, str]]:
    """By fingerprint, what mends the findings of a report whose mend is known without further asking: permanent
    redirects and http that leads to https."""
    by_path = {source.path: source for source in sources}
    found: dict[str, tuple[Place, str]] = {}
    fingerprints: dict[str, dict[tuple[Place, str], str]] = {}
    for finding in report.findings:
        if finding.code in {"RA103", "RA110"} and finding.url is not None:
            fingerprints.setdefault(finding.path, {})[finding.place, finding.url] = finding.fingerprint
    for audited in report.audited:
        article = audited.article
        source = by_path.get(article.path)
        if article.path not in fingerprints or source is None:
            continue
        known = dict(zip((r.target for r in article.references), audited.verdicts, strict=True))
        meant = fingerprints[article.path]
        wanted = [
            wish
            for wish in edits.wishes(article, known, mends=("doi", "redirect", "https"), cosmetic=True)
            if (wish.reference.place, wish.reference.url) in meant
        ]
        for edit in _rewrite(source, article, wanted, policy, meant).edits:
            found[edit.fingerprint] = edit.place, edit.new
    return found


def _rewrite(
    source: Source,
    article: Article,
    wanted: Sequence[Wish],
    policy: Policy,
    fingerprints: Mapping[tuple[Place, str], str] | None = None,
) -> Rewritten:
    data = discovery.read(source) if wanted else b""
    if isinstance(data, Problem):
        left = tuple(LeftOut(wish.reference.place, wish.reference.url, data.cause) for wish in wanted)
        return Rewritten(source, b"", "", left_out=left)
    if not wanted:
        return Rewritten(source, b"", "")
    parse = partial(formats.parse, format=article.format, policy=policy.links, charset=source.charset)
    mended = edits.mend(data, article.format, wanted, parse, fingerprints)
    return Rewritten(source, data, mended.text, mended.edits, mended.left_out, mended.spelled)


def _to_ask(article: Article, mends: Mends) -> Article:
    """The article with what has to be asked to mend it: its pages, and the https forms of its http addresses."""
    if set(mends.wanted) <= {"doi"}:
        return replace(article, references=())
    asked = []
    for reference in article.references:
        if reference.target_kind is not TargetKind.REMOTE or edits.doi_form(reference.url):
            continue
        if "https" in mends.wanted and reference.url.lower().startswith("http://"):
            secure = f"https{reference.target[4:]}"
            asked.append(replace(reference, url=secure, target=secure, fragment=""))
        asked.append(replace(reference, fragment=""))
    return replace(article, references=tuple(asked))


def _kept_by(article: Article, wish: Wish, as_of: date) -> str | None:
    """The comment by which the article keeps a link as it is, in words; None where none does."""
    for suppression in article.suppressions:
        if suppression.has_ended(as_of) or not suppression.covers(wish.reference.place):
            continue
        for selector in suppression.selectors:
            try:
                meant = {rule.code for rule in rules.resolve(selector, "the comment")}
            except UsageError:  # `check` reports it
                continue
            if _RULES.get(wish.mend) in meant:
                return f"the article keeps it as it is (line {suppression.place.line})"
    return None


def _copies(
    articles: Sequence[Article],
    plan: Plan,
    policy: Policy,
    known: Mapping[str, Verdict],
    mends: Mends,
    as_of: date,
    network: Network,
) -> Copies:
    """Archived copies of what is dead, nearest to the review of the first article that cites it."""
    days: dict[str, date] = {}
    for article in articles:
        bounds = verdicts.review(article, plan.policy_for(article.path).review, as_of).bounds
        for reference in article.references:
            verdict = known.get(reference.target)
            if verdict is not None and verdict.status is Status.DEAD and not reference.has_secret:
                days.setdefault(reference.target, bounds.latest if bounds is not None else as_of)
    service = {"wayback": mends.archive} if mends.archive else {}
    citations = replace(policy.citations, services={**policy.citations.services, **service})
    found: dict[str, str] = {}
    causes: dict[str, str] = {}
    for day in sorted(set(days.values())):
        urls = [url for url in days if days[url] == day]
        told = services.archived(urls, day, policy.network, citations, proxies=network.proxies, gateway=network.gateway)
        for url, copy in told.items():
            if isinstance(copy, str):
                causes[url] = f"the archive was asked in vain: {copy}"
            elif copy is None:
                causes[url] = "there is no archived copy that the archive knows of"
            else:
                found[url] = copy.url
    return Copies(found, causes)


def _without_copy(
    article: Article, wanted: Sequence[Wish], known: Mapping[str, Verdict], causes: Mapping[str, str]
) -> list[LeftOut]:
    wished = {wish.reference for wish in wanted}
    return [
        LeftOut(reference.place, reference.url, causes[reference.target])
        for reference in article.references
        if reference.target in causes and reference not in wished and known[reference.target].status is Status.DEAD
    ]
