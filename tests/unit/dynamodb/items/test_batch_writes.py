"""BatchWriteItem."""

from __future__ import annotations

from typing import Any

import pytest

INVALID = "One or more parameter values were invalid: "


def s(text: str) -> dict[str, str]:
    return {"S": text}


def put(**item: Any) -> dict[str, Any]:
    return {"PutRequest": {"Item": item}}


def delete(**key: Any) -> dict[str, Any]:
    return {"DeleteRequest": {"Key": key}}


def test_a_batch_puts_and_deletes_in_several_tables(items, hashed, ranged):
    items("PutItem", TableName=hashed, Item={"pk": s("written0")})
    answer = items(
        "BatchWriteItem",
        RequestItems={
            hashed: [delete(pk=s("written0")), put(pk=s("written1"), a={"N": "1.0"}), delete(pk=s("nobody"))],
            ranged: [put(pk=s("written"), sk={"N": "1"}), put(pk=s("written"), sk={"N": "2"})],
        },
    )
    assert answer == {"UnprocessedItems": {}}
    assert items("GetItem", TableName=hashed, Key={"pk": s("written0")}) == {}
    assert items("GetItem", TableName=hashed, Key={"pk": s("written1")}) == {
        "Item": {"pk": s("written1"), "a": {"N": "1"}}
    }
    assert "Item" in items("GetItem", TableName=ranged, Key={"pk": s("written"), "sk": {"N": "2"}})


def test_capacity_of_a_batch_is_told_by_table(items, hashed, ranged):
    items("PutItem", TableName=hashed, Item={"pk": s("had"), "a": s("x" * 1500)})
    answer = items(
        "BatchWriteItem",
        RequestItems={
            hashed: [put(pk=s("had")), put(pk=s("new"))],
            ranged: [delete(pk=s("none"), sk={"N": "1"})],
        },
        ReturnConsumedCapacity="INDEXES",
    )
    assert answer["ConsumedCapacity"] == [
        {"TableName": hashed, "CapacityUnits": 3.0, "Table": {"CapacityUnits": 3.0}},
        {"TableName": ranged, "CapacityUnits": 1.0, "Table": {"CapacityUnits": 1.0}},
    ]


@pytest.mark.parametrize(
    ("writes", "message"),
    [
        ([put(pk=s("a"), x={"N": ""})], "The parameter cannot be converted to a numeric value"),
        ([put(pk=s("a"), x={"NS": ["2", "1", "2"]})], "Input collection contains duplicates"),
        (
            [put(pk=s("a"), x={"SS": ["b", "a", "b"]})],
            INVALID + "Input collection [b, a, b] contains duplicates.",
        ),
        ([put(pk=s("a"), x=s("x" * 409_600))], "Item size has exceeded the maximum allowed size"),
        (
            [{}],
            "Supplied AttributeValue has more than one datatypes set, "
            "must contain exactly one of the supported datatypes",
        ),
        (
            [{**put(pk=s("a")), **delete(pk=s("a"))}],
            "Supplied AttributeValue has more than one datatypes set, "
            "must contain exactly one of the supported datatypes",
        ),
    ],
)
def test_wrong_writes_are_told_before_the_table_is_looked_up(items, writes, message):
    assert items.invalid("BatchWriteItem", RequestItems={"missing": writes}) == message


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (put(other=s("x")), "The provided key element does not match the schema"),
        (put(pk={"N": "5"}), "The provided key element does not match the schema"),
        (put(pk={"L": [s("x")]}), "The provided key element does not match the schema"),
        (delete(other=s("x")), "The provided key element does not match the schema"),
        (delete(pk=s("a"), other=s("x")), "The provided key element does not match the schema"),
        (
            put(pk=s("")),
            "One or more parameter values are not valid. "
            "The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
        ),
    ],
)
def test_one_wrong_key_refuses_the_whole_batch(items, hashed, write, message):
    writes = [put(pk=s("beside a wrong one")), write]
    assert items.invalid("BatchWriteItem", RequestItems={hashed: writes}) == message
    assert items("GetItem", TableName=hashed, Key={"pk": s("beside a wrong one")}) == {}


def test_a_batch_touches_an_item_once(items, hashed, ranged):
    for writes in ([put(pk=s("a")), delete(pk=s("a"))], [put(pk=s("a")), put(pk=s("a"), x=s("y"))]):
        assert items.invalid("BatchWriteItem", RequestItems={hashed: writes}) == (
            "Provided list of item keys contains duplicates"
        )
    same_partition = [put(pk=s("a"), sk={"N": "1"}), delete(pk=s("a"), sk={"N": "2"})]
    assert items("BatchWriteItem", RequestItems={ranged: same_partition}) == {"UnprocessedItems": {}}


def test_a_batch_has_at_most_25_writes(items, hashed, ranged):
    request = {
        hashed: [put(pk=s(str(at))) for at in range(13)],
        ranged: [put(pk=s("a"), sk={"N": str(at)}) for at in range(13)],
    }
    assert items.invalid("BatchWriteItem", RequestItems=request) == (
        "Too many items requested for the BatchWriteItem call"
    )


def test_one_missing_table_refuses_the_whole_batch(items, hashed):
    request = {hashed: [put(pk=s("beside a missing table"))], "missing": [put(pk=s("a"))]}
    assert items.refused("BatchWriteItem", RequestItems=request) == (
        "ResourceNotFoundException",
        "Requested resource not found",
    )
    assert items("GetItem", TableName=hashed, Key={"pk": s("beside a missing table")}) == {}
