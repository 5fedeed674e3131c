"""Ask about many URLs on one event loop: URLs in, an Observation delivered for each as it is known.

A probe is one URL on its way to an observation. It moves by steps of one request each: first try, redirect hop, other
method, retry. Between two steps it stands in the queue of the host that the next step goes to, so waiting for a retry
holds no slot, a redirect obeys the pace of the host it leads to, and other hosts go on meanwhile. A host that has more
to do goes on with the slot and the connection it has; spare slots go to the hosts in turn.

Sources: RFC 9110 §10.2.3 (Retry-After), §15; RFC 6585 §4 (429); spacing of retries: exponential, with a jitter taken
from the URL, so that a run is repeatable.
"""

from __future__ import annotations

import asyncio
import gc
import zlib
from collections import deque
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from reviewaudit import __version__
from reviewaudit.model import Failure, Observation
from reviewaudit.services import Progress
from reviewaudit.services.failures import classify
from reviewaudit.services.guard import Refusal
from reviewaudit.services.hosts import Host
from reviewaudit.services.imports import httpx
from reviewaudit.services.probes import Probe, basic_authorization, retry_after
from reviewaudit.services.proxies import Proxies
from reviewaudit.services.resolver import Resolver
from reviewaudit.services.targets import REDIRECTS, Target, follow, parse
from reviewaudit.services.urls import public_url
from reviewaudit.services.wire import Answer, Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from reviewaudit.model import NetworkPolicy

USER_AGENT = f"reviewaudit/{__version__} (+https://github.com/reviewaudit/reviewaudit)"

_RETRIED_STATUS = frozenset({408, 429, *range(500, 600)}) - {501, 505}
_HEAD_PROVES_NOTHING = frozenset({403, 404, 405, 406, 501})
_GET_REFUSED = frozenset({405, 501})
_ALWAYS = 1_000
_RETRIES: Mapping[Failure, int] = {
    # How often a failure may be retried within `max_retries`. A page that never answers costs two timeouts, not three.
    Failure.DNS: 1,
    Failure.DNS_UNAVAILABLE: _ALWAYS,
    Failure.REFUSED: _ALWAYS,
    Failure.RESET: _ALWAYS,
    Failure.UNREACHABLE: _ALWAYS,
    Failure.TIMEOUT_CONNECT: 1,
    Failure.TIMEOUT_READ: 1,
    Failure.TLS_OTHER: 1,
    Failure.PROTOCOL: 1,
    Failure.PROXY: _ALWAYS,
}
_OTHER_METHOD = frozenset({Failure.TIMEOUT_READ, Failure.PROTOCOL})
"""It may be one method alone that hangs, or the body alone that makes an answer malformed."""
_PROGRESS_EVERY = 0.1
_GIVEN_UP = "not asked: the host left this run's earlier requests without an answer"
_TIMEOUTS = frozenset({Failure.TIMEOUT_CONNECT, Failure.TIMEOUT_READ})


def _leads_on(probe: Probe, location: str) -> bool:
    """Whether a page that refreshes leads to another: many only renew themselves, which is no fault."""
    try:
        target = follow(probe.target, location)
    except Refusal:
        return False
    seen = {text for text, _ in probe.visited or ()}
    return target.text != probe.target.text and target.text not in seen


def ask_here(
    urls: Sequence[str],
    options: Mapping[str, Any],
    deliver: Callable[[Observation], None],
    report: Callable[[Progress], None] | None,
) -> None:
    """Ask on a loop of our own, until every URL has its observation. `options` are those of the engine."""
    engine = Engine(**options, deliver=deliver, report=report)
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 20)  # thousands of live tasks make each collection long and fruitless
    try:
        asyncio.run(engine.run(urls))
    finally:
        gc.set_threshold(*before)
    if report is not None:
        report(engine.progress())


class Engine:
    """One run on one loop. `deliver` and `report` are called on it."""

    def __init__(
        self,
        policy: NetworkPolicy,
        *,
        proxies: Mapping[str, str],
        gateway: str | None,
        resolve: Callable[[str], Sequence[str]] | None,
        slots: int,
        deliver: Callable[[Observation], None],
        report: Callable[[Progress], None] | None,
    ) -> None:
        self._policy = policy
        self._proxies = Proxies(proxies)
        self._gateway = gateway
        self._resolve = resolve
        self._deliver = deliver
        self._report = report
        self._method = "HEAD" if policy.method.lower() == "head" else "GET"
        self._hosts: dict[str, Host[Probe]] = {}
        self._ready: deque[Host[Probe]] = deque()
        self._tasks: dict[asyncio.Task[None], Probe] = {}
        self._slots = slots
        self._total = 0
        self._done = 0

    async def run(self, urls: Sequence[str]) -> None:
        self._loop = asyncio.get_running_loop()
        self._finished: asyncio.Future[None] = self._loop.create_future()
        self._began = self._loop.time()
        self._total = len(urls)
        self._wire = Wire(
            self._policy,
            Resolver(self._resolve, allow_private=self._policy.allow_private, pause=self._policy.retry_wait / 2),
            self._proxies,
            self._gateway,
            USER_AGENT,
        )
        timer = None
        try:
            if not urls:
                return
            self._enter(urls)
            if self._report is not None:
                timer = self._loop.create_task(self._tell())
            self._pump()
            await self._finished
        finally:
            if timer is not None:
                timer.cancel()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, *((timer,) if timer else ()), return_exceptions=True)
            await self._wire.aclose()
            if self._finished.done() and not self._finished.cancelled():
                self._finished.exception()

    # --- the queue ----------------------------------------------------------------------------------------------------

    def _enter(self, urls: Sequence[str]) -> None:
        for url in urls:
            probe = Probe(public_url(url), self._method)
            try:
                probe.origin = parse(url)
            except Refusal as error:
                probe.note(probe.url, failure=error.failure, detail=error.detail)
                self._finish(probe)
                continue
            if probe.origin.userinfo:
                probe.authorization = probe.credentials = basic_authorization(probe.origin.userinfo)
            probe.target = probe.origin
            probe.host = self._host(probe.target)
            probe.host.queue.append(probe)
        # Long queues first: they are what a run ends with.
        for host in sorted(self._hosts.values(), key=lambda host: -len(host.queue)):
            self._list(host)

    def _host(self, target: Target) -> Host[Probe]:
        # Keyed without the scheme: http and https on their default ports are one machine's pace.
        name = target.host if target.port is None else f"{target.host}:{target.port}"
        host = self._hosts.get(name)
        if host is None:
            host = self._hosts[name] = Host(name, self._policy.host_concurrency)
        return host

    def _list(self, host: Host[Probe]) -> None:
        now = self._loop.time()
        if not host.listed and host.can_start(now):
            host.listed = True
            self._ready.append(host)
        elif host.queue and now < host.paused_until and not host.waking:
            host.waking = True
            self._loop.call_later(host.paused_until - now + 0.001, self._wake, host)

    def _wake(self, host: Host[Probe]) -> None:
        host.waking = False
        self._list(host)
        self._pump()

    def _pump(self) -> None:
        """Start what may be started, hosts in turn."""
        ready = self._ready
        now = self._loop.time()
        while ready and len(self._tasks) < self._slots:
            host = ready.popleft()
            host.listed = False
            if host.can_start(now):
                self._start(host, host.queue.popleft())
                self._list(host)

    def _start(self, host: Host[Probe], probe: Probe) -> None:
        host.running += 1
        task = self._loop.create_task(self._steps(host, probe))
        self._tasks[task] = probe
        task.add_done_callback(partial(self._ended, host))

    def _ended(self, host: Host[Probe], task: asyncio.Task[None]) -> None:
        del self._tasks[task]
        host.running -= 1
        if task.cancelled() or self._finished.done():
            return
        error = task.exception()
        if error is not None:  # a callback's complaint, or our own bug: neither is to be hidden
            self._finished.set_exception(error)
            return
        self._list(host)
        self._pump()

    async def _steps(self, host: Host[Probe], probe: Probe) -> None:
        """Steps for one host until it has nothing more to do now: they share a task, a slot and a connection."""
        own = asyncio.current_task()
        while True:
            await self._ask(probe)
            if not host.queue or self._loop.time() < host.paused_until or host.running > host.limit:
                return
            probe = host.queue.popleft()
            if own is not None:
                # Anew at the end: the order of the running tasks tells who has been waited for longest.
                del self._tasks[own]
                self._tasks[own] = probe

    # --- one step -----------------------------------------------------------------------------------------------------

    async def _ask(self, probe: Probe) -> None:
        host = probe.host
        target = probe.target
        if host.given_up:
            probe.note(probe.shown, failure=host.timeout, detail=_GIVEN_UP)
            self._finish(probe)
            return
        short = host.silent
        extra = probe.extra_headers() if probe.authorization or probe.cookies is not None else ()
        began = self._loop.time()
        try:
            answer = await self._wire.ask(probe.method, target, extra, short=short, last=not host.queue)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever the wire raises is an answer about this URL
            failure, detail = classify(error)
            elapsed = round((self._loop.time() - began) * 1000)
            probe.note(probe.shown, failure=failure, elapsed_ms=elapsed, detail=detail)
            if failure in _TIMEOUTS:
                host.saw_timeout(failure, probe.attempt)
            self._failed(probe, failure, short=short)
            return
        elapsed = round((self._loop.time() - began) * 1000)
        host.saw_answer(answer.status)
        probe.note(
            probe.shown, status=answer.status, headers=answer.headers, elapsed_ms=elapsed, detail=answer.detail
        )  # fmt: skip
        probe.content = answer.content
        if answer.location is not None and (answer.status in REDIRECTS or _leads_on(probe, answer.location)):
            self._redirected(probe, answer, answer.location)
        else:
            self._answered(probe, answer.status, answer.headers, began)

    def _answered(self, probe: Probe, status: int, headers: tuple[tuple[str, str], ...], began: float) -> None:
        if (
            probe.method == "HEAD"
            and status in _HEAD_PROVES_NOTHING
            and (self._method == "HEAD" or (probe.failures == 1 and not probe.host.silent))
        ):
            # HEAD comes first, or in place of a GET that timed out: either way only a GET can tell.
            self._again(probe, "GET", 0)
        elif probe.method == "GET" and status in _GET_REFUSED and not probe.tried_head:
            self._again(probe, "HEAD", 0)
        elif status in _RETRIED_STATUS:
            probe.failures += 1
            wait = retry_after(headers)
            delay = self._backoff(probe) if wait is None else min(wait, self._policy.max_retry_after)
            if status == 429:
                pause = self._policy.retry_wait if probe.host.worn_out else delay
                probe.host.saw_limit(began, self._loop.time() + pause)
            if probe.failures <= self._policy.max_retries and not probe.host.worn_out:
                self._again(probe, "GET" if probe.tried_head else self._method, delay)
            else:
                self._finish(probe)
        else:
            self._finish(probe)

    def _failed(self, probe: Probe, failure: Failure, *, short: bool) -> None:
        probe.failures += 1
        allowed = min(_RETRIES.get(failure, 0), self._policy.max_retries)
        if failure is Failure.DNS:
            allowed = 1  # whatever the policy: one look-up is not enough to call a page dead
        if failure is Failure.RESET and probe.host.answered and not probe.reset_before:
            # Most likely the server had closed a connection that was kept open: no failure of this URL.
            probe.reset_before = True
            probe.failures -= 1
            self._again(probe, probe.method, 0)
            return
        method = "GET"
        if failure in _OTHER_METHOD:
            if probe.method == "HEAD":
                allowed = max(allowed, 1)
            elif not probe.tried_head:
                method = "HEAD"
        if probe.failures > allowed or short:
            self._finish(probe)
        else:
            self._again(probe, method, 0 if failure is Failure.TIMEOUT_READ else self._backoff(probe))

    def _redirected(self, probe: Probe, answer: Answer, location: str) -> None:
        if probe.visited is None:
            probe.visited = {(probe.target.text, ())}
        if "set-cookie" in answer.response.headers:
            # Some sites send a reader in a circle until the cookie comes back.
            probe.cookies = probe.cookies or httpx.Cookies()
            probe.cookies.extract_cookies(answer.response)
        try:
            target = follow(probe.target, location)
        except Refusal as error:
            probe.note(public_url(location)[:2048], failure=error.failure, detail=error.detail)
            self._finish(probe)
            return
        state = tuple((cookie.name, cookie.value) for cookie in probe.cookies.jar) if probe.cookies else ()
        seen = (target.text, state) in probe.visited
        if seen or probe.hops > self._policy.max_redirects:
            why = "the redirects go in a circle" if seen else f"more than {self._policy.max_redirects} redirects"
            probe.note(target.text, failure=Failure.TOO_MANY_REDIRECTS, detail=why)
            self._finish(probe)
            return
        probe.visited.add((target.text, state))
        if target.host != probe.target.host or (target.port, target.scheme) not in {
            (probe.target.port, probe.target.scheme),
            (None, "https"),
        }:
            probe.authorization = ""  # RFC 9110 §15.4: not for another host's eyes, nor in the clear
        probe.target = target
        self._enqueue(probe, self._host(target))

    # --- what happens next --------------------------------------------------------------------------------------------

    def _again(self, probe: Probe, method: str, delay: float) -> None:
        probe.restart(method)
        if delay <= 0:
            self._enqueue(probe, self._host(probe.origin))
        else:
            self._loop.call_later(delay, self._requeue, probe)

    def _enqueue(self, probe: Probe, host: Host[Probe]) -> None:
        """At the front: what is under way is brought to its end first."""
        came_from = probe.host
        probe.host = host
        host.queue.appendleft(probe)
        if host is not came_from:  # otherwise the present task goes on with it
            self._list(host)
            self._pump()

    def _requeue(self, probe: Probe) -> None:
        probe.host = self._host(probe.origin)
        probe.host.queue.appendleft(probe)
        self._list(probe.host)
        self._pump()

    def _finish(self, probe: Probe) -> None:
        self._done += 1
        self._deliver(Observation(probe.url, datetime.now(UTC), tuple(probe.exchanges), probe.content))
        if self._done == self._total and not self._finished.done():
            self._finished.set_result(None)

    def _backoff(self, probe: Probe) -> float:
        jitter = zlib.crc32(f"{probe.attempt} {probe.url}".encode()) / 0xFFFFFFFF
        return self._policy.retry_wait * float(1 << (probe.failures - 1)) * (1 + jitter / 4)

    # --- telling ------------------------------------------------------------------------------------------------------

    def progress(self) -> Progress:
        elapsed = max(self._loop.time() - self._began, 1e-6)
        waiting: dict[str, None] = {}
        for probe in self._tasks.values():
            waiting.setdefault(probe.host.name)
            if len(waiting) == 3:
                break
        return Progress(self._done, self._total, self._done / elapsed, tuple(waiting))

    async def _tell(self) -> None:
        if self._report is None:
            return
        try:
            while True:
                self._report(self.progress())
                await asyncio.sleep(_PROGRESS_EVERY)
        except Exception as error:  # noqa: BLE001 - the caller's callback: its error ends the run
            if not self._finished.done():
                self._finished.set_exception(error)
