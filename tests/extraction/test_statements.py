"""What counts as a review statement, of what, and where its date stands."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit import extraction, formats
from reviewaudit.model import Flag, Origin, Precision, ReviewPolicy, Scope, StatementKind

BODY = "\n\n".join(f"Paragraph {word} tells something else about the matter." for word in "abcdefghijklmnop")


def brief(statements):
    return [
        (one.kind.value, one.scope.value, str(one.bounds.earliest) if one.bounds else None, one.text)
        for one in statements
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Last reviewed: 3 May 2026",
        "Last Reviewed: 3 May 2026",
        "LAST REVIEWED 3 MAY 2026",
        "**Last reviewed:** 3 May 2026",
        "**Last reviewed**: **3 May** 2026",
        "_Last reviewed: 3 May 2026._",
        "> Last reviewed: 3 May 2026. Read this first.",
        "Last reviewed on 3 May 2026",
        "Last reviewed date: 3 May 2026",
        "Page last reviewed: 3 May 2026",
        "Page last reviewed 3 May 2026.",
        "Content last reviewed 3 May 2026",
        "Last review: 3 May 2026",
        "Last full review: 3 May 2026",
        "Last review and approval: 3 May 2026",
        "Date of last review: 3 May 2026",
        "Date last reviewed: 3 May 2026",
        "Last verified: 3 May 2026",
        "Last checked: 3 May 2026",
        "Last fact-checked: 3 May 2026",
        "Last medically reviewed on 3 May 2026",
        "Medically reviewed: 3 May 2026",
        "Medically reviewed by Jane Doe, MD on 3 May 2026",
        "Clinically reviewed by Dr. Jane Doe on 3 May 2026",
        "Reviewed by Jane Doe on 3 May 2026",
        "Reviewed and updated on 3 May 2026.",
        "Last reviewed and updated: 3 May 2026",
        "Last updated and reviewed on 3 May 2026",
        "Reviewed: 3 May 2026",
        "Written by A. Author and medically reviewed by Jane Doe on 3 May 2026",
        "Written by A. Author · Last reviewed: 3 May 2026 · 5 min read",
        "This page was last reviewed on 3 May 2026.",
        "This article has been last reviewed by Jane Doe on 3 May 2026.",
        "We last reviewed this page on 3 May 2026.",
        "It was last reviewed on 3 May 2026.",
        "Last re\u00adviewed: 3 May 2026",
        "Last reviewed: `3 May 2026`",
        "Last reviewed: Sunday, 3 May 2026, 14:00 UTC",
        "Last reviewed\n3 May 2026",
        "Last medically reviewed on\n\n3 May 2026",
        "## Last reviewed\n\n3 May 2026",
        "Zuletzt überprüft: 3. Mai 2026",
        "Zuletzt medizinisch geprüft am 3. Mai 2026",
        "**Letzte Überprüfung:** 03.05.2026",
        "Medizinisch geprüft am 3. Mai 2026",
        "Dernière révision : 3 mai 2026",
        "Relu médicalement le 3 mai 2026",
        "Última revisión: 3 de mayo de 2026",
        "Revisado médicamente por Ana Gil el 3 de mayo de 2026",
        "Última revisão: 3 de maio de 2026",
        "Ultima revisione: 3 maggio 2026",
        "Laatst gecontroleerd: 3 mei 2026",
        "Ostatni przegląd: 3 maja 2026",
        "Senast granskad: 3 maj 2026",
        "Sidst gennemgået: 3. maj 2026",
        "Последняя проверка: 3 мая 2026",
        "最終確認日：2026年5月3日",
        "最后审阅：2026-05-03",
        "最后审阅 / Last reviewed: 2026-05-03",
        "마지막 검토일: 2026-05-03",
        "آخر مراجعة: ٣ مايو ٢٠٢٦",
    ],
)
@pytest.mark.parametrize("place", ["header", "footer"])
def test_a_dated_label_is_a_review_of_the_page(article, line, place):
    text = f"# Tea\n\n{line}\n\n{BODY}\n" if place == "header" else f"# Tea\n\n{BODY}\n\n{line}\n"
    (found,) = [one for one in article(text).statements if one.kind is StatementKind.REVIEWED]
    assert (found.scope, str(found.bounds.earliest), found.bounds.precision) == (
        Scope.PAGE,
        "2026-05-03",
        Precision.DAY,
    )
    assert not found.flags


@pytest.mark.parametrize(
    "line",
    [
        "Next review: May 2027",
        "**Next review date:** May 2027",
        "Next review due: May 2027",
        "Date of next review: May 2027",
        "Review due: May 2027",
        "Review by: May 2027",
        "Review by May 2027",
        "This page will be reviewed by May 2027.",
        "Nächste Überprüfung: Mai 2027",
        "Prochaine révision : mai 2027",
        "Próxima revisión: mayo de 2027",
        "Próxima revisão: maio de 2027",
        "Następny przegląd: maj 2027",
        "次回確認日：2027年5月",
    ],
)
def test_a_next_review_is_due_then(article, line):
    found = brief(article(f"# Tea\n\n{line}\n\n{BODY}\n").statements)
    assert [one[:3] for one in found] == [("next_due", "page", "2027-05-01")]


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Last updated: 3 May 2026", ("updated", "page", "2026-05-03")),
        ("This page was last updated in 2026.", ("updated", "page", "2026-01-01")),
        ("Stand: Mai 2026", ("updated", "page", "2026-05-01")),
        ("Dernière mise à jour : mai 2026", ("updated", "page", "2026-05-01")),
        ("Published: May 2026", ("published", "page", "2026-05-01")),
        ("Evidence current to May 2026.", ("evidence", "page", "2026-05-01")),
        ("Literature review current through: May 2026.", ("evidence", "page", "2026-05-01")),
        ("External links accessed May 2026.", ("accessed", "references", "2026-05-01")),
        ("See the map (accessed May 2026).", ("accessed", "reference", "2026-05-01")),
        ("Links last checked: May 2026", ("reviewed", "references", "2026-05-01")),
        ("All references verified May 2026.", ("reviewed", "references", "2026-05-01")),
        ("First-party sources last checked May 2026.", ("reviewed", "references", "2026-05-01")),
        ("#### Segment last reviewed by: B.K. on 1 May 2026", ("reviewed", "section", "2026-05-01")),
        ("Pricing last verified May 2026.", ("reviewed", "section", "2026-05-01")),
    ],
)
def test_kind_and_scope_follow_the_words(article, line, meant):
    assert [one[:3] for one in brief(article(f"# Tea\n\n{line}\n\n{BODY}\n").statements)] == [meant]


@pytest.mark.parametrize(
    "text",
    [
        "The study was peer-reviewed in 2024.",
        "Unreviewed: May 2026",
        "Previewed: May 2026",
        "Book reviewed by Jane Doe, May 2026",
        "- [ ] Last reviewed: May 2026",
        "- [x] references verified May 2026",
        "It has been under review since May 2026.",
        "This page should be reviewed and updated regularly.",
        "As of this review (2026-02-24) nothing had changed.",
        "The account management process was last reviewed in 2022.",
        "ISO 5807 was last reviewed in 2019.",
        "Acme's contracts were last reviewed in May 2021.",
        "One specialist source, last reviewed in 2016, disagrees.",
        'We added a visible "Last reviewed: January 2024" to all pages.',
        "The line “Last reviewed: January 2024” tells readers more.",
        "```\nLast reviewed: May 2026\n```",
        "    Last reviewed: May 2026",
        "Cross-references verified for accuracy in May 2026",
        "Filed 2024-01-15. Reviewed January 22, 2024.",
        "Result: all references reviewed",
        "Official references reviewed:",
        "Last management review: 03/15/2026",
        "Reviewed January labs and increased the dose.",
        "Última revisión: nada llega a usted sin pasar por calidad.",
        "The guideline is kept up to date. See [who reviewed](x.md) it.",
        "Last reviewed",
    ],
)
def test_near_misses_in_the_body_are_no_review(article, text):
    found = article(f"# Tea\n\n{BODY}\n\n{text}\n\n{BODY}\n").statements
    assert [one for one in found if one.kind is StatementKind.REVIEWED and one.scope is not Scope.REFERENCE] == []


@pytest.mark.parametrize(
    "entry",
    [
        "Agency. Tea and health. Content last reviewed June 2023. https://agency.example/tea",
        "Nielsen Norman Group, April 24, 1994; reviewed January 30, 2024.",
        "UpToDate. Tea. Literature review current through: Nov 2015. This topic last updated: Jul 15, 2014.",
    ],
)
def test_a_date_inside_a_reference_entry_speaks_of_the_source(article, entry):
    found = article(f"# Tea\n\nText.\n\n## References\n\n1. {entry}\n").statements
    assert {one.scope for one in found} <= {Scope.REFERENCE}


@pytest.mark.parametrize(
    "line", ["_Last reviewed: May 2026_", "Page last reviewed: May 2026", "This page was last reviewed in May 2026."]
)
def test_a_footer_below_the_reference_list_is_the_pages_own(article, line):
    (found,) = article(f"# Tea\n\nText.\n\n## References\n\n1. Agency. Tea, 2020.\n\n{line}\n").statements
    assert (found.scope, found.text) == (Scope.PAGE, "May 2026")


def test_a_review_report_is_not_reviewed_on_its_own_date(article):
    report = article("# Security review of the gateway\n\nReview date: 2026-06-29\n\nVerdict: approve\n")
    assert report.statements == ()
    (found,) = article("# The gateway\n\nReview date: 2026-06-29\n\nText.\n").statements
    assert (found.kind, found.flags) == (StatementKind.REVIEWED, {Flag.AMBIGUOUS})


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Last reviewed: May 2026 | Next review: May 2027", [("reviewed", "2026-05-01"), ("next_due", "2027-05-01")]),
        (
            "Last review: 2026-03-25. Next review due: 2027-03-25.",
            [("reviewed", "2026-03-25"), ("next_due", "2027-03-25")],
        ),
        ("Published: 2026-06-11; last updated: 2026-08-02", [("published", "2026-06-11"), ("updated", "2026-08-02")]),
        (
            "This statement was prepared on 2 September 2020. It was last reviewed on 30 June 2021.",
            [("published", "2020-09-02"), ("reviewed", "2021-06-30")],
        ),
        ("Next review: May 2027. Last reviewed: May 2026", [("next_due", "2027-05-01"), ("reviewed", "2026-05-01")]),
        ("Last reviewed on 2008-01-24 (0.10.15)", [("reviewed", "2008-01-24")]),
        ("Last reviewed: Q1 2026 · Next review: Q2 2026", [("reviewed", "2026-01-01"), ("next_due", "2026-04-01")]),
    ],
)
def test_each_label_takes_the_first_date_after_it_and_before_the_next(article, line, meant):
    found = article(f"# Tea\n\n{line}\n").statements
    assert [(one.kind.value, str(one.bounds.earliest)) for one in found] == meant


@pytest.mark.parametrize(
    ("line", "flag"),
    [
        ("Last reviewed: YYYY-MM-DD", Flag.PLACEHOLDER),
        ("- **Date of last review:** [Insert Date]", Flag.PLACEHOLDER),
        ("**最后审阅**: ________________", Flag.PLACEHOLDER),
        ("Last reviewed: TBD", Flag.PLACEHOLDER),
        ("Last reviewed: Never", Flag.NEVER),
        ("Last reviewed: {{ page.date }}", Flag.AUTO_STAMPED),
        ("Last reviewed: <%= Date.today %>", Flag.AUTO_STAMPED),
        ("Last reviewed: 30 February 2026", Flag.INVALID),
        ("Last reviewed: 2026-02-31", Flag.INVALID),
        ("Last reviewed: 01/08/2026", Flag.AMBIGUOUS),
        ("Last reviewed:", Flag.MISSING),
        ("Last reviewed: 6 months ago", Flag.MISSING),
        ("Medically reviewed by Dr. Jane Doe.", Flag.MISSING),
        ("Next review due: After P0 items are resolved", Flag.MISSING),
        ("Date de la dernière révision :", Flag.MISSING),
        ("_References verified for accuracy and currency._", Flag.MISSING),
    ],
)
def test_what_is_wrong_with_the_date_is_flagged(article, line, flag):
    (found,) = article(f"# Tea\n\n{line}\n\n{BODY}\n").statements
    assert found.flags == {flag}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Reviewed by Jane Doe, MD on January 18, 2017 This tool gives no advice.", "Jane Doe, MD"),
        ("Page last reviewed by: B.K. on 18/07/25", "B.K."),
        ("Medically reviewed by Dr. Jane Doe.", "Dr. Jane Doe"),
        ("Last reviewed: May 2026", None),
        ("Revisado médicamente por Ana Gil el 3 de mayo de 2026", "Ana Gil"),
    ],
)
def test_the_reviewer_is_the_name_after_by(article, line, name):
    (found,) = article(f"# Tea\n\n{line}\n").statements
    assert found.reviewer == name


def test_a_byline_lends_its_name_to_the_dated_statement(article):
    (found,) = article("# Tea\n\nMedically reviewed by Jane Doe\n\nLast reviewed: May 2026\n\nText.\n").statements
    assert (found.text, found.reviewer) == ("May 2026", "Jane Doe")


def test_a_byline_beside_a_date_in_the_front_matter_is_no_claim_of_its_own(article):
    text = "---\nlast_reviewed: 2026-05-03\n---\n\n# Tea\n\nMedically reviewed by Jane Doe.\n"
    assert [one.origin for one in article(text).statements] == [Origin.FRONT_MATTER]


def test_a_date_in_the_middle_is_of_a_section_where_the_front_matter_dates_the_page(article):
    text = f"---\nlast_reviewed: 2026-05-03\n---\n\n# Tea\n\n{BODY}\n\nLast reviewed: May 2024\n\n{BODY}\n"
    assert [one.scope for one in article(text).statements] == [Scope.PAGE, Scope.SECTION]


def test_one_statement_can_claim_page_and_references(article):
    (found,) = article("# Tea\n\n> Last reviewed: May 2026 — references verified for accuracy.\n\nText.\n").statements
    assert (found.scope, found.claims_references, found.claim) == (Scope.PAGE, True, "references verified for accuracy")


def test_the_claim_may_come_first(article):
    (found,) = article("# Tea\n\nReferences verified. Last reviewed: May 2026\n\nText.\n").statements
    assert (found.scope, found.claims_references) == (Scope.PAGE, True)


def test_references_reviewed_is_a_claim_about_references(article):
    (found,) = article(f"# Tea\n\n{BODY}\n\n_All references reviewed May 2026 for accuracy._\n").statements
    assert (found.scope, found.claims_references) == (Scope.REFERENCES, True)
    assert found.claim == "All references reviewed May 2026 for accuracy"


@pytest.mark.parametrize(
    "line",
    [
        "All links are checked weekly.",
        "References should be verified before release.",
        "- All references verified and merged",
        "Please have the references checked.",
    ],
)
def test_a_habit_or_a_wish_is_no_claim(article, line):
    assert article(f"# Tea\n\n{line}\n\n{BODY}\n").statements == ()


def test_the_place_is_that_of_the_date(article):
    text = "---\ntitle: Tea\n---\n\n# Tea\n\n> **Last reviewed:** May 2026, by *Jane*\n"
    (found,) = article(text).statements
    assert text.splitlines()[found.place.line - 1][found.place.column - 1 : found.place.end_column - 1] == "May 2026"


def test_a_date_in_the_middle_speaks_for_the_page_when_it_is_alone(article):
    lone = f"# Tea\n\n{BODY}\n\nLast reviewed: May 2026\n\n{BODY}\n"
    assert [one.scope for one in article(lone).statements] == [Scope.PAGE]
    two = f"# Tea\n\nLast reviewed: June 2026\n\n{BODY}\n\n## Herbs\n\nLast reviewed: May 2024\n\n{BODY}\n"
    assert [one.scope for one in article(two).statements] == [Scope.PAGE, Scope.SECTION]


@pytest.mark.parametrize(
    "table",
    [
        "| Key | Value |\n|---|---|\n| Last reviewed | 2026-05-03 |\n| Owner | Jane |",
        "| Content last reviewed | `2026-05-03` |\n|---|---|\n| Stage | Viable |",
        "| Review Date | Reviewer | Release | Tests |\n|---|---|---|---|\n| 3rd May, 2026 | Jane | Ulmo | Pass |",
        "| Last reviewed | Reviewer |\n|---|---|\n| 2026-05-03 | Jane |\n| 2025-05-03 | Jane |",
    ],
)
def test_tables_are_read_by_key_and_by_column(article, table):
    found = [one for one in article(f"# Tea\n\nText.\n\n{table}\n").statements if one.scope is Scope.PAGE]
    assert [(one.kind.value, str(one.bounds.earliest)) for one in found] == [("reviewed", "2026-05-03")]


def test_a_chart_tells_reviewer_and_outcome(article):
    table = "| Review Date | Reviewer | Test situation |\n|---|---|---|\n| 2026-05-03 | Jane | Fail (see issue 3) |"
    (found,) = article(f"# Tea\n\n{table}\n").statements
    assert (found.reviewer, found.outcome) == ("Jane", "Fail (see issue 3)")


def test_an_inventory_of_other_documents_says_nothing_of_this_one(article):
    table = "| Document | Last reviewed |\n|---|---|\n| Tea | 2026-05-03 |\n| Coffee | 2025-05-03 |"
    assert {one.scope for one in article(f"# Inventory\n\n{table}\n").statements} == {Scope.OTHER}


@pytest.mark.parametrize(
    ("html", "earliest", "precision"),
    [
        ("<p>Last reviewed: <time datetime='2026-01-01'>January 2026</time></p>", "2026-01-01", "month"),
        ("<p>Last reviewed: <time datetime='2026-05-03'>a while ago</time></p>", "2026-05-03", "day"),
        ("<p>Page last reviewed: 3 May 2026<br>\n  Next review due: 3 May 2029</p>", "2026-05-03", "day"),
        ("<dl><dt>Last reviewed</dt><dd>3 May 2026</dd></dl>", "2026-05-03", "day"),
        ("<p>Last reviewed&nbsp;on&nbsp;3&nbsp;May&nbsp;2026</p>", "2026-05-03", "day"),
        ("<footer>Page last reviewed 3 May 2026.</footer>", "2026-05-03", "day"),
    ],
)
def test_html_is_read_as_it_is_seen(article, html, earliest, precision):
    found = article(f"<html><body><h1>Tea</h1><p>Text.</p>{html}</body></html>", "html").statements
    assert (str(found[0].bounds.earliest), found[0].bounds.precision) == (earliest, precision)
    assert found[0].origin is Origin.STATEMENT


def test_a_comment_counts_at_the_head_and_a_section_elsewhere(article):
    (found,) = article("<!-- last reviewed: 2026-05-03 -->\n\n# Tea\n").statements
    assert (found.origin, found.scope, found.text) == (Origin.COMMENT, Scope.PAGE, "2026-05-03")
    (found,) = article(f"# Tea\n\n{BODY}\n\n<!-- updated: 2026-05-03 -->\n").statements
    assert (found.kind, found.scope) == (StatementKind.UPDATED, Scope.SECTION)


def test_labels_of_the_policy_count(article):
    text = "# Tea\n\nSeen by the board: May 2026\n"
    assert article(text).statements == ()
    (found,) = article(text, labels={"reviewed": ("Seen by the board",)}).statements
    assert (found.kind, found.text) == (StatementKind.REVIEWED, "May 2026")


PIECES = st.sampled_from(
    ["Last reviewed", ": ", "May 2026", "next review", "references verified", "\n", "\n\n", "- [ ] ", "> ", "| ", "`",
     "**", "{{ now }}", "<!-- ", " -->", "by ", "Jane ", "2026-02-31", "# ", "1. ", "[^1]: ", "\u00ad", "最后审阅",
     "（", '"', "<time datetime='x'>", "References"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["markdown", "html", "text"]))
def test_every_place_reads_as_the_statement_says(text, format):
    document = formats.parse(text.encode(), format)
    for one in extraction.extract("a", format, document, ReviewPolicy()).statements:
        if one.place.line == one.place.end_line:
            start = document.lines.offset(one.place.line, one.place.column)
            seen = document.text[start : start + one.place.end_column - one.place.column]
            # A soft hyphen or a zero-width character is written there and seen by nobody.
            seen = re.sub("[\u00ad\u200b-\u200f\u2060\ufeff]", "", seen)
            assert one.text in (seen, "") or one.origin is not Origin.STATEMENT


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("asciidoc", "= Tea\n\nLast reviewed: {localdate}\n"),
        ("asciidoc", "= Tea\n\nLast reviewed: {docdate}\n"),
        ("rst", "Tea\n===\n\nLast reviewed: |today|\n"),
    ],
)
def test_dates_that_the_build_fills_in_are_auto_stamped(article, format, text):
    (found,) = article(text, format=format).statements
    assert found.flags == {Flag.AUTO_STAMPED}


def test_the_revision_date_of_asciidoc_is_an_update_and_no_review(article):
    (found,) = article("= Tea\nJane Doe\nv1.0, 2026-01-05\n\nText.\n", format="asciidoc").statements
    assert (found.kind, found.text) == (StatementKind.UPDATED, "2026-01-05")
