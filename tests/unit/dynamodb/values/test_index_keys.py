"""Where entries of indexes lie: in the order of their keys, each at a place of its own, found by ranges."""

from __future__ import annotations

from base64 import b64decode, b64encode
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.services.dynamodb.values.index_keys import IndexKeySchema
from strongroom.services.dynamodb.values.keys import KeyAttribute, KeySchema, entry_key_of_item
from strongroom.services.dynamodb.values.numbers import canonical

TABLE = KeySchema(KeyAttribute("pk", "S"), KeyAttribute("sk", "B"))
HASH_TABLE = KeySchema(KeyAttribute("pk", "N"))
LOCAL = IndexKeySchema(TABLE, (KeyAttribute("pk", "S"),), (KeyAttribute("ls", "N"),), False)
GLOBAL = IndexKeySchema(TABLE, (KeyAttribute("gp", "B"),), (KeyAttribute("gs", "S"),), True)
BARE = IndexKeySchema(HASH_TABLE, (KeyAttribute("gp", "N"),), (), True)
MANY = IndexKeySchema(
    HASH_TABLE,
    (KeyAttribute("g1", "S"), KeyAttribute("g2", "B")),
    (KeyAttribute("s1", "S"), KeyAttribute("s2", "N"), KeyAttribute("s3", "B")),
    True,
)
SCHEMAS = (LOCAL, GLOBAL, BARE, MANY)

TEXTS = st.text(st.sampled_from("\0\x01aé\uffff"), min_size=1, max_size=3)
BYTES = st.binary(min_size=1, max_size=3) | st.lists(st.sampled_from([0, 1, 255]), min_size=1, max_size=4).map(
    bytes
)
NUMBERS = st.decimals(-200, 200, places=1).map(lambda number: canonical(str(number)))
VALUES = {
    "S": TEXTS.map(lambda text: {"S": text}),
    "B": BYTES.map(lambda content: {"B": b64encode(content).decode()}),
    "N": NUMBERS.map(lambda number: {"N": number}),
}


def items_of(keys: IndexKeySchema) -> st.SearchStrategy[dict[str, Any]]:
    attributes = {*keys.attributes, *keys.table.attributes}
    return st.fixed_dictionaries({attribute.name: VALUES[attribute.type] for attribute in attributes})


def entry_of(keys: IndexKeySchema, item: dict[str, Any]) -> tuple[bytes, bytes]:
    entry = keys.entry_key(item, entry_key_of_item(keys.table, item))
    assert entry is not None
    return entry


def comparable(value: dict[str, Any]) -> Any:
    ((kind, content),) = value.items()
    if kind == "N":
        return Decimal(content)
    return content.encode() if kind == "S" else b64decode(content)


@pytest.mark.parametrize("keys", SCHEMAS)
def test_an_entry_tells_the_keys_of_index_and_table(keys: IndexKeySchema) -> None:
    @given(items_of(keys))
    def check(item: dict[str, Any]) -> None:
        entry = entry_of(keys, item)
        assert keys.key_of_entry(entry) == item
        assert keys.table_key(entry) == entry_key_of_item(keys.table, item)

    check()


@pytest.mark.parametrize("keys", SCHEMAS)
def test_entries_of_a_partition_lie_in_the_order_of_the_sort_keys(keys: IndexKeySchema) -> None:
    @given(items_of(keys), items_of(keys))
    def check(one: dict[str, Any], other: dict[str, Any]) -> None:
        for attribute in keys.partition_keys:
            other[attribute.name] = one[attribute.name]
        places = [entry_of(keys, item) for item in (one, other)]
        assert places[0][0] == places[1][0]
        sorts = [[comparable(item[each.name]) for each in keys.sort_keys] for item in (one, other)]
        if sorts[0] != sorts[1]:
            assert (places[0] < places[1]) == (sorts[0] < sorts[1])
        assert (places[0] == places[1]) == (one == other)

    check()


@pytest.mark.parametrize("keys", SCHEMAS)
def test_entries_of_different_partitions_never_lie_together(keys: IndexKeySchema) -> None:
    @given(items_of(keys), items_of(keys))
    def check(one: dict[str, Any], other: dict[str, Any]) -> None:
        names = [attribute.name for attribute in keys.partition_keys]
        same = all(one[name] == other[name] for name in names)
        assert (entry_of(keys, one)[0] == entry_of(keys, other)[0]) == same
        assert keys.partition([one[name] for name in names]) == entry_of(keys, one)[0]

    check()


OPERATORS = {
    "=": lambda value, low, high: value == low,
    "<": lambda value, low, high: value < low,
    "<=": lambda value, low, high: value <= low,
    ">": lambda value, low, high: value > low,
    ">=": lambda value, low, high: value >= low,
    "BETWEEN": lambda value, low, high: low <= value <= high,
    "begins_with": lambda value, low, high: value.startswith(low),
    None: lambda value, low, high: True,
}


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize(("keys", "equal"), [(LOCAL, 0), (GLOBAL, 0), (MANY, 0), (MANY, 1), (MANY, 2)])
def test_a_range_holds_what_fulfils_its_conditions(
    keys: IndexKeySchema, equal: int, operator: str | None
) -> None:
    asked = keys.sort_keys[equal]
    if operator == "begins_with" and asked.type == "N":
        return

    @given(items_of(keys), items_of(keys), VALUES[asked.type], st.booleans())
    def check(item: dict[str, Any], other: dict[str, Any], high: dict[str, Any], near: bool) -> None:
        first = [each.name for each in keys.sort_keys[:equal]]
        if near:  # else hardly any item would be equal in the first keys
            other.update({name: item[name] for name in first})
        low = other[asked.name]
        bounds = keys.sort_range([other[name] for name in first], operator, (low, high))
        position = entry_of(keys, item)[1]
        within = (bounds.low is None or position >= bounds.low) and (
            bounds.high is None or position < bounds.high
        )
        fulfils = OPERATORS[operator](*map(comparable, (item[asked.name], low, high)))
        assert bounds.includes_low
        assert bounds.high is None or not bounds.includes_high
        assert within == (fulfils and all(item[name] == other[name] for name in first))

    check()


@pytest.mark.parametrize(
    "item",
    [
        {"pk": {"S": "p"}, "sk": {"B": "AA=="}, "gp": {"B": "AA=="}},
        {"pk": {"S": "p"}, "sk": {"B": "AA=="}, "gs": {"S": "s"}},
        {"pk": {"S": "p"}, "sk": {"B": "AA=="}, "gp": {"S": "AA=="}, "gs": {"S": "s"}},
        {"pk": {"S": "p"}, "sk": {"B": "AA=="}, "gp": {"B": ""}, "gs": {"S": "s"}},
        {"pk": {"S": "p"}, "sk": {"B": "AA=="}, "gp": {"B": "AA=="}, "gs": {"S": "s" * 1025}},
        {"pk": {"S": "p"}, "sk": {"B": "AA=="}, "gp": {"B": "AAAA" * 683}, "gs": {"S": "s"}},
    ],
)
def test_what_is_no_key_of_the_index_has_no_entry(item: dict[str, Any]) -> None:
    assert GLOBAL.entry_key(item, entry_key_of_item(TABLE, item)) is None
