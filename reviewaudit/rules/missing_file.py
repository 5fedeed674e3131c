"""A link to a file of the same site leads to nothing.

Why it matters: the reader gets an error page on your own site.
How to mend it: correct the path; it starts from the article's folder. Paths that begin with `/` and addresses that only
exist once the site is built are not looked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule, Status, TargetKind


def check(article: Article, context: Context) -> Iterator[Finding]:
    for reference in article.references:
        verdict = context.verdict(reference)
        if reference.target_kind is TargetKind.LOCAL and verdict is not None and verdict.status is Status.DEAD:
            yield RULE.finding(
                article,
                reference.place,
                f"{reference.url} is not there: no file {reference.target}",
                "correct the path; it starts from the article's folder",
                url=reference.url,
            )


RULE = Rule(
    code="RA111",
    name="missing-file",
    level=Level.ERROR,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "Last reviewed: 2026-05-02\n\nSee [green tea](green-tea.md).\n", answers={"green-tea.md": "file-missing"}
    ),
    accepted=Example("Last reviewed: 2026-05-02\n\nSee [green tea](green-tea.md).\n", answers={"green-tea.md": 200}),
)
