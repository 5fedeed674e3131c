"""A cited page has moved for good.

Why it matters: the old address works only as long as somebody keeps the redirect. Where just the spelling of the
address differs (http for https, `www.`, a slash, the case of letters) the finding is a note and says so.
How to mend it: cite the address that the redirect ends at.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    for reference in article.references:
        verdict = context.verdict(reference)
        if verdict is None or not verdict.moved or "doi" in dict(reference.identifiers):
            continue  # a DOI is meant to redirect: it is the lasting address, its target is not
        cosmetic = verdict.moved.startswith("cosmetic")
        how = f"redirects permanently ({verdict.moved})" if cosmetic else "has moved permanently"
        fragment = f"#{reference.fragment}" if reference.fragment and "#" not in verdict.final_url else ""
        yield RULE.finding(
            article,
            reference.place,
            f"{reference.url} {how} to {verdict.final_url}",
            f"cite {verdict.final_url}{fragment}",
            level=Level.NOTE if cosmetic else None,
            url=reference.url,
            final_url=verdict.final_url,
            redirects=[{"status": status, "url": url} for status, url in verdict.redirects],
        )


RULE = Rule(
    code="RA103",
    name="permanent-redirect",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "Last reviewed: 2026-05-02\n\nSee [the guidance](https://health.example/old).\n",
        answers={"https://health.example/old": "301 https://health.example/guidance/new"},
    ),
    accepted=Example(
        "Last reviewed: 2026-05-02\n\nSee [the guidance](https://health.example/today).\n",
        answers={"https://health.example/today": "302 https://health.example/guidance/new"},
    ),
    needs=frozenset({"links"}),
)
