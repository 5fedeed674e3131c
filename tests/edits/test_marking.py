"""A review is recorded where and how the article states it, and reads back."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewaudit import discovery, formats, verdicts
from reviewaudit.edits import Mark, apply, mark
from reviewaudit.extraction import extract
from reviewaudit.model import Policy, ReviewPolicy, StatementKind

FORMS = [
    # format, before, after
    ("markdown", "---\ntitle: T\nlast_reviewed: 2026-01-15  # yearly\n---\n\n# T\n",
     "---\ntitle: T\nlast_reviewed: 2026-11-05  # yearly\nreviewed_by: Ann Lee\n---\n\n# T\n"),
    ("markdown", "---\nlastReviewed: \"January 2026\"\n---\n",
     "---\nlastReviewed: \"November 2026\"\nreviewedBy: Ann Lee\n---\n"),
    ("markdown", "---\nlast-reviewed: 12 May 2025\nreviewed-by: 'Jo O''Neil'\n---\n",
     "---\nlast-reviewed: 5 November 2026\nreviewed-by: 'Ann Lee'\n---\n"),
    ("markdown", "---\nlast_reviewed: 2026-01-15\nnext_review: 2026-07-15\nreview_in: 6 months\n---\n",
     "---\nlast_reviewed: 2026-11-05\nreviewed_by: Ann Lee\nnext_review: 2027-05-05\nreview_in: 6 months\n---\n"),
    ("markdown", "---\nlast_reviewed: 2026-01-15\nreviewed_by: Ann Lee\nnext_review: January 2027\n---\n",
     "---\nlast_reviewed: 2026-11-05\nreviewed_by: Ann Lee\nnext_review: November 2027\n---\n"),
    ("markdown", "---\nlast_reviewed:\n---\n", "---\nlast_reviewed: 2026-11-05\nreviewed_by: Ann Lee\n---\n"),
    ("markdown", "---\nlast_reviewed: TBD\n---\n", "---\nlast_reviewed: 2026-11-05\nreviewed_by: Ann Lee\n---\n"),
    ("markdown", "---\ntitle: T\n---\n\n# T\n",
     "---\ntitle: T\nlast_reviewed: 2026-11-05\nreviewed_by: Ann Lee\n---\n\n# T\n"),
    ("markdown", "+++\ntitle = 'T'\nlast_reviewed = 2026-01-15\n[extra]\na = 1\n+++\n",
     "+++\ntitle = 'T'\nlast_reviewed = 2026-11-05\nreviewed_by = \"Ann Lee\"\n[extra]\na = 1\n+++\n"),
    ("markdown", "+++\ntitle = 'T'\n+++\n",
     "+++\nlast_reviewed = 2026-11-05\nreviewed_by = \"Ann Lee\"\ntitle = 'T'\n+++\n"),
    ("markdown", '{\n  "title": "T",\n  "last_reviewed": "2026-01-15"\n}\n\n# T\n',
     '{\n  "title": "T",\n  "last_reviewed": "2026-11-05",\n  "reviewed_by": "Ann Lee"\n}\n\n# T\n'),
    ("markdown", '{\n  "title": "T"\n}\n\n# T\n',
     '{\n  "last_reviewed": "2026-11-05",\n  "reviewed_by": "Ann Lee",\n  "title": "T"\n}\n\n# T\n'),
    ("markdown", "# T\n\nLast reviewed: January 2026\n", "# T\n\nLast reviewed: November 2026 by Ann Lee\n"),
    ("markdown", "# T\n\n*Last reviewed: January 2026*\n", "# T\n\n*Last reviewed: November 2026 by Ann Lee*\n"),
    ("markdown", "# T\n\nReviewed by Dr Jo Roe on 12 May 2025.\n", "# T\n\nReviewed by Ann Lee on 5 November 2026.\n"),
    ("markdown", "# T\n\nLast reviewed: Monday, 12 January 2026\n",
     "# T\n\nLast reviewed: Thursday, 5 November 2026 by Ann Lee\n"),
    ("markdown", "# T\n\nLast reviewed: 12 May 2025 · Next review: May 2026\n",
     "# T\n\nLast reviewed: 5 November 2026 by Ann Lee · Next review: November 2027\n"),
    ("markdown", "# T\n\nZuletzt überprüft: Dezember 2025\n", "# T\n\nZuletzt überprüft: November 2026\n"),
    ("markdown", "# T\n\nReview date: 12 May 2025\n", "# T\n\nReview date: 5 November 2026 by Ann Lee\n"),
    ("markdown", "---\nreview_date: 2025-05-12\n---\n",
     "---\nreview_date: 2026-11-05\nreviewed_by: Ann Lee\n---\n"),
    ("markdown", "---\nreview_date: TBD\n---\n", "---\nreview_date: 2026-11-05\nreviewed_by: Ann Lee\n---\n"),
    ("markdown", "# T\n\nTea.", "# T\n\nTea.\n\nLast reviewed: 2026-11-05 by Ann Lee"),
    ("markdown", "---\nlast_reviewed: 2026-01-15\n---\n\nLast reviewed: January 2026\n",
     "---\nlast_reviewed: 2026-11-05\nreviewed_by: Ann Lee\n---\n\nLast reviewed: November 2026 by Ann Lee\n"),
    ("html", "<html><body><p>Last reviewed: <time datetime=\"2026-01-15\">15 January 2026</time></p></body></html>\n",
     "<html><body><p>Last reviewed: <time datetime=\"2026-11-05\">5 November 2026 by Ann Lee</time></p></body>"
     "</html>\n"),
    ("html", '<head><meta name="last-reviewed" content="2026-01-15"></head>\n',
     '<head><meta name="last-reviewed" content="2026-11-05"></head>\n'),
    ("html", '<script type="application/ld+json">{"@type": "WebPage", "lastReviewed": "2026-01-15", '
     '"reviewedBy": {"@type": "Person", "name": "Jo"}}</script>\n',
     '<script type="application/ld+json">{"@type": "WebPage", "lastReviewed": "2026-11-05", '
     '"reviewedBy": {"@type": "Person", "name": "Ann Lee"}}</script>\n'),
    ("html", "<body>\n  <p>Tea.</p>\n</body>\n",
     "<body>\n  <p>Tea.</p>\n<p>Last reviewed: 2026-11-05 by Ann Lee</p>\n</body>\n"),
    ("rst", ":last-reviewed: 2026-01-15\n\nT\n=\n", ":last-reviewed: 2026-11-05\n:reviewed-by: Ann Lee\n\nT\n=\n"),
    ("rst", "T\n=\n\nTea.\n", "T\n=\n\nTea.\n\nLast reviewed: 2026-11-05 by Ann Lee\n"),
    ("asciidoc", "= T\n:last-reviewed: 2026-01-15\n\nTea.\n",
     "= T\n:last-reviewed: 2026-11-05\n:reviewed-by: Ann Lee\n\nTea.\n"),
    ("asciidoc", "= T\n\nLast reviewed: 2026-01-15\n", "= T\n\nLast reviewed: 2026-11-05 by Ann Lee\n"),
    ("text", "T\n\nLast reviewed: January 2026 by Jo Roe\n", "T\n\nLast reviewed: November 2026 by Ann Lee\n"),
    ("text", "T\n\nTea.\n", "T\n\nTea.\n\nLast reviewed: 2026-11-05 by Ann Lee\n"),
]  # fmt: skip


@pytest.mark.parametrize(("format", "before", "after"), FORMS)
def test_review_is_recorded_in_the_form_in_use(marked, format, before, after):
    found, result, _ = marked(before, format)
    assert result.problem == ""
    assert found.decode() == after
    again, _, _ = marked(found, format)
    assert again == found


@pytest.mark.parametrize(("format", "before", "after"), FORMS)
@pytest.mark.parametrize(
    ("mark", "newline", "ended", "encoding"),
    [
        (b"", "\r\n", True, "utf-8"),
        (b"\xef\xbb\xbf", "\n", True, "utf-8"),
        (b"", "\n", False, "utf-8"),
        (b"", "\n", True, "latin-1"),
    ],
)
def test_line_ends_mark_encoding_and_missing_end_survive(marked, format, before, after, mark, newline, ended, encoding):
    def data(text):
        text = text if ended else text.rstrip("\n")
        return mark + text.replace("T\n", "Tée\n").replace("\n", newline).encode(encoding)

    found, result, _ = marked(data(before), format)
    assert result.problem == ""
    assert found == data(after)


@pytest.mark.parametrize(
    ("format", "before", "words"),
    [
        ("markdown", "---\nlast_reviewed: 2025-01-15\n---\n\nLast reviewed: March 2026\n", "exclude each other"),
        ("markdown", "---\nlast_reviewed: \"{{ now }}\"\n---\n", "made by the site"),
        ("html", '<meta charset="iso-2022-jp">\x1b$B$3\x1b(B <p>Last reviewed: 2026-01-15</p>', "encoding"),
        ("rst", "+-------------+---------+\n| Review Date | Reviewer|\n+=============+=========+\n"
         "| 2026-01-15  | Jo      |\n+-------------+---------+\n", "another reviewer"),
    ],
)  # fmt: skip
def test_what_cannot_be_recorded_truly_is_refused_with_its_reason(marked, format, before, words):
    found, result, _ = marked(before, format, by="Somebody With A Long Name")
    assert words in result.problem
    assert found.decode() == before
    assert result.edits == ()


@pytest.mark.parametrize(
    ("format", "before", "after"),
    [
        ("markdown", "---\nlast_reviewed: 2026-01-15\n---\n",
         '---\nlast_reviewed: 2026-11-05\nreviewed_by: Ann Lee\nreview_evidence: "2 alive"\n---\n'),
        ("markdown", '---\nreview_evidence: "1 alive"\nlast_reviewed: 2026-01-15\n---\n',
         '---\nreview_evidence: "2 alive"\nlast_reviewed: 2026-11-05\nreviewed_by: Ann Lee\n---\n'),
        ("markdown", "# T\n\nLast reviewed: January 2026\n",
         "# T\n\nLast reviewed: November 2026 by Ann Lee\n\n<!-- review_evidence: 2 alive -->\n"),
        ("html", "<p>Last reviewed: January 2026</p>\n<!-- review_evidence: 1 alive -->\n",
         "<p>Last reviewed: November 2026 by Ann Lee</p>\n<!-- review_evidence: 2 alive -->\n"),
        ("rst", "T\n=\n\nLast reviewed: January 2026\n",
         "T\n=\n\nLast reviewed: November 2026 by Ann Lee\n\n.. review_evidence: 2 alive\n"),
        ("asciidoc", "= T\n\nLast reviewed: January 2026\n",
         "= T\n\nLast reviewed: November 2026 by Ann Lee\n\n// review_evidence: 2 alive\n"),
    ],
)  # fmt: skip
def test_evidence_is_a_key_or_a_comment(marked, format, before, after):
    found, result, _ = marked(before, format, evidence="2 alive")
    assert (result.problem, result.notes) == ("", ())
    assert found.decode() == after
    assert marked(found, format, evidence="2 alive")[0] == found


def test_evidence_without_a_place_is_told(marked):
    _, result, _ = marked("T\n\nLast reviewed: January 2026\n", "text", evidence="2 alive")
    assert [note.partition(":")[0] for note in result.notes] == ["the evidence was not written"]


@pytest.mark.parametrize("name", ["O'Neil: Jo", 'Jo "J" Roe', "yes", "# Ann", "李雷", "Ann & Bo", "- Ann", "{Ann}"])
def test_name_with_signs_of_yaml_reads_back(marked, name):
    _, result, article = marked("---\nlast_reviewed: 2026-01-15\nreviewed_by: 'Jo'\n---\n", by=name)
    assert result.problem == ""
    assert article.statements[0].reviewer == name
    _, _, article = marked("---\nlast_reviewed: 2026-01-15\n---\n", by=name)
    assert article.statements[0].reviewer == name


def test_source_dates_and_updates_are_left_alone(marked):
    text = (
        "---\nlast_reviewed: 2026-01-15\nupdated: 2026-01-15\nreviewed_by: Ann Lee\n---\n\n# T\n\nTea.\n\n"
        "## References\n\n1. NHS. Tea. Page last reviewed: 15 January 2026. https://nhs.example/tea\n"
    )
    found, result, _ = marked(text)
    assert found.decode() == text.replace("last_reviewed: 2026-01-15", "last_reviewed: 2026-11-05")
    assert len(result.edits) == 1


WORDS = ["Last reviewed: ", "Page last reviewed on ", "Reviewed by Jo Roe on ", "Content last reviewed: "]
DATES = ["2026-01-15", "January 2026", "12 May 2025", "May 3rd, 2025", "Q1 2026", "2025", "12.01.2026", "Mar 2024"]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(WORDS),
    st.sampled_from(DATES),
    st.dates(date(2026, 2, 1), date(2026, 11, 6)),
    st.sampled_from(["Tea.", "See https://a.example/x_y.", "*Tea* & `more`.", "- one\n- two"]),
    st.sampled_from(["markdown", "rst", "text", "asciidoc"]),
)
def test_mark_reads_back_with_the_same_precision_and_kind(words, written, day, body, format):
    data = f"{words}{written}\n\n{body}\n".encode()
    policy = ReviewPolicy()

    def reread(changed):
        document = formats.parse(changed, format)
        return document, extract("a", format, document, policy, remarks=False)

    before = reread(data)[1]
    [old] = before.statements
    result = mark(data, verdicts.review(before, policy, date(2026, 11, 6)), Mark(day, "Ann"), policy, reread)
    assert result.problem == ""
    after = reread(result.spelled.bytes_of(apply(result.text, result.edits)))[1]
    [new] = after.statements
    assert (new.kind, new.scope, new.bounds.precision) == (old.kind, old.scope, old.bounds.precision)
    assert new.bounds.earliest <= day <= new.bounds.latest
    assert new.reviewer == "Ann"
    assert [r.url for r in after.references] == [r.url for r in before.references]


DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.mark.parametrize(
    ("name", "marked_now", "refused"),
    [("alphagov__gds-way", 64, 0), ("MicrosoftDocs__Contribute", 43, 0), ("openedx__docs.openedx.org", 423, 1)],
)
def test_every_dated_page_of_a_corpus_can_be_marked(name, marked_now, refused):
    folder = DATA / "corpora" / name
    if not folder.is_dir():
        pytest.skip(f"the corpus {name} lies in ../shared, which is not here")
    found = discovery.discover(
        [str(folder)], is_article=lambda path: formats.format_of(path) is not None, base=folder, respect_ignore=False
    )
    policy, today, day = Policy(), date(2026, 11, 23), date(2026, 11, 22)
    counted = []
    for source in found.sources:
        data, format = discovery.read(source), formats.format_of(source.path)

        def reread(changed, path=source.path, format=format):
            document = formats.parse(changed, format)
            return document, extract(path, format, document, policy.review, remarks=False)

        article = reread(data)[1]
        review = verdicts.review(article, policy.review, today)
        if review.statement is None and not any(s.kind is StatementKind.UPDATED for s in article.statements):
            continue
        result = mark(data, review, Mark(day, "Ann Lee"), policy.review, reread)
        counted.append(result.problem)
        if result.problem:
            continue
        after = reread(result.spelled.bytes_of(apply(result.text, result.edits)))[1]
        now = verdicts.review(after, policy.review, today)
        assert now.bounds.earliest <= day <= now.bounds.latest, source.path
        if review.bounds is not None and not review.statement.flags:
            assert now.bounds.precision is review.bounds.precision, source.path
        assert now.statement.reviewer == "Ann Lee", source.path
    problems = [problem for problem in counted if problem]
    assert (len(counted) - len(problems), len(problems)) == (marked_now, refused), problems


def test_every_review_of_a_collection_of_real_statements_can_be_marked():
    file = DATA / "review-statements.jsonl"
    if not file.is_file():
        pytest.skip("the collection of statements lies in ../shared, which is not here")
    texts = [json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines()]
    policy, today, day = ReviewPolicy(), date(2026, 11, 23), date(2026, 11, 22)

    def reread(changed):
        document = formats.parse(changed, "markdown")
        return document, extract("tea.md", "markdown", document, policy, remarks=False)

    done, refused = 0, []
    for text in texts:
        article = reread(text.encode())[1]
        review = verdicts.review(article, policy, today)
        if review.statement is None:
            continue
        result = mark(text.encode(), review, Mark(day, "Ann Lee"), policy, reread)
        if result.problem:
            refused.append(text)
            continue
        done += 1
        after = result.spelled.bytes_of(apply(result.text, result.edits))
        now = verdicts.review(reread(after)[1], policy, today)
        assert now.bounds.earliest <= day <= now.bounds.latest, text
        again = mark(after, now, Mark(day, "Ann Lee"), policy, reread)
        assert (again.problem, again.edits) == ("", ()), text
    assert done > 100
    assert refused == []
