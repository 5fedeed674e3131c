"""A link to a file of the same site leads to nothing.

Why it matters: the reader gets an error page on your own site.
How to mend it: correct the path; it starts from the article's folder, or from `links.root_dir` where it begins with
`/`. What a site generator makes of a source counts as there: `tea.html`, `tea` and `tea/` for `tea.md` or
`tea/index.md`. Without `links.root_dir` and `links.base_url` nobody knows where `/tea` leads, so it is skipped and
counted. Names must agree letter by letter, because most servers tell `Tea.md` from `tea.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, relpath

from reviewaudit.model import Article, Context, Example, Finding, Level, Reference, Rule, Status, TargetKind, Verdict


def check(article: Article, context: Context) -> Iterator[Finding]:
    for reference in article.references:
        verdict = context.verdict(reference)
        if reference.target_kind is TargetKind.LOCAL and verdict is not None and verdict.status is Status.DEAD:
            yield RULE.finding(
                article,
                reference.place,
                f"{reference.url} is not there: no file {reference.target}",
                _mend(article, reference, verdict),
                url=reference.url,
            )


def _mend(article: Article, reference: Reference, verdict: Verdict) -> str:
    start = "the root of the site" if reference.target.startswith("/") else "the article's folder"
    if not verdict.near:
        return f"correct the path; it starts from {start}"
    near = verdict.near[0]
    meant = near if reference.target.startswith("/") else relpath(near, dirname(article.path))
    return f"did you mean {meant}? Paths start from {start}"


RULE = Rule(
    code="RA111",
    name="missing-file",
    level=Level.ERROR,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "Last reviewed: 2026-05-02\n\nSee [green tea](green-tea.md).\n", answers={"green-tea.md": "file-missing"}
    ),
    accepted=Example("Last reviewed: 2026-05-02\n\nSee [green tea](green-tea.md).\n", answers={"green-tea.md": 200}),
)
