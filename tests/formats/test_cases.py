"""Each file beside a `.json` of its name is read, and what is read is compared with that.

To add a case, put a file into the folder of its format and run `python tests/formats/test_cases.py`; then read the
diff.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reviewaudit import formats

HERE = Path(__file__).parent
CASES = sorted(path for path in HERE.glob("*/*") if path.suffix != ".json" and formats.format_of(path.name))


def described(document):
    """What was read, one line per thing."""
    shown = {"title": document.title}
    if document.base:
        shown["base"] = document.base
    if document.problem:
        problem = document.problem
        shown["problem"] = f"{problem.place.line}:{problem.place.column} {problem.cause}"
    shown["links"] = [
        f"{where(link.place)} {link.kind.value} {link.url!r} {link.text!r} {surroundings(link.around)}".rstrip()
        for link in document.links
    ]
    shown["fields"] = [
        f"{where(field.place)} {field.origin.value} {field.name} {field.value!r}" for field in document.fields
    ]
    shown["comments"] = [f"{where(comment.place)} {comment.text!r}" for comment in document.comments]
    shown["blocks"] = [
        f"{block.text!r} {surroundings(block.around)}".rstrip()
        + "".join(f" {time.value}={block.text[time.start : time.end]!r}" for time in block.times)
        for block in document.blocks
    ]
    return {key: value for key, value in shown.items() if value}


def where(place):
    end = place.end_column if place.line == place.end_line else f"{place.end_line}:{place.end_column}"
    return f"{place.line}:{place.column}-{end}"


def surroundings(around):
    words = [around.container.value]
    words += [f"#{around.marker}"] if around.marker else []
    words += [word for word in ("quoted", "task", "reference_list") if getattr(around, word)]
    words += [f"in {around.section!r}"] if around.section else []
    return " ".join(words)


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_case_is_read_as_written_beside_it(path):
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert described(formats.parse(path.read_bytes(), path.parent.name)) == expected


def test_every_expectation_has_its_case():
    assert {path.with_suffix(".json") for path in CASES} == set(HERE.glob("*/*.json"))


if __name__ == "__main__":
    for case in CASES:
        read = described(formats.parse(case.read_bytes(), case.parent.name))
        case.with_suffix(".json").write_text(json.dumps(read, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
