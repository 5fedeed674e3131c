"""The HTML report without a browser: its policy, its data, its summary; `browser/` opens it."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import turbohtml

from reviewaudit import reports
from reviewaudit.model import (
    Bounds,
    Decision,
    Directive,
    Gap,
    GapKind,
    Level,
    Place,
    Precision,
    Review,
    ReviewStatus,
    Skip,
    Status,
    Suppressed,
    Suppression,
    Verb,
    Verdict,
)
from reviewaudit.rules import RULES


def render(report, **view):
    return reports.render(report, "html", reports.View(rules=RULES, **view))


def parse(report, **view):
    return turbohtml.parse(render(report, **view))


def data_of(report, **view):
    return json.loads(parse(report, **view).select_one("#data").text)


def findings_of(report, **view):
    data = data_of(report, **view)
    return [dict(zip(data["finding"], row, strict=True)) for row in data["findings"]]


def due(day, status=ReviewStatus.CURRENT):
    last = date.fromisoformat(day)
    return Review(status, due=Bounds(last, last, Precision.DAY))


def words(element):
    return " ".join(element.text.split())


# --- safe to open ---


def policy(tree):
    text = tree.select_one("meta[http-equiv=Content-Security-Policy]").attrs["content"]
    return dict(part.split(" ", 1) for part in text.split("; "))


def test_policy_allows_the_script_and_the_style_of_the_page_and_nothing_else(make):
    tree = parse(make.report([make.finding()], [make.article()]))
    rules = policy(tree)
    for name, element in (("script-src", tree.select("script")[1]), ("style-src", tree.select_one("style"))):
        digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
        assert rules.pop(name) == f"'sha256-{digest}'"
    assert rules == {
        "default-src": "'none'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }


def test_page_has_no_style_or_handler_that_the_policy_would_stop(make):
    tree = parse(make.report([make.finding()], [make.article()]))
    for element in tree.select("*"):
        assert not [name for name in element.attrs if name == "style" or name.startswith("on")], element


def test_policy_comes_before_all_that_it_is_for(make):
    text = render(make.report())
    assert text.index("Content-Security-Policy") < text.index("<title>") < text.index("<style>") < text.index("<script")


@pytest.mark.parametrize("attack", ["</script><script>x", "<!--<script>", "]]>", "&lt;script&gt;", "</noscript><p>"])
def test_text_of_articles_ends_no_element(make, attack):
    finding = make.finding(f"{attack}.md", message=attack, help=attack, url=attack, evidence={attack: [attack]})
    tree = parse(make.report([finding], [make.article(f"{attack}.md", title=attack)]))
    calm = parse(make.report([make.finding(url="x", evidence={"x": ["x"]})], [make.article()]))
    assert [element.tag for element in tree.select("*")] == [element.tag for element in calm.select("*")]
    [found] = json.loads(tree.select_one("#data").text)["findings"]
    assert attack in found


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x0c", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\ud800"])
def test_what_no_browser_shows_is_made_visible(make, character):
    [found] = findings_of(make.report([make.finding(message=f"a{character}b\\u001b\\\\")]))
    assert found["message"] == "a\ufffdb\\u001b\\\\"


def test_same_findings_give_the_same_bytes(make):
    report = make.report([make.finding(), make.finding("b.md", line=4)], [make.article(), make.article("b.md")])
    later = replace(report, started_at=datetime(2026, 6, 2, tzinfo=UTC), duration_s=99.0)
    assert render(report) == render(later)


def test_order_of_what_was_found_does_not_matter(make):
    findings = [
        make.finding(line=line, level=level) for line, level in ((5, Level.NOTE), (3, Level.ERROR), (4, Level.ERROR))
    ]
    assert render(make.report(findings)) == render(make.report(findings[::-1]))


# --- whole ---


def test_every_finding_is_there_with_its_state(make):
    report = make.report(
        [make.finding(line=1)], [make.article()],
        suppressed=(make.finding(line=2),), baselined=(make.finding("gone.md", line=3),),
    )  # fmt: skip
    states = data_of(report)["states"]
    assert {(found["line"], states[found["state"]]) for found in findings_of(report)} == {
        (1, "open"), (2, "suppressed"), (3, "baselined")
    }  # fmt: skip


def test_what_is_put_aside_says_why_by_whom_and_until_when(make):
    comment = Suppression(
        Directive.NEXT_LINE, ("RA101",), 2, 2, Place(1, 1, 1, 9), until=date(2026, 9, 30), reason="soon"
    )
    decision = Decision(
        "a.md", "RA101", "broken-link", "", "0" * 32, "error", Verb.SNOOZE, make.day, date(2026, 12, 31), "they move",
        "Grace", "d.toml:5",
    )  # fmt: skip
    aside = (Suppressed(make.finding(line=2), comment), Suppressed(make.finding(line=3), decision))
    report = make.report(
        [make.finding(line=1)], [make.article()], baselined=(make.finding(line=4),), baseline="b.jsonl"
    )
    report = replace(report, suppressed=aside)
    data = data_of(report)
    said = {
        found["line"]: (
            data["states"][found["state"]],
            found["aside"] and dict(zip(data["aside"], found["aside"], strict=True)),
        )
        for found in findings_of(report)
    }
    assert said == {
        1: ("open", None),
        2: ("suppressed", {
            "verb": "ignore-next-line", "by": "", "where": "line 1", "until": "2026-09-30", "reason": "soon"
        }),
        3: ("decided", {
            "verb": "snooze", "by": "Grace", "where": "d.toml:5", "until": "2026-12-31", "reason": "they move"
        }),
        4: ("baselined", {"verb": "", "by": "", "where": "b.jsonl", "until": "", "reason": ""}),
    }  # fmt: skip
    assert words(parse(report).select(".tile")[2]) == (
        "Findings 1 errors1 suppressed in the articles1 put aside by decisions1 in the baseline1"
    )


def test_finding_carries_what_the_network_said_of_its_link(make):
    url = "https://a.example/x"
    verdict = Verdict(
        Status.UNVERIFIED, "blocked", "HTTP 403 with cf-mitigated: challenge", 403, url, attempts=2,
        checked_at=datetime(2026, 5, 30, tzinfo=UTC), since=datetime(2026, 5, 1, tzinfo=UTC),
    )  # fmt: skip
    audited = make.article(references=[make.reference(url)], verdicts=[verdict])
    [found] = findings_of(make.report([make.finding(url=url, evidence={"attempts": 7, "at_once": False})], [audited]))
    assert found["facts"] == {
        "verdict": "unverified",
        "signal": "HTTP 403 with cf-mitigated: challenge",
        "reason": "blocked",
        "http_status": 403,
        "attempts": 7,  # the rule's own word counts
        "failing_since": "2026-05-01",
        "checked_at": "2026-05-30T00:00:00+00:00",
        "at_once": False,
    }


def test_finding_carries_its_mend(make):
    finding = make.finding(fingerprint="f" * 32)
    report = make.report([finding, make.finding(line=2)])
    found = findings_of(report, edits={finding.fingerprint: (Place(1, 3, 1, 9), "https://new.example/")})
    assert [row["mend"] for row in found] == ["https://new.example/", None]


def test_rule_that_found_something_has_its_page_once(make):
    findings = [make.finding(line=line) for line in range(3)] + [make.finding(code="RA999", name="of-a-plug-in")]
    tree = parse(make.report(findings))
    heads = [words(head) for head in tree.select(".rules summary")]
    assert heads == ["RA101 broken-link (3 findings)", "RA999 of-a-plug-in (1 finding)"]
    page = words(tree.select_one("#rule-RA101"))
    assert "Why it matters: a reader who follows the citation finds nothing" in page
    assert "How to mend it: cite the page's new address" in page
    assert tree.select_one("#rule-RA101 code").text == "unverified-link"


# --- the summary ---


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ([], "Nothing to mend was found."),
        (["error"], "1 error in 1 of 2 articles."),
        (["note", "note"], "2 notes in 1 of 2 articles."),
        (["error", "warning", "note"], "1 error, 1 warning and 1 note in 1 of 2 articles."),
    ],
)
def test_sentence_on_top_says_it_all(make, levels, said):
    findings = [make.finding(level=Level(level), line=line) for line, level in enumerate(levels, 1)]
    tree = parse(make.report(findings, [make.article(), make.article("b.md")]))
    assert words(tree.select_one("header p")) == said
    assert words(tree.select_one("h1")) == "Audit of 2 articles, as of 2026-06-01"


def test_tiles_count_articles_links_and_findings(make):
    statuses = [Status.ALIVE, Status.DEAD, Status.DEAD, Status.UNVERIFIED]
    audited = [
        make.article(
            references=[make.reference(f"https://a.example/{n}") for n in range(4)],
            verdicts=[make.verdict(status, "x") for status in statuses],
        ),
        make.article("b.md", review=due("2026-05-01", ReviewStatus.OVERDUE)),
    ]  # fmt: skip
    report = make.report([make.finding()], audited, suppressed=(make.finding(line=2),))
    tiles = [words(tile) for tile in parse(report).select(".tile")[:3]]
    assert tiles == [
        "Articles 2 overdue1 up to date1",
        "Links 4 work1 dead2 not verified1",
        "Findings 1 errors1 suppressed in the articles1",
    ]


def test_timeline_has_a_bar_per_month_and_marks_what_is_overdue(make):
    audited = [
        make.article("a.md", review=due("2026-05-01", ReviewStatus.OVERDUE)),
        make.article("b.md", review=due("2026-06-01", ReviewStatus.DUE)),
        make.article("c.md", review=due("2026-05-30", ReviewStatus.DUE)),  # within the grace
        make.article("d.md", review=due("2027-05-31")),
        make.article("e.md", review=due("2027-06-01")),
        make.article("f.md", review=due("9999-12-31")),
        make.article("g.md", review=Review(ReviewStatus.MISSING)),
    ]
    chart = parse(make.report([], audited)).select_one("svg")
    labels = [text.text for text in chart.select("text[text-anchor]")]
    assert [labels[0], labels[1], labels[12], labels[13]] == ["Overdue", "Jun 2026", "May 2027", "Later"]
    assert [text.text for text in chart.select("text.count")] == ["1", "2", *["0"] * 10, "1", "2"]
    assert [bar.attrs["class"] for bar in chart.select("rect")] == [["late"], *[["planned"]] * 3]
    assert chart.select_one("desc").text == (
        "Overdue: 1 review; Jun 2026: 2 reviews; May 2027: 1 review; Later: 2 reviews"
    )


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_timeline_stands_at_the_ends_of_time(make, day):
    report = replace(make.report([], [make.article(review=due(day.isoformat()))]), as_of=day)
    assert parse(report).select("svg")[0].select("text.count")[1].text == "1"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "Everything was checked."),
        ({"offline": True}, "The audit ran offline, so links were not checked."),
        ({"network_down": True}, "The network was down: no URL could be asked."),
        ({"unasked": "time is up"}, "Not all links were asked: time is up."),
        ({"skipped": (Skip("x.md", "exclude_paths"),)}, "1 path left out on purposex.md: exclude_paths"),
        ({"gaps": (Gap(GapKind.SHALLOW, "repo", "a shallow clone", "fetch all"),)},
         "git: a shallow clone (repo); fetch all."),
    ],
)  # fmt: skip
def test_what_was_not_checked_is_said(make, more, said):
    [_, tile] = parse(make.report([], [make.article()], **more)).select(
        "section.tile[aria-labelledby=unchecked-title] > *"
    )
    assert words(tile) == said


def test_links_without_a_verdict_are_told_by_reason(make):
    audited = make.article(
        references=[make.reference(f"https://a.example/{n}") for n in range(3)],
        verdicts=[
            make.verdict(Status.SKIPPED, "template"),
            make.verdict(Status.SKIPPED, "template"),
            make.verdict(Status.UNVERIFIED, "timeout"),
        ],
    )
    tile = parse(make.report([], [audited])).select_one("section[aria-labelledby=unchecked-title]")
    assert [words(item) for item in tile.select("li")] == [
        "1 link could not be verified (blocked, timed out or failing).",
        "2 links: made by a template.",
    ]


# --- without a script ---


def test_without_a_script_the_worst_are_shown_and_the_others_counted(make):
    findings = [make.finding(line=line, level=Level.NOTE) for line in range(1, 130)]
    findings.append(make.finding(line=500, message="the worst"))
    tree = parse(make.report(findings, [make.article(), make.article("fine.md")]))
    articles, found = tree.select("noscript table")
    assert [words(row) for row in articles.select("tbody tr")] == ["Tea (a.md)up to date2027-01-31130"]
    assert len(found.select("tbody tr")) == 100
    assert "the worst" in words(found.select("tbody tr")[0])
    assert [words(note) for note in tree.select("noscript p")] == [
        "The first 100 of 130 findings. The others need JavaScript."
    ]


def test_file_is_small_where_there_is_little_to_say(make):
    assert len(render(make.report([make.finding()], [make.article()]))) < 45_000


def test_scripts_make_no_html_of_text(make):
    """The policy would stop it in some browsers; in the others this does."""
    script = parse(make.report()).select("script")[1].text
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser", script
    )
    assert not re.search(r"fetch\(|XMLHttpRequest|WebSocket|sendBeacon|localStorage|import\(", script)
