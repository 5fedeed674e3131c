"""A comment is meant to suppress findings and cannot be understood.

Why it matters: whoever wrote it believes that it works. An unknown rule, a date that is none or a block without an end
would otherwise show only in what is reported all the same, or worse, in what is not.
How to mend it: write `reviewaudit: ignore-next-line[rule] until=2027-01-31 reason`. The message says what is wrong.

It suppresses nothing until it is mended; of several rules in one comment, those that exist are suppressed. With
`suppressions_need_reason = true` in the config, a suppression without a reason is invalid too.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    for problem in article.misdirections:
        yield RULE.finding(
            article, problem.place, f"it suppresses nothing: {problem.cause}", problem.help, subject=problem.cause
        )
    for effect in context.effects:
        if effect.help:
            yield RULE.finding(
                article,
                effect.suppression.place,
                f"{effect.written} suppresses nothing: there is no rule '{effect.selector}'",
                effect.help,
                subject=effect.written,
            )
    if not context.policy.suppressions_need_reason:
        return
    for suppression in article.suppressions:
        if not suppression.reason:
            written = f"{suppression.directive.value}[{', '.join(suppression.selectors)}]"
            yield RULE.finding(
                article,
                suppression.place,
                f"{written} suppresses nothing: it gives no reason, and the policy asks for one",
                "write the reason after the rules and the date",
                subject=written,
            )


RULE = Rule(
    code="RA004",
    name="invalid-suppression",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "<!-- reviewaudit: ignore-next-line[overdue-review] until=31.01.2027 the text is historic -->\n\n"
        "Last reviewed: 2026-05-02\n"
    ),
    accepted=Example(
        "<!-- reviewaudit: ignore-next-line[overdue-review] until=2027-01-31 the text is historic -->\n\n"
        "Last reviewed: 2024-05-02\n"
    ),
    needs=frozenset({"suppressions"}),
)
