"""Who is asked what about which identifier: identifiers in, each with a Record or several out, as they come.

First the registries that hand identifiers out: doi.org says which DOIs exist and who has them, PubMed what a PMID is,
after PubMed Central's converter has said which PMIDs stand behind PMCIDs. Then those who have the works: Crossref (for
the DOIs of PubMed's papers too, because their notices may be known there alone), DataCite, arXiv, the other agencies.
Last bioRxiv and medRxiv, about preprints of which Crossref does not know what became of them.

An entry without identifier is searched at Crossref by its text, where that is wanted.

Where doi.org is out of reach, Crossref and then DataCite are asked about every DOI; what neither knows is unchecked.

A record that is known already stands in for the question: nobody is asked what has been answered, and where all has
been, nothing is sent.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from reviewaudit.model import RecordState
from reviewaudit.regexes import regex
from reviewaudit.services import Progress, WorksLookUp
from reviewaudit.services.scholarly import (
    agencies,
    arxiv,
    biorxiv,
    clinicaltrials,
    crossref,
    datacite,
    doi_org,
    europepmc,
    openlibrary,
    pmc,
    pubmed,
    search,
)
from reviewaudit.services.scholarly.contracts import Answer, NoAnswer, Unreadable, unchecked

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence

    from reviewaudit.model import CitationPolicy, Identifier, NetworkPolicy, Record
    from reviewaudit.services.scholarly.contracts import Service
    from reviewaudit.services.scholarly.desk import Desk

LONGEST = 120.0
LONGEST_EACH = 2.0
"""Seconds that a run may take: these, and these again for each identifier."""
TICK = 0.25
"""Seconds between two words on how far it is."""
MOST_ALONE = 10
"""How many that a list left out without a word are asked for alone, per list."""
MOST_CHARACTERS = 4_000
"""Of all identifiers of a list as they are sent: servers take lines of 8,000 (RFC 9112 §3)."""
_FORMS: Mapping[str, tuple[re.Pattern[str], Service]] = {
    "doi": (
        regex(r"(?!.*/\.{1,2}(?:/|$))10(?:\.\d{4,9}(?:\.\d+)*)?/[^\x00-\x20\x7f-\xa0\s\ud800-\udfff]{1,1000}"),
        doi_org.SERVICE,
    ),
    "pmid": (regex(r"[1-9]\d{0,8}", re.ASCII), pubmed.SERVICE),
    "pmcid": (regex(r"PMC\d{1,9}(?:\.\d{1,3})?", re.ASCII | re.IGNORECASE), pmc.SERVICE),
    "arxiv": (
        regex(r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d{1,4})?", re.ASCII | re.IGNORECASE),
        arxiv.SERVICE,
    ),
    "isbn": (regex(r"\d{13}", re.ASCII), openlibrary.SERVICE),
    "text": (regex(r".*\S.*", re.DOTALL), search.SERVICE),
    "nct": (regex(r"NCT\d{8}", re.ASCII | re.IGNORECASE), clinicaltrials.SERVICE),
}
"""The forms that are asked about, and who is asked first. All else would only spoil a list."""


def ask_all(
    wanted: Sequence[Identifier],
    policy: NetworkPolicy,
    citations: CitationPolicy,
    *,
    proxies: Mapping[str, str],
    gateway: str | None,
    on_record: Callable[[Record], None],
    on_progress: Callable[[Progress], None],
    known: Iterable[Record],
    spent: float,
    resolve: Callable[[str], Sequence[str]] | None,
) -> WorksLookUp:
    """See `reviewaudit.services.look_up_works`."""

    def open_desk() -> Desk:
        # Half of the time of a small look-up goes into these imports.
        from reviewaudit.services.scholarly.desk import Desk

        return Desk(policy, citations, proxies=proxies, gateway=gateway, resolve=resolve)

    async def run() -> WorksLookUp:
        rounds = _Rounds(open_desk, on_record, on_progress, known)
        try:
            return await rounds.run(wanted, policy.max_time, spent)
        finally:
            await rounds.aclose()

    return asyncio.run(run())


class _Open(NamedTuple):
    identifier: Identifier
    service: str


class _Rounds:
    """One run on one loop."""

    def __init__(
        self,
        open_desk: Callable[[], Desk],
        on_record: Callable[[Record], None],
        on_progress: Callable[[Progress], None],
        known: Iterable[Record],
    ) -> None:
        self._open_desk, self._on_record, self._on_progress = open_desk, on_record, on_progress
        self._desk: Desk | None = None
        """Opened with the first question."""
        self._open: dict[_Open, None] = {}
        """Who has been asked what and has not answered yet."""
        self._records: dict[_Open, Record] = {}
        self._known = {_Open(record.identifier, record.service): record for record in known}
        """What need not be asked."""

    async def aclose(self) -> None:
        if self._desk is not None:
            await self._desk.aclose()

    async def run(self, wanted: Sequence[Identifier], max_time: float, spent: float) -> WorksLookUp:
        wanted = tuple(dict.fromkeys(wanted))
        of: dict[str, list[Identifier]] = {scheme: [] for scheme in _FORMS}
        for identifier in wanted:
            scheme, value = identifier
            if scheme in _FORMS and _FORMS[scheme][0].fullmatch(value):
                of[scheme].append(identifier)
            else:
                self._deliver(unchecked(identifier, _first(scheme), _now(), f"not asked: not the form of a {scheme}"))
        longest = LONGEST + LONGEST_EACH * len(wanted)
        left, whole = longest, longest
        if max_time and max_time - spent < longest:
            left, whole = max_time - spent, max_time
        try:
            async with asyncio.timeout(left):
                await self._telling(
                    wanted,
                    _together(
                        self._articles(of["doi"], of["pmid"], of["pmcid"], of["arxiv"]),
                        self._ask(openlibrary.SERVICE, of["isbn"]),
                        self._ask(clinicaltrials.SERVICE, of["nct"]),
                        self._searches(of["text"]),
                    ),
                )
        except TimeoutError:
            self._close(wanted, f"the time for asking was over after {whole:g} seconds")
        calls = self._desk.calls if self._desk is not None else {}
        return WorksLookUp(len(wanted), sum(calls.values()), dict(calls))

    async def _telling(self, wanted: Sequence[Identifier], work: Coroutine[Any, Any, Any]) -> None:
        """Do the work, and tell now and then how far it is."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        running = asyncio.ensure_future(work)
        try:
            while not running.done():
                await asyncio.wait({running}, timeout=TICK)
                waiting = dict.fromkeys(key.service for key in self._open)
                done = len({key.identifier for key in self._records}.intersection(wanted))
                rate = done / max(loop.time() - began, TICK)
                self._on_progress(Progress(done, len(wanted), rate, tuple(waiting)[:3]))
            await running
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def _articles(
        self,
        dois: Sequence[Identifier],
        pmids: Sequence[Identifier],
        pmcids: Sequence[Identifier],
        arxivs: Sequence[Identifier],
    ) -> None:
        behind, exist = await _together(self._papers(pmids, pmcids), self._ask(doi_org.SERVICE, dois))
        of: dict[str | None, list[Identifier]] = {}
        for one in dois:
            of.setdefault(self._agency(one), []).append(one)
        of.pop(None, None)
        # A short DOI has no record of its own anywhere: the one that it stands for has.
        unsure = [*of.pop("", []), *_same(exist, "doi")]
        of_crossref, of_datacite = of.pop("crossref", []), of.pop("datacite", [])
        of_arxiv = [one for one in (*of_datacite, *unsure) if one[1].startswith(arxiv.DOI_PREFIX)]
        await _together(
            self._crossref(of_crossref, [one for one in unsure if one not in of_arxiv and not _is_short(one)], behind),
            self._arxiv([*arxivs, *of_arxiv]),
            self._ask(datacite.SERVICE, [one for one in of_datacite if one not in of_arxiv]),
            self._agencies([one for ones in of.values() for one in ones]),
        )

    async def _papers(self, pmids: Sequence[Identifier], pmcids: Sequence[Identifier]) -> list[Identifier]:
        """The DOIs of papers that were cited by PMID or PMCID."""
        converted = await self._ask(pmc.SERVICE, pmcids)
        records = await self._ask(pubmed.SERVICE, [*pmids, *_same(converted, "pmid")])
        silent = [record.identifier for record in records if record.state is RecordState.UNCHECKED]
        records += await self._ask(europepmc.SERVICE, silent)
        return _same([*converted, *records], "doi")

    async def _crossref(
        self, sure: Sequence[Identifier], unsure: Sequence[Identifier], behind: Sequence[Identifier]
    ) -> None:
        """`unsure`: nobody has said whose they are. `behind`: those of PubMed's papers."""
        more = [one for one in behind if not self._is_asked(one)]
        records = await self._ask(crossref.SERVICE, [*sure, *unsure, *more], confirm=set(sure))
        absent = {record.identifier for record in records if record.detail == crossref.ABSENT}
        await _together(
            self._ask(datacite.SERVICE, [one for one in unsure if one in absent]),
            self._ask(biorxiv.SERVICE, [record.identifier for record in records if _open_preprint(record)]),
        )

    async def _searches(self, texts: Sequence[Identifier]) -> None:
        """A find says which work it is; what was published about it, its own record does."""
        records = await self._ask(search.SERVICE, texts)
        await self._ask(crossref.SERVICE, [one for one in _same(records, "doi") if not self._is_asked(one)])

    async def _arxiv(self, wanted: Sequence[Identifier]) -> None:
        records = await self._ask(arxiv.SERVICE, wanted)
        silent = [record.identifier for record in records if record.state is RecordState.UNCHECKED]
        await self._ask(datacite.SERVICE, [one for one in silent if one[0] == "doi"])

    async def _agencies(self, wanted: Sequence[Identifier]) -> None:
        """Each under the name of its agency, which is known from doi.org."""
        await self._ask(agencies.SERVICE, wanted, names={one: self._agency(one) or "" for one in wanted})

    def _agency(self, one: Identifier) -> str | None:
        """In lower case; empty if nobody has said; None for a DOI that does not exist."""
        record = self._records.get(_Open(one, doi_org.SERVICE.name))
        if record is None or record.state is RecordState.UNCHECKED:
            return ""
        return None if record.state is RecordState.MISSING else record.detail.lower()

    def _is_asked(self, one: Identifier) -> bool:
        """Whether doi.org was asked about it, so that it goes its own way."""
        return _Open(one, doi_org.SERVICE.name) in self._records

    # --- one service --------------------------------------------------------------------------------------------------

    async def _ask(
        self,
        service: Service,
        wanted: Iterable[Identifier],
        *,
        confirm: set[Identifier] | None = None,
        names: Mapping[Identifier, str] | None = None,
    ) -> list[Record]:
        """A record for each, delivered as soon as it is there.

        `confirm`: those that are asked for alone if a list leaves them out; by default all. `names`: for records that
        do not go under the service's own name.
        """
        listed: list[Identifier] = []
        singles: list[Identifier] = []
        known: list[Record] = []
        names = names or {}
        for one in dict.fromkeys(wanted):
            key = _Open(one, names.get(one, service.speaker))
            if key in self._open or key in self._records:
                continue
            if key in self._known:
                self._records[key] = self._known[key]
                known.append(self._known[key])
                continue
            self._open[key] = None
            (singles if service.unlisted(one) else listed).append(one)
        second = service.second or service
        lists = [self._list(service, part, second, confirm, names) for part in _parts(service, listed)]
        alone = [self._list(second, [one], second, set(), names) for one in singles]
        return known + [record for records in await _together(*lists, *alone) for record in records]

    async def _list(
        self,
        service: Service,
        wanted: Sequence[Identifier],
        second: Service,
        confirm: set[Identifier] | None,
        names: Mapping[Identifier, str],
    ) -> list[Record]:
        answer = await self._answer(service, wanted)
        again: list[Identifier] = []
        if len(wanted) > 1 or service is not second:
            again = [one for one in answer.absent if confirm is None or one in confirm][:MOST_ALONE]
            again += answer.alone
        said = [self._named(record, names) for record in answer.records]
        at = _now()
        left = [one for one in (*answer.absent, *answer.alone) if one not in again]
        absent = frozenset(answer.absent)
        said += [unchecked(one, names.get(one, service.speaker), at, answer.why, absent=one in absent) for one in left]
        for record in said:
            self._deliver(record)
        more = [self._list(second, [one], second, set(), names) for one in again]
        return said + [record for records in await _together(*more) for record in records]

    async def _answer(self, service: Service, wanted: Sequence[Identifier]) -> Answer:
        name = service.speaker
        if self._desk is None:
            self._desk = self._open_desk()
        try:
            reply = await self._desk.ask(service, service.call(wanted, self._desk.contact))
            return service.read(wanted, reply, _now())
        except NoAnswer as error:
            why = str(error)
        except Unreadable as error:
            why = f"{name} answered with {error}"
        at = _now()
        return Answer(tuple(unchecked(one, name, at, why) for one in wanted))

    def _named(self, record: Record, names: Mapping[Identifier, str]) -> Record:
        return replace(record, service=names[record.identifier]) if record.identifier in names else record

    def _deliver(self, record: Record) -> None:
        key = _Open(record.identifier, record.service)
        self._open.pop(key, None)
        self._records[key] = record
        self._on_record(record)

    def _close(self, wanted: Sequence[Identifier], why: str) -> None:
        """The run is over: what is open stays unchecked."""
        at = _now()
        for one, service in list(self._open):
            self._deliver(unchecked(one, service, at, why))
        told = {key.identifier for key in (*self._records, *self._known)}
        for one in wanted:
            if one not in told:
                self._deliver(unchecked(one, _first(one[0]), at, why))


def _first(scheme: str) -> str:
    return _FORMS[scheme][1].speaker if scheme in _FORMS else scheme


def _same(records: Iterable[Record], scheme: str) -> list[Identifier]:
    """What these stand for in another scheme, one for each: a work has one DOI, whatever a reply claims."""
    form, _ = _FORMS[scheme]
    found = (next((one for one in record.same if one[0] == scheme), None) for record in records)
    return [one for one in found if one is not None and form.fullmatch(one[1])]


def _is_short(identifier: Identifier) -> bool:
    return identifier[1].startswith("10/")


def _open_preprint(record: Record) -> bool:
    """Whether bioRxiv or medRxiv may know more."""
    if not biorxiv.is_preprint(record.identifier[1]):
        return False
    if record.work is None:
        return record.state is RecordState.UNCHECKED
    published = any(successor.kind == "published" for successor in record.successors)
    return record.work.kind == "posted-content" and not published


def _parts(service: Service, wanted: Sequence[Identifier]) -> Iterator[list[Identifier]]:
    """Lists of no more than the service takes, in number and in characters."""
    part: list[Identifier] = []
    weight = length = 0
    for one in wanted:
        heavy = service.weight(one)
        long = heavy * len(quote(one[1]))
        if part and (weight + heavy > service.most or length + long > MOST_CHARACTERS):
            yield part
            part, weight, length = [], 0, 0
        part.append(one)
        weight += heavy
        length += long
    if part:
        yield part


async def _together(*tasks: Coroutine[Any, Any, Any]) -> list[Any]:
    """The results, in order; the first failure, which is a callback's, ends the others."""
    running = [asyncio.ensure_future(task) for task in tasks]
    try:
        return await asyncio.gather(*running)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def _now() -> datetime:
    return datetime.now(UTC)
