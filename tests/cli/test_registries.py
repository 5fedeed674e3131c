"""The whole program asks registries about cited works, remembers what they said, and says what they did not.

The registries play on 127.0.0.1 (tests/services/scholarly_server.py); the config names them in `[citations.services]`.
"""

import os
import re
import signal
import subprocess
import sys
import time

import pytest

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
HEAD = "---\nlast_reviewed: 2026-05-02\n---\n\n# Tea\n\n## References\n\n"
DAY = ("--as-of", "2026-06-01", "--no-git")
QUICK = 'allow_private = true\nretry_wait = "20ms"\nmax_retries = 0\nexclude = ["^https:"]\n'
"""No link is asked: this is about registries alone."""


def config(registries, network=QUICK, citations=""):
    services = "".join(f'"{name}" = "{registries.base(host)}"\n' for name, host in HOSTS.items())
    return f"[network]\n{network}\n[citations]\n{citations}\n[citations.services]\n{services}"


@pytest.fixture
def folder(tmp_path, registries):
    (tmp_path / "reviewaudit.toml").write_text(config(registries))
    return tmp_path


@pytest.fixture
def check(program, folder, registries):
    """`check(*entries, options)` -> Run of an article whose list has these entries; what was asked is counted anew."""

    def run(*entries, options=(), format="json", **how):
        cited = ", ".join(map(str, range(1, len(entries) + 1)))
        text = HEAD.replace("# Tea\n", f"# Tea\n\nTea is good [{cited}].\n") + "".join(
            f"{number}. {entry}\n" for number, entry in enumerate(entries, 1)
        )
        (folder / "a.md").write_text(text, encoding="utf-8")
        registries.requests.clear()
        return program("check", "a.md", *DAY, "--format", format, *options, cwd=folder, **how)

    return run


def codes(run):
    return [finding["code"] for finding in run.json["findings"]]


def states(run):
    return [citation["state"] for citation in run.json["citations"]]


def unchecked(run):
    return [(one["service"], one["reason"]) for citation in run.json["citations"] for one in citation["unchecked"]]


def sixty(registries):
    """Entries of sixty works of all kinds, all known."""
    entries = []
    for number in range(40):
        registries.work(f"10.5072/tea.{number}", title=[f"Tea and sleep, part {number}"], author=[{"family": "Brown"}])
        entries.append(f"Brown B. Tea and sleep, part {number}. J Tea. doi:10.5072/tea.{number}")
    for number in range(3):
        doi = f"10.1002/14651858.cd00000{number}.pub2"
        registries.work(doi, title=[f"Tea for all {number}"], author=[{"family": "Brown"}])
        entries.append(f"Brown B. Tea for all {number}. Cochrane Database Syst Rev. https://doi.org/{doi.upper()}")
    for number in range(3):
        registries.agency[f"10.5072/data.{number}"] = "DataCite"
        registries.datacite[f"10.5072/data.{number}"] = {"titles": [{"title": f"Data on tea {number}"}]}
        entries.append(f"Brown B. Data on tea {number}. doi:10.5072/data.{number}")
    for number in range(10):
        registries.work(f"10.5072/paper.{number}", title=[f"Paper {number}"], author=[{"family": "Brown"}])
        articleids = [{"idtype": "doi", "value": f"10.5072/paper.{number}"}]
        registries.pubmed[f"{31000000 + number}"] = {"title": f"Paper {number}.", "articleids": articleids}
        entries.append(f"Brown B. Paper {number}. J Tea. PMID: {31000000 + number}")
    registries.arxiv["1706.03762"] = {1: {"title": "Attention to tea", "authors": ["Berta Brown"]}}
    registries.arxiv["1605.08386"] = {1: {"title": "Heat of tea", "authors": ["Berta Brown"]}}
    registries.books["9780140328721"] = {"title": "Tea, a book", "authors": [{"name": "Berta Brown"}]}
    registries.trials["NCT06604689"] = {"protocolSection": {"identificationModule": {"nctId": "NCT06604689"}}}
    entries += [
        "Brown B. Attention to tea. arXiv:1706.03762",
        "Brown B. Heat of tea. arXiv:1605.08386",
        "Brown B. Tea, a book. ISBN 978-0-14-032872-1",
        "Trial of tea. NCT06604689",
    ]
    assert len(entries) == 60
    return entries


# --- asked, and remembered ---


def test_sixty_references_cost_eight_requests_and_none_when_fresh(check, registries):
    entries = sixty(registries)
    first = check(*entries)
    assert set(states(first)) == {"found"}
    assert first.json["summary"]["registries"] == {"asked": 60, "calls": 8, "from_ledger": 0}
    assert len(registries.requests) == 8
    again = check(*entries)
    assert registries.requests == []
    assert again.json["summary"]["registries"] == {"asked": 0, "calls": 0, "from_ledger": 60}
    assert again.json["citations"] == first.json["citations"]
    assert again.json["findings"] == first.json["findings"]
    offline = check(*entries, options=("--offline",))
    assert registries.requests == []
    assert offline.json["citations"] == first.json["citations"]


def test_without_ledger_nothing_is_remembered(check, registries):
    registries.pubmed["31000001"] = {"title": "Tea."}
    for _ in range(2):
        assert states(check("Brown B. Tea. PMID: 31000001", options=("--no-ledger",))) == ["found"]
        assert registries.hosts() == ["eutils.ncbi.nlm.nih.gov"]


def test_offline_nothing_is_asked_and_what_is_not_known_is_not_asked_about(check, registries):
    registries.pubmed["31000001"] = {"title": "Tea."}
    run = check("Brown B. Tea. PMID: 31000001", options=("--offline",))
    assert (registries.requests, states(run), unchecked(run), codes(run)) == ([], ["unchecked"], [], [])
    text = check("Brown B. Tea. PMID: 31000001", options=("--offline",), format="text").out
    assert "1 cited work: 1 not asked about\n" in text


@pytest.mark.parametrize("how", ["option", "config", "rules"])
def test_registries_can_be_left_alone(check, registries, folder, how):
    options = {"option": ("--no-registries",), "rules": ("--ignore", "RA4")}.get(how, ())
    if how == "config":
        (folder / "reviewaudit.toml").write_text(config(registries, citations="check = false"))
    run = check("Brown B. Tea. doi:10.5072/tea PMID: 31000001", options=options)
    assert registries.requests == []
    assert codes(run) == []


def test_only_changed_articles_are_asked_about(program, folder, registries):
    registries.pubmed.update({"31000001": {"title": "Tea."}, "31000002": {"title": "Tea."}})
    git = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org")
    for name, number in (("a.md", 1), ("b.md", 2)):
        (folder / name).write_text(f"{HEAD}1. Brown B. Tea. PMID: 3100000{number}\n")
    for command in ("init -q", "add .", "commit -qm x"):
        subprocess.run([*git, *command.split()], cwd=folder, check=True)
    (folder / "b.md").write_text(f"{HEAD}1. Brown B. Tea. J Tea. PMID: 31000002\n")
    program("check", *DAY[:2], "--changed-since", "HEAD", cwd=folder)
    assert [asked.query["id"] for asked in registries.requests] == ["31000002"]


@pytest.mark.parametrize(
    ("key", "who"),
    [
        ("ttl_record", {"doi.org", "api.crossref.org", "openlibrary.org"}),
        ("ttl_notices", {"api.crossref.org"}),
        ("ttl_missing", {"eutils.ncbi.nlm.nih.gov"}),
    ],
)
def test_each_age_has_its_key(check, registries, folder, key, who):
    registries.work("10.5072/tea", title=["Tea"], author=[{"family": "Brown"}])
    registries.books["9780140328721"] = {"title": "Tea, a book", "authors": [{"name": "Berta Brown"}]}
    entries = ("Brown B. Tea. doi:10.5072/tea", "Brown B. Tea, a book. ISBN 9780140328721", "Brown B. PMID: 31000009")
    check(*entries)
    assert {*who} <= {*registries.hosts()}
    (folder / "reviewaudit.toml").write_text(config(registries, citations=f'{key} = "0 days"'))
    check(*entries)
    assert {*registries.hosts()} == who


def test_contact_goes_to_those_who_ask_for_it_and_nowhere_else(check, registries, folder, program):
    (folder / "reviewaudit.toml").write_text(config(registries, citations='contact = "ann.w@desk.example"'))
    registries.work("10.5072/tea", title=["Tea"], author=[{"family": "Brown"}])
    registries.trouble["eutils.ncbi.nlm.nih.gov"] = b'{"error": "ann.w@desk.example is over its limit"}'
    outputs = []
    for format in ("json", "text", "html", "sarif"):
        run = check(
            "Brown B. Tea. doi:10.5072/tea PMID: 31000001", options=("--ledger", "l.db"),
            format=format,
        )  # fmt: skip
        outputs += [run.out, run.err]
        assert any("ann.w" in str(asked.headers) + asked.raw for asked in registries.requests)
    outputs.append(program("ledger", "export", "-", "--ledger", "l.db", cwd=folder).out)
    assert not any("ann.w" in output for output in outputs)
    assert b"ann.w" not in (folder / "l.db").read_bytes()


# --- silence is no verdict ---

TROUBLES = {
    503: "answered 503",
    429: "answered 429",
    403: "answered 403",
    "html": "answered with a web page where data was due",
    "broken": "answered with",
    "reset": "gave no answer",
    "hang": "gave no answer: no answer in time",
    "drip": "gave no answer: no answer in time",
}
OF_EACH_KIND = (
    "Brown B. Tea. doi:10.5072/tea",
    "Brown B. Tea. PMID: 31000001",
    "Brown B. Tea. PMCID: PMC7654321",
    "Brown B. Tea. arXiv:1706.03762",
    "Brown B. Tea. ISBN 9780140328721",
    "Trial of tea. NCT06604689",
)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_every_registry_in_trouble(check, registries, folder, program, trouble):
    network = QUICK + ('timeout = "300ms"\nconnect_timeout = "300ms"\n' if trouble in {"hang", "drip"} else "")
    (folder / "reviewaudit.toml").write_text(config(registries, network))
    registries.trouble = dict.fromkeys(HOSTS.values(), trouble)
    began = time.monotonic()
    run = check(*OF_EACH_KIND, options=("--ledger", "l.db"))
    assert time.monotonic() - began < 60
    assert (run.status, codes(run), states(run)) == (0, [], ["unchecked"] * len(OF_EACH_KIND))
    for citation in run.json["citations"]:
        assert citation["unchecked"], citation["text"]
        assert all(TROUBLES[trouble] in one["reason"] for one in citation["unchecked"])
    assert '"identifier"' not in program("ledger", "export", "-", "--ledger", "l.db", cwd=folder).out


def test_reports_name_the_service_and_the_reason(check, registries):
    registries.trouble = dict.fromkeys(HOSTS.values(), 503)
    entries = ("Brown B. Tea. PMID: 31000001", "Green G. Tea. PMID: 31000002")
    said = "pubmed answered 503"
    assert f"not checked: nothing from Europe PMC about 2 (europepmc answered 503), PubMed about 2 ({said})\n" in (
        check(*entries, format="text").out
    )
    assert f"Nothing was learnt from PubMed about 2 cited works ({said})." in check(*entries, format="html").out
    assert "Not all cited works were checked." in check(*entries, format="markdown").out
    notes = check(*entries, format="sarif").json["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert any(f"PubMed about 2 cited works ({said})" in note["message"]["text"] for note in notes)


def test_who_was_silent_is_asked_again_alone(check, registries):
    registries.work("10.5072/tea", title=["Tea"], author=[{"family": "Brown"}])
    registries.trouble["api.crossref.org"] = 503
    entry = "Brown B. Tea. doi:10.5072/tea"
    first = check(entry)
    assert (states(first), unchecked(first)) == (["found"], [("crossref", "crossref answered 503")])
    registries.trouble.clear()
    again = check(entry)
    assert registries.hosts() == ["api.crossref.org"]
    assert (states(again), unchecked(again)) == (["found"], [])


def test_where_the_network_is_down_registries_are_not_waited_for(check, registries, web):
    entry = f"Brown B. Tea. PMID: 31000001. {web.url('/ok')}"
    run = check(entry, env={"http_proxy": web.refused()})
    assert (run.status, states(run), unchecked(run), registries.requests) == (2, ["unchecked"], [], [])
    text = check(entry, env={"http_proxy": web.refused()}, format="text").out
    assert "the network is down" in text
    assert "1 cited work: 1 not asked about\n" in text


def test_max_time_holds_for_links_and_registries_together(check, registries, folder, web):
    (folder / "reviewaudit.toml").write_text(config(registries, QUICK + 'timeout = "60s"\n'))
    registries.trouble["eutils.ncbi.nlm.nih.gov"] = "hang"
    began = time.monotonic()
    run = check(f"Brown B. Tea. PMID: 31000001. {web.url('/hang')}", options=("--max-time", "2s"))
    assert time.monotonic() - began < 30
    assert unchecked(run) == [("pubmed", "the time for asking was over after 2 seconds")]
    assert run.json["incomplete"]


def test_a_contact_that_is_no_address_is_wrong_usage(check, registries, folder):
    (folder / "reviewaudit.toml").write_text(config(registries).replace('"openlibrary" =', '"open-library" ='))
    run = check("Brown B. Tea. ISBN 9780140328721")
    assert (run.status, run.out) == (2, "")
    assert "open-library" in run.err


# --- the judgement reaches the reader ---

NOTICE = "10.5072/notice"
RETRACTED = {"DOI": NOTICE, "type": "retraction", "source": "retraction-watch",
             "updated": {"date-parts": [[2026, 5, 20]]}}  # fmt: skip


@pytest.fixture
def retracted(registries):
    """An entry with a PMID alone, behind which is a retracted work."""
    registries.pubmed["31000001"] = {"title": "Tea.", "articleids": [{"idtype": "doi", "value": "10.5072/tea"}]}
    registries.work("10.5072/tea", title=["Tea"], author=[{"family": "Brown"}], **{"updated-by": [RETRACTED]})
    return "Brown B. Tea. J Tea. 2019. PMID: 31000001"


def test_retraction_with_its_evidence(check, retracted):
    run = check(retracted)
    [finding] = run.json["findings"]
    assert (run.status, finding["code"], finding["level"]) == (1, "RA401", "error")
    assert "retraction of 2026-05-20, says Retraction Watch" in finding["message"]
    assert f"https://doi.org/{NOTICE}, published after the last review (2026-05-02)" in finding["message"]
    assert finding["url"] == f"https://doi.org/{NOTICE}"
    [notice] = finding["evidence"]["notices"]
    assert (notice["sources"], notice["doi"], notice["date"]) == (["retraction-watch"], NOTICE, "2026-05-20")
    assert notice["link"] == f"https://doi.org/{NOTICE}"
    assert "https://pubmed.ncbi.nlm.nih.gov/31000001/" in finding["evidence"]["links"]
    assert finding["evidence"]["answered"] == ["pubmed", "crossref"]


@pytest.mark.parametrize("format", ["text", "html", "markdown", "sarif", "junit", "gitlab", "github", "rdjson", "csv"])
def test_retraction_in_each_report(check, retracted, format):
    out = check(retracted, format=format).out
    assert "RA401" in out or "retracted-citation" in out
    assert NOTICE in out.replace("%2F", "/").replace("&#x2F;", "/")
    assert "after the last review" in out


def test_accepted_work_is_told_and_not_reported(check, registries, folder, retracted):
    accept = '[[citations.accept]]\nid = "PMID 31000001"\nreason = "a history"\nuntil = 2026-05-31\n'
    (folder / "reviewaudit.toml").write_text(config(registries) + accept.replace("05-31", "06-01"))
    assert codes(check(retracted)) == []
    assert "1 accepted as it stands in the config" in check(retracted, format="text").out
    (folder / "reviewaudit.toml").write_text(config(registries) + accept)
    [finding] = check(retracted).json["findings"]
    assert "it was accepted until 2026-05-31 (a history" in finding["message"]


def test_every_kind_of_finding_comes_from_what_registries_say(check, registries, folder):
    (folder / "reviewaudit.toml").write_text(config(registries, citations='max_age = "10 years"'))

    def work(name, **fields):
        registries.work(f"10.5072/{name}", **{"title": [f"Tea and {name}"], "author": [{"family": "Brown"}], **fields})
        return f"Brown B. Tea and {name}. J Tea. doi:10.5072/{name}"

    def notice(kind):
        return {"updated-by": [{"DOI": f"10.5072/{kind}.notice", "type": kind, "source": "publisher"}]}

    registries.work("10.5072/next", title=["Bridges of steel"], author=[{"family": "Gray"}])
    entries = (
        work("clean"),
        work("loss", **notice("retraction")),
        work("doubt", **notice("expression_of_concern")),
        work("slips", **notice("erratum")),
        work("age", issued={"date-parts": [[1999]]}),
        work("time", **{"updated-by": [{"DOI": "10.5072/time.2", "type": "new_version", "source": "publisher"}]}),
        "Brown B. Tea and nobody. J Tea. doi:10.5072/nobody",
        "Brown B, Green G. Tea and the sleep of shift workers. J Tea. 2019;4(2):12-19. doi:10.5072/next",
    )
    run = check(*entries)
    found = {finding["line"] - 10: finding["code"] for finding in run.json["findings"]}
    assert found == {2: "RA401", 3: "RA402", 4: "RA403", 5: "RA407", 6: "RA404", 7: "RA405", 8: "RA406"}


def test_not_found_is_never_made_up(check, registries):
    """A registry that need not know an identifier, and one that left it out, say nothing against it."""
    registries.agency["10.5072/young"] = "Crossref"
    entries = ("Brown B. Tea, a book. ISBN 9780140328721", "Brown B. Tea. doi:10.5072/young", "Brown B. PMC7654321")
    run = check(*entries)
    assert codes(run) == []
    assert {"openlibrary", "crossref", "pmc"} == {service for service, _ in unchecked(run)}
    check(*entries)
    assert registries.requests == [], "that they have nothing is remembered, too"


# --- suppressions and the baseline ---


def test_suppression_is_called_unused_only_where_all_have_answered(check, registries):
    registries.work("10.5072/tea", title=["Tea"], author=[{"family": "Brown"}])
    entry = "Brown B. Tea. doi:10.5072/tea <!-- reviewaudit: ignore[RA401] it is known -->"
    registries.trouble["api.crossref.org"] = 503
    assert codes(check(entry, options=("--no-ledger",))) == []
    assert codes(check(entry, options=("--offline",))) == []
    registries.trouble.clear()
    assert codes(check(entry, options=("--no-ledger",))) == ["RA002"]


def test_finding_of_the_baseline_is_gone_only_where_all_have_answered(check, registries, retracted):
    check(retracted, options=("--write-baseline", "known.json"))
    registries.work("10.5072/tea", title=["Tea"], author=[{"family": "Brown"}])
    known = ("--baseline", "known.json", "--no-ledger")
    registries.trouble["api.crossref.org"] = 503
    assert check(retracted, options=known).json["gone"] == []
    registries.trouble.clear()
    assert [gone["code"] for gone in check(retracted, options=known).json["gone"]] == ["RA401"]


# --- mark, the ledger, a kill ---


def test_mark_asks_again_and_a_retraction_stands_against_it(check, program, folder, registries, retracted):
    registries.work("10.5072/tea", title=["Tea"], author=[{"family": "Brown"}])
    check(retracted)
    registries.work("10.5072/tea", title=["Tea"], author=[{"family": "Brown"}], **{"updated-by": [RETRACTED]})
    assert codes(check(retracted)) == [], "it was asked a moment ago"
    run = program("mark", "a.md", "--by", "Berta", "--dry-run", "--no-git", cwd=folder)
    assert run.status != 0
    assert "RA401 retracted-citation" in run.err


def test_history_of_an_identifier(check, program, folder, registries, retracted):
    check(retracted, options=("--ledger", "l.db"))
    for subject in ("PMID 31000001", "https://pubmed.ncbi.nlm.nih.gov/31000001/"):
        run = program("history", subject, "--ledger", "l.db", cwd=folder)
        assert run.status == 0
        lines = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "TIME", run.out).splitlines()
        assert lines[-3:] == [
            "PMID 31000001: 2 records of registries, times in UTC",
            "  TIME  fresh  PubMed on PMID 31000001: “Tea”",
            "  TIME  fresh  Crossref on doi:10.5072/tea: “Tea”, Brown; a retraction of 2026-05-20",
        ]
    found = program("history", "doi:10.5072/TEA", "--ledger", "l.db", "--format", "json", cwd=folder).json
    assert [(one["service"], one["state"], one["fresh"]) for one in found["records"]] == [("crossref", "found", True)]
    assert found["records"][0]["notices"] == ["retraction"]
    never = program("history", "PMID 5", "--ledger", "l.db", cwd=folder)
    assert never.out == "PMID 5: never asked about\n"


def test_explain_asks_about_the_work_behind_a_url(program, folder, registries, web, retracted):
    url = "https://pubmed.ncbi.nlm.nih.gov/31000001/"
    nowhere = {"https_proxy": web.refused()}  # the page itself is not of this machine
    run = program("explain", url, "--ledger", "l.db", cwd=folder, env=nowhere)
    assert "what registries say of the work:\n  Crossref on doi:10.5072/tea: “Tea”, Brown; a retraction" in run.out
    assert "  PubMed on PMID 31000001: “Tea”\n" in run.out
    asked = len(registries.requests)
    assert asked == 2
    again = program("explain", url, "--ledger", "l.db", "--offline", cwd=folder)
    assert "a retraction of 2026-05-20" in again.out
    assert len(registries.requests) == asked
    assert "reported by RA401 retracted-citation (error)" in again.out + run.out


def test_the_ledger_counts_records(check, program, folder, retracted):
    check(retracted, options=("--ledger", "l.db"))
    assert "records       2 of 2 identifiers\n" in program("history", "--ledger", "l.db", cwd=folder).out


def test_export_and_import_carry_what_registries_said(check, program, folder, registries, retracted):
    first = check(retracted, options=("--ledger", "one.db"))
    program("ledger", "export", "lines.jsonl", "--ledger", "one.db", cwd=folder)
    program("ledger", "import", "lines.jsonl", "--ledger", "two.db", cwd=folder)
    second = check(retracted, options=("--ledger", "two.db"))
    assert registries.requests == []
    assert second.json["findings"] == first.json["findings"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals for a child")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_kill_loses_nothing_that_a_registry_said_before(check, folder, registries, program, tmp_path_factory, how):
    registries.work("10.5072/tea", title=["Tea"], author=[{"family": "Brown"}])
    registries.books["9780140328721"] = {"title": "Tea, a book"}
    registries.trouble["api.crossref.org"] = "hang"
    (folder / "reviewaudit.toml").write_text(config(registries, QUICK + 'timeout = "60s"\n'))
    (folder / "a.md").write_text(f"{HEAD}1. Brown B. Tea. doi:10.5072/tea\n2. Brown B. ISBN 9780140328721\n")
    ledger = folder / "l.db"
    with subprocess.Popen(
        [sys.executable, "-m", "reviewaudit", "check", "a.md", "--ledger", "l.db", *DAY],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path_factory.mktemp("home"))},
    ) as child:  # fmt: skip
        deadline = time.monotonic() + 60
        while _services(ledger) != {"doi.org", "openlibrary"}:
            assert time.monotonic() < deadline
            assert child.poll() is None
        child.send_signal(how)
        _, errors = child.communicate(timeout=60)
    if how is signal.SIGINT:
        assert child.returncode == 2
        assert errors.startswith(b"error: interrupted")
    assert _services(ledger) == {"doi.org", "openlibrary"}
    registries.trouble.clear()
    registries.requests.clear()
    program("check", "a.md", "--ledger", "l.db", *DAY, cwd=folder)
    assert registries.hosts() == ["api.crossref.org"]


def _services(path):
    import sqlite3
    from contextlib import closing

    if not path.exists():
        return set()
    with closing(sqlite3.connect(path)) as connection:
        try:
            return {service for (service,) in connection.execute("SELECT service FROM records")}
        except sqlite3.OperationalError:  # its tables are being made
            return set()


def test_the_report_is_the_same_whenever_registries_answer_from_the_ledger(check, registries, retracted):
    check(retracted)
    one, two = (check(retracted, format="text") for _ in range(2))
    assert registries.requests == []
    assert "RA401 retracted-citation" in one.out
    assert "\n1 identifier known from the ledger\n" in one.out
    assert one.out == two.out
