"""A report in, GitHub workflow commands out: one annotation per finding.

GitHub shows the first 10 annotations of each kind in a step and drops the others without a word, so errors come first,
and where there are more than 10 of a kind the tenth says how many follow. Those that follow are commands as well: the
log shows them. The syntax is that of https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands;
the escapes are those that the runner takes back
(https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs).
"""

from __future__ import annotations

from collections.abc import Sequence

from reviewaudit.model import Finding, Level, Report
from reviewaudit.reports import View, counts
from reviewaudit.reports.addresses import from_root
from reviewaudit.reports.characters import visible

SHOWN = 10
KINDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def render(report: Report, view: View) -> str:
    lines: list[str] = []
    for level, kind in KINDS.items():
        commands = [_annotation(finding, view) for finding in report.findings if finding.level is level]
        if level is Level.ERROR and report.network_down:
            commands.insert(0, _command("error", "no URL could be asked, because the network is down"))
        lines += _shown(commands, level, kind)
    return "".join(f"{line}\n" for line in lines)


def _shown(commands: Sequence[str], level: Level, kind: str) -> list[str]:
    if len(commands) <= SHOWN:
        return list(commands)
    seen = SHOWN - 1
    more = f"and {counts.plural(len(commands) - seen, level.value)} more, in the log and in the job summary"
    return [*commands[:seen], _command(kind, more), *commands[seen:]]


def _annotation(finding: Finding, view: View) -> str:
    place = finding.place
    properties: dict[str, object] = {
        "file": from_root(finding.path, view.root),
        "line": place.line,
        "endLine": place.end_line,
    }
    if place.line == place.end_line:  # the runner takes columns for one line only
        properties |= {"col": place.column, "endColumn": place.end_column}
    properties["title"] = f"{finding.code} {finding.name}"
    return _command(KINDS[finding.level], f"{finding.message}\nhelp: {finding.help}", **properties)


def _command(kind: str, message: str, **properties: object) -> str:
    properties = properties or {"title": "reviewaudit"}
    given = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{kind} {given}::{_data(message)}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
