"""A reviewed article cites nothing, where the policy demands references.

Why it matters: without a source neither the reviewer nor a reader can check a statement.
How to mend it: cite the sources. `require_references` demands them, for everything or below some paths.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    statement = context.review.statement
    if not context.policy.require_references or statement is None or article.cited or article.entries:
        return
    if any(claim.claims_references for claim in article.statements):
        return  # said more sharply by hollow-claim
    yield RULE.finding(
        article,
        statement.place,
        f"reviewed {statement.text}, but cites nothing",
        "cite the sources that the text rests on",
        subject=statement.text,
    )


RULE = Rule(
    code="RA306",
    name="review-without-references",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example("Last reviewed: May 2026\n\nTea is a drink.\n", config="require_references = true\n"),
    accepted=Example(
        "Last reviewed: May 2026\n\nTea is [a drink](https://tea.example/).\n",
        config="require_references = true\n",
        answers={"https://tea.example/": 200},
    ),
)
