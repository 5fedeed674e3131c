"""Run the real program in a process of its own, with an environment that is the same everywhere.

REVIEWAUDIT_PYTHON names the Python of another installation that is to be tested in place of this one.
"""

import io
import json
import os
import re
import shlex
import subprocess
import sys
import zipfile
from dataclasses import dataclass

import at_home
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


BLOCK = re.compile(
    r"^(?:<!-- (?P<act>file|change): (?P<file>\S+) -->\n|<!-- (?P<left>install) -->\n)?"
    r"```(?P<kind>\w+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)  # fmt: skip


@pytest.fixture
def replay(tmp_path):
    """`replay(page, run, swap)` follows a page of the manual in `tmp_path` and returns its text with what came out.

    A block below `<!-- file: NAME -->` is that file; one below `<!-- change: NAME -->` is a line that takes the place
    of the suggestion "# KEY = …" in it; `console` is one command, for `run(*arguments)`, and what it printed on both
    streams. `swap(text, back)` puts the real server in the place of the page's, and the other way round. With RENEW=1
    the page is written anew.
    """

    def replay(page, run, swap):
        def block(found):
            text = found["text"]
            if found["act"] == "file":
                file = tmp_path / found["file"]
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(swap(text, back=False), encoding="utf-8")
            elif found["act"] == "change":
                file = tmp_path / found["file"]
                key = text.partition(" ")[0]
                before = file.read_text(encoding="utf-8")
                [suggestion] = re.findall(rf"(?m)^# {key} = .*\n", before)
                file.write_text(before.replace(suggestion, text), encoding="utf-8")
            elif found["kind"] == "console" and not found["left"]:
                command = text.splitlines()[0]
                done = run(*shlex.split(command)[2:])
                return found[0].replace(text, f"{command}\n{swap(done.out + done.err, back=True)}")
            return found[0]

        before = page.read_text(encoding="utf-8")
        after = BLOCK.sub(block, before)
        if os.environ.get("RENEW"):
            page.write_text(after, encoding="utf-8")
        return before, after

    return replay


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
            "PYTHONPATH": str(at_home.START),  # it ends where it would ask outside of this machine
            **(env or {}),
        }
        done = subprocess.run(
            [os.environ.get("REVIEWAUDIT_PYTHON", sys.executable), "-W", "error", "-m", "reviewaudit", *args],
            cwd=cwd, input=stdin, capture_output=True, env=environment, timeout=120, check=False,
        )  # fmt: skip
        return Run(done.returncode, as_text(done.stdout), done.stderr.decode())

    return run
