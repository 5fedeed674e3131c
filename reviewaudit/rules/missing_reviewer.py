"""A review names nobody, where the policy demands a reviewer.

Why it matters: a review is the word of a person; without a name nobody can be asked what was read.
How to mend it: write "Reviewed by" with the name beside the date, or `reviewed_by` in the front matter.
`require_reviewer` demands it, for everything or below some paths.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule, StatementKind


def check(article: Article, context: Context) -> Iterator[Finding]:
    statement = context.review.statement
    if not context.policy.review.require_reviewer or statement is None:
        return
    reviews = (other for other in article.statements if other.kind is StatementKind.REVIEWED)
    if not any(review.reviewer for review in reviews):
        yield RULE.finding(
            article,
            statement.place,
            f"reviewed {statement.text}, by nobody who is named",
            'write "Reviewed by" with the name beside the date, or `reviewed_by` in the front matter',
            subject=statement.text,
        )


RULE = Rule(
    code="RA212",
    name="missing-reviewer",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example("Last reviewed: 2026-05-02\n", config="[review]\nrequire_reviewer = true\n"),
    accepted=Example(
        "---\nlast_reviewed: 2026-05-02\nreviewed_by: Dr A. Okafor\n---\n# Green tea\n",
        config="[review]\nrequire_reviewer = true\n",
    ),
)
