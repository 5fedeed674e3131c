"""Comments that suppress findings, in every format, and those in which other link checkers are told to look away."""

from datetime import date

import pytest

from reviewaudit.model import TargetKind

DAY = date(2027, 1, 31)


def said(article):
    return [
        (s.directive.value, s.selectors, (s.first, s.last), s.until, s.reason) for s in article.suppressions
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("format", "comment"),
    [
        ("markdown", "<!-- reviewaudit: {} -->"),
        ("markdown", "<!--reviewaudit:{}-->"),
        ("markdown", "{{/* reviewaudit: {} */}}"),
        ("markdown", "{{{{/* reviewaudit: {} */}}}}"),
        ("markdown", "<%# reviewaudit: {} %>"),
        ("markdown", "{{% # reviewaudit: {} %}}"),
        ("markdown", "> <!-- reviewaudit: {} -->"),
        ("html", "<!-- reviewaudit: {} -->"),
        ("rst", ".. reviewaudit: {}"),
        ("asciidoc", "// reviewaudit: {}"),
        ("asciidoc", "<!-- in a passthrough this is no comment -->\n// reviewaudit: {}"),
        ("text", "reviewaudit: {}"),
        ("text", "  Reviewaudit: {}"),
    ],
)
def test_each_format_says_it_in_its_own_comments(article, format, comment):
    written = comment.format("ignore-next-line[RA101, overdue-review] until=2027-01-31 the board meets in May")
    url = '<a href="https://a.example/x">x</a>' if format == "html" else "https://a.example/x"
    found = article(f"A text.\n\n{written}\n\nA line with {url}\n", format)
    line = 4 + written.count("\n") + 1
    assert said(found) == [
        ("ignore-next-line", ("RA101", "overdue-review"), (line, line), DAY, "the board meets in May")
    ]  # fmt: skip
    assert found.misdirections == ()
    assert found.statements == ()
    assert [reference.url for reference in found.references] == ["https://a.example/x"]


@pytest.mark.parametrize(
    ("text", "format", "expected"),
    [
        ("---\nlast_reviewed: 2026-01-31  # reviewaudit: ignore[RA2] plan\n---\n", "markdown", ("ignore", 2)),
        ("---\n# reviewaudit: ignore-next-line[RA2] plan\nlast_reviewed: 2026-01-31\n---\n", "markdown",
         ("ignore-next-line", 3)),
        ("+++\n# reviewaudit: ignore-next-line[RA2] plan\nlast_reviewed = 2026-01-31\n+++\n", "markdown",
         ("ignore-next-line", 3)),
        ("---\nreviewaudit: ignore-file[RA2] plan\n---\n", "markdown", ("ignore-file", 1)),
        ("---\nreviewaudit:\n  - ignore-file[RA2] plan\n---\n", "markdown", ("ignore-file", 1)),
        ('+++\nreviewaudit = "ignore-file[RA2] plan"\n+++\n', "markdown", ("ignore-file", 1)),
        ('{"reviewaudit": "ignore-file[RA2] plan"}\n', "markdown", ("ignore-file", 1)),
        ('<meta name="reviewaudit" content="ignore-file[RA2] plan">', "html", ("ignore-file", 1)),
        (":reviewaudit: ignore-file[RA2] plan\n\nText.\n", "rst", ("ignore-file", 1)),
        ("= Tea\n:reviewaudit: ignore-file[RA2] plan\n\nText.\n", "asciidoc", ("ignore-file", 1)),
    ],
)  # fmt: skip
def test_metadata_says_it_too(article, text, format, expected):
    [found] = article(text, format).suppressions
    assert (found.directive.value, found.first, found.reason) == (*expected, "plan")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("<!-- reviewaudit: ignore[RA1] -->", [(1, 1)]),
        ("<!-- reviewaudit:\nignore[RA1]\n-->", [(1, 3)]),
        ("text <!-- reviewaudit: ignore[RA1] --> text", [(1, 1)]),
        ("<!-- reviewaudit: ignore-next-line[RA1] -->\ntext", [(2, 2)]),
        ("<!-- reviewaudit: ignore-next-line[RA1] -->\r\n\r\n\r\ntext", [(4, 4)]),
        ("> <!-- reviewaudit: ignore-next-line[RA1] -->\n>\n> text", [(3, 3)]),
        ("<!-- reviewaudit: ignore-next-line[RA1] -->\n<!-- reviewaudit: ignore-next-line[RA2] -->\ntext",
         [(3, 3), (3, 3)]),
        ("<!-- reviewaudit: ignore-next-line[RA1] -->\n<!-- reviewaudit: ignore[RA2] --> text", [(2, 2), (2, 2)]),
        ("<!-- reviewaudit: ignore-start[RA1] -->\ntext\n<!-- reviewaudit: ignore-end -->", [(1, 3)]),
        ("<!-- reviewaudit: ignore-start[RA1] -->\n<!-- reviewaudit: ignore-start[RA2] -->\ntext\n"
         "<!-- reviewaudit: ignore-end -->\n\n<!-- reviewaudit: ignore-end -->", [(1, 6), (2, 4)]),
        ("<!-- reviewaudit: ignore-start[RA1] -->\n<!-- reviewaudit: ignore-start[RA2] -->\ntext\n"
         "<!-- reviewaudit: ignore-end[RA1] -->\n\n<!-- reviewaudit: ignore-end[RA2] -->", [(1, 4), (2, 6)]),
        ("text\n\n<!-- reviewaudit: ignore-file[RA1] -->", [(3, 3)]),
    ],
)  # fmt: skip
def test_lines_that_a_directive_is_for(article, text, lines):
    found = article(text)
    assert [(s.first, s.last) for s in found.suppressions] == lines
    assert found.misdirections == ()


@pytest.mark.parametrize(
    ("written", "cause", "help"),
    [
        ("ignore[RA1] until=31.01.2027", "until=31.01.2027 is no date", "until=2027-01-31"),
        ("ignore[RA1] until=2027-02-30", "until=2027-02-30 is no date", "until=YYYY-MM-DD"),
        ("ignore[RA1] until=", "until= is no date", "until=YYYY-MM-DD"),
        ("ignore[RA1] until 2027-01-31", "its end date is not understood", "before the reason"),
        ("ignore[RA1] a reason until: 2027-01-31", "its end date is not understood", "before the reason"),
        ("ignore[RA1] expires 2027-01-31", "its end date is not understood", "before the reason"),
        ("ignore[RA1] until=2027-01-31 until=2027-02-28", "two until= in one suppression", "keep one"),
        ("ignore[RA1] till=2027-01-31", "unknown option 'till='", "the only one is until="),
        ("ignore", "ignore names no rule", "[ALL] means every rule"),
        ("ignore RA1", "ignore names no rule", "in brackets"),
        ("ignore[]", "[] names no rule", "with commas"),
        ("ignore[RA1,]", "[RA1,] names no rule", "with commas"),
        ("ignore[RA1", "ignore names no rule", "in brackets"),
        ("ignore-nextline[RA1]", "'ignore-nextline' is no directive", "did you mean 'ignore-next-line'?"),
        ("disable[RA1]", "'disable' is no directive", "known: ignore, ignore-next-line"),
        ("", "'' is no directive", "known: ignore"),
        ("ignore-start[RA1]", "ignore-start has no ignore-end", "reviewaudit: ignore-end"),
        ("ignore-end", "ignore-end has no ignore-start", "take it out"),
        ("ignore-end until=2027-01-31", "until= in ignore-end", "into the ignore-start"),
        ("ignore-next-line[RA1]", "no line follows ignore-next-line", "above the line"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_told_with_place_and_mend(article, written, cause, help):
    found = article(f"Text.\n\n  <!-- reviewaudit: {written} -->\n")
    [problem] = found.misdirections
    assert problem.cause == cause
    assert help in problem.help
    assert problem.place[:2] == (3, 3)
    assert found.suppressions == ()


@pytest.mark.parametrize("key", ["ignore[RA1] x", "ignore-start[RA1] x"])
def test_metadata_is_about_the_whole_article(article, key):
    [problem] = article(f"---\nreviewaudit: {key}\n---\n").misdirections
    assert "which is about the whole article" in problem.cause
    assert problem.place[:2] == (2, 14)


def test_a_mapping_in_the_metadata_is_told(article):
    problems = article("---\nreviewaudit:\n  ignore: RA1\n---\n").misdirections
    assert [problem.cause for problem in problems] == ["reviewaudit.ignore is no suppression"]


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("`<!-- reviewaudit: ignore[RA1] -->`", "markdown"),
        ("```\n<!-- reviewaudit: ignore[RA1] -->\n```", "markdown"),
        ("```\n{/* reviewaudit: ignore[RA1] */}\n```", "markdown"),
        ("Write `{/* reviewaudit: ignore[RA1] */}` above it.", "markdown"),
        ('---\ntitle: "say # reviewaudit: ignore[RA1]"\n---\n', "markdown"),
        ("---\ntext: |\n  a\n  # reviewaudit: ignore[RA1]\n---\n", "markdown"),
        ("---\ntext: a#reviewaudit: ignore[RA1]\n---\n", "markdown"),
        ("<!-- see reviewaudit: ignore[RA1] -->", "markdown"),
        ("<pre>&lt;!-- reviewaudit: ignore[RA1] --&gt;</pre>", "html"),
        ("::\n\n  .. reviewaudit: ignore[RA1]\n", "rst"),
        ("----\n// reviewaudit: ignore[RA1]\n----\n", "asciidoc"),
        ("Write reviewaudit: ignore[RA1] on a line.", "text"),
        ("reviewaudit: a tool for audits", "text"),
        ("reviewaudit: ignore what it says", "text"),
    ],
)
def test_code_values_and_prose_suppress_nothing(article, text, format):
    found = article(f"{text}\n", format)
    assert (found.suppressions, found.misdirections) == ((), ())


def test_words_of_a_reason_are_no_review_statement(article):
    text = "# Tea\n\n<!-- reviewaudit: ignore-file[RA1] last reviewed 2026-01-31 by Ada -->\n"
    assert article(text).statements == ()


def test_a_line_of_plain_text_that_suppresses_is_no_text(article):
    lines = ["Tea", "", "References:", "1. First https://a.example/1", "   goes on https://a.example/2", "2. Second"]
    plain = article("\n".join(lines), "text")
    lines[3:3] = ["reviewaudit: ignore-next-line[RA101] see https://b.example"]
    lines[5:5] = ["reviewaudit: ignore-next-line[RA101] it was there"]
    lines.insert(0, "reviewaudit: ignore-file[RA2] old")
    with_comments = article("\n".join(lines), "text")
    assert with_comments.title == plain.title == "Tea"
    assert [(r.url, r.role, r.marker) for r in with_comments.references] == [
        (r.url, r.role, r.marker) for r in plain.references
    ]
    assert [(entry.marker, entry.text) for entry in with_comments.entries] == [
        (entry.marker, entry.text) for entry in plain.entries
    ]


LINKS = "<https://a.example/1>\n{}\n<https://a.example/2> {}\n\n<https://a.example/3>\n{}\n<https://a.example/4>\n"


@pytest.mark.parametrize(
    ("comments", "switched_off"),
    [
        (("markdown-link-check-disable", "", "markdown-link-check-enable"), "23"),
        (("markdown-link-check-disable", "", ""), "234"),
        (("markdown-link-check-disable-next-line", "", ""), "2"),
        (("", "markdown-link-check-disable-line", ""), "2"),
        (("", "markdown-link-check-disable-next-line", ""), "3"),
        (("mlc-disable", "", "mlc-enable"), "23"),
        (("mlc-disable-next-line", "", "mlc-disable"), "24"),
        (("", "mlc-disable-line", ""), "2"),
        (("linkspector-disable", "", "linkspector-enable"), "23"),
        (("linkspector-disable draft links", "", "linkspector-enable"), "23"),
        (("linkspector-disable-next-line until the release", "", ""), "2"),
        (("", "linkspector-disable-line", ""), "2"),
        (("md-dead-link-check: off", "", "md-dead-link-check: on"), "23"),
        (("md-dead-link-check: off", "", ""), "234"),
        (("mlc-disable", "", "linkspector-enable"), "234"),
        (("mlc-disable", "mlc-disable", "mlc-enable"), "23"),
        (("mlc-enable", "", ""), ""),
        (("mlc-disabled", "", ""), ""),
        (("markdownlint-disable MD034", "", ""), ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("format", "comment"), [("markdown", "<!-- {} -->"), ("html", "<!-- {} -->")])
def test_comments_of_other_link_checkers(article, format, comment, comments, switched_off):
    text = LINKS.format(*(comment.format(word) if word else "" for word in comments))
    if format == "html":
        text = text.replace("<https:", '<a href="https:').replace(">\n", '">a</a>\n').replace("> ", '">a</a> ')
        text = text.replace('--">a</a>', "-->")
    found = article(text, format)
    off = [r for r in found.references if r.target_kind is TargetKind.UNCHECKED]
    assert len(found.references) == 4
    assert "".join(reference.url[-1] for reference in off) == switched_off
    assert len(found.cited) == 4, "a work is cited whether or not its link is checked"


def test_a_switched_off_reference_names_the_comment_and_its_line(article):
    [reference] = article("# Tea\n\n<!--  mlc-disable-next-line  -->\n[a](b.md#c)\n").references
    assert (reference.target, reference.url) == ("mlc-disable-next-line in line 3", "b.md#c")


@pytest.mark.parametrize(
    ("text", "switched_off"),
    [
        ('<a href="1" data-proofer-ignore>x</a> <a href="2">x</a>', "1"),
        ('<p><a DATA-PROOFER-IGNORE="" href="1">x</a> <a href="2">x</a></p>', "1"),
        ('<div data-proofer-ignore><div><a href="1">x</a></div>\n\n<a href="2">x</a></div>\n\n<a href="3">x</a>', "12"),
        ('<img src="1" data-proofer-ignore><a href="2">x</a>', "1"),
        ('<div data-proofer-ignore>\n<a href="1">x</a>', ""),
        ('<a title="data-proofer-ignore" href="1">x</a>', ""),
    ],
)
@pytest.mark.parametrize("format", ["markdown", "html"])
def test_elements_that_html_proofer_leaves_alone(article, format, text, switched_off):
    found = article(f"{text}\n", format).references
    off = [reference for reference in found if reference.target_kind is TargetKind.UNCHECKED]
    assert "".join(reference.url for reference in off) == switched_off
    assert {reference.target for reference in off} <= {"data-proofer-ignore in line 1"}


def test_markdown_between_the_tags_of_such_an_element_is_left_alone_and_code_is_code(article):
    text = "<div data-proofer-ignore>\n\n[a](1.md)\n\n</div>\n\n[b](2.md)\n\n`<a data-proofer-ignore>`\n\n[c](3.md)\n"
    kinds = {reference.url: reference.target_kind.value for reference in article(text).references}
    assert kinds == {"1.md": "unchecked", "2.md": "local", "3.md": "local"}
