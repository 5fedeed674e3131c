"""The generated parts of the README and the manual, as Markdown; cog puts them between its marks.

`cog -r -I docs README.md docs/*.md` renews them, and CI checks that they are current. Pages that are generated as a
whole come from `reference`.
"""

from __future__ import annotations

import inspect
import json
import re
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path

from reviewaudit import cli, config, formats, ledger, reports, rules
from reviewaudit.audit import audit
from reviewaudit.model import CitationPolicy, LinkPolicy, NetworkPolicy, Policy, ReviewPolicy, Rule, Source, Window

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


def commands(pages: str) -> str:
    """Each command in one line, with a link to its page below the folder `pages`."""
    rows = [(str(command.name), command.callback) for command in cli.app().registered_commands]
    for group in cli.app().registered_groups:
        inner = group.typer_instance
        rows += [(f"{inner.info.name} {command.name}", command.callback) for command in inner.registered_commands]
    named = [(f"[`reviewaudit {name}`]({pages}/{name.replace(' ', '-')}.md)", _first(does)) for name, does in rows]
    return table(("command", "does"), named)


def _first(callback: object) -> str:
    return (inspect.getdoc(callback) or "").split("\n")[0]


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


def rules_by_family() -> str:
    """A table per family, each rule with a link to its page, as seen from `docs/`."""
    parts = []
    for prefix, family in rules.FAMILIES.items():
        rows = [
            (_link(rule), f"`{rule.name}`", rule.level.value, rule.summary)
            for rule in rules.RULES
            if rule.code.startswith(prefix)
        ]
        parts.append(f"\n## {prefix}: {family}\n" + table(("code", "name", "level", "says that"), rows))
    return "".join(parts)


def _link(rule: Rule) -> str:
    return f"[{rule.code}](rules/{rule.code.lower()}-{rule.name}.md)"


def families() -> str:
    """The families in one line each, for the README."""
    rows = []
    for prefix, family in rules.FAMILIES.items():
        own = [f"`{rule.name}`" for rule in rules.RULES if rule.code.startswith(prefix)]
        rows.append((prefix, family, ", ".join(own[:3]) + (f" and {len(own) - 3} more" if len(own) > 3 else "")))
    return table(("codes", "about", "among them"), rows)


def questions() -> str:
    """The questions of the pages below `docs/faq/`, each with a link to its answer."""
    parts = []
    for name in ("reviews", "links", "run"):
        text = (Path(__file__).with_name("faq") / f"{name}.md").read_text(encoding="utf-8")
        parts.append(f"\n## [{text[2 : text.index(chr(10))]}](faq/{name}.md)\n")
        asked = re.findall(r"^## (.*\?)$", text, re.MULTILINE)
        parts += [f"- [{title}](faq/{name}.md#{_anchor(title)})" for title in asked]
    return "\n".join(parts) + "\n"


def _anchor(heading: str) -> str:
    """As GitHub and the site make it of a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


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
            rows.append((f"`{name}`", key.help, _allowed(key.kind.allowed), _default(default, name)))
        if title == "[[rules]]":
            rows.append(("`review`", "Keys of `[review]` that differ for these paths.", "a table", ""))
        parts.append(f"\n## {title}\n" + table(("key", "is", "allowed", "default"), rows))
    return "".join(parts)


def _allowed(text: str) -> str:
    """An example with an address is code, not a link."""
    return re.sub(r'\[\[.*\]\]|"[^"]*://[^"]*"', r"`\g<0>`", text)


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
