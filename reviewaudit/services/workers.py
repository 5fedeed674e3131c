"""Processes that ask: started for one look-up, or standing by from the beginning of a command.

To import asyncio, httpx and aiohttp takes as long as to read a hundred articles. A process that stands by does it while
the articles are read; what it has imported is shared by those it forks once it knows how many are wanted.

Forking is safe here because it is done only on Linux and only while there is no other thread that could hold a lock.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe, wait
from typing import TYPE_CHECKING, Any, Protocol

from reviewaudit.services.shards import cores

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from reviewaudit.model import Observation
    from reviewaudit.services import Progress

_BATCH = 250
_MOST = 8


class Started(Protocol):
    """Processes at work."""

    @property
    def pipes(self) -> Sequence[Connection]:
        """One per process, to receive from, and to interrupt it by."""

    def died(self, pipe: Connection) -> str:
        """How the process behind a pipe that closed too early ended, in words to append."""

    def stop(self) -> None:
        """End what still runs."""


def interrupt(pipes: Sequence[Connection]) -> None:
    """Pass Ctrl-C on to the processes behind these pipes: they send what they know so far, and end.

    They look for it each time they report, which is every tenth of a second.
    """
    for pipe in pipes:
        with suppress(OSError):  # it has gone by itself
            pipe.send(None)


def can_fork() -> bool:
    return sys.platform == "linux" and threading.active_count() == 1


class _Children:
    """One process per shard, started for it."""

    def __init__(self, shards: Sequence[Sequence[str]], options: dict[str, Any]) -> None:
        forks = can_fork()
        context: Any = multiprocessing.get_context("fork" if forks else "spawn")
        if forks:
            import reviewaudit.services.engine  # noqa: F401 - once, for all of them
        self.pipes: list[Connection] = []
        self._children: list[Any] = []
        try:
            for shard in shards:
                receiver, sender = context.Pipe()
                self.pipes.append(receiver)
                # Or a parent that is gone would go unnoticed.
                others = list(self.pipes) if forks else []
                child = context.Process(target=_work, args=(sender, others, shard, options), daemon=True)
                self._children.append(child)
                child.start()
                sender.close()
        except BaseException:
            self.stop()
            raise

    def died(self, pipe: Connection) -> str:
        child = self._children[self.pipes.index(pipe)]
        child.join(1)
        return f" (exit code {child.exitcode})"

    def stop(self) -> None:
        for pipe in self.pipes:
            pipe.close()
        for child in self._children:
            if child.pid is not None:
                child.terminate()
        for child in self._children:
            if child.pid is not None:
                child.join(2)
                if child.is_alive():
                    child.kill()
                    child.join()
            child.close()


def start(shards: Sequence[Sequence[str]], options: dict[str, Any]) -> Started:
    return _Children(shards, options)


class Standby:
    """A process that gets ready to ask, for one look-up; a context manager.

    Where it can not be had (no fork, other threads) it is not `ready`, and the look-up does without.
    """

    def __init__(self) -> None:
        self.ready = False
        self.pipes: Sequence[Connection] = ()
        self._pid = 0
        if not can_fork():
            return
        orders, self._orders = Pipe()
        self._begun = False
        ends = [Pipe() for _ in range(min(cores(), _MOST))]
        receivers = [receiver for receiver, _ in ends]
        senders = [sender for _, sender in ends]
        for stream in (sys.stdout, sys.stderr):
            with suppress(AttributeError, OSError, ValueError):  # None or closed: nothing is buffered
                stream.flush()  # or it might be written twice
        self._pid = os.fork()
        if self._pid == 0:
            try:
                _stand_by(orders, [self._orders, *receivers], senders)
            finally:
                os._exit(1)
        orders.close()
        for sender in senders:
            sender.close()
        self.pipes = receivers
        self.ready = True

    def begin(self, shards: Sequence[Sequence[str]], options: dict[str, Any]) -> Started:
        """Set it to work."""
        self.ready = False
        self._begun = True
        for pipe in self.pipes[len(shards) :]:
            pipe.close()
        self.pipes = self.pipes[: len(shards)]
        with suppress(OSError):  # it is gone; so are its pipes, which will say so
            self._orders.send((shards, options))
        return self

    def died(self, pipe: Connection) -> str:
        return ""

    def stop(self) -> None:
        """They end when they are through, or a tenth of a second after they find that nobody listens any more."""
        self.ready = False
        for pipe in self.pipes:
            pipe.close()
        self.pipes = ()
        if self._pid:
            if self._begun:
                wait([self._orders], timeout=1)  # its end closes when it ends
            self._orders.close()
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(self._pid, signal.SIGKILL)
                os.waitpid(self._pid, 0)
            self._pid = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _stand_by(orders: Connection, others: Sequence[Connection], senders: Sequence[Connection]) -> None:
    """The life of the process that stands by."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other in others:
        other.close()
    import reviewaudit.services.engine  # noqa: F401 - that is what it is for

    try:
        shards, options = orders.recv()
    except (EOFError, OSError):
        os._exit(0)
    number = len(shards) - 1
    while number and os.fork():
        number -= 1  # the last share is our own
    if number:
        orders.close()
    for index, sender in enumerate(senders):
        if index != number:
            sender.close()
    _work(senders[number], (), shards[number], options)
    if number == 0:
        with suppress(ChildProcessError):
            while True:
                os.wait()
    os._exit(0)


def _work(pipe: Connection, others: Sequence[Connection], urls: Sequence[str], options: dict[str, Any]) -> None:
    """Ask, and send what is observed. Runs in a process of its own."""
    from reviewaudit.services.engine import ask_here

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller's process decides what Ctrl-C means
    for other in others:
        other.close()
    batch: list[tuple[Any, ...]] = []

    def flush(progress: Progress | None = None) -> None:
        try:
            pipe.send(("batch", batch, progress.waiting if progress else ()))
        except OSError:
            os._exit(1)  # nobody is there to hear it
        batch.clear()

    def deliver(observation: Observation) -> None:
        batch.append((observation.url, observation.at, observation.exchanges, observation.content))
        if len(batch) >= _BATCH:
            flush()

    def report(progress: Progress) -> None:
        flush(progress)
        if pipe.poll():  # see interrupt(); or nobody is there any more
            raise KeyboardInterrupt

    try:
        outcome = ask_here(urls, options, deliver, report)
        flush()
        pipe.send(("done", outcome, ()))
    except KeyboardInterrupt:
        flush()
    except Exception as error:  # noqa: BLE001 - crosses the process boundary as text
        flush()
        frame = traceback.extract_tb(error.__traceback__)[-1]
        pipe.send(("error", f"{type(error).__name__}: {error} ({frame.name}, line {frame.lineno})", ()))
    finally:
        pipe.close()
