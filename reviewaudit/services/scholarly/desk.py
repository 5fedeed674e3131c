"""Where services are asked: a Call in, its Reply or the reason why there is none out. All that takes time is here.

Each service has its pace, which its own headers set; what may pass is asked again, a few times; a service that gives no
answer several times in a row is left alone for the rest of the run. No answer, a limit, a wall, a web page where data
was due: each is a reason, and none says anything about a work.

The way to the server is that of every other request: the same guard, proxies and certificates. The headers that the
policy sends everywhere are not sent here, because registries are not whom they are meant for; those for one host are.

Sources: RFC 9110 §10.2.3 (Retry-After), §15; RFC 6585 §4 (429).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from reviewaudit.errors import UsageError
from reviewaudit.model import Failure
from reviewaudit.regexes import regex
from reviewaudit.services import bodies
from reviewaudit.services.engine import USER_AGENT
from reviewaudit.services.failures import classify
from reviewaudit.services.probes import retry_after
from reviewaudit.services.proxies import Proxies
from reviewaudit.services.resolver import Resolver
from reviewaudit.services.retries import RETRIED_STATUS, TIMEOUTS
from reviewaudit.services.scholarly import SERVICES, wayback
from reviewaudit.services.scholarly.contracts import NoAnswer, Reply
from reviewaudit.services.scholarly.paces import Lane
from reviewaudit.services.targets import REDIRECTS, Target, follow, parse
from reviewaudit.services.urls import public_url
from reviewaudit.services.wire import Wire

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from reviewaudit.model import CitationPolicy, NetworkPolicy
    from reviewaudit.services.imports import httpx
    from reviewaudit.services.scholarly.contracts import Call, Host

MOST_BYTES = 16 * 1024 * 1024
"""What a reply may come to, encoded and decoded: two hundred summaries of papers are two or three."""
GIVE_UP = 3
"""Calls in a row, each with all of its tries, without an answer after which a service is asked no more."""
_HOPS = 5
_CONTACT = regex(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")
_PARTING = frozenset({Failure.PRIVATE_ADDRESS, Failure.BAD_REDIRECT, Failure.DNS})
"""Failures that asking again does not change; a certificate's neither."""


class _Again(Exception):  # noqa: N818 - not yet final
    def __init__(self, why: str, wait: float | None = None, tries: int | None = None) -> None:
        super().__init__(why)
        self.wait = wait
        """Seconds that the service asked for."""
        self.tries = tries
        """How often this may be tried again, if less than the policy says."""


class Desk:
    """To be opened and closed on the loop it is used on.

    Raises UsageError for a contact that is no mail address and for base URLs of services that there are none of.
    """

    def __init__(
        self,
        policy: NetworkPolicy,
        citations: CitationPolicy,
        *,
        proxies: Mapping[str, str],
        gateway: str | None,
        resolve: Callable[[str], Sequence[str]] | None,
    ) -> None:
        self._policy = replace(policy, headers=(), user_agent="")
        self._bases = _checked(citations.services)
        if citations.contact and not _CONTACT.fullmatch(citations.contact):
            raise UsageError("the contact for registries is no mail address", "write it as name@example.org")
        self.contact = citations.contact
        resolver = Resolver(resolve, allow_private=policy.allow_private, pause=policy.retry_wait / 2)
        self._wire = Wire(self._policy, resolver, Proxies(proxies), gateway, USER_AGENT)
        self._lanes: dict[tuple[str, str], tuple[Lane, asyncio.Condition]] = {}
        self._running: Counter[tuple[str, str]] = Counter()
        self._silent: Counter[str] = Counter()
        self._why: dict[str, str] = {}
        """The last reason, by service."""
        self.calls: Counter[str] = Counter()
        """Requests sent, by service; those of retries and redirects too."""

    async def aclose(self) -> None:
        await self._wire.aclose()

    async def ask(self, host: Host, call: Call) -> Reply:
        """Raises NoAnswer."""
        name = host.speaker
        tries = 0
        while True:
            try:
                reply = await self._try(host, call)
            except _Again as again:
                self._silent[name] += 1
                self._why[name] = str(again)
                most = self._policy.max_retries if again.tries is None else min(again.tries, self._policy.max_retries)
                if tries >= most:
                    raise NoAnswer(str(again)) from None
                wait = self._policy.retry_wait * (1 << tries) if again.wait is None else again.wait
                tries += 1
                await asyncio.sleep(min(wait, self._policy.max_retry_after))
            except NoAnswer as error:
                if self._given_up(name):
                    raise
                self._why[name] = str(error)
                # Asking again would not help: it weighs as much as all the tries that there might have been.
                self._silent[name] += 1 + self._policy.max_retries
                raise
            else:
                self._silent[name] = 0
                return reply

    def _given_up(self, name: str) -> bool:
        return self._silent[name] >= GIVE_UP * (1 + self._policy.max_retries)

    def _may_ask(self, name: str) -> None:
        if self._given_up(name):
            raise NoAnswer(f"{self._why[name]}, several times, and was not asked any more")

    async def _try(self, host: Host, call: Call) -> Reply:
        name = host.speaker
        base = self._bases.get(name, host.url).rstrip("/")
        try:
            target = parse(base + call.path)
            for _ in range(_HOPS):
                async with self._turn(host, call.lane, target):
                    self._may_ask(name)
                    self.calls[name] += 1
                    async with asyncio.timeout(self._policy.timeout):
                        found = await self._exchange(host, call, target)
                if isinstance(found, Reply):
                    return found
                target = found
        except (_Again, NoAnswer, asyncio.CancelledError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever the wire raises is an answer about this service
            failure, detail = classify(error)
            why = self._shown(f"{name} gave no answer: {detail.partition(';')[0]}")
            if failure in _PARTING or failure.value.startswith("tls-"):
                raise NoAnswer(why) from None
            raise _Again(why, tries=1 if failure in TIMEOUTS else None) from None
        raise NoAnswer(f"{name} sent the question on more than {_HOPS} times")

    async def _exchange(self, host: Host, call: Call, target: Target) -> Reply | Target:
        name = host.speaker
        agent = USER_AGENT
        if host.contact and self.contact:
            agent = f"{agent[:-1]}; mailto:{self.contact})"
        own = self._policy.for_host(target.host).headers
        response = await self._wire.open(target, (("Accept", call.accept), ("User-Agent", agent), *own))
        try:
            status, headers = response.status_code, response.headers
            lane, _ = self._lane(host, call.lane)
            lane.hear(headers)
            if status in REDIRECTS and "location" in headers:
                onward = follow(target, headers["location"])
                if not host.leads_away and onward.authority != target.authority:
                    raise NoAnswer(f"{name} sent the question on to another host")
                return onward
            if status in RETRIED_STATUS:
                wait = retry_after((("retry-after", headers.get("retry-after", "")),))
                if wait is not None:
                    lane.pause(asyncio.get_running_loop().time() + min(wait, self._policy.max_retry_after))
                raise _Again(f"{name} answered {status}", wait)
            if status not in host.statuses:
                raise NoAnswer(f"{name} answered {status}")
            kind = headers.get("content-type", "").partition(";")[0].strip().lower()
            if status == 200 and kind in {"text/html", "application/xhtml+xml"}:
                raise NoAnswer(f"{name} answered with a web page where data was due")
            return Reply(status, await _body(response, name), kind)
        finally:
            await response.stream.aclose()  # type: ignore[union-attr]  # made by our transport

    def _lane(self, host: Host, name: str) -> tuple[Lane, asyncio.Condition]:
        key = (host.speaker, name)
        if key not in self._lanes:
            self._lanes[key] = (Lane(host.paces[name]), asyncio.Condition())
        return self._lanes[key]

    @asynccontextmanager
    async def _turn(self, host: Host, name: str, target: Target) -> AsyncIterator[None]:
        """Wait until the service may be asked the next thing."""
        key = (host.speaker, name)
        lane, changed = self._lane(host, name)
        async with changed:
            await changed.wait_for(lambda: self._running[key] < lane.width)
            self._running[key] += 1
        try:
            now = asyncio.get_running_loop().time()
            start = lane.book(now, self._policy.for_host(target.host).interval)
            if start > now:
                await asyncio.sleep(start - now)
            yield
        finally:
            self._running[key] -= 1
            async with changed:
                changed.notify_all()

    def _shown(self, words: str) -> str:
        """Without the address of the contact, which goes to the services and nowhere else."""
        if not self.contact:
            return words
        return words.replace(self.contact, "…").replace(quote(self.contact), "…")


def _checked(bases: Mapping[str, str]) -> Mapping[str, str]:
    known = sorted({host.speaker for host in (*SERVICES, wayback.HOST)})
    for name, url in bases.items():
        if name not in known:
            raise UsageError(f"there is no service '{name}'", f"choose among {', '.join(known)}")
        if not url.startswith(("http://", "https://")) or "?" in url or "#" in url:
            raise UsageError(f"the base URL of '{name}' is none: '{public_url(url)}'", "write it as https://host/path")
    return bases


async def _body(response: httpx.Response, name: str) -> bytes:
    """The whole body, codings undone. Raises NoAnswer if it is too large or cannot be read."""
    data = bytearray()
    async for chunk in response.stream:  # type: ignore[union-attr]  # made by our transport
        data += chunk
        if len(data) > MOST_BYTES:
            raise NoAnswer(f"{name} answered with more than {MOST_BYTES >> 20} MiB")
    coding = response.headers.get("content-encoding", "")
    if not coding or not data:
        return bytes(data)
    plain = bodies.decode(bytes(data), coding, MOST_BYTES + 1)
    if len(plain) > MOST_BYTES:
        raise NoAnswer(f"{name} answered with more than {MOST_BYTES >> 20} MiB")
    if not plain:
        raise NoAnswer(f"{name} answered with broken data")
    return plain
