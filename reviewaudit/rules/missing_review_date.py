"""The article does not say when it was last reviewed.

Why it matters: a reader cannot tell whether anybody still stands behind the text, and no window can be held against
it.
How to mend it: review the article and write "Last reviewed:" with the date, in the front matter or where readers see
it. Exclude files that are no articles with `exclude_paths`.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import START, Article, Context, Example, Finding, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    unread = article.problem is not None  # where the date may well stand in what could not be read
    claims = any(statement.kind.value in context.policy.review.accept for statement in article.statements)
    if not claims and not unread:
        yield RULE.finding(
            article,
            START,
            "does not say when it was last reviewed",
            'review it and write "Last reviewed:" with the date; exclude it with `exclude_paths` if it is no article',
        )


RULE = Rule(
    code="RA203",
    name="missing-review-date",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example("# Green tea\n\nUpdated 2026-03-01\n"),
    accepted=Example("# Green tea\n\nLast reviewed: March 2026\n"),
)
