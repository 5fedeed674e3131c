"""Two URLs in, how they differ out: has the page moved, or is only its address written in another way?

The classes follow what readers of link reports ask to be told apart: a cosmetic change (scheme, `www.`, slash, case,
host spelling) needs no attention, a move to another page does, a move to the front page is most likely a lost page.
"""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

LANDINGS = frozenset({"", "index", "index.html", "index.htm", "index.php", "home", "default.aspx"})


def cosmetic(before: str, after: str) -> str:
    """Which spelling differs between two addresses of one page: "https", "www", "slash", "case", joined by " and ".

    Empty when they differ in anything else.
    """
    old, new = urlsplit(before), urlsplit(after)
    found = []
    if (old.scheme, new.scheme) == ("http", "https"):
        found.append("https")
    elif old.scheme != new.scheme:
        return ""
    old_host, new_host = (old.hostname or ""), (new.hostname or "")
    if old_host != new_host:
        if old_host.removeprefix("www.") != new_host.removeprefix("www."):
            return ""
        found.append("www")
    if (old.port, new.port) != (None, None) and old.port != new.port and "https" not in found:
        return ""
    old_path, new_path = unquote(old.path), unquote(new.path)
    if old_path.rstrip("/") != new_path.rstrip("/"):
        if old_path.rstrip("/").lower() != new_path.rstrip("/").lower():
            return ""
        found.append("case")
    elif old_path != new_path:
        found.append("slash")
    if unquote(old.query) != unquote(new.query):
        return ""
    return " and ".join(found)


def leads_to_root(before: str, after: str) -> bool:
    """A page below the root was asked for, and a front page answered."""
    old, new = urlsplit(before), urlsplit(after)
    asked = old.path.strip("/")
    if asked.lower() in LANDINGS and not old.query:
        return False
    return new.path.strip("/").lower() in LANDINGS and not new.query
