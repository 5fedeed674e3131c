"""The paths of a site in, the files they are made of out.

A link may name a file itself, or what a generator makes of one: `tea.html`, `tea` and `tea/` are all there when
`tea.md`, `tea.html.md.erb` or `tea/index.md` is. Pages that a generator makes by other rules (permalinks, redirects,
lists of tags) are not known here. Names count letter by letter whatever the file system thinks, because the server that
publishes them will. Folders are listed once and remembered, so that ten thousand links cost little more than one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from posixpath import basename, dirname, join, normpath
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from reviewaudit.model import LinkPolicy, Publication

_PASSED_THROUGH = ("static", "public")
"""Folders whose files generators put at the site's root as they are (Hugo, Docusaurus, VitePress)."""
_INDEX_STEMS = ("index", "_index")
_READ_INSTEAD = ("README.md", "readme.md", "Readme.md")
_MANY = 300
"""Names in a folder from which on none that is merely alike is looked for."""


class Found(NamedTuple):
    """What stands behind a path."""

    path: str
    """Of the file, or of a folder without index, relative to the working folder, with `/`."""
    is_folder: bool = False


class Site:
    """The files below the working folder `base`, as a published site would show them."""

    def __init__(self, base: str, links: LinkPolicy, publication: Publication, suffixes: Sequence[str]) -> None:
        """`suffixes` are the endings of articles."""
        self._base = base
        self._root, self._url = publication.root, urlsplit(publication.url)
        fallback = tuple(f".{ending.lstrip('.')}" for ending in links.fallback_extensions)
        self._endings = tuple(dict.fromkeys((*fallback, *suffixes)))
        self._stripped = tuple(dict.fromkeys((*fallback, ".html", ".htm")))
        self._indexes = (*links.index_files, *(stem + ending for stem in _INDEX_STEMS for ending in self._endings))
        self._listed: dict[str, Mapping[str, bool] | None] = {}

    def find(self, path: str) -> Found | None:
        """The file that a link to `path` leads to, if any does: relative to the working folder, or from the root of the
        site where it begins with `/`."""
        if path[:1] == "/":
            return self._below_root(path)
        path = path.rstrip("/")
        if self._is_folder(path):
            return self._index(path) or self._made(path) or Found(path, is_folder=True)
        return self._file(path) or self._made(path)

    def find_url(self, url: str) -> Found | None:
        """The file that a page of our own site is made of, if there is one here."""
        parts = urlsplit(url)
        if not self._url.netloc or parts.netloc != self._url.netloc:
            return None
        return self._below_root(unquote(parts.path))

    def _below_root(self, path: str) -> Found | None:
        """What `/path` on the host of the site is, if it is of the site.

        A site that is published below a path (`https://a.example/docs/`) may write its links with it or without.
        """
        own = unquote(self._url.path or "/")
        ways = dict.fromkeys((path[len(own) - 1 :] if f"{path}/".startswith(own) else path, path))
        tops = (self._root, *(join(self._root, folder) for folder in _PASSED_THROUGH))
        below = (normpath(join(top, normpath(f"/{way}").lstrip("/"))) for way in ways for top in tops)
        return next((found for way in below if (found := self.find(way))), None)

    def near(self, path: str, elsewhere: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        """Where `path` is missing: the file that was most likely meant, if one is near.

        `elsewhere` are the paths of the audited files by their names.
        """
        folder, name = dirname(path), basename(path)
        names = list(self._entries(folder) or ())
        alike = [one for one in names if one.casefold() == name.casefold()]
        if not alike and len(names) <= _MANY:
            alike = get_close_matches(name, names, n=1, cutoff=0.8)
        if not alike:
            moved = [one for ending in ("", *self._endings) for one in elsewhere.get(_stem(name) + ending, ())]
            moved += [one for one in elsewhere.get(name, ()) if one not in moved]
            return tuple(moved) if len(moved) == 1 else ()
        return tuple(join(folder, one) for one in alike[:1])

    def _made(self, path: str) -> Found | None:
        """A source from which a generator makes what stands at `path`."""
        stem = next((path[: -len(end)] for end in self._stripped if path.lower().endswith(end)), path)
        # Wikis name pages with spaces, and many keep them under hyphens.
        hyphened = join(dirname(path), basename(path).replace(" ", "-"))
        for candidate in dict.fromkeys((path, stem, hyphened)):
            for ending in self._endings:
                if found := self._file(candidate + ending):
                    return found
        return self._index(stem) if self._is_folder(stem) else None

    def _index(self, folder: str) -> Found | None:
        names = (*self._indexes, *_READ_INSTEAD)
        return next((found for name in names if (found := self._file(join(folder, name)))), None)

    def _file(self, path: str) -> Found | None:
        folder, name = dirname(path), basename(path)
        entries = self._entries(folder)
        if entries is None:
            return Found(path) if os.path.isfile(os.path.join(self._base, path)) else None
        if name not in entries:
            # A Mac may spell a name with other code points than its author did.
            name = next((one for one in _others(name) if one in entries), "")
        return Found(join(folder, name)) if name and not entries[name] else None

    def _is_folder(self, path: str) -> bool:
        name = basename(path)
        if name in {"", ".", ".."}:
            return os.path.isdir(os.path.join(self._base, path))
        entries = self._entries(dirname(path))
        if entries is None:
            return os.path.isdir(os.path.join(self._base, path))
        return entries.get(name, False)

    def _entries(self, folder: str) -> Mapping[str, bool] | None:
        """The names in a folder, and whether each is a folder; None where it cannot be listed."""
        if folder not in self._listed:
            self._listed[folder] = self._list(folder)
        return self._listed[folder]

    def _list(self, folder: str) -> Mapping[str, bool] | None:
        name = basename(folder)
        if name not in {"", ".", ".."}:
            above = self._entries(dirname(folder))
            if above is not None and not above.get(name, False):
                return {}
        try:
            with os.scandir(os.path.join(self._base, folder)) as entries:
                return {one.name: one.is_dir() for one in entries if not one.is_symlink() or os.path.exists(one.path)}
        except PermissionError:
            return None
        except OSError:
            return {}


def by_name(paths: Iterable[str]) -> dict[str, list[str]]:
    """The paths by the names of their files."""
    found: dict[str, list[str]] = {}
    for path in paths:
        found.setdefault(basename(path), []).append(path)
    return found


def _stem(name: str) -> str:
    return name.removesuffix(".html").removesuffix(".htm").removesuffix(".md")


def _others(name: str) -> Iterator[str]:
    if not name.isascii():
        yield normalize("NFC", name)
        yield normalize("NFD", name)
