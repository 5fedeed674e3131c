"""Pass over the tags of template languages without moving anything.

Comes in: the text of an article that a site generator fills in. Goes out: a text of the same length, in characters
and in UTF-8 bytes, in which ERB (`<% %>`), Liquid (`{% %}`, `{{ }}`), Hugo shortcodes (`{{< >}}`), MDX comments (`{/*
*/}`) and MDX `import` and `export` lines read as filler, and the spans that were covered. A line of nothing but tags
becomes blank, because the generator leaves nothing of it. Backticks stay, so that what was code remains code.
"""

from __future__ import annotations

import re

from reviewaudit.regexes import regex

FILLER = "x"
_BREAK = r"\n(?![ \t\r]*\n)"  # a tag runs over lines, not over a blank line
_TAG = regex(
    rf"<%(?:[^%<\n]|%(?!>)|<(?!%)|{_BREAK})*+%>"
    rf"|\{{%(?:[^%{{\n]|%(?!\}})|\{{(?!%)|{_BREAK})*+%\}}"
    rf"|\{{\{{(?:[^{{}}\n]|\}}(?!\}})|\{{(?!\{{)|{_BREAK})*+\}}\}}"
    rf"|\{{/\*(?:[^*{{\n]|\*(?!/\}})|\{{(?!/\*)|\n)*+\*/\}}"
)
_COMMENT = regex(
    r"\{/\*(?P<mdx>.*)\*/\}|\{\{-?\s*/\*(?P<hugo>.*)\*/\s*-?\}\}|<%#(?P<erb>.*)%>|\{%-?\s*#(?P<liquid>.*?)-?%\}",
    re.DOTALL,
)
_MODULE_LINE = regex(
    r"^(?:import\s(?:[^\n'\"]*\sfrom\s)?\s*['\"][^'\"\n]+['\"];?"
    r"|export\s+(?:default|const|let|function|async|class|\{|\*)[^\n]*)[ \t\r]*$",
    re.MULTILINE,
)
_MODULE_START = regex(r"\s*(?:im|ex)port\s")
"""MDX has its imports at the top; further down such a line may be prose."""
_REACH = 200  # how far blanks around a tag are looked at, so that one endless line costs no more than many
_VISIBLE = regex(r"[!-_a-~ \t]")


def mask(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text with its template tags covered, and their spans, in order."""
    spans = []
    if ("%" in text and ("<%" in text or "{%" in text)) or ("{" in text and ("{{" in text or "{/*" in text)):
        spans = [found.span() for found in _TAG.finditer(text)]
    if _MODULE_START.match(text):
        spans = _joined([*spans, *(found.span() for found in _MODULE_LINE.finditer(text))])
    if not spans:
        return text, ()
    pieces: list[str] = []
    end = 0
    for span in spans:
        pieces += (text[end : span[0]], _VISIBLE.sub(FILLER, text[span[0] : span[1]]))
        end = span[1]
    pieces.append(text[end:])
    return _blank_lines("".join(pieces), spans), tuple(spans)


def comment_in(tag: str) -> str | None:
    """What a tag says that is a comment (`{/* … */}`, `{{/* … */}}`, `<%# … %>`, `{% # … %}`); None of any other."""
    found = _COMMENT.fullmatch(tag)
    return found[found.lastgroup or 0] if found is not None else None


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _blank_lines(text: str, spans: list[tuple[int, int]]) -> str:
    """`text` with the lines that hold nothing but covered spans made blank."""
    pieces: list[str] = []
    end = 0
    for first, last in _runs(text, spans):
        before = text[max(end, first - _REACH) : first].rpartition("\n")
        after = text[last : last + _REACH].partition("\n")
        alone = not before[2].strip() and not after[0].strip() and (before[1] or first <= _REACH)
        if alone and "`" not in text[first:last]:
            pieces += (text[end:first], text[first:last].replace(FILLER, " "))
            end = last
    return "".join((*pieces, text[end:]))


def _runs(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans with only blanks between them on one line, joined."""
    runs: list[tuple[int, int]] = []
    for start, end in spans:
        between = text[runs[-1][1] : start] if runs and start - runs[-1][1] < _REACH else "-"
        if not between.strip(" \t"):
            runs[-1] = runs[-1][0], end
        else:
            runs.append((start, end))
    return runs


_INNOCENT = regex(
    r"(?:<%-?|\{%-?|\{\{[<%]?-?|\{/\*)\s*"
    r"(?:#|/|\*|else|elsif|elif|end|raw|comment|assign|set|capture|if|unless|when|case|toc|highlight|note|warning|tip"
    r"|ref|relref|figure|img|image|youtube|vimeo|gist|tweet|details|badge|icon|kbd|var|math|param|callout|alert)\b",
    re.IGNORECASE,
)

_TITLE = regex(r"\btitle\b", re.IGNORECASE)


def fills(text: str, covered: tuple[tuple[int, int], ...]) -> bool:
    """Whether one of the template tags may put places into the page that are not in `text`: it stands on a line of its
    own, or in a heading, and is none of those that surely do not. A title comes from the front matter."""
    for start, end in covered:
        if _TITLE.search(text, start, end):
            continue
        line_start = text.rfind("\n", 0, start) + 1
        line_end = text.find("\n", end)
        before = text[line_start:start]
        alone = not before.strip() and not text[end : line_end if line_end != -1 else len(text)].strip()
        if (alone and not _INNOCENT.match(text, start)) or before.lstrip().startswith(("#", "<h", "=")):
            return True
    return False
