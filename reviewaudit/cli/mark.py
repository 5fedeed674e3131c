"""`reviewaudit mark`: record a review in the article, where its references were checked in this very run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from reviewaudit.cli import ledger as ledgers
from reviewaudit.cli import options, progress, session, written
from reviewaudit.cli.groups import Asking, Inputs, spread
from reviewaudit.cli.help import GroupedCommand
from reviewaudit.cli.options import OUTPUT, POLICY
from reviewaudit.cli.overrides import with_network, with_registries
from reviewaudit.errors import UsageError

BLOCKED, COULD_NOT = 1, 2
STATUS = "Exit status: 0 recorded, or shown by --dry-run; 1 something stands against it in an article; 2 could not."


def register(app: typer.Typer) -> None:
    app.command("mark", cls=GroupedCommand, epilog=STATUS)(session.guarded(spread(mark)))


def mark(
    *,
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH...", help="The articles, each named: no folders, no globs.", show_default=False),
    ],
    by: Annotated[
        str,
        typer.Option("--by", metavar="NAME", help="Who reviewed the articles.", rich_help_panel=POLICY),
    ],
    date: Annotated[
        str | None,
        typer.Option(
            "--date", metavar="DATE", help="Day of the review, YYYY-MM-DD. Default: today.", rich_help_panel=POLICY
        ),
    ] = None,
    evidence: Annotated[
        bool,
        typer.Option(
            "--evidence", help="Record what was seen of the references, with a digest.", rich_help_panel=OUTPUT
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the diff and write nothing.", rich_help_panel=OUTPUT)
    ] = False,
    config: options.Config = None,
    window: options.Window = None,
    no_git: options.NoGit = False,
    allow_private: options.AllowPrivate = False,
    asking: Asking,
    no_registries: options.NoRegistries = False,
    ledger: options.Ledger = None,
    no_ledger: options.NoLedger = False,
    no_progress: options.NoProgress = False,
) -> int:
    """Record a review in articles whose references were checked just now, with nothing left against it."""
    from reviewaudit.audit import Network, Recorded, audit, record, strict

    named = _named(paths)
    name = _reviewer(by)
    policy = session.policy(config, window=window)
    today = session.day(None, policy.review.timezone)
    day = _day(date, today)
    policy = with_network(policy, asking, Path.cwd(), allow_private=allow_private)
    # What must be among the audited articles of a whole run is not asked of one that names its articles.
    policy = with_registries(replace(strict(policy), required=()), wanted=not no_registries)
    found = session.sources(Inputs(named), policy)
    with (
        ledgers.for_run(ledger, wanted=not no_ledger) as kept,
        progress.shown(wanted=not no_progress) as on_progress,
    ):
        report = audit(
            found.sources,
            policy,
            as_of=today,
            clock=session.now,
            base=Path.cwd(),
            network=Network(session.proxies(), on_progress=on_progress),
            ledger=kept,
            git_environ=None if no_git else os.environ,
        )
    if report.network_down:
        return session.fail(
            "no reference could be checked, because the network is down", "nothing was recorded; run it again"
        )
    outcome = record(report, found.sources, policy, day=day, by=name, evidence=evidence, base=Path.cwd())
    status = 0
    for one in outcome:
        if not isinstance(one, Recorded):
            status = max(status, BLOCKED)
            session.note(f"error: {one.path} was not marked as reviewed")
            for cause in one.causes:
                session.note(f"       {cause}")
            continue
        path = one.rewritten.source.path
        written.show(one.rewritten.diff)
        for text in one.notes:
            session.note(f"note:  {path}: {text}")
        if not one.rewritten.edits:
            session.note(f"{path} says so already ({one.evidence.rpartition(', ')[0]})")
        elif dry_run:
            session.note(f"{path}: not written (--dry-run); {one.evidence.rpartition(', ')[0]}")
        elif written.write([one.rewritten])[1]:
            status = COULD_NOT
        else:
            session.note(f"{path}: reviewed on {day} by {name}; {one.evidence.rpartition(', ')[0]}")
    return status


def _named(paths: Sequence[str]) -> list[str]:
    """Each article by its own name: to mark many at once, without looking, is what this command is not for."""
    for path in paths:
        if path == "-" or "://" in path:
            raise UsageError(f"{path} is no file that could be written", "name the article's file")
        if os.path.isdir(path):
            raise UsageError(f"{path} is a folder, and each review is of one article", "name the articles one by one")
        if not os.path.exists(path) and any(sign in path for sign in "*?["):
            raise UsageError(f"{path} is a pattern, and each review is of one article", "name the articles one by one")
        if not os.path.exists(path):
            raise UsageError(f"{path} does not exist", "name a file that does")
    return list(paths)


def _reviewer(by: str) -> str:
    name = " ".join(by.split(" ")).strip()
    if not name or not name.isprintable() or len(name) > 200:
        raise UsageError(f"--by {by!r} is no name", "write the reviewer's name on one line")
    return name


def _day(written: str | None, today: date) -> date:
    if written is None:
        return today
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise UsageError(f"--date {written!r} is no date", "write it as YYYY-MM-DD, for example 2026-01-31") from None
    if day > today:
        raise UsageError(f"--date {written} lies ahead: today is {today}", "a review is recorded once it is done")
    return day
