"""How JSON is laid out: a line per field and per item of a list, whether the list is there or comes bit by bit."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit.reports.json_report import dump

FIELDS = st.dictionaries(
    st.text(max_size=5), st.integers() | st.lists(st.text(max_size=5) | st.none(), max_size=4), min_size=1
)


@given(FIELDS)
def test_what_is_dumped_is_read_back(data):
    assert json.loads(dump(data)) == data


@given(FIELDS)
def test_an_iterator_is_dumped_as_its_list(data):
    assert dump({name: iter(value) if isinstance(value, list) else value for name, value in data.items()}) == dump(data)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"a": 1, "b": []}, '{\n"a": 1,\n"b": []\n}\n'),
        ({"a": [1, {"b": 2}], "c": "d"}, '{\n"a": [\n1,\n{"b": 2}\n],\n"c": "d"\n}\n'),
    ],
)
def test_a_line_per_field_and_item(data, text):
    assert dump(data) == text
