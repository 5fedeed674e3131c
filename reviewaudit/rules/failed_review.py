"""A review is on record, and its outcome is that the article did not pass.

Why it matters: the date alone reads like approval.
How to mend it: correct what the review found, review again, and write the new date and outcome.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule, StatementKind
from reviewaudit.regexes import regex

FAILED = regex(r"\b(?:fail(?:ed|s|ure)?|not (?:passed|approved|accepted)|rejected)\b", re.IGNORECASE)


def check(article: Article, context: Context) -> Iterator[Finding]:
    for statement in article.statements:
        if statement.kind is StatementKind.REVIEWED and statement.outcome and FAILED.search(statement.outcome):
            yield RULE.finding(
                article,
                statement.place,
                f"reviewed {statement.text}, with the outcome “{statement.outcome}”",
                "correct what the review found, then review again",
                subject=f"{statement.text} {statement.outcome}",
                outcome=statement.outcome,
            )


RULE = Rule(
    code="RA213",
    name="failed-review",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "# Install\n\n| Review Date | Reviewer | Release | Test situation |\n|---|---|---|---|\n"
        "| 2026-05-02 | Docs team | Teak | Fail (issue 12) |\n"
    ),
    accepted=Example(
        "# Install\n\n| Review Date | Reviewer | Release | Test situation |\n|---|---|---|---|\n"
        "| 2026-05-02 | Docs team | Teak | Pass |\n"
    ),
)
