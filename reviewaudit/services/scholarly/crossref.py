"""Crossref: what a work is, what was published about it, and what stands in its place.

`updated-by` on a record: this work was updated. `update-to`: this record is the notice. Both directions are kept apart
and with their sources, also where publishers deposit both at once: what that means is a judgement. An entry that points
at its own record says nothing, except that part of the work was retracted.

That Crossref lacks a DOI is no proof of anything: doi.org knows whether it exists. Cochrane's next versions are asked
for in the same list.

Sources: https://api.crossref.org/swagger-ui/index.html,
https://www.crossref.org/documentation/retrieve-metadata/rest-api/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from reviewaudit.model import Notice, NoticeKind, Record, RecordState, Successor, Work
from reviewaudit.services.scholarly import reading
from reviewaudit.services.scholarly.cochrane import later_versions
from reviewaudit.services.scholarly.contracts import Answer, Call, Pace, Service, Unreadable
from reviewaudit.services.scholarly.notices import kind_of, merged, of_title
from reviewaudit.services.scholarly.reading import at as part
from reviewaudit.services.scholarly.reading import listed, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from reviewaudit.model import Identifier
    from reviewaudit.services.scholarly.contracts import Reply

SELECT = (
    "DOI,title,subtitle,original-title,author,editor,issued,published-print,published-online,posted,created,"
    "container-title,type,volume,issue,page,article-number,update-to,updated-by,relation"
)
_DATES = ("issued", "published-print", "published-online", "posted", "created")
_SUCCESSORS = {"is-preprint-of": "published", "is-replaced-by": "replacement"}
_NEWER = NoticeKind.NEW_VERSION


def call(wanted: Sequence[Identifier], _: str) -> Call:
    dois = _clauses(wanted)
    if len(dois) == 1:
        return Call(f"/works/{quote(dois[0], safe='/')}", lane="single")
    clauses = ",".join(f"doi:{quote(doi, safe='/')}" for doi in dois)
    return Call(f"/works?filter={clauses}&rows={len(dois)}&select={SELECT}", lane="list")


def read(wanted: Sequence[Identifier], reply: Reply, at: datetime) -> Answer:
    if reply.status == 404:
        return Answer(absent=tuple(wanted), why=ABSENT)
    if reply.status == 400:
        return Answer(alone=tuple(wanted), why="crossref refused the question")
    message = part(reading.parse(reply.body), "message")
    items = listed(message, "items") if part(message, "items") is not None else [message]
    works = {doi: item for item in items if (doi := reading.doi(part(item, "DOI")))}
    asked = set(_clauses(wanted))
    if not works.keys() <= asked or not isinstance(message, dict):
        raise Unreadable("an answer about something else")
    records = tuple(record_of(item, works, at) for item in (works.get(doi) for _, doi in wanted) if item is not None)
    return Answer(records, absent=tuple(one for one in wanted if one[1] not in works), why=ABSENT)


ABSENT = "crossref has no record of it"
"""The detail of what it lacks, which is no proof: it is then unchecked."""


def record_of(item: dict[str, Any], works: dict[str, Any], at: datetime) -> Record:
    """The record of one work. `works`: all of the reply, by DOI, among which its later versions may be."""
    doi = reading.doi(item["DOI"])
    titles = [reading.title(title) for title in (*listed(item, "title"), *listed(item, "original-title"))]
    versions = [works[later] for later in reversed(later_versions(doi)) if later in works]
    notices = [*_notices(item, doi)]
    for title in titles:
        notices += of_title(title)
    for version in versions:
        for title in listed(version, "title"):
            notices += of_title(reading.title(title), doi=reading.doi(version["DOI"]))
    return Record(
        ("doi", doi),
        SERVICE.name,
        at,
        RecordState.FOUND,
        detail="its title is that of a notice" if any(title.notice for title in titles) else "",
        work=_work(item, [title.text for title in titles]),
        notices=merged(notices),
        notice_of=tuple(dict.fromkeys(_notice_of(item, doi))),
        successors=tuple(dict.fromkeys((*map(_version, versions), *_successors(item, doi)))),
    )


def _clauses(wanted: Sequence[Identifier]) -> tuple[str, ...]:
    dois = [doi for _, doi in wanted]
    return tuple(dict.fromkeys((*dois, *(later for doi in dois for later in later_versions(doi)))))


def _work(item: dict[str, Any], titles: list[str]) -> Work:
    subtitles = reading.texts(item, "subtitle")
    with_subtitle = [f"{title}: {subtitle}" for title in titles for subtitle in subtitles if title]
    return Work(
        titles=reading.names((*titles, *with_subtitle)),
        families=reading.names(
            reading.plain(text(part(person, "family")) or text(part(person, "name")))
            for role in ("author", "editor")
            for person in listed(item, role)
        ),
        years=reading.years(*(part(item, date, "date-parts", 0, 0) for date in _DATES)),
        kind=text(part(item, "type")),
        container=reading.texts(item, "container-title"),
        volume=text(part(item, "volume")),
        pages=text(part(item, "page")) or text(part(item, "article-number")),
    )


def _notices(item: dict[str, Any], doi: str) -> Iterator[Notice]:
    own = [entry for entry in listed(item, "update-to") if reading.doi(part(entry, "DOI")) == doi]
    for entry in (*listed(item, "updated-by"), *own):
        kind, other = kind_of(text(part(entry, "type"))), reading.doi(part(entry, "DOI"))
        if not isinstance(entry, dict) or (other == doi and kind is not NoticeKind.PARTIAL_RETRACTION):
            continue
        source = text(part(entry, "source")) or "publisher"
        label = text(part(entry, "label")) or text(part(entry, "type"))
        yield Notice(kind, (source,), other, date=_updated(entry), label=label)


def _notice_of(item: dict[str, Any], doi: str) -> Iterator[tuple[Identifier, str]]:
    for entry in listed(item, "update-to"):
        other = reading.doi(part(entry, "DOI"))
        if other and other != doi and kind_of(text(part(entry, "type"))) is not _NEWER:
            yield ("doi", other), text(part(entry, "source")) or "publisher"


def _successors(item: dict[str, Any], doi: str) -> Iterator[Successor]:
    for entry in listed(item, "updated-by"):
        other = reading.doi(part(entry, "DOI"))
        if other and other != doi and kind_of(text(part(entry, "type"))) is _NEWER:
            yield Successor("new-version", ("doi", other), SERVICE.name, _updated(entry))
    for relation, kind in _SUCCESSORS.items():
        for entry in listed(item, "relation", relation):
            other = reading.doi(part(entry, "id"))
            if other and other != doi:
                # The other party's claim, which this work's own publisher has not made.
                theirs = " (as the other work says)" if part(entry, "asserted-by") == "object" else ""
                yield Successor(kind, ("doi", other), SERVICE.name + theirs)


def _version(item: dict[str, Any]) -> Successor:
    published = next(
        filter(None, (reading.bounds(part(item, date, "date-parts", 0)) for date in _DATES)),
        None,
    )
    return Successor("new-version", ("doi", reading.doi(item["DOI"])), SERVICE.name, published)


def _updated(entry: Any) -> Any:
    return reading.bounds(part(entry, "updated", "date-parts", 0))


SERVICE = Service(
    name="crossref",
    url="https://api.crossref.org",
    most=50,
    paces={"list": Pace(1.0), "single": Pace(0.2, width=3)},
    call=call,
    read=read,
    statuses=frozenset({200, 400, 404}),
    contact=True,
    weight=lambda identifier: 1 + len(later_versions(identifier[1])),
    unlisted=lambda identifier: "," in identifier[1],
)
