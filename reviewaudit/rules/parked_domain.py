"""The domain of a cited page is for sale.

Why it matters: whoever owns the domain now, it is not who was cited, and what readers find there is advertisement, or
worse. Several signs are weighed together and shown as evidence: who made the page, where it leads, what it says, and
how little else it says.
How to mend it: cite an archived copy from the time of the review, or drop what rested on it.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    for reference in article.references:
        verdict = context.verdict(reference)
        if verdict is not None and verdict.reason == "parked-domain":
            yield RULE.finding(
                article,
                reference.place,
                f"the domain of {reference.url} seems to be for sale: {', '.join(verdict.evidence)}",
                "cite an archived copy, or drop what rested on it",
                url=reference.url,
                final_url=verdict.final_url,
                evidence=list(verdict.evidence),
            )


RULE = Rule(
    code="RA112",
    name="parked-domain",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "Last reviewed: 2026-05-02\n\nSee [the study](https://old-institute.example/study).\n",
        answers={"https://old-institute.example/study": "302 https://sedo.com/search/?domain=old-institute.example"},
    ),
    accepted=Example(
        "Last reviewed: 2026-05-02\n\nSee [how domains are sold](https://sedo.com/about).\n",
        answers={"https://sedo.com/about": 200},
    ),
    needs=frozenset({"links"}),
)
