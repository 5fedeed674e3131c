"""A reference is newer than the review that is to cover it.

Why it matters: a review says that the sources were looked at by its day. This one was added or changed later, or is
itself of a later date, so it was not part of that review.
How to mend it: check the newer references against the text, then write the new date.

What is known without git: the day on which an entry says it was accessed or published. With git: the commit that added
the reference. A year alone counts only if it begins two months after the review, for journals date issues ahead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from reviewaudit.model import Article, Change, Context, Example, Finding, Level, Place, Reference, Rule, Scope
from reviewaudit.regexes import regex

_YEAR = regex(
    r"\((?P<apa>20\d\d)[a-z]?(?:,[^()]{0,20})?\)"  # Author, A. (2026, March 4).
    r"|[.,] (?P<issue>20\d\d)(?: [A-Z][a-z]{2,8}(?: \d{1,2})?)?;"  # Lancet. 2026 Jan 5;12:34
    r"|[.,] (?P<last>20\d\d)\.?(?=$|\s(?:https?://|doi))"  # Oxford University Press, 2026.
)
_AHEAD = timedelta(days=60)


def check(article: Article, context: Context) -> Iterator[Finding]:
    statement, bounds = context.review.statement, context.review.bounds
    if statement is None or bounds is None:
        return
    found = [*_dated(article, bounds.latest, context.as_of), *_added(article, context, bounds.latest)]
    newer: dict[int, tuple[Place, str, str]] = {}
    for place, what, why in sorted(found):
        newer.setdefault(place.line, (place, what, why))
    if not newer:
        return
    place, what, why = next(iter(newer.values()))
    count = len(newer)
    many = f"{count} references are newer, the first: " if count > 1 else ""
    yield RULE.finding(
        article,
        place,
        f"reviewed {statement.text}; {many}{what} {why}",
        "check the newer references against the text, then write the new date",
        subject=statement.text,
        newer=[{"line": at.line, "reference": name, "reason": reason} for at, name, reason in newer.values()],
    )


def _dated(article: Article, latest: date, as_of: date) -> Iterator[tuple[Place, str, str]]:
    """References that bear a later date themselves. One in the future is a slip, not a reference."""
    for statement in article.statements:
        bounds = statement.bounds
        if statement.scope is Scope.REFERENCE and bounds is not None and latest < bounds.earliest <= as_of:
            yield statement.place, "the reference", f"says “{statement.label} {statement.text}”"
    for entry in article.entries:
        years = [int(year) for match in _YEAR.finditer(entry.text) for year in match.groups() if year]
        year = max((year for year in years if year <= as_of.year), default=0)
        if year > latest.year and date(year, 1, 1) > latest + _AHEAD:
            yield entry.place, f"“{_short(entry.text)}”", f"is of {year}"


def _added(article: Article, context: Context, latest: date) -> Iterator[tuple[Place, str, str]]:
    """References that came with a commit after the review."""
    changes = context.history.after(latest) if context.history is not None else ()
    days: dict[str, date] = {}
    for change in changes:
        for url in change.urls:
            days.setdefault(_key(url), change.day)
    if not days:
        return
    for reference in article.cited:
        day = next((days[key] for key in _keys(reference) if key in days), None)
        if day is not None:
            yield reference.place, _short(reference.url), f"was added or changed on {day}"


def _keys(reference: Reference) -> Iterator[str]:
    yield _key(reference.url)
    for scheme, value in reference.identifiers:
        yield _key(f"{scheme}:{value}")


def _key(url: str) -> str:
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", url.replace("&amp;", "&").casefold())
    bare = re.sub(r"^(?:dx\.)?doi\.org/", "doi:", bare)
    return bare.rstrip("/.,;:)]*_")


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79].rstrip() + "…"


RULE = Rule(
    code="RA304",
    name="reference-newer-than-review",
    level=Level.WARNING,
    since="0.1.0",
    check=check,
    explanation=__doc__,
    flagged=Example(
        "> Last reviewed: March 2026\n\nTea is [a drink](https://tea.example/drink).\n",
        as_of=date(2026, 6, 1),
        answers={"https://tea.example/drink": 200},
        history=(
            Change("b7e1", datetime(2026, 5, 4, 9, tzinfo=UTC), "Ada", urls=("https://tea.example/drink",)),
            Change("a3c0", datetime(2026, 3, 2, 9, tzinfo=UTC), "Ada", review=True),
        ),
    ),
    accepted=Example(
        "> Last reviewed: March 2026\n\nTea is [a drink](https://tea.example/drink).\n",
        as_of=date(2026, 6, 1),
        answers={"https://tea.example/drink": 200},
        history=(
            Change(
                "a3c0",
                datetime(2026, 4, 1, 9, tzinfo=UTC),
                "Ada",
                body=True,
                review=True,
                urls=("https://tea.example/drink",),
            ),
        ),
    ),
    needs=frozenset({"git"}),
)
