"""`reviewaudit retractions`, and the age of the data in a report."""

import csv
import io
import json

import pytest

HEADER = ["Record ID", "Title", "Author", "RetractionDate", "RetractionDOI", "OriginalPaperDOI",
          "OriginalPaperPubMedID", "RetractionNature", "Reason", ""]  # fmt: skip
TEA = ["1", "Tea and sleep", "Berta Brown", "5/20/2026 0:00", "10.5072/n.1", "10.5072/tea.1", "0", "Retraction", "", ""]


def table(*rows):
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *rows])
    return out.getvalue().encode()


def served(web, body, status="200 OK"):
    web.raw.append(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    return web.url(f"/raw/{len(web.raw) - 1}")


@pytest.fixture
def index(tmp_path):
    return tmp_path / "cache" / "r.db"


def update(program, tmp_path, index, source):
    return program(
        "retractions", "update", "--from", source, "--retraction-data", str(index), "--allow-private", cwd=tmp_path
    )


def test_update_from_a_file_and_status_of_it(program, tmp_path, index):
    (tmp_path / "rw.csv").write_bytes(table(TEA, TEA))
    run = update(program, tmp_path, index, "rw.csv")
    assert (run.status, run.out) == (0, "")
    assert f"note:  2 notices, the newest of 2026-05-20, written to {index}" in run.err
    assert "Retraction Watch data, published by Crossref" in run.err
    told = program("retractions", "status", "--retraction-data", str(index), "--as-of", "2026-06-01", cwd=tmp_path)
    lines = dict(line.split(maxsplit=1) for line in told.out.splitlines())
    assert (lines["notices"], lines["newest"], lines["age"], lines["from"]) == ("2", "2026-05-20", "12 days", "rw.csv")


def test_update_from_a_url_goes_to_the_cache_folder(program, tmp_path, web):
    url = served(web, table(TEA))
    run = program("retractions", "update", "--from", url, "--allow-private", cwd=tmp_path)
    assert run.status == 0, run.err
    told = program("retractions", "status", cwd=tmp_path)
    assert url in told.out
    assert "retractions.db" in told.out


def test_source_of_the_config_is_asked(program, tmp_path, web):
    (tmp_path / "reviewaudit.toml").write_text(
        f'[network]\nallow_private = true\n[citations]\nretraction_data = "kept/r.db"\n'
        f'[citations.services]\nretraction-watch = "{served(web, table(TEA))}"\n'
    )
    run = program("retractions", "update", cwd=tmp_path)
    assert run.status == 0, run.err
    assert (tmp_path / "kept" / "r.db").exists()


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"<!doctype html><title>Sign in</title>", "200 OK", "it has no column OriginalPaperDOI"),
        (table(TEA)[:-30], "200 OK", "it breaks off within its last row"),
        (table(TEA), "200 OK", "it has 1 rows, where the data of 2026-05-20"),
        (b"gone", "404 Not Found", "its server answered 404"),
    ],
)
def test_what_is_no_use_is_refused_and_the_old_data_stay(program, tmp_path, index, web, body, status, says):
    (tmp_path / "rw.csv").write_bytes(table(*[TEA] * 20))
    update(program, tmp_path, index, "rw.csv")
    before = index.read_bytes()
    run = update(program, tmp_path, index, served(web, body, status))
    assert run.status == 2
    assert says in run.err
    assert "help:" in run.err
    assert index.read_bytes() == before


def test_data_that_are_not_there(program, tmp_path):
    run = program("retractions", "status", cwd=tmp_path)
    assert run.status == 2
    assert "`reviewaudit retractions update` fetches them" in run.err


def test_check_takes_an_index_or_a_table_and_states_its_age(program, tmp_path, index):
    (tmp_path / "rw.csv").write_bytes(table(TEA))
    update(program, tmp_path, index, "rw.csv")
    (tmp_path / "a.md").write_text("Last reviewed: 2026-05-01\n")
    for data in (str(index), "rw.csv"):
        run = program(
            "check", "a.md", "--offline", "--as-of", "2026-06-01", "--format", "json", "--retraction-data", data,
            cwd=tmp_path,
        )  # fmt: skip
        assert run.json["retraction_data"] == {"newest": "2026-05-20", "age_days": 12, "records": 1}
    bare = program("check", "a.md", "--offline", "--format", "json", cwd=tmp_path)
    assert json.loads(bare.out)["retraction_data"] is None


def test_check_refuses_data_that_were_named_and_are_no_use(program, tmp_path):
    (tmp_path / "a.md").write_text("Last reviewed: 2026-05-01\n")
    for data, says in (("gone.db", "No such file"), ("a.md", "it has no column OriginalPaperDOI")):
        run = program("check", "a.md", "--offline", "--retraction-data", data, cwd=tmp_path)
        assert run.status == 2
        assert says in run.err
