"""A link names a label that the article defines nowhere.

Why it matters: Markdown shows such a link as it is written, brackets and all; the reader has nothing to follow.
How to mend it: define the label (`[label]: https://…`), or correct its spelling. A definition right below a line of
text is part of that text: put a blank line between them. Only `[text][label]` and `[label][]` are looked at, because a
label alone in brackets is more often just that. Indices (`matrix[i][j]`) and patterns (`[a-z][0-9]`) are taken for what
they are; `\\[` says so for the rest. Only Markdown is looked at: what an article in reStructuredText or AsciiDoc refers
to may be defined in another file.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    for undefined in article.undefined:
        yield RULE.finding(
            article,
            undefined.place,
            f"[{undefined.text}] refers to [{undefined.label}], which the article does not define",
            f"add [{undefined.label}]: and its address, or correct the label",
            subject=undefined.label,
        )


RULE = Rule(
    code="RA113",
    name="undefined-reference",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example("Last reviewed: 2026-05-02\n\nSee [the study][chen].\n\n[cheng]: https://health.example/tea\n"),
    accepted=Example("Last reviewed: 2026-05-02\n\nSee [the study][chen].\n\n[Chen]: https://health.example/tea\n"),
)
