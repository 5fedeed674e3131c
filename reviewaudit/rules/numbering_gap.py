"""A numbered list skips a number or has one twice, or a mark counts backwards.

Why it matters: the number is all that leads from the text to its source. A number twice is two sources for one mark,
and a missing one is often a source that was lost. Markdown shows a list with numbers of its own: what was typed as
3, 3, 5 is read as 3, 4, 5.
How to mend it: number the entries anew, and the marks with them.

A number twice is an error, for the mark then leads to the wrong source; the rest are warnings. A Markdown list in which
every number is the same leaves the counting to Markdown and is left alone. So is where a list begins.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Citation, Context, Example, Finding, Level, Rule
from reviewaudit.regexes import regex

_BACKWARDS = regex(r"(\d+)\s*[-–—−]\s*(\d+)")
_NO_NUMBER = 1000
"""From here on it is a year."""


def check(article: Article, context: Context) -> Iterator[Finding]:
    for entries in _lists(article.citations):
        yield from _irregular(article, entries)
    for marker in article.markers:
        for found in _BACKWARDS.finditer(marker.text):
            if int(found[1]) > int(found[2]):
                yield RULE.finding(
                    article,
                    marker.place,
                    f"{marker.text} counts backwards, from {found[1]} to {found[2]}",
                    f"write {found[2]}–{found[1]}, or correct the numbers",
                    subject=marker.text,
                )


def _lists(citations: tuple[Citation, ...]) -> Iterator[list[Citation]]:
    """The numbered lists; each heading begins one, and so does each number 1 after a higher one."""
    entries: list[Citation] = []
    for citation in citations:
        if not citation.typed or int(citation.typed) >= _NO_NUMBER:
            continue
        starts = entries and citation.typed == "1" and entries[-1].typed != "1"
        if entries and (starts or citation.section != entries[-1].section):
            yield entries
            entries = []
        entries.append(citation)
    if entries:
        yield entries


def _irregular(article: Article, entries: list[Citation]) -> Iterator[Finding]:
    counted = any(citation.typed != citation.marker for citation in entries)
    if counted and len({citation.typed for citation in entries}) == 1:
        return
    seen: set[int] = set()
    last = int(entries[0].typed) - 1
    for citation in entries:
        number = int(citation.typed)
        shown = f"; readers see {citation.marker}" if citation.marker != citation.typed else ""
        if number in seen:
            yield RULE.finding(
                article,
                citation.place,
                f"number {number} is used twice{shown}",
                "number the entries anew, and the marks with them",
                level=Level.ERROR,
                subject=citation.text,
            )
        elif number != last + 1:
            missing = f"number {last + 1} is missing" if number == last + 2 else f"{last} is followed by {number}"
            yield RULE.finding(
                article,
                citation.place,
                f"{missing}{shown}",
                "number the entries anew, and the marks with them",
                subject=citation.text,
            )
        seen.add(number)
        last = number


RULE = Rule(
    code="RA411",
    name="numbering-gap",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "Last reviewed: 2026-05-02\n\nTea is old [1], and helps [3].\n\n## References\n\n"
        "[1] Chen L. Tea. 2019. <https://tea.example/1>\n\n[3] Li B. Coffee. 2020. <https://tea.example/2>\n",
        answers={"https://tea.example/1": 200, "https://tea.example/2": 200},
    ),
    accepted=Example(
        "Last reviewed: 2026-05-02\n\nTea is old [1], and helps [2].\n\n## References\n\n"
        "1. Chen L. Tea. 2019. <https://tea.example/1>\n1. Li B. Coffee. 2020. <https://tea.example/2>\n",
        answers={"https://tea.example/1": 200, "https://tea.example/2": 200},
    ),
)
