"""The address of a page now asks its reader to log in.

Why it matters: the server says "found", but readers without an account do not get what was cited. Whether the page is
still there behind the login, nobody can verify.
How to mend it: cite a public copy, or say in the text that an account is needed and accept the finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    for reference in article.references:
        verdict = context.verdict(reference)
        if verdict is not None and verdict.reason == "redirect-to-login":
            yield RULE.finding(
                article,
                reference.place,
                f"{reference.url} now asks for a login: {', '.join(verdict.evidence)}",
                "cite a copy that can be read without an account",
                url=reference.url,
                final_url=verdict.final_url,
                evidence=list(verdict.evidence),
            )


RULE = Rule(
    code="RA105",
    name="redirect-to-login",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "Last reviewed: 2026-05-02\n\nSee [the minutes](https://team.example/minutes/7).\n",
        answers={"https://team.example/minutes/7": "302 https://team.example/login?next=/minutes/7"},
    ),
    accepted=Example(
        "Last reviewed: 2026-05-02\n\nSee [how to log in](https://team.example/login).\n",
        answers={"https://team.example/login": "302 https://team.example/sign-in"},
    ),
    needs=frozenset({"links"}),
)
