"""The article says that its references were verified, and some of them are dead.

Why it matters: the claim is still inside its window, so readers rely on it today. Broken now is not broken then: the
message says what was found today, not that nobody looked.
How to mend it: mend or replace the dead references, verify the others, then write the new date.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, ReviewStatus, Rule, Status, TargetKind

INSIDE = frozenset({ReviewStatus.CURRENT, ReviewStatus.DUE_SOON, ReviewStatus.DUE})


def check(article: Article, context: Context) -> Iterator[Finding]:
    claim = next((statement for statement in article.statements if statement.claims_references), None)
    if claim is None or context.review.status not in INSIDE:
        return
    cited = {r.target: r for r in reversed(article.cited) if r.target_kind is TargetKind.REMOTE}
    dead = [r for r in cited.values() if (v := context.verdicts.get(r.target)) and v.status is Status.DEAD]
    if not dead:
        return
    dead.sort(key=lambda reference: reference.place)
    verb = "is" if len(dead) == 1 else "are"
    when = f" {claim.text}" if claim.text and claim.text not in claim.claim else ""
    yield RULE.finding(
        article,
        claim.place,
        f"claims “{claim.claim}”{when}, but {len(dead)} of {len(cited)} references {verb} dead",
        "mend the dead references, verify the others, then write the new date",
        subject=claim.claim,
        dead=[{"url": r.url, "line": r.place.line, "reason": context.verdicts[r.target].reason} for r in dead],
        references=len(cited),
    )


RULE = Rule(
    code="RA302",
    name="contradicted-claim",
    level=Level.ERROR,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "> Last reviewed: May 2026 — references verified.\n\nSee [the guidance](https://health.example/gone).\n",
        answers={"https://health.example/gone": 404},
    ),
    accepted=Example(
        "> Last reviewed: May 2026 — references verified.\n\nSee [the guidance](https://health.example/here).\n",
        answers={"https://health.example/here": 200},
    ),
    needs=frozenset({"links"}),
)
