"""The pipeline in order: sources in, a report out.

Everything that varies (day, clock, network, ledger) comes in as an argument, so that the same input gives the same
report. This is the only place that joins the rooms.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from reviewaudit import __version__, config, discovery, extraction, formats, rules, services, verdicts, witness
from reviewaudit.errors import UsageError
from reviewaudit.model import (
    Article,
    Audited,
    Batch,
    Context,
    Finding,
    Observation,
    Policy,
    Problem,
    Report,
    Rule,
    Skip,
    Source,
    Status,
    TargetKind,
    Testimony,
    Verdict,
    without_credentials,
)

if TYPE_CHECKING:
    from reviewaudit.ledger import Ledger
    from reviewaudit.services import Progress, Standby

T = TypeVar("T")

MANY_FILES = 400
MANY_BYTES = 4 * 1024 * 1024
"""From here on a second process pays for its start."""


@dataclass(frozen=True, slots=True)
class Network:
    """How the network may be asked in this run."""

    proxies: Mapping[str, str] = field(default_factory=dict)
    gateway: str | None = None
    on_progress: Callable[[Progress], None] | None = None
    standby: Standby | None = None
    """Processes that made ready for asking while the articles were read."""


def understand(sources: Sequence[Source], policy: Policy, base: Path) -> list[Article]:
    """The article in each source, in the same order; an unreadable one carries its problem."""
    return [article for batch in _mapped(_understand_batch, sources, policy, base) for article in batch]


def present(
    sources: Sequence[Source], policy: Policy, base: Path, view: Callable[[Article], str]
) -> Iterator[tuple[str, int]]:
    """`view` of each article joined per batch, with the number of unreadable ones; made where the article is made."""
    yield from _mapped(partial(_present_batch, view), sources, policy, base)


def _understand_batch(sources: Sequence[Source], policy: Policy, base: Path) -> list[Article]:
    return [_understand_one(source, policy, base) for source in sources]


def _present_batch(
    view: Callable[[Article], str], sources: Sequence[Source], policy: Policy, base: Path
) -> tuple[str, int]:
    articles = _understand_batch(sources, policy, base)
    return "".join(map(view, articles)), sum(article.problem is not None for article in articles)


def _understand_one(source: Source, policy: Policy, base: Path) -> Article:
    data = discovery.read(source)
    if isinstance(data, Problem):
        return Article(source.path, format=formats.format_of(source.path) or "", problem=data)
    format = formats.format_of(source.path) or "text"
    document = formats.parse(data, format)
    return extraction.extract(source.path, format, document, config.effective(policy, source.path, base).review)


def _mapped(work: Callable[..., T], sources: Sequence[Source], policy: Policy, base: Path) -> Iterable[T]:
    workers = min(os.cpu_count() or 1, 8)
    if workers == 1 or not _is_much(sources):
        return [work(sources, policy, base)]
    size = max(1, min(256, len(sources) // (workers * 4) + 1))
    batches = [sources[start : start + size] for start in range(0, len(sources), size)]
    # Forking is safe here: nothing has started a thread or an event loop yet.
    method = "fork" if sys.platform == "linux" else "spawn"
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context(method)) as pool:
        return list(pool.map(partial(work, policy=policy, base=base), batches))


def _is_much(sources: Sequence[Source]) -> bool:
    if len(sources) >= MANY_FILES:
        return True
    total = 0
    for source in sources:
        try:
            total += os.path.getsize(source.location) if source.location else 0
        except OSError:
            continue
        if total >= MANY_BYTES:
            return True
    return False


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
    skipped: Sequence[Skip] = (),
) -> Report:
    """Audit the sources against the policy, as of a day.

    `network` None means offline: only what the ledger still holds fresh is known about links. `git_environ` is the
    environment to run git in; None leaves git out. Raises UsageError for an
    unknown rule in the policy, or when a required file is not among the sources.
    """
    started = clock()
    plan = _Plan(policy, base)
    _require(policy, sources, base)
    articles = understand(sources, policy, base)
    needs = {need for article in articles for rule in plan.rules_for(article.path) for need in rule.needs}
    links = _look_up(articles, policy, network, ledger, clock) if "links" in needs else _Links()
    targets = [r.target for a in articles for r in a.references if r.target_kind is TargetKind.LOCAL]
    for path, there in discovery.exists(targets, base, formats.SUFFIXES).items():
        links.verdicts[path] = verdicts.judge_file(there=there)
    audited: list[Audited] = []
    findings: list[Finding] = []
    reviews = [verdicts.review(article, plan.policy_for(article.path).review, as_of) for article in articles]
    batch = Batch.of(zip(articles, reviews, strict=True))
    testimony = Testimony()
    if "git" in needs and git_environ is not None:
        dated = [source for source, review in zip(sources, reviews, strict=True) if review.bounds is not None]
        testimony = _witness(dated, policy, base, git_environ)
    for article, review in zip(articles, reviews, strict=True):
        history = testimony.histories.get(article.path)
        context = Context(plan.policy_for(article.path), as_of, review, links.verdicts, history, batch)
        given = tuple(links.verdicts.get(r.target) or verdicts.skip(r) for r in article.references)
        audited.append(Audited(article, review, given))
        findings += _findings(article, context, plan.rules_for(article.path))
    findings.sort(key=lambda finding: (finding.path, finding.place, finding.code))
    return Report(
        version=__version__,
        as_of=as_of,
        started_at=started,
        duration_s=(clock() - started).total_seconds(),
        audited=tuple(audited),
        findings=tuple(_fingerprinted(findings)),
        fail_on=policy.fail_on,
        offline=network is None,
        asked=links.asked,
        from_ledger=links.from_ledger,
        unasked=links.unasked,
        skipped=(*skipped, *links.skipped),
        network_down=links.network_down,
        gaps=testimony.gaps,
    )


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


class _Plan:
    """Which policy and which rules hold for a path."""

    def __init__(self, policy: Policy, base: Path) -> None:
        self._policy, self._base = policy, base
        self._rules: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[Rule, ...]] = {}
        self._policies: dict[str, Policy] = {}
        origin = policy.origin or "the options,"
        for selectors, key in ((policy.levels, "levels"), *((rule.levels, "rules.levels") for rule in policy.rules)):
            for selector in selectors:
                rules.resolve(selector, f"{origin} {key}")
        for path_rule in policy.rules:
            rules.select(path_rule.select or (), path_rule.ignore, f"{origin} rules")
        self.rules_for("")

    def policy_for(self, path: str) -> Policy:
        if not self._policy.rules:
            return self._policy
        if path not in self._policies:
            self._policies[path] = config.effective(self._policy, path, self._base)
        return self._policies[path]

    def rules_for(self, path: str) -> tuple[Rule, ...]:
        policy = self.policy_for(path)
        key = (policy.select, policy.ignore)
        if key not in self._rules:
            self._rules[key] = rules.select(*key, policy.origin or "the options,")
        return self._rules[key]


def _require(policy: Policy, sources: Sequence[Source], base: Path) -> None:
    root = Path(policy.root) if policy.root else base
    there = {os.path.realpath(source.location) for source in sources if source.location}
    for path in policy.required:
        if os.path.realpath(root / path) not in there:
            raise UsageError(
                f"required file {path} is not among the audited files",
                f"audit it too, or take it out of `required` in {policy.origin}",
            )


@dataclass(slots=True)
class _Links:
    """What is known about the targets of all articles."""

    verdicts: dict[str, Verdict] = field(default_factory=dict)
    asked: int = 0
    from_ledger: int = 0
    unasked: str = ""
    skipped: list[Skip] = field(default_factory=list)
    network_down: bool = False


def _look_up(
    articles: Sequence[Article],
    policy: Policy,
    network: Network | None,
    ledger: Ledger | None,
    clock: Callable[[], datetime],
) -> _Links:
    """Each distinct URL once: from the ledger where an observation is fresh, else from the network."""
    links = _Links()
    remote = (r.target for a in articles for r in a.references if r.target_kind is TargetKind.REMOTE)
    include = [re.compile(pattern) for pattern in policy.network.include]
    exclude = [re.compile(pattern) for pattern in policy.network.exclude]
    wanted = []
    for url in dict.fromkeys(remote):
        rule = next((pattern for pattern in exclude if pattern.search(url)), None)
        if rule is not None and not any(pattern.search(url) for pattern in include):
            reason = f"excluded by {rule.pattern!r}"
            links.skipped.append(Skip(without_credentials(url), reason))
            links.verdicts[url] = Verdict(Status.SKIPPED, "excluded", reason)
        else:
            wanted.append(url)
    now = clock()
    if ledger is not None:
        seen = ledger.latest([services.public_url(url) for url in wanted])
        for url in wanted:
            observation = seen.get(services.public_url(url))
            if observation is not None and verdicts.is_fresh(observation, policy.network, now):
                links.verdicts[url] = verdicts.judge(observation, policy.network, from_ledger=True)
        links.from_ledger = sum(url in links.verdicts for url in wanted)
    missing = [url for url in wanted if url not in links.verdicts]
    if network is None:
        links.unasked = "offline" if missing else ""
        return links
    if missing:
        _ask(missing, links, policy, network, ledger)
    return links


def _ask(missing: list[str], links: _Links, policy: Policy, network: Network, ledger: Ledger | None) -> None:
    wanted = {services.public_url(url): url for url in missing}

    def keep(observation: Observation) -> None:
        if ledger is not None:
            ledger.record([observation])
        links.verdicts[wanted[observation.url]] = verdicts.judge(observation, policy.network)
        links.asked += 1

    def progressed(progress: Progress) -> None:
        if ledger is not None:
            ledger.record(())  # writes what has waited for its time
        if network.on_progress is not None:
            network.on_progress(progress)

    outcome = services.look_up(
        missing,
        policy.network,
        proxies=network.proxies,
        gateway=network.gateway,
        on_observation=keep,
        on_progress=progressed,
        standby=network.standby,
    )
    links.network_down = outcome.network_down
    unasked = [url for url in missing if url not in links.verdicts]
    if unasked:
        links.unasked = f"{len(unasked)} URLs were not asked: {outcome.problem}"


def _findings(article: Article, context: Context, selected: Iterable[Rule]) -> Iterator[Finding]:
    for rule in selected:
        level = rules.level_of(rule, context.policy.levels) if context.policy.levels else None
        for finding in rule.check(article, context):
            yield replace(finding, level=level) if level is not None else finding


def _fingerprinted(findings: Iterable[Finding]) -> Iterator[Finding]:
    """A fingerprint names rule, file and subject, not the line, so that edits elsewhere leave it alone; equal ones are
    told apart by their order."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for finding in findings:
        key = (finding.code, finding.path, finding.subject)
        text = "\n".join((*key, str(seen[key])))
        seen[key] += 1
        yield replace(finding, fingerprint=hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest())
