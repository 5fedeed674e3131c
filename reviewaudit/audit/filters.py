"""The policy's patterns in; which URL is not asked, by which of them, and where that one stands, out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from reviewaudit.model import Policy, Skip, Status, Verdict, without_credentials


class Filters:
    """`network.exclude` and `network.include`, with those of the command line and of `.lycheeignore` among them."""

    def __init__(self, policy: Policy, base: Path) -> None:
        self._include = [re.compile(pattern) for pattern in policy.network.include]
        self._exclude = [
            (re.compile(pattern), origin_of(policy, base, "network.exclude", pattern))
            for pattern in policy.network.exclude
        ]

    def verdict(self, url: str) -> Verdict | None:
        """The verdict on a URL that is not to be asked; None: it is. What is included is asked although excluded."""
        for pattern, origin in self._exclude:
            if pattern.search(url):
                if any(included.search(url) for included in self._include):
                    return None
                return Verdict(Status.SKIPPED, "excluded", f"excluded by {pattern.pattern!r}", origin=origin)
        return None


def skipped(url: str, verdict: Verdict) -> Skip:
    return Skip(without_credentials(url), verdict.signal, verdict.signal.partition(" by ")[2], verdict.origin)


def with_origins(skips: Iterable[Skip], policy: Policy, base: Path) -> list[Skip]:
    """The same with where the pattern stands that left each path out."""
    return [
        replace(skip, origin=origin_of(policy, base, "exclude_paths", skip.rule))
        if skip.rule and not skip.origin
        else skip
        for skip in skips
    ]


def origin_of(policy: Policy, base: Path, key: str, item: str) -> str:
    """Where one item of a list was set, with a path below the working folder shortened."""
    return policy.origin_of(key, item).removeprefix(f"{base.as_posix()}/")
