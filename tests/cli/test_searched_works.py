"""Works that no identifier in the article leads to, in the real program: searched by their text, or told by a page."""

import pytest

HOSTS = {"doi.org": "doi.org", "crossref": "api.crossref.org", "pubmed": "eutils.ncbi.nlm.nih.gov"}
ENTRY = "Brown B, Green G. Tea and the sleep of shift workers. J Tea. 2019;4(2):12-19."
TEA = {
    "title": ["Tea and the sleep of shift workers"],
    "author": [{"family": "Brown"}, {"family": "Green"}],
    "issued": {"date-parts": [[2019]]},
    "volume": "4",
    "page": "12-19",
    "type": "journal-article",
}
SLOPES = {
    "title": ["Harvesting machines on steep slopes"],
    "author": [{"family": "Gray"}],
    "issued": {"date-parts": [[2019]]},
    "type": "journal-article",
}
RETRACTED = {"updated-by": [{"DOI": "10.5072/n.1", "type": "retraction", "source": "publisher"}]}


@pytest.fixture
def check(program, tmp_path, registries):
    """`check(entry, options)` -> (code, level, message) of each finding; what was asked is counted anew."""

    def run(entry, *options, resolve=True):
        services = "".join(f'"{name}" = "{registries.base(host)}"\n' for name, host in HOSTS.items())
        (tmp_path / "reviewaudit.toml").write_text(
            "[network]\nallow_private = true\nmax_retries = 0\nexclude = ['^https:']\n"
            f"[citations]\nresolve = {str(resolve).lower()}\n[citations.services]\n{services}"
        )
        (tmp_path / "a.md").write_text(
            f"---\nlast_reviewed: 2026-05-02\n---\n\nTea helps [1].\n\n## References\n\n1. {entry}\n", encoding="utf-8"
        )
        registries.requests.clear()
        done = program("check", "a.md", "--as-of", "2026-06-01", "--no-git", "--format", "json", *options, cwd=tmp_path)
        assert done.status in {0, 1}, done.err
        return [(one["code"], one["level"], one["message"]) for one in done.json["findings"]]

    return run


def searched(registries):
    return sum("query.bibliographic" in asked.query for asked in registries.requests)


def test_doi_of_an_entry_without_any_is_suggested(check, registries):
    registries.work("10.5072/tea.1", **TEA)
    (found,) = check(ENTRY)
    assert found[:2] == ("RA412", "note")
    assert found[2].endswith("has neither a link nor an identifier; it is likely https://doi.org/10.5072/tea.1")


def test_retraction_of_a_searched_work_is_no_more_than_possible(check, registries):
    registries.work("10.5072/tea.1", **TEA, **RETRACTED)
    retracted = next(found for found in check(ENTRY) if found[0] == "RA401")
    assert retracted[1] == "warning"
    assert "has possibly been retracted: a work of this title and author or year" in retracted[2]


def test_searched_once_and_remembered(check, registries):
    registries.work("10.5072/tea.1", **TEA)
    first = check(ENTRY)
    assert searched(registries) == 1
    for options in ((), ("--offline",)):
        assert check(ENTRY, *options) == first
        assert registries.requests == []


def test_search_that_found_nothing_is_remembered_and_accuses_nobody(check, registries):
    registries.work("10.5072/cup.1", **SLOPES)
    for asked in (1, 0):
        assert [found[:2] for found in check(ENTRY)] == [("RA412", "note")]
        assert searched(registries) == asked


@pytest.mark.parametrize(
    "entry",
    [f"{ENTRY} doi:10.5072/tea.1", "Brown B. Tea. 2019.", "Tea Board. How to make tea, when, and for whom."],
)
def test_entries_with_an_identifier_or_with_few_words_are_not_searched(check, registries, entry):
    registries.work("10.5072/tea.1", **TEA)
    check(entry)
    assert searched(registries) == 0


def test_nothing_is_searched_unless_the_config_says_so(check, registries):
    registries.work("10.5072/tea.1", **TEA)
    check(ENTRY, resolve=False)
    assert registries.requests == []


# --- what pages say ---------------------------------------------------------------------------------------------------


def page(web, doi):
    words = "Green tea helps those who work at night to sleep by day. " * 20
    return web.serve("/77", f'<title>Tea</title><meta name="citation_doi" content="{doi}"></head><h1>Tea</h1>{words}')


def test_publisher_link_is_followed_to_what_registries_say(check, registries, web):
    registries.work("10.5072/tea.1", **TEA, **RETRACTED)
    (found,) = check(f"{ENTRY} <{page(web, '10.5072/tea.1')}>", resolve=False)
    assert found[:2] == ("RA401", "error")
    assert "(doi:10.5072/tea.1, as its page says) has been retracted, by a retraction, says the publisher" in found[2]


def test_link_to_another_article_than_the_entry_names(check, registries, web):
    registries.work("10.5072/tea.1", **TEA)
    registries.work("10.5072/cup.1", **SLOPES)
    url = page(web, "10.5072/cup.1")
    says = (
        f"doi:10.5072/tea.1 is what the entry describes, but it links {url}, which says that it is "
        "doi:10.5072/cup.1, “Harvesting machines on steep slopes” by Gray"
    )
    assert check(f"{ENTRY} doi:10.5072/tea.1 <{url}>") == [("RA406", "warning", says)]


def test_link_to_the_same_article_under_another_doi(check, registries, web):
    registries.work("10.5072/tea.1", **TEA)
    registries.work("10.5072/preprint.1", **{**TEA, "type": "posted-content"})
    assert check(f"{ENTRY} doi:10.5072/tea.1 <{page(web, '10.5072/preprint.1')}>") == []


def test_page_with_a_doi_that_nobody_has_is_no_fault_of_the_article(check, registries, web):
    assert check(f"{ENTRY} <{page(web, '10.5072/nobody')}>", resolve=False) == []
