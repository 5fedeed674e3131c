"""`reviewaudit history`: what the ledger saw, when."""

from __future__ import annotations

import json
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
from reviewaudit.regexes import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reviewaudit.ledger import Ledger
    from reviewaudit.model import Article, Identifier, Observation, Policy, Reference, Verdict

FORMATS = ("text", "json")
_URL = regex(r"[A-Za-z][A-Za-z0-9+.-]*://")


def register(app: typer.Typer) -> None:
    app.command("history", cls=GroupedCommand)(session.guarded(history))


def history(
    subject: Annotated[
        str | None,
        typer.Argument(
            metavar="[URL|ID|PATH]",
            help="A URL, an identifier ('PMID 9500320'), an article or a folder. Default: the ledger in numbers.",
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
    """Show what the ledger saw, when: of a URL, a work, or the references of an article. Asks nothing."""
    if format not in FORMATS:
        raise UsageError(f"unknown format '{format}' in --format", f"known: {', '.join(FORMATS)}")
    policy = session.policy(config)
    with ledgers.existing(ledger) as opened:
        if subject is None:
            data, lines = _numbers(opened)
        elif is_url(subject):
            data, lines = _of_url(subject, opened, policy)
        elif not Path(subject).exists() and (work := _work(subject)) is not None:
            data, lines = _of_work(work, opened, policy)
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
        "records": found.records,
        "identifiers": found.identifiers,
        "oldest": observed.stamp(found.oldest) if found.oldest else None,
        "newest": observed.stamp(found.newest) if found.newest else None,
        "size_bytes": found.size,
        "schema": found.version,
    }
    lines = [
        f"ledger        {ledger.path}",
        f"observations  {found.observations:,} of {observed.count(found.urls, 'URL')}",
        f"records       {found.records:,} of {observed.count(found.identifiers, 'identifier')}",
        f"oldest        {observed.moment(found.oldest) + ' UTC' if found.oldest else 'none'}",
        f"newest        {observed.moment(found.newest) + ' UTC' if found.newest else 'none'}",
        f"size          {ledgers.room(found.size)}, schema {found.version}",
    ]
    return {"ledger": data}, lines


def _of_url(url: str, ledger: Ledger, policy: Policy) -> tuple[dict[str, Any], list[str]]:
    from reviewaudit.services import public_url

    shown = public_url(url)
    seen = observed.judged(ledger.history(shown), policy.network)
    data: dict[str, Any] = {"url": shown, "observations": [observed.as_dict(*one) for one in seen]}
    lines = [heading(shown, len(seen)), *(f"  {line}" for line in observed.table(seen))]
    work = _work(url)
    if work is None:
        return data, lines
    more, said = _of_work(work, ledger, policy)
    return {**data, **more}, [*lines, *said]


def _work(subject: str) -> Identifier | None:
    """The identifier that someone means, if it is one that registries know."""
    from reviewaudit.verdicts import read_id

    try:
        identifier = read_id(subject)
    except ValueError:
        return None
    return None if identifier[0] == "url" else identifier


def _of_work(identifier: Identifier, ledger: Ledger, policy: Policy) -> tuple[dict[str, Any], list[str]]:
    """What registries said of an identifier, and of those that they said are of the same work."""
    from reviewaudit.verdicts import is_current, named, told

    now = session.now()
    names = [identifier]
    for name in names:  # grows while it is gone through
        names += [other for record in ledger.known([name]) for other in record.same if other not in names]
    records = sorted(ledger.said(names), key=lambda record: (record.at, record.service, record.identifier))
    data = [
        {
            "identifier": named(record.identifier),
            "service": record.service,
            "at": observed.stamp(record.at),
            "state": record.state.value,
            "detail": record.detail,
            "fresh": is_current(record, policy.citations, now),
            "notices": [notice.kind.value for notice in record.notices],
        }
        for record in records
    ]
    number = observed.count(len(records), "record")
    head = f"{number} of registries, times in UTC" if records else "never asked about"
    lines = [f"{named(identifier)}: {head}"]
    for record, facts in zip(records, data, strict=True):
        lines.append(f"  {observed.moment(record.at)}  {'fresh' if facts['fresh'] else 'stale'}  {told(record)}")
    return {"identifier": named(identifier), "records": data}, list(map(observed.printable, lines))


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
