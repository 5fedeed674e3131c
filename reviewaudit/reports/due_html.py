"""Due reviews in, one HTML page out: the list by group, to open, mail or print.

It looks like the HTML report of `check` and follows the same policy (see `web_page`), but needs no script at all: there
is nothing in it to search or sort that the browser does not do. A group can be linked to by its number in the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from string import Template
from typing import NamedTuple

from reviewaudit.model import Audited, ReviewStatus
from reviewaudit.reports import View, counts
from reviewaudit.reports.characters import visible
from reviewaudit.reports.charts import Bar, draw
from reviewaudit.reports.due import Due, due_day, owner
from reviewaudit.reports.page_data import MONTHS, REVIEWS
from reviewaudit.reports.web_page import listed, numbers, part, policy, safe, tile

SHOWN = 24
"""Groups that the chart has bars for, those with the most reviews; the table beside it has all."""
LABEL = 16
"""Characters of a label of the chart that are shown."""
DATED = ("overdue", "due", "due_soon", "current")
UNDATED = (ReviewStatus.MISSING, ReviewStatus.INVALID, ReviewStatus.FUTURE)


class Group(NamedTuple):
    name: str
    articles: tuple[Audited, ...]
    is_late: bool = False
    """Whether it holds what is overdue and nothing else."""


def render(due: Due, view: View) -> str:
    style = part("page.css") + part("due.css")
    groups = _groups(due)
    return Template(part("head.html") + part("due.html")).substitute(
        policy=escape(policy(style)),
        title=escape(f"Reviews due within {counts.plural(due.within, 'day')}, as of {due.report.as_of}"),
        as_of=due.report.as_of.isoformat(),
        version=safe(due.report.version),
        style=style,
        verdict=_verdict(due),
        tiles="\n".join(tile("Articles", len(due.report.audited), _states(due))),
        load_title=f"Reviews by {due.by}",
        load=_load(due, groups),
        groups="\n".join(_lists(due, groups)),
        undated="\n".join(_undated(due)),
    )


def _groups(due: Due) -> list[Group]:
    """As grouped; by month, what is overdue comes first, whatever month it was due in."""
    if due.by != "month":
        return [Group(name, articles) for name, articles in due.groups.items()]
    late = tuple(audited for audited in due.listed if audited.review.status is ReviewStatus.OVERDUE)
    months: dict[str, list[Audited]] = {}
    for audited in due.listed[len(late) :]:
        months.setdefault(_month(audited), []).append(audited)
    overdue = [Group("Overdue", late, is_late=True)] if late else []
    return overdue + [Group(name, tuple(articles)) for name, articles in months.items()]


def _month(audited: Audited) -> str:
    day = due_day(audited)
    return f"{MONTHS[day.month - 1]} {day.year}"


# --- the summary ---


def _verdict(due: Due) -> str:
    total = counts.plural(len(due.report.audited), "article")
    if not due.listed:
        return f"No review of {total} is due within that time."
    states = _by_status(due.listed)
    words = [f"{states[status]:,} {REVIEWS[status]}" for status in DATED if states[status]]
    return f"{len(due.listed):,} of {total}: {listed(words)}."


def _by_status(articles: Iterable[Audited]) -> dict[str, int]:
    tally = dict.fromkeys(REVIEWS, 0)
    for audited in articles:
        tally[audited.review.status.value] += 1
    return tally


def _states(due: Due) -> list[tuple[str, int, str]]:
    tally = _by_status(due.report.audited)
    return [(words, tally[status], "") for status, words in REVIEWS.items()]


def _load(due: Due, groups: list[Group]) -> str:
    most = sorted(groups, key=lambda group: -len(group.articles))[:SHOWN]
    drawn = [group for group in groups if group in most]
    bars = [Bar(_short(group.name), len(group.articles), "late" if group.is_late else "planned") for group in drawn]
    said = "; ".join(f"{group.name}: {counts.plural(len(group.articles), 'review')}" for group in drawn)
    rows = [
        (f'<a href="#group-{number}" dir="auto">{safe(group.name)}</a>', f"{len(group.articles):,}")
        for number, group in enumerate(groups, 1)
    ]
    title = f"Reviews by {due.by}"
    note = f"<p>The {SHOWN} of {len(groups):,} with the most.</p>" if len(groups) > SHOWN else ""
    picture = draw("load-chart", title, bars, visible(said) or "No review falls due.")
    return picture + note + numbers(title, (due.by.capitalize(), "Reviews"), rows)


def _short(name: str) -> str:
    name = visible(name)
    return name if len(name) <= LABEL else name[: LABEL - 1] + "…"


# --- the list ---


def _lists(due: Due, groups: list[Group]) -> Iterator[str]:
    columns = ("Article", *(["Owner"] if due.by != "owner" else []), "Review", "Due by", "Last reviewed")
    head = "".join(f'<th scope="col" role="columnheader">{column}</th>' for column in columns)
    if not groups:
        yield "<p>Nothing.</p>"
    for number, group in enumerate(groups, 1):
        total = counts.plural(len(group.articles), "review")
        yield f'<section id="group-{number}" aria-labelledby="group-{number}-title">'
        yield f'<h3 id="group-{number}-title" dir="auto">{safe(group.name)} <span class="total">{total}</span></h3>'
        yield f'<table role="table" aria-labelledby="group-{number}-title">'
        yield f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>\n<tbody role="rowgroup">'
        yield from (_row(due, audited) for audited in group.articles)
        yield "</tbody></table>\n</section>"


def _row(due: Due, audited: Audited) -> str:
    article, review = audited.article, audited.review
    path = f'<div class="soft" dir="auto">{safe(article.path)}</div>' if article.title else ""
    cells = {
        **({} if due.by == "owner" else {"Owner": f'<span dir="auto">{safe(owner(audited))}</span>'}),
        "Review": f'<span class="{review.status.value}">{REVIEWS[review.status.value]}</span>',
        "Due by": f'{due_day(audited)} <div class="soft">{_when(due, audited)}</div>',
        "Last reviewed": f'<span dir="auto">{safe(review.statement.text if review.statement else "not stated")}</span>',
    }
    row = "".join(f'<td role="cell" data-label="{label}">{cell}</td>' for label, cell in cells.items())
    name = safe(article.title or article.path)
    head = f'<th scope="row" role="rowheader"><span dir="auto">{name}</span>{path}</th>'
    return f'<tr role="row">{head}{row}</tr>'


def _when(due: Due, audited: Audited) -> str:
    days = (due_day(audited) - due.report.as_of).days
    late = audited.review.days_overdue if audited.review.status is ReviewStatus.OVERDUE else -days
    if late > 0:
        return f"{counts.plural(late, 'day')} ago"
    return f"in {counts.plural(days, 'day')}" if days else "today"


def _undated(due: Due) -> Iterator[str]:
    """The articles that no list of due reviews can hold."""
    found = [audited for audited in due.report.audited if audited.review.status in UNDATED]
    if not found:
        return
    yield '<section aria-labelledby="undated"><h2 id="undated">Without a review date that counts</h2>'
    number = counts.plural(len(found), "article")
    yield f"<p>{number}; <code>reviewaudit check</code> says what to do about each.</p>\n<ul>"
    for audited in found:
        article = audited.article
        path = f' <small dir="auto">{safe(article.path)}</small>' if article.title else ""
        name = f'<span dir="auto">{safe(article.title or article.path)}</span>'
        yield f"<li>{name}{path}: {REVIEWS[audited.review.status.value]}; {safe(owner(audited))}</li>"
    yield "</ul></section>"
