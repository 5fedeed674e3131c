"""Text or a URL in, the identifiers of works out: DOI, PMID, PMCID, arXiv, ISBN, NCT.

Only what is printed there: an identifier is never guessed from a title. The order of the DOI's repairs matters; it was
measured on labelled references. Syntax: DOI Handbook §2.2, arXiv identifier scheme, ISO 2108.
"""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple
from urllib.parse import quote, unquote


class Identifier(NamedTuple):
    """An identifier written at text[start:end]; `value` is its form for comparing."""

    start: int
    end: int
    scheme: str
    value: str


_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2212": "-"})

# A letter, digit or dot before it makes it part of something else (/date/25.10.2015/2137303/), pages apart:
# "251–261.10.1007/…".
_DOI = re.compile(
    r"(?:(?<![^\W_])(?<!\.)|(?<=\d\d\d\.))10\.\d{4,9}(?:\.\d{1,9})*\\?/"
    r"(?:[^\s\"<>“”«»—\u3000-\u9fff\uff00-\uffef]|<[\w.:;-]{1,40}>(?=[\d;:.])){1,300}"
)
_SPACED_PLOS = re.compile(r"(?<=journal\.) p[a-z]{3}\.\d{7}")
_ESCAPED = re.compile(r"\\([_<>()/\[\]&%#{}-])")
_SECOND = re.compile(r"(?<=.)[\s,;|]*(?:https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/")
_GLUED = re.compile(
    r"[.,;\[(]?(?:URL(?=$|[^a-z])|URLhttps?|https?:/|arXiv:|PMC?ID:|\bEpub\b|\bAccessed\b|\bISBN\b"
    r"|\bISSN\b).*",
    re.DOTALL,
)
_TRAILING = ".,;:'\"’”*_`\\!?…"
_BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}
_PLOS = re.compile(r"10\.1371/journal\.[a-z]{4}\.\d{7}", re.IGNORECASE)
_OXFORD = re.compile(r"(10\.1093/[a-z]+/\d{13}\.\d{3}\.\d{4})/.*", re.IGNORECASE)
_PREPRINT = re.compile(r"(10\.(?:1101|64898)/.+?)v\d+(?:\..*|/.*)?", re.IGNORECASE)
_TAIL = re.compile(
    r"(?:/(?:full|fulltext|full-text|abstract|abs|pdf|epdf|pdfft|summary|figures|meta|html|epub|references"
    r"|suppl_file/.*)"
    r"|;jsessionid.*|\.pdf)$",
    re.IGNORECASE,
)
_SLUG = re.compile(r"/\d{4,}(?:/[^/]*)?$")
_EXAMPLE = re.compile(r"10\.(?:5555|9999)/|10\.1234/(?:example|abc|foo|xyz)|10\.\d+/(?:x{3,}|\.\.\.|…)", re.IGNORECASE)

_PMID = re.compile(r"(?<![^\W_])(?<!\.)(?:PMID|PubMed\s?(?:PM)?ID)[\s:.#]{0,4}(\d{1,8})(?![\d.]*\d)", re.IGNORECASE)
_PMCID = re.compile(r"(?<![^\W_])(?:PMCID[\s:.#]{0,4})?(PMC\s?\d{3,8})(?:\.\d+)?(?!\d)", re.IGNORECASE)
_ARXIV = re.compile(
    r"arXiv\s{0,2}:\s{0,2}(?:(\d{4})\s?\.\s?(\d{4,5})|([a-z][a-z-]+(?:\.[A-Z]{2})?/\d{7}))(?:v\d+)?(?!\d)"
    r"|arxiv\.org/(?:abs|pdf|html|ps|format)/(?:(\d{4})\.(\d{4,5})|([a-z][a-z-]+(?:\.[A-Z]{2})?/\d{7}))(?:v\d+)?(?!\d)",
    re.IGNORECASE,
)
_NCT = re.compile(r"(?<![^\W_])NCT\d{8}(?!\d)")
_ISBN = re.compile(
    r"(?<![^\W_])ISBN(?:[- ]?1[03])?(?:\s?\([^)]{1,20}\))?[\s:]{0,4}"
    r"((?:97[89][\s‐‑–-]{0,2})?(?:\d[\s‐‑–-]{0,2}){9}[\dXx])(?![\dXx])",
    re.IGNORECASE,
)

_URL_PMID = re.compile(
    r"//pubmed\.ncbi\.nlm\.nih\.gov/(\d{1,8})(?!\d)"
    r"|//(?:www\.)?ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/?(?:\?(?:.{0,80}&)?term=)?(\d{1,8})(?![^/?&#])"
    r"|europepmc\.org/(?:article|abstract)s?/MED/(\d{1,8})(?!\d)",
    re.IGNORECASE,
)
_URL_PMCID = re.compile(
    r"(?:ncbi\.nlm\.nih\.gov/(?:pmc/)?articles/|europepmc\.org/(?:article/PMC"
    r"|articles)/)(?:PMC)?(\d{1,8})(?!\d)",
    re.IGNORECASE,
)
_URL_NATURE = re.compile(
    r"//(?:www\.)?nature\.com/articles/([a-z0-9][a-z0-9.-]{3,60}?)(?:\.pdf)?(?:[/?#]"
    r"|$)",
    re.IGNORECASE,
)
_URL_BMJ = re.compile(
    r"//(?:www\.)?bmj\.com/content/\d+/(bmj\.[a-z]?\d+[a-z0-9.-]*?)(?:\.full.*)?(?:[/?#]"
    r"|$)",
    re.IGNORECASE,
)


def in_text(text: str) -> list[Identifier]:
    """The identifiers printed in `text`, in their order."""
    found: list[Identifier] = []
    if "10." in text:
        found.extend(_dois(text))
    lower = text.lower()
    if "pmid" in lower or "pubmed" in lower:
        found.extend(Identifier(*match.span(), "pmid", match[1].lstrip("0") or "0") for match in _PMID.finditer(text))
    if "pmc" in lower:
        found.extend(_pmcids(text))
    if "arxiv" in lower:
        found.extend(_arxivs(text))
    if "NCT" in text:
        found.extend(Identifier(*match.span(), "nct", match[0]) for match in _NCT.finditer(text))
    if "isbn" in lower:
        found.extend(_isbns(text))
    found.sort()
    return found


def in_url(url: str) -> tuple[tuple[str, str], ...]:
    """The identifiers that `url` carries."""
    lower = url.lower()
    if not (  # written out: this is asked for every link, and hardly ever true
        "10." in lower or "ncbi.nlm" in lower or "arxiv" in lower or "europepmc" in lower or "clinicaltrials" in lower
        or "nature.com/articles/" in lower or "bmj.com/content/" in lower or "urn:isbn:" in lower
    ):  # fmt: skip
        return ()
    found: dict[tuple[str, str], None] = {}
    doi = _doi_of_url(url)
    if doi:
        found["doi", doi] = None
        if doi.startswith("10.48550/arxiv."):
            found["arxiv", doi.removeprefix("10.48550/arxiv.")] = None
    for match in (_URL_PMID.search(url),):
        if match is not None:
            found["pmid", next(filter(None, match.groups()))] = None
    pmcid = _URL_PMCID.search(url)
    if pmcid is not None:
        found["pmcid", f"PMC{pmcid[1]}"] = None
    for identifier in _arxivs(url):
        found["arxiv", identifier.value] = None
    if "clinicaltrials.gov" in url.lower() and (trial := _NCT.search(url)):
        found["nct", trial[0]] = None
    if url.lower().startswith("urn:isbn:") and (isbn := _valid_isbn(url[9:])):
        found["isbn", isbn] = None
    return tuple(found)


def resolver(scheme: str, value: str) -> str:
    """The URL at which an identifier resolves."""
    match scheme:
        case "doi":
            return "https://doi.org/" + quote(value, safe="/:;()._-")
        case "pmid":
            return f"https://pubmed.ncbi.nlm.nih.gov/{value}/"
        case "pmcid":
            return f"https://pmc.ncbi.nlm.nih.gov/articles/{value}/"
        case "arxiv":
            return f"https://arxiv.org/abs/{value}"
        case "nct":
            return f"https://clinicaltrials.gov/study/{value}"
    return f"urn:{scheme}:{value}"


# --- DOI --------------------------------------------------------------------------------------------------------------


def _dois(text: str) -> list[Identifier]:
    found: list[Identifier] = []
    position = 0
    while (match := _DOI.search(text, position)) is not None:
        raw = match[0]
        spaced = _SPACED_PLOS.match(text, match.end())
        if spaced is not None:
            raw += spaced[0]
        value, length = _trim(raw)
        position = match.start() + max(length, 8)
        if value:
            found.append(Identifier(match.start(), match.start() + length, "doi", value))
    return found


def _trim(raw: str) -> tuple[str, int]:
    """The DOI at the beginning of a run without spaces, for comparing, and how much of the run it takes."""
    second = _SECOND.search(raw, 8)
    if second is not None:
        raw = raw[: second.start()]
    glued = _GLUED.search(raw, 8)
    if glued is not None:
        raw = raw[: glued.start()]
    raw = _strip_trailing(raw)
    value = _plain(raw, encoded=bool(re.search("%2F|%28|%3C", raw, re.IGNORECASE)))
    return _settle(value), len(raw)


def _plain(raw: str, *, encoded: bool) -> str:
    value = _INVISIBLE.sub("", unescape(raw)).replace(" ", "")
    if encoded:
        value = unquote(value)
    value = value.replace("{\\_}", "_")
    return _ESCAPED.sub(r"\1", value).translate(_HYPHENS)


def _strip_trailing(text: str) -> str:
    while text:
        last = text[-1]
        opening = _BRACKETS.get(last)
        if (
            last in _TRAILING
            or _INVISIBLE.match(last)
            or (opening and text.count(last) > text.count(opening))
            or last in _BRACKETS.values()
        ):
            text = text[:-1]
        elif text.endswith(("&gt", "&lt", "&quot", "&nbsp")):
            text = text[: text.rindex("&")]
        else:
            break
    return text


def _settle(value: str) -> str:
    """Lower-case; empty where it is an example or has no suffix."""
    value = _strip_trailing(value)
    plos = _PLOS.match(value)
    if plos is not None:
        value = plos[0]
    _, slash, suffix = value.partition("/")
    if not slash or not suffix or _EXAMPLE.match(value):
        return ""
    return value.lower()


def _doi_of_url(url: str) -> str:
    rule = _URL_NATURE.search(url)
    if rule is not None:
        return "10.1038/" + rule[1].lower()
    rule = _URL_BMJ.search(url)
    if rule is not None:
        return "10.1136/" + rule[1].lower()
    plain = _plain(url.partition("#")[0], encoded=True)
    path, _, query = plain.partition("?")
    match = _DOI.search(path)
    if match is None:
        match = _DOI.search(query.replace("&", " "))
        return _settle(match[0]) if match is not None else ""
    value = match[0]
    while (shorter := _TAIL.sub("", value)) != value:
        value = shorter
    second = _SECOND.search(value, 8)
    if second is not None:
        value = value[: second.start()]
    if re.search("/(?:article|article-abstract|article-pdf|article-lookup|proceedings)", path[: match.start()]):
        value = _SLUG.sub("", value) if value.count("/") > 2 or _SLUG.search(value.partition("/")[2]) else value
    for pattern in (_OXFORD, _PREPRINT):
        whole = pattern.fullmatch(value)
        value = whole[1] if whole else value
    return _settle(value)


# --- the others -------------------------------------------------------------------------------------------------------


def _pmcids(text: str) -> list[Identifier]:
    return [
        Identifier(match.start(1), match.end(1), "pmcid", "".join(match[1].upper().split()))
        for match in _PMCID.finditer(text)
    ]


def _arxivs(text: str) -> list[Identifier]:
    found = []
    for match in _ARXIV.finditer(text):
        month, number, old = (match[1], match[2], match[3]) if match[1] or match[3] else (match[4], match[5], match[6])
        if old:
            found.append(Identifier(*match.span(), "arxiv", old.lower() if old.islower() else old))
        elif 1 <= int(month[2:]) <= 12:
            found.append(Identifier(*match.span(), "arxiv", f"{month}.{number}"))
    return found


def _isbns(text: str) -> list[Identifier]:
    return [
        Identifier(match.start(1), match.end(1), "isbn", value)
        for match in _ISBN.finditer(text)
        if (value := _valid_isbn(match[1]))
    ]


def _valid_isbn(written: str) -> str:
    """Digits only; empty when the check digit is wrong."""
    digits = re.sub(r"[^\dX]", "", written.upper())
    if len(digits) == 10 and digits[:9].isdecimal():
        total = sum((10 - place) * (10 if digit == "X" else int(digit)) for place, digit in enumerate(digits))
        return digits if total % 11 == 0 else ""
    if len(digits) == 13 and digits.isdecimal() and digits.startswith(("978", "979")):
        total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
        return digits if total % 10 == 0 else ""
    return ""
