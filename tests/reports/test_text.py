"""The text report: worst first, plain in a pipe, painted on a terminal, and the same words in both."""

import re
from datetime import UTC, date, datetime

import pytest

from reviewaudit import reports
from reviewaudit.model import (
    Article,
    Audited,
    Bounds,
    Finding,
    Level,
    Origin,
    Place,
    Precision,
    Reference,
    Report,
    Review,
    ReviewStatement,
    ReviewStatus,
    Role,
    Scope,
    Skip,
    StatementKind,
    Status,
    TargetKind,
    Verdict,
    Window,
)

JANUARY = Bounds(date(2026, 1, 1), date(2026, 1, 31), Precision.MONTH)
STATEMENT = ReviewStatement(
    StatementKind.REVIEWED, Scope.PAGE, Origin.STATEMENT, Place(2, 16, 2, 28), "January 2026", "Last reviewed", JANUARY
)
REVIEW = Review(
    ReviewStatus.CURRENT, STATEMENT, JANUARY, Window(12, 0, "12 months"),
    Bounds(date(2027, 1, 1), date(2027, 1, 31), Precision.MONTH),
)  # fmt: skip


def finding(path, level, line=1, code="RA101", message="is dead"):
    return Finding(code, "broken-link", level, path, Place(line, 1, line, 5), message, "cite another page")


def reference(url="https://a.example/", kind=TargetKind.REMOTE):
    return Reference(url, Place(3, 1, 3, 19), "a", Role.REFERENCE, kind, url)


def build(audited, findings=(), **more):
    defaults = {
        "version": "1",
        "as_of": date(2026, 6, 1),
        "started_at": datetime(2026, 6, 1, tzinfo=UTC),
        "duration_s": 1.0,
    }
    return Report(audited=tuple(audited), findings=tuple(findings), **{**defaults, **more})


def article(path, *references, title="Tea"):
    return Audited(
        Article(path, "markdown", title, references=references, statements=(STATEMENT,)),
        REVIEW,
        tuple(Verdict(Status.ALIVE, "ok") for _ in references),
    )


def test_whole_report():
    report = build(
        [article("a.md"), article("b.md", reference(), reference("mailto:x@y.example"))],
        [finding("b.md", Level.WARNING, 9), finding("b.md", Level.ERROR, 12)],
        asked=1,
    )
    assert reports.render(report, "text", reports.View()) == (
        "b.md  Tea\n"
        "  review current: January 2026 (statement, line 2), due by 2027-01-31, window 12 months; "
        "2 references: 2 alive\n"
        "  b.md:12:1: error RA101 broken-link: is dead\n"
        "    help: cite another page\n"
        "  b.md:9:1: warning RA101 broken-link: is dead\n"
        "    help: cite another page\n"
        "\n"
        "2 articles, reviews: 2 current\n"
        "2 references to 2 URLs: 2 alive\n"
        "1 URL asked\n"
        "1 error, 1 warning, 0 notes; 1 of 2 without findings\n"
    )


def test_articles_come_worst_first():
    report = build(
        [article("a.md"), article("b.md"), article("c.md")],
        [
            finding("a.md", Level.NOTE),
            finding("b.md", Level.ERROR),
            finding("c.md", Level.ERROR),
            finding("c.md", Level.ERROR, 4),
        ],
    )
    text = reports.render(report, "text", reports.View())
    assert re.findall(r"^(\w\.md)  ", text, re.MULTILINE) == ["c.md", "b.md", "a.md"]


def test_verbose_shows_clean_articles_too():
    assert "a.md" not in reports.render(build([article("a.md")]), "text", reports.View())
    assert "a.md  Tea\n" in reports.render(build([article("a.md")]), "text", reports.View(verbose=True))


def test_summary_says_what_was_not_checked():
    audited = Audited(
        Article("a.md", "markdown", references=(reference(), reference("tel:1", TargetKind.UNSUPPORTED))),
        Review(ReviewStatus.MISSING),
        (Verdict(Status.SKIPPED, "not-asked"), Verdict(Status.SKIPPED, "unsupported-scheme")),
    )
    skipped = (Skip("drafts/x.md", "excluded by exclude_paths"),)
    text = reports.render(build([audited], offline=True, skipped=skipped), "text", reports.View())
    assert "0 URLs asked; offline, so only files were looked at\n" in text
    assert "not checked: 1 not asked, 1 other schemes than http and https\n" in text
    assert "left out: 1 file by exclude_paths\n" in text


def test_terminal_has_colour_and_the_same_words():
    report = build([article("a.md", reference())], [finding("a.md", Level.ERROR)])
    plain = reports.render(report, "text", reports.View())
    painted = reports.render(report, "text", reports.View(color=True, width=40))
    assert "\x1b[" in painted
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted).replace(" \n", "\n") == plain


def test_text_of_articles_is_not_markup():
    report = build([article("a.md", title="[red]x[/red] [link=https://evil.example]")], [finding("a.md", Level.ERROR)])
    assert "[red]x[/red]" in reports.render(report, "text", reports.View(color=True))


@pytest.mark.parametrize(
    ("fail_on", "levels", "status"),
    [
        ("error", [], 0),
        ("error", [Level.WARNING, Level.NOTE], 0),
        ("error", [Level.ERROR], 1),
        ("warning", [Level.NOTE], 0),
        ("warning", [Level.WARNING], 1),
        ("note", [Level.NOTE], 1),
        ("never", [Level.ERROR], 0),
    ],
)
def test_exit_status(fail_on, levels, status):
    assert build([], [finding("a.md", level) for level in levels], fail_on=fail_on).exit_status == status


def test_network_that_is_down_is_2_whatever_was_found():
    assert build([], [finding("a.md", Level.ERROR)], network_down=True, fail_on="never").exit_status == 2


def test_registry_lists_every_format_once():
    from pathlib import Path

    modules = {format.module.rsplit(".", 1)[1] for format in (*reports.REPORTS.values(), *reports.DUE.values())}
    folder = {path.stem for path in Path(reports.__file__).parent.glob("*.py")}
    helpers = {"__init__", "addresses", "cells", "characters", "counts", "paint", "json_schema", "due", "understood"}
    helpers |= {"charts", "page_data", "web_page"}
    helpers |= {"filled_in", "owners", "sheets"}
    assert modules == folder - helpers
