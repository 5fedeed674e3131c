"""From one hop of a redirect to the next: a probe and a Location in, the probe on its way out.

Cookies are kept for the length of a chain; credentials go to no other host. Sources: RFC 9110 §15.4, RFC 6265.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewaudit.model import Failure
from reviewaudit.services.guard import Refusal
from reviewaudit.services.imports import httpx
from reviewaudit.services.targets import follow

if TYPE_CHECKING:
    from reviewaudit.services.probes import Probe


def leads_on(probe: Probe, location: str) -> bool:
    """Whether a page that refreshes leads to another: many only renew themselves, which is no fault."""
    try:
        target = follow(probe.target, location)
    except Refusal:
        return False
    seen = {text for text, _ in probe.visited or ()}
    return target.text != probe.target.text and target.text not in seen


def hop(probe: Probe, response: httpx.Response, location: str, most: int) -> bool:
    """Point the probe to where it is sent. False if that can not be asked or has no end; then that is on record."""
    if probe.visited is None:
        probe.visited = {(probe.target.text, ())}
    if "set-cookie" in response.headers:
        # Some sites send a reader in a circle until the cookie comes back.
        probe.cookies = probe.cookies or httpx.Cookies()
        probe.cookies.extract_cookies(response)
    try:
        target = follow(probe.target, location)
    except Refusal as error:
        probe.note(location[:2048], failure=error.failure, detail=error.detail)
        return False
    state = tuple((cookie.name, cookie.value) for cookie in probe.cookies.jar) if probe.cookies else ()
    seen = (target.text, state) in probe.visited
    if seen or probe.hops > most:
        why = "the redirects go in a circle" if seen else f"more than {most} redirects"
        probe.note(target.text, failure=Failure.TOO_MANY_REDIRECTS, detail=why)
        return False
    probe.visited.add((target.text, state))
    if target.host != probe.target.host or (target.port, target.scheme) not in {
        (probe.target.port, probe.target.scheme),
        (None, "https"),
    }:
        probe.authorization = ""  # RFC 9110 §15.4: not for another host's eyes, nor in the clear
    probe.target = target
    return True
