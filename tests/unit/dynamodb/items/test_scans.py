"""Scan."""

from __future__ import annotations

from typing import Any

import pytest

INVALID = "One or more parameter values were invalid: "


def s(text: str) -> dict[str, str]:
    return {"S": text}


@pytest.fixture(scope="module")
def filled(items: Any) -> str:
    """A table with 40 partitions of 5 items each."""
    table = items.create("filled", sort="sk:N")
    for pk in range(40):
        writes = [
            {"PutRequest": {"Item": {"pk": s(f"p{pk}"), "sk": {"N": str(sk)}, "a": s("x" * sk)}}}
            for sk in range(5)
        ]
        items("BatchWriteItem", RequestItems={table: writes})
    return table


EVERYTHING = {(f"p{pk}", sk) for pk in range(40) for sk in range(5)}


def keys(answer: dict[str, Any]) -> list[tuple[str, int]]:
    return [(item["pk"]["S"], int(item["sk"]["N"])) for item in answer["Items"]]


def scan_all(items: Any, table: str, **parameters: Any) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    start: dict[str, Any] = {}
    while True:
        answer = items("Scan", TableName=table, **parameters, **start)
        found += keys(answer)
        if "LastEvaluatedKey" not in answer:
            return found
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


@pytest.mark.parametrize("limit", [1, 7, 100, 150, 1000])
def test_pages_cover_every_item_once(items, filled, limit):
    found = scan_all(items, filled, Limit=limit)
    assert len(found) == len(EVERYTHING)
    assert set(found) == EVERYTHING


def test_items_of_a_partition_come_together_in_order(items, filled):
    found = scan_all(items, filled)
    for at in range(0, len(found), 5):
        assert [sk for _, sk in found[at : at + 5]] == [0, 1, 2, 3, 4]
        assert len({pk for pk, _ in found[at : at + 5]}) == 1


@pytest.mark.parametrize("total", [1, 2, 7, 100])
def test_segments_are_disjoint_and_complete(items, filled, total):
    found = [
        key for at in range(total) for key in scan_all(items, filled, Segment=at, TotalSegments=total, Limit=3)
    ]
    assert len(found) == len(EVERYTHING)
    assert set(found) == EVERYTHING


def test_an_empty_table(items, fresh):
    assert items("Scan", TableName=fresh(), ReturnConsumedCapacity="TOTAL")["Items"] == []


def test_filters_projections_and_counts(items, filled):
    request = {
        "TableName": filled,
        "FilterExpression": "size(a) > :two AND begins_with(pk, :one)",
        "ExpressionAttributeValues": {":two": {"N": "2"}, ":one": s("p1")},
    }
    answer = items("Scan", **request)
    assert (answer["Count"], answer["ScannedCount"]) == (22, 200)
    assert set(keys(answer)) == {(pk, sk) for pk, sk in EVERYTHING if pk.startswith("p1") and sk > 2}
    assert items("Scan", **request, Select="COUNT") == {"Count": 22, "ScannedCount": 200}
    projected = items("Scan", **request, ProjectionExpression="sk", Limit=50)
    assert {tuple(item) for item in projected["Items"]} <= {("sk",)}
    assert projected["ScannedCount"] == 50


def test_a_page_ends_with_the_item_that_reaches_1_mb(items, fresh):
    table = fresh()
    for pk in range(7):
        items("PutItem", TableName=table, Item={"pk": s(str(pk)), "a": s("x" * 200_000)})
    answer = items("Scan", TableName=table, ReturnConsumedCapacity="TOTAL")
    assert answer["Count"] == 6
    assert answer["ConsumedCapacity"]["CapacityUnits"] == 146.5
    assert answer["LastEvaluatedKey"] == {"pk": answer["Items"][-1]["pk"]}
    rest = items("Scan", TableName=table, ExclusiveStartKey=answer["LastEvaluatedKey"])
    assert rest["Count"] == 1
    assert "LastEvaluatedKey" not in rest


def test_scan_filter_and_attributes_to_get_do_what_expressions_do(items, filled):
    answer = items(
        "Scan",
        TableName=filled,
        ScanFilter={
            "sk": {"ComparisonOperator": "EQ", "AttributeValueList": [{"N": "4"}]},
            "pk": {"ComparisonOperator": "IN", "AttributeValueList": [s("p3"), s("p5")]},
        },
        AttributesToGet=["pk"],
    )
    assert sorted(item["pk"]["S"] for item in answer["Items"]) == ["p3", "p5"]
    assert {tuple(item) for item in answer["Items"]} == {("pk",)}


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (
            {"Segment": 0},
            "The TotalSegments parameter is required but was not present in the request "
            "when Segment parameter is present",
        ),
        (
            {"TotalSegments": 2},
            "The Segment parameter is required but was not present in the request "
            "when parameter TotalSegments is present",
        ),
        (
            {"Segment": 2, "TotalSegments": 2},
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
            "Segment: 2 is not less than TotalSegments: 2",
        ),
        (
            {"Select": "SPECIFIC_ATTRIBUTES"},
            "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
        ),
        (
            {"Select": "ALL_ATTRIBUTES", "AttributesToGet": ["a"]},
            "Cannot specify the AttributesToGet when choosing to get ALL_ATTRIBUTES",
        ),
        (
            {"ExpressionAttributeValues": {":a": s("x")}},
            "ExpressionAttributeValues can only be specified when using expressions: FilterExpression is null",
        ),
        (
            {"FilterExpression": "a = :a", "ScanFilter": {}},
            "Can not use both expression and non-expression parameters in the same request: "
            "Non-expression parameters: {ScanFilter} Expression parameters: {FilterExpression}",
        ),
        (
            {"ExclusiveStartKey": {"pk": {}}},
            "The provided starting key is invalid: "
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
        ),
        (
            {"ConditionalOperator": "AND", "ScanFilter": {"a": {"ComparisonOperator": "NULL"}}},
            "ConditionalOperator can only be used when Filter or Expected has two or more elements",
        ),
    ],
)
def test_wrong_scans_are_told_before_the_table_is_looked_up(items, parameters, message):
    assert items.invalid("Scan", TableName="missing", **parameters) == message


@pytest.mark.parametrize("start", [{"pk": s("a")}, {"pk": s("a"), "x": s("y")}, {"pk": s("a"), "sk": s("1")}])
def test_starting_keys_of_another_schema(items, filled, start):
    assert items.invalid("Scan", TableName=filled, ExclusiveStartKey=start) == (
        "The provided starting key is invalid: The provided key element does not match the schema"
    )


def test_a_starting_key_lies_in_its_segment(items, filled):
    start = {"pk": s("p1"), "sk": {"N": "0"}}
    refused = 0
    for segment in range(4):
        request = {"TableName": filled, "Segment": segment, "TotalSegments": 4, "ExclusiveStartKey": start}
        try:
            items("Scan", **request)
        except Exception:  # noqa: BLE001
            refused += 1
            assert items.invalid("Scan", **request) == (
                "The provided starting key is invalid: Invalid ExclusiveStartKey. "
                f"Please use ExclusiveStartKey with correct Segment. TotalSegments: 4 Segment: {segment}"
            )
    assert refused == 3


def test_an_unknown_table(items):
    assert items.refused("Scan", TableName="missing") == (
        "ResourceNotFoundException",
        "Requested resource not found",
    )
