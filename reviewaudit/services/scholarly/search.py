"""Crossref's search: the text of an entry in, the one work that it surely describes out.

The score that comes with each find is a relevance, no confidence: look-alikes, parts and later copies outrank the work
that is meant. So each find is held against the text, and where two fit it equally well, neither is taken. That nothing
fits proves nothing: four in ten real references have no DOI at Crossref.

Sources: https://www.crossref.org/documentation/retrieve-metadata/rest-api/,
https://www.crossref.org/blog/reference-matching-for-real-this-time/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from reviewaudit import verdicts
from reviewaudit.model import Record, RecordState
from reviewaudit.services.scholarly import crossref, reading
from reviewaudit.services.scholarly.contracts import Answer, Call, Pace, Service, Unreadable
from reviewaudit.services.scholarly.reading import at as part
from reviewaudit.services.scholarly.reading import listed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reviewaudit.model import Identifier
    from reviewaudit.services.scholarly.contracts import Reply

ROWS = 5
MOST_CHARACTERS = 400
"""Of an entry that are sent."""
ABSENT = "crossref finds no work that surely is the one described"


def call(wanted: Sequence[Identifier], _: str) -> Call:
    text = wanted[0][1]
    query = quote(text[:MOST_CHARACTERS], safe="")
    return Call(f"/works?query.bibliographic={query}&rows={ROWS}&select={crossref.SELECT}", lane="list")


def read(wanted: Sequence[Identifier], reply: Reply, at: datetime) -> Answer:
    text = wanted[0][1]
    if reply.status == 400:
        return Answer(absent=tuple(wanted), why="crossref refused the question")
    message = part(reading.parse(reply.body), "message")
    if not isinstance(message, dict) or part(message, "items") is None:
        raise Unreadable("no list of works")
    items = {doi: item for item in listed(message, "items") if (doi := reading.doi(part(item, "DOI")))}
    found = [crossref.record_of(item, items, at) for item in items.values()]
    fitting = [
        (agreed, record) for record in found if record.work and (agreed := verdicts.agreement(text, record.work))
    ]
    most = max((agreed for agreed, _ in fitting), default=0)
    best = [record for agreed, record in fitting if agreed == most]
    if len(best) != 1:
        return Answer(absent=tuple(wanted), why=ABSENT)
    (work,) = best
    return Answer((Record(wanted[0], SERVICE.speaker, at, RecordState.FOUND, work=work.work, same=(work.identifier,)),))


SERVICE = Service(
    name="crossref-search",
    host="crossref",
    url=crossref.SERVICE.url,
    most=1,
    paces={"list": Pace(1.0)},
    call=call,
    read=read,
    statuses=frozenset({200, 400}),
    contact=True,
)
