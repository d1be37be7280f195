"""Sizes to the byte, by the rules of the developer guide."""

from __future__ import annotations

from base64 import b64encode
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.services.dynamodb.values.numbers import encode_number, format_number
from strongroom.services.dynamodb.values.sizes import item_size, value_size


@pytest.mark.parametrize(
    ("number", "size"),
    [
        ("0", 1),
        ("1", 2),
        ("12", 2),
        ("100", 2),
        ("123", 3),
        ("1.2", 3),
        ("12.3", 3),
        ("-1", 3),
        ("-12", 3),
        ("0.001", 2),
        ("1" * 38, 20),
        ("1" * 37 + "0", 20),
        ("-" + "1" * 38, 21),
        ("1." + "1" * 37, 21),
        ("-1." + "1" * 37, 21),
    ],
)
def test_numbers_take_a_byte_for_two_digits_one_for_the_exponent_and_one_for_the_sign(number, size):
    assert value_size({"N": number}) == size


@given(st.integers(1 - 10**38, 10**38 - 1), st.integers(-130, 87))
def test_a_number_is_as_large_as_its_encoding(digits, exponent):
    number = Decimal((int(digits < 0), tuple(map(int, str(abs(digits)))), exponent))
    assert value_size({"N": format_number(number)}) == len(encode_number(format_number(number)))


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": ""}, 0),
        ({"S": "aé€😀"}, 1 + 2 + 3 + 4),
        ({"BOOL": False}, 1),
        ({"NULL": True}, 1),
        ({"L": []}, 3),
        ({"M": {}}, 3),
        ({"L": [{"S": "ab"}, {"N": "1"}]}, 3 + 1 + 2 + 1 + 2),
        ({"M": {"é": {"S": "ab"}}}, 3 + 1 + 2 + 2),
        ({"M": {"a": {"L": [{"BOOL": True}]}}}, 3 + 1 + 1 + 3 + 1 + 1),
        ({"SS": ["a", "bc"]}, 3),
        ({"NS": ["1", "123"]}, 2 + 3),
        ({"BS": ["AA==", "AAA=", "AAAA"]}, 1 + 2 + 3),
    ],
)
def test_values(value, size):
    assert value_size(value) == size


@pytest.mark.parametrize("length", range(8))
def test_binaries_count_their_raw_bytes(length):
    assert value_size({"B": b64encode(bytes(length)).decode()}) == length


def test_an_item_counts_names_and_values():
    assert item_size({"pk": {"S": "a"}, "zähler": {"N": "1"}, "doc": {"M": {}}}) == 2 + 1 + 7 + 2 + 3 + 3
