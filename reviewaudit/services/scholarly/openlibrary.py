"""Open Library: which book an ISBN is.

It has part of all books, so that a miss is no error: the ISBN is then unchecked.

Source: https://openlibrary.org/dev/docs/api/books, https://openlibrary.org/developers/api (limits).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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


def call(wanted: Sequence[Identifier], _: str) -> Call:
    keys = ",".join(f"ISBN:{value}" for _, value in wanted)
    return Call(f"/api/books?bibkeys={keys}&format=json&jscmd=data")


def read(wanted: Sequence[Identifier], reply: Reply, at: datetime) -> Answer:
    said = reading.parse(reply.body)
    if not isinstance(said, dict):
        raise Unreadable("an answer without books")
    books = {one: said[f"ISBN:{one[1]}"] for one in wanted if part(said, f"ISBN:{one[1]}", "title")}
    records = tuple(_record(one, book, at) for one, book in books.items())
    absent = tuple(one for one in wanted if one not in books)
    return Answer(records, absent=absent, why="not known at openlibrary, which has part of all books")


def _record(identifier: Identifier, book: Any, at: datetime) -> Record:
    title, subtitle = reading.title(part(book, "title")).text, reading.plain(text(part(book, "subtitle")))
    work = Work(
        titles=reading.names((title, f"{title}: {subtitle}" if subtitle else "")),
        families=reading.names(
            reading.family(reading.plain(text(part(author, "name")))) for author in listed(book, "authors")
        ),
        years=reading.years(part(book, "publish_date")),
        kind="book",
        container=reading.names(text(part(publisher, "name")) for publisher in listed(book, "publishers")),
    )
    return Record(identifier, SERVICE.name, at, RecordState.FOUND, work=work)


SERVICE = Service(
    name="openlibrary",
    url="https://openlibrary.org",
    most=50,
    paces={"": Pace(1.0)},
    call=call,
    read=read,
)
