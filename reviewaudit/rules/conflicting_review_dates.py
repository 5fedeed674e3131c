"""Two statements of one article give review dates that exclude each other.

Why it matters: one of them is wrong, and readers see only one. The audit counts with the older one, because to
understate freshness costs nothing.
How to mend it: find out which is right and correct the other. "January 2026" and "2026-01-15" do not conflict.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    counted = context.review.statement
    if counted is None:
        return
    for other in context.review.conflicting:
        yield RULE.finding(
            article,
            other.place,
            f"says reviewed {other.text}, but line {counted.place.line} says {counted.text}",
            f"correct the wrong one; until then {counted.text} counts, because it is older",
            subject=f"{other.text} {counted.text}",
            counted={"text": counted.text, "line": counted.place.line, "source": counted.origin.value},
        )


RULE = Rule(
    code="RA209",
    name="conflicting-review-dates",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example("---\nlast_reviewed: 2026-01-15\n---\n# Green tea\n\nLast reviewed: March 2026\n"),
    accepted=Example("---\nlast_reviewed: 2026-01-15\n---\n# Green tea\n\nLast reviewed: January 2026\n"),
)
