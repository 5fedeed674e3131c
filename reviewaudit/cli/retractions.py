"""`reviewaudit retractions`: fetch the retraction data and tell what is there; and how `check` opens them."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from reviewaudit.cli import options, progress, session
from reviewaudit.cli.help import GroupedCommand, GroupedGroup
from reviewaudit.cli.ledger import room
from reviewaudit.errors import UsageError

if TYPE_CHECKING:
    from reviewaudit.model import Policy, Report
    from reviewaudit.retractions import Index

MOST_BYTES = 300 * 1024 * 1024
"""Five times what the data are."""
_HELP = "Fetch the retraction data, which cited works are held against, or tell what is there."


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        name="retractions", cls=GroupedGroup, no_args_is_help=True, rich_markup_mode=None, help=_HELP, short_help=_HELP
    )
    group.command("update", cls=GroupedCommand)(session.guarded(update))
    group.command("status", cls=GroupedCommand)(session.guarded(status))
    app.add_typer(group)


def update(
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="CSV",
            help="File or URL to read in place of what Crossref publishes.",
            rich_help_panel=options.INPUT,
        ),
    ] = None,
    config: options.Config = None,
    retraction_data: options.RetractionData = None,
    allow_private: options.AllowPrivate = False,
    no_progress: options.NoProgress = False,
) -> int:
    """Fetch the data of Retraction Watch (65 MB) and make an index of them. If that fails, the old one stays."""
    from dataclasses import replace

    from reviewaudit import retractions

    policy = session.policy(config)
    target = place(retraction_data, policy)
    url = source or policy.citations.services.get("retraction-watch") or retractions.SOURCE
    if "://" not in url:
        built = retractions.build(Path(url), target, source=url, fetched_at=session.now())
    else:
        network = replace(policy.network, allow_private=allow_private or policy.network.allow_private)
        with tempfile.TemporaryDirectory() as folder:
            table = Path(folder) / "retraction_watch.csv"
            with table.open("w+b") as body:
                _fetch(url, body, replace(policy, network=network), wanted=not no_progress)
            built = retractions.build(table, target, source=_public(url), fetched_at=session.now())
    newest = f", the newest of {built.data.newest}" if built.data.newest else ""
    session.note(f"note:  {built.data.records:,} notices{newest}, written to {target} ({room(built.size)})")
    if built.skipped:
        session.note(f"note:  {built.skipped:,} rows name no work, or are out of shape, and were left out")
    session.note(f"note:  {retractions.CREDIT}: https://gitlab.com/crossref/retraction-watch-data")
    return 0


def status(
    config: options.Config = None,
    retraction_data: options.RetractionData = None,
    as_of: options.AsOf = None,
) -> int:
    """Tell which retraction data are there, where from and how old."""
    from reviewaudit import retractions

    policy = session.policy(config)
    path = place(retraction_data, policy)
    with retractions.open_data(path) as opened:
        data = opened.data
    day = session.day(as_of, policy.review.timezone)
    lines = (
        ("file", str(path)),
        ("from", data.source),
        ("fetched", f"{data.fetched_at:%Y-%m-%d %H:%M} UTC"),
        ("notices", f"{data.records:,}"),
        ("newest", str(data.newest or "unknown")),
        ("age", f"{data.age(day)} days"),
        ("credit", retractions.CREDIT),
    )
    for name, value in lines:
        typer.echo(f"{name:8} {value}")
    return 0


def place(named: str | None, policy: Policy) -> Path:
    """The data that the option names, else the config, else those in the user's cache folder."""
    if named is not None:
        return Path(named)
    if policy.citations.retraction_data:
        return Path(policy.root) / policy.citations.retraction_data
    return session.cache_folder() / "retractions.db"


@contextmanager
def for_run(named: str | None, policy: Policy) -> Iterator[Index | None]:
    """The data, or nothing where none were ever fetched. Raises UsageError for data that were named and are no use."""
    path = place(named, policy)
    if named is None and not policy.citations.retraction_data and not path.exists():
        yield None
        return
    from reviewaudit.retractions import open_data

    with open_data(path) as opened:
        yield opened


def say_age(report: Report) -> None:
    """A word about data that are too old to be relied on, for formats that have none."""
    from reviewaudit.reports import OLD_DAYS

    data = report.retraction_data
    if data is not None and any(audited.standings for audited in report.audited):
        age = data.age(report.as_of)
        if age > OLD_DAYS:
            session.note(f"warning: the retraction data are {age} days old")
            session.note("help:  `reviewaudit retractions update` fetches newer ones")


def _fetch(url: str, body: BinaryIO, policy: Policy, *, wanted: bool) -> None:
    from reviewaudit.services import download

    with progress.fetching(wanted=wanted and sys.stderr.isatty()) as on_progress:
        problem = download(
            url, body, policy.network, most=MOST_BYTES, proxies=session.proxies(), on_progress=on_progress
        )
    if problem is not None:
        raise UsageError(
            f"the retraction data cannot be fetched from {_public(url)}: {problem.cause}",
            f"{problem.help}; a file that you have is read with --from FILE",
        )


def _public(url: str) -> str:
    from reviewaudit.services import public_url

    return public_url(url)
