"""Archived copies of pages: URLs and a day in, for each the nearest snapshot, none, or why it is not known out."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from reviewaudit.services.scholarly import wayback
from reviewaudit.services.scholarly.contracts import NoAnswer, Unreadable
from reviewaudit.services.scholarly.desk import Desk
from reviewaudit.services.urls import public_url

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from reviewaudit.model import CitationPolicy, NetworkPolicy
    from reviewaudit.services import Snapshot

LONGEST = 60.0
LONGEST_EACH = 5.0
"""Seconds that a run may take: these, and these again for each URL."""


def ask_all(
    urls: Sequence[str],
    near: date,
    policy: NetworkPolicy,
    citations: CitationPolicy,
    *,
    proxies: Mapping[str, str],
    gateway: str | None,
    resolve: Callable[[str], Sequence[str]] | None,
) -> dict[str, Snapshot | str | None]:
    """See `reviewaudit.services.archived`."""
    distinct = tuple(dict.fromkeys(urls))
    longest = LONGEST + LONGEST_EACH * len(distinct)
    longest = min(longest, policy.max_time) if policy.max_time else longest
    found: dict[str, Snapshot | str | None] = dict.fromkeys(
        distinct, f"the time for asking was over after {longest:g} seconds"
    )

    async def run() -> None:
        desk = Desk(policy, citations, proxies=proxies, gateway=gateway, resolve=resolve)
        try:
            async with asyncio.timeout(longest):
                for url in distinct:
                    found[url] = await _ask(desk, url, near)
        except TimeoutError:
            pass  # those that are left say so
        finally:
            await desk.aclose()

    asyncio.run(run())
    return found


async def _ask(desk: Desk, url: str, near: date) -> Snapshot | str | None:
    try:
        return wayback.read(await desk.ask(wayback.HOST, wayback.call(public_url(url), near)))
    except NoAnswer as error:
        return str(error)
    except Unreadable as error:
        return f"{wayback.HOST.name} answered with {error}"
