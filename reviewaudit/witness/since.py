"""A revision in, the files that differ from it out: committed, staged, changed in the work tree, or not yet tracked."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from reviewaudit.errors import UsageError
from reviewaudit.witness import program


def changed_since(revision: str, base: Path, environ: Mapping[str, str]) -> frozenset[str]:
    """The real paths of the files below the repository of `base` that differ from `revision`.

    Raises UsageError where git, the repository or the revision is missing: without them nobody knows what changed.
    """
    found = program.find(environ)
    if found is None:
        raise UsageError("--changed-since needs git, which was not found", "install git, or leave the option out")
    git = program.Git(found, environ)
    top = git.ask(str(base), "rev-parse", "--show-toplevel")
    if top.status != 0:
        raise UsageError("--changed-since needs a git repository", "run it in a checkout, or leave the option out")
    folder = os.fsdecode(top.out).rstrip("\r\n")
    # `--end-of-options`: a revision is never an option, whatever it begins with.
    known = git.ask(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if known.status != 0:
        raise UsageError(
            f"--changed-since {revision!r}: git knows no such revision",
            "check the name; in CI fetch it first (`fetch-depth: 0`)",
        )
    commit = known.out.decode("ascii").strip()
    differing = git.ask(
        folder, "diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=all", commit, "--"
    )
    if differing.status != 0:
        raise UsageError(f"--changed-since {revision!r}: {differing.complaint}", "run `git fsck` in the repository")
    untracked = git.ask(folder, "ls-files", "--others", "--exclude-standard", "-z")
    names = [name for part in (differing.out, untracked.out) for name in part.split(b"\0") if name]
    return frozenset(os.path.realpath(os.path.join(folder, os.fsdecode(name))) for name in names)
