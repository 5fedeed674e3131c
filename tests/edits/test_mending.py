"""In each format an address is written as its place needs it, and nothing else changes."""

from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewaudit import discovery, edits, formats
from reviewaudit.edits import Wish, doi_form
from reviewaudit.extraction import extract
from reviewaudit.model import ReviewPolicy, TargetKind

OLD, NEW = "https://old.example/a", "https://new.example/b?x=1&copy=2#(c)_d"
PLAIN = "https://new.example/b"

FORMS = [
    # format, before, after, new address
    ("markdown", f"See [tea]({OLD}).\n", f"See [tea]({NEW}).\n", NEW),
    ("markdown", f"See [tea]({OLD}).\n", f"See [tea]({PLAIN}?x=1&amp;copy;=2).\n", f"{PLAIN}?x=1&copy;=2"),
    ("markdown", f"See [tea]({OLD} 'title').\n", f"See [tea]({PLAIN} 'title').\n", PLAIN),
    ("markdown", f"See [tea](<{OLD}>).\n", f"See [tea](<{PLAIN}>).\n", PLAIN),
    ("markdown", f"See [tea][1].\n\n[1]: {OLD} 'T'\n", f"See [tea][1].\n\n[1]: {PLAIN} 'T'\n", PLAIN),
    ("markdown", f"See <{OLD}>.\n", f"See <{NEW}>.\n", NEW),
    ("markdown", f"See {OLD}.\n", f"See {PLAIN}.\n", PLAIN),
    ("markdown", f"![p]({OLD})\n", f"![p]({PLAIN})\n", PLAIN),
    ("markdown", "[a](https://old.example/a\\_b)\n", "[a](https://new.example/a\\_b)\n", "https://new.example/a_b"),
    ("markdown", f"[a]({OLD})\n", "[a](https://new.example/\\(b)\n", "https://new.example/(b"),
    ("markdown", f'<a href="{OLD}">x</a>\n', '<a href="https://new.example/?a=1&amp;copy=2">x</a>\n',
     "https://new.example/?a=1&copy=2"),
    ("markdown", f"---\nsource: {OLD}  # kept\n---\n\n# T\n", f"---\nsource: {PLAIN}  # kept\n---\n\n# T\n", PLAIN),
    ("markdown", f"---\nsource: '{OLD}'\n---\n", "---\nsource: 'https://new.example/o''b'\n---\n",
     "https://new.example/o'b"),
    ("markdown", f'---\nsources: ["{OLD}"]\n---\n', f'---\nsources: ["{PLAIN}"]\n---\n', PLAIN),
    ("markdown", f'+++\nsource = "{OLD}"\n+++\n', f'+++\nsource = "{PLAIN}"\n+++\n', PLAIN),
    ("markdown", f'{{\n"source": "{OLD}"\n}}\n\n# T\n', f'{{\n"source": "{PLAIN}"\n}}\n\n# T\n', PLAIN),
    ("html", f'<p><a href="{OLD}">x</a></p>\n', '<p><a href="https://new.example/?a=1&amp;b=2">x</a></p>\n',
     "https://new.example/?a=1&b=2"),
    ("html", f"<p><a href='{OLD}'>x</a></p>\n", "<p><a href='https://new.example/o&#39;b'>x</a></p>\n",
     "https://new.example/o'b"),
    ("html", f"<p><a href={OLD}>x</a></p>\n", f"<p><a href={PLAIN}>x</a></p>\n", PLAIN),
    ("html", '<a href="https://old.example/?a=1&amp;b=2">x</a>', '<a href="https://new.example/?a=1&amp;b=2">x</a>',
     "https://new.example/?a=1&b=2"),
    ("rst", f"See `tea <{OLD}>`_.\n", f"See `tea <{PLAIN}_c>`_.\n", f"{PLAIN}_c"),
    ("rst", f"See {OLD} now.\n", f"See {PLAIN} now.\n", PLAIN),
    ("rst", f".. _tea: {OLD}\n\nSee tea_.\n", f".. _tea: {PLAIN}\n\nSee tea_.\n", PLAIN),
    ("rst", "See `tea <https://old.example/\na>`_.\n", f"See `tea <{PLAIN}>`_.\n", PLAIN),
    ("rst", f"+{'-' * 40}+\n| {OLD:39}|\n+{'-' * 40}+\n", f"+{'-' * 40}+\n| {PLAIN + '/c':39}|\n+{'-' * 40}+\n",
     f"{PLAIN}/c"),
    ("asciidoc", f"See {OLD}[tea].\n", f"See {PLAIN}[tea].\n", PLAIN),
    ("asciidoc", f"See link:{OLD}[tea].\n", f"See link:{PLAIN}[tea].\n", PLAIN),
    ("text", f"See {OLD}, and go.\n", f"See {PLAIN}, and go.\n", PLAIN),
]  # fmt: skip


@pytest.mark.parametrize(("format", "before", "after", "new"), FORMS)
def test_address_is_written_as_its_place_needs_it(mended, format, before, after, new):
    [old] = {link.url for link in formats.parse(before.encode(), format).links}
    found, result = mended(before, format, {old: new})
    assert not result.left_out
    assert found.decode() == after
    assert new in {link.url for link in formats.parse(found, format).links}


@pytest.mark.parametrize(("format", "before", "after", "new"), FORMS)
@pytest.mark.parametrize(
    ("mark", "newline", "ended", "encoding"),
    [
        (b"", "\r\n", True, "utf-8"),
        (b"\xef\xbb\xbf", "\n", True, "utf-8"),
        (b"", "\n", False, "utf-8"),
        (b"", "\n", True, "latin-1"),
        (b"\xff\xfe", "\r\n", False, "utf-16-le"),
    ],
)
def test_line_ends_mark_encoding_and_missing_end_survive(
    mended, format, before, after, new, mark, newline, ended, encoding
):
    def data(text):
        text = f"{text}\nCafé.\n"
        return mark + (text if ended else text.rstrip("\n")).replace("\n", newline).encode(encoding)

    if encoding == "utf-16-le" and format == "html":
        pytest.skip("a page says its encoding in ASCII")
    [old] = {link.url for link in formats.parse(data(before), format).links}
    found, result = mended(data(before), format, {old: new})
    assert not result.left_out
    assert found == data(after)


def test_edit_that_does_not_fit_its_table_cell_is_left_out_and_named(mended):
    text = f"+{'-' * 22}+\n| {OLD}|\n+{'-' * 22}+\n"
    found, result = mended(text, "rst", {OLD: f"{OLD}/much/longer"})
    assert found.decode() == text
    assert [left.subject for left in result.left_out] == [OLD]
    assert "too long" in result.left_out[0].cause


def test_bytes_that_no_encoding_gives_back_are_left_alone(mended):
    data = f'<meta charset="iso-2022-jp">\x1b$B$3\x1b(B <a href="{OLD}">x</a>'.encode()
    found, result = mended(data, "html", {OLD: PLAIN})
    assert found == data
    assert result.spelled is None
    assert [left.subject for left in result.left_out] == [OLD]


def test_one_that_cannot_be_written_does_not_keep_the_others_back(mended):
    text = f"---\nsource: {OLD}\n---\n\n[a]({OLD}1) and {OLD}2 end\n"
    map = {OLD: PLAIN, f"{OLD}1": f"{PLAIN}1", f"{OLD}2": "https://new.example/a b"}
    found, result = mended(text, "markdown", map)
    assert [left.subject for left in result.left_out] == [f"{OLD}2"]
    assert found.decode() == text.replace(f"{OLD}1", f"{PLAIN}1").replace(f"source: {OLD}\n", f"source: {PLAIN}\n")


def test_password_is_never_written_about(mended):
    text = "[a](https://me:secret@old.example/a)\n"
    article = extract("a", "markdown", formats.parse(text.encode(), "markdown"), ReviewPolicy(), remarks=False)
    assert list(edits.wishes(article, {}, mends=tuple(edits.MENDS))) == []


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("http://dx.doi.org/10.1000/Ab_C", "https://doi.org/10.1000/Ab_C"),
        ("https://dx.doi.org/10.1000/182", "https://doi.org/10.1000/182"),
        ("http://doi.org/10.1000/182", "https://doi.org/10.1000/182"),
        ("HTTP://WWW.DOI.ORG/10.1000/x", "https://doi.org/10.1000/x"),
        ("https://doi.org/doi:10.1000/182", "https://doi.org/10.1000/182"),
        ("doi:10.1000/182", "https://doi.org/10.1000/182"),
        ("DOI:10.1002/(SICI)1097<1::AID>3.0", "https://doi.org/10.1002/(SICI)1097%3C1::AID%3E3.0"),
        ("https://dx.doi.org/10.1002/a%3Cb#c", "https://doi.org/10.1002/a%3Cb#c"),
        ("https://doi.org/10.1000/182", "https://doi.org/10.1000/182"),
        ("https://example.org/10.1000/182", ""),
        ("https://doi.org/", ""),
        ("doi:abc", ""),
    ],
)
def test_doi_form(written, form):
    assert doi_form(written) == form


PIECES = st.lists(
    st.sampled_from(
        [
            "word ", "Café ", "*em* ", "\n\n", "\n", "- ", "# ", "> ", "`code` ", "| a | b |\n|---|---|\n| ", "``` \n",
            "[t](https://old.example/1) ", "<https://old.example/2> ", "https://old.example/3 ", "[r][1] ",
            "\n\n[1]: https://old.example/4\n", '<a href="https://old.example/5">x</a> ', "&amp; ", "\\", "(", "_",
        ]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(PIECES, st.sampled_from(["markdown", "html", "rst", "asciidoc", "text"]), st.sampled_from(["\n", "\r\n", "\r"]))
def test_only_the_named_spans_change_and_twice_is_once(text, format, newline):
    data = text.replace("\n", newline).encode()
    map = {f"https://old.example/{n}": f"https://new.example/p({n})_?a=1&copy=2" for n in range(1, 6)}
    before, after, result = _mended(data, format, map)
    if result.spelled is None:
        return
    parts = [before[: result.edits[0].start]] if result.edits else [before]
    for edit, following in zip(result.edits, (*result.edits, None)[1:], strict=False):
        assert before[edit.start : edit.end] == edit.old
        parts += [edit.new, before[edit.end : following.start if following else len(before)]]
    assert "".join(parts).encode() == after
    old = [map.get(link.url, link.url) for link in formats.parse(data, format).links]
    new = [map.get(link.url, link.url) for link in formats.parse(after, format).links]
    assert old == new
    left = {left.subject for left in result.left_out}
    _, twice, again = _mended(after, format, map)
    assert twice == after
    assert {edit.old for edit in again.edits} <= left


def _mended(data, format, map):
    article = extract("a", format, formats.parse(data, format), ReviewPolicy(), remarks=False)
    wanted = [Wish(r, map[r.url], "redirect", "has moved") for r in article.references if r.url in map]
    result = edits.mend(data, format, wanted, partial(formats.parse, format=format))
    after = result.spelled.bytes_of(edits.apply(result.text, result.edits)) if result.spelled else data
    return result.text, after, result


DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.mark.parametrize(
    "name",
    [
        "corpora/alphagov__gds-way",
        "corpora/MicrosoftDocs__Contribute",
        "corpora/openedx__docs.openedx.org",
        "link-fixtures",
    ],
)
def test_every_link_of_a_corpus_is_mended_and_every_other_byte_stays(name):
    folder = DATA / name
    if not folder.is_dir():
        pytest.skip(f"the corpus {name} lies in ../shared, which is not here")
    found = discovery.discover(
        [str(folder)], is_article=lambda path: formats.format_of(path) is not None, base=folder, respect_ignore=False
    )
    count = 0
    for source in found.sources:
        data = discovery.read(source)
        format = formats.format_of(source.path)
        article = extract(source.path, format, formats.parse(data, format), ReviewPolicy(), remarks=False)
        wanted = [
            Wish(reference, f"https://new.example/{number}", "redirect", "has moved")
            for number, reference in enumerate(article.references)
            if reference.target_kind is TargetKind.REMOTE and not reference.has_secret
        ]
        result = edits.mend(data, format, wanted, partial(formats.parse, format=format))
        assert not result.left_out, source.path
        if not wanted:  # nothing is read again for it
            continue
        after = result.spelled.bytes_of(edits.apply(result.text, result.edits))
        at = cursor = 0
        for edit in (*result.edits, None):
            end = edit.start if edit else len(result.text)
            kept = (b"" if at else result.spelled.mark) + result.spelled.encode(result.text[at:end])
            assert after[cursor : cursor + len(kept)] == kept, source.path
            cursor += len(kept) + (len(result.spelled.encode(edit.new)) if edit else 0)
            at = edit.end if edit else end
        assert cursor == len(after)
        count += len(result.edits)
    assert count > 100
