"""Known findings do not fail a run, new ones do, and those that are gone are told."""

import json
import os
import re
import stat
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit.audit import Baseline, read_baseline, write_baseline
from reviewaudit.audit.baseline import text_of
from reviewaudit.config import parse
from reviewaudit.errors import UsageError
from reviewaudit.model import Known, Level

OLD = "Last reviewed: 2024-01-31\n"
GONE = "See [x](nowhere.md).\n"
FILES = {"a.md": f"{OLD}\n{GONE}", "b.md": f"{OLD}\n{GONE}\n[y](gone.md)\n"}


@pytest.fixture
def based(audit, tmp_path):
    """`based(files)` -> the baseline of what an audit of these files finds."""

    def make(files=FILES, policy="", known=None, **more):
        named = Baseline(str(tmp_path / "known.jsonl"), known.known if known else ())
        report = audit(files, policy, known=named, **more)
        write_baseline(report, named, parse(policy, tmp_path / "reviewaudit.toml"), more.get("base", tmp_path))
        return read_baseline(tmp_path / "known.jsonl")

    return make


def shown(findings):
    return [(finding.code, finding.path) for finding in findings]


def test_what_is_known_does_not_count_and_what_is_new_does(audit, based):
    known = based()
    same = audit(FILES, known=known)
    assert (same.findings, len(same.baselined), same.gone, same.exit_status) == ((), 5, (), 0)
    more = audit({**FILES, "b.md": FILES["b.md"] + "[z](new.md)\n"}, known=known)
    assert [(finding.code, finding.url or finding.subject) for finding in more.findings] == [("RA111", "new.md")]
    assert (len(more.baselined), more.exit_status) == (5, 1)


def test_what_is_mended_is_told_until_the_baseline_shrinks(audit, based):
    known = based()
    mended = {**FILES, "a.md": "Last reviewed: 2026-05-02\n"}
    report = audit(mended, known=known)
    assert [(item.code, item.path, item.subject) for item in report.gone] == [
        ("RA111", "a.md", "nowhere.md"),
        ("RA201", "a.md", "2024-01-31"),
    ]
    smaller = based(mended, known=known)
    assert len(smaller.known) == 3
    assert audit(mended, known=smaller).gone == ()


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: "# A new heading\n\n" + text,
        lambda text: text.replace("See [x]", "See also [the page]"),
        lambda text: text + "\nAnother paragraph.\n",
        lambda text: text.replace("\n", "\r\n"),
    ],
)
def test_other_edits_leave_a_finding_known(audit, based, edit):
    known = based()
    report = audit({name: edit(text) for name, text in FILES.items()}, known=known)
    assert (report.findings, report.gone) == ((), ())


@pytest.mark.parametrize("day", [date(2026, 6, 2), date(2026, 12, 31), date(2031, 1, 1)])
def test_days_that_pass_leave_a_finding_known(audit, based, day):
    """The message counts days; the fingerprint does not."""
    text = f"{OLD}\nNext review: 2025-01-31\n\n<!-- reviewaudit: ignore-file[RA301] until=2026-01-01 x -->\n"
    first = audit({"a.md": text})
    later = audit({"a.md": text}, as_of=day)
    assert [f.message for f in first.findings] != [f.message for f in later.findings]
    assert [f.fingerprint for f in first.findings] == [f.fingerprint for f in later.findings]


def test_a_finding_that_got_worse_is_new(audit, based):
    """Due in January is a warning in January, and an error from February on."""
    files = {"a.md": "Last reviewed: January 2025\n"}
    known = based(files, as_of=date(2026, 1, 15))
    assert [(item.code, item.level) for item in known.known] == [("RA201", "warning")]
    assert audit(files, as_of=date(2026, 1, 20), known=known).findings == ()
    worse = audit(files, as_of=date(2026, 2, 1), known=known)
    assert [(finding.code, finding.level) for finding in worse.findings] == [("RA201", Level.ERROR)]
    milder = based(files, as_of=date(2026, 2, 1))
    assert audit(files, as_of=date(2026, 1, 15), known=milder).findings == ()


def test_a_renamed_file_is_new_and_its_old_name_gone(audit, based, tmp_path):
    known = based({"a.md": OLD})
    (tmp_path / "a.md").rename(tmp_path / "c.md")
    report = audit({}, known=known)
    assert shown(report.findings) == [("RA201", "c.md")]
    assert [item.path for item in report.gone] == ["a.md"]


@pytest.mark.parametrize(
    ("policy", "paths"),
    [
        ('select = ["RA2"]', (".",)),  # the rule did not run
        ("", ("b.md",)),  # the article was not audited
        ("[[rules]]\npaths = ['a.md']\nignore = ['RA111']\n", (".",)),
    ],
)
def test_what_the_run_could_not_see_is_not_called_gone_and_stays_in_the_baseline(based, audit, policy, paths):
    known = based()
    mended = {**FILES, "a.md": OLD}
    report = audit(mended, policy, known=known, paths=paths)
    assert report.gone == ()
    assert set(based(mended, policy, known=known, paths=paths).known) == set(known.known)


def test_offline_knows_nothing_of_links(audit, based):
    url = "https://a.example/x"
    files = {"a.md": f"Last reviewed: 2026-05-02\n\n<{url}>\n"}
    known = Baseline("known", (Known("a.md", "RA101", url, "0" * 32, "error"),))
    assert audit(files, known=known).gone == ()
    assert [item.subject for item in audit({"a.md": "Last reviewed: 2026-05-02\n"}, known=known).gone] == [url]


def test_a_baseline_holds_from_wherever_one_runs(audit, based, tmp_path, monkeypatch):
    files = {"docs/a.md": f"{OLD}\n{GONE}"}
    known = based(files)
    assert {item.path for item in known.known} == {"docs/a.md"}
    monkeypatch.chdir(tmp_path / "docs")
    inside = audit(files, known=known, base=tmp_path / "docs", paths=("a.md",))
    assert (inside.findings, inside.gone, len(inside.baselined)) == ((), (), 2)
    assert {finding.path for finding in inside.baselined} == {"a.md"}


def test_a_suppressed_finding_leaves_the_baseline(audit, based):
    known = based({"a.md": OLD})
    report = audit({"a.md": f"{OLD.strip()} <!-- reviewaudit: ignore[RA201] x -->\n"}, known=known)
    assert (report.findings, [item.code for item in report.gone]) == ((), ["RA201"])


# --- the file -------------------------------------------------------------------------------------------------------


def test_the_file_is_a_header_and_a_sorted_line_per_finding(based, tmp_path):
    based()
    text = (tmp_path / "known.jsonl").read_text(encoding="utf-8")
    header, *lines = map(json.loads, text.splitlines())
    assert header == {"format": "reviewaudit-baseline", "version": 1}
    keys = [(line["path"], line["code"], line["subject"]) for line in lines]
    assert keys == sorted(keys)
    assert keys[0] == ("a.md", "RA111", "nowhere.md")
    assert text.endswith("}\n")


def test_one_more_finding_is_one_more_line(based, tmp_path):
    based()
    before = (tmp_path / "known.jsonl").read_text(encoding="utf-8").splitlines()
    based({**FILES, "a.md": FILES["a.md"] + "\n[k](kept.md)\n"})
    after = (tmp_path / "known.jsonl").read_text(encoding="utf-8").splitlines()
    assert [line for line in after if line not in before] != []
    assert len(after) == len(before) + 1
    assert [line for line in before if line not in after] == []


WORDS = st.text(max_size=12)
KNOWN = st.builds(
    Known, WORDS, st.sampled_from(["RA101", "RA201"]), WORDS, WORDS, st.sampled_from([level.value for level in Level])
)


@given(st.lists(KNOWN, max_size=12), st.randoms())
def test_the_same_findings_make_the_same_bytes_and_read_back(tmp_path_factory, known, random):
    known = [item for item in known if "\ud800" not in "".join(item)]
    mixed = [*known]
    random.shuffle(mixed)
    assert text_of(mixed) == text_of(known)
    path = tmp_path_factory.getbasetemp() / "known.jsonl"
    path.write_text(text_of(known), encoding="utf-8", newline="")
    assert read_baseline(path).known == tuple(sorted(set(known)))


HEADER = '{"format": "reviewaudit-baseline", "version": 1}\n'
LINE = '{"path": "a.md", "code": "RA201", "subject": "x", "fingerprint": "f", "level": "error"}\n'


@pytest.mark.parametrize(
    ("text", "cause", "help"),
    [
        ("", "is no baseline", "left as it is"),
        ("# Tea\n", "is no baseline", "left as it is"),
        ('{"schema_version": 1}\n', "is no baseline", "left as it is"),
        ("[" * 100_000, "is no baseline", "left as it is"),
        (HEADER.replace("1", "2"), "is a baseline of version 2, and this reviewaudit reads version 1", "update"),
        (HEADER + LINE + "<<<<<<< HEAD\n", ":3: this is no finding of a baseline", "version control"),
        (HEADER + LINE[:40], ":2: this is no finding of a baseline", "version control"),
        (HEADER + LINE.replace('"error"', '"fatal"'), ":2: this is no finding of a baseline", "version control"),
        (HEADER + LINE.replace('"x"', "7"), ":2: this is no finding of a baseline", "version control"),
        (b"\xff\xfe\x00", "it is not UTF-8 text", "version control"),
    ],
)
def test_a_damaged_or_foreign_file_is_refused_and_left_alone(tmp_path, text, cause, help):
    path = tmp_path / "known.jsonl"
    data = text if isinstance(text, bytes) else text.encode()
    path.write_bytes(data)
    with pytest.raises(UsageError) as caught:
        read_baseline(path, may_be_missing=True)
    assert cause in caught.value.cause
    assert help in caught.value.help
    assert path.read_bytes() == data


def test_a_missing_baseline_says_how_to_make_one(tmp_path):
    path = tmp_path / "known.jsonl"
    with pytest.raises(UsageError, match="there is no baseline") as caught:
        read_baseline(path)
    assert re.fullmatch(r"write it with --write-baseline \S+known.jsonl", caught.value.help)
    assert read_baseline(path, may_be_missing=True).known == ()


def test_writing_replaces_the_file_and_keeps_its_mode(based, tmp_path):
    based()
    path = tmp_path / "known.jsonl"
    path.chmod(0o640)
    first = path.stat().st_ino
    with path.open(encoding="utf-8") as reader:
        based({"a.md": OLD}, known=read_baseline(path))
        assert len(reader.read().splitlines()) == 6, "who had opened the old one reads it to its end"
    assert path.stat().st_ino != first
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sorted(os.listdir(tmp_path)) == ["a.md", "b.md", "known.jsonl"]


def test_a_folder_that_is_not_there_is_told(audit, tmp_path):
    report = audit({"a.md": OLD})
    named = Baseline(str(tmp_path / "none" / "known.jsonl"))
    with pytest.raises(UsageError, match="cannot write the baseline"):
        write_baseline(replace(report), named, parse("", tmp_path / "reviewaudit.toml"), tmp_path)
