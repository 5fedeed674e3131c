"""An identifier belongs to another work than the one its entry describes, or to one that differs from it.

Why it matters: the reader is led to a work that says something else, or cannot be sure which one was meant.
How to mend it: open the link, compare title and authors, and give the identifier or the details of the work meant.

It is an error where neither the title nor any author of the registered work is in the entry, or where the DOI and the
PMID of one entry name different works. Where only one of them differs it is a warning, as for a year beyond ±1 of all
dates on record, and where the work is known from the page that the entry links, not from an identifier in the text. So
is a link to a page that says it is about another article than the one that the entry names and describes. The entry is
not parsed: the record is looked for in it. Nothing is said about entries in other scripts, translated titles, records
without title or authors, or links without an entry. That a chapter has the DOI of its book, and that records of old
volumes carry a later date, is fine. A book's newer edition is not told from an older.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from reviewaudit import verdicts
from reviewaudit.model import (
    Article,
    Context,
    Example,
    Finding,
    Identifier,
    Level,
    Record,
    RecordState,
    Rule,
    Work,
    resolver,
)


def check(article: Article, context: Context) -> Iterator[Finding]:
    for cited in verdicts.looked_up(article, context):
        conflict = next((pair for pair in cited.standing.conflict if set(pair) <= set(cited.citation.written)), None)
        if conflict is not None:
            yield _of_different_works(article, context, cited, *conflict)
        elif cited.citation.listed and cited.citation.identifiers and cited.standing.work is not None:
            match = verdicts.compare(cited.citation.text, cited.standing.work)
            if match.fit in {verdicts.Fit.WRONG, verdicts.Fit.DIFFERS}:
                yield _of_another(article, context, cited, cited.standing.work, match)
            elif match.fit is verdicts.Fit.FINE:
                yield from _linked_elsewhere(article, context, cited)


def _of_different_works(
    article: Article, context: Context, cited: verdicts.Cited, doi: Identifier, pmid: Identifier
) -> Finding:
    citation, standing, lapsed = cited
    return RULE.finding(
        article,
        citation.place,
        f"{verdicts.named(doi)} and {verdicts.named(pmid)} are of different works{lapsed}",
        "open both, and give the identifiers of the work meant",
        url=resolver(doi),
        subject=verdicts.named(doi),
        **verdicts.evidence(citation, standing, context),
    )


def _of_another(
    article: Article, context: Context, cited: verdicts.Cited, work: Work, match: verdicts.Match
) -> Finding:
    citation, standing, lapsed = cited
    wrong = match.fit is verdicts.Fit.WRONG
    name = verdicts.title_of(citation)
    return RULE.finding(
        article,
        citation.place,
        f"{name} is {_registered(work)}, which the entry does not describe: title and authors differ{lapsed}"
        if wrong
        else f"{name} is {_registered(work)}; the entry differs in {' and in '.join(match.details)}{lapsed}",
        "open the link, compare title and authors, and give what belongs to the work meant",
        level=None if wrong and citation.written else Level.WARNING,
        url=resolver(citation.identifiers[0]) or None,
        subject=name,
        registered={"titles": list(work.titles), "families": list(work.families), "years": list(work.years)},
        differs=list(match.details),
        likeness=round(match.likeness, 2),
        **verdicts.evidence(citation, standing, context),
    )


def _linked_elsewhere(article: Article, context: Context, cited: verdicts.Cited) -> Iterator[Finding]:
    """An entry that describes the work it names, and links a page about another one, of which it says nothing."""
    citation, standing, lapsed = cited
    pages = dict(citation.pages)
    for name, work in standing.astray:
        if verdicts.compare(citation.text, work).fit is verdicts.Fit.WRONG:
            yield RULE.finding(
                article,
                citation.place,
                f"{verdicts.title_of(citation)} is what the entry describes, but it links {pages[name]}, which says "
                f"that it is {verdicts.named(name)}, {_registered(work)}{lapsed}",
                "open the link, and give the one that leads to the work meant",
                level=Level.WARNING,
                url=pages[name],
                subject=pages[name],
                **verdicts.evidence(citation, standing, context),
            )


def _registered(work: Work) -> str:
    return f"“{work.titles[0]}”" + (f" by {work.families[0]}" if work.families else "")


_TEXT = """Last reviewed: 2026-05-02

## References

1. Brown B, Green G. Tea and the sleep of shift workers. J Tea. 2019;4(2):12-19. doi:10.5072/tea.1
"""
_NAME = ("doi", "10.5072/tea.1")
_WHEN = datetime(2026, 6, 1, tzinfo=UTC)

RULE = Rule(
    code="RA406",
    name="mismatched-citation",
    level=Level.ERROR,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        _TEXT,
        records=(
            Record(
                _NAME,
                "crossref",
                _WHEN,
                RecordState.FOUND,
                work=Work(("Harvesting machines on steep slopes",), ("Gray",), (2019,), "journal-article"),
            ),
        ),
    ),
    accepted=Example(
        _TEXT,
        records=(
            Record(
                _NAME,
                "crossref",
                _WHEN,
                RecordState.FOUND,
                work=Work(("Tea and the Sleep of Shift-Workers",), ("Brown", "Green"), (2018, 2019), "journal-article"),
            ),
        ),
    ),
    needs=frozenset({"citations"}),
)
