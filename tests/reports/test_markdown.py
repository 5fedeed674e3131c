"""The Markdown report: what a comment on a pull request may hold, and when it may change."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from reviewaudit import reports
from reviewaudit.audit import audit
from reviewaudit.model import Level, Policy, Source, Status


def render(report):
    return reports.render(report, "markdown", reports.View())


def test_whole_report(make):
    dead, blocked = make.verdict(), make.verdict(Status.UNVERIFIED, "blocked")
    here, there = make.reference(line=4), make.reference("https://b.example/", 5)
    report = make.report(
        [
            make.finding(line=4, message="https://a.example/x is dead: HTTP 404"),
            make.finding("b.md", Level.NOTE, 2, "a_b"),
        ],
        [make.article(references=[here, there], verdicts=[dead, blocked]),
         make.article("b.md", references=[here], verdicts=[dead])],
        suppressed=(make.finding(line=9),),
    )  # fmt: skip
    _, _, body = render(report).partition("\n")
    assert body == (
        "## reviewaudit: 1 error, 1 note\n"
        "\n"
        "Not shown: 1 suppressed.\n"
        "\n"
        "### `a.md`\n"
        "\n"
        "- **error** [RA101 broken-link][RA101], line 4: `https://a.example/x` is dead: HTTP 404\\\n"
        "  Help: cite another page\n"
        "\n"
        "### `b.md`\n"
        "\n"
        "- note [RA101 broken-link][RA101], line 2: a\\_b\\\n"
        "  Help: cite another page\n"
        "\n"
        "### Dead links\n"
        "\n"
        "- `https://a.example/x` (http-404), cited in `a.md:4`, `b.md:4`\n"
        "\n"
        "### Links that could not be verified\n"
        "\n"
        "- `https://b.example/` (blocked), cited in `a.md:5`\n"
        "\n"
        "[RA101]: https://github.com/reviewaudit/reviewaudit/blob/main/docs/rules/ra101-broken-link.md\n"
    )


ARTICLES = (
    b"# Late\n\nLast reviewed: 2025-01-15\n",
    b"# Soon\n\nLast reviewed: 2025-06-20\n",
    b"# Ahead\n\nLast reviewed: 2027-01-01\n",
)


def audited(day):
    from datetime import UTC, datetime

    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    sources = [Source(f"{at}.md", data=data) for at, data in enumerate(ARTICLES)]
    return audit(sources, Policy(), as_of=day, clock=lambda: moment, base=Path(), network=None, ledger=None)


def test_next_day_changes_the_report_but_not_the_comment():
    day = date(2026, 6, 1)
    today, tomorrow = audited(day), audited(day + timedelta(days=1))
    assert [f.code for f in today.findings] == [f.code for f in tomorrow.findings] == ["RA201", "RA202", "RA204"]
    assert [f.message for f in today.findings] != [f.message for f in tomorrow.findings]
    assert render(today) == render(tomorrow)


def test_digest_changes_with_the_findings_and_with_nothing_else(make):
    report = make.report([make.finding()], [make.article()])
    digest = render(report).split("\n")[0]
    assert render(replace(report, duration_s=9.0, asked=7, version="2")).split("\n")[0] == digest
    assert render(replace(report, audited=(*report.audited, make.article("fine.md")))).split("\n")[0] == digest
    assert render(replace(report, findings=(make.finding(level=Level.NOTE),))).split("\n")[0] != digest


def test_audit_that_is_not_whole_says_so(make):
    assert "**The network is down:**" in render(make.report(network_down=True))
    assert "Links were not checked." in render(make.report(offline=True))
    assert "Not all links were checked." in render(make.report(unasked="max_time was over"))


def rendered_text(markdown):
    tokens = MarkdownIt("gfm-like").parse(markdown)
    inner = [child for token in tokens for child in token.children or ()]
    return "".join(child.content for child in inner if child.type in {"text", "code_inline", "text_special"})


@pytest.mark.parametrize(
    "text",
    [
        "a_b_c",
        "*x*",
        "`code`",
        "[x](https://e.example)",
        "<b>&amp;</b>",
        "~~no~~",
        "1 < 2 & 3",
        "![i](x)",
        "a|b",
        "\\*",
    ],
)
def test_text_reads_as_it_was_written(make, text):
    message = f"says {text} here"
    assert message in rendered_text(render(make.report([make.finding(message=message)])))


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=40))
def test_code_holds_any_text(make, text):
    assert f"{text}.md" in rendered_text(render(make.report([make.finding(path=f"{text}.md")])))


@pytest.mark.parametrize("text", ["@team", "see #12", "www.evil.example"])
def test_github_finds_nothing_to_call_or_to_link(make, text):
    assert text not in render(make.report([make.finding(message=text)]))
