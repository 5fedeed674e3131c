"""A URL in, the identifiers that it carries out.

Most publishers' URLs hold the DOI as it is; of some it follows by a rule (Nature, BMJ, eLife). The numbers of
ScienceDirect, Cell Press, The Lancet, JAMA, JSTOR … are left alone: what DOI belongs to them, only a registry knows.
"""

from __future__ import annotations

import re

from reviewaudit.identifiers import dois, isbns
from reviewaudit.identifiers.printed import NCT, arxivs
from reviewaudit.regexes import regex

_OXFORD = regex(r"(10\.1093/[a-z]+/\d{13}\.\d{3}\.\d{4})/.*", re.IGNORECASE)
_PREPRINT = regex(r"(10\.(?:1101|64898)/.+?)v\d+(?:\..*|/.*)?", re.IGNORECASE)
_TAIL = regex(
    r"(?:/(?:full|fulltext|full-text|abstract|abs|pdf|epdf|pdfft|summary|figures|meta|html|epub|references"
    r"|suppl_file/.*)"
    r"|;jsessionid.*|\.pdf)$",
    re.IGNORECASE,
)
_SLUG = regex(r"/\d{4,}(?:/[^/]*)?$")
_SLUGGED = regex("/(?:article|article-abstract|article-pdf|article-lookup|proceedings)")
_PMID = regex(
    r"//pubmed\.ncbi\.nlm\.nih\.gov/(\d{1,8})(?!\d)"
    r"|//(?:www\.)?ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/?(?:\?(?:.{0,80}&)?term=)?(\d{1,8})(?![^/?&#])"
    r"|europepmc\.org/(?:article|abstract)s?/MED/(\d{1,8})(?!\d)",
    re.IGNORECASE,
)
_PMCID = regex(
    r"(?:ncbi\.nlm\.nih\.gov/(?:pmc/)?articles/|europepmc\.org/(?:article/PMC|articles)/)(?:PMC)?(\d{1,8})(?!\d)",
    re.IGNORECASE,
)
_RULES = (
    (
        "10.1038/",
        regex(r"//(?:www\.)?nature\.com/articles/([a-z0-9][a-z0-9.-]{3,60}?)(?:\.pdf)?(?:[/?#]|$)", re.IGNORECASE),
    ),
    (
        "10.1136/",
        regex(
            r"//(?:www\.)?bmj\.com/content/\d{1,4}/(bmj[.-][a-z]?\d[a-z0-9.-]{0,40}?)(?:\.full.*)?(?:[/?#]|$)",
            re.IGNORECASE,
        ),
    ),
    ("10.7554/elife.", regex(r"//(?:www\.)?elifesciences\.org/articles/(\d{5,6})(?:v\d+)?(?:[/?#]|$)")),
)


def in_url(url: str) -> tuple[tuple[str, str], ...]:
    """The identifiers that `url` carries."""
    lower = url.lower()
    if not (  # written out: this is asked for every link, and hardly ever true
        "10." in lower or "ncbi.nlm" in lower or "arxiv" in lower or "europepmc" in lower or "clinicaltrials" in lower
        or "nature.com/articles/" in lower or "bmj.com/content/" in lower or "elifesciences.org/" in lower
        or "urn:isbn:" in lower
    ):  # fmt: skip
        return ()
    found: dict[tuple[str, str], None] = {}
    doi = _doi(url)
    if doi:
        found["doi", doi] = None
        if doi.startswith("10.48550/arxiv."):
            found["arxiv", doi.removeprefix("10.48550/arxiv.")] = None
    pmid = _PMID.search(url)
    if pmid is not None:
        found["pmid", next(filter(None, pmid.groups()))] = None
    pmcid = _PMCID.search(url)
    if pmcid is not None:
        found["pmcid", f"PMC{pmcid[1]}"] = None
    for identifier in arxivs(url):
        found["arxiv", identifier.value] = None
    if "clinicaltrials.gov" in lower and (trial := NCT.search(url)):
        found["nct", trial[0]] = None
    if lower.startswith("urn:isbn:") and (isbn := isbns.normal(url[9:])):
        found["isbn", isbn] = None
    return tuple(found)


def _doi(url: str) -> str:
    for prefix, pattern in _RULES:
        rule = pattern.search(url)
        if rule is not None:
            return prefix + rule[1].lower()
    plain = dois.plain(url.partition("#")[0], encoded=True)
    path, _, query = plain.partition("?")
    match = dois.PATTERN.search(path)
    if match is None:
        match = dois.PATTERN.search(query.replace("&", " "))
        return dois.settle(match[0]) if match is not None else ""
    value = match[0]
    while (shorter := _TAIL.sub("", value)) != value:
        value = shorter
    second = dois.SECOND.search(value, 8)
    if second is not None:
        value = value[: second.start()]
    if _SLUGGED.search(path[: match.start()]) and (value.count("/") > 2 or _SLUG.search(value.partition("/")[2])):
        value = _SLUG.sub("", value)
    for pattern in (_OXFORD, _PREPRINT):
        whole = pattern.fullmatch(value)
        value = whole[1] if whole else value
    return dois.settle(value)
