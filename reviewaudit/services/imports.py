"""httpx and its aiohttp transport: imported here and nowhere else, so that a move to another httpx is one line.

httpx brings a command line that imports click and rich, a third of its import time; it does without when that module
is missing, which is what the import system takes None for.
"""
# ruff: noqa: E402 - the order of the imports is the point

from __future__ import annotations

import sys
from typing import Any

_modules: dict[str, Any] = sys.modules
_modules.setdefault("httpx._main", None)

import httpx
from httpx_aiohttp import AiohttpTransport

if _modules["httpx._main"] is None:
    del _modules["httpx._main"]

__all__ = ["AiohttpTransport", "httpx"]
