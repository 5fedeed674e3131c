"""`reviewaudit config`: the policy as it holds for one article, and where each value comes from."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewaudit.cli import options, session
from reviewaudit.cli.help import GroupedCommand
from reviewaudit.cli.options import OUTPUT
from reviewaudit.errors import UsageError

if TYPE_CHECKING:
    from reviewaudit.model import Policy

INTERNAL = frozenset({"origin", "root", "rules", "origins"})


def register(app: typer.Typer) -> None:
    app.command("config", cls=GroupedCommand)(session.guarded(show))


def show(
    path: Annotated[
        str | None,
        typer.Argument(metavar="[PATH]", help="An article. Default: what holds for all.", show_default=False),
    ] = None,
    config: options.Config = None,
    json_schema: Annotated[
        bool,
        typer.Option("--json-schema", help="Print the JSON Schema of the config and exit.", rich_help_panel=OUTPUT),
    ] = False,
) -> int:
    """Show the policy that holds for an article, value by value, and where each one was set."""
    from reviewaudit.config import effective
    from reviewaudit.config import json_schema as json_schema_text

    if json_schema:
        typer.echo(json_schema_text(), nl=False)
        return 0
    base = Path.cwd()
    policy = session.policy(config)
    if path is not None:
        if not (base / path).exists():
            raise UsageError(
                f"no such file or folder: {path}", "check the spelling; paths start from the working folder"
            )
        policy = effective(policy, path, base)
    values = list(_values(policy, ""))
    width = max(len(name) for name, _ in values)
    longest = max(len(value) for _, value in values)
    for name, value in values:
        typer.echo(f"{name:{width}}  {value:{min(longest, 40)}}  {policy.origins.get(name, 'default')}")
    return 0


def _values(owner: Policy, prefix: str) -> list[tuple[str, str]]:
    found = []
    for field in fields(owner):
        value = getattr(owner, field.name)
        if not prefix and field.name in INTERNAL:
            continue
        if is_dataclass(value):
            found += _values(value, f"{field.name}.")  # type: ignore[arg-type]  # the policies inside a policy
        else:
            found.append((prefix + field.name, _shown(field.name, value)))
    return found


def _shown(name: str, value: object) -> str:
    if name == "contact" and value:
        return "…"  # a person's address
    if name == "accept" and isinstance(value, tuple) and value and hasattr(value[0], "reason"):
        return ", ".join(f"{item.id}{f' until {item.until}' if item.until else ''}" for item in value)
    if name == "headers" and isinstance(value, tuple):
        return ", ".join(f"{header}: …" for header, _ in value)  # their values may be secrets
    if isinstance(value, tuple) and hasattr(value, "text"):
        return str(value.text)
    if name == "accept" and isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return ",".join(f"{low}..={high}" if low != high else str(low) for low, high in value)
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} = {_shown(name, words)}" for key, words in value.items())
    if is_dataclass(value) and not isinstance(value, type):  # what differs for one host
        given = {field.name: getattr(value, field.name) for field in fields(value)}
        return "; ".join(f"{key} {_shown(key, one)}" for key, one in given.items() if one)
    return str(value).lower() if isinstance(value, bool) else str(value)
