"""What a registry said about an identifier, as a row of the ledger, and back.

Kept is what was an answer: that a service has a work, that the one who must know it does not, that a service has
nothing ("absent"). A service that gave no answer leaves no row. All lists and texts that are empty are left out of the
facts, whose keys are sorted, so that what was said twice reads the same twice; what a newer version added is passed
over.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from reviewaudit.ledger.rows import key, moment, read_moment
from reviewaudit.model import (
    Bounds,
    Identifier,
    Notice,
    NoticeKind,
    Precision,
    Record,
    RecordState,
    Successor,
    Work,
)

COLUMNS = ("scheme", "value", "service", "at", "state", "facts")
ABSENT = "absent"
STATES = frozenset({RecordState.FOUND.value, RecordState.MISSING.value, ABSENT})
encode = json.JSONEncoder(separators=(",", ":"), sort_keys=True).encode
_decode = json.JSONDecoder().decode


def is_answer(record: Record) -> bool:
    """Whether it is worth keeping: an outage is none."""
    return record.state is not RecordState.UNCHECKED or record.absent


def to_row(record: Record) -> tuple[str, ...]:
    scheme, value = record.identifier
    state = ABSENT if record.absent else record.state.value
    return (key(scheme), key(value), key(record.service), moment(record.at), state, encode(_facts(record)))


def from_row(row: tuple[Any, ...]) -> Record:
    """Raises ValueError, KeyError, TypeError or AttributeError if the columns do not hold what we write."""
    scheme, value, service, at, state, facts = row
    return read(scheme, value, service, at, state, _decode(facts))


def read(scheme: str, value: str, service: str, at: str, state: str, facts: dict[str, Any]) -> Record:
    """A record of its parts, each of which is looked at. Raises as `from_row` does."""
    if state not in STATES:
        raise ValueError(f"{state!r} is no state of a record")
    work = facts.get("work")
    return Record(
        (_text(scheme), _text(value)),
        _text(service),
        read_moment(at),
        RecordState.UNCHECKED if state == ABSENT else RecordState(state),
        detail=_text(facts.get("detail", "")),
        work=None if work is None else _read_work(work),
        notices=tuple(map(_read_notice, _list(facts.get("notices", [])))),
        notice_of=tuple((_name((scheme, value)), _text(who)) for scheme, value, who in facts.get("notice_of", [])),
        successors=tuple(map(_read_successor, _list(facts.get("successors", [])))),
        same=tuple(map(_name, _list(facts.get("same", [])))),
        absent=state == ABSENT,
    )


def _facts(record: Record) -> dict[str, Any]:
    return _full(
        detail=record.detail,
        work=None if record.work is None else _work(record.work),
        notices=[_notice(notice) for notice in record.notices],
        notice_of=[[*work, who] for work, who in record.notice_of],
        successors=[_successor(successor) for successor in record.successors],
        same=record.same,
    )


def _full(**facts: Any) -> dict[str, Any]:
    """The facts without those that are empty; a work of which nothing is said is one all the same."""
    return {name: value for name, value in facts.items() if value or (name == "work" and value is not None)}


def _work(work: Work) -> dict[str, Any]:
    return _full(
        titles=work.titles,
        families=work.families,
        years=work.years,
        kind=work.kind,
        container=work.container,
        volume=work.volume,
        pages=work.pages,
    )


def _read_work(facts: dict[str, Any]) -> Work:
    return Work(
        titles=_texts(facts.get("titles", [])),
        families=_texts(facts.get("families", [])),
        years=tuple(map(_whole, _list(facts.get("years", [])))),
        kind=_text(facts.get("kind", "")),
        container=_texts(facts.get("container", [])),
        volume=_text(facts.get("volume", "")),
        pages=_text(facts.get("pages", "")),
    )


def _notice(notice: Notice) -> dict[str, Any]:
    return _full(**{**notice._asdict(), "kind": notice.kind.value, "date": _date(notice.date)})


def _read_notice(facts: dict[str, Any]) -> Notice:
    return Notice(
        NoticeKind(facts["kind"]),
        _texts(facts.get("sources", [])),
        _text(facts.get("doi", "")),
        _text(facts.get("pmid", "")),
        _read_date(facts.get("date")),
        _texts(facts.get("reasons", [])),
        _text(facts.get("label", "")),
    )


def _successor(successor: Successor) -> dict[str, Any]:
    return _full(**{**successor._asdict(), "date": _date(successor.date)})


def _read_successor(facts: dict[str, Any]) -> Successor:
    return Successor(
        _text(facts.get("kind", "")),
        _name(facts["identifier"]),
        _text(facts.get("source", "")),
        _read_date(facts.get("date")),
    )


def _date(bounds: Bounds | None) -> list[str] | None:
    return None if bounds is None else [str(bounds.earliest), str(bounds.latest), bounds.precision.value]


def _read_date(said: Any) -> Bounds | None:
    if said is None:
        return None
    earliest, latest, precision = said
    return Bounds(date.fromisoformat(earliest), date.fromisoformat(latest), Precision(precision))


def _name(said: Any) -> Identifier:
    scheme, value = said
    return _text(scheme), _text(value)


def _list(said: Any) -> list[Any]:
    if not isinstance(said, list):
        raise TypeError(f"{said!r} is no list")
    return said


def _texts(said: Any) -> tuple[str, ...]:
    return tuple(map(_text, _list(said)))


def _text(said: Any) -> str:
    if not isinstance(said, str):
        raise TypeError(f"{said!r} is no text")
    return said


def _whole(said: Any) -> int:
    if type(said) is not int:
        raise TypeError(f"{said!r} is no number")
    return said
