"""reStructuredText in, where in it a link can lead out: sections, targets, names of directives and footnotes.

Ids are those of docutils (https://docutils.sourceforge.io/docs/ref/rst/directives.html#identifier-normalization). The
objects that Sphinx describes (`.. py:function:: look_up`) have ids that only Sphinx knows: a page with some is partial.
"""

from __future__ import annotations

import re
from functools import partial

from reviewaudit.formats.front_matter import read_front_matter
from reviewaudit.formats.html_anchors import ids
from reviewaudit.formats.lines import lines_of
from reviewaudit.formats.outline import Outline
from reviewaudit.formats.rst_blocks import read_outline
from reviewaudit.formats.rst_inline import scan, undo_escapes
from reviewaudit.formats.runs import read_blocks, said
from reviewaudit.fragments import identifier
from reviewaudit.model import Anchors, Container, Heading
from reviewaudit.regexes import regex

_TARGET = regex(
    r"^[ \t]*\.\.[ \t]+_(?!_)(?:`(?P<quoted>(?:[^`\\\n]|\\.)++)`|(?P<plain>(?:[^:\\\n]|\\.|:(?! |$))++)):", re.MULTILINE
)
_INLINE_TARGET = regex(r"(?<![\w`])_`(?P<name>[^`\n]{1,200})`")
_NAME = regex(r"^[ \t]+:(?:name|label):[ \t]+(?P<name>\S[^\n]*)$", re.MULTILINE)
_NOTE = regex(r"^[ \t]*\.\.[ \t]+\[(?P<label>[^\[\]\n]{1,100})\]", re.MULTILINE)
_MADE_ELSEWHERE = regex(
    r"^[ \t]*\.\.[ \t]+(?:include|ifconfig|only|auto\w+|glossary|openapi|click|argparse|program|option|envvar|confval"
    r"|[a-z]+:[\w:-]+|function|class|method|attribute|module|data|exception|describe|index|cmdoption)[ \t]*::",
    re.MULTILINE,
)


def anchors(text: str) -> Anchors:
    matter = read_front_matter(text)
    outline = read_outline(text, lines_of(text, matter.end))
    names = [undo_escapes(found["quoted"] or found["plain"]) for found in _TARGET.finditer(text)]
    names += [found["name"] for pattern in (_INLINE_TARGET, _NAME) for found in pattern.finditer(text)]
    return Anchors(
        ids=tuple(dict.fromkeys([*map(identifier, names), *names, *ids(text)])),
        headings=headings(outline),
        notes=tuple(found["label"].lstrip("#") or str(at) for at, found in enumerate(_NOTE.finditer(text), 1)),
        partial=_MADE_ELSEWHERE.search(text) is not None,
        build_text=partial(_visible, text, outline),
    )


def headings(outline: Outline) -> tuple[Heading, ...]:
    titles = (run.lines[0][1] for run in outline.runs if run.around.container is Container.HEADING)
    return tuple(Heading(said(title, scan(title)), title) for title in titles)


def _visible(text: str, outline: Outline) -> str:
    """What is seen, and the source as well, for the code in it."""
    return "\n".join([*(block.text for block in read_blocks(text, outline.runs, scan)), text.replace("`", "")])
