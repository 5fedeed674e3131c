"""A CSV file in, an index out, and what it says of cited works."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit import retractions
from reviewaudit.errors import UsageError
from reviewaudit.retractions.table import Table, date_of, doi_of, pmid_of

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SAMPLES = Path(__file__).parents[2].parent / "shared" / "data" / "api-recordings" / "retraction-watch"
TEA = ("doi", "10.5072/tea.1")


def build(path, target, now=NOON):
    return retractions.build(path, target, source="https://tea.example/rw.csv", fetched_at=now)


def asked(path, *identifiers, text=""):
    with retractions.open_data(path) as data:
        return data.record(identifiers, text)


def kinds(record):
    return [notice.kind.value for notice in record.notices] if record else None


# --- cells ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("10.1016/S0140-6736(97)11096-0", "10.1016/s0140-6736(97)11096-0"),
        ("https://doi.org/10.5072/Tea", "10.5072/tea"),
        ("http://dx.doi.org/10.5072/tea%281%29", "10.5072/tea(1)"),
        (" 10.5072/ tea.1 ", "10.5072/tea.1"),
        ("doi:10.5072/tea.1.", "10.5072/tea.1"),
        ("10.1002/1097-0142(19960101)77:1&lt;1::AID-X&gt;3.0", "10.1002/1097-0142(19960101)77:1<1::aid-x>3.0"),
        ("\u200b10.5072/tea", "10.5072/tea"),
        ("", ""), ("unavailable", ""), ("Unavailable", ""), ("0", ""), ("10.5072", ""),
    ],
)  # fmt: skip
def test_doi_in_the_form_for_comparing(cell, value):
    assert doi_of(cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [("9500320", "9500320"), (" 09500320 ", "9500320"), ("9500320.0", "9500320"), ("0", ""), ("", ""), ("none", "")],
)
def test_pmid_in_the_form_for_comparing(cell, value):
    assert pmid_of(cell) == value


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2/6/2010 0:00", date(2010, 2, 6)),
        ("12/31/2020 11:59:00 PM", date(2020, 12, 31)),
        ("2020-12-31", date(2020, 12, 31)),
        ("31/12/2020 0:00", None),
        ("2/30/2020 0:00", None),
        ("1/1/20201", None),
        ("", None),
    ],
)
def test_day_of_a_notice(cell, day):
    assert date_of(cell) == day


# --- what it says -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "name", "found"),
    [
        ({}, TEA, ["retraction"]),
        ({}, ("pmid", "31000001"), ["retraction"]),
        ({"OriginalPaperDOI": "unavailable"}, ("pmid", "31000001"), ["retraction"]),
        ({"OriginalPaperDOI": "HTTPS://DOI.ORG/10.5072/TEA.1 "}, TEA, ["retraction"]),
        ({"OriginalPaperPubMedID": "0"}, ("pmid", "0"), None),
        ({}, ("doi", "10.5072/tea.2"), None),
        ({}, ("isbn", "9780140328721"), None),
        ({"RetractionNature": "Expression of concern"}, TEA, ["expression-of-concern"]),
        ({"RetractionNature": "Correction"}, TEA, ["correction"]),
        ({"RetractionNature": "Reinstatement"}, TEA, ["reinstatement"]),
        ({"RetractionNature": "Something new"}, TEA, ["update"]),
    ],
)
def test_work_is_found_by_its_identifiers(csv_file, row, name, found):
    assert kinds(asked(csv_file(row), name)) == found


def test_notice_carries_its_date_its_reasons_and_its_own_identifier(csv_file):
    (notice,) = asked(csv_file({"RetractionPubMedID": "20137807"}), TEA).notices
    assert (notice.doi, notice.pmid, notice.date.earliest) == ("10.5072/notice.1", "20137807", date(2026, 2, 6))
    assert notice.reasons == ("Unreliable Results", "Investigation by Journal/Publisher")
    assert notice.sources == ("retraction-watch",)


def test_all_notices_about_a_work_are_given(csv_file):
    path = csv_file({"RetractionNature": "Correction"}, {}, {"OriginalPaperDOI": "10.5072/other"})
    assert kinds(asked(path, TEA)) == ["correction", "retraction"]


def test_row_that_knows_the_work_by_pmid_alone_is_given_too(csv_file):
    path = csv_file({"RetractionNature": "Correction"}, {"OriginalPaperDOI": ""})
    assert kinds(asked(path, TEA)) == ["correction"]
    assert kinds(asked(path, TEA, ("pmid", "31000001"))) == ["correction", "retraction"]


def test_notice_itself_is_known_as_one(csv_file):
    record = asked(csv_file({}), ("doi", "10.5072/notice.1"))
    assert (record.notices, record.notice_of) == ((), ((TEA, "retraction-watch"),))


def test_work_whose_notice_stands_under_its_own_doi_is_no_notice(csv_file):
    record = asked(csv_file({"RetractionDOI": "10.5072/tea.1"}), TEA)
    assert (kinds(record), record.notice_of) == (["retraction"], ())


ENTRY = "Brown B, Green G. Green tea and the sleep of shift workers in winter. J Tea. 2019;4:12."
NAMELESS = {"OriginalPaperDOI": "", "OriginalPaperPubMedID": "0"}


@pytest.mark.parametrize(
    ("text", "names", "row", "found"),
    [
        (ENTRY, (), {}, True),
        (ENTRY.upper(), (), NAMELESS, True),
        ("Gray G. Green tea and the sleep of shift workers in winter. 2019.", (), {}, True),  # the year agrees
        ("Brown B. Green tea and the sleep of shift workers in winter. 2001.", (), {}, True),  # the author agrees
        ("Gray G. Green tea and the sleep of shift workers in winter. 2001.", (), {}, False),
        ("Brown B. Green tea and the sleep of shift workers in summer. 2019.", (), {}, False),
        ("Brown B. Green tea. 2019.", (), {"Title": "Green tea"}, False),  # too few words to tell
        ("Brown B. RETRACTED: Green tea and the sleep of shift workers in winter. 2019.", (), {}, True),
        (ENTRY, (), {"Title": "RETRACTED: Green Tea and the Sleep of Shift-Workers in Winter"}, True),
        (ENTRY, (("doi", "10.5072/preprint"),), {}, False),  # another DOI is another work
        (ENTRY, (("doi", "10.5072/preprint"),), {"OriginalPaperDOI": ""}, True),
        (ENTRY, (("isbn", "9780140328721"),), {}, True),
        # Words about the work are not the work.
        (f"Gray G. Comment on “{ENTRY}” J Tea. 2019;4:15.", (), {}, False),
        (f"Gray G. A reply to Brown: {ENTRY}", (), {}, False),
        (f"Re: {ENTRY}", (), {}, False),
        (ENTRY.replace("Green tea", "Doubts about green tea"), (), {}, False),
        (f"Correction to: {ENTRY}", (), {}, False),
        (f"Retraction notice. {ENTRY}", (), {}, True),
        # A longer title is that of another work; a subtitle, or what it appeared in, is not part of one.
        (ENTRY, (), {"Title": "Green tea and the sleep of shift workers"}, False),
        (ENTRY.replace("winter.", "winter and in spring."), (), {}, False),
        (ENTRY.replace("winter.", "winter: a trial."), (), {}, True),
        (ENTRY.replace("winter.", "winter. In: The Book of Tea."), (), {}, True),
        (ENTRY.replace("winter.", "winter, The Tea Times."), (), {}, True),
    ],
)
def test_work_is_found_by_its_title(csv_file, text, names, row, found):
    record = asked(csv_file(row), *names, text=text)
    assert (record is not None) == found
    assert record is None or record.identifier == ("text", text)


# --- files ------------------------------------------------------------------------------------------------------------


def test_index_says_the_same_as_its_file(csv_file, tmp_path):
    path = csv_file({}, {"RetractionNature": "Correction"}, NAMELESS)
    built = build(path, tmp_path / "index" / "r.db")
    for names, text in (((TEA,), ""), ((("doi", "10.5072/notice.1"),), ""), ((), ENTRY)):
        one, other = asked(path, *names, text=text), asked(tmp_path / "index" / "r.db", *names, text=text)
        assert (one.notices, one.notice_of) == (other.notices, other.notice_of)
    assert (built.data.records, built.skipped) == (3, 0)


def test_meta_tells_source_day_and_count(csv_file, tmp_path):
    path = csv_file({}, {"RetractionDate": "5/20/2026 0:00"}, {"RetractionDate": "1/1/2205 0:00"})
    build(path, tmp_path / "r.db")
    with retractions.open_data(tmp_path / "r.db") as opened:
        data = opened.data
    assert (data.source, data.records, data.newest, data.fetched_at) == (
        "https://tea.example/rw.csv",
        3,
        date(2026, 5, 20),  # a date to come is a slip
        NOON,
    )
    assert (data.age(date(2026, 6, 1)), data.age(date(2026, 1, 1))) == (12, 0)


def test_columns_are_found_by_name_with_a_mark_before_and_lines_after(csv_file, header):
    path = csv_file({}, header=["New one", *reversed(header)], empty=241)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\r\n", b"\n"))
    assert kinds(asked(path, TEA)) == ["retraction"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "it has no column OriginalPaperDOI"),
        (b"<!doctype html><title>Sign in</title>", "it has no column OriginalPaperDOI"),
        (b"\x00\xff" * 500, "it has no column OriginalPaperDOI"),
        (b"Record ID,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,RetractionDate,\n\n", "it has no rows"),
    ],
)
def test_foreign_file_is_refused(tmp_path, text, why):
    (tmp_path / "x.csv").write_bytes(text)
    with pytest.raises(UsageError, match=why):
        build(tmp_path / "x.csv", tmp_path / "r.db")
    assert not (tmp_path / "r.db").exists()


@pytest.mark.parametrize("cut", [1, 5, 40, 120, 180])
def test_file_that_breaks_off_is_refused_and_the_old_data_stay(csv_file, tmp_path, cut):
    rows = [{"Notes": 'said: "tea", and no more,'}] * 30
    build(csv_file(*rows), tmp_path / "r.db")
    before = (tmp_path / "r.db").read_bytes()
    whole = csv_file(*rows, empty=0).read_bytes().rstrip(b"\r\n")
    (tmp_path / "cut.csv").write_bytes(whole[:-cut])
    with pytest.raises(UsageError, match="it breaks off within its last row"):
        build(tmp_path / "cut.csv", tmp_path / "r.db")
    assert (tmp_path / "r.db").read_bytes() == before
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".part")]


def test_file_with_far_fewer_rows_is_refused_and_the_old_data_stay(csv_file, tmp_path):
    build(csv_file(*[{}] * 100), tmp_path / "r.db")
    with pytest.raises(UsageError, match=r"it has 89 rows, where the data of 2026-02-06 in .* have 100"):
        build(csv_file(*[{}] * 89), tmp_path / "r.db")
    assert build(csv_file(*[{}] * 90), tmp_path / "r.db").data.records == 90


def test_row_out_of_shape_is_counted_and_many_are_refused(csv_file, tmp_path):
    path = csv_file(*[{}] * 200)
    lines = path.read_text().split("\n")
    path.write_text("\n".join([*lines[:50], "1,2,3", *lines[50:]]))
    assert build(path, tmp_path / "r.db").skipped == 1
    path.write_text("\n".join([*lines[:50], *["1,2,3"] * 9, *lines[50:]]))
    with pytest.raises(UsageError, match="9 of its 209 rows have cells too few or too many"):
        build(path, tmp_path / "other.db")


@pytest.mark.parametrize(
    "data", [b"SQLite format 3\x00" + b"\x00" * 100, b"SQLite format 3\x00garbage", b"no table at all\n"]
)
def test_file_that_holds_no_such_data_is_refused_when_opened(tmp_path, data):
    (tmp_path / "r.db").write_bytes(data)
    with pytest.raises(UsageError, match="is not used"):
        retractions.open_data(tmp_path / "r.db")


def test_database_of_another_kind_is_refused(tmp_path):
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(tmp_path / "r.db")) as connection:
        connection.execute("CREATE TABLE meta (x)")
        connection.commit()
    with pytest.raises(UsageError, match="it is another database"):
        retractions.open_data(tmp_path / "r.db")


def test_missing_file_says_how_to_get_it(tmp_path):
    with pytest.raises(UsageError, match="No such file") as caught:
        retractions.open_data(tmp_path / "r.db")
    assert "retractions update" in caught.value.help


@given(st.binary(max_size=400))
def test_no_bytes_make_reading_fail_otherwise_than_by_refusal(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "bytes.csv"
    head = b"Record ID,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,RetractionDate,Title,\n"
    path.write_bytes(head + data)
    try:
        rows = list(Table(path).rows())
    except UsageError:
        return
    assert all(row.doi or row.pmid or row.title for row in rows)


cells = st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=30)


@given(st.lists(st.fixed_dictionaries({"Title": cells, "Reason": cells, "Notes": cells}), min_size=1, max_size=5))
def test_what_is_in_the_cells_does_not_move_the_others(tmp_path_factory, table, rows):
    path = tmp_path_factory.getbasetemp() / "cells.csv"
    path.write_text(table(*rows), encoding="utf-8", newline="")
    assert [(row.doi, row.pmid, row.nature) for row in Table(path).rows()] == [
        ("10.5072/tea.1", "31000001", "Retraction")
    ] * len(rows)


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not beside the checkout")
def test_genuine_samples_are_read_to_the_last_row(tmp_path):
    counts = {}
    for name in ("sample_20_columns", "sample_by_nature"):
        built = build(SAMPLES / f"{name}.csv", tmp_path / f"{name}.db", datetime(2026, 10, 1, tzinfo=UTC))
        counts[name] = (built.data.records, built.skipped)
    assert counts == {"sample_20_columns": (13, 0), "sample_by_nature": (29, 0)}
    wakefield = asked(tmp_path / "sample_20_columns.db", ("pmid", "9500320"))
    assert sorted(kinds(wakefield)) == ["correction", "retraction"]
