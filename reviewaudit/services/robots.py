"""What a site asks programs to leave alone: the bytes of its robots.txt in, which paths may be read out.

For pages that a sitemap names; a page that somebody named is opened as a browser would. Matching takes time in
proportion to rule and path: the file is foreign, and a pattern of many `*` must not stop a run.

Sources: RFC 9309; `Crawl-delay` is no part of it, but common.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from reviewaudit.regexes import regex

_MOST_BYTES = 512 * 1024
"""RFC 9309 §2.5 asks for 500 KiB at least."""
_TOKEN = regex(r"[A-Za-z_-]+")


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules that hold for one program on one site."""

    rules: tuple[tuple[str, bool], ...] = ()
    """Pairs (pattern, whether it allows)."""
    delay: float = 0.0
    """Seconds between two requests."""

    def allows(self, path: str) -> bool:
        """Whether a path with its query may be read: the longest pattern that fits decides, and allows in a draw."""
        plain = unquote(path, errors="replace")
        if plain == "/robots.txt":
            return True
        fitting = [(len(pattern), allowed) for pattern, allowed in self.rules if _fits(pattern, plain)]
        return max(fitting, default=(0, True))[1]


NOTHING = Robots((("/", False),))
"""Nobody knows what the site asks for, since its server fails: then nothing is read (RFC 9309 §2.3.1.4)."""


def token(user_agent: str) -> str:
    """The name by which a robots.txt calls a program: the first word of its `User-Agent`, in lower case."""
    found = _TOKEN.match(user_agent)
    return found[0].lower() if found else ""


def parse(data: bytes, name: str) -> Robots:
    """The rules for the program called `name`: those of its own groups, else those for all (`*`)."""
    groups: dict[str, list[tuple[str, bool]]] = {}
    delays: dict[str, float] = {}
    current: list[str] = []
    naming = False
    for line in data[:_MOST_BYTES].decode("utf-8-sig", "replace").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            if not naming:
                current = []
            naming = True
            current.append("*" if value == "*" else token(value))
            groups.setdefault(current[-1], [])
            continue
        naming = naming and key not in {"allow", "disallow", "crawl-delay"}
        if key in {"allow", "disallow"} and value:
            for agent in current:
                groups[agent].append((value, key == "allow"))
        elif key == "crawl-delay" and re.fullmatch(r"\d{1,6}(\.\d{1,3})?", value):
            delays.update(dict.fromkeys(current, float(value)))
    own = name if name in groups else "*"
    return Robots(tuple(groups.get(own, ())), delays.get(own, 0.0))


def _fits(pattern: str, path: str) -> bool:
    """Whether the path begins as the pattern says; `*` is any text, `$` at the end is the end.

    `%7E` and `~` are the same, `%24` is no end (RFC 9309 §2.2.2, §2.2.3).
    """
    to_the_end = pattern.endswith("$")
    first, *pieces = (unquote(piece, errors="replace") for piece in pattern.removesuffix("$").split("*"))
    if not path.startswith(first):
        return False
    at = len(first)
    last = pieces.pop() if pieces and to_the_end else None
    for piece in pieces:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if last is not None:
        return len(path) - len(last) >= at and path.endswith(last)
    return not to_the_end or at == len(path)
