"""What tests of many folders share: the played web, registries, names without a network.

`resolver({"a.example": ["127.0.0.1"], "gone.example": "missing", "b.example": "unavailable"})` makes a name resolver
for `look_up(resolve=...)`; a name that is not in the table is missing.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import socket
import sys
from pathlib import Path

import at_home
import pytest
from hypothesis import settings
from played_web import Web

# A slow machine is no failure. In CI the same examples every time; at a desk new ones, so that more is found.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


_OUTSIDE: list[object] = []
at_home.watch(_OUTSIDE.append)


@pytest.fixture(autouse=True)
def nobody_outside_is_asked():
    """No test leaves this machine."""
    yield
    asked = _OUTSIDE.copy()
    _OUTSIDE.clear()
    assert not asked


@pytest.fixture
def web():
    """A real web on 127.0.0.x: see `tests/servers/played_web`."""
    made = Web()
    yield made
    made.close()


@pytest.fixture
def registries():
    """Registries of cited works that play what the real ones do: see `tests/services/scholarly_server.py`."""
    made = _scholarly_server().Registries()
    yield made
    made.close()


@functools.cache
def _scholarly_server():
    path = Path(__file__).parent / "services" / "scholarly_server.py"
    spec = importlib.util.spec_from_file_location("scholarly_server", path)
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def resolver():
    """See the top of this file."""

    def make(table: dict[str, list[str] | str]):
        def resolve(host: str) -> list[str]:
            found = table.get(host, "missing")
            if found == "missing":
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            if found == "unavailable":
                raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
            return list(found)

        return resolve

    return make
