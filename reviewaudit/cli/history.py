"""`reviewaudit history`: what the ledger saw, when."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewaudit import __version__
from reviewaudit.cli import ledger as ledgers
from reviewaudit.cli import observed, options, session
from reviewaudit.cli.groups import Inputs
from reviewaudit.cli.help import GroupedCommand
from reviewaudit.cli.options import OUTPUT
from reviewaudit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reviewaudit.ledger import Ledger
    from reviewaudit.model import Article, Observation, Policy, Reference, Verdict

FORMATS = ("text", "json")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def register(app: typer.Typer) -> None:
    app.command("history", cls=GroupedCommand)(session.guarded(history))


def history(
    subject: Annotated[
        str | None,
        typer.Argument(
            metavar="[URL|PATH]",
            help="A URL, or an article or folder. Default: the ledger itself, in numbers.",
            show_default=False,
        ),
    ] = None,
    config: options.Config = None,
    ledger: options.Ledger = None,
    format: Annotated[
        str,
        typer.Option("--format", "-f", metavar="NAME", help="Output format: text or json.", rich_help_panel=OUTPUT),
    ] = "text",
    output: options.Output = None,
) -> int:
    """Show what the ledger saw, when: of a URL, or of the references of an article. Asks nothing of the network."""
    if format not in FORMATS:
        raise UsageError(f"unknown format '{format}' in --format", f"known: {', '.join(FORMATS)}")
    policy = session.policy(config)
    with ledgers.existing(ledger) as opened:
        if subject is None:
            data, lines = _numbers(opened)
        elif is_url(subject):
            data, lines = _of_url(subject, opened, policy)
        else:
            data, lines = _of_articles(subject, opened, policy)
    if format == "json":
        head = {"schema_version": 1, "tool": {"name": "reviewaudit", "version": __version__}}
        text = json.dumps({**head, **data}, indent=2, ensure_ascii=False) + "\n"
    else:
        text = "".join(f"{line}\n" for line in lines)
    session.write(text, output)
    return 0


def is_url(text: str) -> bool:
    return _URL.match(text) is not None


def _numbers(ledger: Ledger) -> tuple[dict[str, Any], list[str]]:
    found = ledger.summary()
    data = {
        "path": str(ledger.path),
        "observations": found.observations,
        "urls": found.urls,
        "oldest": observed.stamp(found.oldest) if found.oldest else None,
        "newest": observed.stamp(found.newest) if found.newest else None,
        "size_bytes": found.size,
        "schema": found.version,
    }
    lines = [
        f"ledger        {ledger.path}",
        f"observations  {found.observations:,} of {observed.count(found.urls, 'URL')}",
        f"oldest        {observed.moment(found.oldest) + ' UTC' if found.oldest else 'none'}",
        f"newest        {observed.moment(found.newest) + ' UTC' if found.newest else 'none'}",
        f"size          {ledgers.room(found.size)}, schema {found.version}",
    ]
    return {"ledger": data}, lines


def _of_url(url: str, ledger: Ledger, policy: Policy) -> tuple[dict[str, Any], list[str]]:
    from reviewaudit.services import public_url

    shown = public_url(url)
    seen = observed.judged(ledger.history(shown), policy.network)
    data = {"url": shown, "observations": [observed.as_dict(*one) for one in seen]}
    return data, [heading(shown, len(seen)), *(f"  {line}" for line in observed.table(seen))]


def heading(subject: str, number: int) -> str:
    return observed.printable(
        f"{subject}: {observed.count(number, 'observation')}, times in UTC" if number else f"{subject}: never observed"
    )


def _of_articles(path: str, ledger: Ledger, policy: Policy) -> tuple[dict[str, Any], list[str]]:
    from reviewaudit.audit import understand

    found = session.sources(Inputs([path]), policy)
    articles = understand(found.sources, policy, Path.cwd())
    data: list[dict[str, Any]] = []
    lines: list[str] = []
    for article, reference, seen in _references(articles, ledger):
        verdict = observed.judged(seen, policy.network)[-1][1] if seen else None
        line, column = reference.place[:2]
        data.append(
            {
                "path": article.path,
                "line": line,
                "column": column,
                "url": reference.url,
                "observations": len(seen),
                "first_seen": observed.stamp(seen[0].at) if seen else None,
                "last_seen": observed.stamp(seen[-1].at) if seen else None,
                **(observed.outcome(verdict) if verdict else {}),
            }
        )
        where = f"{article.path}:{line}:{column}: {reference.url}"
        lines.append(observed.printable(f"{where}  {_in_short(seen, verdict)}"))
    lines += [
        observed.printable(f"{article.path}: cannot be read: {article.problem.cause}")
        for article in articles
        if article.problem is not None
    ]
    return {"references": data}, lines or [observed.printable(f"{path}: no reference that could be asked about")]


def _references(
    articles: list[Article], ledger: Ledger
) -> Iterator[tuple[Article, Reference, tuple[Observation, ...]]]:
    from reviewaudit.model import TargetKind
    from reviewaudit.services import public_url

    cited = [
        (article, reference, public_url(reference.target))
        for article in articles
        for reference in article.references
        if reference.target_kind is TargetKind.REMOTE
    ]
    histories = ledger.histories(url for _, _, url in cited)
    for article, reference, url in cited:
        yield article, reference, tuple(one for one in histories.get(url, ()) if one.exchanges)


def _in_short(seen: Sequence[Observation], verdict: Verdict | None) -> str:
    if verdict is None:
        return "never observed"
    first, last = seen[0].at.date().isoformat(), seen[-1].at.date().isoformat()
    times = "once" if len(seen) == 1 else f"{len(seen):,} times"
    return (
        f"{verdict.status.value} ({verdict.reason}), seen {times}, {first if first == last else f'{first} to {last}'}"
    )
