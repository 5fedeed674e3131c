"""SARIF: rules with their pages, results that keep their identity, suppressions, fixes and what went wrong."""

import json
from dataclasses import replace

import jsonschema
import pytest

from reviewaudit import reports
from reviewaudit.model import Gap, GapKind, Level, Place, Skip
from reviewaudit.rules import RULES


@pytest.fixture
def log(consumers):
    """The one run of a valid log."""

    def render(report, **view):
        text = reports.render(report, "sarif", reports.View(**view))
        consumers["sarif"](text)
        return json.loads(text)["runs"][0]

    return render


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": "2.0.0"},
        {"runs": [{}]},
        {"runs": [{"tool": {"driver": {"name": "x"}}, "results": [{"message": {}}]}]},
        {"runs": [{"tool": {"driver": {"name": "x"}}, "results": [{"message": {"text": "x"}, "level": "fatal"}]}]},
        {"runs": [{"tool": {"driver": {"name": "x"}}, "columnKind": "bytes"}]},
        {"runs": [{"tool": {"driver": {"name": "x"}}, "graphs": [{"nodes": [{}]}]}]},
    ],
)
def test_the_schema_refuses_what_is_no_sarif(consumers, wrong):
    with pytest.raises(jsonschema.ValidationError):
        consumers["sarif"](json.dumps({"version": "2.1.0", "runs": []} | wrong))


def test_every_rule_has_its_page(log, make):
    driver = log(make.report(), rules=RULES)["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("reviewaudit", "1.2.3")
    assert [rule["id"] for rule in driver["rules"]] == [rule.code for rule in RULES]
    for described, rule in zip(driver["rules"], RULES, strict=True):
        assert described["defaultConfiguration"]["level"] == rule.level.value
        assert described["shortDescription"]["text"] == rule.summary
        assert "**How to mend it:**" in described["help"]["markdown"]
        assert described["helpUri"].endswith(f"/docs/rules/{rule.code.lower()}-{rule.name}.md")


def test_rule_pages_lead_to_pages_of_the_manual(log, make):
    from pathlib import Path

    root = Path(__file__).resolve().parents[2]
    for rule in log(make.report(), rules=RULES)["tool"]["driver"]["rules"]:
        page = root / rule["helpUri"].partition("/blob/main/")[2]
        assert page.read_text(encoding="utf-8").startswith(f"# {rule['id']} {rule['name']}\n")


def test_result_points_to_the_place_in_characters(log, make):
    run = log(make.report([make.finding(place=Place(3, 18, 4, 30), level=Level.WARNING)]))
    assert run["columnKind"] == "unicodeCodePoints"
    [result] = run["results"]
    assert result["level"] == "warning"
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "a.md", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 3, "startColumn": 18, "endLine": 4, "endColumn": 30},
    }
    assert "SRCROOT" in run["originalUriBaseIds"]


@pytest.mark.parametrize(
    ("path", "uri", "based"),
    [
        ("tea & talk/été #1.md", "tea%20%26%20talk/%C3%A9t%C3%A9%20%231.md", True),
        ("a:b?.md", "a%3Ab%3F.md", True),
        ("100%.md", "100%25.md", True),
        ("bad\udcff.md", "bad%FF.md", True),
        ("odd\ud800.md", "odd%3F.md", True),
        ("/srv/a b.md", "file:///srv/a%20b.md", False),
        ("C:/a b.md", "file:///C%3A/a%20b.md", False),
    ],
)
def test_paths_are_percent_encoded(log, make, path, uri, based):
    location = log(make.report([make.finding(path=path)]))["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"] == {"uri": uri, **({"uriBaseId": "SRCROOT"} if based else {})}


def test_fingerprint_is_kept_when_the_line_moves(log, make):
    before, after = (
        log(make.report([make.finding(line=line, number=7)]))["results"][0]["partialFingerprints"] for line in (3, 300)
    )
    assert before == after == {"reviewaudit/v1": f"{7:032x}"}


def test_suppressed_findings_say_how_they_are_suppressed(log, make):
    report = make.report(
        [make.finding(line=1)],
        suppressed=(make.finding(line=2),),
        baselined=(make.finding(line=3),),
        baseline="known.jsonl",
        fail_on="never",
    )
    results = log(report)["results"]
    assert [result.get("suppressions") for result in results] == [
        None,
        [{"kind": "inSource", "justification": "as agreed"}],
        [{"kind": "external", "justification": "known to known.jsonl"}],
    ]


def test_result_names_the_owner_of_its_article(log, make):
    ours = make.article("a.md")
    ours = replace(ours, article=replace(ours.article, owner="tea desk"))
    report = make.report(
        [make.finding("a.md"), make.finding("b.md"), make.finding("gone.md")], [ours, make.article("b.md")]
    )
    assert [result["properties"]["owner"] for result in log(report)["results"]] == ["tea desk", None, None]


def test_known_edit_becomes_a_fix(log, make):
    finding = make.finding()
    [result] = log(make.report([finding]), edits={finding.fingerprint: (Place(1, 3, 1, 9), "https://b.example/")})[
        "results"
    ]
    [change] = result["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "a.md"
    [replacement] = change["replacements"]
    assert replacement["deletedRegion"] == {"startLine": 1, "startColumn": 3, "endLine": 1, "endColumn": 9}
    assert replacement["insertedContent"] == {"text": "https://b.example/"}


def test_what_was_not_audited_is_notified(log, make):
    gap = Gap(GapKind.SHALLOW, "repo", "the clone is shallow", "fetch the whole history")
    skip = Skip("drafts/x.md", "excluded by exclude_paths")
    report = make.report(network_down=True, unasked="max_time was over", gaps=(gap,), skipped=(skip,))
    [invocation] = log(report)["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    notices = [(notice["level"], notice["message"]["text"]) for notice in invocation["toolExecutionNotifications"]]
    assert notices == [
        ("error", "The network is down: no URL could be asked."),
        ("warning", "Not all URLs were asked: max_time was over"),
        ("note", "git: the clone is shallow (repo); fetch the whole history"),
        ("note", "Left out: drafts/x.md: excluded by exclude_paths"),
    ]


@pytest.mark.parametrize(("levels", "code"), [([], 0), ([Level.NOTE], 0), ([Level.ERROR], 1)])
def test_invocation_knows_the_exit_status(log, make, levels, code):
    [invocation] = log(make.report([make.finding(level=level) for level in levels]))["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (True, code)


def test_words_of_an_article_become_no_link(log, make):
    [result] = log(make.report([make.finding(message="says [x](https://evil.example)")]))["results"]
    assert "](" not in result["message"]["text"]


def test_same_findings_give_the_same_bytes_at_another_time(make):
    from datetime import UTC, datetime

    first, second = (
        reports.render(make.report([make.finding()], started_at=moment), "sarif", reports.View())
        for moment in (datetime(2026, 6, 1, 8, tzinfo=UTC), datetime(2026, 6, 1, 9, tzinfo=UTC))
    )
    assert first == second
