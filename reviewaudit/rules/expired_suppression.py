"""A suppression is past its end date, so it suppresses nothing any more.

Why it matters: somebody meant to have dealt with this by then. What it covered is reported again.
How to mend it: mend what it covered and take the comment out. Write a new `until=` only if there is a new reason to
wait. The day that it names is the last one on which it holds. The same is said of decisions that `reviewaudit decide`
wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    for suppression in article.suppressions:
        until = suppression.until
        if until is None or not suppression.has_ended(context.as_of):
            continue
        days = (context.as_of - until).days
        covered = sum(effect.findings for effect in context.effects if effect.suppression is suppression)
        again = f"; {covered} finding{'s' if covered != 1 else ''} that it covered count again" if covered else ""
        written = f"{suppression.directive.value}[{', '.join(suppression.selectors)}]"
        yield RULE.finding(
            article,
            suppression.place,
            f"{written} ended on {until}, {days} day{'s' if days != 1 else ''} ago{again}",
            "mend what it covered and take it out, or give it a new date and the reason to wait",
            subject=f"{written} until={until}",
            until=until.isoformat(),
            days=days,
            findings=covered,
            reason=suppression.reason,
        )
    yield from _decided(article, context)


def _decided(article: Article, context: Context) -> Iterator[Finding]:
    for outcome in context.outcomes:
        decision = outcome.decision
        if decision.until is None or not decision.has_ended(context.as_of):
            continue
        days = (context.as_of - decision.until).days
        about = " ".join(filter(None, (decision.code, decision.name, decision.subject)))
        again = "; the finding counts again" if outcome.found else ""
        yield RULE.finding(
            article,
            outcome.place,
            f"the decision in {decision.origin} to {decision.verb} {about} ended on {decision.until}, "
            f"{days} day{'s' if days != 1 else ''} ago{again}",
            "mend what it is about and take its table out of the file, or decide anew",
            subject=f"{decision.verb} {decision.fingerprint} until={decision.until}",
            until=decision.until.isoformat(),
            days=days,
            findings=int(outcome.found),
            reason=decision.reason,
        )


RULE = Rule(
    code="RA003",
    name="expired-suppression",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "<!-- reviewaudit: ignore-file[missing-reviewer] until=2026-05-31 until the board has met -->\n\n"
        "Last reviewed: 2026-05-02\n",
        as_of=date(2026, 6, 1),
    ),
    accepted=Example(
        "<!-- reviewaudit: ignore-file[missing-reviewer] until=2026-05-31 until the board has met -->\n\n"
        "Last reviewed: 2026-05-02\n",
        as_of=date(2026, 5, 31),
        config="[review]\nrequire_reviewer = true\n",
    ),
    needs=frozenset({"suppressions"}),
)
