"""Host names into addresses: aiohttp's resolver over a blocking function, in threads of its own.

Each name is asked once per run however many URLs share it. "The name does not exist" and "nobody answered" are told
apart, since only the first says something about the cited page. A machine without network often claims the first (glibc
without a reachable server, macOS, Windows): a missing name is believed only if the resolver has found any other name,
or is known to know none (RFC 6761 §6: `.invalid`, `.test`, `.example`).

Threads are daemons: a resolver that hangs must not keep the program from ending.
"""

from __future__ import annotations

import asyncio
import queue
import socket
import threading
from typing import TYPE_CHECKING, Any

from reviewaudit.model import Failure
from reviewaudit.services.guard import Refusal, refusal, refuse
from reviewaudit.services.imports import AbstractResolver

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_THREADS = 48
_CONTROL_NAMES = ("example.com", "wikipedia.org")
_RESERVED = (".invalid", ".test", ".example")
_ABSENT = {
    code for name in ("EAI_NONAME", "EAI_NODATA", "EAI_ADDRFAMILY") if (code := getattr(socket, name, None)) is not None
} | {11001, 11004}  # Windows: host not found, no data


def system_addresses(host: str) -> list[str]:
    """Ask the system, as every other program does: hosts file, DNS, mDNS."""
    if host.rstrip(".").lower().endswith(".invalid"):  # nobody is to be asked: RFC 6761 §6.4
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Resolver(AbstractResolver):
    """Remembers addresses for the run, and failures until the second try."""

    def __init__(self, resolve: Callable[[str], Sequence[str]] | None, *, allow_private: bool, pause: float) -> None:
        self._resolve = resolve or system_addresses
        self._allow_private = allow_private
        self._pause = pause
        """Seconds during which a failure is not asked again: other URLs of the host are not a second try."""
        self._known: dict[str, list[str]] = {}
        self._failed: dict[str, tuple[Refusal, float, int]] = {}
        self._asking: dict[str, asyncio.Task[list[str]]] = {}
        self._control: asyncio.Task[bool] | None = None
        self._threads = _Threads()

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[Any]:
        addresses = self._known.get(host)
        if addresses is None:
            addresses = await self._addresses(host)
        return [
            {"hostname": host, "host": address, "port": port, "family": family, "proto": 0, "flags": 0}
            for address in addresses
        ]

    async def close(self) -> None:
        for task in (*self._asking.values(), *((self._control,) if self._control else ())):
            task.cancel()
        self._threads.close()

    async def _addresses(self, host: str) -> list[str]:
        now = asyncio.get_running_loop().time()
        if host in self._failed:
            failure, at, times = self._failed[host]
            if times > 1 or now - at < self._pause:
                raise failure
        task = self._asking.get(host)
        if task is None:
            task = self._asking[host] = asyncio.create_task(self._ask(host))
            task.add_done_callback(lambda done: self._done(host, done))
        # Shielded: one URL's timeout must not end the look-up for the others that wait for it.
        return await asyncio.shield(task)

    def _done(self, host: str, task: asyncio.Task[list[str]]) -> None:
        self._asking.pop(host, None)
        if not task.cancelled():
            task.exception()

    async def _ask(self, host: str) -> list[str]:
        try:
            addresses = await self._threads.call(self._resolve, host)
        except Refusal:
            raise
        except OSError as error:
            failure = await self._believed(host, error)
        except UnicodeError as error:
            failure = Refusal(Failure.DNS, f"{host} is no host name: {error}")
        else:
            allowed = [address for address in addresses if self._allow_private or not refusal(address)]
            if allowed:
                self._known[host] = allowed
                self._failed.pop(host, None)
                return allowed
            failure = refuse(addresses[0]) if addresses else Refusal(Failure.DNS, f"{host} has no address")
        _, _, times = self._failed.get(host, (failure, 0.0, 0))
        self._failed[host] = (failure, asyncio.get_running_loop().time(), times + 1)
        raise failure

    async def _believed(self, host: str, error: OSError) -> Refusal:
        detail = f"{host}: {error.strerror or error}"
        if not isinstance(error, socket.gaierror) or error.errno not in _ABSENT:
            return Refusal(Failure.DNS_UNAVAILABLE, detail)
        if host.rstrip(".").endswith(_RESERVED) or await self._works():
            return Refusal(Failure.DNS, detail)
        return Refusal(Failure.DNS_UNAVAILABLE, f"{detail}; but neither is any other name known here")

    async def _works(self) -> bool:
        if self._known:
            return True
        if self._control is None:
            self._control = asyncio.create_task(self._ask_control())
        # Another name may have been found meanwhile (a network that knows its own names only).
        return await asyncio.shield(self._control) or bool(self._known)

    async def _ask_control(self) -> bool:
        for name in _CONTROL_NAMES:
            try:
                if await self._threads.call(self._resolve, name):
                    return True
            except OSError:
                continue
        return False


class _Threads:
    """Daemon threads that call a blocking function; started as needed."""

    def __init__(self) -> None:
        self._work: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._count = 0
        self._pending = 0

    async def call(self, function: Callable[[str], Sequence[str]], host: str) -> Sequence[str]:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Sequence[str]] = loop.create_future()
        self._pending += 1
        if self._count < min(self._pending, _THREADS):
            self._count += 1
            threading.Thread(target=self._run, name="reviewaudit-names", daemon=True).start()
        self._work.put((loop, future, function, host))
        try:
            return await future
        finally:
            self._pending -= 1

    def close(self) -> None:
        for _ in range(self._count):
            self._work.put(None)

    def _run(self) -> None:
        while True:
            job = self._work.get()
            if job is None:
                return
            loop, future, function, host = job
            try:
                result, error = function(host), None
            except Exception as raised:  # noqa: BLE001 - carried to the waiting task, whatever it is
                result, error = (), raised
            try:
                loop.call_soon_threadsafe(_settle, future, result, error)
            except RuntimeError:  # the loop was closed meanwhile: nobody waits any more
                return


def _settle(future: asyncio.Future[Sequence[str]], result: Sequence[str], error: Exception | None) -> None:
    if future.done():
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)
