"""What services say about a cited work in, its standing out: a union that keeps who said what. Pure.

The traps are those of the registries: a record says both what was published about it and what it is itself a notice
about, and publishers file both on both sides; Retraction Watch and PubMed, who curate, break the tie. What a service
could not answer says nothing. Sources: https://www.crossref.org/documentation/register-maintain-records/,
https://gitlab.com/crossref/retraction-watch-data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from reviewaudit.model import (
    Citation,
    CitationPolicy,
    Identifier,
    Notice,
    NoticeKind,
    Record,
    RecordState,
    Standing,
    Successor,
    Work,
)
from reviewaudit.regexes import regex
from reviewaudit.verdicts.links import length
from reviewaudit.verdicts.matching import similar, without_mark, year_of
from reviewaudit.verdicts.notices import GONE, INDEPENDENT, standing_notices

AUTHORITIES = {"doi": "doi.org", "pmid": "pubmed", "arxiv": "arxiv", "nct": "clinicaltrials"}
"""Who must know an identifier of that scheme. No one must know an ISBN."""
FALLBACKS = {"pubmed": "europepmc"}
"""Whose answer makes up for whose silence."""
LASTING = frozenset({"doi.org", "pmc", "openlibrary"})
"""They say what an identifier stands for, and nothing of what may be published about the work later on."""
_ARTICLES = frozenset({"journal-article", "proceedings-article", "posted-content"})
_LONGEST_TEXT = 1_000
_WORDS = 6
_COCHRANE = regex(r"10\.1002/14651858\.(cd\d+)")
_PLACEHOLDER = "10.5555/"
"""A prefix for examples, which publishers use for works without a DOI; it is registered nowhere."""
_NOTICE_TITLE = regex(
    r"\s*(?:notice of\s+)?(?:retraction|withdrawal|removal|erratum|corrigendum|correction|expression of concern)"
    r"\s*(?:[—–:-]|notice\b|to\b|of\b|for\b)",
    re.IGNORECASE,
)
_MARKED = {"retracted": NoticeKind.RETRACTION, "withdrawn": NoticeKind.WITHDRAWAL, "removed": NoticeKind.REMOVAL}


def records_of(citation: Citation, known: Mapping[Identifier, Sequence[Record]]) -> tuple[Record, ...]:
    """The records of a cited work: those of its identifiers, and of those that they say are of the same work."""
    waiting = list(citation.identifiers or citation.key)
    seen: dict[Identifier, None] = dict.fromkeys(waiting)
    found: list[Record] = []
    for identifier in waiting:  # grows while it is gone through
        for record in known.get(identifier, ()):
            found.append(record)
            fresh = [other for other in record.same if other not in seen]
            seen.update(dict.fromkeys(fresh))
            waiting += fresh
    return tuple(found)


def is_current(record: Record, policy: CitationPolicy, now: datetime) -> bool:
    """Whether a record still counts, so that its service need not be asked again.

    What was asked together is fresh for equally long, because the next question is a list again.
    """
    by_text = record.identifier[0] == "text"
    if record.state is not RecordState.FOUND and not by_text:
        window = length(policy.ttl_missing)
    elif record.service in LASTING or by_text:
        window = length(policy.ttl_record)
    else:
        window = min(length(policy.ttl_record), length(policy.ttl_notices))
    return timedelta(0) <= now - record.at < window


def is_settled(standing: Standing | None) -> bool:
    """Whether whoever was to be asked about a work has answered, so that there is nothing more to learn of it now."""
    return standing is not None and standing.state is not RecordState.UNCHECKED and not standing.unchecked


def names_of(citation: Citation, records: Iterable[Record]) -> tuple[Identifier, ...]:
    """All identifiers that are known of a cited work."""
    same = (other for record in records for other in record.same)
    return tuple(dict.fromkeys((*citation.identifiers, *same)))


def judge_work(citation: Citation, records: Sequence[Record], strays: Sequence[Record] = ()) -> Standing:
    """The standing of a cited work.

    `records` are those of `records_of`, and that of the retraction data. One whose identifier is the text of the entry
    ("text", …) was found by its title, so it is only possibly this work. `strays`: the records of what linked pages say
    they are about against what the article writes.
    """
    cited = frozenset(citation.identifiers)
    own = frozenset(names_of(citation, records))
    found = [record for record in records if record.state is RecordState.FOUND]
    registered = [record for record in found if record.service != "retraction-watch" and record.work is not None]
    missing = _missing(citation, records)
    is_notice = _is_notice(found, own)
    notices = standing_notices(_about(found, own, is_notice=is_notice), own)
    answered = tuple(dict.fromkeys(record.service for record in records if record.state is not RecordState.UNCHECKED))
    unchecked = dict.fromkeys(
        (record.service, record.detail)
        for record in records
        if record.state is RecordState.UNCHECKED
        and record.service not in answered
        and FALLBACKS.get(record.service) not in answered
    )
    if any(record.service != "retraction-watch" for record in found):
        state = RecordState.FOUND
    else:
        state = RecordState.MISSING if missing else RecordState.UNCHECKED
    work = _merged_work(registered)
    return Standing(
        state=state,
        identifiers=names_of(citation, records),
        work=work,
        notices=tuple(notice for notice in notices if notice.kind is not NoticeKind.NEW_VERSION or not notice.doi),
        successors=_successors(found, notices, own),
        conflict=_conflict(cited, registered),
        answered=answered,
        unchecked=tuple(unchecked),
        is_notice=is_notice,
        detail=next((record.detail for record in found if record.detail), ""),
        missing=missing,
        by_title=_by_title(citation, found, notices),
        astray=tuple(_astray(work, own, strays)) if strays and work is not None else (),
    )


def _by_title(citation: Citation, found: Sequence[Record], notices: Sequence[Notice]) -> bool:
    """Whether the notices are of a work that nothing but the words of the entry leads to."""
    if not citation.identifiers:
        return bool(notices)
    return {record.identifier[0] == "text" for record in found if record.notices} == {True}


def is_searchable(citation: Citation) -> bool:
    """Whether a work can be searched by the text of its entry: no identifier leads to it, and its words may."""
    text = citation.text
    if citation.identifiers or not citation.listed or len(text) > _LONGEST_TEXT:
        return False
    return text.count(" ") >= _WORDS and year_of(text) is not None


def is_cochrane(identifiers: Iterable[Identifier]) -> bool:
    """Whether the work is a Cochrane review, whose DOI is 10.1002/14651858.CDnnnnnn and `.pubN` for later versions."""
    return any(scheme == "doi" and _COCHRANE.match(value) for scheme, value in identifiers)


# --- direction --------------------------------------------------------------------------------------------------------


def _is_notice(found: Sequence[Record], own: AbstractSet[Identifier]) -> bool:
    """Whether the record is itself a notice about another work."""
    others = [(work, who) for record in found for work, who in record.notice_of if work not in own]
    if not others or (is_cochrane(own) and all(is_cochrane((work,)) for work, _ in others)):  # a version says it is one
        return False
    curated = any(not INDEPENDENT.isdisjoint(notice.sources) for record in found for notice in record.notices)
    if curated:
        return False
    if any(who in INDEPENDENT for _, who in others):
        return True
    if not any(record.notices for record in found):
        return True
    # Filed in both directions, and nobody has looked: its own title may tell.
    return any(_NOTICE_TITLE.match(title) for record in found if record.work for title in record.work.titles)


def _about(found: Sequence[Record], own: AbstractSet[Identifier], *, is_notice: bool) -> list[Notice]:
    """What is said about the work itself, each by its right name."""
    said = [notice for record in found for notice in record.notices]
    if is_notice:
        said = [notice for notice in said if not INDEPENDENT.isdisjoint(notice.sources)]
    else:
        said += _marked(found)
    return [_renamed(notice) for notice in said] if is_cochrane(own) else said


def _marked(found: Sequence[Record]) -> list[Notice]:
    """What the title in a registry says: "RETRACTED: …" is the publisher's mark."""
    marks = {
        mark.casefold()
        for record in found
        if record.work
        for title in record.work.titles
        if (mark := without_mark(title)[0])
    }
    return [Notice(_MARKED[mark], ("title",)) for mark in sorted(marks)]


def _renamed(notice: Notice) -> Notice:
    """Cochrane withdraws reviews that are out of date: no retraction, unless Retraction Watch says that it is one."""
    if notice.kind in GONE and "retraction-watch" not in notice.sources:
        return notice._replace(kind=NoticeKind.OUTDATED)
    return notice


# --- what is known, what took its place -------------------------------------------------------------------------------


def _missing(citation: Citation, records: Sequence[Record]) -> tuple[Identifier, ...]:
    """Identifiers that their registry does not know; not where another service knows the work under them."""
    by_state: dict[RecordState, set[tuple[str, Identifier]]] = {state: set() for state in RecordState}
    for record in records:
        by_state[record.state].add((record.service, record.identifier))
    known = {name for service, name in by_state[RecordState.FOUND] if service != "retraction-watch"}
    return tuple(
        name
        for name in citation.identifiers
        if (AUTHORITIES.get(name[0]), name) in by_state[RecordState.MISSING]
        and name not in known
        and not name[1].startswith(_PLACEHOLDER)
    )


def _successors(
    found: Sequence[Record], notices: Sequence[Notice], own: AbstractSet[Identifier]
) -> tuple[Successor, ...]:
    named = [successor for record in found for successor in record.successors]
    named += [
        Successor("new-version", ("doi", notice.doi), notice.sources[0] if notice.sources else "", notice.date)
        for notice in notices
        if notice.kind is NoticeKind.NEW_VERSION and notice.doi
    ]
    unique: dict[Identifier, Successor] = {}
    for successor in sorted(named, key=lambda successor: (successor.kind, successor.identifier, successor.source)):
        if successor.identifier not in own:
            unique.setdefault(successor.identifier, successor)
    return tuple(unique.values())


def _merged_work(registered: Sequence[Record]) -> Work | None:
    works = [record.work for record in registered if record.work is not None]
    if not works:
        return None
    return Work(
        titles=tuple(dict.fromkeys(title for work in works for title in work.titles)),
        families=tuple(dict.fromkeys(family for work in works for family in work.families)),
        years=tuple(sorted({year for work in works for year in work.years})),
        kind=next((work.kind for work in works if work.kind), ""),
        container=tuple(dict.fromkeys(name for work in works for name in work.container)),
        volume=next((work.volume for work in works if work.volume), ""),
        pages=next((work.pages for work in works if work.pages), ""),
    )


def _astray(work: Work, own: AbstractSet[Identifier], strays: Sequence[Record]) -> Iterator[tuple[Identifier, Work]]:
    """Articles only: a link may rightly lead to the data, or the book, that a work belongs to."""
    for record in strays:
        other = record.work
        if record.state is not RecordState.FOUND or other is None or not own.isdisjoint(record.same):
            continue
        if work.kind in _ARTICLES and other.kind in _ARTICLES and not similar(work, other):
            yield record.identifier, other


def _conflict(
    cited: AbstractSet[Identifier], registered: Sequence[Record]
) -> tuple[tuple[Identifier, Identifier], ...]:
    """A DOI and a PMID of one entry that name different works.

    Only where both are known, the PMID's own DOI is another, and the titles have little in common: a preprint and its
    article, or two versions, are one work to a reader.
    """
    pairs = []
    works = {record.identifier: record for record in registered}
    dois = [name for name in cited if name[0] == "doi" and name in works]
    pmids = [name for name in cited if name[0] == "pmid" and name in works]
    if len(dois) != 1 or len(pmids) != 1:
        return ()
    doi, pmid = works[dois[0]], works[pmids[0]]
    others = {name for name in pmid.same if name[0] == "doi"}
    if others and dois[0] not in others and doi.work and pmid.work and not similar(doi.work, pmid.work):
        pairs.append((dois[0], pmids[0]))
    return tuple(pairs)
