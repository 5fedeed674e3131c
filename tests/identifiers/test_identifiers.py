"""Identifiers of works, printed in text or carried by a URL."""

import json
import re
import time
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit import identifiers
from reviewaudit.model import resolver

LINES = Path(__file__).parents[3] / "shared" / "data" / "reference-strings.jsonl"
ROWS = [json.loads(line) for line in LINES.read_text("utf-8").splitlines()] if LINES.exists() else []


def in_text(text):
    return [(one.scheme, one.value) for one in identifiers.in_text(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("doi:10.1000/182", [("doi", "10.1000/182")]),
        ("See 10.1088/1748-9326/11/4/048002. Next", [("doi", "10.1088/1748-9326/11/4/048002")]),
        ("(see doi:10.1016/S0140-6736(97)11096-0).", [("doi", "10.1016/s0140-6736(97)11096-0")]),
        ("[10.1016/j.x.2020.01.001]", [("doi", "10.1016/j.x.2020.01.001")]),
        ("*10.1016/j.x.2020.01.001*", [("doi", "10.1016/j.x.2020.01.001")]),
        ("10.1016\\/s0140-6736\\(10\\)60175-4", [("doi", "10.1016/s0140-6736(10)60175-4")]),
        ("10.1038/s41586‐020‐2649‐2", [("doi", "10.1038/s41586-020-2649-2")]),
        ("10.1056/NEJMoa2007621\u200b.", [("doi", "10.1056/nejmoa2007621")]),
        (
            "10.1002/(SICI)1521-3978(199806)46:4/5<493::AID-PROP493>3.0.CO;2-P",
            [("doi", "10.1002/(sici)1521-3978(199806)46:4/5<493::aid-prop493>3.0.co;2-p")],
        ),
        ("<https://doi.org/10.1000/182>", [("doi", "10.1000/182")]),
        ("10.1007/JHEP04(2017)134[ arXiv:1702.01748]", [("doi", "10.1007/jhep04(2017)134"), ("arxiv", "1702.01748")]),
        ("10.1103/PhysRevD.93.085012.URL https", [("doi", "10.1103/physrevd.93.085012")]),
        ("10.1371/journal. pone.0064723", [("doi", "10.1371/journal.pone.0064723")]),
        ("10.1371/journal.pone.0064723.t001", [("doi", "10.1371/journal.pone.0064723")]),
        ("pp. 251–261.10.1007/s10439-020-02534-9", [("doi", "10.1007/s10439-020-02534-9")]),
        # Escapes of URLs, HTML, Markdown and LaTeX.
        ("doi:10.1016%2FS0140-6736%2897%2911096-0", [("doi", "10.1016/s0140-6736(97)11096-0")]),
        (
            "10.1002/(SICI)1097-0258(19980815)17:15&lt;1661::AID-SIM968&gt;3.0.CO;2-2",
            [("doi", "10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2")],
        ),
        ("10.1093/tea\\_cup/x12", [("doi", "10.1093/tea_cup/x12")]),
        ("10.1093/tea{\\_}cup/x12", [("doi", "10.1093/tea_cup/x12")]),
        ("<b>10.1000/182</b>", [("doi", "10.1000/182")]),
        ("10.1000/tea\u00adcup", [("doi", "10.1000/teacup")]),
        ("10.1000/tea\u2013cup", [("doi", "10.1000/tea-cup")]),
        ("“10.1000/182”", [("doi", "10.1000/182")]),
        ("((10.1000/a(b)c))", [("doi", "10.1000/a(b)c")]),
        ("10.1000.10/182", [("doi", "10.1000.10/182")]),
        ("10.1086/18230110.1086/182253", [("doi", "10.1086/182301")]),
        ("10.7717/tea.123.s003", [("doi", "10.7717/tea.123")]),
        ("PMID: 9500320", [("pmid", "9500320")]),
        ("PMID 9500320.", [("pmid", "9500320")]),
        ("PMID9500320", [("pmid", "9500320")]),
        ("PMC3669410.1", [("pmcid", "PMC3669410")]),
        ("[PMID:9500320; PMCID: PMC3669410]", [("pmid", "9500320"), ("pmcid", "PMC3669410")]),
        ("PubMed ID 9500320", [("pmid", "9500320")]),
        ("arXiv:1706.03762v5 [cs.CL]", [("arxiv", "1706.03762")]),
        ("arXiv: hep-th/9901001", [("arxiv", "hep-th/9901001")]),
        ("ClinicalTrials.gov NCT00000542", [("nct", "NCT00000542")]),
        ("ISBN 978-0-19-920485-4", [("isbn", "9780199204854")]),
        ("ISBN-10: 0-306-40615-2", [("isbn", "9780306406157")]),
        ("ISBN 0-8044-2957-X.", [("isbn", "9780804429573")]),
    ],
)
def test_printed_identifiers_are_found(text, found):
    assert in_text(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "25.10.2015/2137303",
        "version 10.4/5",
        "v10.1000/x",
        "10/aabbe",
        "10.5555/12345678",
        "10.1234/example",
        "15626865",
        "In 2019 PMIDs were rare",
        "ISBN 978-0-19-920485-5",
        "9783468111242",
        "1706.03762",
        "arXiv:1799.03762",
        "PMC",
        "NCT123",
    ],
)
def test_numbers_of_another_kind_are_no_identifiers(text):
    assert in_text(text) == []


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://doi.org/10.1000/182", [("doi", "10.1000/182")]),
        ("https://doi.org/10.1136/bmj.n71?utm_source=x#y", [("doi", "10.1136/bmj.n71")]),
        (
            "https://doi.org/10.1002/1096-9128(200005)12:6%3C375::AID-CPE480%3E3.0.CO;2-M",
            [("doi", "10.1002/1096-9128(200005)12:6<375::aid-cpe480>3.0.co;2-m")],
        ),
        (
            "https://onlinelibrary.wiley.com/doi/10.1111/j.1475-4983.2012.01203.x/full",
            [("doi", "10.1111/j.1475-4983.2012.01203.x")],
        ),
        (
            "https://www.medrxiv.org/content/10.1101/2023.03.21.23286947v2.full-text",
            [("doi", "10.1101/2023.03.21.23286947")],
        ),
        (
            "https://journals.plos.org/plosmedicine/article?id=10.1371/journal.pmed.1000098",
            [("doi", "10.1371/journal.pmed.1000098")],
        ),
        (
            "https://pubs.acs.org/action/showCitFormats?doi=10.1021%2Facscentsci.3c00243",
            [("doi", "10.1021/acscentsci.3c00243")],
        ),
        (
            "https://ashpublications.org/blood/article-abstract/doi/10.1182/blood.2019004397/474417/A-Slug",
            [("doi", "10.1182/blood.2019004397")],
        ),
        (
            "https://www.oxfordreference.com/view/10.1093/acref/9780199204632.001.0001/acref-9780199204632-e-4022",
            [("doi", "10.1093/acref/9780199204632.001.0001")],
        ),
        ("https://web.archive.org/web/2020/https://doi.org/10.1056/NEJMoa2007621", [("doi", "10.1056/nejmoa2007621")]),
        ("https://www.nature.com/articles/s41563-020-00871-7", [("doi", "10.1038/s41563-020-00871-7")]),
        ("https://www.bmj.com/content/350/bmj.h696", [("doi", "10.1136/bmj.h696")]),
        ("https://doi.org/10.48550/arXiv.1706.03762", [("doi", "10.48550/arxiv.1706.03762"), ("arxiv", "1706.03762")]),
        ("https://www.bmj.com/content/372/bmj.n71.full.pdf", [("doi", "10.1136/bmj.n71")]),
        ("https://www.bmj.com/content/371/bmj-2020-1234", [("doi", "10.1136/bmj-2020-1234")]),
        ("https://elifesciences.org/articles/12345", [("doi", "10.7554/elife.12345")]),
        (
            "https://www.cochranelibrary.com/cdsr/doi/10.1002/14651858.CD004937.pub2/full",
            [("doi", "10.1002/14651858.cd004937.pub2")],
        ),
        ("https://link.springer.com/article/10.1007/s00125-020-1", [("doi", "10.1007/s00125-020-1")]),
        ("https://link.springer.com/content/pdf/10.1007/s00125-020-1.pdf", [("doi", "10.1007/s00125-020-1")]),
        ("https://www.frontiersin.org/articles/10.3389/fnut.2020.00001/full", [("doi", "10.3389/fnut.2020.00001")]),
        (
            "https://www.frontiersin.org/journals/nutrition/articles/10.3389/fnut.2020.00001/abstract",
            [("doi", "10.3389/fnut.2020.00001")],
        ),
        ("https://journals.sagepub.com/doi/epdf/10.1177/0123456789", [("doi", "10.1177/0123456789")]),
        ("https://www.tandfonline.com/doi/full/10.1080/12345.2020.1", [("doi", "10.1080/12345.2020.1")]),
        ("https://www.nejm.org/doi/full/10.1056/NEJMoa2007621?query=x", [("doi", "10.1056/nejmoa2007621")]),
        (
            "https://www.biorxiv.org/content/10.1101/2020.01.30.927871v1.full.pdf",
            [("doi", "10.1101/2020.01.30.927871")],
        ),
        ("https://tea.example/x;jsessionid=1?id=10.1000/182", [("doi", "10.1000/182")]),
        ("https://arxiv.org/abs/1706.03762", [("arxiv", "1706.03762")]),
        # What only a registry can tell is not guessed.
        ("https://www.sciencedirect.com/science/article/pii/S0140673620311806", []),
        ("https://www.thelancet.com/journals/lancet/article/PIIS0140-6736(20)31180-6/fulltext", []),
        ("https://jamanetwork.com/journals/jama/fullarticle/195626", []),
        ("https://pubmed.ncbi.nlm.nih.gov/9500320/", [("pmid", "9500320")]),
        ("https://www.ncbi.nlm.nih.gov/pubmed/9500320", [("pmid", "9500320")]),
        ("https://www.ncbi.nlm.nih.gov/pubmed?term=21249754", [("pmid", "21249754")]),
        ("https://europepmc.org/article/MED/34136733", [("pmid", "34136733")]),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC3669410/", [("pmcid", "PMC3669410")]),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC3669410/pdf/x.pdf", [("pmcid", "PMC3669410")]),
        ("https://arxiv.org/pdf/hep-th/9901001v2.pdf", [("arxiv", "hep-th/9901001")]),
        ("https://clinicaltrials.gov/study/NCT00000542", [("nct", "NCT00000542")]),
        ("https://www.ncbi.nlm.nih.gov/pubmed/?term=tea+2019", []),
        ("https://www.ncbi.nlm.nih.gov/books/NBK21054/", []),
        ("https://news.example/date/25.10.2015/2137303/default.htm", []),
        ("https://dl.acm.org/doi/10.5555/1717186", []),
        ("https://example.org/", []),
    ],
)
def test_identifiers_in_urls(url, found):
    assert list(identifiers.in_url(url)) == found


@pytest.mark.parametrize(
    ("scheme", "value", "url"),
    [
        ("doi", "10.1002/1-9(2000)1:6<375::x>3.0", "https://doi.org/10.1002/1-9(2000)1:6%3C375::x%3E3.0"),
        ("pmid", "9500320", "https://pubmed.ncbi.nlm.nih.gov/9500320/"),
        ("pmcid", "PMC3669410", "https://pmc.ncbi.nlm.nih.gov/articles/PMC3669410/"),
        ("arxiv", "1706.03762", "https://arxiv.org/abs/1706.03762"),
        ("nct", "NCT00000542", "https://clinicaltrials.gov/study/NCT00000542"),
        ("isbn", "9780199204854", "urn:isbn:9780199204854"),
    ],
)
def test_where_an_identifier_resolves(scheme, value, url):
    assert resolver((scheme, value)) == url
    assert (scheme, value) in identifiers.in_url(url)


@given(st.text("10.23/ab()[]<>:;.,%&\\ \u200bPMIDCarXiv:ISBN-9", max_size=60))
def test_no_text_makes_it_raise_and_places_hold_the_identifier(text):
    for one in identifiers.in_text(text):
        assert 0 <= one.start < one.end <= len(text)
        assert one.value
    identifiers.in_url(text)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("ISBN 978-0-19-920485-5", [("isbn", "978-0-19-920485-5")]),
        ("ISBN 0-306-40615-3.", [("isbn", "0-306-40615-3")]),
        ("ISBN 978-0-19-920485-4", []),
        ("Order number 0-306-40615-3", []),
        ("doi:10.1086/18230110.1086/182253.", [("doi", "10.1086/18230110.1086/182253")]),
        ("ISBN 977-1234-567-003", []),  # a longer number of another kind
        ("doi:10.1234/2010.1016/7.", []),  # a year
        ("doi:10.1002/10.1002/anie.201", []),  # a prefix twice
        ("10.1086/182301 10.1086/182253", []),
        ("10.1086/182301,10.1086/182253", []),
        ("10.1086/182301;https://doi.org/10.1086/182253", []),
    ],
)
def test_what_cannot_be_an_identifier_is_told(text, faults):
    assert list(identifiers.faults(text)) == faults


@pytest.mark.parametrize(
    "piece", ["10.1000/", "10.1000/a(", "10.1000/<x>1", "PMID: ", "arXiv:a-", "ISBN 978-", "&lt;10.1000/\\_", "10.1.1"]
)
def test_time_grows_with_the_length(piece):
    def seconds(count):
        text = piece * count
        best = 9.0
        for _ in range(3):
            start = time.perf_counter()
            identifiers.in_text(text)
            identifiers.faults(text)
            identifiers.in_url("https://tea.example/" + text)
            best = min(best, time.perf_counter() - start)
        return best

    # 32 times the text takes about 32 times as long; a square would take a thousand times, a busy machine some more.
    assert seconds(16_000) < 250 * seconds(500) + 0.05


# --- the score on labelled references ---------------------------------------------------------------------------------


def printed(row):
    """What of a row's identifiers is written in its text, by rules that know the answer."""
    text = unescape(unquote(unescape(unquote(row["text"]))))
    flat = plain(re.sub(r"[\s\u200b\\]", "", text))
    shapes = {
        "doi": "{}", "pmid": r"(?:pmid|pubmed(?:\.ncbi\.nlm\.nih\.gov|/?\?term)?|med/)[^a-z]*0*{}", "pmcid": "{}",
        "arxiv": "arxiv[^ ]*{}",
    }  # fmt: skip
    for scheme, shape in shapes.items():
        if row.get(scheme) and re.search(shape.format(re.escape(plain(row[scheme]))), flat):
            yield scheme
    if row.get("isbn") and "isbn" in flat and plain(row["isbn"]) in re.sub("[^0-9x]", "", flat):
        yield "isbn"


def plain(text):
    return re.sub("[\u2010-\u2013]", "-", text).lower()


def thirteen(isbn):
    """The form of an ISBN for comparing."""
    if len(isbn) == 13:
        return isbn
    total = sum(int(digit) * weight for digit, weight in zip("978" + isbn[:9], [1, 3] * 6, strict=True))
    return f"978{isbn[:9]}{-total % 10}"


def expected(row, scheme):
    return thirteen(row[scheme].replace("-", "")) if scheme == "isbn" else plain(row[scheme])


def read(row):
    if row["text"].startswith("http"):
        return identifiers.in_url(row["text"])
    links = re.findall(r"https?://pubmed\S+", row["text"])  # as a format gives the links of a text
    return [*in_text(row["text"]), *(found for link in links for found in identifiers.in_url(link))]


@pytest.mark.skipif(not ROWS, reason="the labelled references are not here")
@pytest.mark.parametrize(
    ("scheme", "least"), [("doi", 0.97), ("pmid", 0.98), ("pmcid", 0.98), ("arxiv", 0.98), ("isbn", 0.98)]
)
def test_printed_identifiers_of_labelled_references_are_exact(scheme, least):
    rows = [row for row in ROWS if scheme in set(printed(row))]
    missed = [
        row for row in rows if {plain(value) for kind, value in read(row) if kind == scheme} != {expected(row, scheme)}
    ]
    print(f"\n{scheme}: {len(rows) - len(missed)} of {len(rows)}")
    for row in missed:
        print(row[scheme], read(row), row["text"][-150:])
    assert len(rows) - len(missed) >= least * len(rows)


@pytest.mark.skipif(not ROWS, reason="the labelled references are not here")
def test_labelled_references_without_identifier_have_none():
    empty = [row for row in ROWS if not any(row.get(scheme) for scheme in ("doi", "pmid", "pmcid", "arxiv", "isbn"))]
    assert len(empty) > 50
    assert [row["text"] for row in empty if any(scheme != "nct" for scheme, _ in read(row))] == []
