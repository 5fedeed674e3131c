"""The command line: options, clock, environment, printing and exit status; nothing else prints or exits.

Only typer is imported at the top. Each command imports what it needs inside its function, so that `--help` costs
nothing but typer.
"""

from __future__ import annotations

import gc
import sys
from typing import Annotated, Any

import typer

from reviewaudit import __version__
from reviewaudit.cli import (
    check,
    config,
    decide,
    demo,
    due,
    explain,
    extract,
    fix,
    history,
    init,
    ledger,
    mark,
    retractions,
    rules,
)
from reviewaudit.cli.help import GroupedGroup

__all__ = ["app", "main"]

app = typer.Typer(
    name="reviewaudit",
    cls=GroupedGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit status: 0 nothing at or above --fail-on; 1 findings at or above it; 2 could not audit.",
)

for module in (
    check,
    decide,
    due,
    fix,
    mark,
    extract,
    explain,
    rules,
    history,
    ledger,
    retractions,
    config,
    init,
    demo,
):
    module.register(app)


def _print_version(value: bool) -> None:
    if value:
        typer.echo(f"reviewaudit {__version__}")
        raise typer.Exit


@app.callback()
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
    app()
