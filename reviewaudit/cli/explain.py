"""`reviewaudit explain`: the page of a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from reviewaudit.cli import session
from reviewaudit.errors import UsageError

if TYPE_CHECKING:
    from reviewaudit.model import Example


def register(app: typer.Typer) -> None:
    app.command("explain")(session.guarded(explain))


def explain(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Code or name of a rule, such as RA301 or hollow-claim.")],
) -> int:
    """Print the page of a rule: what it means, why it matters, how to mend it, two examples."""
    from reviewaudit.rules import FAMILIES, find, resolve

    found = find(rule)
    if found is None:
        candidates = resolve(rule, "the command line")
        if not candidates:
            raise UsageError(f"no rule of the family {rule!r} is built yet", "'reviewaudit rules' lists all of them")
        raise UsageError(
            f"'{rule}' means several rules: {', '.join(candidate.code for candidate in candidates)}",
            "name one of them",
        )
    typer.echo(f"{found.code} {found.name} ({found.level.value}, since {found.since}; {FAMILIES[found.code[:3]]})\n")
    typer.echo(found.explanation.strip() + "\n")
    for title, example in (("Flagged", found.flagged), ("Accepted", found.accepted)):
        typer.echo(_example(title, example))
    return 0


def _example(title: str, example: Example) -> str:
    lines = [f"{title} on {example.as_of}:"]
    body = repr(example.data)[2:-1] if example.data is not None else example.text
    lines += [f"    {line}".rstrip() for line in body.splitlines()]
    lines += [f"    ({url} answers: {answer})" for url, answer in example.answers.items()]
    if example.config:
        lines += ["  with reviewaudit.toml:", *(f"    {line}" for line in example.config.splitlines())]
    return "\n".join(lines) + "\n"
