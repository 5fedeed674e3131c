"""Works behind links: what pages in the real program's reach say of themselves."""

import pytest

TABLE = (
    "Title,Author,RetractionDate,RetractionDOI,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,\n"
    "Tea and sleep,Berta Brown,5/20/2026 0:00,10.5072/n.1,10.5072/tea.1,31000001,Retraction,\n"
)
DOI = '<meta name="citation_doi" content="10.5072/TEA.1">'
PMID = '<meta name="citation_pmid" content="31000001">'
OTHER = '<meta name="citation_doi" content="10.5072/cup.1">'


def page(head, title="Tea and sleep"):
    words = "Green tea helps those who work at night to sleep by day. " * 20
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body><h1>{title}</h1><p>{words}</p></body>"


@pytest.fixture
def audited(program, tmp_path):
    """`audited(text, …)` -> the RA401 findings of an audit with retraction data, and the whole report."""
    (tmp_path / "rw.csv").write_text(TABLE)

    def run(text, *options):
        (tmp_path / "a.md").write_text(text)
        done = program(
            "check", "a.md", "--allow-private", "--no-registries", "--no-git", "--as-of", "2026-06-01",
            "--format", "json", "--retraction-data", "rw.csv", "--ledger", "kept.db", "--exclude", "^https://doi",
            *options, cwd=tmp_path,
        )  # fmt: skip
        assert done.status in {0, 1}, done.err
        return [finding for finding in done.json["findings"] if finding["code"] == "RA401"], done.json

    return run


@pytest.mark.parametrize(("head", "name"), [(DOI, "doi:10.5072/tea.1"), (PMID, "PMID 31000001")])
def test_publisher_link_without_doi_is_followed_to_its_retraction(audited, web, head, name):
    url = web.serve("/article/77", page(head))
    (finding,), _ = audited(f"Last reviewed: 2026-01-05\n\nTea [helps many]({url}).\n")
    assert finding["message"].startswith(f"“helps many” ({name}, as its page says) has been retracted")
    assert (finding["line"], finding["level"]) == (3, "error")
    assert finding["evidence"]["pages"] == [{"identifier": name, "url": url}]


def test_entry_is_followed_by_its_link(audited, web):
    url = web.serve("/article/77", page(DOI))
    (finding,), _ = audited(f"Last reviewed: 2026-01-05\n\n## References\n\n1. Brown B. Tea. 2019. <{url}>\n")
    assert (finding["line"], finding["evidence"]["identifiers"]) == (5, {"doi": "10.5072/tea.1"})


def test_page_behind_a_redirect_counts(audited, web):
    web.serve("/article/77", page(DOI))
    moved = web.url("/to/302?/article/77")
    assert len(audited(f"Last reviewed: 2026-01-05\n\nTea [helps]({moved}).\n")[0]) == 1


def test_what_a_page_said_is_remembered(audited, web):
    url = web.serve("/article/77", page(DOI))
    text = f"Last reviewed: 2026-01-05\n\nTea [helps]({url}).\n"
    first, report = audited(text)
    assert report["summary"]["asked"] == 1
    for options in ((), ("--offline",)):
        again, report = audited(text, *options)
        assert (report["summary"]["asked"], report["summary"]["from_ledger"]) == (0, 1)
        assert again == first
    assert web.hits("/article/77") == 1


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (OTHER, 200),
        ("", 200),
        ('<meta name="citation_reference" content="citation_doi=10.5072/tea.1">', 200),
        (DOI, 404),
        (DOI, 503),
    ],
)
def test_page_that_says_nothing_of_that_work_is_left_alone(audited, web, head, status):
    url = web.serve("/article/77", page(head), status=status)
    assert audited(f"Last reviewed: 2026-01-05\n\nTea [helps]({url}).\n", "--max-retries", "0")[0] == []


def test_page_of_another_work_says_nothing_against_what_the_entry_writes(audited, web):
    url = web.serve("/article/77", page(DOI))
    text = f"Last reviewed: 2026-01-05\n\n## References\n\n1. Cup C. Cups. 2019. doi:10.5072/cup.1 <{url}>\n"
    assert audited(text)[0] == []


def test_page_that_seems_not_to_be_what_was_cited_is_not_believed(audited, web):
    web.serve("/", page(DOI))
    found, report = audited(f"Last reviewed: 2026-01-05\n\nTea [helps]({web.url('/to/302?/')}).\n")
    assert ([reference["reason"] for reference in report["references"]], found) == (["redirect-to-root"], [])


ACCEPTS = """[[citations.accept]]
id = "10.5072/tea.1"
reason = "the article tells its story"
until = 2026-05-31

[[citations.accept]]
id = "PMID 31000009"
reason = "was cited once"
"""


def test_accept_entries_that_do_nothing_are_told_with_file_and_line(program, tmp_path, web):
    url = web.serve("/article/77", page(DOI))
    (tmp_path / "reviewaudit.toml").write_text(ACCEPTS)
    (tmp_path / "a.md").write_text(f"Last reviewed: 2026-01-05\n\nTea [helps]({url}).\n")

    def lines(*options, path="."):
        run = program(
            "check", path, "--allow-private", "--no-registries", "--no-git", "--no-ledger", *options, cwd=tmp_path
        )
        assert run.status == 0, run.err
        return [line for line in run.out.splitlines() if line.startswith("accepted: ")]

    unknown = "is accepted in the config, but no audited article is known to cite it"
    uncited = f"accepted: reviewaudit.toml:6: PMID 31000009 {unknown}"
    assert lines("--as-of", "2026-05-31") == [uncited]
    ended = "accepted: reviewaudit.toml:1: 10.5072/tea.1 was accepted until 2026-05-31, 1 day ago; it counts again"
    assert lines("--as-of", "2026-06-01") == [ended, uncited]
    assert lines("--as-of", "2026-06-01", "--offline") == []  # nobody could say what the page is about
    assert lines("--as-of", "2026-06-01", path="a.md") == [ended]  # another article may cite the other
    assert lines("--as-of", "2026-06-01", "--partial") == [ended]
