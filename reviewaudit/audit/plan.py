"""A policy in, the rules and the policy that hold for each path out."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from reviewaudit import config, discovery, rules
from reviewaudit.errors import UsageError
from reviewaudit.model import Policy, Publication, Rule, Source


class Plan:
    """Which policy and which rules hold for a path."""

    def __init__(self, policy: Policy, base: Path) -> None:
        self._policy, self._base = policy, base
        self._rules: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[Rule, ...]] = {}
        self._policies: dict[str, Policy] = {}
        origin = policy.origin or "the options,"
        for selectors, key in ((policy.levels, "levels"), *((rule.levels, "rules.levels") for rule in policy.rules)):
            for selector in selectors:
                rules.resolve(selector, f"{origin} {key}")
        for path_rule in policy.rules:
            rules.select(path_rule.select or (), path_rule.ignore, f"{origin} rules")
        self.rules_for("")

    def policy_for(self, path: str) -> Policy:
        if not self._policy.rules:
            return self._policy
        if path not in self._policies:
            self._policies[path] = config.effective(self._policy, path, self._base)
        return self._policies[path]

    def rules_for(self, path: str) -> tuple[Rule, ...]:
        policy = self.policy_for(path)
        key = (policy.select, policy.ignore)
        if key not in self._rules:
            self._rules[key] = rules.select(*key, policy.origin or "the options,")
        return self._rules[key]


def require(policy: Policy, sources: Sequence[Source], base: Path) -> None:
    root = Path(policy.root) if policy.root else base
    there = {os.path.realpath(source.location) for source in sources if source.location}
    for path in policy.required:
        if os.path.realpath(root / path) not in there:
            raise UsageError(
                f"required file {path} is not among the audited files",
                f"audit it too, or take it out of `required` in {policy.origin}",
            )


def publication(policy: Policy, base: Path) -> Publication:
    """Where the site lies that the articles belong to. Raises UsageError for a root that is no folder."""
    links = policy.links
    if not (links.root_dir or links.base_url):
        return Publication()
    folder = os.path.join(policy.root or base, links.root_dir)
    if not os.path.isdir(folder):
        where = policy.origins.get("links.root_dir", "--root-dir")
        raise UsageError(f"{where}: no such folder: {links.root_dir}", "name the folder that is published")
    url = links.base_url if not links.base_url or links.base_url.endswith("/") else f"{links.base_url}/"
    return Publication(discovery.shown(folder, base), url, rooted=bool(links.root_dir))
