"""One failure class per cause: an exception of the wire in, a Failure and its words out."""

from __future__ import annotations

import errno
import os
import ssl
from typing import TYPE_CHECKING

from reviewaudit.model import Failure
from reviewaudit.regexes import regex
from reviewaudit.services.certificates import explain
from reviewaudit.services.guard import Refusal
from reviewaudit.services.imports import aiohttp

if TYPE_CHECKING:
    from collections.abc import Iterator

_ERRNOS = {
    errno.ECONNREFUSED: Failure.REFUSED,
    errno.ECONNRESET: Failure.RESET,
    errno.ECONNABORTED: Failure.RESET,
    errno.EPIPE: Failure.RESET,
    errno.ETIMEDOUT: Failure.TIMEOUT_CONNECT,
    errno.ENETUNREACH: Failure.UNREACHABLE,
    errno.EHOSTUNREACH: Failure.UNREACHABLE,
    errno.ENETDOWN: Failure.UNREACHABLE,
    errno.EHOSTDOWN: Failure.UNREACHABLE,
    errno.EADDRNOTAVAIL: Failure.UNREACHABLE,
    errno.EAFNOSUPPORT: Failure.UNREACHABLE,
    errno.EACCES: Failure.UNREACHABLE,
    errno.EPERM: Failure.UNREACHABLE,
    10061: Failure.REFUSED,  # Windows: WSAECONNREFUSED and its kin
    10054: Failure.RESET,
    10053: Failure.RESET,
    10060: Failure.TIMEOUT_CONNECT,
    10051: Failure.UNREACHABLE,
    10065: Failure.UNREACHABLE,
    121: Failure.TIMEOUT_CONNECT,
}
_BYTES = regex(r"\bb?['\"]")
_ERRNO_TEXT = regex(r"\[Errno (\d+)\]")


def classify(error: BaseException) -> tuple[Failure, str]:
    """The cause of a failed exchange."""
    chain = list(_chain(error))
    for cause in chain:
        if isinstance(cause, Refusal):
            return cause.failure, cause.detail
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, aiohttp.ClientError):
            return explain(cause)
    words = _words(error)
    if isinstance(error, (aiohttp.ClientProxyConnectionError, aiohttp.ClientHttpProxyError)):
        return Failure.PROXY, words
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return Failure.TIMEOUT_CONNECT, "no connection in time"
    if isinstance(error, TimeoutError):
        return Failure.TIMEOUT_READ, "no answer in time"
    for cause in chain:
        if isinstance(cause, OSError) and (failure := _by_errno(cause)) is not None:
            return failure, words
    if isinstance(error, aiohttp.ClientConnectorError):
        return Failure.UNREACHABLE, words
    if isinstance(error, (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError, ConnectionError)):
        return Failure.RESET, "the server closed the connection without an answer"
    if isinstance(error, aiohttp.ClientError):
        return Failure.PROTOCOL, words
    return Failure.PROTOCOL, f"this is a bug in reviewaudit: {type(error).__name__}: {error}"


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen = 0
    current: BaseException | None = error
    while current is not None and seen < 10:
        yield current
        inner = getattr(current, "os_error", None)
        current = inner if isinstance(inner, BaseException) and inner is not current else current.__cause__
        seen += 1


def _by_errno(error: OSError) -> Failure | None:
    if error.errno is not None:
        return _ERRNOS.get(error.errno)
    # Several addresses failed in several ways: the connector gives their texts only. The first is the one preferred.
    found = _ERRNO_TEXT.search(str(error))
    return _ERRNOS.get(int(found[1])) if found else None


def _words(error: BaseException) -> str:
    """The error's text on one line, kept short, without the bytes that came: those may hold anybody's secrets."""
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return f"the proxy answered {error.status}"
    if isinstance(error, aiohttp.ClientResponseError):
        # Such as "400, message: Invalid header token:\n\n  b'Set-Cookie: …'\n  ^".
        return _BYTES.split(error.message, maxsplit=1)[0].partition("\n")[0].rstrip(": ")[:100] or "no HTTP"
    if isinstance(error, aiohttp.ClientConnectorError):
        cause = error.os_error
        return f"{error.host}:{error.port}: {os.strerror(cause.errno) if cause.errno else cause.strerror or cause}"
    return " ".join(str(error).split())[:300] or type(error).__name__
