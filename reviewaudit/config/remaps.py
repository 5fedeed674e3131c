r"""A pattern and its replacement as written in, the same in Python's spelling out.

Both spellings of a group in a replacement are taken: Python's (`\1`, `\g<name>`) and that of lychee, which is Rust's
(`$1`, `${name}`, `$$` for a dollar; https://docs.rs/regex/latest/regex/struct.Regex.html#replacement-string-syntax).
"""

from __future__ import annotations

import re

from reviewaudit.regexes import regex

_GROUP = regex(r"\$(?:(\$)|(\w+)|\{(\w+)\})", re.ASCII)
_RUST_NAME = regex(r"\(\?<(?=[A-Za-z_])")


def remap_pair(pattern: str, replacement: str) -> tuple[str, str]:
    """The pair as `re.sub` takes it. Raises ValueError with the reason where the two do not fit."""
    pattern = _RUST_NAME.sub("(?P<", pattern)
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
    template = _GROUP.sub(_in_python, replacement)
    try:
        # With an alternative that fits anything, so that the replacement is tried.
        re.compile(f"(?:{pattern})|").sub(template, "")
    except (re.error, IndexError) as error:
        names = ", ".join((*map(str, range(1, compiled.groups + 1)), *compiled.groupindex)) or "none"
        cause = f"{replacement!r} does not fit {pattern!r}: {error}; its groups: {names}"
        raise ValueError(cause) from None
    return pattern, template


def _in_python(found: re.Match[str]) -> str:
    return "$" if found[1] else rf"\g<{found[2] or found[3]}>"


def split_remap(text: str) -> tuple[str, str]:
    """The pair in the text of an option: 'PATTERN REPLACEMENT'. Raises ValueError with the reason."""
    parts = text.split()
    if len(parts) != 2:
        raise ValueError("a pattern and its replacement are wanted, with a space between")
    return remap_pair(*parts)
