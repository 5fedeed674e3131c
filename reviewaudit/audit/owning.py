"""Articles in, the same articles with who answers for each out.

First what the article says of itself, then the config, then CODEOWNERS; where none names anybody, nobody.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from reviewaudit import config
from reviewaudit.audit.plan import Plan
from reviewaudit.model import Article, Policy


def with_owners(articles: Iterable[Article], plan: Plan, policy: Policy, base: Path) -> list[Article]:
    """Raises UsageError where a CODEOWNERS file is there and cannot be read."""
    found = config.codeowners(policy, base)
    owned = []
    for article in articles:
        owner: str | None = article.owner or plan.policy_for(article.path).owner
        if not owner and found is not None:
            root, file = found
            below = _below(root, base, article.path)
            owner = " ".join(file.owners(below)) if below else None
        owned.append(replace(article, owner=owner) if owner and owner != article.owner else article)
    return owned


def _below(root: Path, base: Path, path: str) -> str:
    """The path from the repository's root; empty for what is no file below it."""
    if path == "-" or "://" in path:
        return ""
    location = Path(os.path.abspath(base / path))
    return location.relative_to(root).as_posix() if location.is_relative_to(root) else ""
