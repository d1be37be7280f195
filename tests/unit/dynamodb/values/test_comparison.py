"""Equality and order of normalized values."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.services.dynamodb.values.comparison import compare, equal


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ({"S": "a"}, {"S": "a"}),
        ({"SS": ["a", "b"]}, {"SS": ["b", "a"]}),
        ({"NS": ["1", "2"]}, {"NS": ["2", "1"]}),
        ({"L": [{"SS": ["a", "b"]}]}, {"L": [{"SS": ["b", "a"]}]}),
        ({"M": {"x": {"NS": ["1", "2"]}, "y": {"S": ""}}}, {"M": {"y": {"S": ""}, "x": {"NS": ["2", "1"]}}}),
    ],
)
def test_equal_values(a, b):
    assert equal(a, b)
    assert equal(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ({"S": "1"}, {"N": "1"}),
        ({"S": "a"}, {"S": "A"}),
        ({"SS": ["a", "b"]}, {"SS": ["a"]}),
        ({"SS": ["1"]}, {"NS": ["1"]}),
        ({"L": [{"N": "1"}, {"N": "2"}]}, {"L": [{"N": "2"}, {"N": "1"}]}),
        ({"L": [{"N": "1"}]}, {"L": []}),
        ({"M": {"x": {"S": "a"}}}, {"M": {"y": {"S": "a"}}}),
        ({"BOOL": True}, {"BOOL": False}),
    ],
)
def test_different_values(a, b):
    assert not equal(a, b)
    assert not equal(b, a)


@given(st.text(), st.text())
def test_strings_sort_as_their_utf8_bytes(a, b):
    expected = (a.encode() > b.encode()) - (a.encode() < b.encode())
    assert compare({"S": a}, {"S": b}) == expected


@given(st.binary(), st.binary())
def test_binaries_sort_as_unsigned_bytes(a, b):
    encoded = [{"B": b64encode(content).decode()} for content in (a, b)]
    assert compare(*encoded) == (a > b) - (a < b)


def test_numbers_sort_by_value():
    assert compare({"N": "10"}, {"N": "9"}) > 0
    assert compare({"N": "-10"}, {"N": "-9.5"}) < 0
    assert compare({"N": "1"}, {"N": "1"}) == 0


@pytest.mark.parametrize(
    ("a", "b"), [({"S": "1"}, {"N": "1"}), ({"BOOL": True}, {"BOOL": False}), ({"L": []}, {"L": []})]
)
def test_values_without_a_common_order(a, b):
    assert compare(a, b) is None
