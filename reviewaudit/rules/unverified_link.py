"""The network could not confirm that a cited page is there, nor that it is gone.

Why it matters: bot walls, rate limits, time-outs and server errors say something about the question, not about the
page. Such a reference was not verified in this run, and nobody should read the report as if it had been.
How to mend it: open the link in a browser. Ask again later, or from another network; give the host more time, or
accept its status code, in the `[network]` table.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule, Status

OWN_RULE = frozenset({"certificate", "incomplete-chain", "private-address"})
HELP = {
    "blocked": "open it in a browser: many sites turn programs away",
    "rate-limited": "ask again later, or lower `host_concurrency`",
    "timeout": "ask again later, or raise `timeout`",
    "server-error": "ask again later: an outage is not a dead page",
    "dns-unavailable": "check this machine's network, then ask again",
}


def check(article: Article, context: Context) -> Iterator[Finding]:
    for reference in article.references:
        verdict = context.verdict(reference)
        if verdict is None or verdict.status is not Status.UNVERIFIED or verdict.reason in OWN_RULE:
            continue
        tries = f" ({verdict.attempts} tries)" if verdict.attempts > 1 else ""
        yield RULE.finding(
            article,
            reference.place,
            f"{reference.url} could not be verified, {verdict.reason}: {verdict.signal}{tries}",
            HELP.get(verdict.reason, "open it in a browser, or ask again later"),
            url=reference.url,
            reason=verdict.reason,
            http_status=verdict.http_status,
            attempts=verdict.attempts,
        )


RULE = Rule(
    code="RA106",
    name="unverified-link",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "Last reviewed: 2026-05-02\n\nSee [the study](https://journal.example/study).\n",
        answers={"https://journal.example/study": 403},
    ),
    accepted=Example(
        "Last reviewed: 2026-05-02\n\nSee [the study](https://journal.example/study).\n",
        config="[network]\naccept = '200..=299,403'\n",
        answers={"https://journal.example/study": 403},
    ),
    needs=frozenset({"links"}),
)
