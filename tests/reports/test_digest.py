"""A page per owner: what is on it, what its file is called, and what becomes of the pages of an earlier run."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from reviewaudit import reports
from reviewaudit.cli import session
from reviewaudit.errors import UsageError
from reviewaudit.model import Bounds, Level, Precision, Review, ReviewStatus

VIEW = reports.View()


def owned(make, path, owner, **more):
    audited = make.article(path, **more)
    return replace(audited, article=replace(audited.article, owner=owner))


def pages(report):
    return reports.pages(report, "digest", VIEW)


def rows(page, title):
    [section] = re.findall(rf"^## {title}\n((?:(?!##).*\n?)*)", page, re.MULTILINE)
    return re.findall(r"^- (.*)$", section, re.MULTILINE)


def late(days):
    due = date(2026, 6, 1) - timedelta(days)
    return Review(ReviewStatus.OVERDUE, due=Bounds(due, due, Precision.DAY), days_overdue=days)


def test_each_owner_has_the_findings_of_the_own_articles(make):
    report = make.report(
        [make.finding("a.md"), make.finding("b.md", line=2), make.finding("c.md", line=3)],
        [owned(make, "a.md", "ada"), owned(make, "b.md", "@herbs/team @ada"), owned(make, "c.md", None)],
    )
    found = pages(report)
    assert next(iter(found)) == "index.md"
    by_title = {page.splitlines()[1]: page for page in found.values()}
    assert {title: re.findall(r"`(\w\.md)`", page) for title, page in by_title.items() if "Articles" in title} == {
        "# Articles of ada, 2026-06-01": ["a.md"],
        "# Articles of @ada, 2026-06-01": ["b.md"],
        "# Articles of @herbs/team, 2026-06-01": ["b.md"],
        "# Articles without an owner, 2026-06-01": ["c.md"],
    }
    assert {"ada.md", "no-owner.md"} < set(found)


def test_longest_overdue_is_first_and_a_dozen_is_enough(make):
    audited = [owned(make, f"{n:02}.md", "ada", title="", review=late(100 - n)) for n in range(15)]
    findings = [make.finding(f"{n:02}.md", code="RA201", name="overdue-review", number=n) for n in range(15)]
    page = pages(make.report(findings, audited[::-1]))["ada.md"]
    listed = rows(page, "Reviews overdue")
    assert listed[0] == "`00.md`, line 1: due by 2026-02-21, 100 days ago"
    assert (len(listed), listed[-1]) == (13, "and 3 more")
    assert "15 articles: 15 reviews overdue." in page


def test_sections_stand_in_the_order_of_urgency_and_the_rest_is_counted(make):
    codes = ("RA407", "RA302", "RA101", "RA202", "RA201", "RA407")
    findings = [make.finding(line=n, code=code, name="x", level=Level.NOTE) for n, code in enumerate(codes, 1)]
    page = pages(make.report(findings, [owned(make, "a.md", "ada", review=late(1))]))["ada.md"]
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) == [
        "Reviews overdue", "Reviews due", "Dead links", "Claims that do not hold", "Also",
    ]  # fmt: skip
    assert rows(page, "Also") == ["2 × RA407 x"]


def test_rule_with_findings_of_several_levels_is_counted_once_where_its_gravest_stands(make):
    said = [("RA407", Level.NOTE), ("RA411", Level.WARNING), ("RA407", Level.ERROR), ("RA205", Level.WARNING)]
    findings = [make.finding(line=n, code=code, name="x", level=level) for n, (code, level) in enumerate(said, 1)]
    page = pages(make.report(findings, [owned(make, "a.md", "ada")]))["ada.md"]
    assert rows(page, "Also") == ["2 × RA407 x", "1 × RA205 x", "1 × RA411 x"]


def test_owner_with_nothing_to_do_is_in_the_index_alone(make):
    found = pages(make.report([], [owned(make, "a.md", "ada")], offline=True))
    assert list(found) == ["index.md"]
    assert "- ada: 1 article: nothing to do\n" in found["index.md"]
    assert "Links were not checked." in found["index.md"]


@pytest.mark.parametrize("owner", ["no-owner", "index", "con", "Ada", "ada ", "@ada", "ÄÖ", "../x", "a" * 300, "日本"])
def test_file_names_are_safe_and_no_two_owners_share_one(make, owner):
    others = ("ada", None, "x")
    audited = [owned(make, f"{n}.md", name) for n, name in enumerate((owner, *others))]
    findings = [make.finding(f"{n}.md", line=n + 1) for n in range(4)]
    found = pages(make.report(findings, audited))
    assert len({name.casefold() for name in found}) == 5
    assert all(re.fullmatch(r"[a-z0-9-]{1,80}\.md", name) for name in found)
    alone = pages(make.report(findings[:1], audited[:1]))
    assert set(alone) <= set(found)


def test_pages_replace_those_of_an_earlier_run_and_nothing_else(make, tmp_path):
    folder = tmp_path / "new" / "digest"
    report = make.report([make.finding()], [owned(make, "a.md", "ada")])
    session.write_pages(pages(report), str(folder))
    (folder / "mine.md").write_text("# Notes\n")
    (folder / "data.bin").write_bytes(b"\xff")
    other = make.report([make.finding()], [owned(make, "a.md", "grace")])
    session.write_pages(pages(other), str(folder))
    assert {path.name for path in folder.iterdir()} == {"grace.md", "index.md", "mine.md", "data.bin"}
    with pytest.raises(UsageError, match="cannot write into"):
        session.write_pages(pages(other), str(folder / "mine.md"))


@pytest.mark.parametrize("name", ["text", "markdown"])
def test_report_for_people_can_be_grouped_by_owner(make, name):
    report = make.report(
        [make.finding("a.md"), make.finding("b.md", line=2), make.finding("c.md", line=3)],
        [owned(make, "a.md", None), owned(make, "b.md", "Grace"), owned(make, "c.md", "ada_l")],
    )
    text = reports.render_text(report, name, reports.View(by="owner")).replace("\\", "")
    places = [text.index(word) for word in ("ada_l", "c.md", "Grace", "b.md", "(no owner)", "a.md")]
    assert places == sorted(places)
    assert "(no owner)" not in reports.render_text(report, name, VIEW)
