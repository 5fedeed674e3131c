"""Workflow commands: worst first, no more than GitHub shows before it is said, and read back as written."""

import pytest

from reviewaudit import reports
from reviewaudit.model import Level, Place


def render(report, **view):
    return reports.render(report, "github", reports.View(**view))


def test_annotation_says_where_what_and_how_to_mend(make, commands):
    [command] = commands(render(make.report([make.finding(line=7)])))
    assert command == (
        "error",
        {"file": "a.md", "line": "7", "endLine": "7", "col": "3", "endColumn": "9", "title": "RA101 broken-link"},
        "it is dead\nhelp: cite another page",
    )


def test_columns_are_left_out_over_several_lines(make, commands):
    [(_, properties, _)] = commands(render(make.report([make.finding(place=Place(2, 9, 4, 3))])))
    assert (properties["line"], properties["endLine"]) == ("2", "4")
    assert not {"col", "endColumn"} & set(properties)


def test_levels_come_worst_first(make, commands):
    levels = [Level.NOTE, Level.WARNING, Level.ERROR]
    findings = [make.finding(level=level, line=at) for at, level in enumerate(levels, 1)]
    assert [name for name, _, _ in commands(render(make.report(findings)))] == ["error", "warning", "notice"]


@pytest.mark.parametrize(("count", "tenth"), [(10, None), (11, "and 2 errors more"), (1500, "and 1,491 errors more")])
def test_tenth_annotation_says_how_many_more_there_are(make, commands, count, tenth):
    found = commands(render(make.report([make.finding(line=at) for at in range(1, count + 1)])))
    summaries = [(at, message) for at, (_, properties, message) in enumerate(found) if "file" not in properties]
    assert len(found) - len(summaries) == count
    if tenth is None:
        assert not summaries
    else:
        assert summaries == [(9, f"{tenth}, in the log and in the job summary")]


def test_each_level_is_counted_for_itself(make, commands):
    findings = [make.finding(level=level, line=at) for level in (Level.ERROR, Level.NOTE) for at in range(1, 11)]
    assert len(commands(render(make.report(findings)))) == 20


@pytest.mark.parametrize("text", ["100%", "%0A", "%25", "a:b,c", "line\nbreak\r\n::error::x", "ü — “”"])
def test_text_is_read_back_as_it_was(make, commands, text):
    [(_, properties, message)] = commands(render(make.report([make.finding(path=f"{text}.md", message=text)])))
    assert properties["file"] == f"{text}.md"
    assert message == f"{text}\nhelp: cite another page"


def test_control_characters_and_turned_text_are_made_visible(make):
    assert "a\ufffdb\ufffd[31m\ufffd" in render(make.report([make.finding(message="a\x00b\x1b[31m\u202e")]))


@pytest.mark.parametrize(
    ("root", "path", "shown"),
    [
        ("", "a.md", "a.md"),
        ("docs", "a.md", "docs/a.md"),
        ("docs/en", "../b.md", "docs/b.md"),
        ("docs", "/srv/a.md", "/srv/a.md"),
        ("docs", "-", "-"),
    ],
)
def test_paths_start_from_the_repository(make, commands, root, path, shown):
    [(_, properties, _)] = commands(render(make.report([make.finding(path=path)]), root=root))
    assert properties["file"] == shown


def test_network_that_is_down_is_the_first_annotation(make, commands):
    found = commands(render(make.report([make.finding()], network_down=True)))
    assert found[0] == ("error", {"title": "reviewaudit"}, "no URL could be asked, because the network is down")
