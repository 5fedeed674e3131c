"""What is known of a cited work, in words and as evidence: who says what since when, with links to follow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reviewaudit.model import (
    Article,
    Citation,
    Context,
    Identifier,
    Notice,
    NoticeKind,
    Record,
    RecordState,
    Standing,
    resolver,
)
from reviewaudit.verdicts.matching import without_mark
from reviewaudit.verdicts.notices import SOURCES

NOTICES = {
    NoticeKind.RETRACTION: "a retraction",
    NoticeKind.REMOVAL: "a removal",
    NoticeKind.WITHDRAWAL: "a withdrawal",
    NoticeKind.PARTIAL_RETRACTION: "a partial retraction",
    NoticeKind.CONCERN: "an expression of concern",
    NoticeKind.CORRECTION: "a correction",
    NoticeKind.OUTDATED: "a withdrawal as out of date",
    NoticeKind.NEW_VERSION: "a new version",
    NoticeKind.OTHER: "an update",
    NoticeKind.REINSTATEMENT: "a reinstatement",
}
_LABELS = {"doi": "doi:", "pmid": "PMID ", "arxiv": "arXiv:", "isbn": "ISBN ", "pmcid": "", "nct": "", "url": ""}


def named(identifier: Identifier) -> str:
    """An identifier as one writes it: "doi:10.1000/182", "PMID 9500320"."""
    scheme, value = identifier
    return f"{_LABELS.get(scheme, f'{scheme}:')}{value}"


def title_of(citation: Citation) -> str:
    """What a reader knows the work by: the identifier that the article writes, or the beginning of its entry."""
    if citation.written:
        return named(citation.written[0])
    text = citation.text or citation.urls[0]
    title = f"“{text if len(text) <= 80 else text[:79].rstrip() + '…'}”"
    return f"{title} ({named(citation.identifiers[0])}, as its page says)" if citation.identifiers else title


def said_by(sources: Iterable[str]) -> str:
    """ "Retraction Watch and PubMed"."""
    names = [SOURCES.get(source, source) for source in sources]
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def told(record: Record) -> str:
    """What a service said, in a line: "Crossref on doi:10.1000/182: “Tea”, Brown, 2019; a correction of 2020"."""
    about = f"{said_by((record.service,))} on {named(record.identifier)}: "
    if record.state is not RecordState.FOUND:
        return about + ("not known" if record.state is RecordState.MISSING else f"no answer ({record.detail})")
    facts = []
    if record.work is not None:
        titles = [f"“{title}”" for title in record.work.titles[:1]]
        years = [str(year) for year in record.work.years[-1:]]
        facts.append(", ".join([*titles, *record.work.families[:2], *years]))
    facts += [f"{NOTICES[item.kind]}{f' of {item.date.earliest}' if item.date else ''}" for item in record.notices]
    facts += [f"{item.kind}: {named(item.identifier)}" for item in record.successors]
    return about + ("; ".join(facts) or "nothing is the matter")


def link_of(notice: Notice) -> str:
    """Where a notice can be read; empty if nobody says."""
    if notice.doi:
        return resolver(("doi", notice.doi))
    return resolver(("pmid", notice.pmid)) if notice.pmid else ""


def described(notice: Notice, context: Context) -> str:
    """ "a retraction of 2010-02-06 (Retraction Watch and PubMed; Fabricated data), https://…, which was before the last
    review"."""
    dated = f" of {notice.date.earliest}" if notice.date else ""
    reasons = f": {'; '.join(notice.reasons[:3])}" if notice.reasons else ""
    link = link_of(notice)
    timing = against_review(notice, context)
    parts = [f"{NOTICES[notice.kind]}{dated}, says {said_by(notice.sources)}{reasons}", link, timing]
    return ", ".join(part for part in parts if part)


def against_review(notice: Notice, context: Context) -> str:
    """Whether the last review could have known of it; empty where a date is missing or they overlap."""
    reviewed, review = context.review.bounds, context.review.statement
    if notice.date is None or reviewed is None or review is None:
        return ""
    if notice.date.earliest > reviewed.latest:
        return f"published after the last review ({review.text})"
    return f"published before the last review ({review.text})" if notice.date.latest < reviewed.earliest else ""


def others(notices: Iterable[Notice]) -> str:
    """The notices that are not the strongest, for the end of a message."""
    listed = [f"{NOTICES[item.kind]}{f' of {item.date.earliest}' if item.date else ''}" for item in notices]
    return f"; there is also {', '.join(listed)}" if listed else ""


def is_about_notice(citation: Citation, standing: Standing, article: Article) -> bool:
    """Whether a reference is there because of what was published about the work: it says so, or the notice is cited."""
    titles = " ".join(without_mark(title)[1] for title in (standing.work.titles if standing.work else ()))
    if "retract" in citation.text.casefold() and "retract" not in titles.casefold():
        return True
    names = {name for item in standing.notices for name in (("doi", item.doi), ("pmid", item.pmid)) if name[1]}
    names -= set(standing.identifiers)
    return any(name in names for other in article.citations for name in other.identifiers)


def evidence(citation: Citation, standing: Standing, context: Context) -> dict[str, Any]:
    """The facts behind a finding, as JSON values."""
    return {
        "identifiers": dict(reversed(standing.identifiers)),
        "links": [link for name in standing.identifiers if (link := resolver(name))],
        "pages": [{"identifier": named(name), "url": url} for name, url in citation.pages],
        "notices": [
            {
                "kind": notice.kind.value,
                "sources": list(notice.sources),
                "doi": notice.doi or None,
                "pmid": notice.pmid or None,
                "link": link_of(notice) or None,
                "date": notice.date.earliest.isoformat() if notice.date else None,
                "reasons": list(notice.reasons),
                "label": notice.label or None,
                "review": against_review(notice, context) or None,
            }
            for notice in standing.notices
        ],
        "successors": [
            {
                "kind": successor.kind,
                "identifier": named(successor.identifier),
                "link": resolver(successor.identifier) or None,
                "source": successor.source,
                "date": successor.date.earliest.isoformat() if successor.date else None,
            }
            for successor in standing.successors
        ],
        "answered": list(standing.answered),
        "unchecked": [{"service": service, "reason": why} for service, why in standing.unchecked],
    }
