"""Real repositories, built by the git program with fixed dates and an environment of their own."""

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")

ADA = ("Ada", "ada@example.org")


class Repository:
    def __init__(self, folder: Path, home: Path):
        self.folder = folder
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "none"),
            "GIT_CONFIG_NOSYSTEM": "1",
        }

    def git(self, *arguments, **more) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env={**self.environ, **more},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.decode().strip()

    def write(self, name: str, text: str | bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def commit(self, day: str, files=None, *, author=ADA, zone="+0000", hour="12:00:00", message="change") -> str:
        """Commit the files (name -> text) as of a day, with all else that lies there; the commit's hash."""
        for name, text in (files or {}).items():
            self.write(name, text)
        when = f"{day}T{hour}{zone}"
        self.git("add", "--all")
        names = {
            f"GIT_{who}_{what}": value
            for who in ("AUTHOR", "COMMITTER")
            for what, value in zip(("NAME", "EMAIL"), author, strict=True)
        }
        self.git(
            "commit", "--quiet", "--allow-empty", "-m", message, GIT_AUTHOR_DATE=when, GIT_COMMITTER_DATE=when, **names
        )
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def repository(tmp_path, home):
    folder = tmp_path / "site"
    folder.mkdir()
    made = Repository(folder, home)
    made.git("init", "--quiet", "--initial-branch=main")
    return made


@pytest.fixture
def fast_import(repository):
    """Many commits at once: (day number, author, {name: text}) each; one `git fast-import`."""

    def load(commits):
        stream = bytearray()
        for number, (day, (name, email), files) in enumerate(commits):
            at = int(datetime(2020, 1, 1, 12, tzinfo=UTC).timestamp()) + day * 86400
            stream += b"commit refs/heads/main\n"
            for who in (b"author", b"committer"):
                stream += who + f" {name} <{email}> {at} +0000\n".encode()
            stream += f"data <<END\ncommit {number}\nEND\n".encode()
            for path, text in files.items():
                data = text.encode()
                stream += f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"
        done = subprocess.run(
            ["git", "fast-import", "--quiet"],
            cwd=repository.folder,
            env=repository.environ,
            input=bytes(stream),
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        repository.git("reset", "--quiet", "--hard", "main")

    return load
