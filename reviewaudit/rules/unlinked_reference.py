"""An entry of the list has neither a link nor an identifier.

Why it matters: nothing can be checked about it by machine, not even whether it was retracted, and the reader has to
search for it.
How to mend it: add the DOI, the PMID, the ISBN or a link. Many books, reports and old papers have none: then ignore
this note.

Where more than half of a list of four or more has none, that is said once. Footnotes count where they cite a work.
With `resolve = true` in `[citations]`, Crossref is searched for such entries, and where one work surely is the one
described, its DOI is suggested.
"""

from __future__ import annotations

from collections.abc import Iterator

from reviewaudit.model import Article, Citation, Context, Example, Finding, Level, Rule, resolver

_LIST = 4
_SHOWN = 60


def check(article: Article, context: Context) -> Iterator[Finding]:
    listed = [citation for citation in article.citations if citation.listed]
    without = [citation for citation in listed if not (citation.urls or citation.identifiers or citation.invalid)]
    if len(listed) >= _LIST and 2 * len(without) > len(listed):
        yield RULE.finding(
            article,
            without[0].place,
            f"{len(without)} of {len(listed)} listed sources have neither a link nor an identifier",
            "add a DOI, PMID, ISBN or link to each that has one",
            subject="references",
            unlinked=len(without),
        )
        without = [citation for citation in without if _suggested(citation, context)]
    for citation in without:
        text = citation.text if len(citation.text) <= _SHOWN else citation.text[: _SHOWN - 1] + "…"
        likely = _suggested(citation, context)
        yield RULE.finding(
            article,
            citation.place,
            f"“{text}” has neither a link nor an identifier{f'; it is likely {likely}' if likely else ''}",
            "see whether that is it, and add it" if likely else "add its DOI, PMID, ISBN or a link, if it has one",
            subject=citation.text,
            suggested=likely or None,
        )


def _suggested(citation: Citation, context: Context) -> str:
    """The DOI of the work that a search for the entry found; empty for none."""
    standing = context.standing(citation)
    names = standing.identifiers if standing is not None else ()
    return next((resolver(name) for name in names if name[0] == "doi"), "")


RULE = Rule(
    code="RA412",
    name="unlinked-reference",
    level=Level.NOTE,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "Last reviewed: 2026-05-02\n\nTea is old [1].\n\n## References\n\n1. Chen L. Tea. Tea J 2019;4:1-9.\n"
    ),
    accepted=Example(
        "Last reviewed: 2026-05-02\n\nTea is old [1].\n\n## References\n\n"
        "1. Chen L. Tea. Tea J 2019;4:1-9. PMID: 31000001\n"
    ),
)
