"""What a run on GitHub Actions says by itself: annotations and the job summary, besides the report that was asked for.

The text report stays on standard output, whole, because GitHub shows 10 annotations of a kind and no more. Annotations
go to standard error, where the runner reads commands as well, so that a piped or saved report holds nothing else.
`GITHUB_ACTIONS` set to anything but "true" switches both off.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reviewaudit.cli import session
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from reviewaudit.model import Report
    from reviewaudit.reports import View

SUMMARY_LIMIT = 1 << 20
"""Bytes that GitHub takes as the summary of one step; it refuses a longer one whole."""
CUT = "\n_Cut here: a job summary holds 1 MiB. The log and the other reports hold all._\n"
_COMMAND = regex(r"##(?=\[)|(?:^|(?<=[\r\n]))(\s*):(?=:)")


def is_running(environ: Mapping[str, str]) -> bool:
    return environ.get("GITHUB_ACTIONS") == "true"


def harmless(text: str) -> str:
    """The text without what the runner would take for a command: words of an article are not to command it."""
    return _COMMAND.sub(lambda found: "# #" if found[1] is None else f"{found[1]}: ", text)


def announce(report: Report, destinations: Sequence[tuple[str, str | None]], view: View, *, quiet: bool) -> None:
    """Annotate where the text report went to standard output, and write the job summary."""
    from reviewaudit import reports

    if not is_running(os.environ):
        return
    said = []
    if ("text", None) in destinations and not quiet:
        commands = reports.render_text(report, "github", view)
        if commands:
            session.note(commands.rstrip("\n"))
        said.append("annotations")
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        try:
            if append(Path(summary), reports.render_text(report, "markdown", view)):
                said.append("the job summary")
        except OSError as error:
            session.note(f"note: cannot write the job summary {summary}: {error.strerror}")
    if said:
        session.note(f"note: on GitHub Actions, so there is more: {' and '.join(said)}")


def append(file: Path, text: str) -> bool:
    """Append to the step's summary, cut at the end of a line where it would get too long. False where it is full."""
    there = file.stat().st_size if file.exists() else 0
    room = SUMMARY_LIMIT - there
    data = text.encode("utf-8", "replace")
    if len(data) > room:
        cut = CUT.encode()
        if room < len(cut):
            return False
        kept = data[: room - len(cut)]
        data = kept[: kept.rfind(b"\n") + 1] + cut
    with file.open("ab") as out:
        out.write(data)
    return True
