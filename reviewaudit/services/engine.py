"""Ask about many URLs on one event loop: URLs in, an Observation delivered for each as it is known.

A probe is one URL on its way to an observation. It moves by steps of one request each: first try, redirect hop, other
method, retry, a made-up neighbour where the page looks like none. Between two steps it stands in the queue of the host
that the next step goes to, so waiting for a retry holds no slot, a redirect obeys the pace of the host it leads to, and
other hosts go on meanwhile. A host that has more to do goes on with the slot and the connection it has; spare slots go
to the hosts in turn. Last retries wait for the second round: until there is nothing else left.
"""

from __future__ import annotations

import asyncio
import gc
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from reviewaudit import __version__
from reviewaudit.model import Observation
from reviewaudit.services import Progress
from reviewaudit.services.failures import classify
from reviewaudit.services.guard import Refusal
from reviewaudit.services.hops import hop, leads_on
from reviewaudit.services.neighbours import Neighbours
from reviewaudit.services.probes import Probe, basic_authorization
from reviewaudit.services.proxies import Proxies
from reviewaudit.services.questions import conclude_condition, due_condition, sought, with_unsettled
from reviewaudit.services.resolver import Resolver
from reviewaudit.services.retries import TIMEOUTS, Next, after_answer, after_failure
from reviewaudit.services.tallies import Outcome, Tally
from reviewaudit.services.targets import REDIRECTS, parse
from reviewaudit.services.turns import Turns
from reviewaudit.services.urls import public_url
from reviewaudit.services.wire import Wire
from reviewaudit.verdicts import wants_neighbour

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from reviewaudit.model import Content, Exchange, NetworkPolicy
    from reviewaudit.services import Question
    from reviewaudit.services.hosts import Host

USER_AGENT = f"reviewaudit/{__version__} (+https://github.com/reviewaudit/reviewaudit)"

_PROGRESS_EVERY = 0.1
_GIVEN_UP = "not asked: the host left this run's earlier requests without an answer"


def ask_here(
    urls: Sequence[str],
    options: Mapping[str, Any],
    deliver: Callable[[Observation], None],
    report: Callable[[Progress], None] | None,
) -> Outcome:
    """Ask on a loop of our own, until every URL has its observation or the time is over. `options` are the engine's."""
    engine = Engine(**options, deliver=deliver, report=report)
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 20)  # thousands of live tasks make each collection long and fruitless
    try:
        asyncio.run(engine.run(urls))
    finally:
        gc.set_threshold(*before)
    if report is not None:
        report(engine.progress())
    return Outcome(engine.expired, tuple(Tally.of(host) for host in engine.hosts))


class Engine:
    """One run on one loop. `deliver` and `report` are called on it."""

    def __init__(
        self,
        policy: NetworkPolicy,
        *,
        questions: Mapping[str, Question],
        proxies: Mapping[str, str],
        gateway: str | None,
        resolve: Callable[[str], Sequence[str]] | None,
        slots: int,
        deliver: Callable[[Observation], None],
        report: Callable[[Progress], None] | None,
    ) -> None:
        self._policy = policy
        self._questions = questions
        self._proxies = Proxies(proxies)
        self._gateway = gateway
        self._resolve = resolve
        self._deliver = deliver
        self._report = report
        self._method = "HEAD" if policy.method.lower() == "head" else "GET"
        self.expired = False
        """The time of the policy was over before all was asked."""
        self._open: set[Probe] = set()
        """URLs without an observation."""
        self._second: list[tuple[float, str, Probe]] = []
        """What waits for the second round: loop time before which it is not asked, method, probe."""
        self._neighbours = Neighbours()
        self._tasks: dict[asyncio.Task[None], Probe] = {}
        self._slots = slots
        self._total = 0
        self._done = 0

    async def run(self, urls: Sequence[str]) -> None:
        self._loop = asyncio.get_running_loop()
        self._finished: asyncio.Future[None] = self._loop.create_future()
        self._began = self._loop.time()
        self._total = len(urls)
        self._turns: Turns[Probe] = Turns(self._policy, self._method, self._loop, self._pump)
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
            if self._policy.max_time:
                self._loop.call_later(self._policy.max_time, self._expire)
            self._pump()
            try:
                await self._finished
            finally:
                if self.expired or not self._finished.done() or self._finished.cancelled():
                    self._deliver_what_is_known()
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
            probe.host = self._turns.host(probe.target)
            if probe.host.method != probe.method:
                probe.begin_with(probe.host.method)
            if self._questions and (question := self._questions.get(url)):
                probe.question = question
                if question.fragments:
                    probe.begin_with("GET")
            probe.host.queue.append(probe)
            self._open.add(probe)
        # Long queues first: they are what a run ends with.
        for host in sorted(self._turns.hosts, key=lambda host: -len(host.queue)):
            self._turns.enlist(host)

    def _pump(self) -> None:
        """Start what may be started, hosts in turn."""
        now = self._loop.time()
        while len(self._tasks) < self._slots and (host := self._turns.next(now)) is not None:
            self._start(host, host.queue.popleft())
            self._turns.enlist(host)

    def _start(self, host: Host[Probe], probe: Probe) -> None:
        host.running += 1
        host.starts(self._loop.time())
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
        self._turns.enlist(host)
        self._pump()

    async def _steps(self, host: Host[Probe], probe: Probe) -> None:
        """Steps for one host until it has nothing more to do now: they share a task, a slot and a connection."""
        own = asyncio.current_task()
        while True:
            await self._ask(probe)
            now = self._loop.time()
            if not host.queue or host.running > host.limit or now < host.ready_at:
                return
            probe = host.queue.popleft()
            host.starts(now)
            if host.running + 1 <= host.limit and host.queue:
                self._turns.enlist(host)  # it has widened
                self._pump()
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
        if host.headers:
            extra = (*host.headers, *extra)
        fragments: tuple[str, ...] = ()
        condition = None
        if probe.question is not None:
            fragments = sought(probe)
            condition = due_condition(probe)
            if condition is not None:
                extra = (*extra, *condition.headers)
        began = self._loop.time()
        last = not host.queue
        try:
            answer = await self._wire.ask(
                probe.method,
                target,
                extra,
                short=short,
                last=last,
                closely=probe.visited is not None,
                fragments=fragments,
            )
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever the wire raises is an answer about this URL
            failure, detail = classify(error)
            elapsed = round((self._loop.time() - began) * 1000)
            probe.note(probe.shown, failure=failure, elapsed_ms=elapsed, detail=detail)
            host.saw_failure()
            if failure in TIMEOUTS:
                host.saw_timeout(failure, probe.attempt)
            self._go_on(probe, after_failure(probe, failure, short=short, policy=self._policy))
            return
        now = self._loop.time()
        elapsed = round((now - began) * 1000)
        host.saw_answer(answer.status, elapsed)
        probe.note(
            probe.shown, status=answer.status, headers=answer.headers, elapsed_ms=elapsed, detail=answer.detail
        )  # fmt: skip
        probe.content = answer.content
        if condition is not None and conclude_condition(probe, condition):
            self._again(probe, probe.method, 0.0)
        elif answer.location is not None and (answer.status in REDIRECTS or leads_on(probe, answer.location)):
            if hop(probe, answer.response, answer.location, self._policy.max_redirects):
                self._enqueue(probe, self._turns.host(probe.target))
            else:
                self._finish(probe)
        else:
            self._go_on(probe, after_answer(probe, answer.status, answer.headers, began, now, self._policy))

    # --- what happens next --------------------------------------------------------------------------------------------

    def _go_on(self, probe: Probe, planned: Next) -> None:
        if not planned.method:
            self._finish(probe)
        elif planned.at_the_end:
            self._second.append((self._loop.time() + planned.delay, planned.method, probe))
            self._begin_second_round()
        else:
            self._again(probe, planned.method, planned.delay)

    def _again(self, probe: Probe, method: str, delay: float) -> None:
        probe.restart(method)
        if delay <= 0:
            self._enqueue(probe, self._turns.host(probe.origin))
        else:
            self._loop.call_later(delay, self._requeue, probe)

    def _begin_second_round(self) -> None:
        """Once nothing but second tries is left."""
        if self._done + len(self._second) < self._total:
            return
        second, self._second = self._second, []
        now = self._loop.time()
        for due, method, probe in second:
            if self._turns.host(probe.origin).given_up:
                self._finish(probe)
            else:
                probe.restart(method)
                # Later in any case: the task that brought us here may be the host's own, and is not yet at its end.
                self._loop.call_later(max(due - now, 0.0), self._requeue, probe)

    def _enqueue(self, probe: Probe, host: Host[Probe]) -> None:
        """At the front: what is under way is brought to its end first."""
        came_from = probe.host
        probe.host = host
        host.queue.appendleft(probe)
        if host is not came_from:  # otherwise the present task goes on with it
            self._turns.enlist(host)
            self._pump()

    def _requeue(self, probe: Probe) -> None:
        probe.host = self._turns.host(probe.origin)
        probe.host.queue.appendleft(probe)
        self._turns.enlist(probe.host)
        self._pump()

    def _finish(self, probe: Probe) -> None:
        """It will not be asked again; its page may still have to be compared with a neighbour."""
        if probe.made_up:
            for waiting in self._neighbours.settle(probe):
                self._conclude(waiting, self._neighbours.judged(waiting))
            return
        content = probe.content
        last = probe.exchanges[-1]
        if content is not None and last.status == 200 and wants_neighbour(probe.url, last.url, content):
            probe.usable = len(probe.exchanges)
            neighbour = self._neighbours.visit(probe)
            if neighbour is not probe:
                if neighbour is not None:
                    neighbour.host = self._turns.host(neighbour.origin)
                    neighbour.host.queue.append(neighbour)
                    self._turns.enlist(neighbour.host)
                    self._pump()
                return
            content = self._neighbours.judged(probe)
        self._conclude(probe, content)

    def _conclude(self, probe: Probe, content: Content | None) -> None:
        self._done += 1
        self._open.discard(probe)
        self._hand_over(probe, tuple(probe.exchanges), content)
        if self._done == self._total:
            if not self._finished.done():
                self._finished.set_result(None)
        elif self._second:
            self._begin_second_round()

    def _expire(self) -> None:
        """The time is over: what is under way is dropped, what has failed before is told."""
        if not self._finished.done():
            self.expired = True
            self._finished.set_result(None)

    def _deliver_what_is_known(self) -> None:
        for probe in [probe for probe in self._open if probe.usable]:
            self._open.discard(probe)
            self._done += 1
            exchanges = tuple(probe.exchanges[: probe.usable])
            self._hand_over(probe, exchanges, probe.content if exchanges[-1].failure is None else None)

    def _hand_over(self, probe: Probe, exchanges: tuple[Exchange, ...], content: Content | None) -> None:
        if probe.question is not None:
            content = with_unsettled(content, probe.question.fragments)
        self._deliver(Observation(probe.url, datetime.now(UTC), exchanges, content))

    # --- telling ------------------------------------------------------------------------------------------------------

    @property
    def hosts(self) -> tuple[Host[Probe], ...]:
        return self._turns.hosts

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
