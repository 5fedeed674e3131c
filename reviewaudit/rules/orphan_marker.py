"""A mark in the text names an entry that is not listed.

Why it matters: the statement looks supported, and the reader finds nothing to look up. Often an entry was removed, or
the list was numbered anew.
How to mend it: list the source, or correct the mark.

Looked at are numbers ([3], [1–4], (2), ¹, ^1^, `<sup>`), footnotes (`[^note]`), and author and year where the article
cites so throughout. A number above twice the length of the list is taken for something else. A mark by author and year
that fits two entries is a warning: give their years letters (2019a, 2019b).
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit import verdicts
from reviewaudit.model import Article, Context, Example, Finding, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    if not article.markers:
        return
    found = verdicts.citing(article)
    for marker, missing in found.orphans:
        yield RULE.finding(
            article,
            marker.place,
            f"{marker.text} names {_named(missing)}, which the article does not list",
            "list the source, or correct the mark",
            subject=marker.text,
        )
    for marker, label, citations in found.ambiguous:
        lines = " and ".join(str(citation.place.line) for citation in citations)
        yield RULE.finding(
            article,
            marker.place,
            f"{label} fits {len(citations)} entries, in lines {lines}",
            "tell them apart by letters (2019a, 2019b), in the mark and in the list",
            level=Level.WARNING,
            subject=f"{marker.text} {label}",
        )


def _named(labels: tuple[str, ...]) -> str:
    return ("entry " if len(labels) == 1 else "entries ") + ", ".join(labels)


RULE = Rule(
    code="RA409",
    name="orphan-marker",
    level=Level.ERROR,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "Last reviewed: 2026-05-02\n\nTea is old [1], and helps [2].\n\n## References\n\n"
        "1. Chen L. Tea. 2019. <https://tea.example/1>\n",
        answers={"https://tea.example/1": 200},
    ),
    accepted=Example(
        "Last reviewed: 2026-05-02\n\nTea is old [1]. Its range is [0, 1], and array[7] is code.\n\n## References\n\n"
        "1. Chen L. Tea. 2019. <https://tea.example/1>\n",
        answers={"https://tea.example/1": 200},
    ),
)
