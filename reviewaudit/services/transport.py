"""httpx's models over aiohttp's connections: a request goes out, a response comes back with its body still to come.

httpx's own pool scans every connection for each request, so that aiohttp's is used. Where sockets are made, addresses
are guarded.

Source: https://github.com/karpetrosyan/httpx-aiohttp.
"""

from __future__ import annotations

import ssl
import sys
from typing import TYPE_CHECKING, Any

from yarl import URL

from reviewaudit.services.certificates import Witness
from reviewaudit.services.imports import AiohttpTransport, aiohttp, httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from reviewaudit.services.resolver import Resolver

_NO_HEADERS = httpx.Headers()
_LINE = 64 * 1024
"""Longest header line: real pages send content security policies beyond aiohttp's default of 8 KiB."""


class Stream(httpx.AsyncByteStream):
    """A body as it arrives. Closing it gives the connection back only if the body was read to its end."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        content = self.response.content
        while chunk := await content.readany():
            yield chunk

    async def aclose(self) -> None:
        self.response.release()


class Request(httpx.Request):
    """A request without a body, whose URL is made into httpx's when it is asked for, which only cookies do.

    The general constructor takes 20 µs more, a tenth of what a request costs in all.
    """

    def __init__(
        self, method: str, target: str, headers: Sequence[tuple[str, str]], extensions: dict[str, Any]
    ) -> None:
        self.method = method
        self.target = target
        self.headers = httpx.Headers(headers) if headers else _NO_HEADERS
        self.extensions = extensions

    @property
    def url(self) -> httpx.URL:  # type: ignore[override]  # an attribute in httpx
        return httpx.URL(self.target)


class Response(httpx.Response):
    """An answer whose headers are made into httpx's when they are asked for, which only cookies do."""

    def __init__(self, response: aiohttp.ClientResponse, request: httpx.Request) -> None:
        self.status_code = response.status
        self.request = request
        self.stream: Stream = Stream(response)
        self._raw = response.raw_headers

    @property
    def headers(self) -> httpx.Headers:  # type: ignore[override]  # an attribute in httpx
        return httpx.Headers(self._raw)


class _ClientRequest(aiohttp.ClientRequest):
    async def send(self, conn: Any) -> aiohttp.ClientResponse:
        if self.headers.get("Connection") == "close":
            # aiohttp would keep the connection until the server closes it, and lose the next request on it.
            conn.protocol.force_close()
        return await super().send(conn)


class Transport(AiohttpTransport):
    """The transport of httpx-aiohttp without what costs time per request: its timeout object, the proxy's headers, a
    second parse of the URL, and exception mapping that loses the cause."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        session: aiohttp.ClientSession = self.client  # type: ignore[assignment]  # always given one
        response = await session.request(
            request.method,
            # Encoded already: yarl must not quote anew, so that the server sees the path as cited.
            URL(request.target if isinstance(request, Request) else str(request.url), encoded=True),
            # What all requests share is with the session.
            headers=request.headers.multi_items() if request.headers else None,
            allow_redirects=False,
            **request.extensions,
        )
        return Response(response, request)


def connect(
    resolver: Resolver, headers: list[tuple[str, str]], socket_factory: Callable[[Any], Any] | None
) -> Transport:
    """A transport with connections of its own, whose requests all carry `headers`. Without a factory no address is
    refused."""
    connector = aiohttp.TCPConnector(
        resolver=resolver,
        use_dns_cache=False,
        limit=0,  # the engine counts, per host and in all
        # A connection that will be used again is so at once; those whose server does not close them pile up.
        keepalive_timeout=0.5,
        socket_factory=socket_factory,
    )
    session = aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers=headers,
        request_class=_ClientRequest,
        auto_decompress=False,
        max_line_size=_LINE,
        max_field_size=_LINE,
    )
    # aiohttp repeats a dropped request unseen; the engine wants to see, count and space out each try.
    session._retry_connection = False
    # Any context will do: the real one goes with each https request, once there is one.
    return Transport(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), client=session)


def time_limits(total: float, connect: float) -> aiohttp.ClientTimeout:
    """Seconds until the answer is there, and until the connection is."""
    # The connection's share must end first, or the two kinds of timeout could not be told apart.
    connect = min(connect, total)
    return aiohttp.ClientTimeout(total=max(total, connect + 0.05), connect=connect)


def system_tls() -> ssl.SSLContext:
    """A context that trusts what the machine trusts."""
    if sys.platform == "linux":
        context = ssl.create_default_context()
        # The same store as truststore's, which on Linux reads it anew for each connection (36 ms).
        if context.cert_store_stats()["x509_ca"]:
            context.sslobject_class = Witness
            return context
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
