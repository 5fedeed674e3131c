"""The pages of the manual that are generated as a whole: one for each rule, one for each command.

A rule's page is where SARIF, `explain` and the reports lead. `python docs/shipped.py` writes them all, and takes away
those of rules and commands that are gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import typer.main
from generate import table

from reviewaudit import cli, reports, rules, verdicts
from reviewaudit.audit import findings_in
from reviewaudit.cli.help import ORDER
from reviewaudit.model import Example, Rule

FOLDERS = ("docs/rules", "docs/commands")
"""They hold nothing but generated pages."""

NEEDS = {
    "links": "It needs answers from the network, or fresh ones in the [ledger](../ledger.md).",
    "git": "It needs the history that git keeps, so not a shallow clone and not `--no-git`.",
    "citations": "It needs what is known of [cited works](../citations.md).",
}
COMMENTS = {
    "RA001": "A file that cannot be read has no comments; leave it out with `exclude_paths` if it is no article.",
    "RA002": "A comment cannot speak about itself, so only `ignore-file[{name}]` alone is of use.",
}


def pages() -> dict[str, str]:
    """Texts by path from the root of the repository."""
    of_rules = {f"docs/rules/{rule.code.lower()}-{rule.name}.md": rule_page(rule) for rule in rules.RULES}
    return of_rules | {f"docs/commands/{command_file(name)}": text for name, text in command_pages()}


def command_file(name: str) -> str:
    """`ledger export` -> `ledger-export.md`."""
    return f"{name.replace(' ', '-')}.md"


# --- rules ---


def rule_page(rule: Rule) -> str:
    body = rule.explanation.strip().replace("\nWhy it matters: ", "\n**Why it matters:** ")
    parts = [
        f"# {rule.code} {rule.name}",
        f"*{rule.level.value}, {rules.FAMILIES[rule.code[:3]]}, since {rule.since}*",
        body.replace("\nHow to mend it: ", "\n\n**How to mend it:** "),
        *(NEEDS[need] for need in sorted(rule.needs & NEEDS.keys())),
        *_example("Flagged", rule.flagged),
        "It says:",
        "```text\n" + "\n".join(_messages(rule)) + "\n```",
        *_example("Accepted", rule.accepted),
        "## To switch it off",
        *_switches(rule),
        f"`reviewaudit explain {rule.code}` prints this page. [All rules](../rules.md)",
    ]
    return "\n\n".join(parts) + "\n"


def _example(title: str, example: Example) -> Iterator[str]:
    yield f"## {title}"
    text = repr(example.data)[2:-1] if example.data is not None else example.text
    world = [f"`{url}` answers `{answer}`" for url, answer in example.answers.items()]
    answers = "; ".join([*world, *(f"`{verdicts.told(record)}`" for record in example.records)])
    yield f"On {example.as_of}{f', where {answers}' if answers else ''}:"
    yield "```text\n" + text.strip("\n") + "\n```"
    if example.config:
        yield "with `reviewaudit.toml`:"
        yield "```toml\n" + example.config.strip("\n") + "\n```"


def _messages(rule: Rule) -> Iterator[str]:
    """What the rule says of its flagged example."""
    return (reports.finding_text(finding) for finding in findings_in(rule.flagged) if finding.code == rule.code)


def _switches(rule: Rule) -> Iterator[str]:
    if rule.code in COMMENTS or rule.code in {"RA003", "RA004"}:
        yield COMMENTS.get(rule.code, COMMENTS["RA002"]).format(name=rule.name)
    else:
        yield "At one place, with a reason and a last day ([more](../suppressions.md)):"
        yield f"```html\n<!-- reviewaudit: ignore-next-line[{rule.name}] until=2027-01-31 why it may stay -->\n```"
    yield "In [the configuration](../configuration.md): not at all, said as a note, or not below some paths:"
    yield (
        "```toml\n"
        f'ignore = ["{rule.name}"]\n'
        f'levels = {{ {rule.name} = "note" }}\n\n'
        "[[rules]]\n"
        'paths = ["archive/**"]\n'
        f'ignore = ["{rule.name}"]\n'
        "```"
    )


# --- commands ---


def command_pages() -> Iterator[tuple[str, str]]:
    """Each command's name ("ledger export") and page, in the order of `--help`."""
    group = typer.main.get_command(cli.app())
    context = group.context_class(group, info_name="reviewaudit", **group.context_settings)
    for command, inner in commands(group, context):
        name = inner.command_path.removeprefix("reviewaudit ")
        yield name, _command_page(command, inner)


def commands(group: Any, context: Any) -> Iterator[tuple[Any, Any]]:
    """Each command with its context, those of groups in place of the group."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        inner = command.context_class(command, info_name=name, parent=context)
        if hasattr(command, "list_commands"):
            yield from commands(command, inner)
        else:
            yield command, inner


def _command_page(command: Any, context: Any) -> str:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    parts = [f"# {context.command_path}", (command.help or "").strip(), f"```text\n{usage}\n```"]
    for title, records in _panels(command, context).items():
        rows = [(f"`{' '.join(name.split())}`", _cell(text)) for name, text in records]
        parts.append(f"## {title}\n" + table(("option" if title != "Arguments" else "argument", "is"), rows).rstrip())
    parts.append("[All commands](../commands.md), [exit statuses](../exit-status.md)")
    return "\n\n".join(parts) + "\n"


def _panels(command: Any, context: Any) -> dict[str, list[tuple[str, str]]]:
    """Help records by the heading under which `--help` shows them, in its order."""
    panels: dict[str, list[tuple[str, str]]] = {}
    for param in command.get_params(context):
        record = param.get_help_record(context)
        if record is not None:
            usual = "Arguments" if param.param_type_name == "argument" else "Options"
            panels.setdefault(str(getattr(param, "rich_help_panel", None) or usual), []).append(record)
    return dict(sorted(panels.items(), key=lambda panel: ORDER.index(panel[0])))


def _cell(text: str) -> str:
    """Words of the help as Markdown that shows the same signs; an example with an address is code, not a link."""
    parts = re.split(r"'([^']*://[^']*)'", " ".join(text.split()))
    return "".join(f"`{part}`" if number % 2 else _escaped(part) for number, part in enumerate(parts))


def _escaped(text: str) -> str:
    return re.sub(r"([\\<*_\[])", r"\\\1", text)
