"""The address of a page now leads to the site's front page.

Why it matters: the server says "found", but the page that was cited is not what the reader gets. Sites do this instead
of answering 404, so the citation is most likely lost.
How to mend it: look for the page on the site and cite where it is now, or cite an archived copy.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    for reference in article.references:
        verdict = context.verdict(reference)
        if verdict is not None and verdict.reason == "redirect-to-root":
            yield RULE.finding(
                article,
                reference.place,
                f"{reference.url} now leads to the front page {verdict.final_url}",
                "look for the page on that site and cite where it is now, or cite an archived copy",
                url=reference.url,
                final_url=verdict.final_url,
                redirects=[{"status": status, "url": url} for status, url in verdict.redirects],
            )


RULE = Rule(
    code="RA104",
    name="redirect-to-root",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "Last reviewed: 2026-05-02\n\nSee [the leaflet](https://health.example/leaflets/tea.pdf).\n",
        answers={"https://health.example/leaflets/tea.pdf": "302 https://health.example/"},
    ),
    accepted=Example(
        "Last reviewed: 2026-05-02\n\nSee [the service](https://health.example/home).\n",
        answers={"https://health.example/home": "302 https://health.example/"},
    ),
    needs=frozenset({"links"}),
)
