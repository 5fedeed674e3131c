"""Read the block of metadata that an article may begin with.

Comes in: the text of an article. Goes out: where its body begins, one field per value with the place of that value,
the links among the values, the comments that speak to this tool, and the problem if the block cannot be read. Three
kinds are known, each only at the very start: YAML between `---` lines, TOML between `+++` lines, one JSON object
(https://gohugo.io/content-management/front-matter/). YAML values are the text of the parser's events, never what YAML
1.1 makes of it, where `no` is false and `12:30` is 750.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from reviewaudit.formats.json_places import MAX_DEPTH, JsonError, Leaf, read_json
from reviewaudit.model import Comment, Container, Field, LineIndex, Link, LinkKind, Origin, Problem, Surroundings
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    import yaml

_YAML = regex(r"---[ \t]*(?:\r\n|\n|\r)(.*?)(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?![^\r\n])", re.DOTALL)
_TOML = regex(r"\+\+\+[ \t]*(?:\r\n|\n|\r)(.*?)(?<=[\r\n])\+\+\+[ \t]*(?![^\r\n])", re.DOTALL)
_JSON = regex(r"\{\s*(?:\"|\}[ \t]*$)", re.MULTILINE)
_JSON_END = regex(r"^\}[ \t\r]*$", re.MULTILINE)
# What needs no parser because none of its characters means anything to YAML: a third of all front matter.
_PLAIN_YAML = regex(r"(?:[A-Za-z_][\w-]*+: [\w/][\w/.,()+-]*+(?: ++[\w/(][\w/.,()+-]*+)*+\n)*+", re.ASCII)
_PLAIN_YAML_LINE = regex(r"([\w-]+): (.*)")
_KEY = regex(r"^[ \t]*(?:\? |[\"']?[^\s#:\"'][^:\n]*:(?:\s|$))", re.MULTILINE)
_CONTENT = regex(r"^[ \t]*[^\s#]", re.MULTILINE)
_BLANK_LINE = regex(r"[ \t]*[\r\n]")
_LINE_END = regex(r"[ \t]*(?:\r\n|\n|\r)?")
_TOML_PLACE = regex(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
_WEB = regex(r"https?://\S+")
_BLOCK_SCALAR = regex(r"[|>][^\n\r]*(?:\r\n|\n|\r)\s*")
_COMMENT = regex(r"(?:^|(?<=[ \t]))#[ \t]*+(reviewaudit[ \t]*:[^\r\n]*)", re.MULTILINE | re.IGNORECASE)
_LOOK_AHEAD = 80
_AROUND = Surroundings(Container.FRONT_MATTER)


class FrontMatter(NamedTuple):
    end: int = 0
    """Where the body begins: a character offset, always the first of a line."""
    fields: tuple[Field, ...] = ()
    links: tuple[Link, ...] = ()
    problem: Problem | None = None
    body_line: int = 1
    """The line on which the body begins."""
    comments: tuple[Comment, ...] = ()
    """Of YAML and TOML, and only those that begin with "reviewaudit:"."""

    @property
    def title(self) -> str:
        return next((field.value.strip() for field in self.fields if field.name == "title"), "")


class _Fault(NamedTuple):
    cause: str
    help: str
    offset: int


NONE = FrontMatter()


def read_front_matter(text: str) -> FrontMatter:
    """The front matter of `text`; `NONE` if it begins with something else."""
    if not text.startswith(("---", "+++", "{")):
        return NONE
    if text[0] == "{":
        return _json(text)
    found = (_YAML if text[0] == "-" else _TOML).match(text)
    if found is None:
        return NONE
    block, start = found.group(1), found.start(1)
    if text[0] == "+":
        leaves, fault = _toml(block)
    elif not _BLANK_LINE.match(block) and (_KEY.search(block) or not _CONTENT.search(block)):
        leaves, fault = _yaml(block)
    else:  # two thematic breaks with prose between them
        return NONE
    return _front_matter(text, found.end(), start, leaves, fault)


def _front_matter(text: str, end: int, start: int, leaves: list[Leaf], fault: _Fault | None) -> FrontMatter:
    index = LineIndex(text[:end])
    fields = tuple(
        Field(name, value, index.place(start + begin, start + finish), Origin.FRONT_MATTER)
        for name, value, begin, finish in leaves
        if name
    )
    links = tuple(
        Link(field.value, field.place, LinkKind.METADATA, field.name, _AROUND)
        for field in fields
        if _WEB.fullmatch(field.value)
    )
    problem = None
    if fault:
        offset = start + fault.offset
        problem = Problem(fault.cause, fault.help, index.place(offset, offset))
    body = _LINE_END.match(text, end)
    if body:
        end = body.end()
    return FrontMatter(
        end, fields, links, problem, LineIndex(text[:end]).place(end, end).line, _comments(text, start, end, leaves)
    )  # fmt: skip


def _comments(text: str, start: int, end: int, leaves: list[Leaf]) -> tuple[Comment, ...]:
    """The comments in text[start:end]: what follows a `#` at a line's begin or after a blank, outside every value."""
    if text[0] == "{" or text.find("eviewaudit", start, end) == -1:
        return ()
    index = LineIndex(text[:end])
    inside = sorted([(-1, -1), *((start + begin, start + finish) for _, _, begin, finish in leaves)])
    return tuple(
        Comment(found[1].rstrip(), index.place(found.start(), found.start(1) + len(found[1].rstrip())))
        for found in _COMMENT.finditer(text, start, end)
        if found.start() >= inside[bisect_right(inside, found.start(), key=itemgetter(0)) - 1][1]
    )


class _Frame:
    """An open YAML mapping or list."""

    __slots__ = ("is_list", "key", "name")

    def __init__(self, name: str, *, is_list: bool) -> None:
        self.name = name
        self.is_list = is_list
        self.key: str | None = None
        """The key that waits for its value; None: a key comes next."""

    def value_name(self) -> str:
        if self.is_list or not self.key:
            return self.name
        return f"{self.name}.{self.key}" if self.name else self.key


def _yaml(block: str) -> tuple[list[Leaf], _Fault | None]:
    if _PLAIN_YAML.fullmatch(block):
        return [
            Leaf(found.group(1), found.group(2), *found.span(2)) for found in _PLAIN_YAML_LINE.finditer(block)
        ], None
    import yaml  # only articles with YAML front matter pay for it

    leaves: list[Leaf] = []
    if block.count("[") + block.count("{") > 10 * MAX_DEPTH:  # libyaml takes quadratic time over what is nested deep
        return leaves, _too_deep("YAML", 0)
    frames: list[_Frame] = []
    # Events, not nodes: composing recurses, and an alias of an alias of an alias … grows without end.
    try:
        for event in yaml.parse(block, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.CollectionEndEvent):
                frames.pop()
            if not isinstance(event, yaml.NodeEvent):
                continue
            name = ""
            if frames:
                frame = frames[-1]
                if not frame.is_list and frame.key is None:
                    frame.key = event.value if isinstance(event, yaml.ScalarEvent) else ""
                    if not isinstance(event, yaml.CollectionStartEvent):
                        continue
                else:
                    name = frame.value_name()
                    frame.key = None
            if isinstance(event, yaml.ScalarEvent):
                leaves.append(_yaml_leaf(block, name, event))
            elif isinstance(event, yaml.CollectionStartEvent):
                if len(frames) == MAX_DEPTH:
                    return leaves, _too_deep("YAML", _index(event.start_mark))
                frames.append(_Frame(name, is_list=isinstance(event, yaml.SequenceStartEvent)))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        offset = _index(mark) if mark else int(getattr(error, "position", 0))
        cause = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
        help = "correct this line; a value that contains ': ' or ' #', or begins with one of @`{[&*!|>%, needs quotes"
        return leaves, _Fault(f"its YAML front matter is invalid: {cause}", help, min(offset, len(block)))
    return leaves, None


def _index(mark: Any) -> int:
    return int(mark.index)  # characters; the line of a mark counts breaks that Markdown does not know


def _yaml_leaf(block: str, name: str, event: yaml.ScalarEvent) -> Leaf:
    value: str = event.value
    start, end = _index(event.start_mark), _index(event.end_mark)
    if event.style in {"|", ">"}:  # the content begins on the line below the mark
        found = _BLOCK_SCALAR.match(block, start, end)
        start = found.end() if found else start
        end = max(start, start + len(block[start:end].rstrip()))
    elif event.style in {"'", '"'}:
        start, end = block.index(event.style, start) + 1, end - 1
    elif block[start:end] != value and (exact := block.find(value, start, end)) != -1:  # after a tag or an anchor
        start, end = exact, exact + len(value)
    return Leaf(name, value, start, end)


def _toml(block: str) -> tuple[list[Leaf], _Fault | None]:
    import tomllib  # only articles with TOML front matter pay for it

    from reviewaudit.formats.toml_places import read_toml

    if block.count("[") + block.count("{") + block.count(".") > 100 * MAX_DEPTH:
        return [], _too_deep("TOML", 0)
    try:
        tomllib.loads(block.replace("\r\n", "\n"))
    except RecursionError:
        return [], _too_deep("TOML", 0)
    except tomllib.TOMLDecodeError as error:
        found = _TOML_PLACE.search(str(error))
        cause = str(error)[: found.start()] if found else str(error)
        offset = len(block)
        if found and found.group(1):
            offset = min(LineIndex(block).offset(int(found.group(1)), int(found.group(2))), offset)
        cause = f"its TOML front matter is invalid: {cause[:1].lower()}{cause[1:]}"
        return [], _Fault(cause, "correct this line; text and dates with words need quotes", offset)
    return read_toml(block), None


def _json(text: str) -> FrontMatter:
    if not _JSON.match(text):
        return NONE
    try:
        leaves, end = read_json(text)
    except JsonError as error:
        found = _JSON_END.search(text)
        if found is None or error.offset > found.end():
            return NONE
        fault = _Fault(f"its JSON front matter is invalid: {error.cause}", "correct the JSON here", error.offset)
        return _front_matter(text, found.end(), 0, [], fault)
    if text[end : end + _LOOK_AHEAD].lstrip(" \t")[:1] not in {"", "\n", "\r"}:
        return NONE
    return _front_matter(text, end, 0, leaves, None)


def _too_deep(kind: str, offset: int) -> _Fault:
    return _Fault(
        f"its {kind} front matter is nested too deep to be read", f"keep it within {MAX_DEPTH} levels", offset
    )
