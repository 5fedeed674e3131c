"""The texts that `init` writes, as files beside this one; `<<name>>` is a place to be filled."""

from __future__ import annotations

from collections.abc import Iterable

from reviewaudit.regexes import regex

_SLOT = regex(r"<<(\w+)>>")


def template(name: str) -> str:
    from importlib import resources

    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")


def fill(text: str, **values: str | Iterable[str]) -> str:
    """The text with its places filled: by words within a line, or by lines in the place of a whole line.

    Raises KeyError for a place that no value is given for.
    """
    filled: list[str] = []
    for line in text.splitlines():
        whole = _SLOT.fullmatch(line)
        if whole and not isinstance(values[whole[1]], str):
            filled.extend(values[whole[1]])
        else:
            filled.append(_SLOT.sub(lambda slot: str(values[slot[1]]), line))
    return "\n".join(filled) + "\n"
