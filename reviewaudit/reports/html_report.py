"""A report in, one HTML page out: what an editor opens, mails or prints. It needs no network and asks none.

The page has its style, its script and its data in it, and a policy that forbids everything else; see `web_page`. Text
of articles is in the data, where `<` is written as \\u003c, and the script makes text nodes of it; in the parts made
here it is escaped. Only http and https addresses can be clicked.

Without a script there are the tiles, the charts, the rules, and the articles and findings that matter most.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from string import Template

from reviewaudit.model import Audited, Decision, Report, ReviewStatus, Rule, Status
from reviewaudit.regexes import regex
from reviewaudit.reports import View, counts, page_data
from reviewaudit.reports.addresses import rule_page
from reviewaudit.reports.charts import Bar, draw
from reviewaudit.reports.text import COMMON_GAPS, NOT_CHECKED
from reviewaudit.reports.web_page import listed, numbers, part, policy, safe, tile

LINKS = {
    Status.ALIVE: "work",
    Status.DEAD: "dead",
    Status.SUSPECT: "suspect",
    Status.UNVERIFIED: "not verified",
    Status.SKIPPED: "not asked",
}
LINK_NOTES = {
    Status.ALIVE: "the cited page answered",
    Status.DEAD: "confirmed gone",
    Status.SUSPECT: "something answers, but it does not look like the cited page",
    Status.UNVERIFIED: "blocked, timed out or failing: nobody knows yet",
    Status.SKIPPED: "left out on purpose; see “What was not checked”",
}
WITHOUT_SCRIPT = 100
"""Articles, and findings, that are shown where no script runs."""
_CODE = regex(r"`([^`]+)`")
_START = regex(r"^(Why it matters:|How to mend it:)")


def render(report: Report, view: View) -> str:
    style, script = part("page.css"), _script()
    return Template(part("head.html") + part("page.html")).substitute(
        policy=escape(policy(style, script)),
        title=escape(f"Audit of {counts.plural(len(report.audited), 'article')}, as of {report.as_of}"),
        as_of=report.as_of.isoformat(),
        version=safe(report.version),
        style=style,
        script=script,
        data=page_data.encode(page_data.assemble(report, view)),
        verdict=_verdict(report),
        tiles="\n".join(_tiles(report)),
        timeline=_timeline(report),
        health=_health(report),
        unchecked="\n".join(_unchecked(report)),
        plain="\n".join(_plain(report)),
        rules="\n".join(_rules(report, view)),
    )


def _script() -> str:
    parts = "\n".join(part(f"{name}.js") for name in ("state", "rows", "page"))
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


# --- the summary ---


def _verdict(report: Report) -> str:
    """The whole of the audit in one sentence."""
    if report.network_down:
        return "The network was down: no URL could be asked, so the audit is incomplete."
    found = counts.levels(report)
    if not any(found.values()):
        return "Nothing to mend was found."
    said = listed([counts.plural(count, level) for level, count in found.items() if count])
    concerned = len({finding.path for finding in report.findings})
    return f"{said} in {concerned:,} of {counts.plural(len(report.audited), 'article')}."


def _tiles(report: Report) -> Iterator[str]:
    reviews = counts.reviews(report)
    yield from tile(
        "Articles",
        len(report.audited),
        [(words, reviews[status], f"#review={status}") for status, words in page_data.REVIEWS.items()],
    )
    verdicts = counts.statuses(report)
    yield from tile("Links", counts.references(report), [(LINKS[s], verdicts[s.value], "") for s in LINKS])
    levels = counts.levels(report)
    rows = [(f"{level}s", count, f"#level={level}") for level, count in levels.items()]
    decided = sum(isinstance(by, Decision) for _, by in report.suppressed)
    rows += [
        ("suppressed in the articles", len(report.suppressed) - decided, "#show=suppressed"),
        ("put aside by decisions", decided, "#show=decided"),
        ("in the baseline", len(report.baselined), "#show=baselined"),
    ]
    yield from tile("Findings", len(report.findings), rows)


def _timeline(report: Report) -> str:
    slots = page_data.timeline(report)
    bars = [Bar(slot.label, slot.articles, "late" if slot.key == "overdue" else "planned") for slot in slots]
    said = "; ".join(f"{slot.label}: {counts.plural(slot.articles, 'review')}" for slot in slots if slot.articles)
    undated = sum(audited.review.due is None for audited in report.audited)
    note = f"<p>{counts.plural(undated, 'article')} without a due date.</p>" if undated else ""
    rows = [
        (f'<a class="filter" href="#due={slot.key}">{slot.label}</a>', f"{slot.articles:,}")
        for slot in slots
        if slot.articles
    ]
    picture = draw("timeline-chart", "Reviews due by month", bars, said or "No review falls due.")
    return picture + note + numbers("Reviews due by month", ("Due", "Reviews"), rows)


def _health(report: Report) -> str:
    verdicts = counts.statuses(report)
    tally = [(status, words, verdicts[status.value]) for status, words in LINKS.items()]
    said = "; ".join(f"{words}: {counts.plural(count, 'link')}" for _, words, count in tally)
    bars = [Bar(words, count, status.value) for status, words, count in tally]
    rows = [(f"{words}: {LINK_NOTES[status]}", f"{count:,}") for status, words, count in tally]
    return draw("health-chart", "Links by verdict", bars, said) + numbers(
        "Links by verdict", ("Links that", "Links"), rows
    )


def _unchecked(report: Report) -> Iterator[str]:
    """What the audit cannot vouch for: each reason in a sentence, with its number."""
    lines = []
    if report.network_down:
        lines.append("The network was down: no URL could be asked.")
    elif report.offline:
        lines.append("The audit ran offline, so links were not checked.")
    elif report.unasked:
        lines.append(f"Not all links were asked: {report.unasked}.")
    unverified = counts.statuses(report)[Status.UNVERIFIED.value]
    if unverified:
        lines.append(f"{counts.plural(unverified, 'link')} could not be verified (blocked, timed out or failing).")
    for reason, count in counts.skips(report).items():
        lines.append(f"{counts.plural(count, 'link')}: {NOT_CHECKED.get(reason, reason)}.")
    lines += [f"Nothing was learnt from {silent}." for silent in counts.unanswered(report)]
    held = counts.held(report)
    if held is not None and held.mend:
        lines.append(held.sentence)
    unread = sum(audited.article.problem is not None for audited in report.audited)
    if unread:
        lines.append(f"{counts.plural(unread, 'article')} could not be read, or not to the end; see RA001.")
    lines += [f"git: {gap.cause} ({gap.subject}); {gap.help}." for gap in report.gaps if gap.kind not in COMMON_GAPS]
    yield "<ul>" if lines or report.skipped else "<p>Everything was checked.</p>"
    yield from (f"<li>{_with_code(safe(line))}</li>" for line in lines)
    yield from _half_known(report)
    if report.skipped:
        what = counts.plural(len(report.skipped), "path")
        left = "".join(f"<li>{safe(skip.subject)}: {safe(skip.reason)}</li>" for skip in report.skipped)
        yield f"<li><details><summary>{what} left out on purpose</summary><ul>{left}</ul></details></li>"
    if lines or report.skipped:
        yield "</ul>"
    if held is not None and not held.mend:
        yield f"<p>{safe(held.sentence)}</p>"


def _half_known(report: Report) -> Iterator[str]:
    works = counts.half_known(report)
    if works:
        items = [safe(work) for work in works[:WITHOUT_SCRIPT]]
        if len(works) > WITHOUT_SCRIPT:
            items.append(f"and {len(works) - WITHOUT_SCRIPT:,} more, which the JSON report lists")
        what = f"{counts.plural(len(works), 'cited work')} of which not everybody said something"
        inner = "".join(f"<li>{item}</li>" for item in items)
        yield f"<li><details><summary>{what}</summary><ul>{inner}</ul></details></li>"


# --- what is there without a script ---


def _plain(report: Report) -> Iterator[str]:
    found = Counter(finding.path for finding in report.findings)
    urgent = [
        audited
        for audited in report.audited
        if found[audited.article.path] or audited.review.status is not ReviewStatus.CURRENT
    ]
    urgent.sort(key=lambda audited: (-found[audited.article.path], audited.article.path))
    yield "<h3>Articles to look at</h3>"
    yield from _cut(len(urgent), "article")
    head = ("Article", "Owner", "Review", "Reviewed", "Due by", "Findings")
    rows = [_plain_article(audited, found[audited.article.path]) for audited in urgent[:WITHOUT_SCRIPT]]
    yield _table("Articles to look at", head, rows)
    yield "<h3>The worst findings</h3>"
    yield from _cut(len(report.findings), "finding")
    ranked = sorted(report.findings, key=lambda item: (item.level.rank, item.path, item.place, item.code))
    worst = [
        (
            finding.level.value,
            f"{finding.code} {finding.name}",
            f"{finding.path}:{finding.place.line}",
            finding.message,
            finding.help,
        )
        for finding in ranked[:WITHOUT_SCRIPT]
    ]
    yield _table("The worst findings", ("Level", "Rule", "Place", "What was found", "How to mend it"), worst)


def _plain_article(audited: Audited, found: int) -> tuple[str, ...]:
    review = audited.review
    return (
        f"{audited.article.title or audited.article.path} ({audited.article.path})",
        audited.article.owner or "",
        page_data.REVIEWS[review.status.value],
        review.statement.text if review.statement else "",
        review.due.latest.isoformat() if review.due else "",
        str(found),
    )


def _cut(total: int, noun: str) -> Iterator[str]:
    if total > WITHOUT_SCRIPT:
        yield f"<p>The first {WITHOUT_SCRIPT} of {counts.plural(total, noun)}. The others need JavaScript.</p>"


def _table(caption: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    columns = "".join(f'<th scope="col">{column}</th>' for column in head)
    body = "\n".join(f"<tr>{''.join(f'<td>{safe(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><caption>{caption}</caption><thead><tr>{columns}</tr></thead>\n<tbody>{body}</tbody></table>"


# --- the rules ---


def _rules(report: Report, view: View) -> Iterator[str]:
    """The page of each rule that found something."""
    found = Counter((item.finding.code, item.finding.name) for item in page_data.every(report))
    pages = {rule.code: rule for rule in view.rules}
    for (code, name), count in sorted(found.items()):
        summary = f"{safe(code)} {safe(name)} <small>({counts.plural(count, 'finding')})</small>"
        link = escape(rule_page(code, name))
        yield f'<details id="rule-{safe(code)}"><summary><h3>{summary}</h3></summary>\n<div>'
        yield from _explanation(pages[code]) if code in pages else ()
        manual = f'<a href="{link}" rel="noopener noreferrer">{link}</a>'
        yield f"<p>In the manual: {manual}</p></div></details>"


def _explanation(rule: Rule) -> Iterator[str]:
    text = rule.explanation.strip().replace("\nHow to mend it: ", "\n\nHow to mend it: ")
    for paragraph in text.split("\n\n"):
        words = _with_code(escape(" ".join(paragraph.split())))
        words = _START.sub(r"<strong>\1</strong>", words)
        yield f"<p>{words}</p>"


def _with_code(markup: str) -> str:
    return _CODE.sub(r"<code>\1</code>", markup)
