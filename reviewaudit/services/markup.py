"""A page taken apart as far as fragments need it: HTML as text in; names of its places, words and scripts out.

Made for pages that may be hostile: one pass, every pattern possessive, and where a quote is not closed the rest is left
alone and the page counts as not whole. Source: the tokenizer of the HTML Living Standard
(https://html.spec.whatwg.org/multipage/parsing.html#tokenization), as far as names and text go.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from reviewaudit.regexes import regex

_MARKUP = regex(r"<(?:(?P<comment>!--)|(?P<name>/?[A-Za-z][^\s/>]*+)|[!?/])")
_ATTRIBUTE = regex(
    r"[\s/]*+(?P<name>[^\s>/=][^\s>/=]*+)"
    r"(?:\s*+=\s*+(?:\"(?P<double>[^\"]*+)\"|'(?P<single>[^']*+)'|(?P<bare>[^\s>\"'][^\s>]*+)|(?=>)))?+"
)
_SPACE = regex(r"[\s/]*+")
_RAW = {
    name: regex(f"</{name}", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
}
"""Elements whose content is no markup; of these only a text area's is seen."""
_HIDDEN = frozenset({"noscript", "template"})
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "q", "rb", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u",
    "var", "wbr",
))  # fmt: skip
"""Elements that do not part words."""


class Page(NamedTuple):
    names: frozenset[str]
    """Of elements (`id`) and of old anchors (`<a name>`), as a fragment may name them."""
    text: str
    """What a reader sees, white space as it comes."""
    scripts: str
    """What stands in scripts."""
    scripted: bool
    """It has a script, of its own or from elsewhere."""
    whole: bool
    """All of it could be read."""


def take_apart(text: str) -> Page:
    names: set[str] = set()
    seen: list[str] = []
    scripts: list[str] = []
    scripted = False
    hidden: dict[str, int] = {}
    at = 0
    while found := _MARKUP.search(text, at):
        if not hidden:
            seen.append(text[at : found.start()])
        if found["comment"]:
            at = _after(text, "-->", found.start() + 2)
        elif found["name"] is None:
            at = _after(text, ">", found.end())
        else:
            name = found["name"].lower()
            at = _attributes(text, found.end(), name, names)
            if name in _RAW and at >= 0:
                scripted = scripted or name == "script"
                end = _RAW[name].search(text, at)
                content = text[at : end.start() if end else len(text)]
                if name == "script":
                    scripts.append(content)
                elif name == "textarea" and not hidden:
                    seen.append(content)
                at = end.start() if end else -1
            elif name.lstrip("/") in _HIDDEN:
                _count(hidden, name)
            elif not hidden and name.lstrip("/") not in _INLINE:
                seen.append(" ")
        if at < 0:
            break
    if at >= 0 and not hidden:
        seen.append(text[at:])
    return Page(frozenset(names), html.unescape("".join(seen)), "\n".join(scripts), scripted, at >= 0)


def _after(text: str, mark: str, start: int) -> int:
    """Behind the next `mark`, -1 if there is none."""
    place = text.find(mark, start)
    return place + len(mark) if place >= 0 else -1


def _attributes(text: str, at: int, tag: str, names: set[str]) -> int:
    """Where the tag ends, -1 if it does not; what its attributes name is put into `names`."""
    while found := _ATTRIBUTE.match(text, at):
        at = found.end()
        name = found["name"].lower()
        if name == "id" or (name == "name" and tag == "a"):
            value = found["double"] or found["single"] or found["bare"]
            if value:
                names.add(html.unescape(value) if "&" in value else value)
    at = _SPACE.match(text, at).end()  # type: ignore[union-attr]  # matches nothing, too
    return at + 1 if text[at : at + 1] == ">" else -1


def _count(hidden: dict[str, int], name: str) -> None:
    """Into a hidden element, or out of it again."""
    if not name.startswith("/"):
        hidden[name] = hidden.get(name, 0) + 1
    elif hidden.get(name[1:], 0) > 1:
        hidden[name[1:]] -= 1
    else:
        hidden.pop(name[1:], None)
