"""aiohttp and httpx, with the transport between: imported here and nowhere else, so that a move to another is one line.

What they do on import that this program has no use for is left out, as a third of the time it takes:

- httpx brings a command line that imports click and rich. It does without when that module is missing, which is what
  the import system takes None for.
- aiohttp makes two TLS contexts, and reads the system's trust store for each. The wire has a context of its own
  (`wire.system_tls`); aiohttp's stay empty, and trust nobody.
"""
# ruff: noqa: E402 - the order of the imports is the point

from __future__ import annotations

import ssl
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_modules: dict[str, Any] = sys.modules
_modules.setdefault("httpx._main", None)


@contextmanager
def _without_trust_stores() -> Iterator[None]:
    readers = ("load_default_certs", "set_default_verify_paths")
    before = {name: vars(ssl.SSLContext).get(name) for name in readers}
    for name in readers:
        setattr(ssl.SSLContext, name, lambda *_: None)
    try:
        yield
    finally:
        for name, reader in before.items():
            if reader is None:  # inherited
                delattr(ssl.SSLContext, name)
            else:
                setattr(ssl.SSLContext, name, reader)


with _without_trust_stores():
    import aiohttp
import httpx
from aiohttp.abc import AbstractResolver
from httpx_aiohttp import AiohttpTransport

if _modules["httpx._main"] is None:
    del _modules["httpx._main"]

__all__ = ["AbstractResolver", "AiohttpTransport", "aiohttp", "httpx"]
