"""Run the real program in a process of its own, with an environment that is the same everywhere."""

import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass

import pytest


@dataclass
class Run:
    status: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


def as_text(data):
    """Standard output as text; of a workbook, the text of all that is packed in it."""
    if not data.startswith(b"PK\x03\x04"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return "\n".join(packed.read(name).decode() for name in packed.namelist())


@pytest.fixture
def program(tmp_path_factory):
    """`program("check", "a.md", cwd=folder)` -> Run(status, out, err). Each test has a cache of its own."""
    cache = tmp_path_factory.mktemp("cache")

    def run(*args, cwd, stdin=b"", env=None):
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP", "TMPDIR") if name in os.environ}
        environment = {
            **kept,
            "XDG_CACHE_HOME": str(cache),
            "HOME": str(cache),
            "LOCALAPPDATA": str(cache),
            **(env or {}),
        }
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "reviewaudit", *args],
            cwd=cwd, input=stdin, capture_output=True, env=environment, timeout=120, check=False,
        )  # fmt: skip
        return Run(done.returncode, as_text(done.stdout), done.stderr.decode())

    return run
