"""The URL that an article cites in, what is asked in its place out: `links.remap` and `--remap`.

As with lychee, the first pattern that is found anywhere in a URL is applied, wherever it is found, and none after it. A
replacement may also lead to a file: `file:///site/page.html`, or a path from the policy's folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from reviewaudit import discovery, formats, verdicts
from reviewaudit.audit.filters import origin_of
from reviewaudit.audit.plan import publication
from reviewaudit.errors import UsageError
from reviewaudit.model import Policy, Verdict, without_credentials
from reviewaudit.regexes import regex
from reviewaudit.site import Site

_SCHEME = regex(r"([A-Za-z][A-Za-z0-9+.-]+):")


class Way(NamedTuple):
    """Where a URL leads."""

    asked: str
    """The URL to ask, or a path relative to the working folder."""
    local: bool
    origin: str
    """Where the pair stands that leads there."""


class Remaps:
    def __init__(self, policy: Policy, base: Path) -> None:
        self._pairs = [
            (re.compile(pattern), replacement, origin_of(policy, base, "links.remap", pattern))
            for pattern, replacement in policy.links.remap
        ]
        self._root, self._base = Path(policy.root) if policy.root else base, base
        self._site = Site(str(base), policy.links, publication(policy, base), formats.SUFFIXES)

    def ways(self, urls: Iterable[str]) -> dict[str, Way]:
        """Where the URLs lead for which that is elsewhere. Raises UsageError where that can be no page and no file."""
        if not self._pairs:
            return {}
        return {url: way for url in urls if (way := self._way(url)) is not None and way.asked != url}

    def _way(self, url: str) -> Way | None:
        for pattern, replacement, origin in self._pairs:
            if pattern.search(url) is None:
                continue
            led = pattern.sub(replacement, url).partition("#")[0]
            scheme = _SCHEME.match(led)
            name = scheme[1].lower() if scheme is not None else "file"
            if name in {"http", "https"} and led[len(name) :].startswith("://"):
                return Way(led, False, origin)
            if scheme is None:
                path = str(self._root / unquote(led.partition("?")[0]))
            elif name == "file" and urlsplit(led).hostname in {None, "localhost"}:
                path = unquote(urlsplit(led).path)
            else:
                raise UsageError(
                    f"{origin}: {without_credentials(url)} becomes {without_credentials(led)!r}, "
                    "which is no http or https URL, no file:/// URL and no path",
                    "mend the replacement",
                )
            return Way(discovery.shown(path, self._base), True, origin)
        return None

    def judged(self, ways: Mapping[str, Way], known: Mapping[str, Verdict]) -> dict[str, Verdict]:
        """The verdict on each of the URLs: that on where it leads, as far as that is known, and what was asked."""
        paths = [way.asked for way in ways.values() if way.local]
        there = {path: verdicts.judge_file(there=self._site.find(path) is not None) for path in paths}
        return {
            url: _remapped(verdict, way)
            for url, way in ways.items()
            if (verdict := (there if way.local else known).get(way.asked)) is not None
        }


def _remapped(verdict: Verdict, way: Way) -> Verdict:
    shown = without_credentials(way.asked)
    # Where the server behind the replacement moves its pages to is no address that an article should cite.
    return replace(verdict, asked=shown, signal=f"{verdict.signal}, asked at {shown} ({way.origin})", moved="")
