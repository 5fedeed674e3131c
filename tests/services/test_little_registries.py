"""The little registries answer real questions about the samples as the real ones would, and nothing else."""

from pathlib import Path

import pytest

from reviewaudit import audit, discovery, formats
from reviewaudit.model import CitationPolicy, NetworkPolicy, Policy, RecordState
from reviewaudit.services import look_up_works, play_web
from reviewaudit.services.little_registries import LittleRegistries

ARTICLES = Path(__file__).parents[2] / "articles"
HELD = (ARTICLES / "registries.toml").read_text(encoding="utf-8")
TEA = """
[crossref."10.5072/Tea"]
title = ["Tea"]
[crossref."10.1002/14651858.cd000001"]
title = ["Tea for all"]
[pubmed."7"]
title = "Tea."
"""


def ask(*wanted, held=TEA):
    found = {}
    with play_web("", held) as web:
        came = look_up_works(
            wanted,
            NetworkPolicy(timeout=20.0, max_retries=0),
            CitationPolicy(),
            gateway=web.origin,
            on_record=lambda record: found.__setitem__((record.identifier, record.service), record),
        )
    return found, came.calls


def test_what_is_held_is_found_and_the_rest_is_denied_by_who_must_know_it():
    found, calls = ask(("doi", "10.5072/tea"), ("doi", "10.5072/none"), ("pmid", "7"), ("pmid", "8"))
    assert {(name[1], service): record.state for (name, service), record in found.items()} == {
        ("10.5072/tea", "doi.org"): RecordState.FOUND,
        ("10.5072/tea", "crossref"): RecordState.FOUND,
        ("10.5072/none", "doi.org"): RecordState.MISSING,
        ("7", "pubmed"): RecordState.FOUND,
        ("8", "pubmed"): RecordState.MISSING,
    }
    assert calls == 3


def test_a_list_leaves_out_what_is_not_held():
    review = ("doi", "10.1002/14651858.cd000001")
    found, calls = ask(review)
    assert found[review, "crossref"].work.titles == ("Tea for all",)
    assert found[review, "crossref"].successors == ()
    assert calls == 2


def test_other_registries_are_not_played():
    found, _ = ask(("isbn", "9780140328721"))
    [record] = found.values()
    assert (record.state, record.absent) == (RecordState.UNCHECKED, False)


@pytest.mark.parametrize(
    ("held", "words"),
    [
        ("[openalex.x]\n", "openalex: no registry; known are crossref and pubmed"),
        ('[crossref]\n"10.5072/tea" = "Tea"\n', "crossref, 10.5072/tea: expected a table, not 'Tea'"),
    ],
)
def test_what_is_not_understood_is_named(held, words):
    with pytest.raises(ValueError, match=words):
        LittleRegistries(held)


def test_each_identifier_of_the_samples_is_held():
    found = discovery.discover(
        [str(ARTICLES)], is_article=lambda name: name.endswith(formats.SUFFIXES), base=ARTICLES, stdin=bytes
    )
    articles = audit.understand(found.sources, Policy(), ARTICLES)
    cited = {name for article in articles for work in article.citations for name in work.identifiers}
    assert len(cited) > 20
    records, calls = ask(*cited, held=HELD)
    assert {record.state for record in records.values()} == {RecordState.FOUND}
    assert calls == 3
