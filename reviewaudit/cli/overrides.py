"""What the options of a command line change in the policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reviewaudit.errors import UsageError

LYCHEE_IGNORE = ".lycheeignore"

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


def with_filters(
    policy: Policy,
    folder: Path,
    *,
    exclude: Sequence[str] | None,
    include: Sequence[str] | None,
    remap: Sequence[str] | None,
) -> Policy:
    """The policy with the patterns of `.lycheeignore` and the remaps of the options, and where each pattern stands.

    `exclude` and `include` are among the policy's already. A remap of an option goes before those of the config.
    """
    from reviewaudit.config import split_remap

    origins = {f"network.exclude={pattern}": "--exclude" for pattern in exclude or ()}
    origins |= {f"network.include={pattern}": "--include" for pattern in include or ()}
    ignored = _lychee_ignored(folder)
    for pattern, line in ignored:
        origins.setdefault(f"network.exclude={pattern}", f"{LYCHEE_IGNORE}:{line}")
    pairs = []
    for text in remap or ():
        try:
            pairs.append(split_remap(text))
        except ValueError as error:
            raise UsageError(
                f"--remap {text!r}: {error}", "write both in one pair of quotes: '^https://old/(.*) https://new/$1'"
            ) from None
        origins[f"links.remap={pairs[-1][0]}"] = "--remap"
    patterns = (*policy.network.exclude, *(pattern for pattern, _ in ignored))
    return replace(
        policy,
        network=replace(policy.network, exclude=patterns),
        links=replace(policy.links, remap=(*pairs, *policy.links.remap)),
        origins={**policy.origins, **origins},
    )


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
