"""Genuine replies through the whole program: each row of the table of recordings gives the judgement it is there for.

The registries play on 127.0.0.1 and answer with what was recorded, in lists and with gaps as the real ones do. Without
the recordings beside the checkout the tests are skipped; test_registries.py has the same shapes, of our own writing.
"""

import json
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
RECORDINGS = SHARED / "api-recordings"
CASES = SHARED / "citation-mismatch-cases.jsonl"
HOSTS = {
    "doi.org": "doi.org",
    "crossref": "api.crossref.org",
    "datacite": "api.datacite.org",
    "pubmed": "eutils.ncbi.nlm.nih.gov",
    "europepmc": "www.ebi.ac.uk",
    "pmc": "pmc.ncbi.nlm.nih.gov",
    "arxiv": "export.arxiv.org",
    "biorxiv": "api.biorxiv.org",
    "openlibrary": "openlibrary.org",
    "clinicaltrials": "clinicaltrials.gov",
}
pytestmark = pytest.mark.skipif(not RECORDINGS.exists(), reason=f"the recorded replies are not here: {RECORDINGS}")

ERROR, WARNING, NOTE = "error", "warning", "note"
WAKEFIELD = "10.1016/s0140-6736(97)11096-0"


def recorded(path):
    said = json.loads((RECORDINGS / path).read_bytes())
    return said["body"] if isinstance(said, dict) and {"url", "body"} <= said.keys() else said


@pytest.fixture
def check(program, tmp_path, registries):
    """`check(entry, …)` -> pairs (code, level) of the findings about cited works, and the report."""

    def run(*entries):
        services = "".join(f'"{name}" = "{registries.base(host)}"\n' for name, host in HOSTS.items())
        (tmp_path / "reviewaudit.toml").write_text(
            '[network]\nallow_private = true\nmax_retries = 0\nretry_wait = "20ms"\nexclude = ["^https?:"]\n'
            f"[citations.services]\n{services}"
        )
        listed = "".join(f"{number}. {entry}\n" for number, entry in enumerate(entries, 1))
        (tmp_path / "a.md").write_text(f"---\nlast_reviewed: 2026-05-02\n---\n\n## References\n\n{listed}", "utf-8")
        options = ("--select", "RA40", "--ignore", "RA408,RA409", "--as-of", "2026-06-01", "--no-git", "-f", "json")
        done = program("check", "a.md", *options, cwd=tmp_path)
        assert done.status in {0, 1}, done.err
        return [(finding["code"], finding["level"]) for finding in done.json["findings"]], done.json

    return run


@pytest.fixture
def at_crossref(registries):
    """Let Crossref have a recorded work; gives its DOI."""

    def have(name, **more):
        said = recorded(f"crossref/{name}.json")
        message = {**said.get("message", said), **more}
        return registries.work(message["DOI"].lower(), **message)[1]

    return have


@pytest.mark.parametrize(
    ("name", "found"),
    [
        # retracted, no publisher word; the notice itself
        ("work_wakefield_retracted", [("RA401", ERROR)]),
        ("work_wakefield_retracted_bibaudit", [("RA401", ERROR)]),
        ("notice_wakefield_retraction", []),
        # both directions at once
        ("work_surgisphere_retracted_reciprocal", [("RA401", ERROR)]),
        ("notice_surgisphere_reciprocal", []),
        ("work_nejm_surgisphere_retracted_min", [("RA401", ERROR)]),
        # concern, two sources; partial, self-referencing
        ("work_expression_of_concern", [("RA402", WARNING)]),
        ("work_expression_of_concern_two_sources_min", [("RA402", WARNING)]),
        ("work_partial_retraction_self_referencing", [("RA401", WARNING)]),
        ("work_new_version_self_referencing", []),
        # superseded: these are the newer ones
        ("work_cochrane_pub3_new_version_min", []),
        ("work_has_preprint_nar", []),
        ("work_has_preprint_ncomms", []),
        # clean controls
        ("work_clean_colon_doi_min", []),
        ("work_clean_numpy_min", []),
        ("work_clean_sm2_min", []),
        ("work_elife_relations", []),
        ("work_peer_review", []),
        ("work_posted_content_is_version_of", []),
        ("work_chapter_two_containers", []),
        ("work_consortium_in_byline", []),
        ("work_first_author_omitted", []),
        ("work_mojibake_authors", []),
    ],
)
def test_work_at_crossref(check, at_crossref, name, found):
    assert check(f"https://doi.org/{at_crossref(name)}")[0] == found


def test_the_retraction_of_wakefield_names_its_source_and_notice(check, at_crossref):
    _, report = check(f"https://doi.org/{at_crossref('work_wakefield_retracted')}")
    [finding] = report["findings"]
    assert "retraction of 2010-02-06, says Retraction Watch" in finding["message"]
    assert finding["url"] == "https://doi.org/10.1016/s0140-6736(10)60175-4"
    assert "publisher" not in {who for notice in finding["evidence"]["notices"] for who in notice["sources"]}


@pytest.mark.parametrize("silent", ["", "eutils.ncbi.nlm.nih.gov"])
def test_retracted_work_cited_by_its_pmid_alone(check, at_crossref, registries, silent):
    at_crossref("work_wakefield_retracted")
    registries.pubmed["9500320"] = recorded("pubmed/esummary_wakefield_retracted.json")["result"]["9500320"]
    [result] = recorded("europepmc/search_doi_wakefield_core.json")["resultList"]["result"]
    registries.europepmc["9500320"] = result
    if silent:
        registries.trouble[silent] = 503
    title = "Ileal-lymphoid-nodular hyperplasia, non-specific colitis, and pervasive developmental disorder in children"
    found, report = check(f"Wakefield AJ, Murch SH, et al. {title}. Lancet 1998;351:637-41. PMID: 9500320")
    assert found == [("RA401", ERROR)]
    assert not report["citations"][0]["unchecked"], "Europe PMC makes up for PubMed"
    assert {"retraction-watch", "europepmc" if silent else "pubmed"} <= {
        who for notice in report["findings"][0]["evidence"]["notices"] for who in notice["sources"]
    }


def test_older_cochrane_review_has_a_newer_version(check, at_crossref, registries):
    newer = at_crossref("work_cochrane_pub3_new_version_min")
    older = newer.replace(".pub3", ".pub2")
    registries.work(older, title=registries.crossref[newer]["title"], type="journal-article")
    found, report = check(f"https://doi.org/{older}")
    assert found == [("RA404", NOTE)]
    assert report["findings"][0]["url"] == f"https://doi.org/{newer}"


def test_withdrawn_preprint(check, registries):
    versions = recorded("biorxiv/details_withdrawn.json")["collection"]
    doi = versions[0]["doi"]
    registries.work(doi, title=[versions[0]["title"]], type="posted-content")
    registries.biorxiv["biorxiv", doi] = versions
    assert check(f"https://doi.org/{doi}")[0] == [("RA401", ERROR)]


VERDICTS = {
    "wrong_work": [("RA406", ERROR)],
    "doi_not_registered": [("RA405", ERROR)],
    "title_differs": [],  # it prints no identifier, and what prints none is not searched for
    "ok_book_for_chapter": [],
    "ok": [],
}


def cases():
    lines = CASES.read_text(encoding="utf-8").splitlines() if CASES.exists() else ()
    return [pytest.param(case, id=case["text"].split()[0]) for case in map(json.loads, lines)]


@pytest.mark.parametrize("case", cases())
def test_nine_real_citations(check, at_crossref, case):
    if "/case_" in case["recording"] and "search" not in case["recording"]:
        at_crossref(Path(case["recording"]).stem)
    assert check(case["text"])[0] == VERDICTS[case["verdict"]], case["why"]


def test_not_there(check, registries):
    """Only who must know an identifier can deny it; what others lack is not checked."""
    registries.agency["10.1371/notarealdoi"] = "Crossref"
    registries.agency["10.5061/nowhere"] = "DataCite"
    missing = [("10.1146/annurev.astro.41.011802.094856", "RA405"), ("10.1371/notarealdoi", None)]
    assert recorded("doi-org/doiRA_missing_annurev.json")[0]["status"] == "DOI does not exist"
    entries = [f"https://doi.org/{doi}" for doi, _ in missing]
    entries += [
        "https://doi.org/10.5061/nowhere",
        "arXiv:0808.05394",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC9999999/",
    ]
    found, report = check(*entries)
    assert found == [("RA405", ERROR), ("RA405", ERROR)]
    assert [finding["line"] for finding in report["findings"]] == [7, 10]
    assert [citation["state"] for citation in report["citations"]] == [
        "missing", "found", "found", "missing", "unchecked",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("host", "name", "status", "kind"),
    [
        ("api.crossref.org", "crossref/works_504_gateway_timeout.http.json", 504, "text/html"),
        ("api.crossref.org", "crossref/works_400_parameter_not_allowed.http.json", 400, "application/json"),
        ("api.crossref.org", "crossref/works_400_integer_not_valid.http.json", 400, "application/json"),
        ("api.crossref.org", "crossref/works_404_cursor_invalid.http.json", 404, "application/json"),
    ],
)
def test_recorded_errors_are_no_verdict(check, at_crossref, registries, host, name, status, kind):
    doi = at_crossref("work_wakefield_retracted")
    body = recorded(name)
    registries.trouble[host] = (status, (body if isinstance(body, str) else json.dumps(body)).encode(), kind)
    found, report = check(f"https://doi.org/{doi}")
    assert found == []
    assert [one["service"] for one in report["citations"][0]["unchecked"]] == ["crossref"]
