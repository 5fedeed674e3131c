"""A link leads to a page that is there, but not to the place in it that was named.

Why it matters: the reader lands at the top and has to search for what the link promised; often the passage has moved or
gone. The page itself is alive, so this is the weaker verdict. A place counts as found where any common generator would
make it: ids of headings as GitHub, kramdown, Docusaurus, Python-Markdown, Pandoc, Sphinx, Asciidoctor and others have
them, ids and names in HTML, labels, footnotes, lines of files (`#L10`) and quoted text (`#:~:text=`). What includes,
templates or scripts put into a page is not known, and is not reported.
How to mend it: name a place that is there, or give the heading that id. Places in files are always looked for, those in
pages elsewhere with `links.include_fragments`.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Context, Example, Finding, Level, Rule, Status, TargetKind


def check(article: Article, context: Context) -> Iterator[Finding]:
    for reference in article.references:
        fact = context.fragment(reference)
        if fact is None or fact.found:
            continue
        within = reference.target_kind is TargetKind.ANCHOR
        page = context.verdict(reference)
        if not within and (page is None or page.status is not Status.ALIVE):
            continue
        where = "this article" if within else "the page is there, but"
        name, quotes, _ = reference.fragment.partition(":~:")
        lacks = "does not say the quoted text" if quotes and not name else f"has no place #{reference.fragment}"
        near = " or ".join(f"#{place}" for place in fact.near)
        yield RULE.finding(
            article,
            reference.place,
            f"{reference.url}: {where} {lacks}",
            f"did you mean {near}?" if near else "name a place that is there, or give the heading that id",
            url=reference.url,
            near=list(fact.near),
        )


RULE = Rule(
    code="RA108",
    name="missing-fragment",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "Last reviewed: 2026-05-02\n\nSee [the dose](green-tea.md#dosis).\n",
        answers={"green-tea.md": 200, "green-tea.md#dosis": "fragment-missing"},
    ),
    accepted=Example(
        "Last reviewed: 2026-05-02\n\nSee [the dose](green-tea.md#dose).\n",
        answers={"green-tea.md": 200},
    ),
    needs=frozenset({"links"}),
)
