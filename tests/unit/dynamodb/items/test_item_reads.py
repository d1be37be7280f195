"""GetItem and BatchGetItem."""

from __future__ import annotations

from typing import Any

import pytest

INVALID = "One or more parameter values were invalid: "
TOO_DIFFERENT = "The provided key element does not match the schema"


def s(text: str) -> dict[str, str]:
    return {"S": text}


def test_a_missing_item_is_no_item(items, hashed):
    assert items("GetItem", TableName=hashed, Key={"pk": s("nobody")}) == {}
    assert items("GetItem", TableName=hashed, Key={"pk": s("nobody")}, ConsistentRead=True) == {}


def test_a_projection_keeps_the_named_parts(items, hashed):
    item = {"pk": s("projected"), "a": s("x"), "m": {"M": {"l": {"L": [s("0"), s("1")]}, "n": s("y")}}}
    items("PutItem", TableName=hashed, Item=item)
    request = {"TableName": hashed, "Key": {"pk": item["pk"]}}
    projected = items(
        "GetItem", **request, ProjectionExpression="#a, m.l[1]", ExpressionAttributeNames={"#a": "a"}
    )
    assert projected == {"Item": {"a": s("x"), "m": {"M": {"l": {"L": [s("1")]}}}}}
    assert items("GetItem", **request, ProjectionExpression="absent") == {"Item": {}}
    assert items("GetItem", **request, AttributesToGet=["a", "missing"]) == {"Item": {"a": s("x")}}


def test_capacity_of_a_read_counts_the_whole_item_in_units_of_4_kb(items, hashed):
    key = {"pk": s("read capacity")}
    padding = 4096 - len("pk") - len("read capacity") - len("a")

    def units(**request: Any) -> float:
        answer = items("GetItem", TableName=hashed, Key=key, ReturnConsumedCapacity="TOTAL", **request)
        return answer["ConsumedCapacity"]["CapacityUnits"]

    assert units() == 0.5
    assert units(ConsistentRead=True) == 1
    items("PutItem", TableName=hashed, Item={**key, "a": s("x" * padding)})
    assert units() == 0.5
    items("PutItem", TableName=hashed, Item={**key, "a": s("x" * (padding + 1))})
    assert units() == 1
    assert units(ConsistentRead=True, ProjectionExpression="pk") == 2


def test_capacity_and_item_are_one_answer(items, hashed):
    items("PutItem", TableName=hashed, Item={"pk": s("both")})
    assert items("GetItem", TableName=hashed, Key={"pk": s("both")}, ReturnConsumedCapacity="INDEXES") == {
        "Item": {"pk": s("both")},
        "ConsumedCapacity": {"TableName": hashed, "CapacityUnits": 0.5, "Table": {"CapacityUnits": 0.5}},
    }
    assert items("GetItem", TableName=hashed, Key={"pk": s("both")}, ReturnConsumedCapacity="NONE") == {
        "Item": {"pk": s("both")}
    }


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (
            {"ProjectionExpression": "a", "AttributesToGet": ["a"]},
            "Can not use both expression and non-expression parameters in the same request: "
            "Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}",
        ),
        (
            {"ExpressionAttributeNames": {"#a": "a"}},
            "ExpressionAttributeNames can only be specified when using expressions",
        ),
        (
            {"ProjectionExpression": "a", "ExpressionAttributeNames": {"#a": "a"}},
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}",
        ),
        (
            {"ProjectionExpression": "a, a"},
            "Invalid ProjectionExpression: Two document paths overlap with each other; "
            "must remove or rewrite one of these paths; path one: [a], path two: [a]",
        ),
        ({"AttributesToGet": ["a", "a"]}, INVALID + "Duplicate value in attribute name: a"),
        ({"Key": {"pk": {"N": "x"}}}, "The parameter cannot be converted to a numeric value: x"),
    ],
)
def test_wrong_reads_are_told_before_the_table_is_looked_up(items, parameters, message):
    assert items.invalid("GetItem", **{"TableName": "missing", "Key": {"pk": s("a")}, **parameters}) == message


def test_keys_have_no_parts_to_project(items, hashed):
    request = {"TableName": hashed, "Key": {"pk": s("a")}, "ProjectionExpression": "pk.x"}
    assert items.invalid("GetItem", **request) == (
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk"
    )


def test_a_batch_reads_from_several_tables(items, hashed, ranged):
    for at in range(3):
        items("PutItem", TableName=hashed, Item={"pk": s(f"batch{at}"), "a": s("x"), "b": s("y")})
        items("PutItem", TableName=ranged, Item={"pk": s("batch"), "sk": {"N": str(at)}})
    answer = items(
        "BatchGetItem",
        RequestItems={
            hashed: {
                "Keys": [{"pk": s("batch0")}, {"pk": s("nobody")}, {"pk": s("batch2")}],
                "ProjectionExpression": "pk, a",
                "ConsistentRead": True,
            },
            ranged: {"Keys": [{"sk": {"N": "1.0"}, "pk": s("batch")}]},
        },
        ReturnConsumedCapacity="TOTAL",
    )
    assert answer["Responses"][hashed] == [
        {"pk": s("batch0"), "a": s("x")},
        {"pk": s("batch2"), "a": s("x")},
    ]
    assert answer["Responses"][ranged] == [{"pk": s("batch"), "sk": {"N": "1"}}]
    assert answer["UnprocessedKeys"] == {}
    assert answer["ConsumedCapacity"] == [
        {"TableName": hashed, "CapacityUnits": 3.0},
        {"TableName": ranged, "CapacityUnits": 0.5},
    ]


def test_nothing_found_is_an_empty_list(items, hashed):
    answer = items("BatchGetItem", RequestItems={hashed: {"Keys": [{"pk": s("nobody")}]}})
    assert answer == {"Responses": {hashed: []}, "UnprocessedKeys": {}}


def test_a_batch_answers_16_mb_and_leaves_the_rest_to_the_client(items, fresh):
    table = fresh()
    keys = [{"pk": s(f"{at:02}")} for at in range(45)]
    for key in keys:
        items("PutItem", TableName=table, Item={**key, "a": s("x" * 399_000)})
    part = {"Keys": keys, "ProjectionExpression": "pk", "ConsistentRead": True}
    answer = items("BatchGetItem", RequestItems={table: part})
    found = answer["Responses"][table]
    unprocessed = answer["UnprocessedKeys"][table]
    assert 40 <= len(found) < 45
    assert found + unprocessed["Keys"] == keys
    assert unprocessed == {**part, "Keys": unprocessed["Keys"]}
    rest = items("BatchGetItem", RequestItems=answer["UnprocessedKeys"])
    assert rest == {"Responses": {table: unprocessed["Keys"]}, "UnprocessedKeys": {}}


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({"Keys": [{"pk": s("a")}, {"pk": s("a")}]}, "Provided list of item keys contains duplicates"),
        (
            {"Keys": [{"pk": s("a")}], "ProjectionExpression": "a", "AttributesToGet": ["a"]},
            "Can not use both expression and non-expression parameters in the same request: "
            "Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}",
        ),
        ({"Keys": [{"pk": {"SS": ["a", "a"]}}]}, INVALID + 'Input collection ["a", "a"] contains duplicates.'),
    ],
)
def test_wrong_batches_are_told_before_the_table_is_looked_up(items, part, message):
    assert items.invalid("BatchGetItem", RequestItems={"missing": part}) == message


def test_equal_numbers_are_duplicate_keys(items, ranged):
    keys = [{"pk": s("a"), "sk": {"N": "1"}}, {"pk": s("a"), "sk": {"N": "1.0"}}]
    assert items.invalid("BatchGetItem", RequestItems={ranged: {"Keys": keys}}) == (
        "Provided list of item keys contains duplicates"
    )


def test_a_batch_mixes_no_kinds_of_projection_and_asks_for_100_keys(items, hashed, ranged):
    request = {
        hashed: {"Keys": [{"pk": s("a")}], "ProjectionExpression": "a"},
        ranged: {"Keys": [{"pk": s("a"), "sk": {"N": "1"}}], "AttributesToGet": ["a"]},
    }
    assert items.invalid("BatchGetItem", RequestItems=request).startswith("Can not use both expression and")
    many = {
        hashed: {"Keys": [{"pk": s(str(at))} for at in range(60)]},
        ranged: {"Keys": [{"pk": s("a"), "sk": {"N": str(at)}} for at in range(60)]},
    }
    assert items.invalid("BatchGetItem", RequestItems=many) == (
        "Too many items requested for the BatchGetItem call"
    )


def test_a_batch_needs_every_table_and_the_keys_of_each(items, hashed, ranged):
    key = {"pk": s("a")}
    assert items.refused(
        "BatchGetItem", RequestItems={hashed: {"Keys": [key]}, "missing": {"Keys": [key]}}
    ) == (
        "ResourceNotFoundException",
        "Requested resource not found",
    )
    assert items.invalid("BatchGetItem", RequestItems={ranged: {"Keys": [key]}}) == TOO_DIFFERENT
