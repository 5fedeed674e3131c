"""The manual's pages for editors, executed: what each command prints, and each file that is filled in on the way.

To renew the outputs on the pages, run `python tests/cli/test_editor_pages.py`; then read the diff.
"""

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl
import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = ("spreadsheets.md", "owners.md")
BLOCK = re.compile(
    r"^(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\w+)\n(?P<text>.*?)^```$"
    r"|^<!-- fill: (?P<book>\S+) -->\n(?P<table>(?:\|[^\n]*\n)+)",
    re.MULTILINE | re.DOTALL,
)


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


def replayed(page, folder, run):
    """The page with each shown output as it is."""

    def block(found):
        if found["book"]:
            fill(folder / found["book"], found["table"])
        elif found["kind"] == "console":
            command = found["text"].splitlines()[0]
            out = run(shlex.split(command.removeprefix("$ reviewaudit ")))
            return f"```console\n{command}\n{out}```"
        elif found["file"]:
            (folder / found["file"]).write_text(found["text"], encoding="utf-8")
        return found[0]

    return BLOCK.sub(block, page)


@pytest.mark.parametrize("name", PAGES)
def test_page_shows_what_the_program_does(program, tmp_path, name):
    folder = tmp_path / "site"
    folder.mkdir()
    page = (DOCS / name).read_text(encoding="utf-8")
    assert page.count("$ reviewaudit ") >= 3
    assert replayed(page, folder, lambda args: program(*args, cwd=folder).out) == page


if __name__ == "__main__":
    for name in PAGES:
        with tempfile.TemporaryDirectory() as temporary:
            site = Path(temporary) / "site"
            site.mkdir()

            def out(args, site=site):
                command = [sys.executable, "-m", "reviewaudit", *args]
                return subprocess.run(command, cwd=site, capture_output=True, text=True, check=False).stdout

            page = (DOCS / name).read_text(encoding="utf-8")
            (DOCS / name).write_text(replayed(page, site, out), encoding="utf-8")
