"""URLs and a day in, the archived copies nearest to that day out.

Asked is the availability service of the Wayback Machine (https://archive.org/help/wayback_api.php): one request per
URL, one after the other, because it throttles in spells. `{}` is "none found there"; a refusal, a limit, a broken
answer or an outage is no answer at all and never "no copy".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

from reviewaudit.services.guard import Refusal
from reviewaudit.services.proxies import Proxies

AVAILABILITY = "https://archive.org/wayback/available"
_MOST_REFUSALS = 3
"""In a row; then the service is left alone for the rest of the run."""


def find_copies(
    urls: Sequence[str],
    at: Callable[[str], date | None],
    *,
    base: str,
    user_agent: str,
    timeout: float,
    proxies: Mapping[str, str],
) -> tuple[dict[str, str], dict[str, str]]:
    """The copy of each URL nearest to the day `at` gives for it, and why there is none, both by URL."""
    found: dict[str, str] = {}
    causes: dict[str, str] = {}
    parts = urlsplit(base)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        proxy = Proxies(proxies).choose(parts.scheme, parts.hostname or "", port)
    except (Refusal, ValueError) as error:
        return {}, dict.fromkeys(urls, f"the archive was not asked: {error}")
    headers = {"Proxy-Authorization": proxy.authorization} if proxy is not None and proxy.authorization else {}
    through = httpx.Proxy(proxy.url, headers=headers) if proxy is not None else None
    with httpx.Client(
        headers={"User-Agent": user_agent}, timeout=timeout, trust_env=False, proxy=through, follow_redirects=True
    ) as client:
        refusals = 0
        for url in urls:
            if refusals == _MOST_REFUSALS:
                causes[url] = "the archive was not asked: it gave no answer before"
                continue
            answer = _ask(client, base, url, at(url))
            if answer.startswith(("http://", "https://")):
                found[url] = answer
                refusals = 0
            else:
                causes[url] = answer or "no archived copy was found"
                refusals = refusals + 1 if answer else 0
    return found, causes


def _ask(client: httpx.Client, base: str, url: str, day: date | None) -> str:
    """The copy's URL, "" where none is known, else why nothing was learned."""
    query = {"url": url} | ({"timestamp": f"{day:%Y%m%d}"} if day is not None else {})
    try:
        response = client.get(f"{base}?{urlencode(query)}")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"the archive gave no answer ({type(error).__name__})"
    if response.status_code != 200:
        return f"the archive gave no answer (HTTP {response.status_code})"
    try:
        return _closest(json.loads(response.content))
    except (ValueError, RecursionError, TypeError, AttributeError):
        return "the archive gave no answer that can be read"


def _closest(answer: Any) -> str:
    closest = answer["archived_snapshots"].get("closest") if "archived_snapshots" in answer else None
    if not closest or closest.get("available") is not True or str(closest.get("status")) != "200":
        return ""
    url = str(closest["url"])
    # The service writes http: for addresses that it serves with https.
    return f"https:{url[5:]}" if url.startswith("http://web.archive.org/") else url
