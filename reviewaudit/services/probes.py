"""A probe: one URL on its way from a request to an observation, and what its requests carry.

Sources: RFC 7617 (Basic), RFC 9110 §10.2.3 (Retry-After); cookies as httpx keeps them (RFC 6265).
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from reviewaudit.model import Exchange, without_credentials
from reviewaudit.services.imports import httpx
from reviewaudit.services.urls import public_url

if TYPE_CHECKING:
    from reviewaudit.model import Content, Failure
    from reviewaudit.services import Question
    from reviewaudit.services.hosts import Host
    from reviewaudit.services.targets import Target


class Probe:
    __slots__ = (
        "attempt", "authorization", "content", "cookies", "credentials", "exchanges", "failures", "first_method",
        "host", "made_up", "method", "origin", "question", "reset_before", "target", "tried_head", "url", "usable",
        "visited",
    )  # fmt: skip

    def __init__(self, url: str, method: str) -> None:
        self.url = url
        self.method = self.first_method = method
        self.attempt = 1
        self.exchanges: list[Exchange] = []
        self.content: Content | None = None
        self.failures = 0
        """Tries that failed, as against answers that only ask for the other method."""
        self.tried_head = method == "HEAD"
        self.reset_before = False
        self.made_up = False
        """Nobody cited this URL: it tells how the site answers what does not exist."""
        self.usable = 0
        """How many of the exchanges make up an observation, should the run end now."""
        self.authorization = ""
        self.cookies: httpx.Cookies | None = None
        self.visited: set[tuple[str, tuple[tuple[str, str | None], ...]]] | None = None
        self.question: Question | None = None
        self.credentials = ""
        """Of the URL as cited; `authorization` is what goes to the present target."""
        self.host: Host[Probe]
        self.origin: Target
        self.target: Target

    @property
    def shown(self) -> str:
        """The first request of an attempt is recorded under the URL as cited, hops under the URL as asked."""
        if not self.exchanges or self.exchanges[-1].attempt != self.attempt:
            return self.url
        return self.target.text

    @property
    def hops(self) -> int:
        """Requests of this attempt so far."""
        return sum(1 for exchange in self.exchanges if exchange.attempt == self.attempt)

    def note(
        self,
        url: str,
        *,
        status: int | None = None,
        failure: Failure | None = None,
        headers: tuple[tuple[str, str], ...] = (),
        elapsed_ms: int = 0,
        detail: str = "",
    ) -> None:
        """Put one exchange on record, which is no place for credentials."""
        if failure is not None:
            self.content = None
        url, detail = public_url(url), without_credentials(detail)
        self.exchanges.append(Exchange(self.method, url, status, failure, headers, elapsed_ms, self.attempt, detail))

    def begin_with(self, method: str) -> None:
        self.method = self.first_method = method
        self.tried_head = method == "HEAD"

    def restart(self, method: str) -> None:
        """The next attempt, from the URL as cited."""
        self.attempt += 1
        self.method = method
        self.tried_head = self.tried_head or method == "HEAD"
        self.cookies = None
        self.visited = None
        self.target = self.origin
        self.authorization = self.credentials

    def extra_headers(self) -> tuple[tuple[str, str], ...]:
        """Headers of this request alone: credentials of the URL, cookies of this chain of redirects."""
        extra: list[tuple[str, str]] = []
        if self.authorization:
            extra.append(("Authorization", self.authorization))
        if self.cookies is not None:
            request = httpx.Request(self.method, self.target.text)
            self.cookies.set_cookie_header(request)
            if cookie := request.headers.get("cookie"):
                extra.append(("Cookie", cookie))
        return tuple(extra)


def basic_authorization(userinfo: bytes) -> str:
    """RFC 7617."""
    name, _, password = userinfo.partition(b":")
    pair = unquote_to_bytes(name) + b":" + unquote_to_bytes(password)
    return "Basic " + base64.b64encode(pair).decode("ascii")


def retry_after(headers: tuple[tuple[str, str], ...]) -> float | None:
    """Seconds to wait as the server says: a number or a date (RFC 9110 §10.2.3); None if it says nothing usable."""
    value = next((value.strip() for name, value in headers if name == "retry-after"), "")
    if value.isdigit() and len(value) < 10:
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max((until - datetime.now(UTC)).total_seconds(), 0.0)
