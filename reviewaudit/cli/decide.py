"""`reviewaudit decide`: what was filled in in a workbook becomes decisions."""

from __future__ import annotations

import difflib
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from reviewaudit.cli import options, session
from reviewaudit.cli.help import GroupedCommand
from reviewaudit.cli.options import OUTPUT, POLICY
from reviewaudit.errors import UsageError

MAX_BYTES = 256 << 20


def register(app: typer.Typer) -> None:
    app.command("decide", cls=GroupedCommand)(session.guarded(decide))


def decide(
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="A workbook of `check --format xlsx=FILE` with decisions filled in."),
    ],
    write: Annotated[
        bool,
        typer.Option("--write", help="Write the decisions; else show them.", rich_help_panel=OUTPUT),
    ] = False,
    by: Annotated[
        str,
        typer.Option("--by", metavar="NAME", help="Who decided, where a line does not say.", rich_help_panel=POLICY),
    ] = "",
    config: options.Config = None,
    as_of: options.AsOf = None,
) -> int:
    """Read the decisions in a workbook back, so that `check` goes by them."""
    from reviewaudit import reports
    from reviewaudit.audit import read_decisions, revise, text_of, write_decisions

    reports.ensure("xlsx")
    policy = session.policy(config)
    base = Path.cwd()
    known = read_decisions(policy, base, may_be_missing=True)
    answers = reports.answers(_read(file), file)
    day = session.day(as_of, policy.review.timezone)
    revision = revise(answers, file, known, policy, base, day, by)
    old, new = _text(base / known.file), text_of(revision.decisions.made)
    if not (revision.new or revision.changed):
        session.note(f"note:  {known.file} holds these {revision.same} decisions already")
        return 0
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), known.file, known.file, lineterm="")
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    said = f"{revision.new} new, {revision.changed} changed, {revision.same} as before"
    if write:
        write_decisions(revision.decisions, base)
        session.note(f"note:  wrote {known.file}: {said}")
    else:
        session.note(f"note:  {said}; {known.file} was not written, --write does")
    return 0


def _read(file: str) -> bytes:
    path = Path(file)
    try:
        if os.stat(path).st_size > MAX_BYTES:
            raise UsageError(f"{file} is larger than {MAX_BYTES >> 20} MiB", "take out lines that nobody decided on")
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}", "name the workbook that was filled in") from None


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig") if path.exists() else ""
