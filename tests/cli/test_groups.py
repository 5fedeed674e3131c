"""Groups of options: a command names one value, the command line has an option for each of its fields."""

import inspect
from typing import Annotated, NamedTuple

import pytest
import typer

from reviewaudit.cli import check, due, extract, fix, mark
from reviewaudit.cli.groups import Asking, Inputs, spread


class Sizes(NamedTuple):
    width: Annotated[int, typer.Option("--width")] = 3
    height: Annotated[int, typer.Option("--height")] = 4


def area(
    *,
    first: Annotated[int, typer.Option("--first")] = 0,
    sizes: Sizes,
    last: Annotated[int, typer.Option("--last")],
) -> int:
    return first + sizes.width * sizes.height + last


def test_the_fields_of_a_group_stand_where_the_command_names_it():
    parameters = inspect.signature(spread(area)).parameters.values()
    assert [(parameter.name, parameter.default) for parameter in parameters] == [
        ("first", 0), ("width", 3), ("height", 4), ("last", inspect.Parameter.empty),
    ]  # fmt: skip


def test_what_is_given_reaches_the_command_as_one_value():
    assert spread(area)(first=100, width=5, height=6, last=1) == 131


def test_an_option_that_a_command_has_twice_is_refused():
    def twice(*, width: Annotated[int, typer.Option("--width")], sizes: Sizes) -> int:
        return width + sizes.width

    with pytest.raises(ValueError, match="duplicate parameter name: 'width'"):
        spread(twice)


@pytest.mark.parametrize(
    ("command", "groups"),
    [
        (check.check, [Inputs, Asking]),
        (fix.fix, [Inputs, Asking]),
        (mark.mark, [Asking]),
        (due.due, [Inputs]),
        (extract.extract, [Inputs]),
    ],
)
def test_no_command_spells_out_what_a_group_has(command, groups):
    signature = inspect.signature(command, eval_str=True)
    assert [p.annotation for p in signature.parameters.values() if p.annotation in (Inputs, Asking)] == groups
    shared = {*Inputs._fields, *Asking._fields}
    assert shared & set(signature.parameters) <= {"paths"}  # those of `mark` are of another kind: no folders, no globs
