"""`reviewaudit rules`: all rules, a line each."""

from __future__ import annotations

import typer

from reviewaudit.cli import session


def register(app: typer.Typer) -> None:
    app.command("rules")(session.guarded(list_rules))


def list_rules() -> int:
    """List the rules: code, name, level, one line."""
    from reviewaudit.reports import rules_page
    from reviewaudit.rules import RULES

    width = max(len(rule.name) for rule in RULES)
    for rule in RULES:
        typer.echo(f"{rule.code}  {rule.name:{width}}  {rule.level.value:7}  {rule.summary}")
    typer.echo(f"'reviewaudit explain CODE' prints the page of a rule; all pages: {rules_page()}", err=True)
    return 0
