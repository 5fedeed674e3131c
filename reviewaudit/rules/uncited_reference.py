"""An entry of the list is cited nowhere in the text.

Why it matters: nobody can tell what the source is there for; perhaps its statement was removed and it was forgotten.
How to mend it: cite it where it supports the text, move it to "Further reading", or remove it.

Only entries with a number or a label are looked at, and lists of further reading are not. Where more than half of the
entries are uncited, the article does not cite by marks, which is said once; of a single entry it is not said.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit import verdicts
from reviewaudit.model import Article, Context, Example, Finding, Level, Rule


def check(article: Article, context: Context) -> Iterator[Finding]:
    if not any(entry.marker for entry in article.entries):
        return
    found = verdicts.citing(article)
    uncited = found.uncited
    if 2 * len(uncited) > found.listed:
        if found.listed > 1:
            yield RULE.finding(
                article,
                uncited[0].place,
                f"the text names {found.listed - len(uncited) or 'none'} of the {found.listed} entries of its list",
                "cite each source where it supports the text, or leave out the numbers",
                subject="references",
                uncited=len(uncited),
            )
        return
    for entry in uncited:
        yield RULE.finding(
            article,
            entry.place,
            f"entry {entry.marker} is cited nowhere in the text",
            "cite it where it supports the text, or move it to further reading",
            subject=entry.text,
        )


RULE = Rule(
    code="RA410",
    name="uncited-reference",
    level=Level.NOTE,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "Last reviewed: 2026-05-02\n\nTea is old [1].\n\n## References\n\n"
        "1. Chen L. Tea. 2019. <https://tea.example/1>\n2. Li B. Coffee. 2020. <https://tea.example/2>\n",
        answers={"https://tea.example/1": 200, "https://tea.example/2": 200},
    ),
    accepted=Example(
        "Last reviewed: 2026-05-02\n\nTea is old [1–2].\n\n## References\n\n"
        "1. Chen L. Tea. 2019. <https://tea.example/1>\n2. Li B. Coffee. 2020. <https://tea.example/2>\n",
        answers={"https://tea.example/1": 200, "https://tea.example/2": 200},
    ),
)
