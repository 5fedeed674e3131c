"""What front matter, structured data and comments say about reviews."""

import json
from pathlib import Path

import pytest

from reviewaudit import extraction, formats
from reviewaudit.extraction.metadata import keys_in
from reviewaudit.model import Flag, Origin, ReviewPolicy, Scope, Window

GDS_WAY = Path(__file__).parents[3] / "shared" / "data" / "corpora" / "alphagov__gds-way"


@pytest.fixture
def front(article):
    def understand(fields, **policy):
        return article(f"---\n{fields}\n---\n\n# Tea\n\nText.\n", **policy)

    return understand


@pytest.mark.parametrize(
    "key",
    [
        "last_reviewed",
        "last_reviewed_on",
        "lastReviewed",
        "last_review_date",
        "lastReviewedAt",
        "reviewed",
        "last_verified",
        "Last-Reviewed",
    ],
)
def test_keys_of_a_review(front, key):
    (found,) = front(f"{key}: 2026-05-03").statements
    assert (found.kind, found.origin, found.label) == ("reviewed", Origin.FRONT_MATTER, key)
    assert (found.place.line, found.text) == (2, "2026-05-03")


@pytest.mark.parametrize(
    "key",
    [
        "next_review",
        "next_review_date",
        "review_due",
        "review_by",
        "stale_after",
        "expiryDate",
        "expires",
        "expirydate",
        "expiration_date",
    ],
)
def test_keys_of_a_next_review(front, key):
    (found,) = front(f"{key}: 2027-05-03").statements
    assert (found.kind, str(found.bounds.earliest)) == ("next_due", "2027-05-03")


@pytest.mark.parametrize(
    ("fields", "window"),
    [
        ("review_in: 6 months", Window(6, 0, "6 months")),
        ("review_in: 6 month", Window(6, 0, "6 month")),
        ("review_cycle: quarterly", Window(3, 0, "quarterly")),
        ("review_cadence: biannual", Window(6, 0, "biannual")),
        ("expiration_in_days: 365", Window(0, 365, "365")),
        ("review_in: soon", None),
        ("review_in: 365", None),
    ],
)
def test_an_article_sets_its_own_interval(front, fields, window):
    interval = front(fields).interval
    assert interval.window == window
    assert interval.place.line == 2


@pytest.mark.parametrize(
    ("fields", "owner"),
    [
        ("owner: Team Tea", "Team Tea"),
        (
            "owner:\n  - https://teams.example/a\n  - https://teams.example/b",
            "https://teams.example/a, https://teams.example/b",
        ),
        ("owner_slack: '#tea'", "#tea"),
        ("ms.author: jane", "jane"),
        ("ms.author: jane\nowner: Team Tea", "Team Tea"),
        ("title: Tea", None),
    ],
)
def test_the_owner(front, fields, owner):
    assert front(fields).owner == owner


def test_the_reviewer_goes_with_the_date(front):
    (found,) = front("last_reviewed: 2026-05-03\nreviewed_by: Jane Doe").statements
    assert found.reviewer == "Jane Doe"


def test_a_named_reviewer_without_a_date_is_a_claim_without_date(front):
    (found,) = front("reviewed_by: Jane Doe").statements
    assert (found.flags, found.reviewer) == ({Flag.MISSING}, "Jane Doe")
    assert front("reviewers:\n  - thockin\n  - bgrant0607").statements == ()


def test_ms_date_is_month_first_and_an_update(front):
    (found,) = front("ms.date: 06/07/2024").statements
    assert (found.kind, str(found.bounds.earliest), found.flags) == ("updated", "2024-06-07", frozenset())


@pytest.mark.parametrize(
    ("fields", "kind", "flags"),
    [
        ("review_date: 2026-09-22\nreviewed_by: Jane", "reviewed", set()),
        ("review_date: 2026-12-29\ncreated: 2026-06-29", "next_due", set()),
        ("review_date: 2027-01-01\nlast_reviewed: 2026-01-01\nreviewed_by: Jane", "next_due", set()),
        ("review_date: 2025-06-12", "reviewed", {Flag.AMBIGUOUS}),
    ],
)
def test_review_date_means_what_its_neighbours_say(front, fields, kind, flags):
    found = next(one for one in front(fields).statements if one.label == "review_date")
    assert (found.kind, found.flags) == (kind, flags)


def test_the_policy_settles_what_a_key_means(front):
    (found,) = front("review_date: 2025-06-12", keys={"reviewed": ("review_date",)}).statements
    assert (found.kind, found.flags) == ("reviewed", frozenset())
    (found,) = front("seen: 2026-05-03", keys={"reviewed": ("seen",)}).statements
    assert found.kind == "reviewed"
    assert front("boss: Jane", keys={"owner": ("boss",)}).owner == "Jane"
    assert front("again_in: 1 year", keys={"interval": ("again_in",)}).interval.window.months == 12


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        ("", Flag.PLACEHOLDER),
        ("yyyy-mm-dd", Flag.PLACEHOLDER),
        ("never", Flag.NEVER),
        ("2025-06-203", Flag.INVALID),
        ("'{{ now }}'", Flag.AUTO_STAMPED),
    ],
)
def test_a_date_key_without_a_date_is_flagged(front, value, flag):
    (found,) = front(f"last_reviewed: {value}").statements
    assert (found.bounds, found.flags) == (None, {flag})


def test_references_checked_is_a_claim_about_references(front):
    (found,) = front("links_last_checked: 2026-05-03").statements
    assert (found.scope, found.claims_references, found.claim) == (
        Scope.REFERENCES,
        True,
        "links_last_checked: 2026-05-03",
    )
    (found,) = front("references_verified: true").statements
    assert (found.claims_references, found.flags) == (True, {Flag.MISSING})


def test_a_study_card_is_reviewed_by_its_learner(front):
    assert front("last_reviewed:\nnext_review: 2026-03-04\nreview_interval: 0").statements == ()
    assert front("next_review: 2026-03-04\nease: 2.5").statements == ()
    assert len(front("last_reviewed: 2026-03-04\ndifficulty: easy").statements) == 1


def test_a_review_report_is_not_reviewed(front):
    assert front("reviewed: 2026-03-04\nfiles_reviewed: 12").statements == ()


def test_only_leading_front_matter_counts(article):
    text = "# Tea\n\nText.\n\n---\nlast_reviewed: 2026-05-03\n---\n\n```yaml\nlast_reviewed_on: 2026-05-03\n```\n"
    assert [one for one in article(text).statements if one.origin is Origin.FRONT_MATTER] == []


@pytest.mark.parametrize(
    ("head", "origin"),
    [
        ('<meta itemprop="lastReviewed" content="2026-05-03">', Origin.META),
        ('<meta property="lastReviewed" content="2026-05-03">', Origin.META),
        ('<meta name="last-reviewed" content="2026-05-03">', Origin.META),
        (
            '<script type="application/ld+json">{"@type": "MedicalWebPage", "lastReviewed": "2026-05-03"}</script>',
            Origin.JSON_LD,
        ),
        (
            '<script type="application/ld+json">{"@graph": [{"mainEntity": {"lastReviewed": "2026-05-03"}}]}</script>',
            Origin.JSON_LD,
        ),
    ],
)
def test_structured_data(article, head, origin):
    found = article(f"<html><head>{head}</head><body><p>Text.</p></body></html>", "html").statements
    assert [(one.kind, str(one.bounds.earliest)) for one in found] == [("reviewed", "2026-05-03")]
    assert found[0].origin is origin


def test_a_cited_works_date_is_not_the_pages(article):
    data = json.dumps({"@type": "WebPage", "citation": {"lastReviewed": "2026-05-03", "datePublished": "2020"}})
    assert article(f'<html><script type="application/ld+json">{data}</script></html>', "html").statements == ()


def test_structured_reviewer(article):
    data = json.dumps({"lastReviewed": "2026-05-03", "reviewedBy": {"@type": "Person", "name": "Jane Doe"}})
    (found,) = article(f'<html><script type="application/ld+json">{data}</script></html>', "html").statements
    assert found.reviewer == "Jane Doe"


@pytest.mark.parametrize(
    ("comment", "date", "owner"),
    [
        ("<!--* freshness: { owner: 'jane' reviewed: '2026-05-03' } *-->", "2026-05-03", "jane"),
        (
            "<!--*\n# Document freshness\nfreshness: { owner: 'jane' reviewed: '2020-feb-01' }\n*-->",
            "2020-02-01",
            "jane",
        ),
        ("<!--* freshness: { owner: 'jane' } *-->", None, "jane"),
    ],
)
def test_freshness_comments(article, comment, date, owner):
    understood = article(f"{comment}\n\n# Tea\n\nText.\n")
    (found,) = understood.statements
    assert (str(found.bounds.earliest) if found.bounds else None, understood.owner) == (date, owner)
    assert found.origin is Origin.COMMENT


def test_a_freshness_date_has_its_own_place(article):
    text = "<!--* freshness: { owner: 'jane' reviewed: '2026-05-03' } *-->\n"
    place = article(text).statements[0].place
    assert text[place.column - 1 : place.end_column - 1] == "2026-05-03"


def test_a_description_can_claim_a_review(article):
    head = '<meta name="description" content="Medically reviewed by Dr. Jane Doe.">'
    (found,) = article(f"<html><head>{head}</head><body><p>Text.</p></body></html>", "html").statements
    assert (found.origin, found.reviewer) == (Origin.META, "Dr. Jane Doe")


def test_keys_written_as_text():
    assert [span for _, *span in keys_in("// lastReviewedAt: 2026-05-28")] == [[3, 17]]
    assert keys_in("reviewed: yesterday") == []


@pytest.mark.skipif(not GDS_WAY.is_dir(), reason="the corpus is not here")
def test_every_dated_page_of_a_real_site_is_read_with_its_interval():
    found = []
    for path in sorted(GDS_WAY.rglob("*.md*")):
        document = formats.parse(path.read_bytes(), "markdown")
        understood = extraction.extract(path.name, "markdown", document, ReviewPolicy())
        found += [(one, understood.interval) for one in understood.statements if one.label == "last_reviewed_on"]
    assert len(found) == 64
    assert all(one.bounds and interval and interval.window for one, interval in found)
