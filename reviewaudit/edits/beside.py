"""Where a review's other words go: a reviewer's name, a line of evidence, the first statement of an article.

Each function gives ways to write it, the likeliest first; the caller takes the first that reads back. Front matter is
never dumped: a key is a line of its own beside another, written in the manner of that one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from reviewaudit.model import Article, Document, Edit, Field, Origin, ReviewStatement
from reviewaudit.regexes import regex

EVIDENCE = "review_evidence"
_PLAIN = regex(r"[^\W\d_](?:[\w.,()-]|[ '](?=[\w(]))*")
_PLAIN_WORDS = frozenset({"yes", "no", "true", "false", "null", "on", "off", "y", "n"})
_LINE_END = regex(r"\r\n|\n|\r|\Z")
_YAML_END = regex(r"(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?![^\r\n])")
_SIGNS = regex(r"[^a-z]+")
_NAME_KEYS = regex(r"review|verifiedby|checkedby")
_CLOSING_TAGS = ("</article>", "</main>", "</body>")
_COMMENTS = {
    "markdown": ("<!-- ", " -->"),
    "html": ("<!-- ", " -->"),
    "rst": (".. ", ""),
    "asciidoc": ("// ", ""),
}
_NEAR = 300


def renamed(document: Document, statement: ReviewStatement, start: int, end: int, name: str) -> list[Edit]:
    """The reviewer who stands beside a statement, replaced."""
    old, text = statement.reviewer, document.text
    if old is None:
        return []
    if statement.origin is Origin.STATEMENT:
        words = r"[ \t]+".join(map(re.escape, old.split()))
        low, high = max(0, start - _NEAR), min(len(text), end + _NEAR)
        found = [match.span() for match in re.finditer(words, text[low:high])]
        near = sorted(found, key=lambda span: min(abs(low + span[1] - start), abs(low + span[0] - end)))
        return [_edit(document, low + first, low + last, name, "names the reviewer") for first, last in near[:3]]
    named = [
        one
        for one in document.fields
        if one.origin is statement.origin and one.value.strip() == old and _NAME_KEYS.search(_plain(one.name))
    ]
    return [edit for one in named for edit in _revalued(document, one, name, "names the reviewer")]


def reviewer_keys(document: Document, label: str, start: int, end: int, name: str, keys: Sequence[str]) -> list[Edit]:
    """A key for the reviewer, on the line below the key of the date."""
    leaf = label.rpartition(".")[2]
    key = keys[0] if keys else _in_manner_of(leaf)
    return list(_key_beside(document, leaf, start, end, key, name, "names the reviewer"))


def evidence(document: Document, article: Article, edits: Sequence[Edit], line: str) -> list[Edit]:
    """A key of the front matter; else a comment at the end, or in place of the one that stands there."""
    known = [one for one in document.fields if _plain(one.name) == _plain(EVIDENCE)]
    why = "what was seen of the references"
    if known:
        return _revalued(document, known[0], line, why)
    written = f"{EVIDENCE}: {line}"
    there = re.search(rf"\b{EVIDENCE}: [^\r\n]*?(?=\s*(?:-->|[\r\n]|\Z))", document.text)
    if there is not None:
        return [_edit(document, there.start(), there.end(), written, why)]
    found = list(_front_key(document, EVIDENCE, line, why)) if has_front_matter(document) else []
    if article.format in _COMMENTS:
        before, after = _COMMENTS[article.format]
        found.append(_last_line(document, f"{before}{written}{after}", why))
    return found


def statement(
    document: Document, format: str, day: date, name: str, keys: Mapping[str, Sequence[str]]
) -> Iterator[Edit]:
    """The first statement of an article: keys in its front matter, or a visible last line."""
    why = f"reviewed by {name}"
    if has_front_matter(document):
        reviewed = next(iter(keys.get("reviewed", ())), "last_reviewed")
        reviewer = next(iter(keys.get("reviewer", ())), "") or _in_manner_of(reviewed)
        dates = list(_front_key(document, reviewed, day.isoformat(), why))
        names = list(_front_key(document, reviewer, name, why))
        for one in dates:
            for other in names:
                if one.start == other.start:
                    yield one._replace(new=one.new + other.new)
        return
    words = f"Last reviewed: {day.isoformat()} by {name}"
    if format != "html":
        yield _last_line(document, words, why)
        return
    escaped = words.replace("&", "&amp;").replace("<", "&lt;")
    lower = document.text.lower()
    at = next((at for tag in _CLOSING_TAGS if (at := lower.rfind(tag)) != -1), len(document.text))
    begin = document.text.rfind("\n", 0, at) + 1
    indent = document.text[begin:at] if not document.text[begin:at].strip() else ""
    yield _edit(document, at, at, f"<p>{escaped}</p>{_newline(document.text)}{indent}", why)


def has_front_matter(document: Document) -> bool:
    return document.text.startswith(("---", "+++", "{")) and any(
        one.origin is Origin.FRONT_MATTER for one in document.fields
    )


def _key_beside(document: Document, leaf: str, start: int, end: int, key: str, value: str, why: str) -> Iterator[Edit]:
    """`key: value` in the manner of the line that holds `leaf` and, from start to end, its date."""
    text = document.text
    begin = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    prefix = text[begin:start]
    at = prefix.rfind(leaf)
    if at == -1:
        return
    written = prefix[:at] + key + prefix[at + len(leaf) :]
    if prefix.lstrip().startswith('"') or "{" in prefix:  # JSON: behind the value, with a comma
        quote = end + 1 if text[end : end + 1] == '"' else end
        opening = prefix.rfind("{", 0, at)
        pair = re.sub(r"[\"']?\s*$", "", written[opening + 1 :]).strip()
        line = f"{_newline(text)}{written[: len(written) - len(written.lstrip())]}" if opening == -1 else " "
        yield _edit(document, quote, quote, f",{line}{pair} {_quoted(value)}", why)
        return
    stripped = written[:-1] if written[-1:] in {'"', "'"} else written
    line_end = _line_end(text, end)
    if not stripped.endswith((" ", "\t")):
        stripped += " "
    for form in _values(value):
        yield _edit(document, line_end, line_end, f"{_newline(text)}{stripped}{form}", why)


def _front_key(document: Document, key: str, value: str, why: str) -> Iterator[Edit]:
    """A key at the top level of the front matter: last in YAML, first in TOML and JSON."""
    text = document.text
    newline = _newline(text)
    if text.startswith("{"):
        indent = re.match(r"\{(\s*)", text)
        gap = indent[1] if indent is not None else ""
        yield _edit(document, 1, 1, f'{gap}"{key}": {_quoted(value)},', why)
        return
    if text.startswith("+++"):
        at = _line_end(text, 0)
        bare = (value,) if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else ()
        for form in (*bare, _quoted(value)):
            yield _edit(document, at, at, f"{newline}{key} = {form}", why)
        return
    closing = _YAML_END.search(text)
    if closing is not None:
        for form in _values(value):
            yield _edit(document, closing.start(), closing.start(), f"{key}: {form}{newline}", why)


def _revalued(document: Document, one: Field, value: str, why: str) -> list[Edit]:
    """Another value for a key, in the quotes that stand there."""
    place, lines, text = one.place, document.lines, document.text
    start, end = lines.offset(place.line, place.column), lines.offset(place.end_line, place.end_column)
    quote = text[start - 1 : start]
    if quote == '"' and one.origin is not Origin.META:
        forms = [_quoted(value)[1:-1]]
    elif quote == "'":
        forms = [value.replace("'", "''")]
    else:
        forms = _values(value)
    return [_edit(document, start, end, form, why) for form in forms]


def _values(value: str) -> list[str]:
    """A text as the value of a key: plain where no parser could take it for anything else."""
    plain = _PLAIN.fullmatch(value) and value.casefold() not in _PLAIN_WORDS
    if plain or re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return [value, _quoted(value)]
    return [_quoted(value), value]


def _quoted(value: str) -> str:
    """In double quotes, as JSON, YAML and TOML read them alike."""
    return json.dumps(value, ensure_ascii=False)


def _in_manner_of(key: str) -> str:
    """`reviewed_by` in the spelling of another key."""
    if "-" in key:
        return "reviewed-by"
    return "reviewedBy" if "_" not in key and re.search(r"[a-z][A-Z]", key) else "reviewed_by"


def _last_line(document: Document, line: str, why: str) -> Edit:
    """A paragraph of its own at the very end; the file ends as it did, with a line end or without."""
    text = document.text
    newline = _newline(text)
    body = text.rstrip("\r\n")
    tail = text[len(body) :]
    gap = newline * 2 if body else ""
    return _edit(document, len(body), len(text), f"{gap}{line}{tail}", why)


def _newline(text: str) -> str:
    found = _LINE_END.search(text)
    return (found[0] if found is not None else "") or "\n"


def _line_end(text: str, start: int) -> int:
    found = _LINE_END.search(text, start)
    return found.start() if found is not None else len(text)


def _plain(name: str) -> str:
    return _SIGNS.sub("", name.lower())


def _edit(document: Document, start: int, end: int, new: str, why: str) -> Edit:
    return Edit(start, end, document.text[start:end], new, why, document.lines.place(start, end))
