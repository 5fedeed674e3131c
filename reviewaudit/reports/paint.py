"""Styled pieces in, text out: plain in a pipe, painted by rich on a terminal."""

from __future__ import annotations

import io

from reviewaudit.regexes import regex
from reviewaudit.reports import View

Piece = tuple[str, str]
"""Text and the name of a rich style."""
Line = list[Piece]

# Text from articles and servers must not drive the terminal (ECMA-48 control functions, bidirectional overrides).
CONTROL = regex("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def paint(lines: list[Line], view: View) -> str:
    clean = [[(CONTROL.sub("\ufffd", text).replace("\n", " "), style) for text, style in line] for line in lines]
    if not view.color:
        return "".join("".join(text for text, _ in line).rstrip() + "\n" for line in clean)
    from rich.console import Console
    from rich.text import Text

    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=view.width, highlight=False, legacy_windows=False)
    for line in clean:
        console.print(Text.assemble(*line), soft_wrap=True)
    return out.getvalue()
