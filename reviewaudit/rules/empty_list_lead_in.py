"""A sentence ends in a colon and introduces nothing.

Why it matters: the list that should follow was lost, often when the text was copied or converted. The reader is
promised the symptoms, the options or the steps, and gets an unrelated sentence; a review should have noticed.
How to mend it: put the list back, or make the sentence one that stands alone.

Only English lead-ins are known, and only those that leave little doubt: their sentence lacks an object ("Symptoms
include:"), or they count things that the next sentence looks back on, or their section ends. A paragraph, quotation,
example, table, image or template after the colon is what it introduces.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, RemarkKind, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    for remark in article.remarks:
        if remark.kind is RemarkKind.EMPTY_LEAD_IN:
            yield RULE.finding(
                article,
                remark.place,
                f"“{remark.text}” introduces nothing",
                "put the list back, or make the sentence one that stands alone",
                subject=remark.text,
            )


RULE = Rule(
    code="RA501",
    name="empty-list-lead-in",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "Last reviewed: 2026-05-02\n\nThe kinds of green tea include:\n\nTea is made of leaves. It has been for long.\n"
    ),
    accepted=Example(
        "Last reviewed: 2026-05-02\n\nThe kinds of green tea include:\n\n- sencha\n- matcha\n\nTea is made of leaves.\n"
    ),
    needs=frozenset({"text"}),
)
