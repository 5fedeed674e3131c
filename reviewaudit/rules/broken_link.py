"""A cited page is confirmed gone.

Why it matters: a reader who follows the citation finds nothing, and the sentence it supported stands alone. Only what
is certain counts: HTTP 404 and 410, host names that do not exist, and hosts that have failed for long (three checks
three days apart and no good answer between them, by default; the ledger remembers). Bot walls, limits and outages are
`unverified-link`.
How to mend it: cite the page's new address or an archived copy, or drop the claim that rested on it.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule, Status, TargetKind


def check(article: Article, context: Context) -> Iterator[Finding]:
    for reference in article.references:
        verdict = context.verdict(reference)
        if reference.target_kind is not TargetKind.REMOTE or verdict is None or verdict.status is not Status.DEAD:
            continue
        hops = len(verdict.redirects)
        via = f" after {hops} redirect{'s' if hops > 1 else ''}, at {verdict.final_url}" if hops else ""
        first = verdict.since.date().isoformat() if verdict.since else None
        since = f" since {first}" if first and verdict.since != verdict.checked_at else ""
        yield RULE.finding(
            article,
            reference.place,
            f"{reference.url} is dead{since}: {verdict.signal}{via}",
            "cite the page's new address or an archived copy, or drop what rested on it",
            url=reference.url,
            reason=verdict.reason,
            http_status=verdict.http_status,
            final_url=verdict.final_url,
            dead_since=first,
            checked_at=verdict.checked_at.isoformat() if verdict.checked_at else None,
        )


RULE = Rule(
    code="RA101",
    name="broken-link",
    level=Level.ERROR,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "Last reviewed: 2026-05-02\n\nSee [the guidance](https://health.example/gone).\n",
        answers={"https://health.example/gone": 404},
    ),
    accepted=Example(
        "Last reviewed: 2026-05-02\n\nSee [the guidance](https://health.example/here).\n",
        answers={"https://health.example/here": 200},
    ),
    needs=frozenset({"links"}),
)
