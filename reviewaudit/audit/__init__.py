"""The pipeline in order: sources in, a report out.

Everything that varies (day, clock, network, ledger) comes in as an argument, so that the same input gives the same
report. This is the only place that joins the rooms.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewaudit import __version__, config, discovery, verdicts, witness
from reviewaudit.audit import local
from reviewaudit.audit.answering import Revision, revise
from reviewaudit.audit.baseline import Baseline, Seen, compare, home_path, read_baseline, write_baseline
from reviewaudit.audit.citations import accepted, idle, standings, with_short_origins
from reviewaudit.audit.deciding import apply, tell, without_article
from reviewaudit.audit.decisions import Decisions, read_decisions, text_of, write_decisions
from reviewaudit.audit.filters import with_origins
from reviewaudit.audit.fingerprints import fingerprint
from reviewaudit.audit.following import follow
from reviewaudit.audit.links import Links, Network, look_up
from reviewaudit.audit.owning import with_owners
from reviewaudit.audit.plan import Plan, require
from reviewaudit.audit.reading import present, understand
from reviewaudit.audit.remaps import Remaps
from reviewaudit.audit.sites import read_pages
from reviewaudit.audit.suppressing import Judged, judge
from reviewaudit.audit.surveying import sightings
from reviewaudit.audit.works import Works, ask_registries
from reviewaudit.model import (
    Audited,
    Batch,
    Context,
    Finding,
    Place,
    Policy,
    Report,
    Skip,
    Source,
    Suppressed,
    TargetKind,
    Testimony,
)

if TYPE_CHECKING:
    from reviewaudit.audit.examples import findings_in
    from reviewaudit.audit.marking import Recorded, Refused, record, strict
    from reviewaudit.audit.mending import Mends, Proposal, Rewritten, known_edits, propose
    from reviewaudit.ledger import Ledger
    from reviewaudit.retractions import Index

CHANGED = "--changed-since"

__all__ = [
    "Baseline",
    "Decisions",
    "Judged",
    "Mends",
    "Network",
    "Proposal",
    "Recorded",
    "Refused",
    "Remaps",
    "Revision",
    "Rewritten",
    "Works",
    "ask_registries",
    "audit",
    "findings_in",
    "judge",
    "known_edits",
    "present",
    "propose",
    "read_baseline",
    "read_decisions",
    "read_pages",
    "record",
    "revise",
    "sightings",
    "standings",
    "strict",
    "text_of",
    "understand",
    "write_baseline",
    "write_decisions",
]

_LAZY = {
    "findings_in": "reviewaudit.audit.examples",
    **dict.fromkeys(("Recorded", "Refused", "record", "strict"), "reviewaudit.audit.marking"),
    **dict.fromkeys(("Mends", "Proposal", "Rewritten", "known_edits", "propose"), "reviewaudit.audit.mending"),
}


def __getattr__(name: str) -> Any:
    # An audit writes nothing, so it need not import what does.
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def audit(
    sources: Sequence[Source],
    policy: Policy,
    *,
    as_of: date,
    clock: Callable[[], datetime],
    base: Path,
    network: Network | None,
    ledger: Ledger | None,
    git_environ: Mapping[str, str] | None = None,
    changed: Container[str] | None = None,
    skipped: Sequence[Skip] = (),
    retractions: Index | None = None,
    baseline: Baseline | None = None,
    decisions: Decisions | None = None,
    whole: bool = True,
) -> Report:
    """Audit the sources against the policy, as of a day.

    `network` None means offline: only what the ledger still holds fresh is known about links and cited works.
    `git_environ` is the environment to run git in; None leaves git out. `changed` holds the real paths of the files
    whose references are to be asked about; None means all. Review dates are audited for all. What `baseline` holds does
    not count, nor what `decisions` put aside. `retractions`: the data that cited works are held against. `whole`: these
    are all sources that the config is for, so that what it names and none of them has is nowhere. Raises
    UsageError for an unknown rule in the policy, or when a required file is not among the sources.
    """
    started = clock()
    policy = with_short_origins(policy, base)
    plan = Plan(policy, base)
    require(policy, sources, base)
    texts = (source.path for source in sources if any("text" in rule.needs for rule in plan.rules_for(source.path)))
    articles = with_owners(understand(sources, policy, base, texts), plan, policy, base)
    audited_here = {config.path_in(policy, article.path, base) for article in articles}
    beside = [
        Skip(path, "named in the side file, but not audited")
        for path in config.side_entries(policy)
        if path not in audited_here
    ]
    needs = {need for article in articles for rule in plan.rules_for(article.path) for need in rule.needs}
    asking = [article for article, source in zip(articles, sources, strict=True) if _is_changed(source, changed)]
    asked = {article.path for article in asking}
    beside += [
        Skip(article.path, "its references were not asked about: it is not among the changed files", "", CHANGED)
        for article in articles
        if article.references and article.path not in asked
    ]
    here = local.look(articles, sources, policy, base)
    links = Links(verdicts=here.verdicts, fragments=here.fragments)
    if "links" in needs:
        links = look_up(asking, policy, network, ledger, clock, base, links)
        articles = follow(articles, links.pages)
        asking = [article for article in articles if article.path in asked]
    beside += [
        Skip(reference.url, f"{article.path}: {reference.target}")
        for article in articles
        for reference in article.references
        if reference.target_kind is TargetKind.UNCHECKED
    ]
    works = Works()
    if "citations" in needs:
        reached = None if links.network_down else network
        works = ask_registries(asking, policy, reached, ledger, clock, started)
    cited = standings(articles, works.known, retractions) if "citations" in needs else {}
    beside += accepted(articles, cited, policy.citations, as_of)
    if "citations" in needs:
        looked = whole and network is not None and not links.unasked and changed is None
        beside += idle(articles, cited, policy.citations, as_of, looked=looked)
    audited: list[Audited] = []
    seen: list[Seen] = []
    found: list[Finding | Suppressed] = []
    reviews = [verdicts.review(article, plan.policy_for(article.path).review, as_of) for article in articles]
    batch = Batch.of(zip(articles, reviews, strict=True))
    testimony = Testimony()
    if "git" in needs and git_environ is not None:
        dated = [source for source, review in zip(sources, reviews, strict=True) if review.bounds is not None]
        testimony = _witness(dated, policy, base, git_environ)
    for article, review in zip(articles, reviews, strict=True):
        history = testimony.histories.get(article.path)
        own = plan.policy_for(article.path)
        context = Context(own, as_of, review, links.verdicts, history, batch, links.fragments, cited)
        why = _why_not_asked(article.path in asked, "links" in needs, network, links)
        given = tuple(verdicts.judge_place(r, context.verdict(r), context.fragment(r), why) for r in article.references)
        given_works = tuple(cited.get(citation.key) for citation in article.citations)
        audited.append(Audited(article, review, given, given_works))
        selected = plan.rules_for(article.path)
        seen.append(Seen(article, context, selected))
        judged = judge(article, context, selected)
        found += (*judged.findings, *judged.suppressed)
    fingerprinted = list(_fingerprinted(found, policy, base))
    made = decisions.made if decisions is not None else ()
    beside += without_article(made, policy, base)
    told = _fingerprinted(tell(fingerprinted, made, seen, policy, base), policy, base)
    fingerprinted = sorted((*apply(fingerprinted, made, as_of), *told), key=_order)
    findings = tuple(item for item in fingerprinted if isinstance(item, Finding))
    compared = compare(findings, baseline or Baseline(""), seen, policy, base)
    return Report(
        version=__version__,
        as_of=as_of,
        started_at=started,
        duration_s=(clock() - started).total_seconds(),
        audited=tuple(audited),
        findings=compared.new,
        fail_on=policy.fail_on,
        offline=network is None,
        asked=links.asked,
        from_ledger=links.from_ledger,
        registries=works.counts,
        unasked=links.unasked,
        skipped=(*with_origins(skipped, policy, base), *beside, *links.skipped),
        suppressed=tuple(item for item in fingerprinted if isinstance(item, Suppressed)),
        baselined=compared.known,
        baseline=baseline.file if baseline is not None else "",
        gone=compared.gone,
        network_down=links.network_down,
        gaps=testimony.gaps,
        retraction_data=retractions.data if retractions is not None else None,
    )


def _why_not_asked(among_changed: bool, wanted: bool, network: Network | None, links: Links) -> str:
    if not among_changed:
        return CHANGED
    if not wanted:
        return "no selected rule is about links"
    return "--offline" if network is None else links.unasked


def _is_changed(source: Source, changed: Container[str] | None) -> bool:
    return changed is None or not source.location or os.path.realpath(source.location) in changed


def _witness(sources: Sequence[Source], policy: Policy, base: Path, environ: Mapping[str, str]) -> Testimony:
    """What git saw of the sources that are files."""
    review = policy.review
    keys = [word for kind in ("reviewed", "next_due") for word in review.keys.get(kind, ())]
    labels = [word for words in review.labels.values() for word in words]
    root = Path(policy.root) if policy.root else base
    seen = witness.look(
        [source.path for source in sources if source.location],
        base,
        environ=environ,
        states_review=witness.statement_pattern(keys, labels, updates="updated" in review.accept),
        ignore_revs=str(root / review.ignore_revs) if review.ignore_revs else None,
    )
    gaps = tuple(gap._replace(subject=discovery.shown(gap.subject, base)) for gap in seen.gaps)
    return replace(seen, gaps=gaps)


def _fingerprinted(found: Iterable[Finding | Suppressed], policy: Policy, base: Path) -> Iterator[Finding | Suppressed]:
    """All findings by path, place and code, each with its fingerprint.

    It names rule, file and subject, not the line, so that edits elsewhere leave it alone; equal ones are told apart by
    their order, in which the suppressed count too, so that suppressing one leaves the others alone.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    paths: dict[str, str] = {}
    for item in sorted(found, key=_order):
        finding = _finding_of(item)
        if finding.path not in paths:
            paths[finding.path] = home_path(policy, finding.path, base)
        key = (finding.code, paths[finding.path], finding.subject)
        marked = replace(finding, fingerprint=fingerprint(*key, seen[key]))
        seen[key] += 1
        yield item._replace(finding=marked) if isinstance(item, Suppressed) else marked


def _finding_of(item: Finding | Suppressed) -> Finding:
    return item.finding if isinstance(item, Suppressed) else item


def _order(item: Finding | Suppressed) -> tuple[str, Place, str]:
    finding = _finding_of(item)
    return finding.path, finding.place, finding.code
