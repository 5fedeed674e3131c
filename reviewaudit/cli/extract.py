"""`reviewaudit extract`: what was understood of each article."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from reviewaudit.cli import options, session
from reviewaudit.cli.groups import Inputs, spread
from reviewaudit.cli.help import GroupedCommand
from reviewaudit.cli.options import OUTPUT
from reviewaudit.cli.overrides import with_links, with_site
from reviewaudit.errors import UsageError


def register(app: typer.Typer) -> None:
    app.command("extract", cls=GroupedCommand)(session.guarded(spread(extract)))


def extract(
    *,
    inputs: Inputs,
    include_verbatim: options.IncludeVerbatim = False,
    include_wikilinks: options.IncludeWikilinks = False,
    root_dir: options.RootDir = None,
    base_url: options.BaseUrl = None,
    config: options.Config = None,
    format: Annotated[
        str,
        typer.Option(
            "--format", "-f", metavar="NAME", help="Output format: text, jsonl or csv.", rich_help_panel=OUTPUT
        ),
    ] = "text",
    output: options.Output = None,
    no_progress: options.NoProgress = False,
    allow_private: options.AllowPrivate = False,
) -> int:
    """Show the statements and references found in articles, with their places. No link is asked."""
    from reviewaudit import reports
    from reviewaudit.audit import present

    if format not in reports.UNDERSTOOD:
        raise UsageError(f"unknown format '{format}' in --format", f"known: {', '.join(reports.UNDERSTOOD)}")
    policy = session.policy(config, exclude=inputs.exclude_path, allow_private=allow_private)
    policy = with_links(policy, include_verbatim=include_verbatim, include_wikilinks=include_wikilinks)
    policy = with_site(policy, root_dir=root_dir, base_url=base_url)
    found = session.sources(inputs, policy, shows_progress=not no_progress)
    shown = list(present(found.sources, policy, Path.cwd(), reports.understood(format)))
    session.write(reports.understood_head(format) + "".join(text for text, _ in shown), output)
    unreadable = sum(count for _, count in shown)
    if unreadable:
        sys.stdout.flush()
        session.note(
            f"note:  {unreadable} of {len(found.sources)} articles have a problem; `reviewaudit check` explains"
        )
    return 0
