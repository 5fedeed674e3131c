"""The article says that its references were verified, and cites none.

Why it matters: the sentence asks for trust that nothing can justify. There is no link, no DOI, no PMID, no ISBN and no
entry of a reference list that anybody could have verified.
How to mend it: cite the sources that the text rests on, or take the claim out.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    claims = [statement for statement in article.statements if statement.claims_references]
    if not claims or article.cited or article.entries:
        return
    first = claims[0]
    times = {1: "", 2: ", twice"}.get(len(claims), f", {len(claims)} times")
    yield RULE.finding(
        article,
        first.place,
        f"claims “{first.claim}”{times}, but cites nothing",
        "cite the sources that the text rests on, or take the claim out",
        subject=first.claim,
        claims=[{"text": claim.claim, "line": claim.place.line, "date": claim.text or None} for claim in claims],
        references=0,
    )


RULE = Rule(
    code="RA301",
    name="hollow-claim",
    level=Level.ERROR,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "# Green tea\n\n> Last reviewed: May 2026 — references verified for accuracy.\n\nTea is a drink.\n"
    ),
    accepted=Example(
        "# Green tea\n\n> Last reviewed: May 2026 — references verified for accuracy.\n\n"
        "Tea is [a drink](https://tea.example/).\n",
        answers={"https://tea.example/": 200},
    ),
)
