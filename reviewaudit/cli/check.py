"""`reviewaudit check`: the audit."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from reviewaudit.cli import ledger as ledgers
from reviewaudit.cli import options, progress, retractions, session, views, workflow
from reviewaudit.cli.groups import Asking, Inputs, spread
from reviewaudit.cli.help import GroupedCommand
from reviewaudit.cli.overrides import with_links, with_network, with_registries, with_rules, with_site
from reviewaudit.errors import NothingToAuditError, UsageError

if TYPE_CHECKING:
    from reviewaudit.audit import Baseline
    from reviewaudit.model import Policy, Report, Source
    from reviewaudit.services import HostStats, Standby

__all__ = ["deliver", "destinations", "register"]


def register(app: typer.Typer) -> None:
    app.command("check", cls=GroupedCommand)(session.guarded(spread(check)))


def check(
    *,
    inputs: Inputs,
    partial: options.Partial = False,
    include_verbatim: options.IncludeVerbatim = False,
    include_wikilinks: options.IncludeWikilinks = False,
    root_dir: options.RootDir = None,
    base_url: options.BaseUrl = None,
    index_files: options.IndexFiles = None,
    fallback_extensions: options.FallbackExtensions = None,
    config: options.Config = None,
    as_of: options.AsOf = None,
    window: options.Window = None,
    select: options.Select = None,
    ignore: options.Ignore = None,
    no_git: options.NoGit = False,
    changed_since: options.ChangedSince = None,
    fail_on: options.FailOn = None,
    exit_zero: options.ExitZero = False,
    baseline: options.Baseline = None,
    no_baseline: options.NoBaseline = False,
    write_baseline: options.WriteBaseline = None,
    offline: options.Offline = False,
    allow_private: options.AllowPrivate = False,
    exclude: options.Exclude = None,
    include: options.Include = None,
    include_fragments: options.IncludeFragments = False,
    remap: options.Remap = None,
    include_mail: options.IncludeMail = False,
    asking: Asking,
    ledger: options.Ledger = None,
    no_ledger: options.NoLedger = False,
    no_registries: options.NoRegistries = False,
    retraction_data: options.RetractionData = None,
    format: options.Format = None,
    output: options.Output = None,
    by: options.By = "article",
    json_schema: options.JsonSchema = False,
    no_progress: options.NoProgress = False,
    host_stats: options.HostStats = False,
    verbose: options.Verbose = False,
    quiet: options.Quiet = False,
) -> int:
    """Audit articles: review statements, references, and whether the two agree."""
    if json_schema:
        from reviewaudit import reports

        session.write(reports.schema(), output)
        return 0
    # First of all: while this process imports and reads, that one imports what asking takes.
    with _standby(wanted=not (offline or (not no_ledger and ledgers.is_recent(ledger)))) as standby:
        chosen = destinations(format, output)
        _require_group(by)
        policy = session.policy(config, window=window, exclude=inputs.exclude_path)
        policy = with_rules(policy, select, ignore, "never" if exit_zero else fail_on)
        policy = with_registries(policy, wanted=not no_registries)
        policy = with_links(
            policy,
            include_verbatim=include_verbatim,
            include_wikilinks=include_wikilinks,
            include_fragments=include_fragments,
            include_mail=include_mail,
        )
        policy = with_site(
            policy,
            root_dir=root_dir,
            base_url=base_url,
            index_files=index_files,
            fallback_extensions=fallback_extensions,
        )
        policy = with_network(
            policy, asking, Path.cwd(), allow_private=allow_private, exclude=exclude, include=include, remap=remap
        )
        day = session.day(as_of, policy.review.timezone)
        try:
            found = session.sources(inputs, policy, offline=offline, shows_progress=not no_progress)
            if partial:
                policy, found = replace(policy, required=()), session.pathed(found, policy)
        except NothingToAuditError as nothing:
            if not partial:
                raise
            session.note(f"note:  {nothing.cause}")
            return 0
        from reviewaudit.audit import Network, audit, read_decisions

        known = _baseline(baseline, write_baseline, policy, unused=no_baseline)
        changed = _changed(changed_since) if changed_since is not None else None
        with (
            ledgers.for_run(ledger, wanted=not no_ledger) as kept,
            retractions.for_run(retraction_data, policy) as notices,
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
                retractions=notices,
                baseline=known,
                decisions=read_decisions(policy, Path.cwd()),
                whole=not (partial or inputs.names_files),
            )
    if write_baseline is not None and known is not None:
        report = _rewritten(report, known, policy)
    deliver(report, chosen, found.sources, verbose=verbose, quiet=quiet, policy=policy, by=by)
    if not quiet and ("text", None) not in chosen:
        retractions.say_age(report)
    workflow.announce(report, chosen, views.build(found.sources, terminal=False, verbose=verbose), quiet=quiet)
    return report.exit_status


def _baseline(named: str | None, written: str | None, policy: Policy, *, unused: bool) -> Baseline | None:
    """What is known already: from the file that is to be written, else the one named, else the config's."""
    from reviewaudit.audit import read_baseline

    if unused:
        if named is not None or written is not None:
            option = "--baseline" if named is not None else "--write-baseline"
            raise UsageError(f"--no-baseline and {option} do not go together", "leave one of them out")
        return None
    if written is not None:
        return read_baseline(Path(written), may_be_missing=True)
    if named is not None:
        return read_baseline(Path(named))
    if not policy.baseline:
        return None
    from reviewaudit.discovery import shown

    return read_baseline(Path(shown(str(Path(policy.root) / policy.baseline), Path.cwd())))


def _rewritten(report: Report, known: Baseline, policy: Policy) -> Report:
    from reviewaudit.audit import write_baseline

    if report.network_down:
        session.note(f"note:  {known.file} was not written: a run without network knows nothing of links")
        return report
    before = len(known.known)
    report = write_baseline(report, known, policy, Path.cwd())
    held = len(report.baselined)
    session.note(f"note:  {known.file} holds {held} finding{'s' * (held != 1)} of this run; it held {before} before")
    return report


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


def deliver(
    report: Report,
    destinations: Sequence[tuple[str, str | None]],
    sources: Sequence[Source],
    *,
    verbose: bool,
    quiet: bool,
    policy: Policy | None = None,
    by: str = "article",
) -> None:
    """Write the report in each format to its file, or to standard output; with a policy, with the edits it takes."""
    from reviewaudit import reports

    for name, target in destinations:
        terminal = target is None and sys.stdout.isatty()
        if quiet and name == "text" and target is None:
            continue
        view = views.build(sources, terminal=terminal, verbose=verbose, by=by)
        if policy is not None and name in reports.WITH_EDITS:
            from reviewaudit.audit import known_edits

            view = view._replace(edits=known_edits(report, sources, policy))
        if reports.REPORTS[name].is_folder and target is not None:
            session.write_pages(reports.pages(report, name, view), target)
            continue
        text = reports.render(report, name, view)
        if name == "text" and isinstance(text, str) and target is None and workflow.is_running(os.environ):
            text = workflow.harmless(text)
        session.write(text, target)
    if report.network_down:
        session.note("error: no URL could be asked, because the network is down")
        session.note("help:  check the connection and the proxy settings, or audit with --offline")


def _require_group(by: str) -> None:
    from reviewaudit import reports

    if by not in reports.GROUPS:
        raise UsageError(f"unknown group '{by}' in --by", f"known: {', '.join(reports.GROUPS)}")


def destinations(formats: Sequence[str] | None, output: str | None) -> list[tuple[str, str | None]]:
    """Formats with the file each goes to; None is standard output. Raises UsageError for what cannot be written."""
    from difflib import get_close_matches

    from reviewaudit import reports

    wanted: list[tuple[str, str | None]] = []
    for item in formats or ["text"]:
        name, _, file = item.partition("=")
        if name not in reports.REPORTS:
            near = get_close_matches(name, reports.REPORTS, n=1)
            hint = f"did you mean '{near[0]}'? " if near else ""
            raise UsageError(f"unknown format '{name}' in --format", f"{hint}known: {', '.join(reports.REPORTS)}")
        if "=" in item and not file:
            raise UsageError(f"--format {item}: no file after the =", f"write --format {name}=audit.{name}")
        reports.ensure(name)
        wanted.append((name, file or None))
    if output is not None:
        at = next((index for index, (_, file) in enumerate(wanted) if file is None), None)
        if at is None:
            raise UsageError("--output has no format left to write", "take it out, or add a --format without a file")
        wanted[at] = (wanted[at][0], output)
    if sum(file is None for _, file in wanted) > 1:
        raise UsageError("two formats for standard output", "give all but one a file: --format json=audit.json")
    for name, target in wanted:
        if target is None and (reader := reports.REPORTS[name].reader) and sys.stdout.isatty():
            help = f"give it a file: --format {name}=audit.{name}"
            raise UsageError(f"--format {name} is for {reader}, not for a terminal", help)
    return wanted


def _standby(*, wanted: bool) -> contextlib.AbstractContextManager[Standby | None]:
    """The processes that will ask the network import what they need while the articles are read here."""
    if not wanted:
        return contextlib.nullcontext()
    from reviewaudit.services import stand_by

    return stand_by()
