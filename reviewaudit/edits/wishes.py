"""References and verdicts in, what each should rather cite out.

Four mends: `doi` (the form that Crossref asks for, https://www.crossref.org/display-guidelines/), `redirect` (all hops
permanent, the end alive: RA103), `https` (the same address answers there: RA110) and `archive` (the copy of a page that
is confirmed dead: RA101). The first that applies is taken.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import quote

from reviewaudit.edits.spelling import sendable
from reviewaudit.model import Article, Reference, Status, TargetKind, Verdict
from reviewaudit.regexes import regex

MENDS = {
    "doi": "a DOI in the form https://doi.org/10.…",
    "redirect": "a page that has moved for good, by its new address",
    "https": "http as https, where the server answers to it",
    "archive": "a page that is confirmed dead, by an archived copy",
}

_DOI_LINK = regex(
    r"(?:https?://(?:(?:dx|www)\.)?doi\.org/(?:doi:)?|(?P<name>doi:)/{0,2})(?P<doi>10\.\d{4,9}(?:\.\d{1,9})*/\S+)",
    re.IGNORECASE,
)
_STRAY_PERCENT = regex(r"%(?![0-9A-Fa-f]{2})")


class Wish(NamedTuple):
    """What a reference should cite instead."""

    reference: Reference
    url: str
    mend: str
    """One of `MENDS`."""
    why: str


def wishes(
    article: Article,
    verdicts: Mapping[str, Verdict],
    *,
    mends: Collection[str],
    cosmetic: bool = False,
    copies: Mapping[str, str] | None = None,
) -> Iterator[Wish]:
    """What the references of an article should cite instead, in their order; at most one wish each.

    `verdicts` are by target, those of the https forms of http targets among them; `copies` are archived copies by
    target. With `cosmetic` a redirect counts that only spells the address in another way (`www.`, a slash, case).
    """
    for reference in article.references:
        if reference.has_secret or reference.target_kind is TargetKind.UNCHECKED:
            continue  # it is not known as it is written; the article wants it left alone
        for mend in MENDS:
            if mend not in mends:
                continue
            found = _MAKERS[mend](reference, verdicts, cosmetic, copies or {})
            if found is not None and found[0] != reference.url:
                yield Wish(reference, found[0], mend, found[1])
                break


def doi_form(url: str) -> str:
    """The lasting form of a link to a DOI; "" where it leads elsewhere. The DOI's own letters stay as they are."""
    found = _DOI_LINK.fullmatch(url.strip())
    if found is None:
        return ""
    doi = found["doi"]
    if found["name"]:  # no URL yet: what may not stand in one is encoded
        doi = _STRAY_PERCENT.sub("%25", quote(doi, safe="/:;()._-,~!$&'*+=@%"))
    return f"https://doi.org/{doi}"


def _doi(
    reference: Reference, verdicts: Mapping[str, Verdict], cosmetic: bool, copies: Mapping[str, str]
) -> tuple[str, str] | None:
    form = doi_form(reference.url)
    return (form, "the lasting form of a DOI") if form else None


def _redirect(
    reference: Reference, verdicts: Mapping[str, Verdict], cosmetic: bool, copies: Mapping[str, str]
) -> tuple[str, str] | None:
    verdict = _verdict(reference.target, verdicts)
    if not _is_remote(reference) or verdict is None or verdict.status is not Status.ALIVE or not verdict.moved:
        return None
    if "doi" in dict(reference.identifiers):  # it is meant to redirect
        return None
    new = sendable(verdict.final_url)
    spelling = verdict.moved.startswith("cosmetic")
    if not new or (spelling and not cosmetic):
        return None
    if reference.fragment and "#" not in new:
        new = f"{new}#{reference.fragment}"
    return new, f"redirects permanently ({verdict.moved})" if spelling else "has moved permanently"


def _https(
    reference: Reference, verdicts: Mapping[str, Verdict], cosmetic: bool, copies: Mapping[str, str]
) -> tuple[str, str] | None:
    if not _is_remote(reference) or not reference.url.lower().startswith("http://"):
        return None
    known, twin = _verdict(reference.target, verdicts), _verdict(f"https{reference.target[4:]}", verdicts)
    leads_there = known is not None and known.status is Status.ALIVE and _is_same(known, reference.target)
    answers = twin is not None and twin.status is Status.ALIVE and twin.final_url.startswith("https:")
    return (f"https{reference.url[4:]}", "its server answers with https") if leads_there or answers else None


def _is_same(verdict: Verdict, target: str) -> bool:
    """Whether http leads to the same address with https."""
    return verdict.final_url.rstrip("/") == f"https{target[4:]}".rstrip("/")


def _archive(
    reference: Reference, verdicts: Mapping[str, Verdict], cosmetic: bool, copies: Mapping[str, str]
) -> tuple[str, str] | None:
    verdict = _verdict(reference.target, verdicts)
    if not _is_remote(reference) or verdict is None or verdict.status is not Status.DEAD:
        return None
    copy = sendable(copies.get(reference.target, ""))
    if not copy:
        return None
    if reference.fragment and "#" not in copy:
        copy = f"{copy}#{reference.fragment}"
    return copy, f"dead ({verdict.signal or verdict.reason}); an archived copy"


def _verdict(target: str, verdicts: Mapping[str, Verdict]) -> Verdict | None:
    """The verdict on this very address; None where another one was asked in its place (`links.remap`)."""
    verdict = verdicts.get(target)
    return verdict if verdict is not None and not verdict.asked else None


def _is_remote(reference: Reference) -> bool:
    return reference.target_kind is TargetKind.REMOTE


_MAKERS = {"doi": _doi, "redirect": _redirect, "https": _https, "archive": _archive}
