"""Take the inline markup of AsciiDoc apart.

Comes in: the text of one paragraph, its lines joined with line feeds, and the attributes of its document. Goes out:
what is seen of it, its links, and the attributes that it uses as links, in order. Follows
https://docs.asciidoctor.org/asciidoc/latest/text/ and …/macros/. Marks of the same kind do not nest, and where none
ends, none is looked for again: no input takes more than linear time.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from reviewaudit.formats.runs import Part, Token, bare_urls, said
from reviewaudit.formats.urls import url_end
from reviewaudit.model import LinkKind
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ROLE = r"(?:\[[^\[\]\n]{1,80}\])?"
_OPEN = r"(?<![\w;:}\\])"
_START = regex(
    r"(?<!\w)(?:(?P<url>(?<![/+.-])(?:(?:https?|ftp|irc)://|mailto:))"
    r"|(?P<macro>(?:link|xref|image|icon|kbd|btn|menu|anchor|pass|stem|latexmath|asciimath|indexterm2?|video):(?!:))"
    r"|(?P<note>footnote(?:ref)?:[\w-]*+\[))"
    r"|(?=[^\w\s,.;:/!?-]|_)(?:"  # the signs of markup: what is no sign is over quickly
    r"(?P<escape>\\(?=[*_`#+^~{<\[|]|https?:|link:|mailto:|xref:|image:|footnote|pass:))"
    r"|(?P<angle><(?:https?|ftp|irc)://[^\s<>\[\]]++>)"
    r"|<<(?P<reference>[^<>,\n]++)(?P<label>,[^<>]*+)?>>"
    r"|(?P<anchor>\[\[\[?[^\[\]\n]*+\]\]\]?)"
    r"|\{(?P<attribute>\w[\w-]*+)\}"
    r"|(?P<entity>&(?:\#x?)?\w{1,32};)"
    r"|(?P<hidden>\(\(\((?=\S)[^()\n]*+\)\)\))|(?P<term>\(\((?=\S)(?=[^()\n]*+\)\)))"
    rf"|(?P<raw>\+\+\+(?=\S)|\+\+(?=\S)|{_OPEN}\+(?=[^\s+]))"
    rf"|(?P<code>``(?=\S)|(?<![\w;:\"'`}}\\])`(?=[^\s`]))"
    r"|(?P<curly>[\"']`(?=\S))"
    rf"|(?P<wide>{_ROLE}(?:\*\*|__|\#\#)(?=[^\s*_\#]))"
    rf"|(?P<narrow>{_OPEN}{_ROLE}[*_\#](?=[^\s*_\#]))"
    r"|(?P<script>\^(?=[^\s^]++\^)|~(?=[^\s~]++~))"
    r"|(?P<close>\*\*?|__?|\#\#?|\^|~|`[\"']|\)\)))"
)
_ENDS = {
    "+++": regex(r"\+\+\+"), "++": regex(r"\+\+"), "+": regex(r"(?<=\S)\+(?!\w)"),
    "``": regex(r"``"), "`": regex(r"(?<=\S)`(?![\w\"'`])"),
    "**": regex(r"\*\*"), "__": regex(r"__"), "##": regex(r"\#\#"),
    "*": regex(r"(?<=\S)\*(?!\w)"), "_": regex(r"(?<=\S)_(?!\w)"), "#": regex(r"(?<=\S)\#(?!\w)"),
    '"`': regex(r"`\""), "'`": regex(r"`'"), "]": regex(r"(?<!\\)\]"),
}  # fmt: skip
_TARGET = regex(r"(?:\+\+(?P<raw>[^\s\[\]]*?)\+\+|(?P<plain>(?:[^\s\[\]]|%20)*+))(?=\[)")
_BOUNDARY = regex(r"[\s\[\]]")
_NOTE = regex(r"(?<!\w)footnote(?:ref)?:[\w-]*+\[(?=[^\]])")
_ESCAPED = regex(r"https?://|\w+:|([*_`#+])\1*|.", re.DOTALL)
_BRACKET = regex(r"(?<!\\)[\[\]]")
_FIRST_NAMED = regex(r"(?:^|,)\s*[\w-]+\s*=")
_ATTRIBUTE_LINK = regex(r"[^\s\[\]{}]*+(?=\[)")
_NAMED = regex(r",?\s*(?P<name>[\w-]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|(?P<plain>[^,\"]*))")
_QUOTED = regex(r"\s*\"((?:[^\"\\]|\\.)*)\"", re.DOTALL)
FILE = regex(r"(?P<path>[^\s#:@$]+\.(?:adoc|asciidoc|asc|html?)|[^\s#:@$]+/)(?:#\S*)?")
_LINK_NAME = regex(r"ur[li]|link|href|site", re.IGNORECASE)
_SIGNS = {"nbsp": "\xa0", "sp": " ", "empty": "", "blank": "", "apos": "'", "quot": '"', "plus": "+", "amp": "&"}
_SIGNS |= {"lt": "<", "gt": ">", "startsb": "[", "endsb": "]", "vbar": "|", "caret": "^", "asterisk": "*"}
_SIGNS |= {
    "zwsp": "\u200b",
    "tilde": "~",
    "backslash": "\\",
    "backtick": "`",
    "deg": "°",
    "wj": "\u2060",
    "lsquo": "‘",
    "rsquo": "’",
}
_SIGNS |= {"ldquo": "“", "rdquo": "”", "brvbar": "¦", "pp": "+", "cpp": "+"}
_CODE_MACROS = frozenset({"icon", "kbd", "btn", "menu", "pass", "stem", "latexmath", "asciimath", "video"})


_LINK = regex(r"://|(?:link|mailto|xref|image):|<<|\{")


def has_links(text: str) -> bool:
    """Whether it is worth while to look for links in `text`."""
    return _LINK.search(text) is not None


def scan(text: str, attributes: Mapping[str, str]) -> Iterator[Token]:
    """The parts of `text` in order."""
    return _Scanner(text, attributes, 0).read()


def footnotes(text: str) -> Iterator[tuple[int, int]]:
    """Where what footnotes say stands in `text`."""
    scanner = _Scanner(text, {}, 0)
    position = 0
    while found := _NOTE.search(text, position):
        stop = scanner.bracket_end(found.end())
        if stop is None:
            return
        yield found.end(), stop
        position = stop


class _Scanner:
    def __init__(self, text: str, attributes: Mapping[str, str], depth: int) -> None:
        self._text = text
        self._attributes = attributes
        self._depth = depth
        """Of brackets: an image may be the text of a link, and that is all."""
        self._bare = dict(bare_urls(text)) if "://" in text or "mailto:" in text else {}
        self._boundary = 0
        self._endless: set[str] = set()
        self._until: dict[str, int] = {}
        """By mark where the stretch ends that it began last."""
        self._closing: dict[int, int] = {}
        """Where marks stand that end a stretch, and how long they are."""

    def read(self) -> Iterator[Token]:
        at = position = 0
        while found := _START.search(self._text, position):
            start, kind = found.start(), found.lastgroup or ""
            kind = "reference" if kind == "label" else kind
            if start in self._closing:
                yield from self._seen(at, start)
                at = position = start + self._closing.pop(start)
                continue
            taken = self._take(kind, found)
            if taken is None:
                position = max(found.end(), start + 1) if kind in {"close", "code", "raw"} else start + 1
                continue
            tokens, end = taken
            yield from self._seen(at, start)
            yield from tokens
            at = position = end
        yield from self._seen(at, len(self._text))

    def _take(self, kind: str, found: re.Match[str]) -> tuple[list[Token], int] | None:
        """What a piece of markup gives, and its end; None if it is mere text."""
        start, end = found.span()
        if kind in {"anchor", "hidden"}:
            return [], end
        if kind == "escape":
            word = _ESCAPED.match(self._text, end)
            end = word.end() if word else end + 1
            return [*self._seen(start + 1, end)], end
        if kind == "url":
            return self._url(start)
        if kind == "angle":
            url = self._text[start + 1 : end - 1]
            link = Token(Part.LINK, start + 1, end - 1, url, url, LinkKind.AUTOLINK)
            return None if self._depth else ([link, Token(Part.TEXT, start + 1, end - 1)], end)
        if kind == "macro":
            return self._macro(start, end)
        if kind == "note":
            stop = self.bracket_end(end)
            return None if stop is None else ([], stop + 1)
        if kind == "reference":
            return self._reference(found)
        if kind == "attribute":
            return self._attribute(start, end, found["attribute"])
        if kind == "entity":
            sign = html.unescape(found.group())
            return ([Token(Part.OTHER, start, end, sign)], end) if len(sign) == 1 else None
        return self._mark(kind, found)

    def _mark(self, kind: str, found: re.Match[str]) -> tuple[list[Token], int] | None:
        start, end = found.span()
        if kind == "close":
            return None
        if kind in {"script", "term"}:
            mark = found.group()
            stop = self._text.find("))" if kind == "term" else mark, end)
            self._closing[stop] = len(mark)
            return [], end
        mark = found.group().rpartition("]")[2]
        if start < self._until.get(mark, 0) or (ended := self._find(mark, end + 1)) is None:
            return None
        stop = ended
        length = len(mark)
        if kind == "code":
            return [Token(Part.OBJECT, start, stop + length, self._text[end:stop])], stop + length
        if kind == "raw":
            shown = [] if length == 3 else [Token(Part.TEXT, end, stop)]
            return shown or [Token(Part.OBJECT, start, stop)], stop + length
        self._until[mark] = stop + length
        self._closing[stop] = length
        return [], end

    def _find(self, mark: str, start: int) -> int | None:
        if mark in self._endless:
            return None
        found = _ENDS[mark].search(self._text, start)
        if found is None:
            self._endless.add(mark)
            return None
        return found.start()

    def _seen(self, start: int, end: int) -> Iterator[Token]:
        if start < min(end, len(self._text)):
            yield Token(Part.TEXT, start, min(end, len(self._text)))

    def bracket_end(self, start: int) -> int | None:
        """Where the bracket ends that is open at `start`, with the brackets in it."""
        if "[]" in self._endless:
            return None
        depth = 1
        for found in _BRACKET.finditer(self._text, start):
            depth += 1 if found.group() == "[" else -1
            if not depth:
                return found.start()
        self._endless.add("[]")
        return None

    # --- links --------------------------------------------------------------------------------------------------------

    def _target(self, start: int) -> int:
        """Where the bracket opens that follows the word at `start` at once; 0 if none does."""
        if self._boundary <= start:
            found = _BOUNDARY.search(self._text, start)
            self._boundary = found.start() if found else len(self._text)
        end = self._boundary
        return end if end > start and self._text[end : end + 1] == "[" else 0

    def _url(self, start: int) -> tuple[list[Token], int] | None:
        text = self._text
        if self._depth:
            return None
        target = self._target(start)
        if target and (stop := self._close(target + 1)) is not None:
            return self._linked(start, target, target + 1, stop), stop + 1
        end = self._bare.get(start, 0)
        if target and target < end:
            end = start + len(text[start:target].encode()[: url_end(text[start:target].encode(), 0)].decode())
        if end <= start:
            return None
        url = text[start:end]
        return [Token(Part.LINK, start, end, url, url, LinkKind.BARE), Token(Part.TEXT, start, end)], end

    def _linked(self, start: int, end: int, text_start: int, text_end: int) -> list[Token]:
        """A link whose URL and text stand there."""
        url = self._text[start:end]
        tokens, shown = self._label(text_start, text_end)
        return [Token(Part.LINK, start, end, shown or url, url), *(tokens if shown else [Token(Part.TEXT, start, end)])]

    def _close(self, start: int) -> int | None:
        """Where the brackets of a macro end that open before `start`; an image in them has its own."""
        stop = self._find("]", start)
        if stop is not None:
            image = self._text.rfind("image:", start, stop)
            if image != -1 and self._text.find("[", image, stop) != -1:
                return self._find("]", stop + 1) or stop
        return stop

    def _label(self, start: int, end: int) -> tuple[list[Token], str]:
        """The text in the brackets of a macro, without its attributes, and what it says."""
        text = self._text[start:end]
        if quoted := _QUOTED.match(text):
            start, end = start + quoted.start(1), start + quoted.end(1)
        elif "=" in text and (named := _FIRST_NAMED.search(text)):
            end = start + named.start()
        end = start + len(self._text[start:end].rstrip().removesuffix("^"))
        if start >= end:
            return [], ""
        if self._depth > 1:
            return [Token(Part.TEXT, start, end)], " ".join(self._text[start:end].split())
        tokens = [
            token._replace(start=token.start + start, end=token.end + start)
            for token in _Scanner(self._text[start:end], self._attributes, self._depth + 1).read()
            if token.part is not Part.USE and (token.part is not Part.LINK or token.kind is LinkKind.IMAGE)
        ]
        return tokens, said(self._text, tokens)

    def _macro(self, start: int, end: int) -> tuple[list[Token], int] | None:
        name = self._text[start : end - 1]
        target = _TARGET.match(self._text, end)
        if target is None:
            return None
        url_start, url_end = target.span("raw" if target["raw"] is not None else "plain")
        missing = url_start == url_end and name in {"link", "xref", "image"}
        if missing or (self._depth and name != "image") or (stop := self._close(target.end() + 1)) is None:
            return None
        inside = target.end() + 1
        if name in _CODE_MACROS:
            return [Token(Part.OBJECT, start, stop + 1)], stop + 1
        if name in {"anchor", "indexterm"}:
            return [], stop + 1
        if name == "indexterm2":
            return self._label(inside, stop)[0], stop + 1
        if name == "image":
            return self._image(start, (url_start, url_end), inside, stop), stop + 1
        if name == "link":
            return self._linked_or_used(url_start, url_end, inside, stop), stop + 1
        if FILE.fullmatch(self._text, url_start, url_end):
            return self._linked(url_start, url_end, inside, stop), stop + 1
        return self._label(inside, stop)[0], stop + 1

    def _image(self, shown_at: int, url: tuple[int, int], start: int, end: int) -> list[Token]:
        """An image, and the link that it is."""
        alt, linked = image_attributes(self._text, start, end)
        tokens = [Token(Part.LINK, *url, alt, self._text[slice(*url)], LinkKind.IMAGE)]
        if linked and not self._depth:
            tokens.append(Token(Part.LINK, *linked, alt, self._text[slice(*linked)]))
        return [*tokens, Token(Part.OBJECT, shown_at, end)]

    def _linked_or_used(self, start: int, end: int, text_start: int, text_end: int) -> list[Token]:
        """A link, or the use of an attribute that is one."""
        url = self._text[start:end]
        if url[0] != "{" or url[1:-1] not in self._attributes:
            return self._linked(start, end, text_start, text_end)
        tokens, shown = self._label(text_start, text_end)
        return [Token(Part.USE, start, end, shown or url, url[1:-1]), *tokens]

    def _reference(self, found: re.Match[str]) -> tuple[list[Token], int]:
        """`<<file.adoc#part,text>>`; what stands elsewhere on the page is no link."""
        start, end = found.span("reference")
        label = found.span("label")
        shown = found["label"][1:].strip() if found["label"] else ""
        tokens = []
        if not self._depth and FILE.fullmatch(self._text, start, end):
            tokens.append(Token(Part.LINK, start, end, shown or found["reference"], found["reference"]))
        return [*tokens, *(self._label(label[0] + 1, label[1])[0] if shown else self._seen(start, end))], found.end()

    def _attribute(self, start: int, end: int, name: str) -> tuple[list[Token], int] | None:
        if name in _SIGNS:
            return ([Token(Part.OTHER, start, end, _SIGNS[name])] if _SIGNS[name] else []), end
        value = self._attributes.get(name)
        is_url = value.startswith(("http://", "https://")) if value is not None else bool(_LINK_NAME.search(name))
        if is_url and (rest := _ATTRIBUTE_LINK.match(self._text, end)):
            stop = self._close(rest.end() + 1)
            if stop is not None:
                return self._linked_or_used(start, rest.end(), rest.end() + 1, stop), stop + 1
        shown = Token(Part.OBJECT, start, end)
        if is_url and value is not None:
            return [Token(Part.USE, start, end, value, name), shown], end
        return [shown], end


def image_attributes(text: str, start: int, end: int) -> tuple[str, tuple[int, int] | None]:
    """The alternative text in the brackets of an image, and where the URL stands that it links to."""
    inside = text[start:end]
    quoted = _QUOTED.match(inside)
    alt = quoted[1] if quoted else inside.partition(",")[0]
    if not quoted and "=" in alt:
        alt = ""
    for named in _NAMED.finditer(text, start, end):
        if named["name"] == "link":
            first, last = named.span("double" if named["double"] is not None else "plain")
            url = text[first:last].rstrip()
            if url not in {"", "self", "none"} and not url[0].isspace():
                return " ".join(alt.split()), (first, first + len(url))
    return " ".join(alt.split()), None
