"""DataCite: what a data set, a preprint or a report is, and whether it was made obsolete.

DataCite has no word for retraction. That it lacks a DOI says nothing, because its list shows findable ones only.

Source: https://support.datacite.org/docs/api-get-doi, https://schema.datacite.org.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from reviewaudit.model import Record, RecordState, Successor, Work
from reviewaudit.regexes import regex
from reviewaudit.services.scholarly import reading
from reviewaudit.services.scholarly.contracts import Answer, Call, Pace, Service, Unreadable
from reviewaudit.services.scholarly.notices import of_title
from reviewaudit.services.scholarly.reading import at as part
from reviewaudit.services.scholarly.reading import listed, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from reviewaudit.model import Identifier
    from reviewaudit.services.scholarly.contracts import Reply

_FIELDS = "doi,titles,creators,publicationYear,types,dates,container,relatedIdentifiers,alternateIdentifiers"
_NEWER = frozenset({"isobsoletedby", "ispreviousversionof"})
_HUMP = regex(r"(?<=[a-z])(?=[A-Z])")
_KINDS = {"preprint": "posted-content"}


def call(wanted: Sequence[Identifier], _: str) -> Call:
    ids = ",".join(quote(doi, safe="/") for _, doi in wanted)
    return Call(f"/dois?ids={ids}&page%5Bsize%5D={len(wanted)}&fields%5Bdois%5D={_FIELDS}", accept="application/json")


def read(wanted: Sequence[Identifier], reply: Reply, at: datetime) -> Answer:
    if reply.status == 404:
        return Answer(absent=tuple(wanted), why=_ABSENT)
    if reply.status == 400:
        return Answer(alone=tuple(wanted), why="datacite refused the question")
    said = reading.parse(reply.body)
    if part(said, "data") is None:
        raise Unreadable("an answer without data")
    found = {}
    for entry in listed(said, "data"):
        doi = reading.doi(part(entry, "attributes", "doi")) or reading.doi(part(entry, "id"))
        if doi and isinstance(part(entry, "attributes"), dict):
            found[doi] = entry["attributes"]
    records = tuple(_record(one, found[one[1]], at) for one in wanted if one[1] in found)
    return Answer(records, absent=tuple(one for one in wanted if one[1] not in found), why=_ABSENT)


_ABSENT = "datacite has no record of it"


def _record(identifier: Identifier, said: dict[str, Any], at: datetime) -> Record:
    titles = [reading.title(part(title, "title")) for title in listed(said, "titles")]
    first, last = text(part(said, "container", "firstPage")), text(part(said, "container", "lastPage"))
    kind = _HUMP.sub("-", text(part(said, "types", "resourceTypeGeneral"))).lower()
    work = Work(
        titles=reading.names(title.text for title in titles),
        families=reading.names(map(_family, listed(said, "creators"))),
        years=reading.years(part(said, "publicationYear"), *(part(entry, "date") for entry in listed(said, "dates"))),
        kind=_KINDS.get(kind, kind),
        container=reading.texts(said, "container", "title"),
        volume=text(part(said, "container", "volume")),
        pages=f"{first}-{last}" if first and last else first,
    )
    return Record(
        identifier,
        SERVICE.name,
        at,
        RecordState.FOUND,
        work=work,
        notices=tuple(notice for title in titles for notice in of_title(title)),
        successors=tuple(dict.fromkeys(_successors(said, identifier))),
        same=tuple(dict.fromkeys(_same(said))),
    )


def _family(person: Any) -> str:
    family = reading.plain(text(part(person, "familyName")))
    name = reading.plain(text(part(person, "name")))
    return family or (name if part(person, "nameType") == "Organizational" else reading.family(name))


def _successors(said: Any, identifier: Identifier) -> Iterator[Successor]:
    for entry in listed(said, "relatedIdentifiers"):
        other = reading.doi(part(entry, "relatedIdentifier"))
        if text(part(entry, "relationType")).lower() in _NEWER and other and other != identifier[1]:
            yield Successor("new-version", ("doi", other), SERVICE.name)


def _same(said: Any) -> Iterator[Identifier]:
    for entry in listed(said, "alternateIdentifiers"):
        value = text(part(entry, "alternateIdentifier"))
        if text(part(entry, "alternateIdentifierType")).lower() == "arxiv" and value:
            yield "arxiv", value.lower()


SERVICE = Service(
    name="datacite",
    url="https://api.datacite.org",
    most=50,
    paces={"": Pace(0.6)},
    call=call,
    read=read,
    statuses=frozenset({200, 400, 404}),
    contact=True,
    unlisted=lambda identifier: "," in identifier[1],
)
