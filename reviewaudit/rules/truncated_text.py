"""A sentence breaks off in the middle.

Why it matters: what it was about to say is missing, and nobody who read the text can have overlooked that. Descriptions
that a form cut at its limit, and texts that were copied in part, look like this.
How to mend it: write the sentence to its end.

The last word must be a piece of one (the same words go on elsewhere in the article, or it is no word), or one that no
sentence ends with, such as "the". That a full stop is missing is no reason: captions and fragments have none.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, RemarkKind, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    for remark in article.remarks:
        if remark.kind is RemarkKind.CUT_OFF:
            yield RULE.finding(
                article,
                remark.place,
                f"the text breaks off after “{remark.text}”",
                "write the sentence to its end",
                subject=remark.text,
            )


RULE = Rule(
    code="RA503",
    name="truncated-text",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "Last reviewed: 2026-05-02\n\nGreen tea is made of leaves. This page tells what it holds and how it is brew\n\n"
        "This page tells what it holds and how it is brewed in Japan.\n"
    ),
    accepted=Example(
        "Last reviewed: 2026-05-02\n\n"
        "Green tea is made of leaves. This page tells what it holds and how it is brewed\n\n"
        "![Leaves of tea](leaves.png)\n\nThis page tells what it holds and how it is brewed in Japan.\n",
        answers={"leaves.png": 200},
    ),
    needs=frozenset({"text"}),
)
