"""A page is cited with http although its server answers with https.

Why it matters: what is fetched with http can be read and changed on its way. Nothing more is asked to find this out: it
is known where the http address leads to the https one by itself, or where the same page is cited with https as well.
Where the redirect is permanent, `permanent-redirect` says it already.
How to mend it: write https.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule, Status, Verdict


def check(article: Article, context: Context) -> Iterator[Finding]:
    for reference in article.references:
        verdict = context.verdict(reference)
        if not reference.url.lower().startswith("http://") or (verdict is not None and verdict.moved):
            continue
        secure = "https" + reference.url[4:]
        if _leads_there(verdict) or _is_alive(context.verdicts.get("https" + reference.target[4:])):
            yield RULE.finding(
                article,
                reference.place,
                f"{reference.url} is cited with http although {secure} answers",
                f"cite {secure}",
                url=reference.url,
                secure_url=secure,
            )


def _leads_there(verdict: Verdict | None) -> bool:
    """Also by a temporary redirect, which says nothing about the page but enough about its server."""
    if verdict is None or verdict.status is not Status.ALIVE or not verdict.redirects:
        return False
    start = verdict.redirects[0][1].removeprefix("http://").rstrip("/")
    return verdict.final_url.startswith("https://") and verdict.final_url.removeprefix("https://").rstrip("/") == start


def _is_alive(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.status is Status.ALIVE


RULE = Rule(
    code="RA110",
    name="insecure-link",
    level=Level.NOTE,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "Last reviewed: 2026-05-02\n\nSee [the guidance](http://health.example/tea).\n",
        answers={"http://health.example/tea": "307 https://health.example/tea"},
    ),
    accepted=Example(
        "Last reviewed: 2026-05-02\n\nSee [the guidance](http://health.example/tea).\n",
        answers={"http://health.example/tea": 200},
    ),
    needs=frozenset({"links"}),
)
