"""`reviewaudit rules`: all rules, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from reviewaudit.cli import session

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reviewaudit.model import Rule


def register(app: typer.Typer) -> None:
    app.command("rules")(session.guarded(list_rules))


def list_rules() -> int:
    """List the rules: code, name, level, one line."""
    from reviewaudit.reports import rules_page
    from reviewaudit.rules import RULES

    for line in lines(RULES):
        typer.echo(line)
    typer.echo(f"'reviewaudit explain CODE' prints the page of a rule; all pages: {rules_page()}", err=True)
    return 0


def lines(rules: Sequence[Rule]) -> Iterator[str]:
    """A line for each rule, in columns."""
    width = max((len(rule.name) for rule in rules), default=0)
    for rule in rules:
        yield f"{rule.code}  {rule.name:{width}}  {rule.level.value:7}  {rule.summary}"
