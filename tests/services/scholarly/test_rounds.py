"""Who is asked about what, how often, and in which order."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from reviewaudit.errors import UsageError
from reviewaudit.model import CitationPolicy, NetworkPolicy, RecordState
from reviewaudit.services import look_up_works, scholarly
from reviewaudit.services.scholarly import SERVICES, wayback

FOUND, MISSING, UNCHECKED = RecordState.FOUND, RecordState.MISSING, RecordState.UNCHECKED


def states(asked):
    return {key: record.state for key, record in asked.records.items()}


def test_doi_goes_to_the_agency_that_has_it(registries, ask):
    tea = registries.work("10.1000/tea", title=["Tea"])
    registries.agency["10.5072/data"] = "DataCite"
    registries.datacite["10.5072/data"] = {"titles": [{"title": "Data on tea"}]}
    registries.agency["10.11367/cha"] = "JaLC"
    registries.csl["10.11367/cha"] = {"title": "Cha", "author": [{"family": "Sato"}]}
    said = ask(tea, ("doi", "10.5072/data"), ("doi", "10.11367/cha"), ("doi", "10.1000/none"))
    assert states(said) == {
        (tea, "doi.org"): FOUND,
        (tea, "crossref"): FOUND,
        (("doi", "10.5072/data"), "doi.org"): FOUND,
        (("doi", "10.5072/data"), "datacite"): FOUND,
        (("doi", "10.11367/cha"), "doi.org"): FOUND,
        (("doi", "10.11367/cha"), "jalc"): FOUND,
        (("doi", "10.1000/none"), "doi.org"): MISSING,
    }
    assert said.records[tea, "doi.org"].detail == "Crossref"
    assert said.records[("doi", "10.11367/cha"), "jalc"].work.titles == ("Cha",)
    assert (said.asked, said.calls) == (4, len(registries.requests))
    assert said.by_service == {"doi.org": 3, "crossref": 1, "datacite": 1}, "negotiation is doi.org's, its redirect too"


def test_article_of_sixty_references_costs_eight_calls(registries, ask):
    wanted = [registries.work(f"10.1000/tea.{number}", title=[f"Tea {number}"]) for number in range(40)]
    wanted += [registries.work(f"10.1002/14651858.cd00000{n}", title=["Tea for all"]) for n in range(3)]
    for number in range(3):
        registries.agency[f"10.5072/data.{number}"] = "DataCite"
        registries.datacite[f"10.5072/data.{number}"] = {"titles": [{"title": "Data"}]}
        wanted.append(("doi", f"10.5072/data.{number}"))
    for number in range(10):
        registries.work(f"10.1000/paper.{number}", title=["Paper"])
        articleids = [{"idtype": "doi", "value": f"10.1000/Paper.{number}"}]
        registries.pubmed[f"{9500320 + number}"] = {"title": "Paper.", "articleids": articleids}
        wanted.append(("pmid", f"{9500320 + number}"))
    registries.arxiv["1706.03762"] = {1: {"title": "Attention"}}
    registries.arxiv["1605.08386"] = {2: {"title": "Heat"}}
    registries.books["9780140328721"] = {"title": "Fantastic Mr. Fox"}
    registries.trials["NCT06604689"] = {"protocolSection": {"identificationModule": {"nctId": "NCT06604689"}}}
    wanted += [("arxiv", "1706.03762"), ("arxiv", "1605.08386"), ("isbn", "9780140328721"), ("nct", "NCT06604689")]
    assert len(wanted) == 60
    said = ask(*wanted)
    assert set(states(said).values()) == {FOUND}
    assert {key[0] for key in said.records} >= set(wanted)
    assert said.by_service == {
        "doi.org": 1, "crossref": 2, "datacite": 1, "pubmed": 1, "arxiv": 1, "openlibrary": 1, "clinicaltrials": 1,
    }  # fmt: skip
    assert len(registries.requests) == said.calls == 8


def test_sixty_dois_cost_four_calls_and_nothing_costs_none(registries, ask):
    said = ask(*(registries.work(f"10.1000/tea.{number}", title=["Tea"]) for number in range(60)))
    assert said.by_service == {"doi.org": 2, "crossref": 2}
    assert len(said.records) == 120
    assert ask().calls == 0


def test_paper_cited_by_pmid_is_followed_to_crossref_by_its_doi(registries, ask):
    notice = {"DOI": "10.1000/notice", "type": "retraction", "source": "retraction-watch"}
    registries.work("10.1000/tea", title=["Tea"], **{"updated-by": [notice]})
    registries.pubmed["123"] = {"title": "Tea.", "articleids": [{"idtype": "doi", "value": "10.1000/TEA"}]}
    said = ask(("pmid", "123"))
    assert said.records[("pmid", "123"), "pubmed"].same == (("doi", "10.1000/tea"),)
    assert said.records[("doi", "10.1000/tea"), "crossref"].notices[0].doi == "10.1000/notice"
    assert registries.hosts() == ["eutils.ncbi.nlm.nih.gov", "api.crossref.org"], "PubMed knows that it exists"


def test_paper_cited_by_pmid_and_doi_is_asked_once(registries, ask):
    tea = registries.work("10.1000/tea", title=["Tea"])
    registries.pubmed["123"] = {"title": "Tea.", "articleids": [{"idtype": "doi", "value": "10.1000/tea"}]}
    assert ask(("pmid", "123"), tea, tea).by_service == {"pubmed": 1, "doi.org": 1, "crossref": 1}


def test_pmcid_leads_to_pubmed_and_crossref(registries, ask):
    registries.work("10.1000/tea", title=["Tea"])
    registries.pmc["pmc2883744"] = {"pmid": "123", "doi": "10.1000/tea"}
    registries.pubmed["123"] = {"title": "Tea."}
    said = ask(("pmcid", "PMC2883744"), ("pmcid", "PMC1"))
    assert said.records[("pmcid", "PMC2883744"), "pmc"].same == (("pmid", "123"), ("doi", "10.1000/tea"))
    assert said.records[("pmid", "123"), "pubmed"].state is FOUND
    assert said.records[("doi", "10.1000/tea"), "crossref"].state is FOUND
    missed = said.records[("pmcid", "PMC1"), "pmc"]
    assert (missed.state, missed.detail) == (UNCHECKED, "pmc's converter does not know it, which says nothing")


def test_short_doi_is_followed_to_the_one_it_stands_for(registries, ask):
    tea = registries.work("10.1000/tea", title=["Tea"])
    registries.aliases["10/abcd"] = "10.1000/Tea"
    said = ask(("doi", "10/abcd"))
    assert said.records[("doi", "10/abcd"), "doi.org"].same == (tea,)
    assert said.records[tea, "crossref"].work.titles == ("Tea",)
    assert (("doi", "10/abcd"), "crossref") not in said.records


def test_doi_with_a_comma_stands_in_no_list(registries, ask):
    comma, tea = registries.work("10.1000/a,b", title=["Comma"]), registries.work("10.1000/tea", title=["Tea"])
    said = ask(comma, tea, ("doi", "10.1000/c,d"))
    assert said.records[comma, "doi.org"].state is FOUND
    assert said.records[comma, "crossref"].work.titles == ("Comma",)
    assert said.records[tea, "crossref"].work.titles == ("Tea",)
    assert said.records[("doi", "10.1000/c,d"), "doi.org"].state is MISSING
    assert (("doi", "10.1000/c,d"), "crossref") not in said.records


def test_list_refused_for_one_bad_entry_is_asked_one_by_one(registries, ask):
    good = [registries.work(f"10.1000/tea.{number}", title=["Tea"]) for number in range(5)]
    bad = registries.work("10.1000/bad", title=["Bad"])
    registries.refused.add(bad[1])
    said = ask(*good, bad)
    assert all(said.records[one, "crossref"].state is FOUND for one in (*good, bad))
    assert said.by_service["crossref"] == 7


def test_what_a_list_leaves_out_is_asked_for_alone_before_that_says_anything(registries, ask):
    tea = registries.work("10.1000/tea", title=["Tea"])
    registries.agency["10.1000/new"] = "Crossref"
    said = ask(tea, ("doi", "10.1000/new"))
    new = said.records[("doi", "10.1000/new"), "crossref"]
    assert (new.state, new.detail) == (UNCHECKED, "crossref has no record of it")
    assert said.records[("doi", "10.1000/new"), "doi.org"].state is FOUND
    assert [asked.path for asked in registries.requests if asked.host == "api.crossref.org"] == [
        "/works",
        "/works/10.1000/new",
    ]


def test_a_list_with_many_left_out_is_not_asked_for_without_end(registries, ask):
    wanted = [("doi", f"10.1000/new.{number}") for number in range(40)]
    registries.agency.update({doi: "Crossref" for _, doi in wanted})
    said = ask(*wanted)
    assert said.by_service["crossref"] == 11
    assert {said.records[one, "crossref"].state for one in wanted} == {UNCHECKED}


def test_arxiv_answers_for_the_dois_it_made_too(registries, ask):
    registries.agency["10.48550/arxiv.1706.03762"] = "DataCite"
    registries.arxiv["1706.03762"] = {7: {"title": "Attention", "authors": ["Ashish Vaswani"]}}
    said = ask(("doi", "10.48550/arxiv.1706.03762"), ("arxiv", "1706.03762"))
    assert said.by_service == {"doi.org": 1, "arxiv": 1}
    assert said.records[("doi", "10.48550/arxiv.1706.03762"), "arxiv"].same == (("arxiv", "1706.03762"),)
    assert said.records[("arxiv", "1706.03762"), "arxiv"].same == (("doi", "10.48550/arxiv.1706.03762"),)


def test_datacite_stands_in_for_arxiv(registries, ask):
    preprint = ("doi", "10.48550/arxiv.1706.03762")
    registries.agency[preprint[1]] = "DataCite"
    registries.datacite[preprint[1]] = {"titles": [{"title": "Attention"}]}
    registries.trouble["export.arxiv.org"] = 503
    said = ask(preprint, max_retries=0)
    assert said.records[preprint, "arxiv"].detail == "arxiv answered 503"
    assert said.records[preprint, "datacite"].work.titles == ("Attention",)


@pytest.mark.parametrize(
    ("doi", "crossref", "asked"),
    [
        ("10.1101/2020.01.30.927871", {"type": "posted-content"}, ["/details/biorxiv/10.1101/2020.01.30.927871"]),
        ("10.1101/2020.03.11.20034553", {"type": "posted-content"}, ["/details/medrxiv/10.1101/2020.03.11.20034553"]),
        ("10.1101/19000133", {"type": "posted-content"}, ["/details/medrxiv/10.1101/19000133"]),
        ("10.64898/2026.01.30.927871", {"type": "posted-content"}, ["/details/biorxiv/10.64898/2026.01.30.927871"]),
        ("10.1101/707521", {"type": "posted-content", "relation": {"is-preprint-of": [{"id": "10.1093/x"}]}}, []),
        ("10.1101/gr.229102", {"type": "journal-article"}, []),
        ("10.1101/123456", {"type": "journal-article"}, []),
    ],
)
def test_biorxiv_is_asked_about_preprints_of_which_crossref_knows_no_article(registries, ask, doi, crossref, asked):
    ask(registries.work(doi, title=["Preprint"], **crossref))
    assert [one.path for one in registries.requests if one.host == "api.biorxiv.org"] == asked


def test_where_doi_org_is_out_of_reach_crossref_and_datacite_are_asked(registries, ask):
    registries.trouble["doi.org"] = 503
    tea = registries.work("10.1000/tea", title=["Tea"])
    data = ("doi", "10.5072/data")
    registries.datacite[data[1]] = {"titles": [{"title": "Data"}]}
    said = ask(tea, data, ("doi", "10.1000/none"), max_retries=0)
    assert states(said) == {
        (tea, "doi.org"): UNCHECKED,
        (data, "doi.org"): UNCHECKED,
        (("doi", "10.1000/none"), "doi.org"): UNCHECKED,
        (tea, "crossref"): FOUND,
        (data, "crossref"): UNCHECKED,
        (("doi", "10.1000/none"), "crossref"): UNCHECKED,
        (data, "datacite"): FOUND,
        (("doi", "10.1000/none"), "datacite"): UNCHECKED,
    }, "what nobody has said does not exist is not missing"


def test_europe_pmc_stands_in_for_pubmed(registries, ask):
    registries.trouble["eutils.ncbi.nlm.nih.gov"] = 503
    registries.work("10.1000/tea", title=["Tea"])
    registries.europepmc["123"] = {"title": "Tea.", "doi": "10.1000/tea"}
    said = ask(("pmid", "123"), ("pmid", "456"), max_retries=0)
    assert said.records[("pmid", "123"), "pubmed"].detail == "pubmed answered 503"
    assert said.records[("pmid", "123"), "europepmc"].work.titles == ("Tea",)
    assert said.records[("pmid", "456"), "europepmc"].state is UNCHECKED
    assert said.records[("doi", "10.1000/tea"), "crossref"].state is FOUND


@pytest.mark.parametrize(
    "identifier",
    [
        ("pmid", "12,34"), ("pmid", ""), ("pmid", "0"), ("pmid", "１２"), ("pmcid", "2883744"), ("arxiv", "abc"),
        ("isbn", "978&x=1"), ("nct", "NCT1"), ("doi", "10.1000"), ("doi", "10.1000/a b"), ("doi", "10.1000/\ud800"),
        ("issn", "1234-5678"), ("doi", "10.1000/" + "x" * 2000), ("doi", "10.1000/a/../../b"), ("doi", "10.1000/.."),
    ],
)  # fmt: skip
def test_what_is_no_identifier_is_not_asked_and_said_so(registries, ask, identifier):
    said = ask(identifier)
    (record,) = said.records.values()
    assert record.state is UNCHECKED
    assert record.detail.startswith("not asked: ")
    assert not registries.requests


def test_what_a_callback_raises_ends_the_look_up(registries, ask):
    tea = registries.work("10.1000/tea", title=["Tea"])

    def refuse(record):
        raise BlockingIOError("the ledger is full")

    with pytest.raises(BlockingIOError):
        look_up_works([tea], NetworkPolicy(), CitationPolicy(), gateway=registries.origin, on_record=refuse)


def test_base_urls_are_the_policys(registries, ask):
    tea = registries.work("10.1000/tea", title=["Tea"])
    bases = {"doi.org": registries.base("doi.org"), "crossref": registries.base("api.crossref.org") + "/"}
    said = ask(tea, citations=CitationPolicy(services=bases), gateway=None)
    assert {record.state for record in said.records.values()} == {FOUND}


def test_base_urls_are_guarded(registries, ask):
    bases = {"doi.org": registries.base("doi.org"), "crossref": registries.base("api.crossref.org")}
    said = ask(("doi", "10.1000/tea"), citations=CitationPolicy(services=bases), gateway=None, allow_private=False)
    assert {record.state for record in said.records.values()} == {UNCHECKED}
    assert said.records[("doi", "10.1000/tea"), "doi.org"].detail == (
        "doi.org gave no answer: 127.0.0.1 is a loopback address"
    )
    assert not registries.requests


@pytest.mark.parametrize(
    ("citations", "cause"),
    [
        ({"services": {"crosref": "https://x.example"}}, "there is no service 'crosref'"),
        ({"services": {"crossref": "x.example"}}, "the base URL of 'crossref' is none: 'x.example'"),
        ({"contact": "somebody"}, "the contact for registries is no mail address"),
        ({"contact": "a@b.example\r\nX-Evil: 1"}, "the contact for registries is no mail address"),
    ],
)
def test_wrong_settings_are_refused_with_a_mend(ask, citations, cause):
    with pytest.raises(UsageError) as raised:
        ask(("pmid", "1"), citations=CitationPolicy(**citations))
    assert raised.value.cause == cause
    assert raised.value.help


def test_each_service_has_its_file_and_its_line():
    files = {
        path.stem for path in Path(scholarly.__file__).parent.glob("*.py") if "SERVICE = Service(" in path.read_text()
    }
    assert files == {service.call.__module__.rpartition(".")[2] for service in SERVICES}
    assert len(SERVICES) == len(files)


def test_long_dois_make_shorter_lists(registries, ask):
    wanted = [registries.work(f"10.1000/{'tea.' * 100}{number}", title=["Tea"]) for number in range(20)]
    said = ask(*wanted)
    assert {said.records[one, "crossref"].state for one in wanted} == {FOUND}
    assert max(len(asked.raw) for asked in registries.requests) < 6_000
    assert said.by_service == {"doi.org": 3, "crossref": 3}


@pytest.mark.parametrize(
    "doi",
    ["10.1002/1097-0347(200103)23:3<230::aid-hed1023>3.0.co;2-v", "10.1000/a%2fb", "10.1000/a#b?c&d=e+f", "10.1000/äöü",
     "10.1000/a\\b|c", "10.1000//x", "10.1000/[x]{y}^`z"],
)  # fmt: skip
def test_dois_with_odd_characters_arrive_as_they_are(registries, ask, doi):
    odd, tea = registries.work(doi, title=["Odd"]), registries.work("10.1000/tea", title=["Tea"])
    for wanted in ([odd], [odd, tea]):
        said = ask(*wanted)
        assert said.records[odd, "doi.org"].state is FOUND
        assert said.records[odd, "crossref"].work.titles == ("Odd",)


def test_registries_are_named_in_the_manual():
    manual = (Path(__file__).parents[3] / "docs" / "citations.md").read_text(encoding="utf-8")
    for host in (*SERVICES, wayback.HOST):
        assert f"`{host.speaker}`" in manual
        assert urlsplit(host.url).netloc in manual


def test_replies_do_not_make_us_ask_without_end(registries, ask):
    many = [{"idtype": "doi", "value": f"10.1000/made.up.{number}"} for number in range(500)]
    registries.pubmed["123"] = {"title": "Tea.", "articleids": [{"idtype": "doi", "value": "10.1000/../x"}, *many]}
    registries.pubmed["124"] = {"title": "Tea.", "articleids": many}
    assert ask(("pmid", "123"), ("pmid", "124")).by_service == {"pubmed": 1, "crossref": 1}
    assert [asked.path for asked in registries.requests if asked.host == "api.crossref.org"] == [
        "/works/10.1000/made.up.0"
    ]
