"""`reviewaudit explain`: the page of a rule, or everything known about one URL."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewaudit.cli import completion, observed, options, session
from reviewaudit.cli import ledger as ledgers
from reviewaudit.cli.groups import Asking
from reviewaudit.cli.help import GroupedCommand
from reviewaudit.cli.history import heading, is_url
from reviewaudit.cli.overrides import with_network
from reviewaudit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reviewaudit.audit import Works
    from reviewaudit.ledger import Ledger
    from reviewaudit.model import Article, Example, Observation, Policy, Reference, Rule, Verdict


def register(app: typer.Typer) -> None:
    app.command("explain", cls=GroupedCommand)(session.guarded(explain))


def explain(
    subject: Annotated[
        str,
        typer.Argument(
            metavar="RULE|URL",
            autocompletion=completion.rules,
            help="Code or name of a rule, such as RA301 or hollow-claim; RA3 for a family; or a URL with its scheme.",
        ),
    ],
    config: options.Config = None,
    offline: options.Offline = False,
    allow_private: options.AllowPrivate = False,
    remap: options.Remap = None,
    ledger: options.Ledger = None,
    no_ledger: options.NoLedger = False,
) -> int:
    """Print the page of a rule or family; or ask a URL now, and show each request, what decided, and its history."""
    if not is_url(subject):
        return _explain_rule(subject)
    policy = with_network(session.policy(config), Asking(), Path.cwd(), allow_private=allow_private, remap=remap)
    return _explain_url(subject, policy, ledger, offline=offline, keeps=not no_ledger)


def _explain_rule(rule: str) -> int:
    from reviewaudit.reports import rule_page
    from reviewaudit.rules import FAMILIES, find, resolve

    found = find(rule)
    if found is None and "." in rule:  # no code or name of a rule has one
        raise UsageError(f"{rule!r} is no rule, and no URL either", f"write a URL with its scheme: https://{rule}")
    if found is None:
        _list(resolve(rule, "the command line"))
        return 0
    typer.echo(f"{found.code} {found.name} ({found.level.value}, since {found.since}; {FAMILIES[found.code[:3]]})\n")
    typer.echo(found.explanation.strip() + "\n")
    typer.echo(_example("Flagged", found.flagged))
    typer.echo(_message(found))
    typer.echo(_example("Accepted", found.accepted))
    typer.echo(f"In the manual: {rule_page(found.code, found.name)}")
    return 0


def _list(found: Sequence[Rule]) -> None:
    """Several rules, as `reviewaudit rules` shows all, each family below its name."""
    from itertools import groupby

    from reviewaudit.cli.rules import lines
    from reviewaudit.rules import FAMILIES

    shown = lines(found)
    for family, members in groupby(found, lambda rule: rule.code[:3]):
        typer.echo(f"{family} {FAMILIES[family]}")
        for _ in members:
            typer.echo(f"  {next(shown)}")
    typer.echo(f"\n`reviewaudit explain {found[0].code}` prints the page of the first")


def _example(title: str, example: Example) -> str:
    lines = [f"{title} on {example.as_of}:"]
    body = repr(example.data)[2:-1] if example.data is not None else example.text
    lines += [f"    {line}".rstrip() for line in body.splitlines()]
    lines += [f"    ({url} answers: {answer})" for url, answer in example.answers.items()]
    if example.records:
        from reviewaudit.verdicts import told

        lines += [f"    ({told(record)})" for record in example.records]
    if example.config:
        lines += ["  with reviewaudit.toml:", *(f"    {line}" for line in example.config.splitlines())]
    return "\n".join(lines) + "\n"


def _message(rule: Rule) -> str:
    """What the rule says of its flagged example."""
    import textwrap

    from reviewaudit.audit import findings_in
    from reviewaudit.reports import finding_text

    told = (finding_text(finding) for finding in findings_in(rule.flagged) if finding.code == rule.code)
    return "It says:\n" + textwrap.indent("\n".join(told), "    ") + "\n"


def _explain_url(url: str, policy: Policy, ledger: str | None, *, offline: bool, keeps: bool) -> int:
    from reviewaudit import services
    from reviewaudit.audit import Remaps, Works
    from reviewaudit.model import TargetKind

    article, reference = _cited(url, policy)
    typer.echo(observed.printable(reference.url))
    if reference.target_kind is not TargetKind.REMOTE:
        from reviewaudit.verdicts import skip

        typer.echo(f"\nnot asked: {skip(reference).signal}")
        return 0
    remaps = Remaps(policy, Path.cwd())
    ways = remaps.ways([reference.target])
    way = ways.get(reference.target)
    asked = way.asked if way is not None else reference.target
    if way is not None:
        place = asked if way.local else services.public_url(asked)
        typer.echo(observed.printable(f"asked in its place: {place} ({way.origin})"))
    if way is not None and way.local:
        [verdict] = remaps.judged(ways, {}).values()
        said = observed.printable(f"{verdict.status.value}, {verdict.reason}: {verdict.signal}")
        typer.echo(f"\n{said}\n")
        typer.echo("\n".join(_reported(article, reference, verdict, policy, Works())))
        return 0
    shown = services.public_url(asked)
    for line in _exclusions(asked, policy):
        typer.echo(line)
    if reference.fragment and not _places(reference):
        typer.echo(observed.printable(f"#{reference.fragment} is not looked for: it names no place in a page"))
    down = False
    fresh: list[Observation] = []
    with ledgers.for_run(ledger, wanted=keeps) as kept:
        earlier = kept.history(shown) if kept is not None else ()
        if not offline:
            answer = services.look_up(
                [asked],
                policy.network,
                questions={asked: services.Question(_places(reference))},
                proxies=session.proxies(),
                on_observation=fresh.append,
            )
            down = answer.network_down
            if kept is not None:
                kept.record(fresh)
        works = _works(article, policy, kept, offline=offline)
    history = observed.judged([*earlier, *fresh], policy.network)
    if history:
        observation, verdict = history[-1]
        _print_last(observation, verdict, now=bool(fresh))
        there = remaps.judged(ways, {asked: verdict}).get(reference.target, verdict)
        typer.echo("\n" + "\n".join(_reported(article, reference, there, policy, works)))
    for line in _said(works):
        typer.echo(observed.printable(line))
    typer.echo(f"\n{heading('history', len(history))}")
    for line in observed.table(history):
        typer.echo(f"  {line}")
    if down:
        return session.fail(
            "the URL could not be asked, because the network is down", "check the connection and the proxy settings"
        )
    return 0


def _cited(url: str, policy: Policy) -> tuple[Article, Reference]:
    """The URL as an article would cite it."""
    import html

    from reviewaudit.audit import understand
    from reviewaudit.model import Source

    page = f'<a href="{html.escape(url)}">cited</a>'.encode("utf-8", "replace")
    [article] = understand([Source("explain.html", data=page)], policy, Path.cwd())
    if not article.references:
        raise UsageError(f"{url} is not an address that an article can cite", "write it as https://example.org/page")
    return article, article.references[0]


def _works(article: Article, policy: Policy, ledger: Ledger | None, *, offline: bool) -> Works:
    """What registries say now of the work that the URL stands for; offline, what the ledger holds fresh."""
    from reviewaudit.audit import Network, ask_registries, strict

    now = session.now()
    if offline:
        return ask_registries([article], policy, None, ledger, session.now, now)
    return ask_registries([article], strict(policy), Network(session.proxies()), ledger, session.now, now)


def _said(works: Works) -> Iterator[str]:
    from reviewaudit.verdicts import told

    if works.known:
        yield "\nwhat registries say of the work:"
    for records in works.known.values():
        yield from (f"  {told(record)}" for record in records)


def _places(reference: Reference) -> tuple[str, ...]:
    """The place in the page that is to be looked for, if there is one."""
    from reviewaudit.services import is_sought

    return (reference.fragment,) if is_sought(reference.target, reference.fragment) else ()


def _exclusions(url: str, policy: Policy) -> Iterator[str]:
    import re

    network = policy.network
    rule = next((pattern for pattern in network.exclude if re.search(pattern, url)), None)
    if rule is not None and not any(re.search(pattern, url) for pattern in network.include):
        yield f"`check` leaves it out: excluded by {rule!r} in {policy.origin_of('network.exclude', rule)}"


def _print_last(observation: Observation, verdict: Verdict, *, now: bool) -> None:
    when = "asked now," if now else "last asked"
    number = observed.count(len(observation.exchanges), "request")
    typer.echo(f"\n{when} {observed.moment(observation.at)} UTC: {number}, {observation.elapsed_ms:,} ms")
    for line in observed.requests(observation, verdict):
        typer.echo(line)
    typer.echo("\n" + observed.printable(f"{verdict.status.value}, {verdict.reason}: {verdict.signal}"))
    for sign in verdict.evidence:
        typer.echo(observed.printable(f"  {sign}"))
    if verdict.moved:
        typer.echo(observed.printable(f"  moved: {verdict.moved}, to {verdict.final_url}"))
    if verdict.since is not None:
        typer.echo(f"  so since {observed.moment(verdict.since)} UTC, as far as the ledger knows")


def _reported(article: Article, reference: Reference, verdict: Verdict, policy: Policy, works: Works) -> Sequence[str]:
    """Which of the policy's rules say something about a reference with this verdict, or about its work."""
    from reviewaudit import rules, verdicts
    from reviewaudit.audit import standings
    from reviewaudit.model import Context

    day = session.day(None, policy.review.timezone)
    review = verdicts.review(article, policy.review, day)
    judged = standings([article], works.known, None)
    context = Context(policy, day, review, {reference.target: verdict}, standings=judged)
    lines = [
        f"reported by {finding.code} {finding.name} ({(rules.level_of(rule, policy.levels) or finding.level).value}); "
        f"`reviewaudit explain {finding.code}` tells more"
        for rule in rules.select(policy.select, policy.ignore, policy.origin or "the config,")
        for finding in rule.check(article, context)
        if finding.url is not None
    ]
    return lines or ["no rule reports it"]
