"""PubMed Central's converter: which PMID and DOI a PMCID has.

A miss says nothing: the converter knows articles in PMC only, and those not at once.

Source: https://pmc.ncbi.nlm.nih.gov/tools/id-converter-api/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reviewaudit.model import Record, RecordState
from reviewaudit.services.scholarly import reading
from reviewaudit.services.scholarly.contracts import Answer, Call, Pace, Service, Unreadable
from reviewaudit.services.scholarly.pubmed import asker
from reviewaudit.services.scholarly.reading import at as part
from reviewaudit.services.scholarly.reading import listed, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from reviewaudit.model import Identifier
    from reviewaudit.services.scholarly.contracts import Reply


def call(wanted: Sequence[Identifier], contact: str) -> Call:
    ids = ",".join(value for _, value in wanted)
    return Call(f"/?ids={ids}&format=json&versions=no{asker(contact)}")


def read(wanted: Sequence[Identifier], reply: Reply, at: datetime) -> Answer:
    said = reading.parse(reply.body)
    if part(said, "records") is None:
        raise Unreadable("an answer without records")
    found = {
        text(part(entry, "pmcid")).upper(): entry
        for entry in listed(said, "records")
        if part(entry, "status") != "error"
    }
    records = tuple(
        Record(one, SERVICE.name, at, RecordState.FOUND, same=tuple(_same(found[_bare(one)])))
        for one in wanted
        if _bare(one) in found
    )
    absent = tuple(one for one in wanted if _bare(one) not in found)
    return Answer(records, absent=absent, why="pmc's converter does not know it, which says nothing")


def _bare(identifier: Identifier) -> str:
    """Without the version ("PMC2883744.1")."""
    return identifier[1].upper().partition(".")[0]


def _same(entry: Any) -> Iterator[Identifier]:
    pmid = text(part(entry, "pmid"))
    if pmid.isascii() and pmid.isdigit() and pmid != "0":
        yield "pmid", pmid
    if doi := reading.doi(part(entry, "doi")):
        yield "doi", doi


SERVICE = Service(
    name="pmc",
    url="https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles",
    most=200,
    paces={"": Pace(0.34)},
    call=call,
    read=read,
)
