"""Why two readers of links differ, and who is right: one predicate for each class of differences.

The first class whose predicate holds is the difference's. `verdict` is "ours right", "theirs right" or "taste".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote

OURS, TASTE = "ours right", "taste"


@dataclass
class File:
    path: str
    format: str
    text: str
    base: str
    ours: set[str]
    theirs: set[str]
    unbased: set[str] = field(default_factory=set)
    """What our links would ask for if the page had no base, and the base itself."""
    differences: list[Difference] = field(default_factory=list)


class Difference(NamedTuple):
    file: File
    url: str
    is_ours: bool
    line: int = 0
    offset: int = 0
    """Of the URL in the text, where it is ours."""

    @property
    def tag(self) -> str:
        """The start tag that the URL stands in; empty where it stands in none."""
        start = self.file.text.rfind("<", 0, self.offset)
        tag = _TAG.match(self.file.text, start) if start != -1 else None
        return tag.group() if tag and tag.end() > self.offset else ""

    def is_inside(self, *names: str) -> bool:
        """Whether one of these elements is open where the URL stands."""
        before = self.file.text[: self.offset]
        return any(_opened(name, before) > _closed(name, before) for name in names)

    @property
    def before(self) -> str:
        return self.file.text[max(0, self.offset - 30) : self.offset]


class Class(NamedTuple):
    name: str
    is_ours: bool
    verdict: str
    why: str
    holds: Callable[[Difference], bool]


_TAG = re.compile(r"<[A-Za-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>?")


def _opened(name: str, text: str) -> int:
    return len(re.findall(rf"<{name}(?=[\s>/])", text, re.IGNORECASE))


def _closed(name: str, text: str) -> int:
    return len(re.findall(rf"</{name}(?=[\s>/])", text, re.IGNORECASE))


def _is_nofollow(one: Difference) -> bool:
    return bool(re.search(r"\srel\s*=\s*(?:([\"'])nofollow\1|nofollow[\s>])", one.tag, re.IGNORECASE))


def _in_tag(*names: str) -> Callable[[Difference], bool]:
    return lambda one: one.tag.lower().startswith(tuple(f"<{name}" for name in names))


def _inside(name: str) -> Callable[[Difference], bool]:
    return lambda one: one.is_inside(name)


def _is_based(one: Difference) -> bool:
    return bool(one.file.base) and one.url not in one.file.unbased


def _is_unbased(one: Difference) -> bool:
    return bool(one.file.base) and (one.url in one.file.unbased or _is_written(one, r"<base\b[^>]*{url}"))


def _is_written(one: Difference, pattern: str) -> bool:
    """Whether `pattern`, with the URL or the end of it in place of {url}, is in the file."""
    urls = {one.url, one.url.rpartition("/")[2], one.url.rpartition("#")[2]} - {""}
    return any(re.search(pattern.format(url=re.escape(url)), one.file.text, re.IGNORECASE) for url in urls)


_STOP = re.compile(r"~~|[…，。、；：！？）】》」』”’]")
"""What is no part of a URL in running text."""


def _runs_on(longer: str, shorter: str) -> bool:
    return longer.startswith(shorter) and bool(_STOP.match(unquote(longer[len(shorter) :])))


def _is_cut(one: Difference) -> bool:
    return any(_runs_on(theirs, one.url) for theirs in one.file.theirs)


def _is_uncut(one: Difference) -> bool:
    return any(_runs_on(one.url, ours) for ours in one.file.ours)


def _is_definition(one: Difference) -> bool:
    return bool(re.search(r"(?:^|[\s>*+-])\[[^\]]+\]:\s*<?$", one.before))


def _is_bare_www(one: Difference) -> bool:
    return one.file.text.startswith("www.", one.offset)


def _is_ended_by_a_bar(one: Difference) -> bool:
    return any("|" in ours and ours.partition("|")[0] == one.url for ours in one.file.ours)


def _lost_its_fragment(one: Difference) -> bool:
    url, mark, _ = one.url.partition("#")
    return bool(mark) and url in one.file.theirs


def _is_in_running_text(one: Difference) -> bool:
    """A mail address, or a URL of a scheme that no browser opens, that no markup makes a link."""
    return not one.url.startswith(("http:", "https:")) and not _is_written(one, r"(?:\]\(|<|=\s*[\"']?){url}")


def _is_in_code(one: Difference) -> bool:
    return _is_written(one, r"`[^`]*{url}[^`]*`") or _is_written(
        Difference(one.file, unquote(one.url), False), r"```[^`]*{url}[^`]*```"
    )


def _is_verbatim_rst(one: Difference) -> bool:
    return one.file.format == "rst" and _is_written(one, r"(?m)^(?:\.\.|[ ]{{3,}}).*{url}")


CLASSES: tuple[Class, ...] = (
    Class('`rel="nofollow"`', True, OURS, "a reader follows it all the same; lychee says nothing of it", _is_nofollow),
    Class("`<script src>`", True, OURS, "a page whose script is gone does not work", _in_tag("script")),
    Class("meta refresh", True, OURS, "it is where the reader is sent", _in_tag("meta")),
    Class("JSON-LD `url` and `citation`", True, OURS, "the page's own list of what it cites", _inside("script")),
    Class("links in `<noscript>`", True, OURS, "readers without scripts follow them", _inside("noscript")),
    Class("links in `<code>`", True, OURS, "they can be followed like any other", _inside("code")),
    Class("`@import` without `url()`", True, OURS, "CSS has both spellings", _inside("style")),
    Class("`xlink:href`", True, OURS, "a link of an SVG is a link", lambda one: "xlink:href" in one.tag),
    Class("relative to `<base href>`", True, OURS, "that is what a browser asks for", _is_based),
    Class("the base left out, or taken for a link", False, OURS, "no browser asks for that", _is_unbased),
    Class("a further image of `srcset`", True, OURS, "each is shown to somebody", lambda one: "srcset" in one.tag),
    Class(
        "an empty attribute", True, OURS, "it is said to be malformed; lychee lists some and drops some",
        lambda one: not one.url and bool(one.tag),
    ),
    Class(
        "a label's definition that is not used", True, OURS, "its address goes stale like the others", _is_definition
    ),
    Class("`www.` without scheme", True, OURS, "GitHub makes it a link", _is_bare_www),
    Class("an IPv6 host", True, OURS, "RFC 3986 has them", lambda one: "://[" in one.url),
    Class("strikethrough or punctuation that ends a URL", True, OURS, "it is no part of the address", _is_cut),
    Class("the same, with what stands behind it", False, OURS, "nobody wrote that address", _is_uncut),
    Class("a fragment right behind the host", True, OURS, "lychee drops it from bare URLs", _lost_its_fragment),
    Class(
        "a relative link or image of reStructuredText", True, OURS, "lychee reads the format as plain text",
        lambda one: one.file.format == "rst" and one.url.startswith("https://fixture-base.net/"),
    ),
    Class("code or a comment of reStructuredText", False, OURS, "the same", _is_verbatim_rst),
    Class(
        "code of Quarto and R Markdown", False, OURS, "lychee 0.24.2 reads both as plain text",
        lambda one: one.file.path.endswith((".qmd", ".Rmd")) and _is_in_code(one),
    ),
    Class(
        "namespace and document type of XHTML", False, OURS, "lychee reads the ending as plain text",
        lambda one: one.file.path.endswith(".xhtml") and one.url.startswith("http://www.w3.org/"),
    ),
    Class(
        "`usemap`", False, OURS, "it names a `<map>`, and no place of the page",
        lambda one: _is_written(one, r"usemap\s*=\s*[\"']?#?{url}"),
    ),
    Class(
        "`cite` of an element that has none", False, OURS, "HTML gives it no meaning there",
        lambda one: _is_written(one, r"<(?!blockquote|q|ins|del)\w+\s[^>]*cite\s*=\s*[\"']?{url}"),
    ),
    Class(
        "a placeholder in an address", True, OURS, "a counted skip: nobody knows the address before the page is built",
        lambda one: re.search(r"\{\w+\}", one.url) is not None,
    ),
    Class(
        "the same, asked for as it is written", False, OURS, "it is no address yet",
        lambda one: re.search(r"\{\w+\}", unquote(one.url)) is not None,
    ),
    Class(
        "a path that begins with `/@`", True, TASTE, "lychee takes it for a build tool's own; a file may be called so",
        lambda one: "/@" in one.url and _in_tag("link")(one),
    ),
    Class(
        "links in `<template>`", False, TASTE, "nobody sees them before a script copies them out",
        lambda one: _is_written(one, r"<template>(?:(?!</template).)*{url}"),
    ),
    Class(
        "a mail address, or another scheme, in running text", False, TASTE,
        "nothing of it could be checked; written as a link it is a counted skip", _is_in_running_text,
    ),
    Class(
        "a bar in a bare URL", True, TASTE, "browsers send it; in print it may part two columns",
        lambda one: "|" in one.url,
    ),
    Class("the same, ended by the bar", False, TASTE, "the same", _is_ended_by_a_bar),
    Class(
        "the last slash of a `file:` URL", True, TASTE, "a counted skip either way", lambda one: one.url == "file:///dev/"
    ),
    Class("the same, without it", False, TASTE, "the same", lambda one: one.url == "file:///dev"),
)  # fmt: skip


def class_of(difference: Difference) -> str | None:
    """The name of the first class that holds; None where none does."""
    return next((one.name for one in CLASSES if one.is_ours is difference.is_ours and one.holds(difference)), None)
