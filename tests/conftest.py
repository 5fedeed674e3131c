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

`resolver({"a.example": ["127.0.0.1"], "gone.example": "missing", "b.example": "unavailable"})` makes a name resolver
for `look_up(resolve=...)`; a name that is not in the table is missing.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import gzip
import os
import socket
import ssl
import struct
import threading
import zlib
from collections import Counter
from dataclasses import dataclass, field
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import settings

# A slow machine is no failure. In CI the same examples every time; at a desk new ones, so that more is found.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

GOOD = b"<!doctype html><html><head><title>A good page</title></head><body><h1>Good</h1></body></html>"


@dataclass
class Request:
    method: str
    path: str
    query: str
    headers: dict[str, str]
    host: str
    """The address that was connected to."""


@dataclass
class Web:
    requests: list[Request] = field(default_factory=list)

    def __post_init__(self):
        self._listeners: dict[tuple[str, str], socket.socket] = {}
        self._threads: list[threading.Thread] = []
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self.connections = 0
        self.raw: list[bytes] = []
        self._stopped = threading.Event()
        self._seen: Counter[str] = Counter()
        self._sent: Counter[str] = Counter()
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
                self._spawn(self._accept, listener, self._context(kind) if kind else None)
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
                    while (request := _read(connection)) is not None and not self._stopped.is_set():
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

    def _times(self, request: Request) -> int:
        return self._seen[f"{request.path}?{request.query}"]

    def play_front(self, request, connection, rest):
        return reply(request, connection, 200, page("Health, all of it"))

    def play_robots_txt(self, request, connection, rest):
        return reply(request, connection, 200, b"User-agent: *\nDisallow: /forbidden/\n", kind="text/plain")

    def play_ok(self, request, connection, rest):
        return reply(request, connection, 200, GOOD)

    def play_status(self, request, connection, rest):
        return reply(request, connection, int(rest), page(f"Status {rest}"))

    def play_with(self, request, connection, rest):
        name, _, value = unquote(request.query).partition(":")
        return reply(request, connection, int(rest), page(f"Status {rest}"), (name, value))

    def play_titled(self, request, connection, rest):
        return reply(request, connection, 200, page(unquote(rest)))

    def play_to(self, request, connection, rest):
        return reply(request, connection, int(rest), b"", ("Location", unquote(request.query)))

    def play_chain(self, request, connection, rest):
        left = int(rest)
        return reply(request, connection, 302, b"", ("Location", f"/chain/{left - 1}" if left > 1 else "/ok"))

    def play_slash(self, request, connection, rest):
        if rest.endswith("/"):
            return reply(request, connection, 200, GOOD)
        return reply(request, connection, 301, b"", ("Location", f"{request.path}/"))

    def play_case(self, request, connection, rest):
        if rest == rest.lower():
            return reply(request, connection, 200, GOOD)
        return reply(request, connection, 301, b"", ("Location", request.path.lower()))

    def play_loop(self, request, connection, rest):
        return reply(request, connection, 302, b"", ("Location", "/loop" if rest else "/loop/again"))

    def play_refresh(self, request, connection, rest):
        meta = f'<meta http-equiv="refresh" content="{rest}; url={unquote(request.query)}">'
        return reply(request, connection, 200, f"<title>Moving</title>{meta}".encode())

    def play_cookie(self, request, connection, rest):
        if "pass=1" in request.headers.get("cookie", ""):
            return reply(request, connection, 200, GOOD)
        return reply(request, connection, 302, b"", ("Location", "/cookie"), ("Set-Cookie", "pass=1; Path=/"))

    def play_limited(self, request, connection, rest):
        times, _, after = rest.partition("/")
        if self._times(request) > int(times):
            return reply(request, connection, 200, GOOD)
        if after == "none":
            return reply(request, connection, 429, b"")
        if after == "date":
            # The date's resolution is a second: two ahead are more than one.
            after = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2), usegmt=True)
        return reply(request, connection, 429, b"", ("Retry-After", after))

    def play_flaky(self, request, connection, rest):
        return reply(request, connection, int(rest) if self._times(request) == 1 else 200, GOOD)

    def play_reset(self, request, connection, rest):
        if rest == "once" and self._times(request) > 1:
            return reply(request, connection, 200, GOOD)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False

    def play_quit(self, request, connection, rest):
        reply(request, connection, 200, GOOD)
        return False

    def play_hang(self, request, connection, rest):
        if rest == "body":
            connection.sendall(head(200, ("Content-Length", "5000")) + GOOD)
        return self._wait()

    def play_late(self, request, connection, rest):
        self._stopped.wait(float(rest))
        return reply(request, connection, 200, GOOD)

    def _wait(self) -> bool:
        self._stopped.wait()
        return False

    def play_drip(self, request, connection, rest):
        if rest != "headers":
            connection.sendall(head(200, ("Transfer-Encoding", "chunked")))
        piece = b"X-Drip: 1\r\n" if rest == "headers" else b"1\r\nx\r\n"
        if rest == "headers":
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not self._stopped.wait(0.02):
            connection.sendall(piece)
        return False

    def play_truncated(self, request, connection, rest):
        connection.sendall(head(200, ("Content-Length", "5000")) + GOOD)
        return False

    def play_garbage(self, request, connection, rest):
        connection.sendall(b"\x00\x01 this is no HTTP \xff\r\n\r\n")
        return False

    def play_endless(self, request, connection, rest):
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not self._stopped.is_set():
            connection.sendall(b"X-More: " + b"x" * 1000 + b"\r\n")
        return False

    def play_head(self, request, connection, rest):
        if request.method != "HEAD":
            return reply(request, connection, 200, GOOD)
        return self._wait() if rest == "hang" else reply(request, connection, int(rest), b"")

    def play_get(self, request, connection, rest):
        if request.method == "HEAD":
            return reply(request, connection, 200, GOOD)
        return self._wait() if rest == "hang" else reply(request, connection, int(rest), b"")

    def play_challenge(self, request, connection, rest):
        return reply(
            request, connection, 403, page("Just a moment..."), ("cf-mitigated", "challenge"), ("Server", "cloudflare")
        )

    def play_accept(self, request, connection, rest):
        found = "text/html" in request.headers.get("accept", "")
        return reply(request, connection, 200 if found else 404, GOOD)

    def play_agent(self, request, connection, rest):
        known = rest in request.headers.get("user-agent", "")
        return reply(request, connection, 200 if known else 403, GOOD)

    def play_forbidden(self, request, connection, rest):
        return reply(request, connection, 404, page("Gone"))

    def play_basic(self, request, connection, rest):
        wanted = "Basic " + base64.b64encode(b"user:secret").decode()
        if request.headers.get("authorization") == wanted:
            return reply(request, connection, 200, GOOD)
        return reply(request, connection, 401, b"", ("WWW-Authenticate", "Basic realm=x"))

    def play_encoded(self, request, connection, rest):
        return reply(request, connection, 200, encode(rest, GOOD), ("Content-Encoding", rest.replace("raw", "deflate")))

    def play_bomb(self, request, connection, rest):
        return reply(request, connection, 200, bomb(rest), ("Content-Encoding", rest))

    def play_excess(self, request, connection, rest):
        data = head(200, ("Content-Length", "5"), ("Connection", "close"))
        connection.sendall(data if request.method == "HEAD" else data + GOOD)
        return False

    def play_soft(self, request, connection, rest):
        words = "<p>You may like our other pages.</p>" * 200
        return reply(request, connection, 200, page("Page not found | Health") + words.encode())

    def play_essay(self, request, connection, rest):
        if rest != "404":
            return reply(request, connection, 404, page("Page not found"))
        return reply(request, connection, 200, page("Page not found: a history") + b"<p>word word word</p>" * 200)

    def play_shell(self, request, connection, rest):
        return reply(request, connection, 200, b"<title>Our application</title><div id=root></div><script src=a.js>")

    def play_sale(self, request, connection, rest):
        return reply(request, connection, 200, b"<title>It is for sale</title><p>Buy this domain</p><p>Related links")

    def play_login(self, request, connection, rest):
        return reply(request, connection, 200, page("Log in"))

    def play_walled(self, request, connection, rest):
        marks = {
            "imperva": b'<iframe src="/_Incapsula_Resource?SWUDNSAI=31">Request unsuccessful.</iframe>',
            "datadome": b'<script src="https://ct.captcha-delivery.com/c.js"></script><p>Please enable JS',
            "perimeterx": b'<div id="px-captcha"></div><p>Press and hold',
        }
        return reply(request, connection, 200, b"<title>health.example</title>" + marks[rest])

    def play_far(self, request, connection, rest):
        connection.sendall(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /ok?")
        for _ in range(int(rest) // 1000):
            connection.sendall(b"x" * 1000)
        connection.sendall(b"\r\n\r\n")
        return True

    def play_raw(self, request, connection, rest):
        connection.sendall(self.raw[int(rest)])
        return False

    def play_big(self, request, connection, rest, kind="text/html"):
        total = 20_000_000
        connection.sendall(head(200, ("Content-Length", str(total)), kind=kind))
        piece = GOOD.ljust(10_000)
        for _ in range(0, total, len(piece)):
            connection.sendall(piece)
            self._sent[request.path] += len(piece)
        return True

    def play_file(self, request, connection, rest):
        return self.play_big(request, connection, rest, "application/pdf")

    # --- certificates ---

    def _trustme(self):
        if self._authority is None:
            import trustme

            self._authority = trustme.CA()
        return self._authority

    def _context(self, kind: str) -> ssl.SSLContext:
        import trustme

        authority = self._trustme()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if kind == "self-signed":
            authority = trustme.CA()
            _load(context, authority.cert_pem.bytes() + authority.private_key_pem.bytes())
            return context
        if kind == "expired":
            past = dt.datetime.now(dt.UTC) - dt.timedelta(days=2)
            leaf = authority.issue_cert("localhost", not_after=past)
        elif kind == "wrong-name":
            leaf = authority.issue_cert("elsewhere.example")
        elif kind == "incomplete":
            leaf = authority.create_child_ca().issue_cert("localhost")
            _load(context, leaf.private_key_pem.bytes() + leaf.cert_chain_pems[0].bytes())
            return context
        elif kind == "mendable":
            _load(context, _mendable(authority.create_child_ca()))
            return context
        else:
            leaf = authority.issue_cert("localhost", "127.0.0.1")
        leaf.configure_cert(context)
        return context


def _mendable(issuer) -> bytes:
    """A certificate for localhost that names where its issuer's is (RFC 5280 §4.2.2.1), and its key, as PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    above = x509.load_pem_x509_certificate(issuer.cert_pem.bytes())
    key = ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC)
    where = x509.AccessDescription(
        x509.AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier("http://ca.example/a.crt")
    )
    leaf = (
        x509.CertificateBuilder(above.subject, x509.Name([]), key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=True)
        .add_extension(x509.AuthorityInformationAccess([where]), critical=False)
        .sign(serialization.load_pem_private_key(issuer.private_key_pem.bytes(), None), hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + leaf.public_bytes(serialization.Encoding.PEM)


def _load(context: ssl.SSLContext, pem: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "chain.pem")
        path.write_bytes(pem)
        context.load_cert_chain(path)


def _read(connection) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return None
        data += more
    first, *lines = data.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    if method == "CONNECT" or target.startswith("http"):
        path, query = target, ""
    else:
        path, _, query = target.partition("?")
    return Request(method, path, query, headers, connection.getsockname()[0])


def page(title: str) -> bytes:
    return f"<!doctype html><html><head><title>{title}</title></head><body>{title}</body></html>".encode()


def head(status: int, *headers: tuple[str, str], kind: str = "text/html; charset=utf-8") -> bytes:
    lines = [f"HTTP/1.1 {status} Test", f"Content-Type: {kind}", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n"


def reply(
    request: Request, connection, status: int, body: bytes, *headers: tuple[str, str], kind="text/html; charset=utf-8"
) -> bool:
    if status in {204, 304}:
        body = b""
    data = head(status, ("Content-Length", str(len(body))), *headers, kind=kind)
    connection.sendall(data if request.method == "HEAD" else data + body)
    return request.headers.get("connection") != "close"


def encode(coding: str, data: bytes) -> bytes:
    if coding == "gzip":
        return gzip.compress(data)
    if coding == "deflate":
        return zlib.compress(data)
    if coding == "raw":
        return zlib.compress(data)[2:-4]
    import brotli

    return brotli.compress(data)


def bomb(coding: str) -> bytes:
    piece = bytes(1 << 20)
    if coding == "gzip":
        packer = zlib.compressobj(1, wbits=31)
        return b"".join(packer.compress(piece) for _ in range(256)) + packer.flush()
    import brotli

    packer = brotli.Compressor(quality=1)
    return b"".join(packer.process(piece) for _ in range(256)) + packer.finish()


@pytest.fixture
def web():
    made = Web()
    yield made
    made.close()


@pytest.fixture
def resolver():
    """See the top of this file."""

    def make(table: dict[str, list[str] | str]):
        def resolve(host: str) -> list[str]:
            found = table.get(host, "missing")
            if found == "missing":
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            if found == "unavailable":
                raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
            return list(found)

        return resolve

    return make
