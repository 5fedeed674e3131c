"""What is asked of a URL beyond how it answers, as its probe goes from step to step.

Sources: RFC 9110 §10.2.2 (whose fragment counts after a redirect), §13 (conditional requests).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewaudit.model import Content
    from reviewaudit.services.probes import Probe
    from reviewaudit.services.validators import Condition


def sought(probe: Probe) -> tuple[str, ...]:
    """The fragments to look for at this step: none after a redirect that names a place of its own."""
    if probe.question is None or not probe.question.fragments:
        return ()
    for exchange in probe.exchanges:
        if exchange.attempt == probe.attempt and any(
            name in {"location", "refresh"} and "#" in value for name, value in exchange.headers
        ):
            return ()
    return probe.question.fragments


def due_condition(probe: Probe) -> Condition | None:
    """The condition to set at this step. Only at the first try, in case it is what the server stumbles over."""
    condition = probe.question.condition if probe.question is not None else None
    if condition is None or probe.attempt > 1 or condition.url != probe.shown:
        return None
    return condition


def conclude_condition(probe: Probe, condition: Condition) -> bool:
    """Put on record that the answer was to a condition; true if the URL is to be asked again without it.

    304 confirms the page as it was seen then. 412 is for requests that would change something (RFC 9110 §13.1.2), but
    some servers send it here too.
    """
    last = probe.exchanges[-1]
    asked = " and ".join(name.lower() for name, _ in condition.headers)
    probe.exchanges[-1] = last._replace(detail=f"{last.detail}; {asked}" if last.detail else f"asked with {asked}")
    if last.status == 304:
        probe.content = condition.content
    return last.status == 412


def with_unsettled(content: Content | None, fragments: tuple[str, ...]) -> Content | None:
    """The content with those fragments that nothing was found out about."""
    if content is None or not fragments:
        return content
    known = {fragment for fragment, _ in content.fragments}
    return content._replace(unsettled=tuple(fragment for fragment in fragments if fragment not in known))
