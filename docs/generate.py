"""The generated parts of the README and the manual, as Markdown; cog puts them between its marks.

`cog -r -I docs README.md docs/*.md` renews them, and CI checks that they are current.
"""

from __future__ import annotations

import inspect
import json
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path

from reviewaudit import cli, config, formats, ledger, reports, rules, verdicts
from reviewaudit.audit import audit
from reviewaudit.model import CitationPolicy, LinkPolicy, NetworkPolicy, Policy, ReviewPolicy, Source, Window

EXIT_STATUS = (
    ("0", "audited; nothing at or above `--fail-on`"),
    ("1", "audited; findings at or above `--fail-on` (default `error`)"),
    (
        "2",
        "could not audit: wrong usage, bad config, nothing to audit, interrupted, no URL could be asked because the "
        "network is down, or a bug in reviewaudit",
    ),
)


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    rows_of_cells = (" | ".join(cell.replace("|", "\\|") for cell in line) for line in lines)
    return "\n" + "\n".join(f"| {cells} |" for cells in rows_of_cells) + "\n"


def commands() -> str:
    rows = []
    for command in cli.app().registered_commands:
        summary = (inspect.getdoc(command.callback) or "").split("\n")[0]
        rows.append((f"`reviewaudit {command.name}`", summary))
    for group in cli.app().registered_groups:
        for command in group.typer_instance.registered_commands:
            summary = (inspect.getdoc(command.callback) or "").split("\n")[0]
            rows.append((f"`reviewaudit {group.typer_instance.info.name} {command.name}`", summary))
    return table(("command", "does"), rows)


def ledger_page() -> str:
    """What the ledger's own documentation says of its schema."""
    text = inspect.getdoc(ledger) or ""
    return "\n```text\n" + text[text.index("    observations ") :].split("\n\n`PRAGMA")[0] + "\n```\n"


def article_formats() -> str:
    rows = [(name, " ".join(f"`{suffix}`" for suffix in format.suffixes)) for name, format in formats.FORMATS.items()]
    return table(("format", "endings"), rows)


def report_formats() -> str:
    return table(("`--format`", "is"), [(f"`{name}`", format.help) for name, format in reports.REPORTS.items()])


EXAMPLE = "# Tea\n\nLast reviewed: 2024-05-12\n\nSee [the leaflet](https://tea.example:port/) on caffeine.\n"


def report_example(format: str) -> str:
    """A report on the article `EXAMPLE`, made now."""
    moment = datetime(2026, 6, 1, tzinfo=UTC)
    report = audit(
        [Source("docs/tea.md", data=EXAMPLE.encode())],
        Policy(),
        as_of=date(2026, 6, 1),
        clock=lambda: moment,
        base=Path.cwd(),
        network=None,
        ledger=None,
    )
    text = reports.render_text(report, format, reports.View(line=lambda _, number: EXAMPLE.splitlines()[number - 1]))
    return f"\n```text\n{text.replace(chr(13), '')}```\n"


def example_article() -> str:
    return f"\n```markdown\n{EXAMPLE}```\n"


def action_table() -> str:
    """The inputs and outputs of the action, in its own words."""
    import yaml

    action = yaml.safe_load((Path(__file__).resolve().parents[1] / "action.yml").read_text(encoding="utf-8"))
    rows = [
        (f"`{name}`", entry["description"], f"`{entry['default']}`" if entry["default"] else "")
        for name, entry in action["inputs"].items()
    ]
    outputs = [(f"`{name}`", entry["description"]) for name, entry in action["outputs"].items()]
    return table(("input", "is", "default"), rows) + table(("output", "is"), outputs)


def exit_status() -> str:
    return table(("status", "meaning"), list(EXIT_STATUS))


def rule_table() -> str:
    rows = [(rule.code, f"`{rule.name}`", rule.level.value, rule.summary) for rule in rules.RULES]
    return table(("code", "name", "level", "says that"), rows)


def rule_pages() -> str:
    pages = []
    for rule in rules.RULES:
        family = rules.FAMILIES[rule.code[:3]]
        pages.append(f"\n## {rule.code} {rule.name}\n\n*{rule.level.value}, {family}, since {rule.since}*\n")
        body = rule.explanation.strip().replace("\nWhy it matters: ", "\n**Why it matters:** ")
        pages.append(body.replace("\nHow to mend it: ", "\n\n**How to mend it:** ") + "\n")
        for title, example in (("Flagged", rule.flagged), ("Accepted", rule.accepted)):
            text = repr(example.data)[2:-1] if example.data is not None else example.text
            world = [f"`{url}` answers `{answer}`" for url, answer in example.answers.items()]
            answers = "; ".join([*world, *(f"`{verdicts.told(record)}`" for record in example.records)])
            pages.append(f"{title} on {example.as_of}{f', where {answers}' if answers else ''}:\n")
            pages.append("```text\n" + text.strip("\n") + "\n```\n")
            if example.config:
                pages.append("with `reviewaudit.toml`:\n\n```toml\n" + example.config.strip("\n") + "\n```\n")
    return "\n".join(pages)


def config_keys() -> str:
    parts = []
    for title, keys, default in (
        ("Top level", config.TOP, Policy()),
        ("[review]", config.REVIEW, ReviewPolicy()),
        ("[links]", config.LINKS, LinkPolicy()),
        ("[network]", config.NETWORK, NetworkPolicy()),
        ('[network.hosts."example.org"]', config.HOST, None),
        ("[citations]", config.CITATIONS, CitationPolicy()),
        ("[[citations.accept]]", config.ACCEPT, None),
        ("[[rules]]", config.RULE, None),
    ):
        rows = []
        for name, key in keys.items():
            rows.append((f"`{name}`", key.help, key.kind.allowed, _default(default, name)))
        if title == "[[rules]]":
            rows.append(("`review`", "Keys of `[review]` that differ for these paths.", "a table", ""))
        parts.append(f"\n## {title}\n" + table(("key", "is", "allowed", "default"), rows))
    return "".join(parts)


def _default(owner: object, name: str) -> str:
    if owner is None or name not in {field.name for field in fields(owner)}:
        return ""
    value = getattr(owner, name)
    if isinstance(value, Window):
        return f"`{json.dumps(value.text)}`"
    if name == "accept" and value and isinstance(value[0], tuple):
        return '`"' + ",".join(f"{low}..={high}" for low, high in value) + '"`'
    if isinstance(value, tuple | list):
        return f"`{json.dumps(list(value))}`"
    if value is None or isinstance(value, dict) or (not value and isinstance(value, str)):
        return ""
    return f"`{json.dumps(value)}`"
