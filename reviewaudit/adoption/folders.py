"""The paths of a folder's articles in, what is worth auditing out: where articles lie, and what was built or bought.

Nothing here is certain, so all of it is said in the config's comments, with counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

VENDORED = frozenset(
    {"node_modules", "bower_components", "vendor", "third_party", "third-party", "site-packages", "venv", "env"}
)
GENERATED = frozenset(
    {"_site", "site", "public", "_build", "build", "dist", "out", "output", "target", "htmlcov", "_book", "generated"}
)
"""Names that generators give their output; they count only where nothing but HTML lies there."""
HTML = (".html", ".htm", ".xhtml")
FEW = 5
"""Single files at the top that are named one by one; more of them, and the whole folder is named."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths are relative to the folder looked at, with `/`."""

    excluded: tuple[tuple[str, int, str], ...] = ()
    """Pattern, number of articles below it, and why."""
    kept: tuple[str, ...] = ()
    """The paths of the articles that are not excluded."""

    @classmethod
    def of(cls, paths: Iterable[str]) -> Layout:
        every = sorted(paths)
        strange = _strange(every)
        excluded = [(f"{folder}/", number, why) for folder, (number, why) in sorted(strange.items())]
        kept = [path for path in every if not any(path.startswith(f"{folder}/") for folder in strange)]
        if not kept:  # somebody means to audit what was built
            return cls((), tuple(every))
        return cls(tuple(excluded), tuple(kept))

    def places(self, reviewed: Collection[str]) -> tuple[tuple[str, int], ...]:
        """What `paths` should name, with the number of articles in each: where articles state reviews, else all."""
        counted = _by_place(self.kept)
        stating = _by_place(sorted(path for path in self.kept if path in set(reviewed)))
        wanted = [place for place in counted if place in stating] or list(counted)
        files = [place for place in wanted if place in self.kept]
        if len(files) > FEW or len(files) == len(self.kept):
            return ((".", len(self.kept)),)
        return tuple((place if place in self.kept else self._deepest(place), counted[place]) for place in wanted)

    def _deepest(self, folder: str) -> str:
        """The folder below which articles first lie in more than one place."""
        while True:
            tails = [path[len(folder) + 1 :] for path in self.kept if path.startswith(folder + "/")]
            heads = {tail.partition("/")[0] for tail in tails}
            if len(heads) != 1 or "/" not in tails[0]:
                return folder
            folder = f"{folder}/{heads.pop()}"


def _by_place(paths: Sequence[str]) -> Counter[str]:
    """Articles by the first part of their path: a folder, or the file itself."""
    return Counter(path.partition("/")[0] for path in paths)


def _strange(paths: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Folders of what was not written here, each with its number of articles and why."""
    below: dict[str, list[str]] = {}
    for path in paths:
        parts = path.split("/")[:-1]
        for depth, name in enumerate(parts, start=1):
            if name.lower() in VENDORED | GENERATED:
                below.setdefault("/".join(parts[:depth]), []).append(path)
                if name.lower() in VENDORED:
                    break
    found: dict[str, tuple[int, str]] = {}
    for folder, members in sorted(below.items()):
        if any(folder.startswith(f"{other}/") for other in found):
            continue
        name = folder.rpartition("/")[2].lower()
        if name in VENDORED:
            found[folder] = (len(members), "brought in from elsewhere")
        elif all(member.lower().endswith(HTML) for member in members):
            found[folder] = (len(members), "nothing but HTML, so probably generated")
    return found
