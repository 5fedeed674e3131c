"""Play a small web, described in TOML, on 127.0.0.1.

It stands in for every host that the sample articles cite: the engine in gateway mode connects to `origin` whatever the
host, over plain HTTP, and says where it wanted to go in `Host` and `X-Forwarded-Proto` (`http` if missing); path and
query stand in the request line. So each answer crosses a real socket, and no name is looked up outside.

What a server cannot play, such as a host that does not exist, is answered by 502 with `X-Gateway-Failure: VALUE`, where
VALUE is one of `model.Failure`: the gateway met that failure on the way.

The keys of the TOML are described at the top of `articles/web.toml`; an unlisted URL answers 404. Questions to the
registries of cited works are answered by `little_registries`, where there are any.
"""

from __future__ import annotations

import html
import json
import os
import socket
import struct
import threading
import tomllib
from collections import Counter
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from reviewaudit.model import Failure
from reviewaudit.services.little_registries import LittleRegistries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import Self

_KEYS: dict[str, type] = {
    "status": int, "location": str, "title": str, "text": str, "headers": dict, "delay_ms": int, "first": list,
    "hang": bool, "drop": bool, "failure": str,
}  # fmt: skip
_HURRY = (("x-rate-limit-limit", "50"), ("x-rate-limit-interval", "1s"))
"""What registries say of their limits; without it they are asked as slowly as the real ones."""
_RESET_ON_CLOSE = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)  # struct linger: on, for 0 seconds


@dataclass(frozen=True, slots=True)
class Answer:
    """How one URL answers one request."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    title: str = ""
    text: str = ""
    delay: float = 0
    """Seconds."""
    hang: bool = False
    drop: bool = False
    data: bytes | None = None
    """JSON in place of a page."""


_UNLISTED = Answer(404, title="Not in the little web", text="No page is listed for this URL.")


class LittleWeb:
    """The web of one TOML text, from `__enter__` to `__exit__`; hanging requests end with it.

    Raises ValueError, naming URL and key, where the text is not understood. `registries`: what they hold, as TOML too.
    """

    def __init__(self, text: str, registries: str = "") -> None:
        self._registries = LittleRegistries(registries) if registries else None
        self._pages = {_key(url): _answers(url, page) for url, page in tomllib.loads(text).items()}
        self._asked: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:PORT`."""
        if self._server is None:
            raise RuntimeError("the little web is not running: use it in a `with` statement")
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def asked(self) -> Mapping[str, int]:
        """How often each URL was asked so far, percent-encoding undone."""
        with self._lock:
            return dict(self._asked)

    @property
    def requests(self) -> int:
        """All requests so far."""
        return sum(self.asked.values())

    def answer(self, url: str) -> Answer:
        """How the next request for `url` is answered; counts it."""
        key = _key(url)
        with self._lock:
            turn = self._asked[key]
            self._asked[key] += 1
        said = self._registries.answer(url) if self._registries is not None else None
        if said is not None:
            return Answer(said.status, _HURRY, data=json.dumps(said.data).encode())
        answers = self._pages.get(key, (_UNLISTED,))
        return answers[min(turn, len(answers) - 1)]

    def pause(self, seconds: float | None) -> bool:
        """Wait so long, for ever if None; true if the web was closed meanwhile."""
        return self._closing.wait(seconds)

    def __enter__(self) -> Self:
        self._closing.clear()
        self._server = _Server(self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="little-web", daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        server, thread = self._server, self._thread
        if server is None or thread is None:
            return
        self._closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
        self._server = self._thread = None


class _Server(ThreadingHTTPServer):
    """One thread per connection. Closing it wakes and joins them all, those that wait for a next request too."""

    request_queue_size = 512
    daemon_threads = True

    def __init__(self, web: LittleWeb) -> None:
        self.web = web
        self._connections: set[socket.socket] = set()
        self._serving: list[threading.Thread] = []
        self._lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        thread = threading.Thread(
            target=self.process_request_thread, args=(request, client_address), name="little-web-connection",
            daemon=True,
        )  # fmt: skip
        with self._lock:
            self._connections.add(request)
            self._serving = [*filter(threading.Thread.is_alive, self._serving), thread]
            thread.start()

    def shutdown_request(self, request: Any) -> None:
        # Not shut down first, as the parent does: that would send the end of the stream where a reset is wanted.
        with self._lock:
            self._connections.discard(request)
            self.close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""

    def server_close(self) -> None:
        with self._lock:
            for connection in self._connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # The client closed it first.
        for thread in self._serving:
            thread.join()
        super().server_close()


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        scheme = self.headers.get("X-Forwarded-Proto", "http")
        web = self.server.web
        answer = web.answer(f"{scheme}://{self.headers.get('Host', '')}{self.path}")
        if web.pause(None if answer.hang else answer.delay):
            self.close_connection = True
            return
        if answer.drop:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            self.close_connection = True
            return
        body = _page(answer) if answer.data is None else answer.data
        self.send_response_only(answer.status)  # no `Server` of its own: two of them are refused by strict clients
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Type", "text/html; charset=utf-8" if answer.data is None else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815  http.server's name

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: stderr belongs to the program."""


def _key(url: str) -> str:
    """One spelling per resource: no fragment, no percent-encoding, `/` for an empty path, DOIs in lower case."""
    url = unquote(url.partition("#")[0])
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    if host.lower() == "doi.org":
        path = path.lower()
    return f"{scheme.lower()}://{host.lower()}/{path}"


def _answers(url: str, page: object) -> tuple[Answer, ...]:
    """The answers to the first, second … request; the last one stays."""
    match page:
        case str():
            return (Answer(title=page),)
        case dict():
            for key, value in page.items():
                _check_key(url, key, value)
        case _:
            raise ValueError(f"{url}: expected the title of a page or a table, not {page!r}")
    before = tuple(answer for earlier in page.get("first", ()) for answer in _answers(url, earlier))
    return (*before, _answer(url, page))


def _check_key(url: str, key: str, value: object) -> None:
    if key not in _KEYS:
        raise ValueError(f"{url}: unknown key {key!r}; allowed are {', '.join(_KEYS)}")
    understood = isinstance(value, _KEYS[key])
    if not understood:
        raise ValueError(f"{url}: {key} must be of type {_KEYS[key].__name__}, not {value!r}")


def _answer(url: str, page: dict[str, Any]) -> Answer:
    headers = dict(page.get("headers", {}))
    status = page.get("status", 200)
    if "location" in page:
        headers["Location"] = page["location"]
        status = page.get("status", 302)
    if "failure" in page:
        if page["failure"] not in list(Failure):
            raise ValueError(f"{url}: unknown failure {page['failure']!r}; known are {', '.join(Failure)}")
        headers["X-Gateway-Failure"] = page["failure"]
        status = 502
    return Answer(
        status=status, headers=tuple(headers.items()), title=page.get("title", ""), text=page.get("text", ""),
        delay=page.get("delay_ms", 0) / 1000, hang=page.get("hang", False), drop=page.get("drop", False),
    )  # fmt: skip


def _page(answer: Answer) -> bytes:
    phrase, _ = _Handler.responses.get(answer.status, (f"Status {answer.status}", ""))
    title = html.escape(answer.title or phrase)
    text = html.escape(answer.text or f"A page of the little web: {answer.title or phrase}.")
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body><h1>{title}</h1><p>{text}</p></body>\n</html>\n"
    ).encode()
