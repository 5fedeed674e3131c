"""Europe PMC: what PubMed says, from another house, for when PubMed is out of reach.

It follows PubMed with a delay, so that what it lacks may still exist.

Source: https://europepmc.org/RestfulWebService.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from reviewaudit.model import Record, RecordState, Work
from reviewaudit.services.scholarly import medline, reading
from reviewaudit.services.scholarly.contracts import Answer, Call, Pace, Service, Unreadable
from reviewaudit.services.scholarly.notices import of_title
from reviewaudit.services.scholarly.reading import at as part
from reviewaudit.services.scholarly.reading import listed, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from reviewaudit.model import Identifier
    from reviewaudit.services.scholarly.contracts import Reply


def call(wanted: Sequence[Identifier], _: str) -> Call:
    ids = " OR ".join(f"EXT_ID:{value}" for _, value in wanted)
    query = quote(f"({ids}) AND SRC:MED", safe=":()")
    return Call(f"/search?query={query}&resultType=core&pageSize={len(wanted)}&format=json")


def read(wanted: Sequence[Identifier], reply: Reply, at: datetime) -> Answer:
    said = reading.parse(reply.body)
    if part(said, "resultList") is None:
        raise Unreadable("an answer without results")
    found = {
        text(part(entry, "pmid")): entry
        for entry in listed(said, "resultList", "result")
        if part(entry, "source") == "MED"
    }
    records = tuple(_record(one, found[one[1]], at) for one in wanted if one[1] in found)
    absent = tuple(one for one in wanted if one[1] not in found)
    return Answer(records, absent=absent, why="europepmc has no record of it")


def _record(identifier: Identifier, entry: Any, at: datetime) -> Record:
    types = [text(kind) for kind in listed(entry, "pubTypeList", "pubType")]
    links = [
        medline.Link(text(part(link, "type")), text(part(link, "reference")), _pmid(link))
        for link in listed(entry, "commentCorrectionList", "commentCorrection")
    ]
    said = medline.told(links, types, SERVICE.name)
    title = reading.title(part(entry, "title"))
    journal = part(entry, "journalInfo")
    work = Work(
        titles=reading.names((title.text,)),
        families=reading.names(_families(entry)),
        years=reading.years(
            part(entry, "pubYear"), part(journal, "yearOfPublication"), part(entry, "firstPublicationDate")
        ),
        kind=medline.work_kind(types),
        container=reading.names(
            reading.plain(text(part(journal, "journal", key))) for key in ("title", "medlineAbbreviation")
        ),
        volume=text(part(journal, "volume")),
        pages=text(part(entry, "pageInfo")),
    )
    return Record(
        identifier,
        SERVICE.name,
        at,
        RecordState.FOUND,
        detail=said.detail,
        work=work,
        notices=(*said.notices, *of_title(title)),
        notice_of=said.notice_of,
        successors=said.successors,
        same=tuple(_same(entry)),
    )


def _families(entry: Any) -> Iterator[str]:
    for author in listed(entry, "authorList", "author"):
        yield reading.plain(text(part(author, "lastName")) or text(part(author, "collectiveName")))


def _same(entry: Any) -> Iterator[Identifier]:
    if doi := reading.doi(part(entry, "doi")):
        yield "doi", doi
    if (pmcid := text(part(entry, "pmcid")).upper()).startswith("PMC"):
        yield "pmcid", pmcid


def _pmid(link: Any) -> str:
    value = text(part(link, "id"))
    return value if part(link, "source") == "MED" and value.isascii() and value.isdigit() else ""


SERVICE = Service(
    name="europepmc",
    url="https://www.ebi.ac.uk/europepmc/webservices/rest",
    most=100,
    paces={"": Pace(0.2)},
    call=call,
    read=read,
)
