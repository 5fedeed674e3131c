"""What to do about a URL after an answer or a failure: nothing more, the other method, or the same again, and when.

The last retry of a URL waits for the end of the run, when the rest of the run has given its host time: an outage often
is shorter than a run, and a host that is asked again at once is asked while it is at its worst. What costs the most, a
timeout, is so repeated once per URL at the most, and on a host that never answers for a single URL at once.

Sources: RFC 9110 §10.2.3 (Retry-After), §15; RFC 6585 §4 (429); spacing of retries: exponential, with a jitter taken
from the URL, so that a run is repeatable.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, NamedTuple

from reviewaudit.model import Failure
from reviewaudit.services.probes import retry_after

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reviewaudit.model import NetworkPolicy
    from reviewaudit.services.probes import Probe

RETRIED_STATUS = frozenset({408, 429, *range(500, 600)}) - {501, 505}
_HEAD_PROVES_NOTHING = frozenset({403, 404, 405, 406, 501})
_GET_REFUSED = frozenset({405, 501})
_ALWAYS = 1_000
_RETRIES: Mapping[Failure, int] = {
    # How often a failure may be retried within `max_retries`. A page that never answers costs two timeouts, not three.
    Failure.DNS: 1,
    Failure.DNS_UNAVAILABLE: _ALWAYS,
    Failure.REFUSED: _ALWAYS,
    Failure.RESET: _ALWAYS,
    Failure.UNREACHABLE: _ALWAYS,
    Failure.TIMEOUT_CONNECT: 1,
    Failure.TIMEOUT_READ: 1,
    Failure.TLS_OTHER: 1,
    Failure.PROTOCOL: 1,
    Failure.PROXY: _ALWAYS,
}
_OTHER_METHOD = frozenset({Failure.TIMEOUT_READ, Failure.PROTOCOL})
"""It may be one method alone that hangs, or the body alone that makes an answer malformed."""
TIMEOUTS = frozenset({Failure.TIMEOUT_CONNECT, Failure.TIMEOUT_READ})
_MORE_LIMITS = 8
"""How often a URL may meet the 429 that was meant for the one before it."""


class Next(NamedTuple):
    method: str = ""
    """Empty: the URL is through."""
    delay: float = 0.0
    """Seconds."""
    at_the_end: bool = False
    """Of the run, and not before the delay is over."""


def after_answer(
    probe: Probe, status: int, headers: tuple[tuple[str, str], ...], began: float, now: float, policy: NetworkPolicy
) -> Next:
    """An answer that leads nowhere else. `began`: when its request did."""
    host = probe.host
    if status == 429:
        wait = retry_after(headers)
        delay = _backoff(probe, policy) if wait is None else min(wait, policy.max_retry_after)
        strike = host.saw_limit(began, now, now + (policy.retry_wait if host.worn_out else delay))
        if probe.made_up or host.worn_out:
            return Next()
        if strike or probe.attempt > policy.max_retries + _MORE_LIMITS:
            return _retry(probe, _method(probe), delay, policy.max_retries, policy)
        return Next(_method(probe), delay)
    if probe.made_up:
        return Next()
    if (
        probe.method == "HEAD"
        and status in _HEAD_PROVES_NOTHING
        and (probe.first_method == "HEAD" or (probe.failures == 1 and not host.silent))
    ):
        # HEAD comes first, or in place of a GET that timed out: either way only a GET can tell.
        return Next("GET")
    if probe.method == "GET" and status in _GET_REFUSED and not probe.tried_head:
        return Next("HEAD")
    if status not in RETRIED_STATUS:
        return Next()
    wait = retry_after(headers)
    pause = None if wait is None else min(wait, policy.max_retry_after)
    return _retry(probe, _method(probe), pause, policy.max_retries, policy)


def after_failure(probe: Probe, failure: Failure, *, short: bool, policy: NetworkPolicy) -> Next:
    """No answer at all. `short`: it was waited for with less patience."""
    host = probe.host
    if probe.made_up:
        return Next()
    allowed = min(_RETRIES.get(failure, 0), policy.max_retries)
    if failure is Failure.DNS:
        allowed = 1  # whatever the policy: one look-up is not enough to call a page dead
    if failure is Failure.RESET and host.answered and not probe.reset_before:
        # Most likely the server had closed a connection that was kept open: no failure of this URL.
        probe.reset_before = True
        return Next(probe.method)
    method = "GET"
    if failure in _OTHER_METHOD:
        if probe.method == "HEAD":
            allowed = max(allowed, 1)
        elif not probe.tried_head:
            method = "HEAD"
    if short:
        probe.failures += 1
        probe.usable = len(probe.exchanges)
        return Next()
    planned = _retry(probe, method, 0.0 if failure is Failure.TIMEOUT_READ else None, allowed, policy)
    if planned.method and failure in TIMEOUTS and not host.answered and not host.scouted:
        host.scouted = True  # at once: whether anybody is there decides about all its other URLs
        return planned._replace(at_the_end=False)
    return planned


def _retry(probe: Probe, method: str, delay: float | None, allowed: int, policy: NetworkPolicy) -> Next:
    probe.failures += 1
    probe.usable = len(probe.exchanges)
    if probe.failures > allowed:
        return Next()
    return Next(method, _backoff(probe, policy) if delay is None else delay, at_the_end=probe.failures == allowed)


def _method(probe: Probe) -> str:
    return "GET" if probe.tried_head else probe.first_method


def _backoff(probe: Probe, policy: NetworkPolicy) -> float:
    jitter = zlib.crc32(f"{probe.attempt} {probe.url}".encode("utf-8", "replace")) / 0xFFFFFFFF
    return policy.retry_wait * float(1 << max(probe.failures - 1, 0)) * (1 + jitter / 4)
