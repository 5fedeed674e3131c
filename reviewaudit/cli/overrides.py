"""What the options of a command line change in the policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from reviewaudit.errors import UsageError

if TYPE_CHECKING:
    from reviewaudit.cli.groups import Asking
    from reviewaudit.model import NetworkPolicy, Policy

T = TypeVar("T")

LYCHEE_IGNORE = ".lycheeignore"


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


def with_registries(policy: Policy, *, wanted: bool) -> Policy:
    return policy if wanted else replace(policy, citations=replace(policy.citations, check=False))


def with_links(
    policy: Policy,
    *,
    include_verbatim: bool = False,
    include_wikilinks: bool = False,
    include_fragments: bool = False,
    include_mail: bool = False,
) -> Policy:
    links = replace(
        policy.links,
        include_verbatim=include_verbatim or policy.links.include_verbatim,
        include_wikilinks=include_wikilinks or policy.links.include_wikilinks,
        include_fragments=include_fragments or policy.links.include_fragments,
        include_mail=include_mail or policy.links.include_mail,
    )
    return replace(policy, links=links)


def with_site(
    policy: Policy,
    *,
    root_dir: str | None,
    base_url: str | None,
    index_files: str | None = None,
    fallback_extensions: str | None = None,
) -> Policy:
    """The policy for links between files; a folder on the command line starts from the working folder."""
    from pathlib import Path

    from reviewaudit.config import web_url

    changes: dict[str, object] = {}
    origins = dict(policy.origins)
    if root_dir is not None:
        changes["root_dir"] = str(Path.cwd() / root_dir)
        origins["links.root_dir"] = "--root-dir"
    if base_url is not None:
        try:
            changes["base_url"] = web_url(base_url)
        except ValueError as error:
            raise UsageError(f"--base-url {base_url!r} {error}", "write it as https://example.org/docs/") from None
    if index_files is not None:
        changes["index_files"] = _split([index_files])
    if fallback_extensions is not None:
        changes["fallback_extensions"] = _split([fallback_extensions])
    return replace(policy, links=replace(policy.links, **changes), origins=origins)  # type: ignore[arg-type]  # as above


def with_network(
    policy: Policy,
    asking: Asking,
    folder: Path,
    *,
    allow_private: bool = False,
    exclude: Sequence[str] | None = None,
    include: Sequence[str] | None = None,
    remap: Sequence[str] | None = None,
) -> Policy:
    """The policy for what is asked of the network and how, and where each pattern stands.

    To the patterns of the config and of the options come those of `folder`'s `.lycheeignore`. A remap of an option goes
    before those of the config.
    """
    _require_patterns("--exclude", exclude)
    _require_patterns("--include", include)
    network = _asked(policy.network, asking)
    origins = {f"network.exclude={pattern}": "--exclude" for pattern in exclude or ()}
    origins |= {f"network.include={pattern}": "--include" for pattern in include or ()}
    ignored = _lychee_ignored(folder)
    for pattern, line in ignored:
        origins.setdefault(f"network.exclude={pattern}", f"{LYCHEE_IGNORE}:{line}")
    pairs = _remaps(remap)
    origins |= {f"links.remap={pattern}": "--remap" for pattern, _ in pairs}
    return replace(
        policy,
        network=replace(
            network,
            allow_private=allow_private or network.allow_private,
            exclude=(*network.exclude, *(exclude or ()), *(pattern for pattern, _ in ignored)),
            include=(*network.include, *(include or ())),
        ),
        links=replace(policy.links, remap=(*pairs, *policy.links.remap)),
        origins={**policy.origins, **origins},
    )


def _asked(network: NetworkPolicy, asking: Asking) -> NetworkPolicy:
    from reviewaudit.config import duration, status_ranges

    taken = ("max_retries", "max_redirects", "max_concurrency", "host_concurrency", "user_agent")
    changes: dict[str, object] = {name: value for name in taken if (value := getattr(asking, name)) is not None}
    if asking.timeout is not None:
        timeout = _read("--timeout", asking.timeout, duration, "write it as 20s, 500ms or 2m")
        changes["timeout"] = timeout
        changes["connect_timeout"] = min(network.connect_timeout, timeout)
    if asking.max_time is not None:
        changes["max_time"] = _read("--max-time", asking.max_time, duration, "write it as 90s or 10m")
    if asking.accept is not None:
        changes["accept"] = _read("--accept", asking.accept, status_ranges, "write it as 200..=299,403")
    changes["headers"] = (*network.headers, *_headers(asking))
    return replace(network, **changes)  # type: ignore[arg-type]  # names and types are those of the group's fields


def _read(option: str, written: str, read: Callable[[str], T], help: str) -> T:
    """What `read` makes of an option. Raises UsageError where it raises ValueError."""
    try:
        return read(written)
    except ValueError as error:
        raise UsageError(f"{option} {written!r}: {error}", help) from None


def _require_patterns(option: str, patterns: Sequence[str] | None) -> None:
    import re

    for pattern in patterns or ():
        try:
            re.compile(pattern)
        except re.error as error:
            raise UsageError(
                f"{option} {pattern!r} is no regular expression: {error}", "escape . ? + with \\"
            ) from None


def _headers(asking: Asking) -> list[tuple[str, str]]:
    """The further headers. Raises UsageError for those, or a name given to servers, that cannot be sent."""
    from reviewaudit.config import request_header

    found = []
    for item in asking.header or ():
        name, colon, value = item.partition(":")
        try:
            found.append(request_header(name if colon else "", value))
        except ValueError as error:
            # Without the text: what is no header may be a secret all the same.
            raise UsageError(f"a --header is no header: {error}", "write it as 'Name: value'") from None
    try:
        request_header("User-Agent", asking.user_agent or "")
    except ValueError as error:
        raise UsageError(f"--user-agent cannot be sent: {error}", "write it on one line") from None
    return found


def _remaps(written: Sequence[str] | None) -> list[tuple[str, str]]:
    from reviewaudit.config import split_remap

    help = "write both in one pair of quotes: '^https://old/(.*) https://new/$1'"
    return [_read("--remap", text, split_remap, help) for text in written or ()]


def _lychee_ignored(folder: Path) -> list[tuple[str, int]]:
    """The patterns in the `.lycheeignore` of the working folder with their lines, so that lychee's users need not
    move them (https://lychee.cli.rs/recipes/excluding-links/)."""
    import re

    path = folder / LYCHEE_IGNORE
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        cause = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"cannot read {LYCHEE_IGNORE}: {cause}", "mend the file, or take it away") from None
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        pattern = line.strip()
        if not pattern or pattern.startswith("#"):
            continue
        try:
            re.compile(pattern)
        except re.error as error:
            raise UsageError(
                f"{LYCHEE_IGNORE}:{number}: {pattern!r} is no regular expression: {error}", "escape . ? + with \\"
            ) from None
        found.append((pattern, number))
    return found
