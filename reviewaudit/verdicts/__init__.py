"""Observations, statements and policy in; verdicts and review states out. Pure."""

from reviewaudit.verdicts.links import is_fresh, judge, judge_file, skip
from reviewaudit.verdicts.reviews import review

__all__ = ["is_fresh", "judge", "judge_file", "review", "skip"]
