"""doi.org's list of agencies: which DOIs exist, and who registered them.

`doiRA/{a},{b}` answers in the order asked, with 200 for those that do not exist too: the one place where "does not
exist" is proof. What it does not settle (a comma in the DOI, a status of its own) is asked of the Handle API.

Source: https://www.doi.org/the-identifier/resources/factsheets/doi-resolution-documentation
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from reviewaudit.model import Record, RecordState
from reviewaudit.services.scholarly import handles
from reviewaudit.services.scholarly.contracts import Answer, Call, Pace, Service, Unreadable
from reviewaudit.services.scholarly.reading import at as part
from reviewaudit.services.scholarly.reading import parse, text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reviewaudit.model import Identifier
    from reviewaudit.services.scholarly.contracts import Reply


_LONGEST = 40
"""Characters of an agency's name."""


def call(wanted: Sequence[Identifier], _: str) -> Call:
    return Call("/doiRA/" + ",".join(quote(value, safe="/:;()") for _, value in wanted))


def read(wanted: Sequence[Identifier], reply: Reply, at: datetime) -> Answer:
    if reply.status != 200:
        return Answer(alone=tuple(wanted), why=f"doi.org answered {reply.status}")
    entries = parse(reply.body)
    if not isinstance(entries, list):
        raise Unreadable("no list of agencies")
    said = {text(part(entry, "DOI")).lower(): entry for entry in entries}
    records, open_ones = [], []
    for identifier in wanted:
        entry = said.get(identifier[1])
        agency, status = text(part(entry, "RA")), text(part(entry, "status"))
        if 0 < len(agency) <= _LONGEST:
            records.append(Record(identifier, SERVICE.name, at, RecordState.FOUND, agency))
        elif status.lower() == "doi does not exist":
            records.append(Record(identifier, SERVICE.name, at, RecordState.MISSING, status))
        else:
            open_ones.append(identifier)
    return Answer(tuple(records), alone=tuple(open_ones), why="doi.org does not say whether it exists")


SERVICE = Service(
    name="doi.org",
    url="https://doi.org",
    most=50,
    paces={"": Pace(0.2)},
    call=call,
    read=read,
    statuses=frozenset({200, 400, 404, 414}),
    second=handles.SERVICE,
    unlisted=lambda identifier: "," in identifier[1] or identifier[1].startswith("10/"),
)
