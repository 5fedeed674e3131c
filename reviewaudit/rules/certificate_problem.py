"""A cited site proves its identity with a certificate that does not hold.

Why it matters: browsers stop their readers with a full-page warning. The page may well be there behind it, so the
reference counts as not verified, not as dead. Where a server only leaves out a part of the chain that browsers fetch
by themselves, readers see the page, and programs do not.
How to mend it: tell the site's owner, or cite the same page at an address with a valid certificate.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    for reference in article.references:
        verdict = context.verdict(reference)
        if verdict is None or verdict.reason not in {"certificate", "incomplete-chain"}:
            continue
        mild = verdict.reason == "incomplete-chain"
        yield RULE.finding(
            article,
            reference.place,
            f"{reference.url} could not be verified: {verdict.signal}",
            "open it in a browser, which most likely shows it, and tell the site's owner"
            if mild
            else "cite the page at an address with a valid certificate, or tell the site's owner",
            url=reference.url,
            reason=verdict.reason,
        )


RULE = Rule(
    code="RA107",
    name="certificate-problem",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "Last reviewed: 2026-05-02\n\nSee [the study](https://old.example/study).\n",
        answers={"https://old.example/study": "tls-expired"},
    ),
    accepted=Example(
        "Last reviewed: 2026-05-02\n\nSee [the study](https://old.example/study).\n",
        answers={"https://old.example/study": 200},
    ),
    needs=frozenset({"links"}),
)
