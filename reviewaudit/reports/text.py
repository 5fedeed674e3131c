"""A report in, text for people out: articles with findings, worst first, then what was and was not checked.

Lines are made once as styled pieces; on a terminal rich paints them, in a pipe they are joined. The words are the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from reviewaudit import verdicts
from reviewaudit.model import Audited, Decision, Finding, GapKind, Level, Origin, Report, Status
from reviewaudit.reports import View, counts, owners
from reviewaudit.reports.paint import Line, Piece, paint

LEVEL_STYLES = {Level.ERROR: "bold red", Level.WARNING: "bold yellow", Level.NOTE: "bold cyan"}
STATUS_STYLES = {"dead": "red", "suspect": "yellow", "unverified": "yellow", "alive": "green", "skipped": "dim"}
ORIGINS = {Origin.FRONT_MATTER: "front matter", Origin.JSON_LD: "JSON-LD", Origin.SIDE_FILE: "side file"}
NOT_CHECKED = {
    "anchor": "places in the same article that only the site knows",
    "excluded": "excluded",
    "local": "paths from the site's root (--root-dir or --base-url says where that is)",
    "malformed-url": "malformed",
    "not-asked": "not asked",
    "switched-off": "switched off by a comment",
    "template": "made by a template",
    "unsupported-scheme": "other schemes than http and https",
}
COMMON_GAPS = frozenset({GapKind.NO_GIT, GapKind.NO_REPOSITORY, GapKind.UNTRACKED})
"""Nothing is wrong there: many folders of articles are in no repository."""
REVIEW_STYLES = {
    "overdue": "red",
    "invalid": "red",
    "future": "red",
    "missing": "yellow",
    "due": "yellow",
    "current": "green",
}


def render(report: Report, view: View) -> str:
    return paint(lines(report, view), view)


def lines(report: Report, view: View) -> list[Line]:
    grouped: dict[str, list[Finding]] = {}
    for finding in report.findings:
        grouped.setdefault(finding.path, []).append(finding)
    out: list[Line] = []
    order = sorted(
        report.audited, key=lambda audited: (_badness(grouped.get(audited.article.path)), audited.article.path)
    )
    whose = owners.groups(order, lambda audited: owners.named(audited.article)) if view.by == "owner" else [("", order)]
    for owner, mine in whose:
        shown = [audited for audited in mine if view.verbose or audited.article.path in grouped]
        if owner and shown:
            out += [_owner(owner, mine, grouped), []]
        for audited in shown:
            out += _article(audited, grouped.get(audited.article.path, []))
            out.append([])
    return out + _summary(report, quiet=len(report.audited) - len(grouped), verbose=view.verbose)


def _not_checked(report: Report, *, verbose: bool) -> list[Line]:
    """What was left out and why: counts, and in full each rule with the place where it stands."""
    out: list[Line] = []
    skips = counts.skip_rules(report)
    by_origin = Counter[str]()
    for skip in skips:
        if skip.reason == "excluded":
            by_origin[skip.origin or "the config"] += skip.references
    parts = []
    for reason, n in counts.skips(report).items():
        origins = ", ".join(f"{count} by {origin}" for origin, count in by_origin.most_common())
        detail = f" ({origins})" if reason == "excluded" else ""
        parts.append(f"{n} {NOT_CHECKED.get(reason, reason)}{detail}")
    if parts:
        out.append([("not checked: ", "yellow"), (", ".join(parts), "")])
    if verbose:
        out += [[(f"  {skip.references:>5} × {skip.rule} ({skip.origin})", "dim")] for skip in skips]
    by_pattern = [skip for skip in report.skipped if "exclude_paths" in skip.reason]
    by_robots = [skip for skip in report.skipped if skip.origin.endswith("/robots.txt")]
    ours = [skip for skip in report.skipped if skip.reason.startswith("a report of reviewaudit")]
    left = [(by_pattern, "file", "exclude_paths"), (by_robots, "page", "robots.txt")]
    parts = [f"{counts.plural(len(skips), noun)} by {rule}" for skips, noun, rule in left if skips]
    parts += [f"{counts.plural(len(ours), 'report')} of reviewaudit itself"] if ours else []
    if parts:
        out.append([("left out: ", "yellow"), (", ".join(parts), "")])
    idle = [skip for skip in report.skipped if skip.rule == "citations.accept"]
    out += [[("accepted: ", "yellow"), (f"{skip.origin}: {skip.subject} {skip.reason}", "")] for skip in idle]
    if verbose:
        plain = [skip for skip in report.skipped if skip.origin == ".gitignore" or skip in ours]
        out += [[(f"  {skip.subject}: {skip.reason}", "dim")] for skip in plain]
        out += [[(f"  {skip.subject}: {skip.rule} ({skip.origin})", "dim")] for skips, _, _ in left for skip in skips]
    return out


def _owner(owner: str, mine: list[Audited], grouped: Mapping[str, list[Finding]]) -> Line:
    levels = Counter(finding.level for audited in mine for finding in grouped.get(audited.article.path, ()))
    told = [counts.plural(levels[level], level.value) for level in Level if levels[level]]
    head = f"  {counts.plural(len(mine), 'article')}: {', '.join(told) or 'no findings'}"
    return [(f"== {owner} ==", "bold"), (head, "dim")]


def _badness(findings: list[Finding] | None) -> tuple[int, int]:
    """Sorts articles: worst level first, then the most findings of that level."""
    if not findings:
        return (9, 0)
    worst = min(finding.level.rank for finding in findings)
    return worst, -sum(finding.level.rank == worst for finding in findings)


def _article(audited: Audited, findings: list[Finding]) -> list[Line]:
    article = audited.article
    head: Line = [(article.path, "bold underline")]
    if article.title:
        head.append((f"  {article.title}", "dim"))
    out: list[Line] = [head, [("  ", ""), *_state(audited)]]
    for finding in sorted(findings, key=lambda finding: (finding.level.rank, finding.place, finding.code)):
        out += ([("  ", ""), *line] for line in finding_lines(finding))
    return out


def finding_lines(finding: Finding) -> list[Line]:
    return [
        [
            (f"{finding.path}:{finding.place.line}:{finding.place.column}: ", "dim"),
            (finding.level.value, LEVEL_STYLES[finding.level]),
            (f" {finding.code} {finding.name}: ", "bold"),
            (finding.message, ""),
        ],
        [("  help: ", "dim cyan"), (finding.help, "dim")],
    ]


def _state(audited: Audited) -> list[Piece]:
    review = audited.review
    if audited.article.problem is not None and not audited.article.references and review.statement is None:
        return [("not read", "red")]
    pieces: list[Piece] = [
        (f"review {review.status.value.replace('_', ' ')}", REVIEW_STYLES.get(review.status.value, ""))
    ]
    if review.statement is not None:
        origin = ORIGINS.get(review.statement.origin, review.statement.origin.value)
        said = review.statement.text or "no date"
        where = "" if review.statement.origin is Origin.SIDE_FILE else f", line {review.statement.place.line}"
        pieces.append((f": {said} ({origin}{where})", ""))
    if review.due is not None:
        window = f", window {review.window.text}" if review.window else ""
        pieces.append((f", due by {review.due.latest}{window}", "dim"))
    shown = counts.cited(audited)
    if not shown:
        entries = len(audited.article.entries)
        pieces.append(
            ("; " + (f"{counts.plural(entries, 'entry')} without a link" if entries else "no references"), "")
        )
        return pieces
    pieces.append((f"; {counts.plural(len(shown), 'reference')}: ", ""))
    tally = [(status, sum(verdict.status is status for verdict in shown)) for status in Status]
    pieces += _joined([(f"{count} {status.value}", STATUS_STYLES[status.value]) for status, count in tally if count])
    return pieces


def _put_aside(report: Report, *, verbose: bool) -> list[Line]:
    """What was found and does not count, and what the baseline could do without."""
    out: list[Line] = []
    decided = sum(isinstance(by, Decision) for _, by in report.suppressed)
    for count, where in ((len(report.suppressed) - decided, "comments in the articles"), (decided, "decisions")):
        if count:
            out.append([("suppressed: ", "yellow"), (f"{counts.plural(count, 'finding')} by {where}", "")])
    for finding, by in report.suppressed if verbose else ():
        until = f"until {by.until}" if by.until else ""
        where = f"  {finding.path}:{finding.place.line}:{finding.place.column}: {finding.code} {finding.name}"
        said = (
            (by.origin, f"{by.verb} {until}".rstrip()) if isinstance(by, Decision) else (f"line {by.place.line}", until)
        )
        why = ": ".join(filter(None, (*said, by.reason or "no reason")))
        out.append([(where, ""), (f" ({why})", "dim")])
    if report.baselined:
        known = f"{counts.plural(len(report.baselined), 'finding')} of {report.baseline} not counted"
        out.append([("baseline: ", "yellow"), (known, "")])
    if report.gone:
        gone = f"{counts.plural(len(report.gone), 'finding')} of {report.baseline} no longer there"
        mend = f"; run --write-baseline {report.baseline} to shrink it"
        out.append([("baseline: ", "yellow"), (gone, ""), (mend, "dim")])
    return out


def _joined(pieces: list[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for piece in pieces:
        joined += [(", ", ""), piece] if joined else [piece]
    return joined


def _summary(report: Report, quiet: int, *, verbose: bool) -> list[Line]:
    reviews = [
        (f"{count} {name.replace('_', ' ')}", REVIEW_STYLES.get(name, ""))
        for name, count in counts.reviews(report).items()
        if count
    ]
    out: list[Line] = [
        [(counts.plural(len(report.audited), "article"), "bold"), (", reviews: ", ""), *_joined(reviews)],
    ]
    references = counts.references(report)
    if references:
        tally = [(f"{n} {name}", STATUS_STYLES[name]) for name, n in counts.statuses(report).items() if n]
        line: Line = [(counts.plural(references, "reference"), "bold"), (" to ", "")]
        line += [(f"{counts.plural(counts.urls(report), 'URL')}: ", ""), *_joined(tally)]
        out.append(line)
        how = f"{counts.plural(report.asked, 'URL')} asked"
        if report.from_ledger:
            how += f", {report.from_ledger} known from the ledger"
        if report.offline:
            how += "; offline, so only files were looked at"
        elif report.unasked:
            how += f"; {report.unasked}"
        out.append([(how, "dim")])
    out += _not_checked(report, verbose=verbose)
    out += _works(report, verbose=verbose)
    out += _put_aside(report, verbose=verbose)
    for gap in report.gaps:
        if gap.kind in COMMON_GAPS and not verbose:
            continue
        out.append([("git: ", "yellow"), (gap.cause, ""), (f" ({gap.subject}); {gap.help}", "dim")])
    if report.network_down:
        out.append([("the network is down: ", "bold red"), ("no URL could be asked, so the audit is incomplete", "")])
    found = [
        (counts.plural(n, name), LEVEL_STYLES[Level(name)] if n else "dim") for name, n in counts.levels(report).items()
    ]
    out.append([*_joined(found), (f"; {quiet} of {len(report.audited)} without findings", "")])
    return out


def _works(report: Report, *, verbose: bool) -> list[Line]:
    """What is known of the cited works, and what could not be learnt."""
    works = counts.works(report)
    if not works.total:
        return []
    said = {"found": "known to registries", "missing": "not registered", "unchecked": "not asked about"}
    if works.unchecked:
        said["unchecked"] = "not checked"
    tally = ", ".join(f"{n} {said[state]}" for state, n in works.states.items() if n)
    accepted = sum("accepted as it stands" in skip.reason for skip in report.skipped)
    tally += f"; {accepted} accepted as it stands in the config" if accepted else ""
    out: list[Line] = [[(counts.plural(works.total, "cited work"), "bold"), (f": {tally}", "")]]
    if works.unchecked:
        silent = (f"{verdicts.said_by((service,))} about {n} ({why})" for (service, why), n in works.unchecked.items())
        out.append([("not checked: ", "yellow"), (f"nothing from {', '.join(silent)}", "")])
    if verbose:
        out += [[(f"  {work}", "dim")] for work in counts.half_known(report)]
    asked = report.registries
    how = []
    if asked.asked:
        requests = counts.plural(asked.calls, "request")
        how.append(f"registries asked about {counts.plural(asked.asked, 'identifier')} in {requests}")
    if asked.from_ledger:
        how.append(f"{counts.plural(asked.from_ledger, 'identifier')} known from the ledger")
    if how:
        out.append([(", ".join(how), "dim")])
    held = counts.held(report)
    if held is not None and report.retraction_data is None:
        out.append([("not checked: ", "yellow"), (f"retractions; there are no data, {held.mend}", "")])
    elif held is not None:
        out.append([(held.said, "dim"), (f"; {held.mend}" if held.mend else "", "yellow")])
    return out
