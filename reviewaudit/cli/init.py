"""`reviewaudit init`: a config fitted to a folder, and on request the files that let CI run the audit."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from reviewaudit import __version__
from reviewaudit.cli import options, session
from reviewaudit.cli.help import GroupedCommand
from reviewaudit.cli.options import OUTPUT, POLICY
from reviewaudit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewaudit.discovery import Discovered

CONFIG, SHARED = "reviewaudit.toml", "pyproject.toml"


class Writing(NamedTuple):
    """A file that is to be written; nothing is before all of them are known to be good."""

    path: Path
    shown: str
    data: bytes
    is_new: bool
    """There is no file of that name, or it is to be replaced."""
    before: bytes = b""


def register(app: typer.Typer) -> None:
    app.command("init", cls=GroupedCommand)(session.guarded(init))


def init(
    path: Annotated[
        str | None,
        typer.Argument(metavar="[PATH]", help="The folder to begin in. Default: this one.", show_default=False),
    ] = None,
    exclude_path: options.ExcludePath = None,
    no_ignore: options.NoIgnore = False,
    preset: Annotated[
        str | None,
        typer.Option("--preset", metavar="NAME", help="Start from health or docs.", rich_help_panel=POLICY),
    ] = None,
    pyproject: Annotated[
        bool,
        typer.Option("--pyproject", help="Append the config to pyproject.toml instead.", rich_help_panel=OUTPUT),
    ] = False,
    pre_commit: Annotated[
        bool,
        typer.Option("--pre-commit", help="Add the hooks to .pre-commit-config.yaml.", rich_help_panel=OUTPUT),
    ] = False,
    github: Annotated[
        bool,
        typer.Option("--github", help="Write .github/workflows/reviewaudit.yml.", rich_help_panel=OUTPUT),
    ] = False,
    gitlab: Annotated[
        bool, typer.Option("--gitlab", help="Add a job to .gitlab-ci.yml.", rich_help_panel=OUTPUT)
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace files of reviewaudit that are there.", rich_help_panel=OUTPUT)
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.", rich_help_panel=OUTPUT)
    ] = False,
) -> int:
    """Write a config fitted to the articles of a folder, and on request pre-commit and CI files. Asks no network."""
    root = _folder(path)
    wanted = [name for name, flag in (("pre-commit", pre_commit), ("github", github), ("gitlab", gitlab)) if flag]
    writings: list[Writing] = []
    there = _config_there(root, pyproject=pyproject)
    if there is not None and wanted and not force:
        session.note(f"note:  {there} is there and stays as it is")
    else:
        if there is not None and (pyproject or not force):
            raise UsageError(f"{there} is there already", _instead(pyproject=pyproject))
        found = _articles(root, exclude_path or (), respect_ignore=not no_ignore)
        text = _config(root, found, preset, exclude_path or (), in_pyproject=pyproject)
        writings.append(_config_writing(root, text, pyproject=pyproject))
    writings += [_ci_writing(root, name, force=force) for name in wanted]
    for writing in writings:
        if dry_run:
            typer.echo(_preview(writing), nl=False)
        else:
            _write(writing)
            typer.echo(f"{'wrote' if writing.is_new else 'added to'} {writing.shown}")
    if not dry_run:
        session.note("next:  read the comments, then run `reviewaudit check --offline`")
    return 0


def _folder(path: str | None) -> Path:
    root = Path.cwd() / path if path else Path.cwd()
    if not root.is_dir():
        raise UsageError(f"no such folder: {path}", "name the folder that the config is to lie in")
    return root


def _config_there(root: Path, *, pyproject: bool) -> str | None:
    """The name of the config that holds in this very folder, if one does."""
    import tomllib

    if not pyproject and (root / CONFIG).exists():
        return CONFIG
    shared = root / SHARED
    if not shared.is_file():
        if pyproject:
            raise UsageError(f"there is no {SHARED} to append to", f"leave out --pyproject to write {CONFIG}")
        return None
    try:
        data = tomllib.loads(shared.read_bytes().decode("utf-8-sig"))
    except ValueError as error:
        raise UsageError(f"{SHARED}: not valid TOML: {error}", "mend the line named above") from None
    return f"[tool.reviewaudit] in {SHARED}" if "reviewaudit" in data.get("tool", {}) else None


def _instead(*, pyproject: bool) -> str:
    if pyproject:
        return "change it there, or take it out first; --force replaces whole files only"
    return f"change it there; --force writes a {CONFIG} that holds instead"


def _articles(root: Path, exclude: Sequence[str], *, respect_ignore: bool) -> Discovered:
    from reviewaudit import discovery, formats

    def is_article(name: str) -> bool:
        return name.lower().endswith(formats.SUFFIXES)

    return discovery.discover(["."], is_article=is_article, base=root, exclude=exclude, respect_ignore=respect_ignore)


def _config(root: Path, found: Discovered, preset: str | None, exclude: Sequence[str], *, in_pyproject: bool) -> str:
    """The text of the config, seen to be one."""
    from reviewaudit import adoption, config
    from reviewaudit.audit import sightings

    presets = [name for name in config.PRESETS if name != "default"]
    if preset is not None and preset not in presets:
        raise UsageError(f"unknown preset '{preset}' in --preset", f"known: {', '.join(presets)}")
    layout = adoption.Layout.of(source.path for source in found.sources)
    kept = set(layout.kept)
    seen = sightings([source for source in found.sources if source.path in kept])
    places = layout.places({sighting.path for sighting in seen if sighting.reviewed})
    text = adoption.config_text(
        adoption.Survey.of(seen),
        layout,
        places,
        version=__version__,
        preset=preset or "",
        exclude=exclude,
        in_pyproject=in_pyproject,
    )
    config.parse(text, root / (SHARED if in_pyproject else CONFIG))
    return text


def _config_writing(root: Path, text: str, *, pyproject: bool) -> Writing:
    if not pyproject:
        return Writing(root / CONFIG, CONFIG, text.encode(), is_new=True)
    from reviewaudit import config

    before = (root / SHARED).read_bytes()
    ending = "\r\n" if b"\r\n" in before else "\n"
    joint = ending * (2 if before and not before.endswith(b"\n") else 1)
    data = before + (joint + text.replace("\n", ending)).encode()
    config.parse(data.decode("utf-8-sig"), root / SHARED)
    return Writing(root / SHARED, SHARED, data, is_new=False, before=before)


def _ci_writing(root: Path, name: str, *, force: bool) -> Writing:
    from reviewaudit.adoption import CI_FILES

    file = CI_FILES[name]
    target = root / file.path
    if not target.exists():
        return Writing(target, file.path, file.new(__version__).encode(), is_new=True)
    if file.added is None:
        if not force:
            raise UsageError(f"{file.path} is there already", "change it there, or replace it with --force")
        return Writing(target, file.path, file.new(__version__).encode(), is_new=True)
    before = target.read_bytes()
    try:
        text = before.decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"{file.path} is not UTF-8 text", "save it as UTF-8") from None
    return Writing(target, file.path, file.added(text, __version__).encode(), is_new=False, before=before)


def _preview(writing: Writing) -> str:
    """A new file whole, an old one as a diff."""
    after = writing.data.decode("utf-8")
    if writing.is_new:
        return f"--- {writing.shown}\n{after}"
    import difflib

    old, new = writing.before.decode("utf-8").splitlines(), after.splitlines()
    lines = difflib.unified_diff(old, new, writing.shown, writing.shown, lineterm="")
    return "".join(f"{line}\n" for line in lines)


def _write(writing: Writing) -> None:
    """Whole or not at all: beside the file first, then in its place, with its permissions."""
    target = Path(os.path.realpath(writing.path))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(writing.data)
            Path(name).chmod(mode)
            Path(name).replace(target)
        except OSError:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise UsageError(f"cannot write {writing.shown}: {error.strerror}", "check the folder's permissions") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
