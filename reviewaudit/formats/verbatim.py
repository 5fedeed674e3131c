"""Find the URLs of a document that none of its links is about: those in code, comments and other verbatim text.

For formats whose reader passes over such text without a word. What is a link or the text of one is left alone.
"""

from __future__ import annotations

from dataclasses import replace

from reviewaudit.formats.urls import urls_in
from reviewaudit.model import Document, Link, LinkKind, Surroundings

_AROUND = Surroundings()


def with_unlinked_urls(document: Document) -> Document:
    """The document with a bare link for each URL in its text that is written outside its links."""
    offset = document.lines.offset
    taken = sorted((offset(*link.place[:2]), offset(*link.place[2:])) for link in document.links)
    shown = {link.text for link in document.links if link.text != link.url}
    found = list(document.links)
    at = 0
    for start, end in urls_in(document.text):
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        written = document.text[start:end]
        if (at < len(taken) and taken[at][0] < end) or any(written in text for text in shown):
            continue
        url = written if written[:4].lower() == "http" else f"http://{written}"
        found.append(Link(url, document.lines.place(start, end), LinkKind.BARE, written, _AROUND))
    return replace(document, links=tuple(sorted(found, key=lambda link: link.place)))
