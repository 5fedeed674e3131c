"""`reviewaudit demo`: the real audit, on sample articles and a little web of their own."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from reviewaudit.cli import check, options, progress, session
from reviewaudit.cli.groups import Inputs
from reviewaudit.errors import UsageError

DAY = date(2026, 11, 22)
"""The samples are dated to show every state of a review on this day."""


def register(app: typer.Typer) -> None:
    app.command("demo")(session.guarded(demo))


def demo(
    format: options.Format = None,
    no_progress: Annotated[bool, typer.Option("--no-progress", help="Show no progress bar.")] = False,
) -> int:
    """Audit the sample articles against a small web server on this machine that stands in for every cited host.

    Needs no internet: real requests, sent to 127.0.0.1. Exits with 0 whatever is found.
    """
    from reviewaudit.audit import Network, audit
    from reviewaudit.ledger import open_ledger
    from reviewaudit.model import Policy
    from reviewaudit.services import play_web

    chosen = check.destinations(format, None)
    folder = samples()
    found = session.sources(Inputs([str(folder)], no_ignore=True), Policy())
    # Short waits: this web is on the same machine, and what hangs here hangs on purpose.
    network = replace(Policy().network, timeout=2.0, connect_timeout=2.0, retry_wait=0.1, max_retry_after=0.5)
    policy = replace(Policy(), network=network)
    base = folder.parent
    sources = [
        replace(source, path=Path(source.location).resolve().relative_to(base).as_posix()) for source in found.sources
    ]
    with (
        tempfile.TemporaryDirectory(prefix="reviewaudit-") as temporary,
        play_web(*((folder / name).read_text(encoding="utf-8") for name in ("web.toml", "registries.toml"))) as web,
        open_ledger(Path(temporary) / "ledger.db") as ledger,
        progress.shown(wanted=not no_progress) as on_progress,
    ):
        report = audit(
            sources,
            policy,
            as_of=DAY,
            clock=session.now,
            base=base,
            network=Network(gateway=web.origin, on_progress=on_progress),
            ledger=ledger,
        )
    check.deliver(report, chosen, sources, verbose=False, quiet=False)
    session.note(
        f"\nThis was `reviewaudit check` on {DAY}, on the sample articles in {folder}.\n"
        f"In CI it would have ended with exit status {report.exit_status}. `reviewaudit explain CODE` tells more."
    )
    return 0


def samples() -> Path:
    """The folder of the sample articles: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "articles", package.parent / "articles"):
        if (folder / "web.toml").is_file():
            return folder
    raise UsageError("the sample articles are not installed", "install reviewaudit from its wheel or its repository")
