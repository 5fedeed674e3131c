"""Bytes in and out: the way a text is encoded, overlapping edits, and diffs that other programs can apply."""

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewaudit.edits import apply, diff, spell
from reviewaudit.model import Edit, LineIndex


def edit(text, start, end, new):
    return Edit(start, end, text[start:end], new, "because", LineIndex(text).place(start, end))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Café\r\n".encode(), "Café\r\n"),
        (b"\xef\xbb\xbfTea", "Tea"),
        (b"\xff\xfeT\0e\0", "Te"),
        (b"Caf\xe9 \x80", "Café €"),
        (b"a\x81b\x80", "a\x81b€"),
        ("Чай".encode("cp1251"), "Чай"),
        ("お茶".encode("cp932"), "お茶"),
    ],
)
def test_text_is_spelled_back_into_its_bytes(data, text):
    assert spell(data, text).bytes_of(text) == data


def test_bytes_that_no_encoding_gives_back_are_told():
    assert spell(b"\xff\xff", "something else") is None


def test_edits_that_overlap_are_refused():
    text = "one two"
    with pytest.raises(ValueError, match="overlap"):
        apply(text, [edit(text, 0, 4, "x"), edit(text, 3, 5, "y")])


def test_edit_of_what_does_not_stand_there_is_refused():
    with pytest.raises(ValueError, match="something else"):
        apply("one two", [edit("two one", 0, 3, "x")])


def test_diff_shows_the_lines_that_change_and_three_around():
    text = "".join(f"{n}\n" for n in range(1, 21))
    changes = [edit(text, 0, 1, "one"), edit(text, text.index("15"), text.index("15") + 2, "fifteen")]
    assert diff("a b.md", text, changes, spell(text.encode(), text)).decode() == (
        "--- a/a b.md\t\n+++ b/a b.md\t\n"
        "@@ -1,4 +1,4 @@\n-1\n+one\n 2\n 3\n 4\n"
        "@@ -12,7 +12,7 @@\n 12\n 13\n 14\n-15\n+fifteen\n 16\n 17\n 18\n"
    )


def test_insertion_shows_no_line_that_stays():
    text = "a\nb\nc\n"
    shown = diff("a", text, [edit(text, 2, 2, "new\n")], spell(text.encode(), text)).decode()
    assert shown == "--- a/a\n+++ b/a\n@@ -1,3 +1,4 @@\n a\n+new\n b\n c\n"


@st.composite
def edited(draw):
    """A text and edits of it that do not overlap."""
    pieces = st.sampled_from(["a", "b", "\n", "\n\n", "\r\n", "\r", "é", " ", "- x\n", "--- y\n", "\ufeff", "€"])
    text = "".join(draw(st.lists(pieces, max_size=40)))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    spans = [span for index, span in enumerate(spans) if not index or spans[index - 1][1] < span[0]]
    new = st.lists(pieces, max_size=4).map("".join)
    return text, [edit(text, start, end, draw(new)) for start, end in spans]


@settings(max_examples=300, deadline=None)
@given(edited(), st.sampled_from([b"", b"\xef\xbb\xbf"]))
def test_diff_read_by_its_rules_gives_the_new_text(sample, mark):
    text, edits = sample
    data = mark + text.encode()
    spelled = spell(data, text)
    if text.startswith("\ufeff") and not mark:
        return  # a mark that is read as text is none
    shown = diff("a", text, edits, spelled)
    assert patched(data, shown) == spelled.bytes_of(apply(text, edits))


def patched(data, shown):
    """The data with a unified diff applied, by the format's own rules."""
    old = data.split(b"\n")
    old = [line + b"\n" for line in old[:-1]] + ([old[-1]] if old[-1] else [])
    new, at = [], 0
    lines = shown.split(b"\n")[:-1]
    index = 2
    while index < len(lines):
        _, before, *_ = lines[index].split(b" ")
        first, _, count = before[1:].partition(b",")
        first = int(first) - (count != b"0")
        new += old[at:first]
        at = first
        index += 1
        while index < len(lines) and not lines[index].startswith(b"@@ "):
            sign, line = lines[index][:1], lines[index][1:]
            ends = not (index + 1 < len(lines) and lines[index + 1].startswith(b"\\"))
            line += b"\n" if ends else b""
            if sign in b" -":
                assert old[at] == line
                at += 1
            if sign in b" +":
                new.append(line)
            index += 1 if ends else 2
    return b"".join([*new, *old[at:]])


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize(
    "data",
    [b"one\ntwo\nthree\n", b"one\r\ntwo\r\nthree", b"\xef\xbb\xbfone\ntwo", b"caf\xe9\ntwo\n", b"two"],
)
def test_git_applies_the_diff(tmp_path, data):
    (tmp_path / "ü b.md").write_bytes(data)
    text = data.removeprefix(b"\xef\xbb\xbf").decode("latin-1" if b"\xe9" in data else "utf-8")
    at = text.index("two")
    changes = [edit(text, 0, 0, "zero\n"), edit(text, at, at + 3, "2")]
    spelled = spell(data, text)
    subprocess.run(
        ["git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-"],
        cwd=tmp_path, input=diff("ü b.md", text, changes, spelled), check=True, timeout=30, capture_output=True,
    )  # fmt: skip
    assert (tmp_path / "ü b.md").read_bytes() == spelled.bytes_of(apply(text, changes))
