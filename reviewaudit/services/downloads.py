"""One large file: a URL in, its bytes in a stream out, as they arrive.

The way to the server is that of every other request: the same guard, proxies, certificates and redirects. A body that
breaks off is fetched anew from its beginning, for what it is about may have changed.

Sources: RFC 9110 §8.6 (Content-Length), §10.2.3 (Retry-After), §15.
"""

from __future__ import annotations

import asyncio
import zlib
from typing import TYPE_CHECKING, BinaryIO

from reviewaudit.model import Failure, NetworkPolicy, Problem
from reviewaudit.services.engine import USER_AGENT
from reviewaudit.services.failures import classify
from reviewaudit.services.guard import Refusal
from reviewaudit.services.hops import hop
from reviewaudit.services.probes import Probe, basic_authorization, retry_after
from reviewaudit.services.proxies import Proxies
from reviewaudit.services.resolver import Resolver
from reviewaudit.services.retries import RETRIED_STATUS
from reviewaudit.services.targets import REDIRECTS, parse
from reviewaudit.services.urls import public_url
from reviewaudit.services.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from reviewaudit.services.imports import httpx

_FINAL = frozenset({Failure.PRIVATE_ADDRESS, Failure.BAD_REDIRECT, Failure.TOO_MANY_REDIRECTS})
"""Failures that asking again does not change; a certificate's neither."""
MOST_SECONDS = 1800.0
"""What a download may take where the policy sets no time for the run."""
_PLAIN = ("Accept-Encoding", "gzip")
"""What can be undone while it arrives."""
_LATER = "try again later; the data that are there stay as they are"


class _Again(Exception):  # noqa: N818 - no error of ours: the answer was that asking again may help
    """The problem for now, and the seconds that the server asked to wait."""

    def __init__(self, problem: Problem, wait: float | None = None) -> None:
        super().__init__(problem.cause)
        self.problem, self.wait = problem, wait


def download(
    url: str,
    target: BinaryIO,
    policy: NetworkPolicy,
    *,
    most: int,
    proxies: Mapping[str, str],
    gateway: str | None,
    resolve: Callable[[str], Sequence[str]] | None,
    on_progress: Callable[[int, int | None], None] | None,
) -> Problem | None:
    """See `reviewaudit.services.download`."""

    async def run() -> Problem | None:
        resolver = Resolver(resolve, allow_private=policy.allow_private, pause=policy.retry_wait / 2)
        wire = Wire(policy, resolver, Proxies(proxies), gateway, USER_AGENT)
        try:
            async with asyncio.timeout(policy.max_time or MOST_SECONDS):
                return await _Download(url, target, policy, most, wire, on_progress).run()
        except TimeoutError:
            return Problem(f"it was not there within {policy.max_time or MOST_SECONDS:g} seconds", _LATER)
        finally:
            await wire.aclose()

    return asyncio.run(run())


class _Download:
    def __init__(
        self,
        url: str,
        target: BinaryIO,
        policy: NetworkPolicy,
        most: int,
        wire: Wire,
        on_progress: Callable[[int, int | None], None] | None,
    ) -> None:
        self._url, self._target, self._policy, self._most, self._wire = url, target, policy, most, wire
        self._on_progress = on_progress

    async def run(self) -> Problem | None:
        tries = 0
        while True:
            self._target.seek(0)
            self._target.truncate()
            try:
                return await self._try()
            except _Again as again:
                if tries == self._policy.max_retries:
                    return again.problem
                wait = self._policy.retry_wait * (1 << tries) if again.wait is None else again.wait
                tries += 1
                await asyncio.sleep(min(wait, self._policy.max_retry_after))

    async def _try(self) -> Problem | None:
        probe = Probe(public_url(self._url), "GET")
        try:
            probe.origin = probe.target = parse(self._url)
        except Refusal as error:
            return Problem(f"no answer: {error.detail}", "check the address")
        if probe.target.userinfo:
            probe.authorization = probe.credentials = basic_authorization(probe.target.userinfo)
        try:
            while True:
                extra = (_PLAIN, *self._policy.for_host(probe.target.host).headers, *probe.extra_headers())
                response = await self._wire.open(probe.target, extra)
                try:
                    location = response.headers.get("location")
                    if response.status_code not in REDIRECTS or location is None:
                        return await self._read(response)
                finally:
                    response.stream.response.close()  # type: ignore[union-attr]  # made by our transport
                probe.note(probe.target.text, status=response.status_code)  # on record for the limit of redirects
                if not hop(probe, response, location, self._policy.max_redirects):
                    return Problem(f"no answer: {probe.exchanges[-1].detail}", "check the address")
        except (_Again, asyncio.CancelledError):
            raise
        except Exception as error:  # whatever the wire raises is an answer about this URL
            failure, detail = classify(error)
            problem = Problem(f"no answer: {detail}", "check the address and the connection, then try again")
            if failure in _FINAL or failure.value.startswith("tls-"):
                return problem
            raise _Again(problem) from error

    async def _read(self, response: httpx.Response) -> Problem | None:
        status, headers = response.status_code, response.headers
        if status in RETRIED_STATUS:
            wait = retry_after((("retry-after", headers.get("retry-after", "")),))
            raise _Again(Problem(f"its server answered {status}", _LATER), wait)
        if status != 200:
            return Problem(f"its server answered {status}", "check the address")
        announced = headers.get("content-length", "")
        total = int(announced) if announced.isdigit() and len(announced) < 16 else None
        too_large = Problem(f"it is larger than {self._most >> 20} MiB", "check that the address is that of the data")
        if total is not None and total > self._most:
            return too_large
        coding = headers.get("content-encoding", "").strip().lower()
        if coding not in {"", "identity", "gzip", "x-gzip"}:
            return Problem(f"its content coding '{coding[:40]}' was not asked for", _LATER)
        plain = zlib.decompressobj(zlib.MAX_WBITS | 16) if coding.endswith("gzip") else None
        come = written = 0
        async for chunk in response.stream:  # type: ignore[union-attr]  # made by our transport
            come += len(chunk)
            # One byte more than may be, so that a small file that unfolds without end is noticed, and does not.
            data = plain.decompress(chunk, self._most - written + 1) if plain else chunk
            written += len(data)
            if written > self._most:
                return too_large
            self._target.write(data)
            if self._on_progress is not None:
                self._on_progress(come, total)
        if (total is not None and come < total) or (plain is not None and not plain.eof):
            raise _Again(Problem(f"it broke off after {come:,} bytes", _LATER))
        return None
