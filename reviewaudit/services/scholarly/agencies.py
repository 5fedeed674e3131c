"""Content negotiation at doi.org, for DOIs of agencies without a client of their own here (JaLC, mEDRA, KISTI, OP …).

The record goes under the agency's name, to which the redirect leads. Whether the DOI exists was asked before: whatever
is not CSL-JSON about this DOI says nothing.

Sources: https://citation.doi.org/docs.html, https://docs.citationstyles.org (CSL-JSON).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from reviewaudit.model import Record, RecordState, Work
from reviewaudit.services.scholarly import reading
from reviewaudit.services.scholarly.contracts import Answer, Call, Pace, Service, Unreadable
from reviewaudit.services.scholarly.notices import of_title
from reviewaudit.services.scholarly.reading import at as part
from reviewaudit.services.scholarly.reading import listed, text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reviewaudit.model import Identifier
    from reviewaudit.services.scholarly.contracts import Reply

CSL = "application/vnd.citationstyles.csl+json"
_DATES = ("issued", "published-print", "published-online", "created")


def call(wanted: Sequence[Identifier], _: str) -> Call:
    return Call(f"/{quote(wanted[0][1], safe='/:;()')}", accept=CSL)


def read(wanted: Sequence[Identifier], reply: Reply, at: datetime) -> Answer:
    (identifier,) = wanted
    said = reading.parse(reply.body)
    if reading.doi(part(said, "DOI")) != identifier[1]:
        raise Unreadable("an answer about something else")
    titles = [reading.title(title) for title in listed(said, "title")]
    work = Work(
        titles=reading.names(title.text for title in titles),
        families=reading.names(
            reading.plain(text(part(person, "family")) or text(part(person, "literal")))
            for role in ("author", "editor")
            for person in listed(said, role)
        ),
        years=reading.years(*(part(said, date, "date-parts", 0, 0) or part(said, date, "raw") for date in _DATES)),
        kind=text(part(said, "type")),
        container=reading.texts(said, "container-title"),
        volume=text(part(said, "volume")),
        pages=text(part(said, "page")),
    )
    notices = tuple(notice for title in titles for notice in of_title(title))
    return Answer((Record(identifier, SERVICE.name, at, RecordState.FOUND, work=work, notices=notices),))


SERVICE = Service(
    name="agencies",
    host="doi.org",
    url="https://doi.org",
    most=1,
    paces={"": Pace(0.2)},
    call=call,
    read=read,
    leads_away=True,
)
