"""What is read: a source, and the document that a format reader saw in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from reviewaudit.model.places import START, LineIndex, Place


@dataclass(frozen=True, slots=True)
class Source:
    """A thing to audit: the path to report it under and where its bytes are."""

    path: str
    """Relative to the working folder, with `/`; `-` for standard input unless it was given a name; the URL of a page,
    without user name and password."""
    location: str = ""
    """What to open; empty when `data` is given."""
    data: bytes | Problem | None = None
    """What was read, or why nothing was, where that happened before."""
    format: str = ""
    """The name of its format; empty where its path tells."""
    charset: str = ""
    """What its server says of its encoding."""
    base: str = ""
    """The URL that its relative links start from, where that is not `path`: redirects led there."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a source could not be read: a finding, not an exception."""

    cause: str
    help: str
    place: Place = START


class LinkKind(StrEnum):
    """How a link is written, not what it means."""

    LINK = "link"
    AUTOLINK = "autolink"
    BARE = "bare"
    DEFINITION = "definition"
    IMAGE = "image"
    ASSET = "asset"
    METADATA = "metadata"
    WIKI = "wiki"
    """`[[Page]]`: the URL is the name of a page, perhaps with a heading behind a `#`."""


class Container(StrEnum):
    """The innermost block that holds a link or a text."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    NUMBERED = "numbered"
    BULLET = "bullet"
    CELL = "cell"
    FOOTNOTE = "footnote"
    DEFINITION = "definition"
    FOOTER = "footer"
    NAVIGATION = "navigation"
    HEAD = "head"
    FRONT_MATTER = "front-matter"


class Surroundings(NamedTuple):
    """Where in the structure of a document something stands."""

    container: Container = Container.PARAGRAPH
    section: str = ""
    """Text of the nearest heading above, markup removed; empty before the first."""
    marker: str = ""
    """The number a reader sees before the entry ("3"), or the label of the footnote."""
    quoted: bool = False
    """Inside a block quote."""
    task: bool = False
    """Inside a task-list item (`- [ ]`)."""
    reference_list: bool = False
    """The markup itself says so: `role="doc-bibliography"`, `<ol class="references">`."""


class Link(NamedTuple):
    url: str
    """As a reader of the markup gets it: entities and backslash escapes undone, nothing else changed."""
    place: Place
    """Of the URL itself as written in the source."""
    kind: LinkKind
    text: str
    around: Surroundings


class Undefined(NamedTuple):
    """A link by a label that the document defines nowhere, so that readers see its brackets."""

    label: str
    text: str
    place: Place
    """Of the whole, brackets and all."""


class TimeMark(NamedTuple):
    """A `<time datetime=…>` inside a block's text."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Block:
    """A run of visible text: one paragraph, heading, list item or table cell, markup removed.

    `anchors` are pairs (offset in text, offset in source), ascending, at which a stretch begins that is written in the
    source exactly as it is seen.
    """

    text: str
    anchors: tuple[tuple[int, int], ...]
    around: Surroundings
    times: tuple[TimeMark, ...] = ()

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the source of text[start:end]."""
        return self._at(start), self._at(end - 1) + 1 if end > start else self._at(start)

    def _at(self, offset: int) -> int:
        index = max(bisect_right(self.anchors, (offset, 1 << 62)) - 1, 0)
        text_offset, source_offset = self.anchors[index]
        return source_offset + offset - text_offset


class Origin(StrEnum):
    """Where a statement or a piece of metadata comes from, in the words of the JSON report."""

    SIDE_FILE = "side-file"
    FRONT_MATTER = "front-matter"
    STATEMENT = "statement"
    JSON_LD = "json-ld"
    MICRODATA = "microdata"
    META = "meta"
    COMMENT = "comment"


class Field(NamedTuple):
    """One piece of metadata. A list gives one field per element, a table one field per leaf (`author.name`)."""

    name: str
    value: str
    """The text as written, quotes and block-scalar indentation removed; never a resolved YAML value."""
    place: Place
    origin: Origin


class Comment(NamedTuple):
    """What is written for tools and not for readers."""

    text: str
    """Of an element that html-proofer is told to leave alone the name of that attribute, `data-proofer-ignore`."""
    place: Place
    """Of the comment, or of the whole element."""


class Heading(NamedTuple):
    """A heading from which a site makes a place that links can lead to."""

    text: str
    """As a reader sees it, markup removed."""
    written: str = ""
    """As it stands in the source, without the marks around it: some generators go by that."""
    level: int = 1


@dataclass(frozen=True)
class Anchors:
    """Where in a file a link can lead: what stands behind the `#` of a URL."""

    ids: tuple[str, ...] = ()
    """Given outright (`id`, `name`, labels, `{#id}`), in the order of the file."""
    headings: tuple[Heading, ...] = ()
    """Those without an id of their own."""
    notes: tuple[str, ...] = ()
    """The labels of its footnotes, in the order of the file."""
    lines: int | None = None
    """How many lines it has, where `#L10` leads to one of them."""
    partial: bool = False
    """The site puts more into the page than this file holds, so that a place that is not here may be there."""
    is_page: bool = True
    """It is a page of which the places are known; of a picture or a PDF they are not."""
    build_text: Callable[[], str] = field(default=str, repr=False, compare=False)

    @cached_property
    def text(self) -> str:
        """All that a reader sees of it, code included."""
        return self.build_text()


@dataclass(frozen=True)
class Document:
    """What a format reader saw; no meaning yet.

    `blocks` are built on first use: most articles are settled by their links and metadata alone.
    """

    text: str
    links: tuple[Link, ...] = ()
    fields: tuple[Field, ...] = ()
    comments: tuple[Comment, ...] = ()
    title: str = ""
    base: str = ""
    """`<base href>`, as written."""
    problem: Problem | None = None
    build_blocks: Callable[[], tuple[Block, ...]] = field(default=tuple, repr=False, compare=False)
    headings: tuple[str, ...] | None = None
    """The texts of its headings; None where only its blocks tell."""
    undefined: tuple[Undefined, ...] = ()

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return self.build_blocks()

    @cached_property
    def lines(self) -> LineIndex:
        return LineIndex(self.text)
