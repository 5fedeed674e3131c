"""Observations, statements and policy in; verdicts and review states out. Pure."""

from reviewaudit.verdicts.citing import Citing, Shelf, citing, folded
from reviewaudit.verdicts.links import is_fresh, judge, judge_file, judge_place, skip
from reviewaudit.verdicts.mail import mail_fault
from reviewaudit.verdicts.pages import is_telling, wants_neighbour
from reviewaudit.verdicts.reviews import review

__all__ = [
    "Citing",
    "Shelf",
    "citing",
    "folded",
    "is_fresh",
    "is_telling",
    "judge",
    "judge_file",
    "judge_place",
    "mail_fault",
    "review",
    "skip",
    "wants_neighbour",
]
