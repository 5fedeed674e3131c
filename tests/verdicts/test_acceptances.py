"""Works that the config accepts as they stand."""

from datetime import date

import pytest

from reviewaudit import verdicts
from reviewaudit.model import START, Acceptance, Citation


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("10.1016/S0140-6736(97)11096-0", ("doi", "10.1016/s0140-6736(97)11096-0")),
        ("doi:10.5072/Tea", ("doi", "10.5072/tea")),
        ("https://doi.org/10.5072/Tea%281%29", ("doi", "10.5072/tea(1)")),
        ("PMID 9500320", ("pmid", "9500320")),
        ("pmid:0009500320", ("pmid", "9500320")),
        ("https://pubmed.ncbi.nlm.nih.gov/9500320/", ("pmid", "9500320")),
        ("pmc1234567", ("pmcid", "PMC1234567")),
        ("arXiv:1706.03762v7", ("arxiv", "1706.03762")),
        ("nct06604689", ("nct", "NCT06604689")),
        ("ISBN 978-0-14-032872-1", ("isbn", "9780140328721")),
        ("ISBN 0-14-032872-5", ("isbn", "9780140328721")),
        ("https://tea.example/leaf", ("url", "https://tea.example/leaf")),
    ],
)
def test_works_are_named_as_people_write_them(written, name):
    assert verdicts.read_id(written) == name


@pytest.mark.parametrize("written", ["", "9500320", "Wakefield 1998", "10.1/x", "PMID nine", "ISBN 12345", "ftp://x"])
def test_what_names_no_work_is_refused(written):
    with pytest.raises(ValueError, match="is no"):
        verdicts.read_id(written)


TEA = Citation("Brown B. Tea.", START, (("pmid", "31000001"),), ("https://tea.example/leaf",))


@pytest.mark.parametrize(
    ("id", "until", "holds", "ended"),
    [
        ("PMID 31000001", None, True, False),
        ("PMID 31000001", date(2026, 6, 1), True, False),
        ("PMID 31000001", date(2026, 5, 31), False, True),
        ("https://tea.example/leaf", None, True, False),
        ("10.5072/tea", None, True, False),
        ("10.5072/other", None, False, False),
    ],
)
def test_acceptance_holds_to_its_last_day(id, until, holds, ended):
    found = verdicts.accepted(TEA, (("doi", "10.5072/tea"),), (Acceptance(id, "why", until),), date(2026, 6, 1))
    assert (found[0] is not None, found[1] is not None) == (holds, ended)
