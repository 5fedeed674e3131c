"""Something has taken the place of a cited work, or it was withdrawn as out of date.

Why it matters: guidelines are replaced, Cochrane reviews get new versions, preprints are published and change on the
way. The old address goes on to work.
How to mend it: read the new one, check the text against it, and cite that. Where the article means the old one, accept
the work in the config, with the reason.

What registries say about versions is a note: newer versions of a work, the article of a preprint (`preprint_level` in
`[citations]` makes that a warning). What is withdrawn as out of date, and a page that itself says it was replaced, is a
warning. Newer editions of books are in no registry, so nothing is said about them. If the article cites the newer work
as well, nothing is reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from reviewaudit import verdicts
from reviewaudit.model import (
    Article,
    Context,
    Example,
    Finding,
    Level,
    NoticeKind,
    Record,
    RecordState,
    Rule,
    Standing,
    Successor,
    resolver,
)

KINDS = {
    "published": "has been published as",
    "replacement": "has been replaced by",
    "update": "has been updated by",
    "new-version": "has a newer version,",
}
OUTDATED = frozenset({NoticeKind.OUTDATED, NoticeKind.NEW_VERSION})


def check(article: Article, context: Context) -> Iterator[Finding]:
    yield from _by_registries(article, context)
    yield from _by_pages(article, context)


def _by_pages(article: Article, context: Context) -> Iterator[Finding]:
    linked = {reference.target for reference in article.cited}
    for reference in article.cited:
        verdict = context.verdict(reference)
        if verdict is None or not verdict.superseded:
            continue
        if verdict.replacement and verdict.replacement.partition("#")[0] in linked:
            continue
        holds, lapsed = verdicts.page_accepted(reference, context)
        if holds:
            continue
        leading = f", and leads to {verdict.replacement}" if verdict.replacement else ""
        yield RULE.finding(
            article,
            reference.place,
            f"{reference.url} says “{verdict.superseded}”{leading}{lapsed}",
            "read what has taken its place, check the text against that, and cite it",
            url=reference.url,
            words=verdict.superseded,
            replacement=verdict.replacement or None,
            checked_at=verdict.checked_at.isoformat() if verdict.checked_at else None,
        )


def _by_registries(article: Article, context: Context) -> Iterator[Finding]:
    cited = {name for citation in article.citations for name in citation.identifiers}
    for citation, standing, lapsed in verdicts.looked_up(article, context):
        newer = standing.successors
        outdated = next((notice for notice in standing.notices if notice.kind in OUTDATED), None)
        if not citation.identifiers:
            continue  # searched by its text, and only likely this work
        if not (newer or outdated) or any(successor.identifier in cited for successor in newer):
            continue
        said = [f"{KINDS.get(item.kind, 'has been followed by')} {_shown(item)}" for item in newer]
        if outdated is not None:
            said.insert(0, f"is out of date, by {verdicts.described(outdated, context)}")
        yield RULE.finding(
            article,
            citation.place,
            f"{verdicts.title_of(citation)} {' and '.join(said)}{lapsed}",
            "read the newer one, check the text against it, and cite it",
            level=_level(standing, context),
            url=resolver(newer[0].identifier) or None if newer else None,
            subject=verdicts.title_of(citation),
            **verdicts.evidence(citation, standing, context),
        )


def _shown(successor: Successor) -> str:
    dated = f" of {successor.date.earliest}" if successor.date else ""
    source = f" (says {verdicts.said_by((successor.source,))})" if successor.source else ""
    link = resolver(successor.identifier)
    return f"{verdicts.named(successor.identifier)}{dated}{source}{f', {link}' if link else ''}"


def _level(standing: Standing, context: Context) -> Level:
    kinds = {successor.kind for successor in standing.successors}
    replaced = "replacement" in kinds or any(notice.kind is NoticeKind.OUTDATED for notice in standing.notices)
    if replaced:
        return Level.WARNING
    return Level(context.policy.citations.preprint_level) if kinds == {"published"} else Level.NOTE


_TEXT = "Last reviewed: 2026-05-02\n\n## References\n\n1. Brown B. Tea and sleep. 2019. doi:10.1101/2019.01.01.500001\n"
_NAME = ("doi", "10.1101/2019.01.01.500001")
_WHEN = datetime(2026, 6, 1, tzinfo=UTC)

RULE = Rule(
    code="RA404",
    name="superseded-citation",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        _TEXT,
        records=(
            Record(
                _NAME,
                "biorxiv",
                _WHEN,
                RecordState.FOUND,
                successors=(Successor("published", ("doi", "10.5072/tea.2"), "biorxiv"),),
            ),
        ),
    ),
    accepted=Example(_TEXT, records=(Record(_NAME, "biorxiv", _WHEN, RecordState.FOUND),)),
    needs=frozenset({"citations", "links"}),
)
