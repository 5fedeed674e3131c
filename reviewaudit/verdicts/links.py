"""What was observed about a URL, turned into alive, dead, suspect or unverified with its reason.

The table is that of the HTTP semantics (RFC 9110 §15) read with one question in mind: is it *confirmed* that a reader
finds nothing there? Only 404, 410, a name that does not exist and a missing file confirm that; everything that may be
about us (a bot wall, a limit, an outage, a certificate) leaves the reference unverified.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from reviewaudit.model import (
    Exchange,
    Failure,
    NetworkPolicy,
    Observation,
    Reference,
    Status,
    TargetKind,
    Verdict,
    Window,
)
from reviewaudit.verdicts.redirects import cosmetic, leads_to_root

BLOCKED = frozenset({401, 402, 403, 405, 406, 407, 451, 999})
PERMANENT = frozenset({301, 308})

SIGNAL_HEADERS = ("cf-mitigated", "x-amzn-waf-action", "x-datadome", "x-sucuri-block")
CHALLENGE_TITLES = (
    "just a moment",
    "attention required",
    "access denied",
    "are you a robot",
    "checking your browser",
    "verify you are human",
    "security check",
    "pardon our interruption",
)

FAILED: dict[Failure, tuple[Status, str, str]] = {
    Failure.DNS: (Status.DEAD, "dns", "the host name does not exist"),
    Failure.DNS_UNAVAILABLE: (Status.UNVERIFIED, "dns-unavailable", "no name server answered"),
    Failure.REFUSED: (Status.UNVERIFIED, "connection-refused", "the host refused the connection"),
    Failure.RESET: (Status.UNVERIFIED, "connection-reset", "the host broke the connection off"),
    Failure.UNREACHABLE: (Status.UNVERIFIED, "unreachable", "there was no way to the host"),
    Failure.TIMEOUT_CONNECT: (Status.UNVERIFIED, "timeout", "no connection within the time limit"),
    Failure.TIMEOUT_READ: (Status.UNVERIFIED, "timeout", "no complete answer within the time limit"),
    Failure.TLS_EXPIRED: (Status.UNVERIFIED, "certificate", "its certificate has expired"),
    Failure.TLS_NAME: (Status.UNVERIFIED, "certificate", "its certificate is for another host"),
    Failure.TLS_CHAIN: (Status.UNVERIFIED, "certificate", "its certificate is not signed by a known authority"),
    Failure.TLS_OTHER: (Status.UNVERIFIED, "certificate", "no secure connection could be agreed on"),
    Failure.PROTOCOL: (Status.UNVERIFIED, "protocol", "the answer was not valid HTTP"),
    Failure.PROXY: (Status.UNVERIFIED, "proxy", "the proxy did not pass the request on"),
    Failure.TOO_MANY_REDIRECTS: (Status.UNVERIFIED, "too-many-redirects", "the redirects do not come to an end"),
    Failure.PRIVATE_ADDRESS: (Status.UNVERIFIED, "private-address", "the host has a private address, so was not asked"),
    Failure.BAD_REDIRECT: (Status.UNVERIFIED, "bad-redirect", "the redirect names no address that can be asked"),
    Failure.FILE_MISSING: (Status.DEAD, "file-missing", "there is no such file"),
}  # fmt: skip

SKIPS = {
    TargetKind.UNSUPPORTED: ("unsupported-scheme", "only http and https are asked"),
    TargetKind.TEMPLATE: ("template", "the address is made by a template when the site is built"),
    TargetKind.ANCHOR: ("anchor", "a place in the same article"),
    TargetKind.MALFORMED: ("malformed-url", "not an address that can be asked"),
    TargetKind.LOCAL: ("local", "a local file that was not looked for"),
    TargetKind.REMOTE: ("not-asked", "the network was not asked"),
}


def judge(observation: Observation, policy: NetworkPolicy, *, from_ledger: bool = False) -> Verdict:
    """The verdict on one URL, from what was observed last."""
    chain = observation.chain
    last = chain[-1]
    redirects = tuple((hop.status, hop.url) for hop in chain[:-1] if hop.status is not None)
    if last.failure is not None:
        status, reason, signal = FAILED[last.failure]
    else:
        status, reason, signal = _answered(observation, last, policy)
    moved = ""
    final = last.url
    if status is Status.ALIVE and redirects:
        if leads_to_root(observation.url, final):
            status, reason = Status.SUSPECT, "redirect-to-root"
            signal = "the address of a page now leads to the front page"
        elif all(code in PERMANENT for code, _ in redirects):
            spelling = cosmetic(observation.url, final)
            moved = f"cosmetic ({spelling})" if spelling else "permanent"
    return Verdict(
        status=status,
        reason=reason,
        signal=signal,
        http_status=last.status,
        final_url=final,
        redirects=redirects,
        moved=moved,
        attempts=observation.attempts,
        elapsed_ms=observation.elapsed_ms,
        checked_at=observation.at,
        from_ledger=from_ledger,
    )


def _answered(observation: Observation, last: Exchange, policy: NetworkPolicy) -> tuple[Status, str, str]:
    code = last.status or 0
    challenge = _challenge(observation, last)
    if challenge:
        return Status.UNVERIFIED, "blocked", challenge
    if code == 304 or any(low <= code <= high for low, high in policy.accept):
        return Status.ALIVE, "ok", f"HTTP {code}"
    if code in {404, 410}:
        return Status.DEAD, f"http-{code}", f"HTTP {code}"
    if code in BLOCKED:
        return Status.UNVERIFIED, "blocked", f"HTTP {code}"
    if code == 429:
        return Status.UNVERIFIED, "rate-limited", "HTTP 429"
    if code == 408 or code >= 500:
        return Status.UNVERIFIED, "server-error", f"HTTP {code}"
    # Any other 4xx, a 3xx without Location, a 1xx that never went on: an answer that says nothing about the page.
    return Status.UNVERIFIED, f"http-{code}", f"HTTP {code}"


def _challenge(observation: Observation, last: Exchange) -> str:
    for name, value in last.headers:
        if name in SIGNAL_HEADERS:
            return f"HTTP {last.status} with {name}: {value}"
    title = observation.content.title.lower() if observation.content else ""
    if last.status in {200, 202, 403, 429, 503} and title.startswith(CHALLENGE_TITLES):
        return f"HTTP {last.status} with the title “{observation.content.title if observation.content else ''}”"
    return ""


def judge_file(*, there: bool) -> Verdict:
    """The verdict on a target in the local file tree."""
    if there:
        return Verdict(Status.ALIVE, "ok", "the file is there")
    return Verdict(*FAILED[Failure.FILE_MISSING])


def skip(reference: Reference) -> Verdict:
    """The verdict on a reference that nobody was asked about."""
    reason, signal = SKIPS[reference.target_kind]
    return Verdict(Status.SKIPPED, reason, signal)


def is_fresh(observation: Observation, policy: NetworkPolicy, now: datetime) -> bool:
    """Whether this observation still stands, so that its URL need not be asked again.

    The time to live depends on the verdict (alive 7 days, dead 1 day, unverified none, by default) and is spread by
    ±10 % of itself, by the URL, so that what was asked together does not expire together.
    """
    if not observation.exchanges:
        return False
    verdict = judge(observation, policy)
    if verdict.status in {Status.ALIVE, Status.SUSPECT}:
        window = policy.ttl_alive
    elif verdict.status is Status.DEAD:
        window = policy.ttl_dead
    else:
        window = policy.ttl_unverified
    age = now - observation.at
    return timedelta(0) <= age < _length(window) * _spread(observation.url)


def _length(window: Window) -> timedelta:
    return timedelta(days=window.days + window.months * 30)


def _spread(url: str) -> float:
    return 0.9 + hashlib.blake2b(url.encode(), digest_size=1).digest()[0] / 255 * 0.2
