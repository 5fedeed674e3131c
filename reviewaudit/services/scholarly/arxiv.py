"""arXiv: titles of all cited versions, the article a preprint became, and whether it seems to be withdrawn.

A list is asked without and with the versions as cited, because an entry may rightly use the title of an older one.
Entries come in any order; one that is missing is asked for alone, since a malformed neighbour can empty a whole list.
Alone, none is proof: arXiv hands its numbers out. A withdrawal is said in words only, so that its notice comes from a
comment and is no more than likely.

Source: https://info.arxiv.org/help/api/user-manual.html (one request in three seconds, one connection).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.parsers import expat

from reviewaudit.model import Notice, NoticeKind, Record, RecordState, Successor, Work
from reviewaudit.regexes import regex
from reviewaudit.services.scholarly import reading
from reviewaudit.services.scholarly.contracts import Answer, Call, Pace, Service, Unreadable
from reviewaudit.services.scholarly.notices import of_title

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reviewaudit.model import Identifier
    from reviewaudit.services.scholarly.contracts import Reply

DOI_PREFIX = "10.48550/arxiv."
_ATOM = "http://www.w3.org/2005/Atom"
_ARXIV = "http://arxiv.org/schemas/atom"
_TOTAL = "http://a9.com/-/spec/opensearch/1.1/ totalResults"
_ID = regex(r"https?://arxiv\.org/abs/(.+?)(?:v(\d{1,4}))?")
_VERSION = regex(r"v\d{1,4}$")
_ENTRIES = 2_000
_WITHDRAWN = regex(
    r"^\W*(?:(?:this|the) )?(?:paper|article|manuscript|submission|preprint|work)?\s*"
    r"(?:has been |is |was |has now been )?(?:temporarily )?withdrawn\b"
    r"|\bthis (?:paper|article|manuscript|submission|preprint|work) (?:has been|is|was) (?:now )?withdrawn\b"
    r"|\bwithdrawn by (?:the )?(?:authors?|arxiv)\b",
    re.IGNORECASE,
)


def arxiv_id(identifier: Identifier) -> str:
    """The number as cited, with its version, of an arXiv identifier or of the DOI that arXiv made of it."""
    value = identifier[1].removeprefix(DOI_PREFIX) if identifier[0] == "doi" else identifier[1]
    return value.lower()


def call(wanted: Sequence[Identifier], _: str) -> Call:
    ids = _asked(wanted)
    # The path is that of the manual, `search_query` without a value included: some front ends refuse its absence.
    listed = ",".join(quote(one, safe="/.-") for one in ids)
    return Call(f"/api/query?search_query=&id_list={listed}&start=0&max_results={len(ids)}", accept="*/*")


def read(wanted: Sequence[Identifier], reply: Reply, at: datetime) -> Answer:
    feed = _parse(reply.body)
    errors = [entry for entry in feed.entries if "/api/errors" in entry.id]
    if len(wanted) > 1 and (errors or reply.status == 400):
        return Answer(alone=tuple(wanted), why="arxiv refused the list")
    if errors:
        why = reading.text(errors[0].summary)
        malformed = "incorrect id format" in why.lower()
        if malformed:
            return Answer((Record(wanted[0], SERVICE.name, at, RecordState.MISSING, why),))
        return Answer(alone=tuple(wanted), why=f"arxiv answered: {why or 'an error'}")
    if reply.status != 200:
        raise Unreadable(f"answered {reply.status}")
    found: dict[str, list[_Entry]] = {}
    for entry in feed.entries:
        if match := _ID.fullmatch(entry.id):
            found.setdefault(match[1].lower(), []).append(entry)
    records, absent = [], []
    for identifier in wanted:
        entries = found.get(_VERSION.sub("", arxiv_id(identifier)))
        if entries:
            records.append(_record(identifier, entries, at))
        elif len(wanted) == 1 and feed.total == "0" and not feed.entries:
            records.append(Record(identifier, SERVICE.name, at, RecordState.MISSING, "arxiv has no such paper"))
        else:
            absent.append(identifier)
    return Answer(tuple(records), absent=tuple(absent), why="arxiv left it out of its answer")


def _asked(wanted: Sequence[Identifier]) -> tuple[str, ...]:
    cited = [arxiv_id(identifier) for identifier in wanted]
    return tuple(dict.fromkeys(form for one in cited for form in (_VERSION.sub("", one), one)))


def _record(identifier: Identifier, entries: Sequence[_Entry], at: datetime) -> Record:
    latest, *_ = entries = sorted(entries, key=_Entry.version, reverse=True)
    titles = [reading.title(entry.title) for entry in entries]
    notices = [notice for title in titles for notice in of_title(title)]
    comment = reading.text(latest.comment)
    if _WITHDRAWN.search(comment):
        label = f"comment: {comment[:200]}"
        notices.append(
            Notice(NoticeKind.WITHDRAWAL, ("arxiv comment",), date=reading.written_date(latest.updated), label=label)
        )
    doi = reading.doi(latest.doi)
    number = _VERSION.sub("", arxiv_id(identifier))
    both: tuple[Identifier, ...] = (("arxiv", number), ("doi", DOI_PREFIX + number))
    return Record(
        identifier,
        SERVICE.name,
        at,
        RecordState.FOUND,
        detail=f"version {latest.version()}" if latest.version() else "",
        work=Work(
            titles=reading.names(title.text for title in titles),
            families=reading.names(reading.family(reading.text(name)) for entry in entries for name in entry.authors),
            years=reading.years(*(date for entry in entries for date in (entry.published, entry.updated))),
            kind="posted-content",
            container=("arXiv",),
        ),
        notices=tuple(dict.fromkeys(notices)),
        successors=(Successor("published", ("doi", doi), SERVICE.name),) if doi and doi != both[1][1] else (),
        same=tuple(other for other in both if other != identifier),
    )


@dataclass(slots=True)
class _Entry:
    id: str = ""
    title: str = ""
    summary: str = ""
    published: str = ""
    updated: str = ""
    comment: str = ""
    doi: str = ""
    authors: list[str] = field(default_factory=list)

    def version(self) -> int:
        found = _ID.fullmatch(self.id)
        return int(found[2] or 0) if found else 0


_FIELDS = {
    f"{_ATOM} id": "id",
    f"{_ATOM} title": "title",
    f"{_ATOM} summary": "summary",
    f"{_ATOM} published": "published",
    f"{_ATOM} updated": "updated",
    f"{_ARXIV} comment": "comment",
    f"{_ARXIV} doi": "doi",
}


class _Feed:
    """An Atom feed as expat tells it (RFC 4287)."""

    def __init__(self) -> None:
        self.entries: list[_Entry] = []
        self.total = ""
        self._path: list[str] = []
        self._words: list[str] = []

    def start(self, name: str, _: object) -> None:
        if not self._path and name != f"{_ATOM} feed":
            raise Unreadable("no feed")
        self._path.append(name)
        self._words.clear()
        if name == f"{_ATOM} entry":
            if len(self.entries) == _ENTRIES:
                raise Unreadable("a feed without end")
            self.entries.append(_Entry())

    def end(self, name: str) -> None:
        self._path.pop()
        words = "".join(self._words)
        self._words.clear()
        if name == _TOTAL:
            self.total = words.strip()
        elif self._path[1:] == [f"{_ATOM} entry"] and name in _FIELDS:
            setattr(self.entries[-1], _FIELDS[name], " ".join(words.split()))
        elif self._path[1:] == [f"{_ATOM} entry", f"{_ATOM} author"] and name == f"{_ATOM} name":
            self.entries[-1].authors.append(" ".join(words.split()))

    def words(self, data: str) -> None:
        self._words.append(data)


def _parse(body: bytes) -> _Feed:
    """No document type, so that there are no entities to unfold or to fetch."""
    feed = _Feed()
    parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartElementHandler = feed.start
    parser.EndElementHandler = feed.end
    parser.CharacterDataHandler = feed.words
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError) as error:
        raise Unreadable(str(error) if isinstance(error, Unreadable) else "no Atom feed") from None
    return feed


def _refuse(*_: object) -> None:
    raise Unreadable("a document type where a feed was due")


SERVICE = Service(
    name="arxiv",
    url="https://export.arxiv.org",
    most=50,
    paces={"": Pace(3.0)},
    call=call,
    read=read,
    statuses=frozenset({200, 400}),
)
