"""An address is written with a password or a token.

Why it matters: whoever reads the article, or its history, can use it. The report never shows it.
How to mend it: take it out of the address, and make it void where it was given out: removing it from the text does not
remove it from the history. A user name alone is not reported, nor a word that stands for a password in an example
(`password`, `token`, `<secret>`, `xxx`), nor what the world knows (`anonymous`).
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    for reference in article.references:
        if reference.has_secret:
            yield RULE.finding(
                article,
                reference.place,
                f"{reference.url} is written with a password or a token, which is not shown here",
                "take it out of the address, and make it void where it was given out",
                url=reference.url,
            )


RULE = Rule(
    code="RA115",
    name="credentials-in-url",
    level=Level.ERROR,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example("Last reviewed: 2026-05-02\n\nSee [the data](https://chen:gr33n-tea@health.example/data).\n"),
    accepted=Example("Last reviewed: 2026-05-02\n\nSee [the data](https://chen@health.example/data).\n"),
)
