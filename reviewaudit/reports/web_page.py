"""What the HTML pages have in common: their files, their Content Security Policy, and elements made of plain values.

The policy (https://www.w3.org/TR/CSP3/) lets nothing run but the script and the style whose hashes it names, loads
nothing, sends nothing, and forbids (where the browser knows Trusted Types) that text becomes HTML.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from reviewaudit.reports.characters import visible

_FOLDER = files("reviewaudit.reports") / "page"


def part(name: str) -> str:
    """The text of a file of the pages."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def policy(style: str, script: str = "") -> str:
    return "; ".join(
        [
            "default-src 'none'",
            *([f"script-src {_hash(script)}"] if script else []),
            f"style-src {_hash(style)}",
            "img-src data:",  # the empty icon, without which a browser asks the host for /favicon.ico
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ]
    )


def _hash(text: str) -> str:
    """What the policy calls an inline element with this text (CSP 3 §2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def safe(text: str) -> str:
    """The text as HTML that shows it and does nothing else."""
    return escape(visible(text))


def listed(words: list[str]) -> str:
    """ "a, b and c" """
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def tile(title: str, total: int, rows: Iterable[tuple[str, int, str]]) -> Iterator[str]:
    """A tile; what is zero is left out, and what the tables can be filtered by is a link."""
    yield f'<section class="tile"><h3>{title} <span class="total">{total:,}</span></h3>\n<dl>'
    for words, count, link in rows:
        if count:
            label = f'<a class="filter" href="{link}">{words}</a>' if link else words
            yield f"<div><dt>{label}</dt><dd>{count:,}</dd></div>"
    yield "</dl></section>"


def numbers(title: str, head: tuple[str, str], rows: Iterable[tuple[str, str]]) -> str:
    """The numbers of a chart as a table that can be opened; `rows` are HTML."""
    body = "".join(f'<tr><th scope="row">{label}</th><td>{count}</td></tr>' for label, count in rows)
    columns = "".join(f'<th scope="col">{column}</th>' for column in head)
    return (
        f"<details><summary>{title}, as a table</summary><table>"
        f"<thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table></details>"
    )
