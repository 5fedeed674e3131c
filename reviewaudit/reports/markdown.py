"""A report in, Markdown out: a comment on a pull request, or a job summary, that changes only when findings change.

It holds no counts of what is fine, no times, and nothing that is counted from the day of the audit, but for its last
line: the age of the retraction data. The HTML comment in its first line carries a digest of all that is between: who
keeps one comment up to date finds it by `<!-- reviewaudit` and need not touch it while the digest is the same. What
comes from articles is escaped (GitHub Flavored Markdown 0.29): it cannot become a link, a mention, a table or HTML.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator

from reviewaudit.model import Finding, Level, Place, Report, Status, without_credentials
from reviewaudit.regexes import regex
from reviewaudit.reports import View, counts, owners
from reviewaudit.reports.addresses import rule_page
from reviewaudit.reports.characters import encodable, one_line

MARK = "reviewaudit digest"
_URL = regex(r"([A-Za-z][A-Za-z0-9+.-]*://\S+)")
_PUNCTUATION = regex(r"([\\`*_\[\]!|~$])")
"""What has a meaning inside a line; no text of an article begins one."""
_AUTOLINK = regex(r"(?<=www)\.|(?<=@)|(?<=#)(?=\d)")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_RELATIVE = (
    (regex(r" (?:today|in \d+ days?),(?= on \d{4}-\d\d-\d\d)"), ""),
    (regex(r", \d+ days? ago\b"), ""),
    (regex(r", which is after \d{4}-\d\d-\d\d$"), ", which is in the future"),
    (regex(r" \(\d+ tries\)"), ""),
)
"""What the rules say relative to the day of the audit, or to its luck, and how to say it for good."""


def render(report: Report, view: View) -> str:
    body = encodable("".join(f"{line}\n" for line in _lines(report, view)))
    digest = hashlib.blake2b(body.encode(), digest_size=16).hexdigest()
    return f"<!-- {MARK}: {digest} -->\n{body}{_held(report)}"


def _held(report: Report) -> str:
    held = counts.held(report)
    return f"\n{held.sentence}\n" if held is not None else ""


def _lines(report: Report, view: View) -> Iterator[str]:
    found = ", ".join(counts.plural(n, level) for level, n in counts.levels(report).items() if n)
    yield f"## reviewaudit: {found or 'no findings'}"
    if report.network_down:
        yield from ("", "**The network is down:** no URL could be asked, so the audit is incomplete.")
    elif report.offline:
        yield from ("", "Links were not checked.")
    elif report.unasked:
        yield from ("", "Not all links were checked.")
    if counts.works(report).unchecked:
        yield from ("", "Not all cited works were checked.")
    left = [
        f"{len(findings)} {how}"
        for findings, how in ((report.suppressed, "suppressed"), (report.baselined, "in the baseline"))
        if findings
    ]
    if left:
        yield from ("", f"Not shown: {', '.join(left)}.")
    grouped: dict[str, list[Finding]] = {}
    for finding in sorted(report.findings, key=lambda finding: (finding.path, finding.level.rank, finding.place)):
        grouped.setdefault(finding.path, []).append(finding)
    order = sorted(grouped, key=lambda path: (grouped[path][0].level.rank, path))
    whose = owners.of_paths(report) if view.by == "owner" else {}
    for owner, paths in owners.groups(order, lambda path: whose.get(path, owners.NOBODY) if whose else ""):
        if owner:
            yield from ("", f"### {escape(owner)}")
        for path in paths:
            yield from ("", f"{'####' if owner else '###'} {code(path)}", "")
            yield from (line for finding in grouped[path] for line in _item(finding))
    for status, title in ((Status.DEAD, "Dead links"), (Status.UNVERIFIED, "Links that could not be verified")):
        yield from _links(report, status, title)
    if report.findings:
        yield ""
    for label, name in sorted({(finding.code, finding.name) for finding in report.findings}):
        yield f"[{label}]: {rule_page(label, name)}"


def _item(finding: Finding) -> Iterator[str]:
    strong = f"**{finding.level}**" if finding.level is Level.ERROR else str(finding.level)
    rule = f"[{finding.code} {finding.name}][{finding.code}]"
    yield f"- {strong} {rule}, line {finding.place.line}: {escape(_settled(finding.message))}\\"
    yield f"  Help: {escape(finding.help)}"


def _links(report: Report, status: Status, title: str) -> Iterator[str]:
    """Each URL once, with all the places that cite it."""
    places: dict[str, list[tuple[str, Place]]] = {}
    reasons: dict[str, str] = {}
    for audited in report.audited:
        for reference, verdict in zip(audited.article.references, audited.verdicts, strict=True):
            if verdict.status is status:
                target = without_credentials(reference.target)
                places.setdefault(target, []).append((audited.article.path, reference.place))
                reasons[target] = verdict.reason
    if places:
        yield from ("", f"### {title}", "")
    for target in sorted(places):
        yield f"- {code(target)} ({escape(reasons[target])}), cited in {_cited(places[target])}"


def _cited(places: Iterable[tuple[str, Place]]) -> str:
    return ", ".join(code(f"{path}:{place.line}") for path, place in sorted(places))


def _settled(message: str) -> str:
    for pattern, words in _RELATIVE:
        message = pattern.sub(words, message)
    return message


def escape(text: str) -> str:
    """One line of plain text as Markdown; addresses as code, so that none is followed by mistake."""
    parts = _URL.split(one_line(text))
    return "".join(code(part) if at % 2 else _plain(part) for at, part in enumerate(parts))


def _plain(text: str) -> str:
    # No backslash keeps GitHub from calling `@name` or linking `#12`; a zero-width space does.
    broken = _AUTOLINK.sub(lambda found: f"\u200b{found[0]}", text)
    return _PUNCTUATION.sub(r"\\\1", broken).translate(_ENTITIES)


def code(text: str) -> str:
    """A code span that holds any text (CommonMark 0.31 §6.1)."""
    text = one_line(text) or " "
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    padded = f" {text} " if text[0] == "`" or text[-1] == "`" else text
    return f"{fence}{padded}{fence}"
