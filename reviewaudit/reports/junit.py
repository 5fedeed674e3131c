"""A report in, JUnit XML out: one suite per article, one test case per finding.

What fails the run is a failure. Milder findings, and those suppressed or in the baseline, are skipped test cases with
their message, because consumers show these and do not fail on them. An article without findings is one test case that
passed. The verdicts on references, those not verified among them, are properties of the suite. There is no common
schema; the elements and attributes are those that Jenkins, GitLab and `junitparser` read
(https://github.com/testmoapp/junitxml, https://docs.gitlab.com/ci/testing/unit_test_reports/).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.etree import ElementTree as ET

from reviewaudit.model import Audited, Finding, Level, Report, Status
from reviewaudit.reports import View
from reviewaudit.reports.addresses import from_root
from reviewaudit.reports.characters import visible


class _Case(NamedTuple):
    finding: Finding
    state: str
    """"failure" or "skipped"."""
    note: str
    """What stands before the message."""


def render(report: Report, view: View) -> str:
    root = ET.Element("testsuites", name="reviewaudit")
    cases: dict[str, list[_Case]] = {audited.article.path: [] for audited in report.audited}
    for case in _cases(report):
        cases.setdefault(case.finding.path, []).append(case)
    audits = {audited.article.path: audited for audited in report.audited}
    suites = [_suite(path, cases[path], audits.get(path), view) for path in sorted(cases)]
    if report.network_down:
        suites.insert(0, _network_down())
    root.extend(suites)
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _cases(report: Report) -> Iterator[_Case]:
    threshold = -1 if report.fail_on == "never" else Level(report.fail_on).rank
    for finding in report.findings:
        yield _Case(finding, "failure" if finding.level.rank <= threshold else "skipped", finding.level.value)
    for finding, suppression in report.suppressed:
        why = f" ({suppression.reason})" if suppression.reason else ""
        yield _Case(finding, "skipped", f"suppressed {finding.level}{why}")
    for finding in report.baselined:
        yield _Case(finding, "skipped", f"{finding.level} in the baseline")


def _suite(path: str, cases: Iterable[_Case], audited: Audited | None, view: View) -> ET.Element:
    name = visible(from_root(path, view.root))
    suite = ET.Element("testsuite", name=name)
    if audited is not None:
        suite.append(_properties(audited))
    seen: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for case in cases:
        finding, place = case.finding, case.finding.place
        title = visible(" ".join(filter(None, (finding.code, finding.name, finding.url or finding.subject))))
        seen[title] += 1
        test = ET.SubElement(
            suite,
            "testcase",
            classname=name,
            # No line in the name: a case keeps its history while lines move.
            name=title if seen[title] == 1 else f"{title} ({seen[title]})",
            file=name,
            line=str(place.line),
        )
        message = visible(f"{case.note}: {finding.message}")
        told = ET.SubElement(test, case.state, message=message)
        if case.state == "failure":
            told.set("type", f"{finding.code} {finding.name}")
        told.text = visible(
            f"{finding.path}:{place.line}:{place.column}: {finding.level} {finding.code} {finding.name}: "
            f"{finding.message}\nhelp: {finding.help}"
        )
        states[case.state] += 1
    if not seen:
        ET.SubElement(suite, "testcase", classname=name, name="no findings", file=name)
    tests = max(states.total(), 1)
    for attribute, count in {"tests": tests, "failures": states["failure"], "skipped": states["skipped"]}.items():
        suite.set(attribute, str(count))
    suite.set("errors", "0")
    return suite


def _properties(audited: Audited) -> ET.Element:
    tally = Counter(verdict.status for verdict in audited.verdicts)
    facts = {
        "title": audited.article.title,
        "owner": audited.article.owner or "",
        "review": audited.review.status.value,
        "due": str(audited.review.due.latest) if audited.review.due else "",
        **{f"references.{status}": str(tally[status]) for status in Status},
    }
    properties = ET.Element("properties")
    for name, value in facts.items():
        ET.SubElement(properties, "property", name=name, value=visible(value))
    return properties


def _network_down() -> ET.Element:
    suite = ET.Element("testsuite", name="reviewaudit", tests="1", failures="0", errors="1", skipped="0")
    test = ET.SubElement(suite, "testcase", classname="reviewaudit", name="the network answers")
    ET.SubElement(test, "error", type="network-down", message="no URL could be asked: the network is down")
    return suite
