"""Entries and references in, the works that an article cites out: each entry with all its links and identifiers.

What was found apart (the entry by its block, the link by the markup, the bare identifier by its pattern) is put
together by place. A link to a work outside any entry is a citation by itself.

Not read: the fields of reference managers in DOCX, a format that is not read at all; entries under a subheading of a
reference list ("### Books") unless it says itself that it heads references; the title of a Markdown definition.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit import identifiers
from reviewaudit.extraction.entries import Listed, looks_cited
from reviewaudit.extraction.labels import is_loose_heading, is_related_heading
from reviewaudit.extraction.metadata import plain
from reviewaudit.model import (
    Citation,
    Container,
    LinkKind,
    Origin,
    Place,
    Reference,
    Role,
    TargetKind,
    without_credentials,
)
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from reviewaudit.model import Block, Document, Field, Identifier, Link, Surroundings

_CITING = frozenset({"references", "reference", "citations", "citation", "bibliography", "sources", "source"})
_BEGINNINGS = frozenset(name[:3] for name in _CITING)
_REMARKING = frozenset({"notes", "evidence"})
_YEAR = regex(r"(?<!\d)(?:18|19|20)\d\d[a-z]?(?!\d)")
_NAMING = frozenset({"doi", "pmid", "pmcid", "arxiv", "isbn"})
_NO_WORK = frozenset({Role.IMAGE, Role.ASSET, Role.NAVIGATION})
_ITEMS = (Container.NUMBERED, Container.BULLET, Container.DEFINITION)
_BACK = regex(r"(?:[\s\ufffc]*[↩↑⤴][\ufe0e\ufe0f]?[\s\ufffc]*)+$|^[\^↑\s\ufffc]+(?=\S)|\ufffc")
_WORDS = regex(r"[^\W\d_]{3}")
_LABELLED = regex(
    r"\[(?P<markdown>[^\[\]\n]{1,200})\](?!\()|`(?P<rst>[^`<>]{1,200})`__?|(?<![\w`])(?P<word>[\w.+-]{1,80}?)__?(?!\w)"
)
_OPENING = regex(r"\[|[\"']?[^<>\n]{0,300}>(?:\s{0,9}<[a-z][^<>]{0,300}>){0,5}\s{0,9}")
_AUTHOR = regex(r"\b[^\W\d_]{2,30},? (?:[A-Z]\.?[ -]?){1,3}(?=[,.;:(&\s]|$)")
"""A family name with initials."""
_STRONG = regex(
    r"\bet al\b|\bpp?\.\s?\d|\bvol\.|\bjournal\b|\bpress\b|(?:19|20)\d\d[a-z]?\s?;\s?\d"
    r"|\((?:19|20)\d\d[a-z]?\)\.|\d\(\d",
    re.IGNORECASE,
)


class _Stretch(NamedTuple):
    """Source between two offsets, and the entry (by number) that it belongs to; -1 for none."""

    start: int
    end: int
    owner: int
    block: int


def works(
    document: Document, entries: Sequence[Listed], references: Sequence[Reference], *, seen: bool
) -> tuple[Citation, ...]:
    """The works that the article cites, in its order.

    `seen`: the visible text is wanted anyway, or there are entries; else nothing but links carries an identifier.
    """
    citing = [field for field in document.fields if field.origin is Origin.FRONT_MATTER and _is_citing(field)]
    definitions = {link.place: link for link in document.links if link.kind is LinkKind.DEFINITION}
    if not (
        entries
        or citing
        or any(reference.identifiers for reference in references)
        or any(link.text.isdecimal() for link in definitions.values())
    ):
        return ()
    found = list(_of_fields(citing))
    metadata = {link.place for link in document.links if link.kind is LinkKind.METADATA}
    labelled = {_label(link.text): link.place for link in definitions.values()}
    by_label = [_by_label(document, one, labelled) if labelled else frozenset() for one in entries]
    told = {url for citation in found for url in citation.urls}
    claimed = frozenset[Place]().union(*by_label)
    stretches = _stretches(document, entries) if seen else []
    starts = [stretch.start for stretch in stretches]
    gathered: list[list[Reference]] = [[] for _ in entries]
    further: dict[int, list[Reference]] = {}
    for reference in references:
        place = reference.place
        if reference.role in _NO_WORK or place in claimed or (place in metadata and reference.url in told):
            continue
        stretch = _around(document, stretches, starts, place)
        block = document.blocks[stretch.block] if stretch is not None else None
        if stretch is not None and stretch.owner >= 0:
            gathered[stretch.owner].append(reference)
        elif stretch is not None and block is not None and _is_further(block):
            further.setdefault(stretch.block, []).append(reference)
        else:
            found.extend(_alone(reference, definitions.get(place), block))
    for one, inside, places in zip(entries, gathered, by_label, strict=True):
        elsewhere = [reference for reference in references if reference.place in places] if places else []
        found.extend(_of_entry(document, one, [*inside, *elsewhere]))
    for index, inside in further.items():
        found.append(_of_item(document, document.blocks[index], inside))
    found.sort(key=lambda citation: citation.place)
    return tuple(_of_sections_that_cite(found))


def _of_sections_that_cite(found: Sequence[Citation]) -> Iterator[Citation]:
    """Without the lists of which no item looks like a work: "References" are pointers, or tables, in some manuals."""
    citing = {one.section for one in found if one.urls or one.identifiers or one.invalid or looks_cited(one.text)}
    for citation in found:
        says_something = any(sign.isalpha() for sign in citation.text) or citation.urls
        if not citation.listed or (citation.section in citing and says_something):
            yield citation


def _of_entry(document: Document, one: Listed, inside: Sequence[Reference]) -> Iterator[Citation]:
    parts = [document.blocks[part.block].text[part.start : part.end] for part in one.parts]
    text = " ".join(_BACK.sub("", one.entry.text).split())
    around = document.blocks[one.parts[0].block].around
    urls, known = _targets(inside), _identifiers(parts, inside)
    invalid = tuple(dict.fromkeys(fault for part in parts for fault in identifiers.faults(part)))
    if not (urls or known or invalid) and _is_remark(around, one.entry.marker, text):
        return
    yield Citation(
        text,
        one.entry.place,
        known,
        urls,
        one.entry.marker,
        listed=True,
        section=around.section,
        typed=one.typed,
        invalid=invalid,
    )


def _is_remark(around: Surroundings, marker: str, text: str) -> bool:
    """Whether an entry without link and identifier may be no work: a footnote, an item of a list of notes."""
    if around.container is Container.FOOTNOTE:
        return not _STRONG.search(text)
    if around.container in (Container.PARAGRAPH, Container.CELL) and not marker:
        return not (_STRONG.search(text) or (_YEAR.search(text) and _AUTHOR.search(text)))
    if around.reference_list:  # which is also how HTML writes footnotes
        return not _YEAR.search(text)
    if not is_loose_heading(around.section):
        return False
    if plain(around.section) in _REMARKING:
        return not _STRONG.search(text)
    return not _YEAR.search(text) or text.count(" ") < 2


def _of_item(document: Document, block: Block, inside: Sequence[Reference]) -> Citation:
    place = document.lines.place(*block.source_span(0, len(block.text)))
    return Citation(
        " ".join(_BACK.sub("", block.text).split()),
        place,
        _identifiers([block.text], inside),
        _targets(inside),
        listed=True,
        section=block.around.section,
        invalid=identifiers.faults(block.text),
    )


def _alone(reference: Reference, definition: Link | None, block: Block | None) -> Iterator[Citation]:
    numbered = definition is not None and definition.text.isdecimal()
    if reference.identifiers or numbered:
        yield Citation(
            " ".join(reference.text.split()),
            reference.place,
            reference.identifiers,
            (reference.url,),
            definition.text if definition is not None and numbered else "",
            section=block.around.section if block is not None else "",
        )


def _identifiers(texts: Iterable[str], inside: Iterable[Reference]) -> tuple[Identifier, ...]:
    found: dict[Identifier, None] = {}
    for text in texts:
        found.update(((one.scheme, one.value), None) for one in identifiers.in_text(text))
    for reference in inside:
        found.update((pair, None) for pair in reference.identifiers)
    return tuple(found)


def _targets(inside: Iterable[Reference]) -> tuple[str, ...]:
    """The URLs, with places in the same article that words lead to; arrows lead back to the mark."""
    return tuple(
        dict.fromkeys(one.url for one in inside if one.target_kind is not TargetKind.ANCHOR or _WORDS.search(one.text))
    )


def _is_further(block: Block) -> bool:
    return block.around.container in _ITEMS and is_related_heading(block.around.section) and looks_cited(block.text)


# --- which entry a link belongs to -----------------------------------------------------------------------------------


def _stretches(document: Document, entries: Sequence[Listed]) -> list[_Stretch]:
    owned: dict[int, list[_Stretch]] = {part.block: [] for one in entries for part in one.parts}
    for number, one in enumerate(entries):
        for part in one.parts:
            span = document.blocks[part.block].source_span(part.start, part.end)
            owned[part.block].append(_Stretch(*span, number, part.block))
    found: list[_Stretch] = []
    for index, block in enumerate(document.blocks):
        found.extend(owned.get(index) or [_Stretch(*block.source_span(0, len(block.text)), -1, index)])
    found.sort()
    return found


def _around(
    document: Document, stretches: Sequence[_Stretch], starts: Sequence[int], place: Place
) -> _Stretch | None:  # fmt: skip
    """Where a link stands: in the stretch that holds it or that it ends, or that it opens, as `<a href>` does."""
    start = document.lines.offset(place.line, place.column)
    end = document.lines.offset(place.end_line, place.end_column)
    index = bisect_right(starts, start) - 1
    following = stretches[index + 1] if index + 1 < len(stretches) else None
    if following is not None and following.start - end < 2000:
        between = document.text[end : following.start]
        if between and "</" not in between and _OPENING.fullmatch(between):
            return following
    for outer in range(index, max(index - 3, -1), -1):  # a footnote may stand inside its paragraph
        if start < stretches[outer].end:
            return stretches[outer]
    if index < 0 or "\n" in document.text[stretches[index].end : start]:
        return None
    return stretches[index]


def _label(text: str) -> str:
    return " ".join(text.casefold().split())


def _by_label(document: Document, one: Listed, labelled: Mapping[str, Place]) -> frozenset[Place]:
    """Where the URLs stand that an entry names by labels (`[Title][3]`)."""
    first, last = one.parts[0], one.parts[-1]
    start = document.blocks[first.block].source_span(first.start, first.end)[0]
    end = document.text.find("\n", document.blocks[last.block].source_span(last.start, last.end)[1])
    source = document.text[max(0, start - 1) : end if end != -1 else None]
    labels = (_label(found[found.lastgroup or 0]) for found in _LABELLED.finditer(source))
    return frozenset(labelled[label] for label in labels if label in labelled)


# --- front matter ----------------------------------------------------------------------------------------------------


def _is_citing(field: Field) -> bool:
    name = field.name
    return name[:3].lower() in _BEGINNINGS and plain(name.partition(".")[0]) in _CITING


def _of_fields(fields: Sequence[Field]) -> Iterator[Citation]:
    """The works of `references:` and the like: one per text, one per table."""
    group: list[Field] = []
    for field in fields:
        key, dot, leaf = field.name.partition(".")
        names = {one.name for one in group}
        if group and (not dot or field.name in names or not group[0].name.startswith(f"{key}.")):
            yield from _of_group(group)
            group = []
        if dot and leaf:
            group.append(field)
        else:
            yield from _of_group([field])
    if group:
        yield from _of_group(group)


def _of_group(group: Sequence[Field]) -> Iterator[Citation]:
    text = " ".join(" ".join(field.value.split()) for field in group)
    urls = tuple(field.value for field in group if field.value.startswith(("http:", "https:")))
    if len(urls) == len(group) or not looks_cited(text):
        return  # the link says all there is
    known: dict[Identifier, None] = {}
    faults: list[Identifier] = []
    for field in group:
        leaf = field.name.rpartition(".")[2].lower()
        written = f"{leaf}: {field.value}" if leaf in _NAMING else field.value
        if field.value in urls:
            known.update((pair, None) for pair in identifiers.in_url(field.value))
        else:
            known.update(((one.scheme, one.value), None) for one in identifiers.in_text(written))
            faults.extend(identifiers.faults(written))
    yield Citation(
        without_credentials(text),
        group[0].place,
        tuple(known),
        tuple(map(without_credentials, urls)),
        listed=True,
        section=group[0].name.partition(".")[0],
        invalid=tuple(faults),
    )
