"""A suppression suppresses nothing.

Why it matters: what it was written for is mended or has moved. It says of the text what is no longer so, and will one
day hide a finding that nobody has seen.
How to mend it: take it out, or put it where it belongs: `ignore` is for its own line, `ignore-next-line` for the line
below, `ignore-start` to `ignore-end` for the lines between, `ignore-file` for the whole article.

Said only where the rules that it names could look: not when one of them was not selected, nor when a page there was not
asked or gave no definite answer. A note where it is about what the network says, because that may change back.
Suppressions of this rule and its neighbours RA003 and RA004 are never called unused. The same is said of decisions that
`reviewaudit decide` wrote.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Directive, Example, Finding, Level, Rule, Suppression

LINKS = "RA1"
HELP = "take it out, or put it where it belongs: ignore is for its own line, ignore-next-line for the line below"


def check(article: Article, context: Context) -> Iterator[Finding]:
    for effect in context.effects:
        suppression = effect.suppression
        if effect.findings or not effect.looked or suppression.has_ended(context.as_of):
            continue
        about_links = all(code.startswith(LINKS) for code in effect.codes)
        yield RULE.finding(
            article,
            suppression.place,
            f"{effect.written} suppresses nothing: no finding of {effect.selector} {_where(suppression)}",
            "take it out" if suppression.directive is Directive.FILE else HELP,
            level=Level.NOTE if about_links else None,
            subject=effect.written,
            selector=effect.selector,
            codes=sorted(effect.codes),
            reason=suppression.reason,
        )
    yield from _decided(article, context)


def _decided(article: Article, context: Context) -> Iterator[Finding]:
    for outcome in context.outcomes:
        decision = outcome.decision
        if outcome.found or not outcome.looked or decision.has_ended(context.as_of):
            continue
        about = " ".join(filter(None, (decision.code, decision.name, decision.subject)))
        yield RULE.finding(
            article,
            outcome.place,
            f"the decision in {decision.origin} suppresses nothing: no finding {about} in this article",
            "take its table out of the file",
            level=Level.NOTE if decision.code.startswith(LINKS) else None,
            subject=f"{decision.verb} {decision.fingerprint}",
            decision=decision.verb.value,
            codes=[decision.code],
            reason=decision.reason,
        )


def _where(suppression: Suppression) -> str:
    if suppression.directive is Directive.FILE:
        return "in this article"
    if suppression.first == suppression.last:
        return f"in line {suppression.first}"
    return f"in lines {suppression.first} to {suppression.last}"


RULE = Rule(
    code="RA002",
    name="unused-suppression",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "<!-- reviewaudit: ignore-next-line[overdue-review] the text is historic -->\n\nLast reviewed: 2026-05-02\n"
    ),
    accepted=Example(
        "<!-- reviewaudit: ignore-next-line[overdue-review] the text is historic -->\n\nLast reviewed: 2024-05-02\n"
    ),
    needs=frozenset({"suppressions"}),
)
