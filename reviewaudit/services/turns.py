"""Whose turn it is: targets in, out the next host that may be asked.

Hosts that have something to do and may do it stand in a row; one that must wait first wakes by itself.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar

from reviewaudit.services.hosts import Host

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Callable

    from reviewaudit.model import NetworkPolicy
    from reviewaudit.services.targets import Target

T = TypeVar("T")


class Turns(Generic[T]):
    """The hosts of one run on one loop. `woken` is called on it when a host that had to wait may go on."""

    def __init__(self, policy: NetworkPolicy, method: str, loop: AbstractEventLoop, woken: Callable[[], None]) -> None:
        self._policy = policy
        self._method = method
        self._loop = loop
        self._woken = woken
        self._hosts: dict[str, Host[T]] = {}
        self._ready: deque[Host[T]] = deque()

    @property
    def hosts(self) -> tuple[Host[T], ...]:
        """Those met so far."""
        return tuple(self._hosts.values())

    def host(self, target: Target) -> Host[T]:
        # Keyed without the scheme: http and https on their default ports are one machine's pace.
        name = target.host if target.port is None else f"{target.host}:{target.port}"
        host = self._hosts.get(name)
        if host is None:
            policy = self._policy
            host = self._hosts[name] = Host(
                name,
                policy.for_host(target.host),
                most=policy.host_concurrency,
                method=self._method,
                patience=policy.retry_wait,
            )
        return host

    def enlist(self, host: Host[T]) -> None:
        """Put a host into the row if it may start something now, else wake it when its time has come."""
        now = self._loop.time()
        if not host.listed and host.can_start(now):
            host.listed = True
            self._ready.append(host)
        elif host.queue and now < host.ready_at and not host.waking:
            host.waking = True
            self._loop.call_later(host.ready_at - now + 0.001, self._wake, host)

    def next(self, now: float) -> Host[T] | None:
        """The first in the row that may start something, which leaves it; None when nobody may. `now` is loop time."""
        while self._ready:
            host = self._ready.popleft()
            host.listed = False
            if host.can_start(now):
                return host
        return None

    def _wake(self, host: Host[T]) -> None:
        host.waking = False
        self.enlist(host)
        self._woken()
