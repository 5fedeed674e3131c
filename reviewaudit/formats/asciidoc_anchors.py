"""AsciiDoc in, where in it a link can lead out: sections, block and inline anchors, and footnotes.

https://docs.asciidoctor.org/asciidoc/latest/attributes/id/ and …/sections/auto-ids/
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from reviewaudit.formats.asciidoc_blocks import read_document
from reviewaudit.formats.asciidoc_inline import scan
from reviewaudit.formats.front_matter import read_front_matter
from reviewaudit.formats.html_anchors import ids
from reviewaudit.formats.lines import lines_of
from reviewaudit.formats.runs import read_blocks, said
from reviewaudit.fragments import section_id
from reviewaudit.model import Anchors, Container, Heading
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from reviewaudit.formats.asciidoc_reader import Reader

_ANCHOR = regex(r"\[\[\[?(?P<id>[^\[\],\s][^\[\],\n]*)(?:,[^\[\]\n]*)?\]\]")
_SHORTHAND = regex(r"\[[\w -]*\#(?P<id>[^\[\]\s.%,\#\"]+)[^\[\]\n]*\]")
_NAMED = regex(r"^\[[^\[\]\n]*\bid=[\"']?(?P<id>[^\[\],\"'\n]+)", re.MULTILINE)
_MACRO = regex(r"\banchor:(?P<id>[^\s\[\]]{1,200})\[")
_INCLUDED = regex(r"^include::|^(?:ifdef|ifndef|ifeval)::", re.MULTILINE)
_NOTE = regex(r"footnote(?:ref)?:[\w-]*\[")


def anchors(text: str) -> Anchors:
    matter = read_front_matter(text)
    reader = read_document(text, lines_of(text, matter.end))
    given = [
        found["id"].strip() for pattern in (_ANCHOR, _SHORTHAND, _NAMED, _MACRO) for found in pattern.finditer(text)
    ]
    titles = _headings(reader)
    prefix, separator = reader.attributes.get("idprefix"), reader.attributes.get("idseparator")
    if prefix is not None or separator is not None:
        given += (section_id(title.text, "_" if prefix is None else prefix, separator or "_") for title in titles)
    return Anchors(
        ids=tuple(dict.fromkeys([*given, *ids(text)])),
        headings=titles,
        notes=tuple(str(number) for number, _ in enumerate(_NOTE.finditer(text), 1)),
        partial=_INCLUDED.search(text) is not None,
        build_text=partial(_visible, text, reader),
    )


def _headings(reader: Reader) -> tuple[Heading, ...]:
    titles = (run.lines[0][1] for run in reader.outline.runs if run.around.container is Container.HEADING)
    return tuple(Heading(said(title, scan(title, reader.attributes)), title) for title in titles)


def _visible(text: str, reader: Reader) -> str:
    """What is seen, and the source as well, for the code in it."""
    blocks = read_blocks(text, reader.outline.runs, partial(scan, attributes=reader.attributes))
    return "\n".join([*(block.text for block in blocks), text.replace("`", "")])
