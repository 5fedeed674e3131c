"""What the options of a command line change in the policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from reviewaudit.errors import UsageError

if TYPE_CHECKING:
    from reviewaudit.model import NetworkPolicy, Policy


def _split(values: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(part.strip() for value in values or () for part in value.split(",") if part.strip())


def with_rules(
    policy: Policy, select: Sequence[str] | None, ignore: Sequence[str] | None, fail_on: str | None
) -> Policy:
    from reviewaudit import rules
    from reviewaudit.config import FAIL_ON

    for selector in _split(select):
        rules.resolve(selector, "--select")
    for selector in _split(ignore):
        rules.resolve(selector, "--ignore")
    if fail_on is not None and fail_on not in FAIL_ON:
        raise UsageError(f"--fail-on {fail_on!r} is no level", f"allowed: {', '.join(FAIL_ON)}")
    return replace(
        policy,
        select=_split(select) or policy.select,
        ignore=(*policy.ignore, *_split(ignore)),
        fail_on=fail_on or policy.fail_on,
    )


def with_network(
    network: NetworkPolicy,
    *,
    allow_private: bool,
    exclude: Sequence[str] | None,
    include: Sequence[str] | None,
    accept: str | None,
    timeout: str | None,
    max_retries: int | None,
    max_redirects: int | None,
    max_concurrency: int | None,
    host_concurrency: int | None,
    max_time: str | None,
    header: Sequence[str] | None,
    user_agent: str | None,
) -> NetworkPolicy:
    import re

    from reviewaudit.config import duration, request_header, status_ranges

    changes: dict[str, object] = {
        name: value
        for name, value in {
            "max_retries": max_retries,
            "max_redirects": max_redirects,
            "max_concurrency": max_concurrency,
            "host_concurrency": host_concurrency,
            "user_agent": user_agent,
        }.items()
        if value is not None
    }
    if allow_private:
        changes["allow_private"] = True
    for name, option, patterns in (("exclude", "--exclude", exclude), ("include", "--include", include)):
        for pattern in patterns or ():
            try:
                re.compile(pattern)
            except re.error as error:
                raise UsageError(
                    f"{option} {pattern!r} is no regular expression: {error}", "escape . ? + with \\"
                ) from None
        changes[name] = (*getattr(network, name), *(patterns or ()))
    try:
        if timeout is not None:
            changes["timeout"] = duration(timeout)
            changes["connect_timeout"] = min(network.connect_timeout, duration(timeout))
    except ValueError as error:
        raise UsageError(f"--timeout {timeout!r}: {error}", "write it as 20s, 500ms or 2m") from None
    try:
        if max_time is not None:
            changes["max_time"] = duration(max_time)
    except ValueError as error:
        raise UsageError(f"--max-time {max_time!r}: {error}", "write it as 90s or 10m") from None
    try:
        if accept is not None:
            changes["accept"] = status_ranges(accept)
    except ValueError as error:
        raise UsageError(f"--accept {accept!r}: {error}", "write it as 200..=299,403") from None
    headers = []
    for item in header or ():
        name, colon, value = item.partition(":")
        try:
            headers.append(request_header(name if colon else "", value))
        except ValueError as error:
            # Without the text: what is no header may be a secret all the same.
            raise UsageError(f"a --header is no header: {error}", "write it as 'Name: value'") from None
    changes["headers"] = (*network.headers, *headers)
    try:
        request_header("User-Agent", user_agent or "")
    except ValueError as error:
        raise UsageError(f"--user-agent cannot be sent: {error}", "write it on one line") from None
    return replace(network, **changes)  # type: ignore[arg-type]  # names and types are those of the options above
