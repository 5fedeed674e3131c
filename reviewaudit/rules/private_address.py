"""A cited host has an address that only this machine or network can reach.

Why it matters: readers elsewhere cannot open it, and a build server should not be made to ask its own network because
an article says so.
How to mend it: cite a public address. Where the private one is meant, allow it with `--allow-private` or
`allow_private = true`.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    for reference in article.references:
        verdict = context.verdict(reference)
        if verdict is not None and verdict.reason == "private-address":
            yield RULE.finding(
                article,
                reference.place,
                f"{reference.url} was not asked: its host has a private address",
                "cite a public address, or allow private ones with --allow-private",
                url=reference.url,
            )


RULE = Rule(
    code="RA114",
    name="private-address",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "Last reviewed: 2026-05-02\n\nSee [the preview](http://preview.example/).\n",
        answers={"http://preview.example/": "private-address"},
    ),
    accepted=Example(
        "Last reviewed: 2026-05-02\n\nSee [the preview](http://preview.example/).\n",
        answers={"http://preview.example/": 200},
    ),
    needs=frozenset({"links"}),
)
