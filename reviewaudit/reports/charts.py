"""Labels and counts in, a bar chart as inline SVG out.

Bars lie, so that the text stays readable on a phone. The picture is one image to assistive technology, named by its
title and described by its numbers in words; every bar carries its label and number in text, so that colour says nothing
that is not said otherwise. Fill colours and patterns are classes of the page's style sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

WIDTH = 360
LABEL = 118
"""Units kept for the labels, left of the bars."""
NUMBER = 52
ROW = 22


class Bar(NamedTuple):
    label: str
    value: int
    kind: str
    """The class that fills it."""


def draw(name: str, title: str, bars: Sequence[Bar], description: str) -> str:
    """The chart as one element; `name` is unique in the page."""
    most = max((bar.value for bar in bars), default=0)
    height = ROW * len(bars)
    return "\n".join(
        [
            f'<svg class="chart" role="img" viewBox="0 0 {WIDTH} {height}" aria-labelledby="{name}-title {name}-desc">',
            f'<title id="{name}-title">{escape(title)}</title>',
            f'<desc id="{name}-desc">{escape(description)}</desc>',
            *_rows(bars, most),
            "</svg>",
        ]
    )


def _rows(bars: Iterable[Bar], most: int) -> Iterable[str]:
    room = WIDTH - LABEL - NUMBER
    for number, bar in enumerate(bars):
        top = number * ROW
        # A bar for a little among much can be seen all the same.
        width = max(round(room * bar.value / most, 1), 2) if bar.value else 0
        yield f'<text x="{LABEL - 8}" y="{top + 15}" text-anchor="end">{escape(bar.label)}</text>'
        if width:
            yield f'<rect class="{bar.kind}" x="{LABEL}" y="{top + 3}" width="{width:g}" height="{ROW - 7}"/>'
        yield f'<text class="count" x="{LABEL + width + 6:g}" y="{top + 15}">{bar.value:,}</text>'
