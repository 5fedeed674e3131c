"""The command line: options, clock, environment, printing and exit status; nothing else prints or exits.

Only typer is imported at the top. Each command imports what it needs inside its function, so that `--help` costs
nothing but typer.
"""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewaudit import __version__
from reviewaudit.cli.help import GroupedGroup

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["COMMANDS", "app", "main"]

COMMANDS = (
    "demo",
    "init",
    "check",
    "explain",
    "due",
    "decide",
    "fix",
    "mark",
    "extract",
    "history",
    "rules",
    "config",
    "ledger",
    "retractions",
)
"""In the order of the help, which is that of an editor's day: begin, audit, understand, plan, mend, look closer, keep.
Each is a module here, whose `register` adds it."""


def app(arguments: Sequence[str] = ()) -> typer.Typer:
    """The command line. Where `arguments` begin with a command, without the others: their options take time."""
    made = typer.Typer(
        name="reviewaudit",
        cls=GroupedGroup,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        epilog="Exit status: 0 nothing at or above --fail-on; 1 findings at or above it; 2 could not audit.",
    )
    made.callback()(reviewaudit)
    for name in arguments[:1] if set(arguments[:1]) & set(COMMANDS) else COMMANDS:
        import_module(f"reviewaudit.cli.{name}").register(made)
    return made


def _print_version(value: bool) -> None:
    if value:
        typer.echo(f"reviewaudit {__version__}")
        raise typer.Exit


def reviewaudit(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Hold the review promises in articles against evidence: dates, references, links."""


def main() -> Any:
    """Run the command line. Never returns: exits with 0, 1 or 2."""
    # What is made in a run mostly lives to its end: to look for garbage every 700 objects takes an eighth of the time.
    gc.set_threshold(50_000, 20, 20)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # reports hold every script; a legacy code page must not end the run
            reconfigure(encoding="utf-8", errors="replace")
    app(sys.argv[1:])()
