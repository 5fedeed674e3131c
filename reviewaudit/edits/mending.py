"""Wishes and a document in, edits that are proved to fulfil them out, and those that cannot be.

A proof is a second parse: with the edit every link reads as before, but for the one that reads as wished. All edits of
a document are tried at once; where that fails, those that failed are written in another way, and in the end left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reviewaudit.edits.spelling import spellings
from reviewaudit.edits.splicing import Spelled, apply, fitted, is_in_cell, spell
from reviewaudit.edits.wishes import Wish
from reviewaudit.model import Document, Edit, LeftOut, Link, Place, without_credentials


class Mended(NamedTuple):
    text: str
    """As it was read, without the edits."""
    edits: tuple[Edit, ...]
    left_out: tuple[LeftOut, ...]
    spelled: Spelled | None
    """None where nothing can be written back."""


@dataclass(slots=True)
class _Try:
    """One wish on its way to an edit."""

    wish: Wish
    link: int
    """Which of the document's links it is."""
    start: int
    end: int
    ways: list[tuple[str, int]]
    """How it may still be written, and up to where that reaches; the first is tried."""


def mend(
    data: bytes,
    format: str,
    wanted: Sequence[Wish],
    parse: Callable[[bytes], Document],
    fingerprints: Mapping[tuple[Place, str], str] | None = None,
) -> Mended:
    """The edits of a source that fulfil the wishes; `parse` reads its bytes, before and after.

    `fingerprints` are those of findings, by place and URL.
    """
    document = parse(data)
    text = document.text
    spelled = spell(data, text)
    if spelled is None:
        cause = "its encoding cannot be written back byte by byte"
        return Mended(text, (), tuple(_left(wish, cause) for wish in wanted), None)
    tries, left = _located(document, wanted, format)
    kept = _proved(document, spelled, tries, left, parse)
    edits = tuple(
        _edit(one, text, (fingerprints or {}).get((one.wish.reference.place, one.wish.reference.url), ""))
        for one in kept
    )
    return Mended(text, edits, tuple(sorted(left)), spelled)


def _located(document: Document, wanted: Sequence[Wish], format: str) -> tuple[list[_Try], list[LeftOut]]:
    by_place: dict[Place, list[int]] = {}
    for index, link in enumerate(document.links):
        by_place.setdefault(link.place, []).append(index)
    tries: list[_Try] = []
    left: list[LeftOut] = []
    taken = set()
    for wish in wanted:
        place = wish.reference.place
        there = [
            index
            for index in by_place.get(place, ())
            if without_credentials(document.links[index].url) == wish.reference.url
        ]
        if len(there) != 1 or len(by_place[place]) != 1:
            left.append(_left(wish, "it is no link of its own"))
            continue
        start = document.lines.offset(place.line, place.column)
        end = document.lines.offset(place.end_line, place.end_column)
        if (start, end) in taken or end <= start:
            left.append(_left(wish, "its place in the source is not exact"))
            continue
        taken.add((start, end))
        raw = document.text[start:end]
        before = document.text[max(0, start - 16) : start]
        forms = spellings(wish.url, document.links[there[0]].url, raw, before, format)
        ways: list[tuple[str, int]] = [(form, end) for form in forms]
        if format == "rst" and is_in_cell(document.text, start, end):  # a grid table must stay as wide as it is
            ways = list(filter(None, (fitted(document.text, start, end, form) for form in forms)))
            if not ways:
                left.append(_left(wish, "the new address is too long for the table cell"))
                continue
        tries.append(_Try(wish, there[0], start, end, ways))
    return tries, left


def _proved(
    document: Document,
    spelled: Spelled,
    tries: list[_Try],
    left: list[LeftOut],
    parse: Callable[[bytes], Document],
) -> list[_Try]:
    """Those whose first way reads back; the others go to `left`."""
    while tries:
        failed, broken = _misread(document, spelled, tries, parse)
        if not failed and not broken:
            return tries
        if broken:  # the structure has changed, so nobody can tell which edit did it: one by one
            return _one_by_one(document, spelled, tries, left, parse)
        for one in failed:
            one.ways.pop(0)
            if not one.ways:
                tries.remove(one)
                left.append(_left(one.wish, "in no way that could be tried does it read back"))
    return tries


def _one_by_one(
    document: Document,
    spelled: Spelled,
    tries: Sequence[_Try],
    left: list[LeftOut],
    parse: Callable[[bytes], Document],
) -> list[_Try]:
    kept: list[_Try] = []
    for one in tries:
        while one.ways:
            failed, broken = _misread(document, spelled, [*kept, one], parse)
            if not failed and not broken:
                kept.append(one)
                break
            one.ways.pop(0)
        else:
            left.append(_left(one.wish, "in no way that could be tried does it read back"))
    return kept


def _misread(
    document: Document, spelled: Spelled, tries: Sequence[_Try], parse: Callable[[bytes], Document]
) -> tuple[list[_Try], bool]:
    """Those that do not read as wished, and whether anything else has changed."""
    try:
        wanted = apply(document.text, [_edit(one, document.text) for one in tries])
        after = parse(spelled.bytes_of(wanted))
    except UnicodeEncodeError:
        return list(tries), False
    except ValueError:  # two in one table cell
        return [], True
    if after.text != wanted or after.problem != document.problem or len(after.links) != len(document.links):
        return [], True
    by_link = {one.link: one for one in tries}
    failed = []
    for index, (old, new) in enumerate(zip(document.links, after.links, strict=True)):
        one = by_link.get(index)
        if one is None:
            if not _is_same(old, new):
                return [], True
        elif new.url != one.wish.url:
            failed.append(one)
        elif new.kind is not old.kind or _written(after, new) not in one.ways[0][0]:
            return [], True
    if not failed and not _same_fields(document, after, tries):
        return [], True
    return failed, False


def _same_fields(before: Document, after: Document, tries: Sequence[_Try]) -> bool:
    """Whether the metadata says the same, but for the URLs that were to change."""
    changed = {(one.wish.reference.url, one.wish.url) for one in tries}
    return len(before.fields) == len(after.fields) and all(
        old.name == new.name and (old.value == new.value or (old.value, new.value) in changed)
        for old, new in zip(before.fields, after.fields, strict=True)
    )


def _is_same(old: Link, new: Link) -> bool:
    return old.url == new.url and old.kind is new.kind and old.text == new.text


def _written(document: Document, link: Link) -> str:
    place = link.place
    start = document.lines.offset(place.line, place.column)
    return document.text[start : document.lines.offset(place.end_line, place.end_column)]


def _edit(one: _Try, text: str, fingerprint: str = "") -> Edit:
    new, end = one.ways[0]
    return Edit(one.start, end, text[one.start : end], new, one.wish.why, one.wish.reference.place, fingerprint)


def _left(wish: Wish, cause: str) -> LeftOut:
    return LeftOut(wish.reference.place, wish.reference.url, cause)
