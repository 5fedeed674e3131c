"""reStructuredText as it is written: maintenance charts of a real site, and docutils as an independent witness."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reviewaudit import formats
from reviewaudit.model import Container, LinkKind

OPEN_EDX = Path(__file__).parents[3] / "shared" / "data" / "corpora" / "openedx__docs.openedx.org"
CASES = sorted(Path(__file__).parent.glob("rst/*.rst"))
DATE = re.compile(r"\d|(?:Jan|Jul|Dec)[a-z]* \d")


def rows(document):
    """The table cells by the line they begin on, each row by the column of its cells."""
    found = {}
    for block in document.blocks:
        if block.around.container is Container.CELL:
            start = block.source_span(0, 0)[0]
            place = document.lines.place(start, start)
            bars = document.text.count("|", start - place.column + 1, start)
            found.setdefault(place.line, {})[bars] = block.text
    return list(found.values())


@pytest.mark.skipif(not OPEN_EDX.is_dir(), reason="the collection of articles is not beside this checkout")
def test_every_maintenance_chart_is_seen():
    charts = dated = blank = failed = 0
    for path in sorted(OPEN_EDX.rglob("*.rst")):
        document = formats.parse(path.read_bytes(), "rst")
        assert document.problem is None
        table = rows(document)
        header = next((at for at, row in enumerate(table) if "Review Date" in row.values()), None)
        if header is None:
            continue
        charts += 1
        date = next(column for column, text in table[header].items() if text == "Review Date")
        outcome = next((column for column, text in table[header].items() if text.lower() == "test situation"), date)
        below = table[header + 1 :]
        has_date = any(DATE.match(row.get(date, "")) for row in below)
        dated += has_date
        blank += not has_date
        failed += any("fail" in row.get(outcome, "").lower() for row in below)
    # 423 grid tables with a date, and one `list-table` with a date that a search for grid tables takes for blank.
    assert (charts, dated, blank, failed) == (759, 423 + 1, 336 - 1, 58)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_docutils_sees_the_same_urls(path):
    """Of what it knows: neither the roles and directives of Sphinx nor YAML front matter."""
    core = pytest.importorskip("docutils.core")
    nodes = pytest.importorskip("docutils.nodes")
    text = re.sub(r"\A---\n.*?\n---\n", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    quiet = {"report_level": 5, "halt_level": 6, "file_insertion_enabled": False, "raw_enabled": False}
    tree = core.publish_doctree(text, settings_overrides=quiet)
    theirs = {
        node["refuri"] for kind in (nodes.reference, nodes.target) for node in tree.findall(kind) if "refuri" in node
    }
    theirs |= {node["uri"] for node in tree.findall(nodes.image)}
    ours = {link.url for link in formats.parse(text.encode(), "rst").links if link.kind is not LinkKind.METADATA}
    passed_over = {"https://elsewhere.example", "https://button.example", "https://raw.example"}  # directives of Sphinx
    passed_over |= {link.url for link in formats.parse(text.encode(), "rst").links if link.kind is LinkKind.METADATA}
    if path.name == "links.rst":  # read more mildly: beside a star, in emphasis, before an underscore
        passed_over |= {"https://c.example", "https://f.example", "https://b.example/z", "https://b.example/"}
    assert ours - passed_over == theirs - passed_over


@pytest.mark.parametrize(
    ("written", "urls"),
    [
        ("`https://a.example/x <https://a.example/x>`_", ["https://a.example/x"]),
        ("`https://a.example/x <https://a.example/x>`__", ["https://a.example/x"]),
        ("`see https://a.example/x now <https://b.example/y>`_", ["https://b.example/y"]),
        ("`<https://a.example/x>`_", ["https://a.example/x"]),
        ("`one <https://a.example/x>`_ and https://a.example/x", ["https://a.example/x"] * 2),
        ("https://a.example/x and `one <https://a.example/y>`_", ["https://a.example/x", "https://a.example/y"]),
    ],
)
def test_an_address_as_the_text_of_a_link_is_no_link_of_its_own(written, urls):
    nodes = pytest.importorskip("docutils.nodes")
    core = pytest.importorskip("docutils.core")
    document = formats.parse(f"Tea\n===\n\nSee {written}.\n".encode(), "rst")
    assert [link.url for link in document.links] == urls
    tree = core.publish_doctree(f"See {written}.", settings_overrides={"report_level": 5})
    assert [node["refuri"] for node in tree.findall(nodes.reference)] == urls
