"""One request out, one answer back, by the way that its URL needs, with what a verdict can depend on.

httpx's client follows redirects out of sight; the transport is therefore called directly.

Sources: RFC 9110, RFC 9112.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING, Any, NamedTuple

from reviewaudit.model import Failure
from reviewaudit.regexes import regex
from reviewaudit.services import bodies, long_bodies
from reviewaudit.services.guard import Refusal, guarded_socket, refusal, refuse
from reviewaudit.services.imports import aiohttp, httpx
from reviewaudit.services.targets import REDIRECTS
from reviewaudit.services.transport import Request, Stream, connect, system_tls, time_limits
from reviewaudit.services.urls import public_url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewaudit.model import Content, NetworkPolicy
    from reviewaudit.services.proxies import Proxies
    from reviewaudit.services.resolver import Resolver
    from reviewaudit.services.targets import Target

KEPT = frozenset(
    (
        "location",
        "retry-after",
        "server",
        "content-type",
        "content-length",
        "etag",
        "last-modified",
        "refresh",
        "www-authenticate",
        "cf-mitigated",
        "x-amzn-waf-action",
        "x-datadome",
        "x-dd-b",
        "x-iinfo",
        "x-kpsdk-ct",
        "x-px-block",
        "x-sucuri-block",
        "x-sucuri-id",
        "x-vercel-mitigated",
        "sg-captcha",
        "x-robots-tag",
    )
)
"""Headers that a verdict can depend on; no other is kept."""
_NAMES: dict[bytes, str] = {}
"""Header names as servers spell them -> lower case if they matter here, "-" if not."""
_ODD = frozenset({202, 401, 403, 405, 406, 429, 503})
"""Answers behind which a wall may stand."""
_CLOSE = ("Connection", "close")
_CREDENTIALS = regex(r"//[^/?#\s]*@")
_HEADER_LENGTH = 2048


class Answer(NamedTuple):
    status: int
    headers: tuple[tuple[str, str], ...]
    location: str | None
    """Where the reader is sent on to: by a redirect, or by a page (status 200) that refreshes to another."""
    content: Content | None
    response: httpx.Response
    detail: str


class Wire:
    """Sends requests for the engine. To be opened and closed on the loop it is used on."""

    def __init__(
        self, policy: NetworkPolicy, resolver: Resolver, proxies: Proxies, gateway: str | None, user_agent: str
    ) -> None:
        self._policy = policy
        self._proxies = proxies
        self._gateway = gateway.rstrip("/") if gateway else None
        self._tls: ssl.SSLContext | None = None
        headers = httpx.Headers(
            {
                "User-Agent": policy.user_agent or user_agent,
                "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                "Accept-Language": "en-US,en;q=0.9,*;q=0.5",
                "Accept-Encoding": bodies.ACCEPT_ENCODING,
            }
        )
        for name, value in policy.headers:
            headers[name] = value
        shared = [(key.decode("ascii"), value.decode("latin-1")) for key, value in headers.raw]
        self._resolver = resolver
        open_to_all = policy.allow_private or gateway is not None
        self._direct = connect(resolver, shared, None if open_to_all else guarded_socket)
        # The proxy is the user's own and may well be private; it is the proxy that looks names up.
        self._by_proxy = connect(resolver, shared, None) if proxies.any else None
        self._patience = time_limits(policy.timeout, policy.connect_timeout)
        self._short = time_limits(policy.timeout / 5, policy.connect_timeout / 5)
        self._for_pages = aiohttp.ClientTimeout(
            total=None, connect=min(policy.connect_timeout, policy.timeout), sock_read=policy.timeout
        )
        self._body_patience = max(policy.timeout / 4, 0.5)

    async def aclose(self) -> None:
        await self._direct.aclose()
        if self._by_proxy is not None:
            await self._by_proxy.aclose()
        await self._resolver.close()

    async def ask(
        self,
        method: str,
        url: Target,
        extra: Sequence[tuple[str, str]],
        *,
        short: bool,
        last: bool,
        closely: bool = False,
        fragments: Sequence[str] = (),
    ) -> Answer:
        """One exchange. Raises what the connection raises; `failures.classify` knows what it means.

        `extra` are headers of this request alone; `short`: with a fifth of the patience; `closely`: all facts about
        the body are wanted; `last`: nothing more is known to ask of that host, so it is told to close the connection
        (RFC 9112 §9.6). Thousands of hosts would otherwise cost thousands of open sockets. `fragments` are looked for
        in the page, for which more of it is read.
        """
        patience = self._short if short else self._patience
        response = await self.send(method, url, extra, patience=patience, last=last)
        return await self._read(method, response, closely=closely, fragments=fragments)

    async def open(self, url: Target, extra: Sequence[tuple[str, str]]) -> httpx.Response:
        """The answer to a GET with its body still to come, which the caller bounds in time and size, and closes.

        Only each silence is bounded here. Raises what the connection raises.
        """
        return await self.send("GET", url, extra, patience=self._for_pages, last=False)

    async def send(
        self, method: str, url: Target, extra: Sequence[tuple[str, str]], *, patience: aiohttp.ClientTimeout, last: bool
    ) -> httpx.Response:
        """One request by the way that its URL needs: direct, by a proxy or by the gateway."""
        extensions: dict[str, Any] = {"timeout": patience}
        transport = self._direct
        headers: Sequence[tuple[str, str]] = (*extra, _CLOSE) if last else extra
        target = url.text
        if self._gateway is not None:
            headers = [("Host", url.authority), ("X-Forwarded-Proto", url.scheme), *headers]
            target = self._gateway + url.path
        else:
            if not self._policy.allow_private and refusal(url.host):
                raise refuse(url.host)
            if self._by_proxy is not None:
                proxy = self._proxies.choose(url.scheme, url.host, url.port or (443 if url.scheme == "https" else 80))
                if proxy is not None:
                    transport = self._by_proxy
                    extensions["proxy"] = proxy.url
                    if proxy.authorization and url.scheme == "http":
                        headers = [*headers, ("Proxy-Authorization", proxy.authorization)]
                    elif proxy.authorization:
                        extensions["proxy_headers"] = {"Proxy-Authorization": proxy.authorization}
            if url.scheme == "https":
                extensions["ssl"] = self._tls or self._open_tls()
        request = Request(method, target, headers, extensions)
        response = await transport.handle_async_request(request)
        if self._gateway is not None:
            if met := response.headers.get("x-gateway-failure"):
                response.stream.response.close()  # type: ignore[union-attr]  # the stream is ours
                raise Refusal(Failure(met), "the gateway met this failure")
            # Cookies belong to the host asked for, not to the gateway.
            response.request = httpx.Request(method, url.text)
        return response

    def _open_tls(self) -> ssl.SSLContext:
        self._tls = system_tls()
        return self._tls

    async def _read(self, method: str, response: httpx.Response, *, closely: bool, fragments: Sequence[str]) -> Answer:
        stream: Stream = response.stream  # type: ignore[assignment]  # made by our Transport
        answer = stream.response
        kept: list[tuple[str, str]] = []
        location = None
        coding = content_type = ""
        length: int | None = None
        for key, value in answer.raw_headers:
            name = _NAMES.get(key) or _name(key)
            if name == "-":
                continue
            text = _text(value)
            if name == "content-encoding":
                coding = text
                continue
            if name == "location":
                location = text if location is None else location
                text = public_url(text)
            elif name == "refresh":
                text = _CREDENTIALS.sub("//", text)
            elif name == "content-type":
                content_type = text
            elif name == "content-length" and value.isdigit() and len(value) < 16:
                length = int(text)
            kept.append((name, text[:_HEADER_LENGTH]))
        body = None
        detail = ""
        places: tuple[tuple[str, bool], ...] = ()
        redirect = location is not None and answer.status in REDIRECTS
        try:
            if not redirect and method != "HEAD" and bodies.is_page(content_type):
                if fragments and 200 <= answer.status < 300:
                    raw, whole, detail, (places, _) = await long_bodies.read(
                        answer.content, content_type, coding, fragments, self._policy.timeout
                    )
                else:
                    raw, whole, detail = await self._body(stream)
                if length is None and whole:
                    length = len(raw)
                # No more of it than always, so that what else is asked changes no fact about the page.
                raw = raw[: bodies.CAP]
                body = bodies.decode(raw, coding) if coding else raw
        finally:
            answer.release()
        odd = closely or answer.status in _ODD
        content = None if redirect else bodies.describe(content_type, length, body, closely=odd)
        if content is not None and places:
            content = content._replace(fragments=places)
        if answer.status == 200 and body:
            header = next((value for name, value in kept if name == "refresh"), "")
            refresh = bodies.refresh(header, body)
            if refresh and not header:
                kept.append(("refresh", public_url(refresh)[:_HEADER_LENGTH]))
        else:
            refresh = ""
        return Answer(answer.status, tuple(kept), location if redirect else refresh or None, content, response, detail)

    async def _body(self, stream: Stream) -> tuple[bytes, bool, str]:
        """The beginning of a body, whether it is all of it, and what went wrong.

        A status has been given, so that a body that stalls or breaks off is a detail, and is waited for less.
        """
        content = stream.response.content
        if content.is_eof() and content.exception() is None:
            # It came along with the headers, as most small ones do.
            data = content.read_nowait(bodies.CAP)
            return data, content.at_eof(), ""
        chunks: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self._body_patience):
                async for chunk in stream:
                    chunks.append(chunk)
                    size += len(chunk)
                    if size >= bodies.CAP:
                        return b"".join(chunks)[: bodies.CAP], False, ""
        except TimeoutError:
            return b"".join(chunks), False, f"the body stalled after {size} bytes"
        except (aiohttp.ClientError, OSError) as error:
            return b"".join(chunks), False, f"the body broke off after {size} bytes: {type(error).__name__}"
        return b"".join(chunks), True, ""


def _name(key: bytes) -> str:
    name = key.decode("latin-1").lower()
    if name not in KEPT and name != "content-encoding":
        name = "-"
    if len(_NAMES) < 1_000:  # a server that makes names up does not fill the memory
        _NAMES[key] = name
    return name


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
