"""What a page's head says about the work that it shows."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit.services.bodies import describe
from reviewaudit.services.page_identifiers import of_page


def page(head, body=""):
    return f"<!doctype html><html><head><title>Tea</title>{head}</head><body>{body}</body></html>".encode()


def ld(value):
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ('<meta name="citation_doi" content="10.1000/TEA.1">', [("doi", "10.1000/tea.1")]),
        ("<META content='doi:10.1000/tea.1' name='citation_doi' />", [("doi", "10.1000/tea.1")]),
        ("<meta name=citation_pmid content=9500320>", [("pmid", "9500320")]),
        ('<meta name="citation_pmcid" content="PMC3669410">', [("pmcid", "PMC3669410")]),
        ('<meta name="citation_arxiv_id" content="1706.03762">', [("arxiv", "1706.03762")]),
        ('<meta name="DC.Identifier" content="10.1000/tea.1">', [("doi", "10.1000/tea.1")]),
        ('<meta name="dc.identifier" content="https://doi.org/10.1000/tea.1">', [("doi", "10.1000/tea.1")]),
        ('<meta property="prism.doi" content="doi:10.1000/tea&#46;1">', [("doi", "10.1000/tea.1")]),
        ('<link rel="canonical" href="https://tea.example/doi/full/10.1000/tea.1">', [("doi", "10.1000/tea.1")]),
        (
            ld({"@type": "ScholarlyArticle", "identifier": {"propertyID": "DOI", "value": "10.1000/tea.1"}}),
            [("doi", "10.1000/tea.1")],
        ),
        (
            ld({"@graph": [{"@type": ["MedicalScholarlyArticle"], "sameAs": ["https://doi.org/10.1000/tea.1"]}]}),
            [("doi", "10.1000/tea.1")],
        ),
        (
            '<meta name="citation_doi" content="10.1000/tea.1"><meta name="citation_pmid" content="31000001">',
            [("doi", "10.1000/tea.1"), ("pmid", "31000001")],
        ),
        # What the page cites, who wrote it, and what is no identifier.
        ('<meta name="citation_reference" content="citation_title=Cup;citation_doi=10.1000/cup">', []),
        (ld({"@type": "ScholarlyArticle", "citation": [{"identifier": "10.1000/cup"}]}), []),
        (ld({"@type": "Person", "sameAs": "https://doi.org/10.1000/cup"}), []),
        ('<script type="application/ld+json">{"@type": "Article", "identifier": "10.1000/x"</script>', []),
        ('<meta name="DC.identifier" content="tea-10.1000">', []),
        ('<meta name="description" content="doi:10.1000/tea.1">', []),
        ('<script src="/lib/10.1000/tea.js"></script>', []),
        ("", []),
    ],
)
def test_identifiers_of_a_head(head, found):
    assert list(of_page(page(head), "utf-8")) == found
    assert list(describe("text/html", None, page(head)).identifiers) == found


def test_the_body_is_not_asked():
    assert of_page(page("", '<meta name="citation_doi" content="10.1000/tea.1"> 10.1000/cup'), "utf-8") == ()


def test_a_page_of_many_works_is_about_none():
    many = "".join(f'<meta name="citation_doi" content="10.1000/tea.{number}">' for number in range(20))
    assert of_page(page(many), "utf-8") == ()


def test_a_page_that_is_asked_tells_its_identifiers(web, observe_one):
    body = page('<meta name="citation_doi" content="10.1000/tea.1">')
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    web.raw.append(head.encode() + body)
    assert observe_one(web.url("/raw/0")).content.identifiers == (("doi", "10.1000/tea.1"),)


@given(st.text("<>=\"'/ metalinkscript10.doi:_{}[]@graph,\n", max_size=200))
def test_no_head_makes_it_raise(text):
    of_page(page(text + "10.1000/x"), "no-such-charset")


@pytest.mark.parametrize(
    "piece", ["<meta ", "<meta a=", "<link rel='", '<script type="application/ld+json">', "10.1000/"]
)
def test_time_grows_with_the_length(piece):
    def seconds(count):
        body = (piece * count + "10.1000/x").encode()
        best = 9.0
        for _ in range(3):
            start = time.perf_counter()
            of_page(body, "utf-8")
            best = min(best, time.perf_counter() - start)
        return best

    assert seconds(16_000) < 250 * seconds(500) + 0.05
