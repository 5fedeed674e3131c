"""Newer versions of Cochrane reviews: their DOIs count up, so that the next ones can simply be asked for.

`10.1002/14651858.CD008900`, then `….CD008900.pub2`, `.pub3` …
"""

from __future__ import annotations

from reviewaudit.regexes import regex

_REVIEW = regex(r"(10\.1002/14651858\.(?:cd|mr)\d{6})(?:\.pub(\d{1,3}))?")
_AHEAD = 2
"""One version may never have had a DOI of its own."""


def later_versions(doi: str) -> tuple[str, ...]:
    """The DOIs that the next two versions would have; none for what is no Cochrane review."""
    found = _REVIEW.fullmatch(doi)
    if found is None:
        return ()
    version = int(found[2] or 1)
    return tuple(f"{found[1]}.pub{version + step}" for step in range(1, _AHEAD + 1))
