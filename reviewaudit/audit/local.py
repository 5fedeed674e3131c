"""The articles in, what the files at hand tell about their links out: which targets are there, which places in them.

No network. A page of our own site counts as there when its file is here; where it is not, the site can still be asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from os import path as paths
from pathlib import Path
from typing import NamedTuple

from reviewaudit import discovery, formats, verdicts
from reviewaudit.audit.plan import publication
from reviewaudit.audit.reading import mapped
from reviewaudit.fragments import Places
from reviewaudit.model import Anchors, Article, FragmentFact, Policy, Source, TargetKind, Verdict
from reviewaudit.site import Site, by_name


@dataclass(frozen=True, slots=True)
class Local:
    """What the files at hand tell."""

    verdicts: dict[str, Verdict] = field(default_factory=dict)
    """By target; one that nobody could look for is missing, and so is a page of our own site that is not here."""
    fragments: dict[tuple[str, str], FragmentFact] = field(default_factory=dict)
    """By target and fragment."""


class _Question(NamedTuple):
    """A file, and the fragments to look for in it."""

    source: Source
    fragments: tuple[str, ...]


def look(articles: Sequence[Article], sources: Sequence[Source], policy: Policy, base: Path) -> Local:
    """Look for the local targets of all articles, and for the places in them; each file is read once at the most."""
    local = Local()
    files = _files(articles, policy, base, local.verdicts)
    given = {source.path: source for source in sources}
    wanted: dict[str, dict[str, list[str]]] = {}
    for article in articles:
        for reference in article.references:
            kind, target = reference.target_kind, reference.target
            path = article.path if kind is TargetKind.ANCHOR else files.get(target, "")
            if path and (reference.fragment or kind is TargetKind.ANCHOR):
                targets = wanted.setdefault(path, {}).setdefault(reference.fragment, [])
                if target not in targets:
                    targets.append(target)
    here = (given.get(path) or Source(path, paths.join(base, path)) for path in sorted(wanted))
    questions = [_Question(source, tuple(wanted[source.path])) for source in here]
    answers = (facts for batch in mapped(_answer, questions, [asked.source for asked in questions]) for facts in batch)
    for (source, fragments), facts in zip(questions, answers, strict=True):
        for fragment, fact in zip(fragments, facts, strict=True):
            if fact is not None:
                local.fragments.update(((target, fragment), fact) for target in wanted[source.path][fragment])
    return local


def _files(articles: Sequence[Article], policy: Policy, base: Path, judged: dict[str, Verdict]) -> dict[str, str]:
    """The file behind each target that has one; the verdicts on the targets go into `judged`."""
    known = publication(policy, base)
    site = Site(str(base), policy.links, known, formats.SUFFIXES)
    elsewhere: Mapping[str, Sequence[str]] | None = None
    files: dict[str, str] = {}
    for kind, target in _targets(articles):
        if kind is TargetKind.LOCAL and (target[:1] != "/" or known.root):
            found = site.find(target)
            near: tuple[str, ...] = ()
            if found is None:
                elsewhere = elsewhere or by_name(article.path for article in articles)
                near = site.near(target, elsewhere)
            judged[target] = verdicts.judge_file(there=found is not None, near=near)
        elif kind is TargetKind.REMOTE and known.url:
            found = site.find_url(target)
            if found is not None:
                judged[target] = verdicts.judge_file(there=True)
        else:
            continue
        if found is not None and not found.is_folder:
            files[target] = found.path
    return files


def _targets(articles: Sequence[Article]) -> Iterator[tuple[TargetKind, str]]:
    wanted = {TargetKind.LOCAL, TargetKind.REMOTE}
    pairs = ((r.target_kind, r.target) for article in articles for r in article.references)
    yield from dict.fromkeys(pair for pair in pairs if pair[0] in wanted)


def _answer(questions: Sequence[_Question]) -> list[tuple[FragmentFact | None, ...]]:
    """What is known of the fragments in each file, in their order; done in a process of its own where that pays."""
    answers = []
    for source, fragments in questions:
        data = discovery.read(source)
        read = data if isinstance(data, bytes) else None
        anchors = Anchors(partial=True) if read is None else formats.anchors(read, formats.format_of(source.path))
        answers.append(tuple(map(Places(anchors).look, fragments)))
    return answers
