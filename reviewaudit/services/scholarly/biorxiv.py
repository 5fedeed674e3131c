"""bioRxiv and medRxiv: whether a preprint was withdrawn, and the article it became.

One preprint a call. That none is found says nothing, since which of the two servers has it is guessed from its number.

Source: https://api.biorxiv.org/ (details).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from reviewaudit.model import Notice, NoticeKind, Record, RecordState, Successor, Work
from reviewaudit.regexes import regex
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

_PREPRINT = regex(r"10\.(?:1101|64898)/(?:\d{4}\.\d{2}\.\d{2}\.)?(\d{6}|\d{8})")


def is_preprint(doi: str) -> bool:
    """Whether it has the form of their DOIs; their prefix has journals too."""
    return _PREPRINT.fullmatch(doi) is not None


def call(wanted: Sequence[Identifier], _: str) -> Call:
    doi = wanted[0][1]
    found = _PREPRINT.fullmatch(doi)
    # medRxiv's numbers begin with the year: eight digits.
    server = "medrxiv" if found and len(found[1] or "") == 8 else "biorxiv"
    return Call(f"/details/{server}/{quote(doi, safe='/')}")


def read(wanted: Sequence[Identifier], reply: Reply, at: datetime) -> Answer:
    (identifier,) = wanted
    said = reading.parse(reply.body)
    if part(said, "collection") is None:
        raise Unreadable("an answer without versions")
    versions = [entry for entry in listed(said, "collection") if reading.doi(part(entry, "doi")) == identifier[1]]
    if not versions:
        return Answer(absent=tuple(wanted), why="biorxiv has no record of it")
    last = versions[-1]
    titles = [reading.title(part(entry, "title")) for entry in reversed(versions)]
    notices = [notice for title in titles for notice in of_title(title)]
    date = reading.written_date(text(part(last, "date")))
    if "withdrawn" in text(part(last, "type")).lower():
        notices.append(Notice(NoticeKind.WITHDRAWAL, (SERVICE.name,), date=date, label=text(part(last, "type"))))
    published = next(filter(None, (reading.doi(part(entry, "published")) for entry in reversed(versions))), "")
    authors = text(part(last, "authors")).split(";")
    record = Record(
        identifier,
        SERVICE.name,
        at,
        RecordState.FOUND,
        work=Work(
            titles=reading.names(title.text for title in titles),
            families=reading.names(reading.family(author.strip()) for author in authors),
            years=reading.years(*(part(entry, "date") for entry in versions)),
            kind="posted-content",
            container=reading.names((text(part(last, "server")),)),
        ),
        notices=tuple(dict.fromkeys(notices)),
        successors=(Successor("published", ("doi", published), SERVICE.name),) if published else (),
    )
    return Answer((record,))


SERVICE = Service(
    name="biorxiv",
    url="https://api.biorxiv.org",
    most=1,
    paces={"": Pace(1.0)},
    call=call,
    read=read,
)
