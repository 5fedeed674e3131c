"""A report in, one Markdown page per owner out, ready to mail or to post: what waits for them, worst first.

Plain words and whole lists of a dozen lines, so that a page is read to its end. Every finding is in it, as a line or in
a count. It changes with the day, because it says how late things are; the same report gives the same bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from reviewaudit.model import Audited, Finding, Report, ReviewStatus
from reviewaudit.regexes import regex
from reviewaudit.reports import View, counts, owners
from reviewaudit.reports.characters import encodable, one_line
from reviewaudit.reports.markdown import code, escape

MARK = "<!-- reviewaudit digest of one owner -->"
INDEX = "index.md"
LINES = 12
"""How many lines a section has at most."""
_ACCOUNT = regex(r"@[A-Za-z0-9][A-Za-z0-9-]*(?:/[A-Za-z0-9][A-Za-z0-9-]*)*")
_TAKEN = {"index", "no-owner", "con", "prn", "aux", "nul"}
"""File names that are not an owner's, or that Windows keeps for itself."""
_OVERDUE, _SOON, _DEAD, _CLAIMS = "Reviews overdue", "Reviews due", "Dead links", "Claims that do not hold"
_UNVERIFIED = "Links that could not be checked"
SECTIONS = {
    _OVERDUE: {"RA201"},
    _SOON: {"RA202"},
    _DEAD: {"RA101", "RA102", "RA108", "RA111", "RA112"},
    _CLAIMS: {"RA301", "RA302"},
    _UNVERIFIED: {"RA106"},
}
TO_DO = {
    _OVERDUE: "Read the article again, mend what is no longer so, and write the new date.",
    _SOON: "Plan the review.",
    _DEAD: "Cite another page, or one that an archive has kept.",
    _CLAIMS: "Check the references that the article says are checked, or take the claim out.",
    _UNVERIFIED: "Open them in a browser; nothing is known to be wrong with them.",
}


class Portion(NamedTuple):
    """What one owner answers for."""

    owner: str
    articles: tuple[Audited, ...]
    findings: tuple[Finding, ...]


def render(report: Report, view: View) -> str:
    """All pages one after the other."""
    return "\n".join(pages(report, view).values())


def pages(report: Report, view: View) -> dict[str, str]:
    """The text of each page by the name of its file; an owner keeps the name. Who has nothing to do gets no page."""
    portions = list(portions_of(report))
    written = {INDEX: _index(report, portions)}
    for portion in portions:
        if portion.findings:
            written[file_name(portion.owner)] = _page(report, portion)
    return {name: encodable(text) for name, text in written.items()}


def portions_of(report: Report) -> Iterator[Portion]:
    """By owner, nobody last; an article of several is with each of them."""
    found: dict[str, list[Finding]] = {}
    for finding in report.findings:
        found.setdefault(finding.path, []).append(finding)
    articles: dict[str, list[Audited]] = {}
    for audited in report.audited:
        for owner in owners.each(audited.article):
            articles.setdefault(owner, []).append(audited)
    elsewhere = found.keys() - {audited.article.path for audited in report.audited}
    if elsewhere:
        articles.setdefault(owners.NOBODY, [])
    for owner in owners.in_order(articles):
        mine = articles[owner]
        paths = [audited.article.path for audited in mine] + (sorted(elsewhere) if owner == owners.NOBODY else [])
        yield Portion(owner, tuple(mine), tuple(finding for path in paths for finding in found.get(path, ())))


def file_name(owner: str) -> str:
    """The same for the same owner, whoever else there is: letters that make no file name are told apart by a digest."""
    if owner == owners.NOBODY:
        return "no-owner.md"
    slug = re.sub(r"[^a-z0-9]+", "-", owner.lower()).strip("-")[:60]
    if slug == owner and slug not in _TAKEN:
        return f"{slug}.md"
    digest = hashlib.blake2b(owner.encode("utf-8", "replace"), digest_size=4).hexdigest()
    return f"{slug or 'owner'}-{digest}.md"


def _index(report: Report, portions: Sequence[Portion]) -> str:
    lines = [MARK, f"# Reviews and references, {report.as_of}", "", _run(report), ""]
    for portion in portions:
        about = f"{counts.plural(len(portion.articles), 'article')}: {_tally(portion)}"
        page = f" ({code(file_name(portion.owner))})" if portion.findings else ""
        lines.append(f"- {_name(portion.owner)}: {about}{page}")
    return "\n".join(lines) + "\n"


def _name(owner: str) -> str:
    """An account is named so that it is told when the page is posted; any other text is only text."""
    return owner if _ACCOUNT.fullmatch(owner) else escape(owner)


def _run(report: Report) -> str:
    if report.network_down:
        return "The network was down, so links were not checked."
    if report.offline:
        return "Links were not checked."
    return "Not all links were checked." if report.unasked else "Links were checked."


def _tally(portion: Portion) -> str:
    numbers = {title: sum(finding.code in codes for finding in portion.findings) for title, codes in SECTIONS.items()}
    rest = len(portion.findings) - sum(numbers.values())
    parts = [
        (numbers[_OVERDUE], "review overdue", "reviews overdue"),
        (numbers[_SOON], "review due", "reviews due"),
        (numbers[_DEAD], "dead link", "dead links"),
        (numbers[_CLAIMS], "claim that does not hold", "claims that do not hold"),
        (numbers[_UNVERIFIED], "link that could not be checked", "links that could not be checked"),
        (rest, "other finding", "other findings"),
    ]
    told = [f"{count:,} {one if count == 1 else many}" for count, one, many in parts if count]
    return ", ".join(told) or "nothing to do"


def _page(report: Report, portion: Portion) -> str:
    whose = "Articles without an owner" if portion.owner == owners.NOBODY else f"Articles of {_name(portion.owner)}"
    lines = [MARK, f"# {whose}, {report.as_of}", ""]
    lines.append(f"{counts.plural(len(portion.articles), 'article')}: {_tally(portion)}. {_run(report)}")
    by_path = {audited.article.path: audited for audited in portion.articles}
    for title, codes in SECTIONS.items():
        mine = [finding for finding in portion.findings if finding.code in codes]
        if mine:
            mine.sort(key=_urgency(by_path))
            lines += ["", f"## {title}", "", TO_DO[title], ""]
            lines += _dozen(f"- {_line(finding, by_path.get(finding.path))}" for finding in mine)
    known = set().union(*SECTIONS.values())
    rest = [finding for finding in portion.findings if finding.code not in known]
    if rest:
        lines += ["", "## Also", ""]
        lines += [f"- {count:,} × {rule}" for rule, count in _by_rule(rest).items()]
    return "\n".join(lines) + "\n"


def _by_rule(findings: Sequence[Finding]) -> Counter[str]:
    """How many there are of each rule, that with the gravest finding first; one rule has findings of several levels."""
    gravest_first = sorted(findings, key=lambda finding: (finding.level.rank, finding.code))
    return Counter(f"{finding.code} {escape(finding.name)}" for finding in gravest_first)


def _dozen(lines: Iterable[str]) -> list[str]:
    every = list(lines)
    if len(every) <= LINES:
        return every
    return [*every[:LINES], f"- and {len(every) - LINES:,} more"]


def _urgency(by_path: dict[str, Audited]) -> Callable[[Finding], tuple[object, ...]]:
    """The review that is due first comes first; otherwise articles in their order."""

    def key(finding: Finding) -> tuple[object, ...]:
        audited = by_path.get(finding.path)
        due = audited.review.due.latest.isoformat() if audited and audited.review.due else ""
        reviews = finding.code in SECTIONS[_OVERDUE] | SECTIONS[_SOON]
        return (due if reviews else "", finding.path, finding.place, finding.code, finding.fingerprint)

    return key


def _line(finding: Finding, audited: Audited | None) -> str:
    where = f"{code(finding.path)}, line {finding.place.line}"
    title = one_line(audited.article.title) if audited else ""
    about = f"**{escape(title)}** ({where})" if title else where
    review = audited.review if audited else None
    if finding.code not in SECTIONS[_OVERDUE] | SECTIONS[_SOON] or not review or not review.due:
        return f"{about}: {escape(finding.message)}"
    said = f"last reviewed {escape(review.statement.text)}, " if review.statement and review.statement.text else ""
    late = f", {counts.plural(review.days_overdue, 'day')} ago" if review.status is ReviewStatus.OVERDUE else ""
    return f"{about}: {said}due by {review.due.latest}{late}"
