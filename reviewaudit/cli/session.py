"""What every command does alike: read the environment once, find policy and sources, print errors, choose the exit."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec

import typer

from reviewaudit import __version__
from reviewaudit.errors import UsageError

if TYPE_CHECKING:
    from reviewaudit.cli.groups import Inputs
    from reviewaudit.discovery import Discovered
    from reviewaudit.model import Policy

P = ParamSpec("P")

CANNOT_AUDIT = 2
ISSUES = "https://github.com/reviewaudit/reviewaudit/issues"


def guarded(command: Callable[P, int]) -> Callable[P, None]:
    """Turn what a command returns or raises into the documented exit status.

    Without this an uncaught exception would leave Python with 1, which CI reads as "findings".
    """

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            status = command(*args, **kwargs)
            sys.stdout.flush()
        except UsageError as error:
            status = fail(error.cause, error.help)
        except KeyboardInterrupt:
            status = fail("interrupted", "what was observed is in the ledger; run it again to go on from there")
        except BrokenPipeError:
            # The reader of our output has gone (`| head`): point the stream away so that Python's exit stays quiet.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            status = CANNOT_AUDIT
        except typer.Exit:
            raise
        except Exception as error:
            status = fail(
                f"this is a bug in reviewaudit {__version__}: {type(error).__name__}: {error}",
                f"please report it at {ISSUES}; REVIEWAUDIT_TRACEBACK=1 shows where it happened",
            )
            if os.environ.get("REVIEWAUDIT_TRACEBACK"):
                import traceback

                traceback.print_exc()
        raise typer.Exit(status)

    return run


def fail(cause: str, help: str) -> int:
    from reviewaudit.model import without_credentials  # a URL given in the wrong place is told without its password

    note(f"error: {without_credentials(cause)}")
    if help:
        note(f"help:  {without_credentials(help)}")
    return CANNOT_AUDIT


def note(text: str) -> None:
    """To standard error: standard output is for the report alone."""
    typer.echo(text, err=True)


def now() -> datetime:
    return datetime.now(UTC)


def day(as_of: str | None, timezone: str) -> date:
    """The day of the audit: as given, else today in the policy's time zone."""
    if as_of is None:
        from zoneinfo import ZoneInfo

        return now().astimezone(ZoneInfo(timezone)).date()
    try:
        return datetime.strptime(as_of, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise UsageError(f"--as-of {as_of!r} is no date", "write it as YYYY-MM-DD, for example 2026-01-31") from None


def policy(
    config_path: str | None,
    *,
    window: str | None = None,
    exclude: Sequence[str] | None = None,
    allow_private: bool = False,
) -> Policy:
    """The policy of the working folder with what the options change."""
    from dataclasses import replace

    from reviewaudit import config
    from reviewaudit.dates import parse_window

    found = config.load(Path.cwd(), Path(config_path) if config_path else None, os.environ)
    if window is not None:
        try:
            found = replace(found, review=replace(found.review, window=parse_window(window)))
        except ValueError:
            raise UsageError(
                f"--window {window!r} is no span of time", 'write a number with its unit: "12 months", "90d"'
            ) from None
    if allow_private:
        found = replace(found, network=replace(found.network, allow_private=True))
    if exclude:
        origins = {f"exclude_paths={pattern}": "--exclude-path" for pattern in exclude}
        origins = {**found.origins, **origins}
        found = replace(found, exclude_paths=(*found.exclude_paths, *exclude), origins=origins)
    return found


def sources(
    inputs: Inputs,
    found: Policy,
    *,
    offline: bool = False,
    shows_progress: bool = True,
) -> Discovered:
    """The sources that the arguments, else the config, else the working folder name; pages of the web are fetched.

    What `--exclude-path` leaves out is in the policy already.
    """
    from reviewaudit import discovery, formats

    base = Path.cwd()
    wanted = list(inputs.paths or ())
    if inputs.files_from is not None:
        wanted += discovery.read_list(inputs.files_from, _read_stdin)
        if not wanted:
            raise UsageError(f"the list {inputs.files_from} names no path", "write one path a line")
    if not wanted:
        root = Path(found.root) if found.root else base
        wanted = [
            path if discovery.is_url(path) else discovery.shown(str(root / path), base) for path in found.paths
        ] or ["."]
    if inputs.extensions is not None:
        given = [ending.strip() for ending in inputs.extensions.split(",")]
        endings = tuple("." + ending.lstrip(".").lower() for ending in given if ending)
        if not endings:
            raise UsageError("--extensions names no ending", "write them as md,html,txt")
        is_article: Callable[[str], bool] = lambda name: name.lower().endswith(endings)  # noqa: E731
    else:
        is_article = lambda name: name.lower().endswith(formats.SUFFIXES)  # noqa: E731
    discovered = discovery.discover(
        wanted,
        is_article=is_article,
        base=base,
        exclude=found.exclude_paths,
        respect_ignore=not inputs.no_ignore,
        stdin=_read_stdin,
        stdin_name=inputs.stdin_name,
    )
    return _with_pages(discovered, found, offline=offline, shows_progress=shows_progress)


def _with_pages(found: Discovered, policy: Policy, *, offline: bool, shows_progress: bool) -> Discovered:
    if not found.urls:
        return found
    if offline:
        from reviewaudit.model import without_credentials

        raise UsageError(
            f"--offline asks nothing of the network, and {without_credentials(found.urls[0])} is a page of the web",
            "leave --offline out, or save the page and name the file",
        )
    from reviewaudit.audit import Network, read_pages
    from reviewaudit.cli import progress

    with progress.shown(wanted=shows_progress, verb="reading pages") as on_progress:
        pages = read_pages(found, policy, Network(proxies(), on_progress=on_progress))
    if not pages.sources:
        raise UsageError(
            f"nothing to audit: no page is left of {len(found.urls)} URLs ({len(pages.skipped)} left out)",
            "`exclude_paths` and the sites' robots.txt leave pages out; name a page itself to have it read",
        )
    return pages


def pathed(found: Discovered, policy: Policy) -> Discovered:
    """What the config's `paths` cover, for a caller who names files without knowing what is an article here."""
    from dataclasses import replace

    from reviewaudit import config
    from reviewaudit.errors import NothingToAuditError
    from reviewaudit.model import Skip

    base = Path.cwd()
    kept = tuple(s for s in found.sources if not s.location or config.pathed(policy, s.path, base))
    inside = {source.path for source in kept}
    outside = tuple(Skip(s.path, "not below the config's paths") for s in found.sources if s.path not in inside)
    if not kept and not found.urls:
        raise NothingToAuditError(f"nothing to audit: none of {len(outside)} files lies below the config's paths")
    return replace(found, sources=kept, skipped=(*found.skipped, *outside))


def _read_stdin() -> bytes:
    return sys.stdin.buffer.read()


def proxies(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """The proxy settings of the environment, by lower-case name; the lower-case variable wins, as in curl."""
    environ = os.environ if environ is None else environ
    found = {}
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        # HTTP_PROXY in capitals can be set by a request to a CGI program (httpoxy), so curl ignores it; so do we.
        value = environ.get(name) or (environ.get(name.upper()) if name != "http_proxy" else None)
        if value:
            found[name] = value
    return found


def wants_color(stream_is_terminal: bool) -> bool:
    """Colour on a terminal, unless NO_COLOR (https://no-color.org) or a dumb terminal says otherwise."""
    return stream_is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def ledger_path() -> Path:
    """Where the ledger lives by default: the user's cache folder."""
    if named := os.environ.get("REVIEWAUDIT_LEDGER"):
        return Path(named)
    return cache_folder() / "ledger.db"


def cache_folder() -> Path:
    """Where what can be had anew is kept."""
    if sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        folder = Path.home() / "Library" / "Caches"
    else:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return folder / "reviewaudit"


def write(written: str | bytes, output: str | None) -> None:
    """The report to a file, or to standard output; text as UTF-8."""
    data = written.encode() if isinstance(written, str) else written
    if output is None or output == "-":
        if isinstance(written, str):
            sys.stdout.write(written)
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(written)
        return
    try:
        Path(output).write_bytes(data)
    except OSError as error:
        raise UsageError(f"cannot write {output}: {error.strerror}", "name a file in a folder that exists") from None


def write_pages(pages: Mapping[str, str], folder: str) -> None:
    """The pages of a report into a folder, made where it is missing; pages of an earlier run that are no more go.

    A page is known as ours by its first line, which is that of a page now. Nothing else in the folder is touched.
    """
    place = Path(folder)
    marks = {page.partition("\n")[0] for page in pages.values()}
    try:
        place.mkdir(parents=True, exist_ok=True)
        for name, page in pages.items():
            (place / name).write_text(page, encoding="utf-8", newline="")
        for path in place.glob("*.md"):
            if path.name not in pages and path.is_file():
                with path.open(encoding="utf-8", errors="replace") as stream:
                    ours = stream.readline().rstrip("\n") in marks
                if ours:
                    path.unlink()
    except OSError as error:
        help = "name a folder, or the name of one to be made"
        raise UsageError(f"cannot write into {folder}: {error.strerror}", help) from None
