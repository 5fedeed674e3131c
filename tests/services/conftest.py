"""`observe(urls, **policy)`: the observations of a real look-up, by URL, with short times."""

from __future__ import annotations

import pytest

from reviewaudit.model import NetworkPolicy
from reviewaudit.services import look_up

FAST = {"timeout": 0.6, "connect_timeout": 0.4, "retry_wait": 0.02, "max_retry_after": 3.0, "allow_private": True}


@pytest.fixture
def observe():
    def ask(urls, *, proxies=None, gateway=None, resolve=None, processes=None, **policy):
        found = {}
        look_up(
            urls,
            NetworkPolicy(**{**FAST, **policy}),
            proxies=proxies,
            gateway=gateway,
            resolve=resolve,
            processes=processes,
            on_observation=lambda observation: found.update({observation.url: observation}),
        )
        return found

    return ask


@pytest.fixture
def observe_one(observe):
    def ask(url, **options):
        (observation,) = observe([url], **options).values()
        return observation

    return ask
