"""PubMed's summaries: what a PMID is, what was published about it, and its DOI; 200 in one call.

A PMID that PubMed does not know has an `error` in its entry, which is proof: PubMed hands them out.

Source: https://www.ncbi.nlm.nih.gov/books/NBK25499/ (ESummary), https://www.ncbi.nlm.nih.gov/books/NBK25497/ (limits).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from reviewaudit.model import Record, RecordState, Work
from reviewaudit.regexes import regex
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

_DATES = ("pubdate", "epubdate", "sortpubdate")
_TROUBLE = regex(r"server|time|unavailable|again|limit|exceed|backend|internal|connect|busy", re.IGNORECASE)
"""Words of an error that speaks of PubMed itself, not of the PMID."""


def asker(contact: str) -> str:
    """Who asks, as NCBI wants it in each query."""
    return "&tool=reviewaudit" + (f"&email={quote(contact)}" if contact else "")


def call(wanted: Sequence[Identifier], contact: str) -> Call:
    ids = ",".join(value for _, value in wanted)
    return Call(f"/esummary.fcgi?db=pubmed&id={ids}&retmode=json{asker(contact)}")


def read(wanted: Sequence[Identifier], reply: Reply, at: datetime) -> Answer:
    result = part(reading.parse(reply.body), "result")
    if not isinstance(result, dict):
        raise Unreadable("an answer without a result")
    records, absent = [], []
    for identifier in wanted:
        entry = result.get(identifier[1])
        error = text(part(entry, "error"))
        if error and not _TROUBLE.search(error):
            records.append(Record(identifier, SERVICE.name, at, RecordState.MISSING, error))
        elif not error and text(part(entry, "uid")) == identifier[1]:
            records.append(_record(identifier, entry, at))
        else:
            absent.append(identifier)
    return Answer(tuple(records), absent=tuple(absent), why="pubmed left it out of its answer")


def _record(identifier: Identifier, entry: Any, at: datetime) -> Record:
    types = [text(kind) for kind in listed(entry, "pubtype")]
    links = [
        medline.Link(text(part(link, "reftype")), text(part(link, "refsource")), _number(part(link, "pmid")))
        for link in listed(entry, "references")
    ]
    titles = [reading.title(part(entry, key)) for key in ("title", "vernaculartitle", "booktitle")]
    said = medline.told(links, types, SERVICE.name)
    work = Work(
        titles=reading.names(title.text for title in titles),
        families=reading.names(map(_family, listed(entry, "authors"))),
        years=reading.years(*(part(entry, date) for date in _DATES)),
        kind=medline.work_kind((*types, text(part(entry, "doctype")))),
        container=reading.names(reading.plain(text(part(entry, key))) for key in ("fulljournalname", "source")),
        volume=text(part(entry, "volume")),
        pages=text(part(entry, "pages")),
    )
    return Record(
        identifier,
        SERVICE.name,
        at,
        RecordState.FOUND,
        detail=said.detail,
        work=work,
        notices=(*said.notices, *(notice for title in titles for notice in of_title(title))),
        notice_of=said.notice_of,
        successors=said.successors,
        same=tuple(dict.fromkeys(_same(entry))),
    )


def _family(author: Any) -> str:
    name = reading.plain(text(part(author, "name")))
    return name if part(author, "authtype") == "CollectiveName" else reading.family(name)


def _same(entry: Any) -> Iterator[Identifier]:
    for other in listed(entry, "articleids"):
        value = text(part(other, "value"))
        match text(part(other, "idtype")).lower():
            case "doi":
                if doi := reading.doi(value):
                    yield "doi", doi
            case "pmc" if value.upper().startswith("PMC"):
                yield "pmcid", value.upper()


def _number(value: Any) -> str:
    digits = text(value)
    return digits if digits.isascii() and digits.isdigit() and 0 < len(digits) < 10 and digits != "0" else ""


SERVICE = Service(
    name="pubmed",
    url="https://eutils.ncbi.nlm.nih.gov/entrez/eutils",
    most=200,
    paces={"": Pace(0.34)},
    call=call,
    read=read,
)
