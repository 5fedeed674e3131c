"""A report in, text out: one file per output format, all of them views of the same result.

A format is added by its file and one line in `REPORTS`; the choices of `--format`, the help and the manual read it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from reviewaudit.errors import UsageError

if TYPE_CHECKING:  # `--help` lists the formats, and needs nothing else
    from reviewaudit.model import Article, Finding, Place, Report, Rule
    from reviewaudit.reports.filled_in import BEGIN_ANEW, Answer
    from reviewaudit.reports.sheets import FINDINGS

__all__ = [
    "BEGIN_ANEW",
    "DUE",
    "FINDINGS",
    "GROUPS",
    "OLD_DAYS",
    "REPORTS",
    "UNDERSTOOD",
    "WITH_EDITS",
    "Answer",
    "View",
    "answers",
    "due_groups",
    "ensure",
    "finding_text",
    "pages",
    "render",
    "render_due",
    "render_text",
    "rule_page",
    "rules_page",
    "schema",
    "understood",
    "understood_head",
]


GROUPS = ("article", "owner")


class View(NamedTuple):
    """What the reader's side asks for and knows; colour, width and verbosity are for people, machine formats ignore
    them."""

    color: bool = False
    width: int = 120
    verbose: bool = False
    by: str = GROUPS[0]
    """What articles are grouped by, one of `GROUPS`, in the formats for people."""
    root: str = ""
    """The working folder as seen from the repository's root ("docs"), for formats whose reader starts there."""
    rules: tuple[Rule, ...] = ()
    """The rules whose pages a format may carry."""
    line: Callable[[str, int], str | None] | None = None
    """The text of a line of an article, for formats that do not count columns in characters; None where unknown."""
    edits: Mapping[str, tuple[Place, str]] = {}
    """What would mend a finding, by its fingerprint: a span of the article and the text to put there."""


class Format(NamedTuple):
    module: str
    help: str
    needs: tuple[str, ...] = ()
    """Packages that not every installation has; of the extra named like the format."""
    is_text: bool = True
    is_folder: bool = False
    """Made of several pages, each a file of its own; on standard output one after the other."""
    reader: str = ""
    """What opens it, where nobody would read it on a terminal."""


REPORTS = {
    "text": Format("reviewaudit.reports.text", "for people: grouped by article, worst first"),
    "json": Format("reviewaudit.reports.json_report", "version 1, a contract; --json-schema prints its schema"),
    "github": Format("reviewaudit.reports.github", "workflow commands: annotations on GitHub, 10 per level shown"),
    "markdown": Format("reviewaudit.reports.markdown", "a comment or job summary that changes only when findings do"),
    "digest": Format("reviewaudit.reports.digest", "a page per owner, to mail or post; into a folder", is_folder=True),
    "sarif": Format("reviewaudit.reports.sarif", "SARIF 2.1.0, for code scanning and editors"),
    "junit": Format("reviewaudit.reports.junit", "JUnit XML: a suite per article, a test case per finding"),
    "gitlab": Format("reviewaudit.reports.gitlab", "GitLab Code Quality"),
    "rdjson": Format("reviewaudit.reports.rdjson", "reviewdog's Diagnostic Format"),
    "html": Format(
        "reviewaudit.reports.html_report",
        "a page for editors: one file to open, search, mail and print",
        reader="a browser",
    ),
    "csv": Format("reviewaudit.reports.csv_report", "findings for spreadsheets, one a line"),
    "xlsx": Format(
        "reviewaudit.reports.xlsx",
        "a workbook to fill in and hand to `decide`",
        ("xlsxwriter", "python_calamine"),
        is_text=False,
        reader="a spreadsheet program",
    ),
    "ics": Format("reviewaudit.reports.ics", "a calendar of the days on which reviews fall due"),
    "badge": Format("reviewaudit.reports.badge", "endpoint JSON for a shields.io badge"),
}
DUE = {
    "text": Format("reviewaudit.reports.due_text", "for people: the list, and the load as bars"),
    "json": Format("reviewaudit.reports.due_json", "the same for programs"),
    "csv": Format("reviewaudit.reports.due_csv", "for spreadsheets"),
    "html": Format(
        "reviewaudit.reports.due_html", "a page for editors: one file to open, mail and print", reader="a browser"
    ),
    "ics": Format("reviewaudit.reports.due_ics", "a calendar to subscribe to, one all-day event per article"),
}
OLD_DAYS = 7
"""From here on retraction data are too old to be relied on: there are new notices every working day."""
WITH_EDITS = ("sarif", "rdjson")
"""Formats that carry `View.edits`."""
UNDERSTOOD = ("text", "jsonl", "csv")


def _load(name: str) -> Any:
    return import_module(name)  # on first use, so that `--help` pays for none of them


def ensure(format: str) -> None:
    """Raises UsageError where a package that the format is made or read with is not installed."""
    from importlib.util import find_spec

    for package in REPORTS[format].needs:
        if find_spec(package) is None:
            install = f"install it with: pip install 'reviewaudit[{format}]'"
            raise UsageError(f"{format} needs the package {package}, which is not installed", install)


def render(report: Report, format: str, view: View) -> str | bytes:
    """The report in one of `REPORTS`: text that ends in a newline, or bytes."""
    draw: Callable[[Report, View], str | bytes] = _load(REPORTS[format].module).render
    drawn = draw(report, view)
    return _encodable(drawn) if isinstance(drawn, str) else drawn


def pages(report: Report, format: str, view: View) -> dict[str, str]:
    """The pages of a report that is a folder, by file name."""
    drawn: dict[str, str] = _load(REPORTS[format].module).pages(report, view)
    return drawn


def render_text(report: Report, format: str, view: View) -> str:
    """As `render`, in a format that is text."""
    drawn = render(report, format, view)
    assert isinstance(drawn, str), f"{format} is no text"
    return drawn


def finding_text(finding: Finding) -> str:
    """One finding as the text report tells it, without colour."""
    lines = _load("reviewaudit.reports.text").finding_lines(finding)
    return "\n".join("".join(text for text, _ in line) for line in lines)


def _encodable(text: str) -> str:
    encodable: Callable[[str], str] = _load("reviewaudit.reports.characters").encodable
    return encodable(text)


def due_groups() -> tuple[str, ...]:
    """The ways to group due reviews."""
    return tuple(_load("reviewaudit.reports.due").GROUPS)


def render_due(report: Report, format: str, within: int, by: str, view: View) -> str:
    """What falls due within so many days, grouped, in one of `DUE`."""
    chosen = _load("reviewaudit.reports.due").select(report, within, by)
    text: str = _load(DUE[format].module).render(chosen, view)
    return _encodable(text)


def understood(format: str) -> Callable[[Article], str]:
    """The function that shows what was understood of one article, in one of `UNDERSTOOD`."""
    show: Callable[[Article], str] = getattr(_load("reviewaudit.reports.understood"), f"show_{format}")
    return show


def understood_head(format: str) -> str:
    """What stands before the first article: the header of a table, else nothing."""
    head: str = _load("reviewaudit.reports.understood").CSV_HEAD if format == "csv" else ""
    return head


def answers(data: bytes, file: str) -> tuple[Answer, ...]:
    """The lines of a workbook that came back with something filled in; `file` is for complaints.

    Raises UsageError where it is no workbook, or not one of ours.
    """
    found: tuple[Answer, ...] = _load("reviewaudit.reports.filled_in").answers(data, file)
    return found


def __getattr__(name: str) -> Any:
    if name in {"Answer", "BEGIN_ANEW", "FINDINGS"}:
        return getattr(_load("reviewaudit.reports.filled_in"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def rule_page(code: str, name: str) -> str:
    """The URL of a rule's page in the manual; reports lead to the same."""
    url: str = _load("reviewaudit.reports.addresses").rule_page(code, name)
    return url


def rules_page() -> str:
    """The URL of the page that lists all rules."""
    url: str = _load("reviewaudit.reports.addresses").RULES_PAGE
    return url


def schema() -> str:
    """The JSON Schema (2020-12) of the JSON report."""
    text: str = _load("reviewaudit.reports.json_schema").render()
    return text
