"""The HTML report in headless Chromium, as an editor opens it: from a file.

Chromium is the one that is named in CHROMIUM or found on the PATH; without it these tests are skipped, or fail where
REVIEWAUDIT_BROWSER=required. A page that asks the network, writes to its console or raises an error fails its test.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reviewaudit import reports
from reviewaudit.rules import RULES

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def missing(reason):
    if os.environ.get("REVIEWAUDIT_BROWSER") == "required":
        pytest.fail(f"REVIEWAUDIT_BROWSER=required, but {reason}")
    pytest.skip(reason)


def chromium():
    named = os.environ.get("CHROMIUM")
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)
    return found or missing(f"no Chromium: {named or ', '.join(NAMES)} not found; install it or name it in CHROMIUM")


# One per module: while Playwright runs, its event loop is that of the thread, and no other test could run one.
@pytest.fixture(scope="module")
def browser():
    executable = chromium()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        missing(f"Playwright cannot be imported: {error}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def write(tmp_path_factory):
    """`write(report)` -> the URL of its HTML report in a file."""

    def write(report, **view):
        path = tmp_path_factory.mktemp("report") / "audit.html"
        path.write_bytes(reports.render(report, "html", reports.View(rules=RULES, **view)).encode())
        return path.as_uri()

    return write


@pytest.fixture
def visit(browser):
    """`visit(url, **context)` -> a page that has been opened."""
    contexts, complaints = [], []

    def note(kind):
        return lambda event: complaints.append(f"{kind}: {getattr(event, 'text', event)}")

    def visit(url, **options):
        file = url.partition("#")[0]
        context = browser.new_context(locale="en-GB", **options)
        contexts.append(context)
        context.on("request", lambda asked: asked.url.partition("#")[0] == file or complaints.append(asked.url))
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("console", note("console"))
        page.on("pageerror", note("error"))
        page.on("dialog", note("dialog"))
        page.goto(url)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The URL of the HTML report of `reviewaudit demo`."""
    home = tmp_path_factory.mktemp("home")
    done = subprocess.run(
        [sys.executable, "-m", "reviewaudit", "demo", "--no-progress", "--format", "html=audit.html"],
        cwd=home, env={"PATH": os.environ["PATH"], "HOME": str(home), "XDG_CACHE_HOME": str(home)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return (home / "audit.html").as_uri()


@pytest.fixture(scope="session")
def axe():
    """The source of axe-core."""
    package = pytest.importorskip("axe_playwright_python")
    return Path(package.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
