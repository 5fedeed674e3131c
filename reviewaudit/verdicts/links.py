"""What was observed about a URL, turned into alive, dead, suspect or unverified with its reason.

The table is that of the HTTP semantics (RFC 9110 §15) read with one question in mind: is it *confirmed* that a reader
finds nothing there? Only 404, 410, a name that does not exist and a missing file confirm that; everything that may be
about us (a bot wall, a limit, an outage, a certificate) leaves the reference unverified.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from reviewaudit.model import (
    Exchange,
    Failure,
    FragmentFact,
    NetworkPolicy,
    Observation,
    Reference,
    Status,
    TargetKind,
    Verdict,
    Window,
)
from reviewaudit.verdicts import pages
from reviewaudit.verdicts.redirects import cosmetic, leads_to_root

BLOCKED = frozenset({401, 402, 403, 405, 406, 407, 451, 999})
PERMANENT = frozenset({301, 308})

MAY_DIE = frozenset(
    ("connection-refused", "connection-reset", "timeout", "server-error", "protocol", "too-many-redirects",
     "bad-redirect")
)  # fmt: skip
"""Failures that make a URL dead when they last. Walls, limits, certificates and our own network never do."""

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
    Failure.TLS_INCOMPLETE: (Status.UNVERIFIED, "incomplete-chain", "its server sends only part of the chain"),
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
    TargetKind.ANCHOR: ("anchor", "a place in the same article that only its site knows"),
    TargetKind.MALFORMED: ("malformed-url", "not an address that can be asked"),
    TargetKind.LOCAL: ("local", "a path from the root of the site, and nothing says which folder that is"),
    TargetKind.REMOTE: ("not-asked", "the network was not asked"),
    TargetKind.UNCHECKED: ("switched-off", "a comment says not to check it"),
}


def judge(
    observation: Observation,
    policy: NetworkPolicy,
    history: Sequence[Observation] = (),
    *,
    from_ledger: bool = False,
) -> Verdict:
    """The verdict on one URL, from what was observed last.

    `history`: its earlier observations, the oldest first. They turn failures that have lasted into
    dead, and tell since when.
    """
    verdict = _judge_alone(observation, policy, from_ledger=from_ledger)
    if not history or verdict.status not in {Status.DEAD, Status.UNVERIFIED}:
        return verdict
    return _judge_lasting(observation, verdict, policy, history)


def _judge_alone(observation: Observation, policy: NetworkPolicy, *, from_ledger: bool) -> Verdict:
    chain = observation.chain
    last = chain[-1]
    redirects = tuple([(hop.status, hop.url) for hop in chain[:-1] if hop.status is not None])
    evidence: tuple[str, ...] = ()
    if last.failure is not None:
        status, reason, signal = FAILED[last.failure]
        if reason in {"certificate", "incomplete-chain"} and (facts := last.detail.partition("; ")[2]):
            signal = f"{signal} ({facts})"
    else:
        status, reason, signal = _answered(observation, last, policy)
    moved = ""
    final = last.url
    if status is Status.ALIVE:
        reason, signal, evidence = _suspected(observation, final, redirected=bool(redirects)) or (reason, signal, ())
        if reason != "ok":
            status = Status.SUSPECT
        elif redirects and all(code in PERMANENT for code, _ in redirects):
            spelling = cosmetic(observation.url, final)
            moved = f"cosmetic ({spelling})" if spelling else "permanent"
    words, link = _superseded(observation, final) if status is Status.ALIVE else ("", "")
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
        evidence=evidence,
        superseded=words,
        replacement=link,
    )


def _superseded(observation: Observation, final: str) -> tuple[str, str]:
    """The page's own words that something has taken its place, and where they lead."""
    signals = observation.content.signals if observation.content else ()
    if not signals:
        return "", ""
    pairs = [signal.partition(":")[::2] for signal in signals]
    for (kind, words), (after, link) in zip(pairs, [*pairs[1:], ("", "")], strict=True):
        if kind in {"superseded", "mentions-superseded"}:
            from reviewaudit.verdicts.supersession import superseded  # few pages say anything like it

            host = urlsplit(final).hostname or ""
            if said := superseded(words, host, opens=kind == "superseded"):
                return said, _address(final, link) if after == "replacement" else ""
    return "", ""


def _address(page: str, link: str) -> str:
    """The URL that a link on a page leads to; empty for none that can be asked."""
    try:
        found = urljoin(page, link)
    except ValueError:
        return ""
    return found if found.startswith(("http:", "https:")) else ""


def _suspected(observation: Observation, final: str, *, redirected: bool) -> tuple[str, str, tuple[str, ...]] | None:
    """Why a page that answered is most likely not what was cited: reason, words, evidence."""
    parked = pages.parked(observation)
    if parked.suspect:
        return "parked-domain", "the domain seems to be for sale", parked.evidence
    if redirected:
        login = pages.login(observation.url, observation)
        if login.suspect:
            return "redirect-to-login", "the page now asks for a login", login.evidence
    missing = pages.missing(observation)
    if missing.suspect:
        return "soft-404", "the server says 200, the page says that there is none", missing.evidence
    if redirected and leads_to_root(observation.url, final):
        return "redirect-to-root", "the address of a page now leads to the front page", ()
    return None


def _judge_lasting(
    observation: Observation, verdict: Verdict, policy: NetworkPolicy, history: Sequence[Observation]
) -> Verdict:
    """The same verdict, but for how long its failures have lasted.

    Failures count when they are `dead_days` apart, so that three runs on one bad day are one. A good answer begins the
    count anew; an answer that says nothing about the page (a wall, a limit) neither counts nor begins anew. The manner
    is that of Wikipedia's InternetArchiveBot (three failures, three days apart).
    """
    apart = timedelta(days=policy.dead_days)
    times: list[datetime] = []
    first: datetime | None = None
    for seen in (*(old for old in history if old.exchanges and old.at < observation.at), observation):
        then = _judge_alone(seen, policy, from_ledger=False) if seen is not observation else verdict
        if then.status in {Status.ALIVE, Status.SUSPECT}:
            times, first = [], None
        elif then.status is Status.DEAD or then.reason in MAY_DIE:
            first = first or seen.at
            if not times or seen.at - times[-1] >= apart:
                times.append(seen.at)
    if verdict.status is Status.DEAD:
        return replace(verdict, since=first)
    if verdict.reason not in MAY_DIE or len(times) < policy.dead_after:
        return verdict
    signal = f"{verdict.signal}, nor at {len(times) - 1} earlier checks"
    return replace(verdict, status=Status.DEAD, signal=signal, since=first)


def _answered(observation: Observation, last: Exchange, policy: NetworkPolicy) -> tuple[Status, str, str]:
    code = last.status or 0
    challenge = pages.challenge(last, observation.content)
    if challenge:
        return Status.UNVERIFIED, "blocked", challenge
    accept = policy.for_host(urlsplit(last.url).hostname or "").accept if policy.hosts else ()
    if code == 304 or any(low <= code <= high for low, high in accept or policy.accept):
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


def judge_file(*, there: bool, near: tuple[str, ...] = ()) -> Verdict:
    """The verdict on a target in the local file tree; `near` are the files that may be meant instead."""
    if there:
        return Verdict(Status.ALIVE, "ok", "the file is there")
    return replace(Verdict(*FAILED[Failure.FILE_MISSING]), near=near)


def judge_place(reference: Reference, page: Verdict | None, fact: FragmentFact | None, why: str = "") -> Verdict:
    """The verdict on a reference, from that on its page and from what is known of the place in it.

    A page without the place is alive: its reader finds the page, if not the passage. `why`: as for `skip`.
    """
    within = reference.target_kind is TargetKind.ANCHOR
    if fact is not None and (within or (page is not None and page.status is Status.ALIVE)):
        page = page if page is not None and not within else Verdict(Status.ALIVE, "ok", "the place is there")
        return page if fact.found else replace(page, reason="missing-fragment", signal="the page has no such place")
    return skip(reference, why) if page is None or within else page


def skip(reference: Reference, why: str = "") -> Verdict:
    """The verdict on a reference that nobody was asked about; `why` its URL was not, where it could have been."""
    reason, signal = SKIPS[reference.target_kind]
    if reference.target_kind is TargetKind.UNCHECKED:
        return Verdict(Status.SKIPPED, reason, signal, origin=reference.target)
    asked = reference.target_kind is TargetKind.REMOTE
    return Verdict(Status.SKIPPED, reason, signal, origin=why if asked and why else "built in")


def is_fresh(observation: Observation, policy: NetworkPolicy, now: datetime, verdict: Verdict | None = None) -> bool:
    """Whether this observation still stands, so that its URL need not be asked again.

    `verdict`: on this observation alone, where the caller has it already.

    The time to live depends on the verdict (alive 7 days, dead 1 day, unverified none, by default) and is spread by
    ±10 % of itself, by the URL, so that what was asked together does not expire together.
    """
    if not observation.exchanges:
        return False
    verdict = verdict or judge(observation, policy)
    if verdict.status in {Status.ALIVE, Status.SUSPECT}:
        window = policy.ttl_alive
    elif verdict.status is Status.DEAD:
        window = policy.ttl_dead
    else:
        window = policy.ttl_unverified
    age = now - observation.at
    return timedelta(0) <= age < length(window) * _spread(observation.url)


def length(window: Window) -> timedelta:
    """A month counts as thirty days."""
    return timedelta(days=window.days + window.months * 30)


def _spread(url: str) -> float:
    return 0.9 + hashlib.blake2b(url.encode(), digest_size=1).digest()[0] / 255 * 0.2
