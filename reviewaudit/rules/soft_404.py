"""A cited page answers, and says that there is no such page.

Why it matters: the server says 200, so that no count of status codes ever finds it, but the reader meets "page not
found". One phrase proves nothing, since articles are written about such pages: title, headline, final address, a body
of a few words and the answer to a made-up address beside the page are weighed together, and shown as evidence.
How to mend it: open the link. Cite where the page is now or an archived copy, or drop what rested on it.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    for reference in article.references:
        verdict = context.verdict(reference)
        if verdict is not None and verdict.reason == "soft-404":
            yield RULE.finding(
                article,
                reference.place,
                f"{reference.url} answers, but most likely not with the page: {', '.join(verdict.evidence)}",
                "open it; if the page is gone, cite its new address or an archived copy",
                url=reference.url,
                final_url=verdict.final_url,
                evidence=list(verdict.evidence),
            )


RULE = Rule(
    code="RA102",
    name="soft-404",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "Last reviewed: 2026-05-02\n\nSee [the leaflet](https://health.example/leaflets/tea).\n",
        answers={"https://health.example/leaflets/tea": "200 “Page not found”"},
    ),
    accepted=Example(
        "Last reviewed: 2026-05-02\n\nSee [the essay](https://web.example/essays/404).\n",
        answers={"https://web.example/essays/404": "200 “How to design a page for 404 not found”"},
    ),
    needs=frozenset({"links"}),
)
