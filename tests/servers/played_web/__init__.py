"""A real web for tests: sockets on 127.0.0.x that play what servers do, good and bad.

    def test_something(web):
        url = web.url("/status/404")              # http://127.0.0.1:PORT/status/404
        other = web.url("/ok", host=2)            # the same web on 127.0.0.2 (Linux has all of 127.0.0.0/8)
        safe = web.tls("expired")                 # https://localhost:PORT/ok with an expired certificate
        ...
        assert web.hits("/status/404") == 1       # requests for that path, query left out
        assert web.requests[0].headers["user-agent"]

Add a query (`/ok?n=7`) to get many URLs of one behaviour. What can be played, by path (a path segment in capitals is
yours to choose):

    /                      200, a front page
    /robots.txt            200, forbids /forbidden
    /ok                    200, an HTML page titled "A good page"
    /status/CODE           that status with a small page
    /with/CODE?NAME:VALUE  that status with one more header
    /titled/TITLE          200 with that title
    /to/CODE?URL           a redirect with that status to the URL (or path) in the query
    /chain/N               N redirects (302), then /ok
    /slash/ANY             301 to the same with a slash at its end, which is there
    /case/ANY              301 to the same in lower case, which is there
    /loop                  a redirect to itself by way of /loop/again
    /refresh/SECONDS?URL   200, a page that leads on to the URL by itself
    /cookie                a redirect to itself until the cookie comes back
    /limited/TIMES/AFTER   429 for the first TIMES requests, then 200; AFTER: seconds, "date" (1 s ahead), "none"
    /flaky/CODE            that status for the first request, then 200
    /reset                 the connection is reset; /reset/once: for the first request only
    /quit                  200, and the connection is closed without a word
    /hang                  no answer, ever; /hang/body: headers and some of the body, then nothing
    /late/SECONDS          the good page after that time
    /drip                  the body byte by byte, for ever; /drip/headers: the headers so
    /truncated             less body than announced
    /garbage               an answer that is no HTTP
    /endless               header lines without end
    /head/CODE             HEAD gets that status, GET a page; /head/hang: HEAD gets no answer
    /excess                more body than announced
    /get/CODE              GET gets that status, HEAD 200; /get/hang
    /challenge             403 as Cloudflare's "Just a moment"
    /accept                404 unless Accept names text/html
    /agent/WORD            403 unless User-Agent holds the word
    /forbidden/ANY         404, where robots.txt keeps robots out
    /basic                 401 unless the request carries user:secret
    /encoded/CODING        the good page as gzip, deflate, raw, br
    /bomb/CODING           256 MB of zeros as gzip or br
    /big                   20 MB of HTML; web.sent("/big") tells how much of it was taken
    /file                  a PDF of 20 MB
    /soft/ANY              200, a page that says "Page not found", at any address
    /essay/NAME            200, 600 words titled "Page not found: a history" at /essay/404, a real 404 elsewhere
    /shell/ANY             200, the same empty shell of an application at any address
    /sale/ANY              200, a page that offers its domain
    /login                 200, a page titled "Log in"
    /walled/MAKER          200, the challenge page of a maker of such
    /far/N                 a redirect to an address of N bytes
    /raw/N                 the bytes web.raw[N], then the connection is closed

`web.serve("/tea.html", "<p>Tea", kind="text/html", status=200)` puts a page of your own at a path; it gives its URL.
"""

from __future__ import annotations

import contextlib
import socket
import threading

from played_web.answers import Request, head, page, read, reply
from played_web.behaviours import Behaviours
from played_web.certificates import context

__all__ = ["Request", "Web"]


class Web(Behaviours):
    def __init__(self):
        super().__init__()
        self.requests: list[Request] = []
        self._listeners: dict[tuple[str, str], socket.socket] = {}
        self._threads: list[threading.Thread] = []
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self.connections = 0
        self._authority = None
        self._served: dict[str, tuple[int, str, bytes, tuple[tuple[str, str], ...]]] = {}

    # --- for tests ---

    def url(self, path: str = "/ok", host: int = 1) -> str:
        address = f"127.0.0.{host}"
        return f"http://{address}:{self._port(address)}{path}"

    def serve(self, path: str, body: bytes | str, *headers, kind="text/html; charset=utf-8", status=200, host=1) -> str:
        """`path` may hold a query, and is then served for that query alone."""
        data = body if isinstance(body, bytes) else body.encode()
        self._served[path] = (status, kind, data, headers)
        return self.url(path, host)

    def tls(self, kind: str = "good", path: str = "/ok") -> str:
        """An https URL on a server whose certificate is good, expired, wrong-name, self-signed or incomplete.

        "good" is good for those who trust `authority`. "mendable" is incomplete, but its certificate says where the
        rest of the chain is, and browsers fetch it from there.
        """
        return f"https://localhost:{self._port('127.0.0.1', kind)}{path}"

    @property
    def authority(self) -> bytes:
        """The certificate (PEM) of the authority that signed the good ones."""
        return self._trustme().cert_pem.bytes()

    def hits(self, path: str) -> int:
        return sum(request.path == path for request in self.requests)

    def methods(self, path: str) -> list[str]:
        return [request.method for request in self.requests if request.path == path]

    def sent(self, path: str) -> int:
        return self._sent[path]

    def refused(self, host: int = 1) -> str:
        """A URL on a port where nobody listens."""
        with socket.socket() as probe:
            probe.bind((f"127.0.0.{host}", 0))
            return f"http://127.0.0.{host}:{probe.getsockname()[1]}/"

    def address(self, at: str, host: int = 1) -> str:
        """The URL of "/path", of "tls:KIND", or of "refused"; a whole URL is its own."""
        if at == "refused":
            return self.refused(host)
        if at.startswith("tls:"):
            return self.tls(at.removeprefix("tls:"))
        return self.url(at, host) if at.startswith("/") else at

    def close(self):
        self._stopped.set()
        for listener in self._listeners.values():
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join(5)

    # --- the server ---

    def _port(self, address: str, kind: str = "") -> int:
        with self._lock:
            listener = self._listeners.get((address, kind))
            if listener is None:
                listener = socket.create_server((address, 0), backlog=512)
                self._listeners[address, kind] = listener
                self._spawn(self._accept, listener, context(kind, self._trustme()) if kind else None)
        return listener.getsockname()[1]

    def _spawn(self, function, *arguments):
        thread = threading.Thread(target=function, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener, context):
        while not self._stopped.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            self._spawn(self._talk, connection, context)

    def _talk(self, connection, context):
        with contextlib.suppress(OSError, ValueError):
            if context is not None:
                plain, connection = connection, None
                with plain:
                    connection = context.wrap_socket(plain, server_side=True)
            with self._lock:
                self._open.add(connection)
            try:
                with connection:
                    while (request := read(connection)) is not None and not self._stopped.is_set():
                        with self._lock:
                            self.requests.append(request)
                            self._seen[f"{request.path}?{request.query}"] += 1
                        if not self._play(request, connection):
                            break
            finally:
                with self._lock:
                    self._open.discard(connection)

    def _play(self, request: Request, connection) -> bool:
        """True if the connection can be used for more."""
        whole = f"{request.path}?{request.query}"
        served = self._served.get(whole) or self._served.get(request.path)
        if served is not None:
            status, kind, body, headers = served
            data = head(status, ("Content-Length", str(len(body))), *headers, kind=kind)
            connection.sendall(data if request.method == "HEAD" else data + body)
            return request.headers.get("connection") != "close"
        name, _, rest = request.path.lstrip("/").partition("/")
        answer = getattr(self, f"play_{name.replace('.', '_') or 'front'}", None)
        if answer is None:
            return reply(request, connection, 404, page("No such behaviour"))
        return answer(request, connection, rest)

    def _trustme(self):
        if self._authority is None:
            import trustme

            self._authority = trustme.CA()
        return self._authority
