"""Links followed to the works that their pages say they are about."""

import pytest

from reviewaudit.audit.following import follow
from reviewaudit.model import START, Article, Citation, Reference, Role, TargetKind

TEA, PMID, CUP = ("doi", "10.5072/tea.1"), ("pmid", "31000001"), ("doi", "10.5072/cup.1")
PAGE, PDF = "https://tea.example/1", "https://tea.example/1.pdf"


def link(url=PAGE, text="a study", role=Role.LINK, kind=TargetKind.REMOTE, line=3, identifiers=()):
    place = START._replace(line=line, end_line=line)
    return Reference(f"{url}#top", place, text, role, kind, url, "top", identifiers)


def entry(*urls, writes=()):
    return Citation("Brown B. Tea. 2019.", START, writes, tuple(f"{url}#top" for url in urls), listed=True)


def followed(pages, *references, citations=()):
    article = Article("tea.md", format="markdown", references=references, citations=citations)
    (found,) = follow([article], pages)
    return found.citations


def test_entry_that_writes_no_identifier_gets_that_of_its_page():
    (citation,) = followed({PAGE: (TEA, PMID)}, link(), citations=(entry(PAGE),))
    assert (citation.identifiers, citation.written, citation.strays) == ((TEA, PMID), (), ())
    assert dict(citation.pages) == {TEA: f"{PAGE}#top", PMID: f"{PAGE}#top"}


@pytest.mark.parametrize(
    ("writes", "told", "identifiers", "strays"),
    [
        ((TEA,), (TEA,), (TEA,), ()),
        ((TEA,), (TEA, PMID), (TEA, PMID), ()),
        ((TEA,), (CUP,), (TEA,), (CUP,)),
        ((TEA,), (PMID,), (TEA,), (PMID,)),
        ((TEA, PMID), (PMID, CUP), (TEA, PMID, CUP), ()),
    ],
)
def test_what_the_article_writes_comes_first(writes, told, identifiers, strays):
    (citation,) = followed({PAGE: told}, link(), citations=(entry(PAGE, writes=writes),))
    assert (citation.identifiers, citation.written) == (identifiers, writes)
    assert tuple(name for name, _ in citation.strays) == strays
    assert citation.names == (*identifiers, *strays)


def test_second_page_is_held_against_what_the_first_one_added():
    pages = {PAGE: (TEA, PMID), PDF: (PMID, CUP)}
    (citation,) = followed(pages, link(), link(PDF), citations=(entry(PAGE, PDF, writes=(TEA,)),))
    assert citation.identifiers == (TEA, PMID, CUP)


def test_link_outside_any_entry_becomes_a_citation_in_its_place():
    later = Citation("Green. 2020", START._replace(line=9, end_line=9), (CUP,), listed=True)
    found = followed({PAGE: (TEA,)}, link(line=3), citations=(later,))
    assert [(one.text, one.place.line, one.identifiers, one.listed) for one in found] == [
        ("a study", 3, (TEA,), False),
        ("Green. 2020", 9, (CUP,), True),
    ]


def test_each_place_that_links_the_page_cites_the_work():
    assert [one.place.line for one in followed({PAGE: (TEA,)}, link(line=3), link(line=5))] == [3, 5]


def test_link_that_an_entry_has_is_no_second_citation():
    assert len(followed({PAGE: (TEA,)}, link(line=3), citations=(entry(PAGE),))) == 1


@pytest.mark.parametrize(
    "reference",
    [
        link(role=Role.IMAGE),
        link(role=Role.ASSET),
        link(role=Role.NAVIGATION),
        link(kind=TargetKind.UNCHECKED),
        link("https://tea.example/other"),
    ],
)
def test_what_cites_no_work_stays_no_citation(reference):
    assert followed({PAGE: (TEA,)}, reference) == ()


def test_without_pages_nothing_changes():
    article = Article("tea.md", format="markdown", references=(link(),), citations=(entry(PAGE),))
    assert follow([article], {}) == [article]
    assert follow([article], {PDF: (TEA,)})[0] is article
