"""This program as others get it: a repository of its own, and an installation that needs no index."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml", "action.yml", "docs/reviewaudit.1")


def clone(folder):
    """What a tag of the project holds, as far as an installation reads it, in a git repository of its own."""
    for name in SHIPPED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    for name in ("reviewaudit", "articles"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "all")
    return git(folder, "rev-parse", "HEAD").strip()


def git(folder, *args):
    return subprocess.run(
        ["git", *args], cwd=folder, env=environment(folder), capture_output=True, text=True, timeout=60, check=True
    ).stdout


def environment(home):
    """Installations take what they depend on from the test's own packages, so that none is fetched.

    pip reads PIP_NO_BUILD_ISOLATION the other way round: 0 means that there is no isolation.
    """
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "VIRTUALENV_NO_PERIODIC_UPDATE": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }


@pytest.fixture(scope="session")
def shipping():
    return SimpleNamespace(clone=clone, git=git, environment=environment)
