"""`reviewaudit fix`: safe mends of references, as a diff or written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewaudit.cli import ledger as ledgers
from reviewaudit.cli import options, progress, session, written
from reviewaudit.cli.groups import Asking, Inputs, spread
from reviewaudit.cli.help import GroupedCommand
from reviewaudit.cli.options import NETWORK, OUTPUT, POLICY
from reviewaudit.cli.overrides import with_network
from reviewaudit.errors import UsageError

if TYPE_CHECKING:
    from reviewaudit.audit import Mends, Proposal

PROPOSED, COULD_NOT = 1, 2


def register(app: typer.Typer) -> None:
    app.command("fix", cls=GroupedCommand, epilog=STATUS)(session.guarded(spread(fix)))


STATUS = "Exit status: 0 nothing to mend, or all of it written; 1 edits shown and not written; 2 could not."


def fix(
    *,
    inputs: Inputs,
    config: options.Config = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            "--select",
            metavar="MEND",
            help="What to mend: doi, redirect, https, archive. Repeatable, or with commas. Default: all but archive.",
            rich_help_panel=POLICY,
        ),
    ] = None,
    cosmetic: Annotated[
        bool,
        typer.Option(
            "--cosmetic",
            help="Follow redirects too that only spell the address in another way: www., a slash, case.",
            rich_help_panel=POLICY,
        ),
    ] = False,
    archive: Annotated[
        bool,
        typer.Option(
            "--archive",
            help="Cite the archived copy nearest to the review in place of a page that is confirmed dead.",
            rich_help_panel=POLICY,
        ),
    ] = False,
    offline: options.Offline = False,
    allow_private: options.AllowPrivate = False,
    exclude: options.Exclude = None,
    include: options.Include = None,
    asking: Asking,
    ledger: options.Ledger = None,
    no_ledger: options.NoLedger = False,
    archive_url: Annotated[
        str,
        typer.Option(
            "--archive-url",
            metavar="URL",
            help="Where archived copies are asked for. Default: https://archive.org.",
            rich_help_panel=NETWORK,
            show_default=False,
        ),
    ] = "",
    write: Annotated[
        bool,
        typer.Option("--write", help="Write the edits to the files, as well as showing them.", rich_help_panel=OUTPUT),
    ] = False,
    no_progress: options.NoProgress = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no diff.", rich_help_panel=OUTPUT)] = False,
) -> int:
    """Show as a diff how references would be mended; with --write, mend them."""
    mends = _mends(select, cosmetic=cosmetic, archive=archive, archive_url=archive_url)
    policy = session.policy(config, exclude=inputs.exclude_path)
    policy = with_network(policy, asking, Path.cwd(), allow_private=allow_private, exclude=exclude, include=include)
    found = session.sources(inputs, policy, offline=offline, shows_progress=not no_progress)
    from reviewaudit.audit import Network, propose

    with (
        ledgers.for_run(ledger, wanted=not no_ledger) as kept,
        progress.shown(wanted=not no_progress) as on_progress,
    ):
        proposal = propose(
            found.sources,
            policy,
            mends,
            as_of=session.day(None, policy.review.timezone),
            clock=session.now,
            base=Path.cwd(),
            network=None if offline else Network(session.proxies(), on_progress=on_progress),
            ledger=kept,
        )
    return _conclude(proposal, write=write, quiet=quiet)


def _conclude(proposal: Proposal, *, write: bool, quiet: bool) -> int:
    mended = [one for one in proposal.rewritten if one.edits]
    if not quiet:
        for one in mended:
            written.show(one.diff)
    for one in proposal.rewritten:
        for left in one.left_out:
            session.note(f"note:  {one.source.path}:{left.place.line}:{left.place.column}: {left.subject} was left "
                         f"as it is: {left.cause}")  # fmt: skip
    for path, cause in proposal.problems:
        session.note(f"note:  {path} could not be read: {cause}")
    if proposal.unasked and proposal.unasked != "offline":
        session.note(f"note:  {proposal.unasked}")
    if proposal.network_down:
        return session.fail(
            "no URL could be asked, because the network is down",
            "check the connection and the proxy settings, or mend with --offline what the ledger knows",
        )
    if not mended:
        if not quiet:
            session.note(
                "nothing to mend" + (", as far as that is known offline" if proposal.unasked == "offline" else "")
            )
        return 0
    edits = sum(len(one.edits) for one in mended)
    counted = f"{edits} edit{'s' * (edits != 1)} in {len(mended)} file{'s' * (len(mended) != 1)}"
    if not write:
        session.note(f"{counted}; --write applies them")
        return PROPOSED
    done, failed = written.write(mended)
    session.note(f"{counted}; {done} written")
    return COULD_NOT if failed else 0


def _mends(select: Sequence[str] | None, *, cosmetic: bool, archive: bool, archive_url: str) -> Mends:
    from difflib import get_close_matches

    from reviewaudit.audit import Mends
    from reviewaudit.edits import MENDS

    wanted = [name.strip() for value in select or () for name in value.split(",") if name.strip()]
    for name in wanted:
        if name not in MENDS:
            near = get_close_matches(name, MENDS, n=1)
            hint = f"did you mean '{near[0]}'? " if near else ""
            raise UsageError(f"unknown mend '{name}' in --select", f"{hint}known: {', '.join(MENDS)}")
    if not wanted:
        wanted = [name for name in MENDS if name != "archive"]
    if archive and "archive" not in wanted:
        wanted.append("archive")
    if archive_url and not archive_url.startswith(("http://", "https://")):
        raise UsageError(f"--archive-url {archive_url!r} is no web address", "write it with https://")
    return Mends(tuple(wanted), cosmetic, archive_url)
