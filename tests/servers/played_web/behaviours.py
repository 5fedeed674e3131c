"""What each path of the played web does; the list is in `__init__.py`."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import socket
import struct
import threading
import zlib
from collections import Counter
from email.utils import format_datetime
from urllib.parse import unquote

from played_web.answers import Request, head, page, reply

GOOD = b"<!doctype html><html><head><title>A good page</title></head><body><h1>Good</h1></body></html>"


class Behaviours:
    """`play_NAME(request, connection, rest)` answers /NAME/REST; True if the connection can be used for more."""

    def __init__(self):
        self.raw: list[bytes] = []
        self._stopped = threading.Event()
        self._seen: Counter[str] = Counter()
        self._sent: Counter[str] = Counter()

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
