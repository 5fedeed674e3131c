"""Observations, records, statements and policy in; verdicts, standings and review states out. Pure."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from reviewaudit.verdicts.citing import Citing, Shelf, citing, folded
from reviewaudit.verdicts.links import is_fresh, judge, judge_file, judge_place, skip
from reviewaudit.verdicts.pages import is_telling, wants_neighbour
from reviewaudit.verdicts.reviews import review

if TYPE_CHECKING:
    from reviewaudit.verdicts.acceptances import Cited, accepted, looked_up, names_in, page_accepted, read_id
    from reviewaudit.verdicts.mail import mail_fault
    from reviewaudit.verdicts.matching import Fit, Match, agreement, compare, words_of, year_of
    from reviewaudit.verdicts.notices import GONE, SOURCES, standing_notices
    from reviewaudit.verdicts.published import Noticed, noticed
    from reviewaudit.verdicts.supersession import SCREEN, replacing, superseded
    from reviewaudit.verdicts.wording import (
        described,
        evidence,
        is_about_notice,
        link_of,
        named,
        others,
        said_by,
        title_of,
        told,
    )
    from reviewaudit.verdicts.works import (
        is_cochrane,
        is_current,
        is_searchable,
        is_settled,
        judge_work,
        names_of,
        records_of,
    )

__all__ = [
    "GONE",
    "SCREEN",
    "SOURCES",
    "Cited",
    "Citing",
    "Fit",
    "Match",
    "Noticed",
    "Shelf",
    "accepted",
    "agreement",
    "citing",
    "compare",
    "described",
    "evidence",
    "folded",
    "is_about_notice",
    "is_cochrane",
    "is_current",
    "is_fresh",
    "is_searchable",
    "is_settled",
    "is_telling",
    "judge",
    "judge_file",
    "judge_place",
    "judge_work",
    "link_of",
    "looked_up",
    "mail_fault",
    "named",
    "names_in",
    "names_of",
    "noticed",
    "others",
    "page_accepted",
    "read_id",
    "records_of",
    "replacing",
    "review",
    "said_by",
    "skip",
    "standing_notices",
    "superseded",
    "title_of",
    "told",
    "wants_neighbour",
    "words_of",
    "year_of",
]

_OF_CITATIONS = {
    "acceptances": ("Cited", "accepted", "looked_up", "names_in", "page_accepted", "read_id"),
    "matching": ("Fit", "Match", "agreement", "compare", "words_of", "year_of"),
    "published": ("Noticed", "noticed"),
    "notices": ("GONE", "SOURCES", "standing_notices"),
    "supersession": ("SCREEN", "replacing", "superseded"),
    "wording": (
        "described", "evidence", "is_about_notice", "link_of", "named", "others", "said_by", "title_of", "told",
    ),
    "works": ("is_cochrane", "is_searchable", "is_current", "is_settled", "judge_work", "names_of", "records_of"),
}  # fmt: skip
_MODULES = {name: module for module, names in _OF_CITATIONS.items() for name in names} | {"mail_fault": "mail"}


def __getattr__(name: str) -> Any:
    # Their patterns take a while to compile, and many articles cite no works and name no mail address.
    if name in _MODULES:
        return getattr(import_module(f"reviewaudit.verdicts.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
