"""One article and its document in, what it shows of its house's habits out.

Besides what was understood there are candidates: front-matter keys and visible labels that look like statements of
review, and that no built-in word covers. They are told by whole words of the name (`fact_checked`, `factChecked`) and
by what stands behind them; how many articles share them decides later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from reviewaudit import dates
from reviewaudit.model import (
    Article,
    Bounds,
    Document,
    Field,
    Flag,
    Origin,
    Precision,
    ReviewStatement,
    Scope,
    StatementKind,
    Window,
)
from reviewaudit.regexes import regex


class Use(StrEnum):
    """What a key stands for, in the words of `[review] keys`; `labels` has the first two."""

    REVIEWED = "reviewed"
    NEXT_DUE = "next_due"
    INTERVAL = "interval"
    OWNER = "owner"
    REVIEWER = "reviewer"


class Candidate(NamedTuple):
    """A name that no built-in word covers, and what it seems to stand for."""

    use: Use
    name: str
    """A key as written, or the words of a label in lower case."""
    visible: bool
    fits: bool
    """What stands behind it reads as a date or a span, where one is expected."""


class Stated(NamedTuple):
    """One statement that is understood without configuration."""

    kind: StatementKind
    visible: bool
    label: str
    precision: Precision | None
    """None: no date could be read."""


class Sighting(NamedTuple):
    path: str
    readable: bool = True
    stated: tuple[Stated, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    owner_key: str = ""
    interval_key: str = ""
    cycle: Window | None = None
    """How long a review is good for by the article's own word: its interval, else the distance to its next review."""
    reviewed: bool = False
    """It states a review of the page or of its references, with a date."""
    reviewer: bool = False
    day_first: int = 0
    month_first: int = 0
    """Dates of two numbers and a year that can be read in this order only."""
    two_ways: int = 0
    """Dates that can be read in either order."""


_PIECES = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_REVIEW = frozenset(
    {
        "review", "reviewed", "reviews", "check", "checked", "verify", "verified", "verification", "validated",
        "validation", "audit", "audited", "proofread", "approved", "approval", "attested", "vetted", "factcheck",
        "factchecked", "confirmed", "inspected", "signoff", "geprueft", "controle", "revisado", "granskad",
    }
)  # fmt: skip
_AGAIN = frozenset({"revisit", "recheck", "renew", "renewal", "reverify"})
_AHEAD = frozenset({"next", "due", "until", "by", "before", "expires", "expiry", "deadline"})
_VALID = frozenset({"valid", "good", "current"})
_OWNER = frozenset({"maintainer", "maintainers", "steward", "custodian", "responsible", "accountable", "team", "squad"})
_CYCLE = frozenset({"cycle", "cadence", "interval", "frequency", "period", "every", "validity", "lifetime"})
_LABEL_HINT = regex(
    r"check|verif|review|audit|validat|proofread|approv|attest|vetted|confirm|inspect|revis|gepr|kontroll|contr[oô]l",
    re.IGNORECASE,
)
_LABEL = regex(r"[^\W\d_][\w'’-]*(?: [^\W\d_][\w'’-]*){0,4}")
_NUMBERS = regex(r"(?<![\d/-])(\d{1,2})([/-])(\d{1,2})\2(?:\d{4}|\d{2})(?![\d/-])")
_SETTLED = frozenset({"ms.date"})
"""Its order is fixed by those who made it, so it says nothing of this folder's habits."""


def sight(article: Article, document: Document) -> Sighting:
    """What one article shows; `document` is what it was understood from, with a policy of defaults."""
    if article.problem is not None:
        return Sighting(article.path, readable=False)
    promises = article.promises
    fields = [field for field in document.fields if field.origin is Origin.FRONT_MATTER and field.value.strip()]
    candidates = [*_keys(article, fields), *_labels(article, document)]
    written = [statement.text for statement in article.statements if statement.label not in _SETTLED]
    written += [field.value for field in fields if _use(field.name) in (Use.REVIEWED, Use.NEXT_DUE)]
    orders = [_order(text) for text in dict.fromkeys(written)]
    return Sighting(
        article.path,
        stated=tuple(_stated(statement) for statement in article.statements if Flag.MISSING not in statement.flags),
        candidates=tuple(dict.fromkeys(candidates)),
        owner_key=_owner_key(article, fields),
        interval_key=next((f.name for f in fields if article.interval and f.place == article.interval.place), ""),
        cycle=(article.interval.window if article.interval else None) or _distance(promises),
        reviewed=any(s.kind is StatementKind.REVIEWED and s.bounds for s in promises),
        reviewer=any(s.kind is StatementKind.REVIEWED and s.bounds and s.reviewer for s in promises),
        day_first=orders.count("dmy"),
        month_first=orders.count("mdy"),
        two_ways=orders.count("either"),
    )


def _stated(statement: ReviewStatement) -> Stated:
    visible = statement.origin not in (Origin.FRONT_MATTER, Origin.META, Origin.JSON_LD, Origin.MICRODATA)
    label = " ".join(statement.label.split())
    return Stated(
        statement.kind,
        visible,
        label.casefold() if visible else label,
        statement.bounds.precision if statement.bounds else None,
    )


def _keys(article: Article, fields: list[Field]) -> Iterator[Candidate]:
    """Front-matter keys that look like a word about reviews and were not taken for one."""
    taken = {statement.place for statement in article.statements}
    named = {statement.reviewer for statement in article.statements}
    for field in fields:
        use = _use(field.name)
        if use is None or field.place in taken or field.value.strip() in named:
            continue
        if use is Use.OWNER and (article.owner is not None or "." in field.name or not _names_somebody(field.value)):
            continue
        if use is Use.REVIEWER and not _names_somebody(field.value):
            continue
        if use is Use.INTERVAL and article.interval is not None:
            continue
        yield Candidate(use, field.name, visible=False, fits=_fits(use, field.value))


def _use(name: str) -> Use | None:
    words = {piece.lower() for piece in _PIECES.findall(name)}
    about_review = bool(words & _REVIEW) or {"fact", "check"} <= words
    if about_review and words & _CYCLE:
        return Use.INTERVAL
    if words & _AGAIN or (words & _AHEAD and words & _VALID) or (about_review and words & (_AHEAD - {"by"})):
        return Use.NEXT_DUE
    if about_review and "by" in words:
        return Use.REVIEWER
    if about_review:
        return Use.REVIEWED
    return Use.OWNER if words & _OWNER else None


def _fits(use: Use, value: str) -> bool:
    if use is Use.INTERVAL:
        try:
            dates.parse_window(value)
        except ValueError:
            return False
        return True
    if use in (Use.REVIEWED, Use.NEXT_DUE):
        return dates.read(value).bounds is not None
    return True


def _names_somebody(value: str) -> bool:
    return len(value) <= 80 and "://" not in value and any(letter.isalpha() for letter in value)


def _labels(article: Article, document: Document) -> Iterator[Candidate]:
    """Short lines of the form "Fact-checked on 12 March 2026" that were not taken for a statement."""
    if not _LABEL_HINT.search(document.text):
        return
    taken = {statement.place.line for statement in article.statements}
    for block in document.blocks:
        text = block.text[:200]
        if not _LABEL_HINT.search(text[:80]) or not any(sign.isdigit() for sign in text):
            continue
        reading = dates.find(text)
        if reading is None or reading.bounds is None:
            continue
        label = text[: reading.start].strip(" \t\n:：*_–—-|([").strip()
        if not _LABEL.fullmatch(label) or not _LABEL_HINT.search(label):
            continue
        start, end = block.source_span(reading.start, reading.end)
        if document.lines.place(start, end).line not in taken:
            words = {word.lower() for word in label.split()}
            use = Use.NEXT_DUE if words & (_AHEAD | _AGAIN) - {"by"} else Use.REVIEWED
            yield Candidate(use, label.casefold(), visible=True, fits=True)


def _owner_key(article: Article, fields: list[Field]) -> str:
    """The key that its owner was read from; other keys may name the same person."""
    owners = (article.owner or "").split(", ")
    names = (f.name for f in fields if "owner" in f.name.lower() or f.name == "ms.author")
    values = {field.name: field.value.strip() for field in fields}
    return next((name for name in names if article.owner and values[name] in owners), "")


def _order(text: str) -> str:
    """Which order of day and month the numbers of a date allow."""
    match = _NUMBERS.search(text)
    if match is None:
        return ""
    first, second = int(match[1]), int(match[3])
    if 31 >= first > 12 >= second >= 1:
        return "dmy"
    if 31 >= second > 12 >= first >= 1:
        return "mdy"
    return "either" if first != second and min(first, second) >= 1 and max(first, second) <= 12 else ""


def _distance(promises: tuple[ReviewStatement, ...]) -> Window | None:
    """From the last review to the next, both in the article's own words."""
    whole = [s for s in promises if s.scope is Scope.PAGE and s.bounds is not None]
    reviewed = [s.bounds for s in whole if s.kind is StatementKind.REVIEWED and s.bounds]
    due = [s.bounds for s in whole if s.kind is StatementKind.NEXT_DUE and s.bounds]
    if not reviewed or not due:
        return None
    last, following = max(reviewed), min(due)
    if last.precision is not following.precision or last.precision not in (Precision.DAY, Precision.MONTH):
        return None
    return _span(last, following)


def _span(last: Bounds, following: Bounds) -> Window | None:
    days = (following.earliest - last.earliest).days
    if days <= 0:
        return None
    months = round(days * 12 / 365.2425)
    if months and abs((following.earliest - _later(last.earliest, months)).days) <= 3:
        return Window(months, 0, f"{months} months")
    return Window(0, days, f"{days} days")


def _later(day: date, months: int) -> date:
    return dates.add(day, Window(months, 0, ""))
