"""`observation(...)` makes one that looks like life."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from reviewaudit.model import Content, Exchange, Observation

EPOCH = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def observation():
    def make(url="https://example.org/", days=0.0, status=200):
        exchange = Exchange("GET", url, status, None, (("content-type", "text/html"),), 12, 1)
        return Observation(url, EPOCH + timedelta(days=days), (exchange,), Content("text/html", 10, "Title", "ab12"))

    return make
