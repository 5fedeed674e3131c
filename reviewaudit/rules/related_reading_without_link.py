"""A title is named as related reading, and no link leads to it.

Why it matters: the reader is sent on and not told where to; mostly the link was lost when the text was copied.
How to mend it: link the title, or take the line out.

A title that is cited like a book, with a year, an ISBN or an author, needs no link.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, RemarkKind, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    for remark in article.remarks:
        if remark.kind is RemarkKind.UNLINKED_READING:
            yield RULE.finding(
                article,
                remark.place,
                f"“{remark.text}” is named as related reading, but nothing leads to it",
                "link the title, or take the line out",
                subject=remark.text,
            )


RULE = Rule(
    code="RA502",
    name="related-reading-without-link",
    level=Level.NOTE,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example("Last reviewed: 2026-05-02\n\nTea is a drink.\n\nRelated reading: How to brew green tea\n"),
    accepted=Example(
        "Last reviewed: 2026-05-02\n\nTea is a drink.\n\n"
        "Related reading: [How to brew green tea](https://tea.example/brewing)\n",
        answers={"https://tea.example/brewing": 200},
    ),
    needs=frozenset({"text"}),
)
