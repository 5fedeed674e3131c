"""Suppressed findings are put aside, and what the suppressions did is reported."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit import extraction, formats, verdicts
from reviewaudit.audit import judge
from reviewaudit.model import (
    Article,
    Context,
    Exchange,
    Failure,
    Observation,
    Place,
    Policy,
    Review,
    ReviewPolicy,
    ReviewStatus,
)
from reviewaudit.rules import RULES, select

OLD = "Last reviewed: 2024-01-31"
GONE = "See [x](nowhere.md)."


def codes(findings):
    return [finding.code for finding in findings]


@pytest.mark.parametrize("selector", ["RA111", "ra111", "missing-file", "Missing-File", "RA1", "RA", "RA11", "ALL"])
def test_a_rule_is_meant_by_code_name_or_prefix(audit, selector):
    report = audit({"a.md": f"{OLD}\n\n{GONE} <!-- reviewaudit: ignore[{selector}] not written yet -->\n"})
    assert codes(report.findings) == ["RA201"]
    [suppressed] = report.suppressed
    assert (suppressed.finding.code, suppressed.finding.place.line) == ("RA111", 3)
    assert suppressed.suppression.reason == "not written yet"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"<!-- reviewaudit: ignore-next-line[missing-file] -->\n{GONE}\n\n{GONE}", [5]),
        (f"<!-- reviewaudit: ignore-next-line[missing-file] -->\n\n{GONE}\n\n{GONE}", [6]),
        (f"{GONE}\n\n<!-- reviewaudit: ignore-start[missing-file] -->\n\n{GONE}\n\n{GONE}\n\n"
         f"<!-- reviewaudit: ignore-end -->\n\n{GONE}", [2, 12]),
        (f"{GONE}\n\n<!-- reviewaudit: ignore-file[missing-file] -->\n\n{GONE}", []),
        (f"{GONE}\n\n<!-- reviewaudit: ignore-file[hollow-claim, missing-file] -->", []),
    ],
)  # fmt: skip
def test_line_block_and_file(audit, text, lines):
    report = audit({"a.md": f"Last reviewed: 2026-05-02\n{text}\n"})
    assert [finding.place.line for finding in report.findings if finding.code == "RA111"] == lines
    total = text.count(GONE)
    assert len(report.suppressed) == total - len(lines)


def test_a_suppressed_finding_does_not_fail_the_run_and_an_expired_one_does(audit):
    text = f"<!-- reviewaudit: ignore-next-line[RA201] until=2026-05-31 the board -->\n\n{OLD}\n"
    within = audit({"a.md": text}, as_of=date(2026, 5, 31))
    assert (codes(within.findings), within.exit_status) == ([], 0)
    after = audit({"a.md": text}, as_of=date(2026, 6, 3))
    assert (codes(after.findings), after.exit_status) == (["RA003", "RA201"], 1)
    expired = after.findings[0]
    assert "ended on 2026-05-31, 3 days ago; 1 finding that it covered" in expired.message
    assert after.suppressed == ()


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("ignore[missing-file] x", "ignore[missing-file] suppresses nothing: no finding of missing-file in line 3"),
        ("ignore-next-line[missing-file] x", "no finding of missing-file in line 5"),
        ("ignore-file[missing-file, hollow-claim] x", "ignore-file[hollow-claim] suppresses nothing"),
        ("ignore-start[RA301] x --> a <!-- reviewaudit: ignore-end", "no finding of RA301 in line 3"),
    ],
)
def test_an_unused_suppression_says_what_it_would_have_suppressed(audit, comment, message):
    text = f"Last reviewed: 2026-05-02\n\n<!-- reviewaudit: {comment} -->\n\nText.\n"
    messages = [f.message for f in audit({"a.md": text}, '[review]\nwindow = "24 months"').findings]
    assert any(message in said for said in messages), messages


@pytest.mark.parametrize(
    ("selector", "policy"),
    [
        ("broken-link", ""),  # offline: nobody asked
        ("RA1", ""),
        ("changed-since-review", ""),  # git was not asked
        ("overdue-review", 'select = ["RA0", "RA5"]'),
        ("RA2", 'ignore = ["overdue-review"]'),
        ("RA4", ""),  # a family without rules yet
        ("unused-suppression", ""),
    ],
)
def test_nothing_is_called_unused_whose_rule_could_not_look(audit, selector, policy):
    text = f"Last reviewed: 2026-05-02\n\nhttps://a.example/x <!-- reviewaudit: ignore-file[{selector}] x -->\n"
    assert audit({"a.md": text}, policy).findings == ()


URL = "https://a.example/x"


@pytest.mark.parametrize(
    ("status", "failure", "expected"),
    [(200, None, ["RA002"]), (503, None, ["RA106"]), (None, Failure.TIMEOUT_READ, ["RA106"]), (404, None, [])],
)
def test_a_link_that_gave_no_definite_answer_may_be_dead_another_day(status, failure, expected):
    text = f"{URL} <!-- reviewaudit: ignore[broken-link] known -->\n"
    article = extraction.extract("a.md", "markdown", formats.parse(text.encode(), "markdown"), ReviewPolicy())
    seen = Observation(URL, datetime(2026, 6, 1, tzinfo=UTC), (Exchange("GET", URL, status, failure, (), 10, 1),), None)
    known = {URL: verdicts.judge(seen, Policy().network)}
    context = Context(Policy(), date(2026, 6, 1), Review(ReviewStatus.CURRENT), known)
    judged = judge(article, context, select(["RA0", "RA1"], [], ""))
    assert codes(judged.findings) == expected
    assert [finding.level.value for finding in judged.findings if finding.code == "RA002"] == ["note"] * (
        expected == ["RA002"]
    )


def test_an_unknown_rule_is_told_and_the_others_of_the_comment_hold(audit):
    text = f"{OLD} <!-- reviewaudit: ignore[overdue-revew, RA999, RA201] plan -->\n"
    report = audit({"a.md": text})
    assert [finding.message for finding in report.findings] == [
        "ignore[overdue-revew] suppresses nothing: there is no rule 'overdue-revew'",
        "ignore[RA999] suppresses nothing: there is no rule 'RA999'",
    ]
    assert "did you mean 'overdue-review'?" in report.findings[0].help
    assert report.findings[0].place == Place(1, 27, 1, 1 + len(text.strip()))
    assert [suppressed.finding.code for suppressed in report.suppressed] == ["RA201"]


def test_a_reason_can_be_asked_for(audit):
    files = {"a.md": f"{OLD} <!-- reviewaudit: ignore[RA201] -->\n"}
    assert codes(audit(files).findings) == []
    report = audit(files, "suppressions_need_reason = true")
    assert codes(report.findings) == ["RA201", "RA004"]
    assert "it gives no reason" in report.findings[1].message
    files = {"a.md": f"{OLD} <!-- reviewaudit: ignore[RA201] a plan -->\n"}
    assert codes(audit(files, "suppressions_need_reason = true").findings) == []


@pytest.mark.parametrize(
    ("comments", "expected"),
    [
        (["ignore-next-line[RA301, RA002] x"], ["RA002"]),
        (["ignore-start[RA002, RA301] x", "ignore-end"], ["RA002"]),
        (["ignore-file[RA0, RA301] x"], ["RA002", "RA002"]),
        (["ignore-file[RA301, RA002] x"], []),
        (["ignore-file[RA002] x", "ignore-next-line[RA301] x"], []),
        (["ignore-next-line[RA002] x", "ignore-next-line[RA301] x"], ["RA002"]),
        (["ignore-start[RA002] x", "ignore-next-line[RA301] x", "ignore-end"], []),
        (["ignore-next-line[nonsense, RA004] x"], ["RA004"]),
        (["ignore-file[RA004] x", "ignore-next-line[nonsense] x"], []),
        (["ignore-next-line[RA301, RA003] until=2026-01-31 x"], ["RA003"]),
        (["ignore-file[RA003] x", "ignore-next-line[RA301] until=2026-01-31 x"], []),
    ],
)
def test_no_comment_hides_what_is_said_about_itself_unless_it_is_about_the_file(audit, comments, expected):
    text = "".join(f"<!-- reviewaudit: {comment} -->\n\n" for comment in comments)
    assert codes(audit({"a.md": f"Last reviewed: 2026-05-02\n\n{text}Text.\n"}).findings) == expected


def test_what_the_policy_ignores_by_path_is_not_reported_as_suppressed(audit):
    files = {"old/a.md": f"{OLD}\n", "b.md": "Last reviewed: 2026-05-02\n"}
    report = audit(files, '[[rules]]\npaths = ["old/"]\nignore = ["RA201"]\n')
    assert (report.findings, report.suppressed) == ((), ())


def test_suppressing_one_finding_leaves_the_fingerprints_of_its_like_alone(audit):
    before = audit({"a.md": f"{GONE}\n\n{GONE}\n\n{GONE}\n"}, 'select = ["RA111"]').findings
    after = audit({"a.md": f"{GONE} <!-- reviewaudit: ignore[RA1] x -->\n\n{GONE}\n\n{GONE}\n"}, 'select = ["RA111"]')
    assert [finding.fingerprint for finding in after.findings] == [finding.fingerprint for finding in before[1:]]


def test_switched_off_links_are_counted_skips_and_no_findings(audit):
    text = (
        f"<!-- mlc-disable -->\n[a](nowhere.md) [b](http://[) [c](https://a.example/x)\n<!-- mlc-enable -->\n\n{GONE}\n"
    )
    report = audit({"a.md": text}, 'select = ["RA1"]')
    assert [(finding.code, finding.place.line) for finding in report.findings] == [("RA111", 5)]
    skips = [(skip.subject, skip.reason) for skip in report.skipped]
    reason = "a.md: mlc-disable in line 1"
    assert skips == [("nowhere.md", reason), ("http://[", reason), ("https://a.example/x", reason)]
    [audited] = report.audited
    assert [v.origin for v in audited.verdicts if v.reason == "switched-off"] == ["mlc-disable in line 1"] * 3


# --- properties -----------------------------------------------------------------------------------------------------

MARKDOWN = (
    "# Tea",
    "## References",
    "Last reviewed: 2024-01-31",
    "Next review: March 2025",
    "See [x](nowhere.md).",
    "- one\n- two",
    "1. First https://a.example/1\n2. Second",
    "> Last reviewed: 2020",
    "The leaves are:",
    "All references were verified.",
    "Last updated: 31/12/2025",
    "| a | b |\n| - | - |\n| [c](gone.md) | d |",
    "```\ncode\n```",
    "[^1]: A note with [a](http://[).",
    "Text[^1] and more\nof it.",
    "Related reading: Tea and Health",
)
TEXT = (
    "Tea",
    "References:",
    "1. First https://a.example/1",
    "   goes on",
    "Last reviewed: 2024-01-31",
    "",
    "- one",
    "> quoted",
    "The leaves are:",
    "See https://a.example/x.",
    "=====",
    "All references were verified.",
    "This page tells what tea holds and how it is brew",
    "in Japan, where it is brewed in pots",
)
WRITTEN = (
    "ignore[RA1] x",
    "ignore-next-line[RA2, hollow-claim] until=2027-01-31 last reviewed 2026-01-01",
    "ignore-file[RA301]",
    "ignore-fil[RA1]",
    "ignore-start[ALL]",
    "ignore-end",
    "ignore[RA9] until=2020-01-01",
)


def found(text, format):
    article = extraction.extract("a." + format, format, formats.parse(text.encode(), format), ReviewPolicy())
    policy = Policy()
    review = verdicts.review(article, policy.review, date(2026, 6, 1))
    files = {r.target: verdicts.judge_file(there=False) for r in article.references if r.target_kind == "local"}
    judged = judge(article, Context(policy, date(2026, 6, 1), review, files), RULES)
    return [*judged.findings, *(suppressed.finding for suppressed in judged.suppressed)]


def moved(findings, inserted, lines):
    """What the ordinary rules say, with the lines it would have without those `inserted` after `lines`.

    What is about the whole article stands in line 1 whatever is written there.
    """
    return sorted(
        (
            f.code,
            f.message,
            f.subject,
            f.place.line - (inserted if f.place.line > lines + inserted else 0),
            f.place.column,
        )
        for f in findings
        if f.code not in {"RA002", "RA003", "RA004"}
    )


def unlined(findings):
    return [(code, re.sub(r"line \d+", "line", message), *rest) for code, message, *rest in findings]


@given(st.lists(st.sampled_from(MARKDOWN), min_size=1, max_size=8), st.data())
def test_a_comment_between_blocks_changes_nothing_but_line_numbers(blocks, data):
    at = data.draw(st.integers(0, len(blocks)))
    comment = f"<!-- reviewaudit: {data.draw(st.sampled_from(WRITTEN))} -->"
    before = "".join(f"{block}\n\n" for block in blocks[:at])
    after = "".join(f"{block}\n\n" for block in blocks[at:])
    plain, commented = found(before + after, "markdown"), found(f"{before}{comment}\n\n{after}", "markdown")
    lines = before.count("\n")
    assert unlined(moved(commented, 2, lines)) == unlined(moved(plain, 0, lines))


@given(st.lists(st.sampled_from(TEXT), min_size=1, max_size=10), st.data())
def test_a_line_of_plain_text_that_suppresses_changes_nothing_but_line_numbers(lines, data):
    at = data.draw(st.integers(0, len(lines)))
    said = f"reviewaudit: {data.draw(st.sampled_from(WRITTEN))}"
    plain = found("\n".join(lines) + "\n", "text")
    commented = found("\n".join([*lines[:at], said, *lines[at:]]) + "\n", "text")
    assert unlined(moved(commented, 1, at)) == unlined(moved(plain, 0, at))


@given(st.text(alphabet="ignore-[]RA1 ,=until2027-01\n:xé", max_size=60))
def test_whatever_a_comment_says_it_is_understood_or_told(said):
    said = said.replace("--", "-").strip("-")
    article = extraction.extract(
        "a.md",
        "markdown",
        formats.parse(f"<!-- reviewaudit: {said} -->\n\ntext\n".encode(), "markdown"),
        ReviewPolicy(),
    )
    assert isinstance(article, Article)
    assert len(article.suppressions) + len(article.misdirections) == 1
