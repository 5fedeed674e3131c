"""The article, or a part of it, could not be read.

Why it matters: what was not read was not audited. A tool that passes over such a file makes it look clean.
How to mend it: follow the cause in the message; exclude the file with `exclude_paths` if it is no article.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    if article.problem is not None:
        problem = article.problem
        yield RULE.finding(
            article, problem.place, f"cannot be read: {problem.cause}", problem.help, subject=problem.cause
        )


RULE = Rule(
    code="RA001",
    name="unreadable-article",
    level=Level.ERROR,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example("", data=b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
    accepted=Example("Last reviewed: 2026-05-02\n"),
)
