"""What the blocks of a document are: their runs of text, links, definitions, metadata and comments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.formats.runs import Shown
from reviewaudit.model import Container, LinkKind, Origin, Surroundings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewaudit.formats.runs import Line, Run


class Context:
    """What a block stands in. Each list item has its own, so that what it holds can be told from the next."""

    __slots__ = ("_around", "container", "in_cell", "marker", "quoted", "reference_list", "task")

    def __init__(
        self,
        container: Container = Container.PARAGRAPH,
        marker: str = "",
        *,
        quoted: bool = False,
        task: bool = False,
        in_cell: bool = False,
        reference_list: bool = False,
    ) -> None:
        self.container = container
        self.marker = marker
        self.quoted = quoted
        self.task = task
        self.in_cell = in_cell or container is Container.CELL
        self.reference_list = reference_list
        self._around = Surroundings()

    def around(self, section: str, *, reference_list: bool = False) -> Surroundings:
        wanted = Surroundings(
            self.container, section, self.marker, self.quoted, self.task, self.reference_list or reference_list
        )
        if self._around != wanted:
            self._around = wanted
        return self._around

    def inside(self, container: Container, marker: str = "", *, task: bool = False) -> Context:
        return self._like(container, marker, quoted=self.quoted, task=self.task or task)

    def quote(self) -> Context:
        return self._like(self.container, self.marker, quoted=True, task=self.task)

    def references(self) -> Context:
        """The same, where the markup itself says that references are listed."""
        return self._like(self.container, self.marker, quoted=self.quoted, task=self.task, reference_list=True)

    def _like(
        self, container: Container, marker: str, *, quoted: bool, task: bool, reference_list: bool = False
    ) -> Context:
        return Context(
            container,
            marker,
            quoted=quoted,
            task=task,
            in_cell=self.in_cell,
            reference_list=reference_list or self.reference_list,
        )


class Seen(NamedTuple):
    """A link outside running text: offsets of its URL, and the rest as in `Link`."""

    start: int
    end: int
    url: str
    kind: LinkKind
    text: str
    around: Surroundings


class Definition(NamedTuple):
    start: int
    end: int
    url: str
    around: Surroundings


class Use(NamedTuple):
    """A link by name; "" is the next definition without one."""

    at: int
    name: str
    text: str
    around: Surroundings


class Value(NamedTuple):
    name: str
    value: str
    start: int
    end: int
    origin: Origin


@dataclass
class Outline:
    runs: list[Run] = field(default_factory=list)
    links: list[Seen] = field(default_factory=list)
    definitions: list[tuple[tuple[str, ...], Definition]] = field(default_factory=list)
    """Each with its names; those with the name "" are used in their order."""
    aliases: dict[str, str] = field(default_factory=dict)
    anonymous: list[str | int] = field(default_factory=list)
    """What each use without a name means: the index of a definition, or a name."""
    uses: list[Use] = field(default_factory=list)
    """Those outside running text."""
    values: list[Value] = field(default_factory=list)
    comments: list[tuple[int, int]] = field(default_factory=list)
    title: str = ""

    def define(self, names: Sequence[str], definition: Definition | None = None, alias: str = "") -> None:
        if "" in names:
            self.anonymous.append(alias or len(self.definitions))
        if definition is None:
            for name in filter(None, names):
                self.aliases.setdefault(name, alias)
        else:
            self.definitions.append((tuple(names), definition))

    def join(self, first: int, around: Surroundings) -> None:
        """Make one block of the runs from index `first` on: a table cell is one, whatever it holds."""
        seen = False
        for index in range(first, len(self.runs)):
            run = self.runs[index]
            if run.shown is not Shown.HIDDEN and run.around.container is not Container.FOOTNOTE:
                self.runs[index] = run._replace(around=around, joins=seen)
                seen = True

    def add_field(self, name: str, lines: Sequence[Line], origin: Origin) -> None:
        if not lines:
            return
        value = "\n".join(text for _, text in lines)
        self.values.append(Value(name, value, lines[0][0], lines[-1][0] + len(lines[-1][1]), origin))
