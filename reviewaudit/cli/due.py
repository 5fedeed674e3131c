"""`reviewaudit due`: what falls due when."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from reviewaudit import reports
from reviewaudit.cli import options, session
from reviewaudit.cli.groups import Inputs, spread
from reviewaudit.cli.help import GroupedCommand
from reviewaudit.cli.options import OUTPUT, POLICY
from reviewaudit.errors import UsageError

SOON, EVER = "90d", "100 years"
"""How far to look ahead by default; a calendar holds everything."""


def register(app: typer.Typer) -> None:
    app.command("due", cls=GroupedCommand)(session.guarded(spread(due)))


def due(
    *,
    inputs: Inputs,
    config: options.Config = None,
    as_of: options.AsOf = None,
    window: options.Window = None,
    within: Annotated[
        str | None,
        typer.Option(
            "--within",
            metavar="SPAN",
            help='How far to look ahead: "90d", "6 months". Default: 90d; all of it for ics.',
            rich_help_panel=POLICY,
        ),
    ] = None,
    by: Annotated[
        str,
        typer.Option("--by", metavar="GROUP", help="Group by month, owner or folder.", rich_help_panel=OUTPUT),
    ] = "month",
    format: Annotated[
        str,
        typer.Option(
            "--format", "-f", metavar="NAME", help=f"Output format: {', '.join(reports.DUE)}.", rich_help_panel=OUTPUT
        ),
    ] = "text",
    output: options.Output = None,
    no_progress: options.NoProgress = False,
    allow_private: options.AllowPrivate = False,
) -> int:
    """List the reviews that are overdue or fall due soon, and the load per month. No link is asked."""
    from reviewaudit.audit import audit
    from reviewaudit.dates import add, parse_window

    if format not in reports.DUE:
        raise UsageError(f"unknown format '{format}' in --format", f"known: {', '.join(reports.DUE)}")
    if by not in reports.due_groups():
        raise UsageError(f"unknown group '{by}' in --by", f"known: {', '.join(reports.due_groups())}")
    if output is None and (reader := reports.DUE[format].reader) and sys.stdout.isatty():
        help = f"give it a file: --format {format} --output due.{format}"
        raise UsageError(f"--format {format} is for {reader}, not for a terminal", help)
    policy = session.policy(config, window=window, exclude=inputs.exclude_path, allow_private=allow_private)
    policy = replace(policy, select=("RA2",), ignore=())
    day = session.day(as_of, policy.review.timezone)
    try:
        ahead = parse_window(within or (EVER if format == "ics" else SOON))
    except ValueError:
        raise UsageError(
            f"--within {within!r} is no span of time", 'write a number with its unit: "90d", "3 months"'
        ) from None
    days = (add(day, ahead) - day).days
    found = session.sources(inputs, policy, shows_progress=not no_progress)
    report = audit(
        found.sources,
        policy,
        as_of=day,
        clock=session.now,
        base=Path.cwd(),
        network=None,
        ledger=None,
        skipped=found.skipped,
    )
    view = reports.View(color=session.wants_color(output is None and sys.stdout.isatty()))
    session.write(reports.render_due(report, format, days, by, view), output)
    return 0
