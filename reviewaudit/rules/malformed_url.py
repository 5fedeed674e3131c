"""A link's address cannot be an address.

Why it matters: no browser can follow it, so the citation leads nowhere on any day.
How to mend it: correct the spelling; the message says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule, TargetKind


def check(article: Article, context: Context) -> Iterator[Finding]:
    for reference in article.references:
        if reference.target_kind is TargetKind.MALFORMED:
            yield RULE.finding(
                article,
                reference.place,
                f"{reference.url or 'an empty address'} cannot be followed: {reference.target}",
                "correct the address",
                url=reference.url,
                subject=reference.url,
            )


RULE = Rule(
    code="RA109",
    name="malformed-url",
    level=Level.ERROR,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example("Last reviewed: 2026-05-02\n\nSee [the study](https:///study).\n"),
    accepted=Example("Last reviewed: 2026-05-02\n\nWrite to [us](mailto:editor@health.example).\n"),
)
