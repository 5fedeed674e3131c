"""The pages of the manual with console examples, executed: each shows what a terminal would.

A page may hold

    <!-- file: NAME -->     and a block of code: the file is written
    <!-- shows: NAME -->    and a block of code: it reads as the file, which a command wrote
    <!-- fill: NAME -->     and a table: its rows are filled into the sheet of findings of a workbook
    ```console              commands after `$ `, each with what it prints; `echo $?` is the exit status

A server of this machine stands in for https://tea.example. To renew the outputs on the pages, run these tests with
RENEW=1; then read the diff.
"""

import os
import re
import shlex
from pathlib import Path

import openpyxl
import pytest

from reviewaudit.edits import MENDS

DOCS = Path(__file__).resolve().parents[2] / "docs"
SITE = "https://tea.example"
BLOCK = re.compile(
    r"^(?:<!-- (?P<mark>file|shows): (?P<file>\S+) -->\n)?```(?P<kind>\w+)\n(?P<text>.*?)^```$"
    r"|^<!-- fill: (?P<book>\S+) -->\n(?P<table>(?:\|[^\n]*\n)+)",
    re.MULTILINE | re.DOTALL,
)
ASKING = {"check", "fix", "mark", "explain"}
SWIFT = '[network]\nconnect_timeout = "300ms"\nretry_wait = "10ms"\n'
"""A server of plain HTTP says nothing to TLS, so that who waits for it waits in vain."""


def pages():
    """Each page with files to run commands on, but for those that have a test of their own, `test_NAME_page.py`."""
    return [
        page
        for page in sorted(DOCS.rglob("*.md"))
        if re.search(r"^<!-- file: ", page.read_text(encoding="utf-8"), re.MULTILINE)
        and not Path(__file__).with_name(f"test_{page.stem}_page.py").exists()
    ]


@pytest.fixture
def tea(web):
    """https://tea.example in small; its origin."""
    origin = web.url("")
    web.serve("/old", "", ("Location", f"{origin}/brewing"), status=301)
    web.serve("/today", "", ("Location", f"{origin}/leaflet"), status=302)
    web.serve("/brewing", "<title>Brewing</title><p>Water of 80 degrees, two minutes, and no more than that.")
    web.serve("/leaflet", "<title>The leaflet</title><h2 id='taste'>Taste</h2><p>It is green, and it smells of hay.")
    web.serve("/gone", "<title>Not found</title>", status=404)
    web.serve("/wall", "<title>Just a moment...</title>", ("cf-mitigated", "challenge"), status=403)
    web.serve("/down", "<title>Service unavailable</title>", status=503)
    return origin


def fill(file, table):
    """Fill the rows of a Markdown table into the sheet of findings, from its second line on."""
    head, _, *lines = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in table.splitlines()]
    book = openpyxl.load_workbook(file)
    sheet = book["Findings"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row, line in enumerate(lines, 2):
        for title, value in zip(head, line, strict=True):
            sheet.cell(row, columns[title], value or None)
    book.save(file)


def settled(text):
    """Without what differs from run to run: moments, times taken, digests of what was seen then."""
    text = re.sub("sha256:[0-9a-f]{64}", "sha256:…", text)
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?(?= UTC| +alive)", "2026-06-01 09:30", text)
    return re.sub(r"\b[\d,]+ ms\b", "12 ms", text)


def replayed(page, folder, program, origin):
    """The page with each output as it is."""
    status = 0

    def answer(command):
        nonlocal status
        if command == "echo $?":
            return f"{status}\n"
        _, *args = shlex.split(command.replace(SITE, origin))
        if args[0] in ASKING and "--offline" not in args and not (args[0] == "explain" and "://" not in args[1]):
            args.append("--allow-private")
        # The folder of the test may lie in a repository; the one of the page does not.
        run = program(*args, cwd=folder, env={"GIT_CEILING_DIRECTORIES": str(folder.parent)})
        status = run.status
        return settled((run.out + run.err).replace(origin, SITE))

    def block(found):
        if found["book"]:
            fill(folder / found["book"], found["table"])
        elif found["mark"] == "file":
            (folder / found["file"]).parent.mkdir(parents=True, exist_ok=True)
            (folder / found["file"]).write_text(found["text"].replace(SITE, origin), encoding="utf-8")
        elif found["mark"] == "shows":
            text = (folder / found["file"]).read_text(encoding="utf-8")
            return f"<!-- shows: {found['file']} -->\n```{found['kind']}\n{text}```"
        elif found["kind"] == "console":
            commands = re.findall(r"^\$ ([^\n]+)$", found["text"], re.MULTILINE)
            shown = "".join(f"$ {command}\n{answer(command)}" for command in commands)
            return f"```console\n{shown}```"
        return found[0]

    return BLOCK.sub(block, page)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_page_shows_what_the_program_does(program, tea, tmp_path, page):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "reviewaudit.toml").write_text(SWIFT)
    text = page.read_text(encoding="utf-8")
    now = replayed(text, folder, program, tea)
    if os.environ.get("RENEW"):
        page.write_text(now, encoding="utf-8")
    assert now == text


def test_the_guides_are_among_the_executed_pages():
    executed = {page.stem for page in pages()}
    assert {"baseline", "ci", "editors", "exit-status", "mending", "owners", "spreadsheets", "suppressions"} <= executed


def test_the_questions_have_an_executed_answer_each():
    texts = [page.read_text(encoding="utf-8") for page in sorted((DOCS / "faq").glob("*.md"))]
    answers = [answer for text in texts for answer in re.split(r"^## (?=.*\?$)", text, flags=re.MULTILINE)[1:]]
    assert len(answers) >= 20
    assert all(re.search(r"^\$ reviewaudit ", answer, re.MULTILINE) for answer in answers)


def test_the_page_on_mending_names_every_mend():
    text = (DOCS / "mending.md").read_text(encoding="utf-8")
    assert all(f"| `{mend}` |" in text for mend in MENDS)
