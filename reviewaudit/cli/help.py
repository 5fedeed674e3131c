"""Options of a command, shown in the groups Input, Policy, Output and Network."""

from __future__ import annotations

from typing import Any

import typer.core


class GroupedCommand(typer.core.TyperCommand):
    def format_options(self, ctx: Any, formatter: Any) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is None:
                continue
            is_argument = param.param_type_name == "argument"
            panel = getattr(param, "rich_help_panel", None) or ("Arguments" if is_argument else "Options")
            groups.setdefault(str(panel), []).append(record)
        for name in sorted(groups, key=_order):
            with formatter.section(name):
                formatter.write_dl(groups[name])


class GroupedGroup(typer.core.TyperGroup):
    """Commands in the order in which they were registered, each with its first sentence and not a part of it."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.commands)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        rows = [
            (name, _first_sentence(command.help or "")) for name, command in self.commands.items() if not command.hidden
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _first_sentence(text: str) -> str:
    return " ".join(text.split()).partition(". ")[0].rstrip(".") + "."


ORDER = ("Arguments", "Input", "Policy", "Network", "Output", "Options")


def _order(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)
