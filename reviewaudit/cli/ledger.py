"""`reviewaudit ledger`: share and tidy what was observed; and how the other commands open it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewaudit.cli import options, session
from reviewaudit.cli.help import GroupedCommand, GroupedGroup
from reviewaudit.errors import UsageError

if TYPE_CHECKING:
    from reviewaudit.ledger import Ledger, LedgerError


_RECENT_SECONDS = 24 * 60 * 60
"""The time to live of dead pages; that of pages that are alive is longer."""


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        name="ledger", cls=GroupedGroup, no_args_is_help=True, rich_markup_mode=None, help=_HELP, short_help=_HELP
    )
    group.command("export", cls=GroupedCommand)(session.guarded(export))
    group.command("import", cls=GroupedCommand)(session.guarded(import_))
    group.command("compact", cls=GroupedCommand)(session.guarded(compact))
    app.add_typer(group)


_HELP = "Export, import or compact the ledger, which keeps what was observed."


def export(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file to write, or - for standard output.")],
    ledger: options.Ledger = None,
) -> int:
    """Write all observations as sorted JSON lines: the same observations make the same bytes."""
    with existing(ledger) as opened:
        if file == "-":
            opened.export(sys.stdout.buffer)
            return 0
        target = Path(file)
        part = target.with_name(f".{target.name}.part")
        try:
            with part.open("wb") as stream:
                count = opened.export(stream)
            part.replace(target)  # the file is the whole export or what it was before
        except OSError as error:
            raise UsageError(
                f"cannot write {file}: {error.strerror}", "name a file in a folder that you may write to"
            ) from None
        finally:
            part.unlink(missing_ok=True)
    session.note(f"note:  {count:,} observations written to {file}")
    return 0


def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="An export to read, or - for standard input.")],
    ledger: options.Ledger = None,
) -> int:
    """Add the observations of an export to the ledger. Those it has already stay as they are."""
    with opened(ledger) as into:
        if file == "-":
            new, read = into.import_(sys.stdin.buffer, "standard input")
        else:
            try:
                with open(file, "rb") as stream:
                    new, read = into.import_(stream, file)
            except OSError as error:
                raise UsageError(f"cannot read {file}: {error.strerror}", "name a file made by an export") from None
        session.note(f"note:  {new:,} of {read:,} observations were new to {into.path}")
    return 0


def compact(ledger: options.Ledger = None) -> int:
    """Thin out old history and give its room back. `check` does the former by itself from time to time."""
    with existing(ledger) as opened:
        before = opened.summary()
        gone = opened.compact()
        after = opened.summary()
    session.note(
        f"note:  {gone:,} of {before.observations:,} observations removed; "
        f"{room(before.size)} are now {room(after.size)}"
    )
    return 0


def room(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1_000_000 else f"{size / 1e3:,.0f} kB"


def place(named: str | None) -> Path:
    """The ledger that an option names, else the default one."""
    if named is not None and "://" in named:
        raise UsageError(f"--ledger {named.partition('://')[0]}://… is not supported", "name a file")
    return session.ledger_path() if named is None else Path(named)


def is_recent(named: str | None) -> bool:
    """Whether the ledger was written to within a day, so that it most likely answers for most URLs of this run.

    Where it does not after all, asking begins a quarter of a second later: no process has made ready for it.
    """
    try:
        written = place(named).stat().st_mtime
    except (OSError, UsageError, RuntimeError):  # there is none, or it will be complained about in its time
        return False
    return 0 <= session.now().timestamp() - written < _RECENT_SECONDS


def opened(named: str | None) -> Ledger:
    from reviewaudit.ledger import open_ledger

    return open_ledger(place(named))


def existing(named: str | None) -> Ledger:
    """The ledger to read from: unlike `opened` this makes none."""
    path = place(named)
    if not path.exists():
        raise UsageError(f"there is no ledger at {path}", "`reviewaudit check` makes one; --ledger names another file")
    return opened(named)


@contextmanager
def for_run(named: str | None, *, wanted: bool = True) -> Iterator[Ledger | None]:
    """The ledger, or nothing where none is wanted or the default place cannot be used (which is said).

    If it cannot be written to later on, the run goes on without it, and that is said at the end.
    """
    if not wanted:
        yield None
        return
    from reviewaudit.ledger import open_ledger

    problems: list[LedgerError] = []
    try:
        found = open_ledger(place(named), on_failure=problems.append)
    except UsageError as error:
        if named is not None:
            raise
        session.note(f"note:  no ledger in this run: {error.cause}")
        yield None
        return
    try:
        with found:
            yield found
    finally:
        for problem in problems:
            session.note(f"note:  what was observed could not all be kept: {problem.cause}")
            session.note(f"help:  {problem.help}")
