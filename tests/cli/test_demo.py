"""The demo is the real audit over real sockets: every kind of finding, on every machine, with the same bytes."""

import json
from pathlib import Path

import jsonschema
import pytest

from reviewaudit import reports

SNAPSHOT = Path(__file__).with_name("demo.txt")

EXPECTED = {
    "articles/falls-in-later-life.html": ["RA101", "RA101", "RA101", "RA302"],
    "articles/hearing-loss-and-memory.md": ["RA109", "RA111", "RA205"],
    "articles/hot-weather-and-health.txt": ["RA104", "RA105", *["RA106"] * 5],
    "articles/living-with-long-covid.html": ["RA201"],
    "articles/low-back-pain.md": ["RA201", "RA209"],
    "articles/salt-and-blood-pressure.md": ["RA103", "RA201"],
    "articles/sleep-and-shift-work.md": [],
    "articles/vitamin-d-and-fractures.txt": ["RA301", "RA502"],
    "articles/when-sources-go-stale.md": ["RA401", "RA404", "RA404", "RA404", "RA406", "RA411", "RA411"],
}


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    import os
    import subprocess
    import sys

    home = tmp_path_factory.mktemp("home")
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "XDG_CACHE_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "reviewaudit", "demo", "--format", "json"],
        cwd=home, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_each_sample_gives_the_findings_it_was_written_for(report):
    found = {article["path"]: [] for article in report["articles"]}
    for finding in report["findings"]:
        found[finding["path"]].append(finding["code"])
    assert {path: sorted(codes) for path, codes in found.items()} == EXPECTED


def test_every_status_and_reason_comes_from_a_real_request(report):
    reasons = {reference["reason"] for reference in report["references"] if reference["role"] != "link"}
    assert {"ok", "http-404", "http-410", "dns", "blocked", "rate-limited", "server-error", "timeout"} <= reasons
    assert {"connection-reset", "redirect-to-root", "redirect-to-login"} <= reasons
    assert report["summary"]["asked"] == report["summary"]["urls"] > 40
    assert report["summary"]["from_ledger"] == 0


def test_review_states(report):
    states = {article["path"].split("/")[1]: article["review"]["status"] for article in report["articles"]}
    assert states == {
        "falls-in-later-life.html": "current",
        "hearing-loss-and-memory.md": "invalid",
        "hot-weather-and-health.txt": "current",
        "living-with-long-covid.html": "due",
        "low-back-pain.md": "overdue",
        "salt-and-blood-pressure.md": "overdue",
        "sleep-and-shift-work.md": "current",
        "vitamin-d-and-fractures.txt": "current",
        "when-sources-go-stale.md": "current",
    }


def test_report_keeps_its_contract(report):
    schema = json.loads(reports.schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(report, schema, cls=jsonschema.Draft202012Validator)
    assert list(report["summary"])[:5] == ["articles", "references", "urls", "asked", "from_ledger"]
    assert report["exit_status"] == 1


def test_lists_are_sorted_by_place(report):
    places = [(f["path"], f["line"], f["column"], f["code"]) for f in report["findings"]]
    assert places == sorted(places)
    cited = [(r["path"], r["line"], r["column"]) for r in report["references"]]
    assert cited == sorted(cited)


def test_text_report_reads_as_the_snapshot(program, tmp_path):
    """Renew with `reviewaudit demo --no-progress > tests/cli/demo.txt`, then read the difference."""
    run = program("demo", "--no-progress", cwd=tmp_path)
    assert run.status == 0
    assert run.out == SNAPSHOT.read_text(encoding="utf-8")
    assert "exit status 1" in run.err


STALE = "articles/when-sources-go-stale.md"


def test_what_is_said_of_the_works_of_the_sample(report):
    """The retracted work, the renewed review, the preprint, the replaced guideline and the paper next door."""
    found = {f["line"]: f for f in report["findings"] if f["path"] == STALE and f["code"] != "RA411"}
    assert {line: finding["code"] for line, finding in found.items()} == {
        48: "RA401", 50: "RA404", 51: "RA404", 53: "RA404", 54: "RA406",
    }  # fmt: skip
    retraction = found[48]["evidence"]["notices"][0]
    assert (retraction["date"], retraction["review"]) == ("2010-02-06", "published before the last review (2026-05-20)")
    assert retraction["link"] == "https://doi.org/10.1016/s0140-6736(10)60175-4"
    assert {"retraction-watch", "pubmed"} <= set(retraction["sources"])
    assert [found[line]["evidence"]["successors"][0]["identifier"] for line in (50, 51)] == [
        "doi:10.1002/14651858.cd008900.pub3", "doi:10.1093/jamiaopen/ooae099",
    ]  # fmt: skip


def test_each_work_with_an_identifier_is_known_and_three_requests_do(report):
    named = [citation for citation in report["citations"] if citation["identifiers"]]
    assert {citation["state"] for citation in named} == {"found"}
    assert not any(citation["unchecked"] for citation in report["citations"])
    assert report["summary"]["registries"]["calls"] == 3
