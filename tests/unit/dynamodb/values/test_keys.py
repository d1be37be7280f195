"""Key schemas, entry keys and ranges of sort positions."""

from __future__ import annotations

from base64 import b64encode
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import ServiceError
from strongroom.services.dynamodb.values.comparison import compare
from strongroom.services.dynamodb.values.keys import (
    KeyAttribute,
    KeySchema,
    entry_key_of_item,
    entry_key_of_key,
    key_of_entry,
    key_of_item,
    partition_bytes,
    segment_bounds,
    sort_bytes,
    sort_range,
)
from strongroom.services.dynamodb.values.numbers import format_number

HASH = KeySchema(KeyAttribute("pk", "S"))
HASH_RANGE = KeySchema(KeyAttribute("pk", "S"), KeyAttribute("sk", "N"))
INVALID = "One or more parameter values were invalid: "
NOT_OF_SCHEMA = "The provided key element does not match the schema"

strings = st.builds(lambda text: {"S": text}, st.text(min_size=1, max_size=40))
binaries = st.builds(lambda content: {"B": b64encode(content).decode()}, st.binary(min_size=1, max_size=40))
numbers = st.builds(
    lambda number, places: {"N": format_number(Decimal(number).scaleb(-places))},
    st.integers(-(10**12), 10**12),
    st.integers(0, 15),
)
values = st.one_of(strings, binaries, numbers)


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ({"sk": {"N": "1"}}, INVALID + "Missing the key pk in the item"),
        ({"pk": {"S": "a"}}, INVALID + "Missing the key sk in the item"),
        ({}, INVALID + "Missing the key pk in the item"),
        ({"pk": {"N": "1"}}, INVALID + "Type mismatch for key pk expected: S actual: N"),
        ({"pk": {"S": "a"}, "sk": {"S": "1"}}, INVALID + "Type mismatch for key sk expected: N actual: S"),
        (
            {"pk": {"S": ""}, "sk": {"N": "1"}},
            "One or more parameter values are not valid. "
            "The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
        ),
        (
            {"pk": {"S": "é" * 1025}, "sk": {"N": "1"}},
            INVALID + "Size of hashkey has exceeded the maximum size limit of2048 bytes",
        ),
    ],
)
def test_an_item_without_a_proper_key_is_refused(item, message):
    with pytest.raises(ServiceError) as refused:
        entry_key_of_item(HASH_RANGE, item)
    assert (refused.value.code, refused.value.message) == ("ValidationException", message)


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ({}, NOT_OF_SCHEMA),
        ({"pk": {"S": "a"}}, NOT_OF_SCHEMA),
        ({"pk": {"S": "a"}, "other": {"N": "1"}}, NOT_OF_SCHEMA),
        ({"pk": {"S": "a"}, "sk": {"S": "1"}}, NOT_OF_SCHEMA),
        ({"pk": {"S": "a"}, "sk": {"N": "1"}, "other": {"N": "1"}}, NOT_OF_SCHEMA),
        (
            {"pk": {"S": ""}, "sk": {"N": "1"}},
            "One or more parameter values are not valid. "
            "The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
        ),
    ],
)
def test_a_key_that_does_not_fit_the_schema_is_refused(key, message):
    with pytest.raises(ServiceError) as refused:
        entry_key_of_key(HASH_RANGE, key)
    assert (refused.value.code, refused.value.message) == ("ValidationException", message)


def test_a_sort_key_has_at_most_1024_bytes():
    schema = KeySchema(KeyAttribute("pk", "B"), KeyAttribute("sk", "B"))

    def key(partition: int, sort: int) -> dict:
        return {"pk": {"B": b64encode(bytes(partition)).decode()}, "sk": {"B": b64encode(bytes(sort)).decode()}}

    entry_key_of_key(schema, key(2048, 1024))
    for refuse in (entry_key_of_key, entry_key_of_item):
        with pytest.raises(ServiceError) as refused:
            refuse(schema, key(2048, 1025))
        assert refused.value.message == (
            INVALID + "Aggregated size of all range keys has exceeded the size limit of 1024 bytes"
        )
        with pytest.raises(ServiceError) as refused:
            refuse(schema, key(1, 0))
        assert refused.value.message == (
            "One or more parameter values are not valid. "
            "The AttributeValue for a key attribute cannot contain an empty binary value. Key: sk"
        )


@given(values, values)
def test_an_item_lies_where_its_key_says_and_the_entry_tells_the_key(partition, sort):
    schema = KeySchema(KeyAttribute("p", next(iter(partition))), KeyAttribute("s", next(iter(sort))))
    item = {"s": sort, "other": {"S": ""}, "p": partition}
    entry = entry_key_of_item(schema, item)
    assert entry == entry_key_of_key(schema, key_of_item(schema, item))
    assert entry == (partition_bytes(partition), sort_bytes(sort))
    assert key_of_entry(schema, entry) == {"p": partition, "s": sort}


def test_a_table_without_sort_key_has_one_sort_position():
    entry = entry_key_of_item(HASH, {"pk": {"S": "a"}, "sk": {"N": "1"}})
    assert entry == (partition_bytes({"S": "a"}), b"")
    assert key_of_entry(HASH, entry) == {"pk": {"S": "a"}}


def test_values_of_different_types_lie_in_different_partitions():
    assert len({partition_bytes(value) for value in ({"S": "1"}, {"N": "1"}, {"B": "MQ=="})}) == 3


@given(st.one_of(st.tuples(strings, strings), st.tuples(numbers, numbers), st.tuples(binaries, binaries)))
def test_sort_positions_sort_as_the_values_do(pair):
    low, high = map(sort_bytes, pair)
    assert (low > high) - (low < high) == compare(*pair)


def lies_in(bounds, position: bytes) -> bool:
    above = bounds.low is None or position > bounds.low or (bounds.includes_low and position == bounds.low)
    below = bounds.high is None or position < bounds.high or (bounds.includes_high and position == bounds.high)
    return above and below


@given(st.sampled_from(["=", "<", "<=", ">", ">="]), numbers, numbers)
def test_a_range_holds_exactly_the_values_that_fulfil_the_condition(operator, value, operand):
    a, b = Decimal(value["N"]), Decimal(operand["N"])
    fulfilled = {"=": a == b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[operator]
    assert lies_in(sort_range(operator, (operand,)), sort_bytes(value)) == fulfilled


@given(numbers, numbers, numbers)
def test_between_includes_both_ends(value, low, high):
    fulfilled = Decimal(low["N"]) <= Decimal(value["N"]) <= Decimal(high["N"])
    assert lies_in(sort_range("BETWEEN", (low, high)), sort_bytes(value)) == fulfilled


@given(st.binary(min_size=1), st.lists(st.sampled_from([0, 1, 254, 255]), max_size=4).map(bytes), st.binary())
def test_begins_with_holds_exactly_the_values_with_that_prefix(value, prefix, tail):
    bounds = sort_range("begins_with", ({"B": b64encode(prefix).decode()},))
    assert lies_in(bounds, value) == value.startswith(prefix)
    assert lies_in(bounds, prefix + tail)


@given(st.integers(1, 1000), st.text(min_size=1))
def test_segments_cover_every_partition_once(total, text):
    partition = partition_bytes({"S": text})
    holding = 0
    for segment in range(total):
        first, end = segment_bounds(segment, total)
        holding += (first is None or partition >= first) and (end is None or partition < end)
    assert holding == 1
