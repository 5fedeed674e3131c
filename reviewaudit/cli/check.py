"""`reviewaudit check`: the audit."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewaudit.cli import ledger as ledgers
from reviewaudit.cli import options, progress, session
from reviewaudit.cli.help import GroupedCommand
from reviewaudit.cli.options import NETWORK, OUTPUT, POLICY
from reviewaudit.cli.overrides import with_network, with_rules
from reviewaudit.errors import UsageError

if TYPE_CHECKING:
    from reviewaudit.model import Report
    from reviewaudit.services import HostStats, Standby

__all__ = ["deliver", "register"]


def register(app: typer.Typer) -> None:
    app.command("check", cls=GroupedCommand)(session.guarded(check))


def check(
    paths: options.Paths = None,
    files_from: options.FilesFrom = None,
    exclude_path: options.ExcludePath = None,
    extensions: options.Extensions = None,
    no_ignore: options.NoIgnore = False,
    stdin_name: options.StdinName = "-",
    config: options.Config = None,
    as_of: options.AsOf = None,
    window: options.Window = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            "--select",
            metavar="RULE",
            help="Rules to run: codes, prefixes or names. Repeatable, or with commas.",
            rich_help_panel=POLICY,
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            "--ignore", metavar="RULE", help="Rules not to run. Repeatable, or with commas.", rich_help_panel=POLICY
        ),
    ] = None,
    no_git: Annotated[
        bool, typer.Option("--no-git", help="Do not ask git what changed since the review.", rich_help_panel=POLICY)
    ] = False,
    changed_since: Annotated[
        str | None,
        typer.Option(
            "--changed-since",
            metavar="REV",
            help="Ask only about references of files that differ from this git revision; audit dates of all.",
            rich_help_panel=NETWORK,
        ),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            metavar="LEVEL",
            help="Mildest level that fails the run: error, warning, note or never. Default: error.",
            rich_help_panel=POLICY,
        ),
    ] = None,
    offline: options.Offline = False,
    allow_private: options.AllowPrivate = False,
    exclude: Annotated[
        list[str] | None,
        typer.Option("--exclude", metavar="REGEX", help="URLs not to ask. Repeatable.", rich_help_panel=NETWORK),
    ] = None,
    include: Annotated[
        list[str] | None,
        typer.Option(
            "--include", metavar="REGEX", help="URLs to ask although excluded. Repeatable.", rich_help_panel=NETWORK
        ),
    ] = None,
    accept: Annotated[
        str | None,
        typer.Option(
            "--accept",
            metavar="CODES",
            help="Status codes that count as alive: 200..=299,403.",
            rich_help_panel=NETWORK,
        ),
    ] = None,
    timeout: Annotated[
        str | None,
        typer.Option("--timeout", metavar="TIME", help="Limit for one answer. Default: 20s.", rich_help_panel=NETWORK),
    ] = None,
    max_retries: Annotated[
        int | None,
        typer.Option(
            "--max-retries", min=0, max=10, help="Repeats of a failed request. Default: 2.", rich_help_panel=NETWORK
        ),
    ] = None,
    max_redirects: Annotated[
        int | None,
        typer.Option(
            "--max-redirects", min=0, max=50, help="Redirects to follow. Default: 10.", rich_help_panel=NETWORK
        ),
    ] = None,
    max_concurrency: Annotated[
        int | None,
        typer.Option(
            "--max-concurrency",
            min=1,
            max=4096,
            help="Requests at the same time. Default: 512.",
            rich_help_panel=NETWORK,
        ),
    ] = None,
    host_concurrency: Annotated[
        int | None,
        typer.Option(
            "--host-concurrency",
            min=1,
            max=256,
            help="Requests at the same time to one host. Default: 24.",
            rich_help_panel=NETWORK,
        ),
    ] = None,
    max_time: Annotated[
        str | None,
        typer.Option(
            "--max-time",
            metavar="TIME",
            help="End the asking after this time, with a report that says what was not asked.",
            rich_help_panel=NETWORK,
        ),
    ] = None,
    header: Annotated[
        list[str] | None,
        typer.Option(
            "--header",
            "-H",
            metavar="'NAME: VALUE'",
            help="Further request header. Repeatable.",
            rich_help_panel=NETWORK,
        ),
    ] = None,
    user_agent: Annotated[
        str | None,
        typer.Option("--user-agent", "-u", metavar="TEXT", help="Name given to servers.", rich_help_panel=NETWORK),
    ] = None,
    ledger: options.Ledger = None,
    no_ledger: options.NoLedger = False,
    format: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="NAME[=FILE]",
            help="Output format: text or json. Repeatable with a file each. Default: text.",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    output: options.Output = None,
    json_schema: Annotated[
        bool,
        typer.Option(
            "--json-schema", help="Print the JSON Schema of the JSON report and exit.", rich_help_panel=OUTPUT
        ),
    ] = False,
    no_progress: Annotated[
        bool, typer.Option("--no-progress", help="Show no progress bar.", rich_help_panel=OUTPUT)
    ] = False,
    host_stats: Annotated[
        bool,
        typer.Option("--host-stats", help="Show on standard error what each host was asked.", rich_help_panel=OUTPUT),
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show articles without findings too.", rich_help_panel=OUTPUT)
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Write no text report to standard output.", rich_help_panel=OUTPUT)
    ] = False,
) -> int:
    """Audit articles: review statements, references, and whether the two agree."""
    if json_schema:
        from reviewaudit import reports

        session.write(reports.schema(), output)
        return 0
    # First of all: while this process imports and reads, that one imports what asking takes.
    with _standby(wanted=not offline) as standby:
        destinations = _destinations(format, output)
        policy = session.policy(config, window=window, exclude=exclude_path)
        policy = with_rules(policy, select, ignore, fail_on)
        network = with_network(
            policy.network,
            allow_private=allow_private,
            exclude=exclude,
            include=include,
            accept=accept,
            timeout=timeout,
            max_retries=max_retries,
            max_redirects=max_redirects,
            max_concurrency=max_concurrency,
            host_concurrency=host_concurrency,
            max_time=max_time,
            header=header,
            user_agent=user_agent,
        )
        policy = replace(policy, network=network)
        day = session.day(as_of, policy.review.timezone)
        found = session.sources(
            paths,
            policy,
            files_from=files_from,
            extensions=extensions,
            respect_ignore=not no_ignore,
            stdin_name=stdin_name,
        )
        from reviewaudit.audit import Network, audit

        changed = _changed(changed_since) if changed_since is not None else None
        with (
            ledgers.for_run(ledger, wanted=not no_ledger) as kept,
            progress.shown(wanted=not no_progress) as on_progress,
        ):
            report = audit(
                found.sources,
                policy,
                as_of=day,
                clock=session.now,
                base=Path.cwd(),
                network=None
                if offline
                else Network(
                    session.proxies(),
                    on_progress=on_progress,
                    on_hosts=_show_hosts if host_stats else None,
                    standby=standby,
                ),
                ledger=kept,
                git_environ=None if no_git else os.environ,
                changed=changed,
                skipped=found.skipped,
            )
    deliver(report, destinations, verbose=verbose, quiet=quiet)
    return report.exit_status


def _show_hosts(hosts: Sequence[HostStats]) -> None:
    width = max((len(host.host) for host in hosts), default=0)
    for host in sorted(hosts, key=lambda host: (-host.requests, host.host)):
        answers = ", ".join(f"{count} × {kind}" for kind, count in sorted(host.answers.items()))
        failures = f", {host.failures} without an answer" if host.failures else ""
        median = f", median {host.median_ms} ms" if host.median_ms is not None else ""
        session.note(f"{host.host:{width}}  {host.requests:5} requests: {answers or 'no answer'}{failures}{median}")


def _changed(revision: str) -> frozenset[str]:
    from reviewaudit.witness import changed_since

    return changed_since(revision, Path.cwd(), os.environ)


def deliver(report: Report, destinations: Sequence[tuple[str, str | None]], *, verbose: bool, quiet: bool) -> None:
    """Write the report in each format to its file, or to standard output."""
    from reviewaudit import reports

    for name, target in destinations:
        terminal = target is None and sys.stdout.isatty()
        if quiet and name == "text" and target is None:
            continue
        view = reports.View(color=session.wants_color(terminal), width=_width(), verbose=verbose)
        session.write(reports.render(report, name, view), target)
    if report.network_down:
        session.note("error: no URL could be asked, because the network is down")
        session.note("help:  check the connection and the proxy settings, or audit with --offline")


def _width() -> int:
    import shutil

    return shutil.get_terminal_size((120, 24)).columns


def _destinations(formats: Sequence[str] | None, output: str | None) -> list[tuple[str, str | None]]:
    from difflib import get_close_matches

    from reviewaudit import reports

    destinations: list[tuple[str, str | None]] = []
    for item in formats or ["text"]:
        name, _, file = item.partition("=")
        if name not in reports.REPORTS:
            near = get_close_matches(name, reports.REPORTS, n=1)
            hint = f"did you mean '{near[0]}'? " if near else ""
            raise UsageError(f"unknown format '{name}' in --format", f"{hint}known: {', '.join(reports.REPORTS)}")
        if "=" in item and not file:
            raise UsageError(f"--format {item}: no file after the =", f"write --format {name}=audit.{name}")
        destinations.append((name, file or None))
    if output is not None:
        at = next((index for index, (_, file) in enumerate(destinations) if file is None), None)
        if at is None:
            raise UsageError("--output has no format left to write", "take it out, or add a --format without a file")
        destinations[at] = (destinations[at][0], output)
    if sum(file is None for _, file in destinations) > 1:
        raise UsageError("two formats for standard output", "give all but one a file: --format json=audit.json")
    return destinations


def _standby(*, wanted: bool) -> contextlib.AbstractContextManager[Standby | None]:
    """The processes that will ask the network import what they need while the articles are read here."""
    if not wanted:
        return contextlib.nullcontext()
    from reviewaudit.services import stand_by

    return stand_by()
