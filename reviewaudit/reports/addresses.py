"""Where things are: the pages of rules, paths from the repository's root, and URIs of files."""

from __future__ import annotations

import posixpath
from urllib.parse import quote

from reviewaudit.regexes import regex

HOME = "https://github.com/reviewaudit/reviewaudit"
RULES_PAGE = f"{HOME}/blob/main/docs/rules.md"
STDIN = "-"
_DRIVE = regex(r"[A-Za-z]:/")


def rule_page(code: str, name: str) -> str:
    """The rule's page in the manual."""
    return f"{HOME}/blob/main/docs/rules/{code.lower()}-{name}.md"


def from_root(path: str, root: str) -> str:
    """The path for a reader who starts at the repository's root; `root` is the working folder as seen from there."""
    if not root or path == STDIN or is_absolute(path):
        return path
    return posixpath.normpath(posixpath.join(root, path))


def is_absolute(path: str) -> bool:
    return path.startswith("/") or _DRIVE.match(path) is not None


def uri(path: str) -> str:
    """The path as a URI reference, percent-encoded (RFC 3986 §2.1); an absolute path as a `file` URI (RFC 8089)."""
    try:
        octets = path.encode("utf-8", "surrogateescape")  # the bytes of a name that is no UTF-8, as they are on disk
    except UnicodeEncodeError:
        octets = path.encode("utf-8", "replace")
    encoded = quote(octets, safe="/")
    if path.startswith("/"):
        return f"file://{encoded}"
    return f"file:///{encoded}" if is_absolute(path) else encoded
