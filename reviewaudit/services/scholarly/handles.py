"""doi.org's Handle API: whether one DOI exists, and which DOI a short one (`10/abcd`) stands for.

`responseCode` 1: it exists; 200: it does, without the values asked for; 100, with 404: there is no such handle.

Source: https://www.handle.net/proxy_servlet.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from reviewaudit.model import Record, RecordState
from reviewaudit.services.scholarly.contracts import Answer, Call, Pace, Service, Unreadable
from reviewaudit.services.scholarly.reading import at as part
from reviewaudit.services.scholarly.reading import doi, listed, parse, text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reviewaudit.model import Identifier
    from reviewaudit.services.scholarly.contracts import Reply


def call(wanted: Sequence[Identifier], _: str) -> Call:
    return Call(f"/api/handles/{quote(wanted[0][1], safe='/:;()')}?type=URL&type=HS_ALIAS")


def read(wanted: Sequence[Identifier], reply: Reply, at: datetime) -> Answer:
    (identifier,) = wanted
    said = parse(reply.body)
    code = text(part(said, "responseCode"))
    if text(part(said, "handle")).lower() != identifier[1]:
        raise Unreadable("an answer about something else")
    if code == "100":
        return Answer((Record(identifier, SERVICE.speaker, at, RecordState.MISSING, "no such handle"),))
    if code not in {"1", "200"} or reply.status != 200:
        raise Unreadable(f"response code {code or 'missing'}")
    full = [doi(part(value, "data", "value")) for value in listed(said, "values") if part(value, "type") == "HS_ALIAS"]
    same = tuple(("doi", other) for other in dict.fromkeys(full) if other and other != identifier[1])
    return Answer((Record(identifier, SERVICE.speaker, at, RecordState.FOUND, same=same),))


SERVICE = Service(
    name="handles",
    host="doi.org",
    url="https://doi.org",
    most=1,
    paces={"": Pace(0.2)},
    call=call,
    read=read,
    statuses=frozenset({200, 404}),
)
