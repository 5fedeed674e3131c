"""A URL and the place where another one stands in, the ways in which it may be written there out, the likeliest first.

Which of them is right depends on markup that only its parser knows, so the caller tries them. What needs escapes:
`&` in HTML attributes (HTML §13.1.2.4), brackets and signs of emphasis in Markdown (CommonMark 0.31 §2.4), `_` and `*`
in reStructuredText, quotes in YAML, TOML and JSON strings.
"""

from __future__ import annotations

import html
import re
from urllib.parse import quote

from reviewaudit.regexes import regex

_SAFE = "!#$%&'()*+,-./:;=?@[]_~"
_MARKDOWN = regex(r"([()\[\]*_\\])")
_RST = regex(r"([\\*`|_])")
_ASCIIDOC = regex(r"([\[\]])")
_PERCENT = {"'": "%27", "(": "%28", ")": "%29", "*": "%2A", "[": "%5B", "]": "%5D"}


def sendable(url: str) -> str:
    """A URL with everything percent-encoded that may not stand in one (RFC 3986 §2); "" where it is none of the web or
    would show a password."""
    scheme, mark, rest = url.partition("://")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if scheme.lower() not in {"http", "https"} or not mark or not authority or "@" in authority:
        return ""
    if not url.isprintable() or " " in authority:
        return ""
    return quote(url, safe=_SAFE, encoding="utf-8", errors="strict")


def spellings(new: str, url: str, raw: str, before: str, format: str) -> list[str]:
    """Ways to write `new` where `raw` stands and is read as `url`; `before` is what stands in front of it."""
    attribute = re.search(r"=\s*[\"']?$", before) is not None
    escaped = html.escape(new, quote=False)
    if before.endswith(('"', "'")):
        escaped = escaped.replace(before[-1], f"&#{ord(before[-1])};")
    plain = [new, escaped]
    if format == "html" or (attribute and "&" not in raw) or "&amp;" in raw:
        plain.reverse()
    found = [*_same_rest(new, url, raw), *plain]
    match format:
        case "markdown":
            found += [_MARKDOWN.sub(r"\\\1", new), _MARKDOWN.sub(r"\\\1", escaped), f"<{new}>"]
        case "rst":
            found += [_RST.sub(r"\\\1", new)]
        case "asciidoc":
            found += [_ASCIIDOC.sub(r"\\\1", new), f"++{new}++"]
        case _:
            pass
    found += [new.replace("'", "''"), f'"{new}"', "".join(_PERCENT.get(letter, letter) for letter in new)]
    return list(dict.fromkeys(found))


def _same_rest(new: str, url: str, raw: str) -> list[str]:
    """Where only the beginning differs, the rest stays as it is written, escapes and all."""
    at = len(url)
    size = 0
    while size < min(len(new), at) and new[-1 - size] == url[at - 1 - size]:
        size += 1
    # Not in the middle of an escape: from a slash on, where both are written alike so far.
    while size and url[at - size] != "/":
        size -= 1
    head = url[: at - size]
    if not size or not raw.startswith(head) or "\n" in raw or "\r" in raw:
        return []
    return [new[: len(new) - size] + raw[len(head) :]]
