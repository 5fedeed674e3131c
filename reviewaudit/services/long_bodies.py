"""Read a body as far as the places that are looked for in it: a stream in; its bytes and what was found out.

The facts about a page come from its first 64 KiB, a place may stand further down. The page is looked through each time
twice as much of it has come, so that all looking together costs twice the last one at the most.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.services import bodies
from reviewaudit.services.fragments import Found, look_for
from reviewaudit.services.imports import aiohttp

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 1024 * 1024
"""Bytes that are read of a body at the most, and bytes that they may decode to."""


class Read(NamedTuple):
    raw: bytes
    whole: bool
    """`raw` is all of the body."""
    detail: str
    """What went wrong on the way."""
    found: Found


async def read(
    content: aiohttp.StreamReader, content_type: str, coding: str, fragments: Sequence[str], patience: float
) -> Read:
    """`patience`: seconds for all of it. A body that stalls or breaks off is a detail, and settles nothing."""
    raw = bytearray()
    step = bodies.CAP
    found = Found((), tuple(fragments))
    whole = False
    detail = ""
    try:
        async with asyncio.timeout(patience):
            while found.unsettled and not whole and len(raw) < LONGEST:
                whole = await _fill(raw, content, min(step, LONGEST))
                found = _look(bytes(raw), content_type, coding, fragments, whole=whole)
                step *= 2
    except TimeoutError:
        detail = f"the body stalled after {len(raw)} bytes"
    except (aiohttp.ClientError, OSError) as error:
        detail = f"the body broke off after {len(raw)} bytes: {type(error).__name__}"
    if detail:
        found = _look(bytes(raw), content_type, coding, fragments, whole=False)
    return Read(bytes(raw), whole, detail, found)


async def _fill(raw: bytearray, content: aiohttp.StreamReader, size: int) -> bool:
    """Read until there are `size` bytes; true where the body ends before."""
    while len(raw) < size:
        chunk = await content.read(size - len(raw))
        if not chunk:
            return True
        raw += chunk
    return content.at_eof()


def _look(raw: bytes, content_type: str, coding: str, fragments: Sequence[str], *, whole: bool) -> Found:
    page, complete = bodies.unpack(raw, coding, LONGEST) if coding else (raw, True)
    # An answer without a page (204) tells nothing about places in it.
    return look_for(fragments, bodies.as_text(page, content_type), whole=whole and complete and bool(page.strip()))
