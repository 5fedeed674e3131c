"""`ask(*identifiers)`: the records of a real look-up at registries that play here; `recorded(path)`: a real reply."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from reviewaudit.model import CitationPolicy, NetworkPolicy
from reviewaudit.services import look_up_works
from reviewaudit.services.scholarly.contracts import Reply

FAST = {"timeout": 20.0, "connect_timeout": 20.0, "retry_wait": 0.02, "max_retry_after": 3.0, "allow_private": True}
NOW = datetime(2026, 11, 23, tzinfo=UTC)
RECORDINGS = Path(__file__).parents[4] / "shared" / "data" / "api-recordings"


@pytest.fixture
def ask(registries):
    """Gives `records` by (identifier, service), in the order in which they came, and the `look_up`'s own result."""

    def look_up(*wanted, citations=None, gateway=registries.origin, **policy):
        records = {}

        def keep(record):
            key = (record.identifier, record.service)
            assert key not in records, "each service says one thing about one identifier"
            records[key] = record

        came = look_up_works(
            wanted,
            NetworkPolicy(**{**FAST, **policy}),
            citations or CitationPolicy(),
            gateway=gateway,
            on_record=keep,
        )
        return SimpleNamespace(
            records=records, **{name: getattr(came, name) for name in ("asked", "calls", "by_service")}
        )

    return look_up


@pytest.fixture
def recorded():
    """Where the genuine replies are not at hand, the test is skipped."""

    def load(path):
        file = RECORDINGS / path
        if not file.exists():
            pytest.skip(f"the recorded replies are not here: {RECORDINGS}")
        if file.suffix != ".json":
            return file.read_bytes()
        said = json.loads(file.read_bytes())
        return said["body"] if isinstance(said, dict) and {"url", "body"} <= said.keys() else said

    return load


@pytest.fixture
def replay(recorded):
    """The record that a service's reader makes of a recorded reply."""

    def play(service, path, identifier, status=200):
        said = recorded(path)
        if service.SERVICE.name == "crossref" and "message" not in said:
            said = {"message": said}
        body = said.encode() if isinstance(said, str) else json.dumps(said).encode()
        answer = service.SERVICE.read([identifier], Reply(status, body, "application/json"), NOW)
        assert answer.records, answer.why
        return answer.records[0]

    return play
