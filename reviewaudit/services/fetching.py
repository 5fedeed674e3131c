"""Fetch pages to be audited: URLs in, for each its page, or why there is none.

A page that was named is opened as a browser would. What a page leads to (a sitemap and its pages) is crawled: the
site's robots.txt is asked first, obeyed and its `Crawl-delay` kept. A host gets few requests at once, each host for
itself; answers that ask for time get it. The way to the server is that of every other request: the same guard, proxies
and certificates.

Sources: RFC 9110 §10.2.3 (Retry-After), §15; RFC 9309 (robots.txt).
"""

from __future__ import annotations

import asyncio
import http
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from reviewaudit.model import Failure, NetworkPolicy, Problem
from reviewaudit.services import Disallowed, Page, Progress, bodies, robots
from reviewaudit.services.engine import USER_AGENT
from reviewaudit.services.failures import classify
from reviewaudit.services.guard import Refusal
from reviewaudit.services.hops import hop, leads_on
from reviewaudit.services.probes import Probe, basic_authorization, retry_after
from reviewaudit.services.proxies import Proxies
from reviewaudit.services.resolver import Resolver
from reviewaudit.services.retries import RETRIED_STATUS
from reviewaudit.services.targets import REDIRECTS, Target, parse
from reviewaudit.services.urls import public_url
from reviewaudit.services.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from reviewaudit.services.imports import httpx

PAGE_BYTES = 10 * 1024 * 1024
"""No article is longer; what a body may come to, encoded and decoded."""
MOST_BYTES = 50 * 1024 * 1024
"""The same for what is no HTML: what a sitemap may come to (https://www.sitemaps.org/protocol.html)."""
ALL_BYTES = 1024 * 1024 * 1024
"""What the pages of one run may come to together: they are held in memory."""
WIDTH = 4
"""Requests at once to one host, unless the policy says less."""
BODY_TIME = 3
"""How many times the time for one answer its whole body may take."""

_FINAL = frozenset({Failure.PRIVATE_ADDRESS, Failure.BAD_REDIRECT, Failure.TOO_MANY_REDIRECTS})
"""Failures that asking again does not change; a certificate's neither."""
_REFUSING = frozenset({401, 403, 407, 451, 999})


def fetch_all(
    urls: Sequence[str],
    policy: NetworkPolicy,
    lead: Callable[[Page, int], Iterable[str]],
    *,
    proxies: Mapping[str, str],
    gateway: str | None,
    resolve: Callable[[str], Sequence[str]] | None,
    on_progress: Callable[[Progress], None] | None,
) -> dict[str, Page | Problem | Disallowed]:
    """See `reviewaudit.services.fetch`."""
    return asyncio.run(_Fetching(policy, lead, proxies, gateway, resolve, on_progress).run(urls))


class _Item(NamedTuple):
    url: str
    depth: int
    """How many pages led here; 0: named by the caller."""


class _Again(Exception):  # noqa: N818 - no error of ours: the answer was that asking again may help
    """The problem for now, and the seconds that the server asked to wait."""

    def __init__(self, problem: Problem, wait: float | None = None) -> None:
        super().__init__(problem.cause)
        self.problem, self.wait = problem, wait


@dataclass(slots=True)
class _Lane:
    """What is to be fetched from one host, and how fast."""

    width: int
    interval: float
    headers: tuple[tuple[str, str], ...]
    queue: deque[_Item] = field(default_factory=deque)
    workers: int = 0
    next_start: float = 0.0
    """Loop time before which nothing is asked."""
    robots: asyncio.Task[robots.Robots] | None = None

    async def turn(self) -> None:
        """Wait until the host may be asked the next thing."""
        now = asyncio.get_running_loop().time()
        starts = max(now, self.next_start)
        self.next_start = starts + self.interval
        if starts > now:
            await asyncio.sleep(starts - now)

    def pause(self, seconds: float) -> None:
        self.next_start = max(self.next_start, asyncio.get_running_loop().time() + seconds)


class _Fetching:
    """One run on one loop."""

    def __init__(
        self,
        policy: NetworkPolicy,
        lead: Callable[[Page, int], Iterable[str]],
        proxies: Mapping[str, str],
        gateway: str | None,
        resolve: Callable[[str], Sequence[str]] | None,
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self._policy, self._lead, self._on_progress = policy, lead, on_progress
        self._proxies, self._gateway, self._resolve = Proxies(proxies), gateway, resolve
        self._name = robots.token(policy.user_agent or USER_AGENT)
        self._results: dict[str, Page | Problem | Disallowed] = {}
        self._wanted: dict[str, None] = {}
        self._lanes: dict[str, _Lane] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(policy.max_concurrency)
        self._held = 0

    async def run(self, urls: Sequence[str]) -> dict[str, Page | Problem | Disallowed]:
        policy = self._policy
        self._began = asyncio.get_running_loop().time()
        resolver = Resolver(self._resolve, allow_private=policy.allow_private, pause=policy.retry_wait / 2)
        self._wire = Wire(policy, resolver, self._proxies, self._gateway, USER_AGENT)
        try:
            # Each page that is missing when the time is over is told of below.
            with suppress(TimeoutError):
                async with asyncio.timeout(policy.max_time or None):
                    for url in urls:
                        self._add(_Item(url, 0))
                    while self._workers:
                        done, _ = await asyncio.wait(self._workers, return_when=asyncio.FIRST_COMPLETED)
                        self._workers -= done
                        for task in done:
                            task.result()  # what a callback raises ends the run
        finally:
            tasks: list[asyncio.Task[Any]] = [
                *self._workers,
                *(lane.robots for lane in self._lanes.values() if lane.robots is not None),
            ]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._wire.aclose()
        over = Problem(f"the time was over after {policy.max_time:g} seconds", "raise `max_time`, or name fewer pages")
        return {url: self._results.get(url, over) for url in self._wanted}

    def _add(self, item: _Item) -> None:
        if item.url in self._wanted:
            return
        self._wanted[item.url] = None
        try:
            lane = self._lane(parse(item.url))
        except Refusal as error:
            self._results[item.url] = _no_answer(error.failure, error.detail)
            return
        lane.queue.append(item)
        if lane.workers < lane.width:
            lane.workers += 1
            self._workers.add(asyncio.create_task(self._work(lane)))

    def _lane(self, target: Target) -> _Lane:
        lane = self._lanes.get(target.authority)
        if lane is None:
            own = self._policy.for_host(target.host)
            width = min(own.concurrency or WIDTH, self._policy.host_concurrency)
            lane = self._lanes[target.authority] = _Lane(width, own.interval, own.headers)
        return lane

    async def _work(self, lane: _Lane) -> None:
        while lane.queue:
            item = lane.queue.popleft()
            result = await self._fetch(item)
            if isinstance(result, Page):
                self._held += len(result.body)
                for url in self._lead(result, item.depth):
                    self._add(_Item(url, item.depth + 1))
            self._results[item.url] = result
            self._tell()
        lane.workers -= 1

    def _tell(self) -> None:
        if self._on_progress is None:
            return
        done = len(self._results)
        took = asyncio.get_running_loop().time() - self._began
        self._on_progress(Progress(done, len(self._wanted), done / took if took > 0 else 0.0))

    async def _fetch(self, item: _Item) -> Page | Problem | Disallowed:
        if self._held > ALL_BYTES:
            return Problem(
                f"the pages before it came to {ALL_BYTES >> 20} MiB, which is all that is held at once",
                "audit a part of the site at a time; --exclude-path leaves pages out",
            )
        tries = 0
        while True:
            try:
                return await self._try(item)
            except _Again as again:
                if tries == self._policy.max_retries:
                    return again.problem
                wait = self._policy.retry_wait * (1 << tries) if again.wait is None else again.wait
                tries += 1
                await asyncio.sleep(min(wait, self._policy.max_retry_after))

    async def _try(self, item: _Item) -> Page | Problem | Disallowed:
        """From the URL to its page by way of redirects. Raises _Again where a later try may go better."""
        probe = Probe(public_url(item.url), "GET")
        try:
            probe.origin = probe.target = parse(item.url)
        except Refusal as error:
            return _no_answer(error.failure, error.detail)
        if probe.target.userinfo:
            probe.authorization = probe.credentials = basic_authorization(probe.target.userinfo)
        while True:
            if item.depth and not (await self._robots(probe.target)).allows(probe.target.path):
                return Disallowed(_robots_url(probe.target))
            result = await self._exchange(probe)
            if not isinstance(result, _Onward):
                return result
            # On record for the limit of redirects.
            probe.note(probe.target.text, status=result.response.status_code)
            if not hop(probe, result.response, result.location, self._policy.max_redirects):
                last = probe.exchanges[-1]
                return _no_answer(last.failure or Failure.BAD_REDIRECT, last.detail)

    async def _exchange(self, probe: Probe) -> Page | Problem | _Onward:
        lane = self._lane(probe.target)
        await lane.turn()
        try:
            async with self._slots, asyncio.timeout(self._policy.timeout * BODY_TIME):
                response = await self._wire.open(probe.target, (*lane.headers, *probe.extra_headers()))
                try:
                    return await self._read(probe, response, lane)
                finally:
                    await response.stream.aclose()  # type: ignore[union-attr]  # made by our transport
        except (_Again, asyncio.CancelledError):
            raise
        except Exception as error:  # whatever the wire raises is an answer about this URL
            failure, detail = classify(error)
            if failure is Failure.TIMEOUT_READ:
                detail = f"no complete answer within {self._policy.timeout * BODY_TIME:g} seconds"
            problem = _no_answer(failure, detail)
            if failure in _FINAL or failure.value.startswith("tls-"):
                return problem
            raise _Again(problem) from error

    async def _read(self, probe: Probe, response: httpx.Response, lane: _Lane) -> Page | Problem | _Onward:
        status, headers = response.status_code, response.headers
        location = headers.get("location")
        if status in REDIRECTS and location is not None:
            return _Onward(location, response)
        if status in RETRIED_STATUS:
            wait = retry_after((("retry-after", headers.get("retry-after", "")),))
            if wait is not None:
                lane.pause(min(wait, self._policy.max_retry_after))
            raise _Again(_answered(status), wait)
        if not 200 <= status < 300:
            said = _answered(status)
            return _NoPage(said.cause, said.help)
        kind, charset = _media(headers.get("content-type", ""))
        limit = PAGE_BYTES if bodies.is_page(kind) and kind else MOST_BYTES
        body = await _body(response, limit)
        if isinstance(body, Problem):
            return body
        if bodies.is_page(kind):
            refresh = bodies.refresh(headers.get("refresh", ""), body[: bodies.CAP])
            if refresh and leads_on(probe, refresh):
                return _Onward(refresh, response)
        return Page(probe.url, probe.target.text, kind, charset, body)

    # --- robots.txt ---------------------------------------------------------------------------------------------------

    async def _robots(self, target: Target) -> robots.Robots:
        lane = self._lane(target)
        if lane.robots is None:
            lane.robots = asyncio.create_task(self._ask_robots(_robots_url(target)))
        rules = await asyncio.shield(lane.robots)
        lane.interval = max(lane.interval, min(rules.delay, self._policy.max_retry_after))
        return rules

    async def _ask_robots(self, url: str) -> robots.Robots:
        """What the site asks for. No such file: all may be read. No answer: nothing (RFC 9309 §2.3.1)."""
        answer = await self._fetch(_Item(url, 0))
        if isinstance(answer, Page):
            return robots.parse(answer.body, self._name)
        return robots.Robots() if isinstance(answer, _NoPage) else robots.NOTHING


class _NoPage(Problem):
    """The server has answered that there is no such page, or none for us."""


class _Onward(NamedTuple):
    """The reader is sent elsewhere."""

    location: str
    response: Any


def _robots_url(target: Target) -> str:
    return f"{target.scheme}://{target.authority}/robots.txt"


def _media(content_type: str) -> tuple[str, str]:
    """Media type and charset of a `Content-Type` (RFC 9110 §8.3), in lower case."""
    kind, *parameters = content_type.split(";")
    pairs = (parameter.partition("=") for parameter in parameters)
    charset = next((value.strip(" \t\"'") for name, _, value in pairs if name.strip().lower() == "charset"), "")
    return kind.strip().lower(), charset.lower()


async def _body(response: httpx.Response, limit: int) -> bytes | Problem:
    headers = response.headers
    announced = headers.get("content-length", "")
    too_large = Problem(
        f"it is larger than {limit >> 20} MiB",
        "it is hardly an article: leave it out with --exclude-path, or save the part that matters",
    )
    if announced.isdigit() and len(announced) < 16 and int(announced) > limit:
        return too_large
    data = bytearray()
    async for chunk in response.stream:  # type: ignore[union-attr]  # made by our transport
        data += chunk
        if len(data) > limit:
            return too_large
    coding = headers.get("content-encoding", "")
    if not coding:
        return bytes(data)
    plain = bodies.decode(bytes(data), coding, limit + 1)
    if len(plain) > limit:
        return too_large
    if data and not plain:
        return Problem(f"its content coding '{coding[:40]}' cannot be undone", "tell those who run the site")
    return plain


def _answered(status: int) -> Problem:
    try:
        phrase = f" ({http.HTTPStatus(status).phrase})"
    except ValueError:
        phrase = ""
    if status in _REFUSING:
        help = "if it needs a login, send one with --header or `[network] headers`; or save the page and name the file"
    elif status in RETRIED_STATUS:
        help = "try again later"
    else:
        help = "correct the address, or leave the page out"
    return Problem(f"its server answered {status}{phrase}", help)


def _no_answer(failure: Failure, detail: str) -> Problem:
    if failure is Failure.PRIVATE_ADDRESS:
        return Problem(detail.partition(";")[0], "allow private addresses with --allow-private, if that is meant")
    return Problem(f"no answer: {detail}", "check the address and the connection, then try again")
