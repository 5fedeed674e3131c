"""The git program: found once, asked in a way that no configuration can change, and never made to write.

The user's configuration is still read, because `safe.directory` counts only there. What could change an answer, run a
program or reach the network is overruled. Repository variables of the environment (set inside hooks) are dropped, so
that the folder alone decides which repository is meant.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, NamedTuple

from reviewaudit.witness.log import FORMAT

_KEPT = ("GIT_CONFIG_", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_EXEC_PATH")
_FIXED = {
    "LC_ALL": "C",
    "LANGUAGE": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_PAGER": "cat",
}
_SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.quotePath=false",
    "core.pager=cat",
    "diff.algorithm=default",
    "diff.relative=false",
    "log.follow=false",
    "log.showRoot=true",
    "log.showSignature=false",
    "protocol.allow=never",  # a partial clone would fetch what it lacks
    "submodule.recurse=false",
)
_LOG = (
    "--no-merges",
    "--date-order",  # children before parents, whatever their clocks say
    "--raw",
    "--no-abbrev",
    "--patch",
    "--unified=0",
    "--inter-hunk-context=0",
    "--find-renames=50%",
    "-l1000",
    "-O/dev/null",
    "--text",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-notes",
    "--no-show-signature",
    "--ignore-submodules=all",
    "--submodule=short",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--encoding=UTF-8",
    f"--format={FORMAT}",
    "--",
)


class Answer(NamedTuple):
    status: int
    out: bytes
    complaint: str
    """The first line that git wrote about a failure."""


class Git:
    def __init__(self, program: str, environ: Mapping[str, str]) -> None:
        self._program = program
        kept = {name: value for name, value in environ.items() if not name.startswith("GIT_") or name.startswith(_KEPT)}
        self._environ = {**kept, **_FIXED}

    def ask(self, folder: str, *arguments: str) -> Answer:
        """Run a command that answers at once."""
        done = subprocess.run(
            self._command(arguments),
            cwd=folder,
            env=self._environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        return Answer(done.returncode, done.stdout, _complaint(done.stderr))

    @contextmanager
    def log(self, folder: str, pathspecs: Sequence[str]) -> Iterator[tuple[IO[bytes], Log]]:
        """The stream of the whole history, and how it ended, which is known when the block has been left."""
        end = Log()
        with (
            tempfile.TemporaryFile() as complaints,
            subprocess.Popen(
                self._command(("log", *_LOG, *pathspecs)),
                cwd=folder,
                env=self._environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=complaints,
                bufsize=1 << 20,
            ) as process,
        ):
            assert process.stdout is not None
            try:
                yield process.stdout, end
            except BaseException:
                process.kill()
                raise
            end.status = process.wait()
            complaints.seek(0)
            end.complaint = _complaint(complaints.read(65536))

    def _command(self, arguments: Sequence[str]) -> list[str]:
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        return [self._program, "--no-pager", *settings, *arguments]


class Log:
    """How the log ended."""

    def __init__(self) -> None:
        self.status = 0
        self.complaint = ""


def find(environ: Mapping[str, str]) -> str | None:
    """The git program on the PATH, never one in the working folder."""
    folders = [folder for folder in environ.get("PATH", "").split(os.pathsep) if os.path.isabs(folder)]
    found = shutil.which("git", path=os.pathsep.join(folders)) if folders else None
    return found if found is not None and os.path.isabs(found) else None


def _complaint(stderr: bytes) -> str:
    lines = [line.strip() for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    fatal = [line for line in lines if line.startswith(("fatal:", "error:"))]
    return (fatal or lines or [""])[0]
