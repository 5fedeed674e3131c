"""Every rule's page is its first test: the flagged example yields exactly its code, the accepted one none."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

import reviewaudit.rules as package
from reviewaudit.audit import findings_in
from reviewaudit.errors import UsageError
from reviewaudit.model import Level
from reviewaudit.rules import FAMILIES, RULES, find, level_of, resolve, select

COMPANIONS = {"RA302": {"RA101"}}
"""A contradicted claim is always contradicted by a broken link."""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_flagged_example_yields_exactly_this_rule(rule):
    codes = {finding.code for finding in findings_in(rule.flagged)}
    assert codes - COMPANIONS.get(rule.code, set()) == {rule.code}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_accepted_example_yields_nothing(rule):
    assert [finding.code for finding in findings_in(rule.accepted)] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_page_says_what_why_and_how_to_mend(rule):
    assert rule.summary.endswith(".")
    assert "\nWhy it matters: " in rule.explanation
    assert "\nHow to mend it: " in rule.explanation
    assert all(finding.help and finding.message for finding in findings_in(rule.flagged))


def test_registry_lists_every_file_once_in_order_of_code():
    files = {path.stem for path in Path(package.__file__).parent.glob("*.py")} - {"__init__"}
    assert {rule.name.replace("-", "_") for rule in RULES} == files
    assert [rule.code for rule in RULES] == sorted({rule.code for rule in RULES})
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(re.fullmatch(r"RA\d{3}", rule.code) and rule.code[:3] in FAMILIES for rule in RULES)


def test_selectors_are_codes_prefixes_and_names():
    assert [rule.code for rule in select(["RA301"], [], "")] == ["RA301"]
    assert [rule.code for rule in select(["hollow-claim"], [], "")] == ["RA301"]
    assert {rule.code[:3] for rule in select(["RA2"], [], "")} == {"RA2"}
    assert "RA201" not in {rule.code for rule in select(["RA2"], ["overdue-review"], "")}
    assert select(["ALL"], [], "") == RULES
    assert {rule.code[:3] for rule in select(["RA4"], [], "")} == {"RA4"}
    assert find("ra301") is find("Hollow-Claim")


def test_unknown_selector_is_refused_with_the_nearest_name():
    with pytest.raises(UsageError) as caught:
        resolve("overdue-revew", "pyproject.toml ignore")
    assert caught.value.cause == "unknown rule 'overdue-revew' in pyproject.toml ignore"
    assert "did you mean 'overdue-review'?" in caught.value.help


def test_the_most_precise_level_wins():
    rule = find("RA201")
    assert level_of(rule, {"RA2": Level.NOTE, "RA201": Level.WARNING}) is Level.WARNING
    assert level_of(rule, {"RA2": Level.NOTE, "overdue-review": Level.ERROR}) is Level.ERROR
    assert level_of(rule, {"RA3": Level.NOTE}) is None


def test_finding_is_replaced_never_changed():
    finding = findings_in(find("RA301").flagged)[0]
    with pytest.raises(AttributeError):
        finding.level = Level.NOTE
    assert replace(finding, level=Level.NOTE).level is Level.NOTE
