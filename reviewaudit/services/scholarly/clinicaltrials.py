"""ClinicalTrials.gov: what a trial is and how it stands; one a call.

A number that was given up redirects to the present one. An unknown one is 404, which is proof, because the registry
hands them out; not so a web page with that status, which some other server may have sent.

Source: https://clinicaltrials.gov/data-api/api.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewaudit.model import Record, RecordState, Work
from reviewaudit.services.scholarly import reading
from reviewaudit.services.scholarly.contracts import Answer, Call, Pace, Service, Unreadable
from reviewaudit.services.scholarly.reading import at as part
from reviewaudit.services.scholarly.reading import listed, text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reviewaudit.model import Identifier
    from reviewaudit.services.scholarly.contracts import Reply

_FIELDS = "NCTId,NCTIdAlias,BriefTitle,OfficialTitle,OverallStatus,WhyStopped"


def call(wanted: Sequence[Identifier], _: str) -> Call:
    return Call(f"/api/v2/studies/{wanted[0][1].upper()}?fields={_FIELDS}")


def read(wanted: Sequence[Identifier], reply: Reply, at: datetime) -> Answer:
    (identifier,) = wanted
    if reply.status == 404:
        if reply.type == "text/html" or reply.body[:512].lstrip()[:1] == b"<":
            raise Unreadable("a web page where data was due")
        return Answer((Record(identifier, SERVICE.name, at, RecordState.MISSING, "no such trial"),))
    said = part(reading.parse(reply.body), "protocolSection")
    module = part(said, "identificationModule")
    numbers = [text(part(module, "nctId")), *map(text, listed(module, "nctIdAliases"))]
    if identifier[1].upper() not in map(str.upper, numbers):
        raise Unreadable("an answer about something else")
    status, why = text(part(said, "statusModule", "overallStatus")), text(part(said, "statusModule", "whyStopped"))
    work = Work(
        titles=reading.names(reading.title(part(module, key)).text for key in ("briefTitle", "officialTitle")),
        kind="clinical-trial",
    )
    same = tuple(("nct", number.upper()) for number in numbers if number and number.upper() != identifier[1].upper())
    detail = f"{status}: {why}" if why else status
    return Answer((Record(identifier, SERVICE.name, at, RecordState.FOUND, detail, work, same=same),))


SERVICE = Service(
    name="clinicaltrials",
    url="https://clinicaltrials.gov",
    most=1,
    paces={"": Pace(1.2)},
    call=call,
    read=read,
    statuses=frozenset({200, 404}),
)
