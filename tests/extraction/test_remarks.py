"""Remarks on the text: what was lost in copying is found, and nothing that a careful author would write."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit import extraction, formats
from reviewaudit.model import ReviewPolicy

PROSE = "Most people are treated at home. Some of them are not."
CORPORA = Path(__file__).resolve().parents[3] / "shared" / "data" / "corpora"
SEED = Path(__file__).resolve().parents[3] / "shared" / "seed" / "seed-article.txt"


@pytest.fixture
def remarks(article):
    def read(text, format="markdown"):
        return [(str(remark.kind), remark.text) for remark in article(text, format).remarks]

    return read


@pytest.mark.parametrize(
    ("text", "format"),
    [
        (f"Common signs include:\n\n{PROSE}\n", "markdown"),
        (f"Pain is common. Common signs include:\n\n{PROSE}\n", "markdown"),
        (f"Pain is common. Common signs include:\n{PROSE}\n", "text"),
        (f"<p>Common signs include:</p>\n<p>{PROSE}</p>", "html"),
        (f"<p>Common signs include:<br>{PROSE}</p>", "html"),
        (f"Title\n=====\n\nCommon signs include:\n\n{PROSE}\n", "rst"),
        ("# Pain\n\n## Signs\n\nCommon signs include:\n\n## Treatment\n\nRest is good.\n", "markdown"),
        ("<h2>Signs</h2><p>Common signs include:</p><h2>Treatment</h2><p>Rest is good.</p>", "html"),
        ("Signs\n=====\n\nCommon signs include:\n\nTreatment\n=========\n\nRest is good.\n", "rst"),
        ("# Pain\n\nCommon signs include:\n", "markdown"),
    ],
)
def test_lead_in_whose_list_was_lost_is_remarked(remarks, text, format):
    assert remarks(text, format) == [("empty-lead-in", "Common signs include:")]


@pytest.mark.parametrize(
    "lead",
    [
        "Studies of this method aim to better understand:",
        "Because this is a field that changes:",
        "The choice of treatment depends on:",
        "You may need help if you have:",
        "Ask for foods such as:",
    ],
)
def test_sentence_without_its_object_is_remarked(remarks, lead):
    assert remarks(f"{lead}\n\n{PROSE}\n") == [("empty-lead-in", lead)]


def test_counted_things_are_missed_where_the_next_sentence_looks_back_on_them(remarks):
    lead = "There are several ways to treat pain:"
    assert remarks(f"{lead}\n\nThese treatments are chosen together. {PROSE}\n") == [("empty-lead-in", lead)]
    assert remarks(f"{lead}\n\n{PROSE}\n") == []


@pytest.mark.parametrize(
    "follower",
    [
        "- Pain\n- Fever",
        "1. Pain",
        "| Sign | Often |\n|---|---|\n| Pain | yes |",
        "```\nPain is common here.\n```",
        "    Pain is common here, they say.",
        "![Signs of it](signs.png)",
        "> Pain is common here. It passes.",
        "{{< signs >}}",
        "<%= partial 'signs' %>",
        "<ul><li>Pain</li></ul>",
        "<details><summary>Signs</summary>Pain</details>",
        "### Pain\n\nIt is common.",
        "Pain\n: It is common, and passes.",
        "Pain: it is common, and it passes. See below.",
        "Pain – it is common, and it passes. See below.",
        "Pain\n\nFever",
        "Pain in the back, which is common.",
        "Pain is felt in the back.\n\nFever is seen at night.",
        "For example, pain is common in the evening. It passes.",
        f"{PROSE}\n\n- Pain\n- Fever",
        "[Signs of back pain](signs.md)",
        ":::note\nPain is common.\n:::",
        "!!! note\n    Pain is common, and it passes.",
    ],
)
@pytest.mark.parametrize("after", ["", f"\n\n{PROSE}"])
def test_lead_in_with_anything_to_introduce_is_not(remarks, follower, after):
    assert remarks(f"# Pain\n\nCommon signs include:\n\n{follower}{after}\n") == []


@pytest.mark.parametrize(
    "lead",
    [
        "For example:",
        "To install it:",
        "The rule is simple:",
        "What to include:",
        "If you use a mouse:",
        "This renders as:",
        "Note:",
        "Things to avoid:",
        "As the authors wrote:",
        "The answer is:",
        "Requirements:",
    ],
)
def test_colon_may_announce_a_paragraph(remarks, lead):
    assert remarks(f"{lead}\n\n{PROSE}\n") == []


def test_items_written_as_terms_are_a_list(remarks):
    text = "Several cells are studied in laboratories:\nMarrow cells: These are taken from bone. They are common.\n"
    assert remarks(text, "text") == []


def test_wrapped_plain_text_is_read_by_paragraphs(remarks):
    text = f"The people who were asked in this study\nknew that common signs include:\n\n{PROSE}\n"
    assert [kind for kind, _ in remarks(text, "text")] == ["empty-lead-in"]
    text = (
        "The signs that are common include: The\npain that is felt, and the fever that comes with\nit. Ask a doctor.\n"
    )
    assert remarks(text, "text") == []


def test_lines_after_a_quote_that_lack_its_mark_are_the_articles_own(remarks):
    text = f"> Last reviewed: May 2026.\nPain is common.\nCommon signs include:\n{PROSE}\n"
    assert remarks(text) == [("empty-lead-in", "Common signs include:")]
    assert remarks(f"> Common signs include:\n>\n> {PROSE}\n") == []


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Related reading: Back pain at work.", "Back pain at work."),
        ("**Related reading:** Back pain at work", "Back pain at work"),
        ("Related reading for older people: Back pain at work", "Back pain at work"),
        ("- Related article: Back pain at work", "Back pain at work"),
        ("See also: Back Pain At Work", "Back Pain At Work"),
        ("You may also like: Back pain at work", "Back pain at work"),
    ],
)
def test_title_of_related_reading_without_a_link_is_remarked(remarks, text, title):
    assert remarks(f"# Pain\n\n{PROSE}\n\n{text}\n") == [("unlinked-reading", title)]


@pytest.mark.parametrize(
    "text",
    [
        "Related reading: [Back pain at work](work.md)",
        "Related reading: Back pain at work (https://pain.example/work)",
        "Related reading: Back pain at work\nhttps://pain.example/work",
        "Related reading: Back pain at work\n\n<https://pain.example/work>",
        "Related reading: [Back pain at work][work]",
        "Related reading: [[Back pain at work]]",
        "Related reading: {{ related }}",
        "Related reading: `back-pain.md` in this folder",
        "Related reading: Smith J, Back pain at work",
        "Related reading: Back pain at work. 2019",
        "Further reading: Back pain at work, ISBN 978-0-00-000000-2",
        "See also: the manual of your chair",
        "See also: Section 4 of this Guide",
        "Related reading: none",
        "Related reading:\n\n- [Back pain at work](work.md)",
        "> Related reading: Back pain at work",
        "```\nRelated reading: Back pain at work\n```",
    ],
)
def test_related_reading_that_can_be_found_is_not(remarks, text):
    assert remarks(f"# Pain\n\n{PROSE}\n\n{text}\n") == []


WHOLE = "Pain is common. This page tells what helps against it, and how it is treated in older people."
PIECE = WHOLE.partition("ated")[0]


@pytest.mark.parametrize(
    ("text", "format", "shown"),
    [
        (f"{PIECE}\n\n{WHOLE}\n", "markdown", "how it is tre"),
        (f"{PIECE}\n> Last reviewed: May 2026\n{WHOLE}\n", "text", "how it is tre"),
        (f"<p>{PIECE}</p><p>{WHOLE}</p>", "html", "how it is tre"),
        (f"---\ndescription: {PIECE}\n---\n# Pain\n\n{WHOLE}\n", "markdown", "how it is tre"),
        ("Pain is common. This page tells what helps against it, and how it fits within e\n", "markdown", "within e"),
        (f"{WHOLE[:-1]} and the\n\n## Next\n\n{PROSE}\n", "markdown", "older people and the"),
    ],
)
def test_text_that_breaks_off_is_remarked(remarks, text, format, shown):
    [(kind, words)] = remarks(text, format)
    assert kind == "cut-off"
    assert words.endswith(shown)


@pytest.mark.parametrize(
    "text",
    [
        WHOLE[:-1],  # no full stop
        f"{PIECE}…\n\n{WHOLE}",
        f"{PIECE}...\n\n{WHOLE}",
        f"# {PIECE}\n\n{WHOLE}",
        f"- {PIECE}\n\n{WHOLE}",
        f"{WHOLE[:-1]} and the\n\n- one",
        f"{WHOLE[:-1]} and the\n\n![picture](a.png)",
        f"{WHOLE[:-1]} and the [guide](a.md)",
        f"{WHOLE[:-1]} and the\n\n```\ncode\n```",
        "Pain grows with each year, as the people who were asked in this study say about day x",
        "Press the key that the table names, and then the one with the small letter e\n\nAn e is a key",
        "Take the tablets in the morning, with a glass of water, and never more of them than 40 mg",
    ],
)
def test_text_that_merely_lacks_a_full_stop_is_not(remarks, text):
    assert remarks(f"{text}\n") == []


def test_place_of_a_remark_reads_as_its_words(article):
    text = f"# Pain\n\nPain *is* common. Common **signs** include:\n\n{PROSE}\n\nRelated reading: Back *pain* at work\n"
    lead, title = article(text).remarks
    lines = text.splitlines()
    assert lines[lead.place.line - 1][lead.place.column - 1 :] == "Common **signs** include:"
    assert lines[title.place.line - 1][title.place.column - 1 :] == "Back *pain* at work"


def test_nobody_asked_nothing_remarked():
    document = formats.parse(f"Common signs include:\n\n{PROSE}\n".encode(), "markdown")
    assert extraction.extract("a.md", "markdown", document, ReviewPolicy(), remarks=False).remarks == ()


def test_blocks_are_not_built_where_nothing_hints_at_a_remark():
    document = formats.parse(b"# Pain\n\nIt is common:\n\n- in the back\n\nSee [more](a.md).\n", "markdown")
    extraction.extract("a.md", "markdown", document, ReviewPolicy())
    assert "blocks" not in vars(document)


@given(st.text(), st.sampled_from(sorted(formats.FORMATS)))
def test_no_text_makes_it_raise(text, format):
    tail = f"\n\nSigns include:\n\n{PROSE}\n\nRelated reading: {text}\n\n{text} and the"
    document = formats.parse((text + tail).encode("utf-8", "replace"), format)
    for remark in extraction.extract("a", format, document, ReviewPolicy()).remarks:
        assert remark.text == " ".join(remark.text.split())


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_seed_article_shows_all_three(remarks, format):
    if not SEED.is_file():
        pytest.skip("the seed article lies in ../shared, which is not here")
    found = remarks(SEED.read_text(encoding="utf-8"), format)
    assert [kind for kind, _ in found] == ["cut-off", *["empty-lead-in"] * 4, "unlinked-reading"]


@pytest.mark.parametrize("name", ["alphagov__gds-way", "MicrosoftDocs__Contribute", "openedx__docs.openedx.org"])
def test_real_documentation_gives_hardly_a_false_alarm(remarks, name):
    folder = CORPORA / name
    if not folder.is_dir():
        pytest.skip(f"the corpus {name} lies in ../shared, which is not here")
    paths = [path for path in folder.rglob("*") if path.is_file() and formats.format_of(path.name)]
    found = [
        (path.name, remark)
        for path in paths
        for remark in remarks(path.read_text(encoding="utf-8"), formats.format_of(path.name))
    ]
    assert len(found) <= len(paths) / 100, found
