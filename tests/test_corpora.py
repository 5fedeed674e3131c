"""Real documentation, where it is at hand: what is known about it must come out."""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reviewaudit.audit import audit
from reviewaudit.discovery import discover
from reviewaudit.formats import format_of
from reviewaudit.model import Policy

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "corpora"


def is_article(name):
    return format_of(name) is not None


def clock():
    return datetime(2026, 8, 19, tzinfo=UTC)


def report(name, as_of):
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"the corpus {name} lies in ../shared, which is not here")
    found = discover([str(folder)], is_article=is_article, base=folder, respect_ignore=False)
    return audit(found.sources, Policy(), as_of=as_of, clock=clock, base=folder, network=None, ledger=None)


def test_gds_way_every_dated_page_is_judged_by_its_own_interval():
    result = report("alphagov__gds-way", date(2026, 8, 19))
    dated = [audited for audited in result.audited if audited.review.statement is not None]
    assert len(dated) == 64
    assert all(audited.article.interval is not None and audited.article.interval.window for audited in dated)
    states = Counter(audited.review.status.value for audited in dated)
    assert states["overdue"] == 31
    assert sum(states.values()) == 64
    undated = [audited for audited in result.audited if audited.review.statement is None]
    named = {finding.path for finding in result.findings if finding.code == "RA203"}
    assert {audited.article.path for audited in undated} == named


def test_contribute_guide_every_page_names_its_last_update_and_none_a_review():
    result = report("MicrosoftDocs__Contribute", date(2026, 4, 22))
    updated = [
        audited.article.path
        for audited in result.audited
        if any(s.kind.value == "updated" and s.label == "ms.date" and s.bounds for s in audited.article.statements)
    ]
    assert len(updated) == 43
    assert not any(audited.review.statement for audited in result.audited)


def test_open_edx_every_maintenance_chart_is_read_with_its_outcome():
    result = report("openedx__docs.openedx.org", date(2026, 8, 17))
    reviews = {
        audited.article.path: [s for s in audited.article.statements if s.kind.value == "reviewed"]
        for audited in result.audited
        if audited.article.format == "rst"
    }
    dated = {path for path, statements in reviews.items() if any(s.bounds for s in statements)}
    failed = {path for path, found in reviews.items() if any("fail" in (s.outcome or "").lower() for s in found)}
    assert (len(dated), len(failed)) == (423, 58)
    # The 336 blank charts and the 64 pages without one are named, not passed over.
    named = {finding.path for finding in result.findings if finding.code == "RA203"}
    assert named == set(reviews) - dated
    assert len(named) == 400
