"""Numbers: syntax, limits, canonical form, arithmetic and the order-preserving encoding."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import ServiceError
from strongroom.services.dynamodb.values.numbers import (
    add,
    canonical,
    decode_number,
    encode_number,
    format_number,
    parse_number,
    subtract,
)

OVERFLOW = "Number overflow. Attempting to store a number with magnitude larger than supported range"
UNDERFLOW = "Number underflow. Attempting to store a number with magnitude smaller than supported range"
TOO_PRECISE = "Attempting to store more than 38 significant digits in a Number"

numbers = st.builds(
    lambda sign, digits, exponent: Decimal((sign, tuple(map(int, str(digits))), exponent)),
    st.integers(0, 1),
    st.integers(0, 10**38 - 1),
    st.integers(-130, 125 - 37),
)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("3", "3"),
        ("+3", "3"),
        ("-7.1234", "-7.1234"),
        (".123", "0.123"),
        ("5.", "5"),
        ("0001.2300", "1.23"),
        ("1e+5", "100000"),
        ("-17.4E3", "-17400"),
        ("1E-10", "0.0000000001"),
        ("0.10", "0.1"),
        ("-0", "0"),
        ("0e125", "0"),
        ("-0.000E-127", "0"),
        ("1e100", "1" + "0" * 100),
        ("9.9999999999999999999999999999999999999E125", "9" * 38 + "0" * 88),
        ("1e-130", "0." + "0" * 129 + "1"),
        ("100000000000000000000000000000000000000000", "1" + "0" * 41),
        ("12345678901234567890123456789012345678", "12345678901234567890123456789012345678"),
    ],
)
def test_a_number_is_kept_without_exponent_and_superfluous_zeroes(text, kept):
    assert canonical(text) == kept
    assert canonical(kept) == kept


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "Infinity",
        "-Infinity",
        "dog",
        " 1",
        "1 ",
        ".",
        "-",
        "1e",
        "e5",
        "1_0",
        "\u0661",
        "1e9223372036854775808",
        "",
    ],
)
def test_a_text_that_is_no_number_is_named_in_the_error(text):
    with pytest.raises(ServiceError) as refused:
        parse_number(text)
    assert refused.value.code == "ValidationException"
    assert refused.value.message == f"The parameter cannot be converted to a numeric value: {text}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1e126", OVERFLOW),
        ("-11e125", OVERFLOW),
        ("1e9223372036854775807", OVERFLOW),
        ("0e126", OVERFLOW),
        ("0e-131", UNDERFLOW),
        ("1" + "0" * 126, OVERFLOW),
        ("1e-131", UNDERFLOW),
        ("-0.9e-130", UNDERFLOW),
        ("1e-9223372036854775807", UNDERFLOW),
        ("123456789012345678901234567890123456789", TOO_PRECISE),
        ("-1.23456789012345678901234567890123456789", TOO_PRECISE),
    ],
)
def test_numbers_beyond_the_limits_are_refused(text, message):
    with pytest.raises(ServiceError) as refused:
        canonical(text)
    assert refused.value.message == message


def test_sums_and_differences_are_exact():
    assert add("1", "10000000000000000000000") == "10000000000000000000001"
    assert subtract("10000000000000000000000", "1") == "9999999999999999999999"
    assert add("0.1", "0.2") == "0.3"
    assert subtract("1", "1.0") == "0"
    assert add("1e125", "-1e125") == "0"


@pytest.mark.parametrize(("a", "b"), [("9e125", "9e125"), ("1e50", "1"), ("1e125", "1e-130")])
def test_a_sum_that_cannot_be_represented_is_an_overflow(a, b):
    with pytest.raises(ServiceError) as refused:
        add(canonical(a), canonical(b))
    assert refused.value.message == OVERFLOW


@given(numbers)
def test_the_canonical_text_has_the_same_value(number):
    text = format_number(number)
    assert Decimal(text) == number
    assert canonical(text) == text
    assert parse_number(text) == number


@given(numbers, numbers)
def test_encodings_sort_as_the_numbers_do(a, b):
    assert (encode_number(format_number(a)) < encode_number(format_number(b))) == (a < b)
    assert (encode_number(format_number(a)) == encode_number(format_number(b))) == (a == b)


@given(numbers)
def test_an_encoded_number_comes_back(number):
    assert decode_number(encode_number(format_number(number))) == number


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(0, 6), st.sampled_from([1, -1]))
def test_numbers_that_share_leading_digits_sort_as_numbers(a, b, places, sign):
    x, y = Decimal(sign * a).scaleb(-places), Decimal(sign * b)
    assert (encode_number(format_number(x)) < encode_number(format_number(y))) == (x < y)
