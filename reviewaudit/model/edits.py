"""What mends a finding: a replacement of one span of a source."""

from __future__ import annotations

from typing import NamedTuple

from reviewaudit.model.places import Place


class Edit(NamedTuple):
    """A replacement of text[start:end] of a source; offsets are 0-based characters of its text."""

    start: int
    end: int
    old: str
    """What stands there; an edit is refused where something else does."""
    new: str
    why: str
    """In the user's words: "has moved permanently"."""
    place: Place
    """The same span in lines and columns."""
    fingerprint: str = ""
    """Of the finding that it mends; empty where there is none."""


class LeftOut(NamedTuple):
    """What was to be mended and is not, and why."""

    place: Place
    subject: str
    cause: str
