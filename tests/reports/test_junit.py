"""JUnit: suites are articles, cases are findings, and what fails the run is a failure."""

from dataclasses import replace

import junitparser
import pytest

from reviewaudit import reports
from reviewaudit.model import Level, Status


def suites(report, **view):
    return list(junitparser.JUnitXml.fromstring(reports.render(report, "junit", reports.View(**view)).encode()))


def states(suite):
    return [type(case.result[0]).__name__ if case.result else "passed" for case in suite]


@pytest.mark.parametrize(
    ("fail_on", "wanted"),
    [
        ("error", ["Failure", "Skipped", "Skipped"]),
        ("warning", ["Failure", "Failure", "Skipped"]),
        ("note", ["Failure", "Failure", "Failure"]),
        ("never", ["Skipped", "Skipped", "Skipped"]),
    ],
)
def test_what_fails_the_run_is_a_failure(make, fail_on, wanted):
    findings = [make.finding(level=level, line=at) for at, level in enumerate(Level, 1)]
    [suite] = suites(make.report(findings, fail_on=fail_on))
    assert states(suite) == wanted


def test_case_says_what_where_and_how_to_mend(make):
    finding = make.finding(line=7, url="https://a.example/x")
    [suite] = suites(make.report([finding], [make.article()]), root="docs")
    [case] = suite
    assert (suite.name, case.classname) == ("docs/a.md", "docs/a.md")
    assert case.name == "RA101 broken-link https://a.example/x"
    assert (case._elem.get("file"), case._elem.get("line")) == ("docs/a.md", "7")
    [failure] = case.result
    assert (failure.type, failure.message) == ("RA101 broken-link", "error: it is dead")
    assert failure.text == "a.md:7:3: error RA101 broken-link: it is dead\nhelp: cite another page"


def test_same_finding_twice_is_two_cases(make):
    [suite] = suites(make.report([make.finding(line=1, subject="x"), make.finding(line=2, subject="x")]))
    assert [case.name for case in suite] == ["RA101 broken-link x", "RA101 broken-link x (2)"]


def test_article_without_findings_passes(make):
    [suite] = suites(make.report([], [make.article()]))
    assert (states(suite), suite.tests, suite.failures, suite.skipped) == (["passed"], 1, 0, 0)


def test_suppressed_and_baselined_findings_are_skipped_with_the_reason(make):
    report = make.report(suppressed=(make.finding(line=1),), baselined=(make.finding(line=2),))
    [suite] = suites(report)
    assert [case.result[0].message for case in suite] == [
        "suppressed error (as agreed): it is dead",
        "error in the baseline: it is dead",
    ]


def test_verdicts_are_properties_of_the_suite(make):
    verdicts = [make.verdict(Status.UNVERIFIED, "timeout"), make.verdict(Status.ALIVE, "ok")]
    article = make.article(references=[make.reference(), make.reference(line=4)], verdicts=verdicts)
    [suite] = suites(make.report([], [article]))
    facts = {fact.name: fact.value for fact in suite.properties()}
    assert (facts["references.unverified"], facts["references.alive"], facts["due"]) == ("1", "1", "2027-01-31")


def test_suite_names_the_owner_of_its_article(make):
    ours, nobodys = make.article("a.md"), make.article("b.md")
    ours = replace(ours, article=replace(ours.article, owner="tea desk <ada>"))
    found = [fact.value for suite in suites(make.report([], [ours, nobodys])) for fact in suite.properties()
             if fact.name == "owner"]  # fmt: skip
    assert found == ["tea desk <ada>", ""]


def test_network_that_is_down_is_an_error(make):
    first, _ = suites(make.report([], [make.article()], network_down=True))
    assert (states(first), first.errors) == (["Error"], 1)
