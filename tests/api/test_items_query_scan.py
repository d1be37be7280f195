"""Query and Scan through boto3."""

from __future__ import annotations

from typing import Any

import pytest

from api.items import create_table, invalid, n, refused, s
from server import Server

SONGS = 60


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb", parameter_validation=False)


@pytest.fixture(scope="module")
def table(dynamodb: Any) -> str:
    """A table with 3 artists; the first has 60 songs, the others one each."""
    name = create_table(dynamodb, "artist:S", "year:N")
    years = [("many", year) for year in range(SONGS)] + [("one", 1), ("other", -1)]
    for at in range(0, len(years), 25):
        writes = [
            {"PutRequest": {"Item": {"artist": s(artist), "year": n(year), "even": {"BOOL": not year % 2}}}}
            for artist, year in years[at : at + 25]
        ]
        dynamodb.batch_write_item(RequestItems={name: writes})
    return name


def many(table: str, condition: str = "artist = :a", **values: Any) -> dict[str, Any]:
    names = {"ExpressionAttributeNames": {"#y": "year"}} if "#y" in condition else {}
    return {
        "TableName": table,
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": {":a": s("many"), **{f":{name}": value for name, value in values.items()}},
        **names,
    }


def years(answer: dict[str, Any]) -> list[int]:
    return [int(item["year"]["N"]) for item in answer["Items"]]


def test_a_paginator_reads_everything_in_order(dynamodb: Any, table: str) -> None:
    pages = dynamodb.get_paginator("query").paginate(**many(table), PaginationConfig={"PageSize": 7})
    found = list(pages)
    assert [year for page in found for year in years(page)] == list(range(SONGS))
    assert len(found) == 9


def test_descending_pages(dynamodb: Any, table: str) -> None:
    first = dynamodb.query(**many(table), ScanIndexForward=False, Limit=2)
    assert years(first) == [59, 58]
    assert first["LastEvaluatedKey"] == {"artist": s("many"), "year": n(58)}
    second = dynamodb.query(
        **many(table), ScanIndexForward=False, Limit=2, ExclusiveStartKey=first["LastEvaluatedKey"]
    )
    assert years(second) == [57, 56]


def test_ranges_filters_and_projections(dynamodb: Any, table: str) -> None:
    between = many(table, "artist = :a AND #y BETWEEN :b AND :c", b=n(10), c=n("14.5"))
    assert years(dynamodb.query(**between)) == [10, 11, 12, 13, 14]
    between["ExpressionAttributeValues"][":t"] = {"BOOL": True}
    filtered = dynamodb.query(**between, FilterExpression="even = :t", ProjectionExpression="#y")
    assert filtered["Items"] == [{"year": n(10)}, {"year": n(12)}, {"year": n(14)}]
    assert (filtered["Count"], filtered["ScannedCount"]) == (3, 5)
    counted = dynamodb.query(**between, FilterExpression="even = :t", Select="COUNT")
    assert "Items" not in counted
    assert counted["Count"] == 3


def test_a_long_result_is_one_page(dynamodb: Any, table: str) -> None:
    long = create_table(dynamodb, "artist:S", "year:N")
    for at in range(0, 400, 25):
        writes = [
            {"PutRequest": {"Item": {"artist": s("many"), "year": n(year)}}} for year in range(at, at + 25)
        ]
        dynamodb.batch_write_item(RequestItems={long: writes})
    assert years(dynamodb.query(**many(long))) == list(range(400))
    assert sorted(years(dynamodb.scan(TableName=long))) == list(range(400))


def test_a_page_ends_at_1_mb(dynamodb: Any) -> None:
    large = create_table(dynamodb, "artist:S", "year:N")
    for year in range(7):
        item = {"artist": s("many"), "year": n(year), "data": s("x" * 200_000)}
        dynamodb.put_item(TableName=large, Item=item)
    pages = list(dynamodb.get_paginator("query").paginate(**many(large)))
    assert [len(page["Items"]) for page in pages] == [6, 1]


def test_segments_of_a_scan_are_disjoint_and_complete(dynamodb: Any, table: str) -> None:
    found = []
    for segment in range(3):
        pages = dynamodb.get_paginator("scan").paginate(
            TableName=table, Segment=segment, TotalSegments=3, PaginationConfig={"PageSize": 10}
        )
        found += [(item["artist"]["S"], item["year"]["N"]) for page in pages for item in page["Items"]]
    assert len(found) == len(set(found)) == SONGS + 2


def test_a_filtered_scan(dynamodb: Any, table: str) -> None:
    answer = dynamodb.scan(
        TableName=table,
        FilterExpression="#y < :zero",
        ExpressionAttributeNames={"#y": "year"},
        ExpressionAttributeValues={":zero": n(0)},
        ReturnConsumedCapacity="TOTAL",
    )
    assert answer["Items"] == [{"artist": s("other"), "year": n(-1), "even": {"BOOL": False}}]
    assert answer["ScannedCount"] == SONGS + 2
    assert answer["ConsumedCapacity"] == {"TableName": table, "CapacityUnits": 0.5}


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (
            {"KeyConditionExpression": "#y = :v", "ExpressionAttributeNames": {"#y": "year"}},
            "Query condition missed key schema element: artist",
        ),
        ({"KeyConditionExpression": "artist > :v"}, "Query key condition not supported"),
        (
            {"KeyConditionExpression": "artist = :v", "FilterExpression": "artist <> :v"},
            "Filter Expression can only contain non-primary key attributes: Primary key attribute: artist",
        ),
        (
            {"KeyConditionExpression": "artist = :v", "ExclusiveStartKey": {"artist": s("x")}},
            "The provided starting key is invalid",
        ),
        (
            {"KeyConditionExpression": "artist = :v", "IndexName": "by-year"},
            "The table does not have the specified index: by-year",
        ),
        (
            {"KeyConditionExpression": "artist = :v", "Select": "SPECIFIC_ATTRIBUTES"},
            "1 validation error detected: Must specify the AttributesToGet or ProjectionExpression "
            "when choosing to get SPECIFIC_ATTRIBUTES",
        ),
    ],
)
def test_queries_that_are_refused(dynamodb: Any, table: str, parameters: dict[str, Any], message: str) -> None:
    values = {"ExpressionAttributeValues": {":v": s("x")}}
    assert invalid(dynamodb.query, TableName=table, **values, **parameters) == message


def test_scans_that_are_refused(dynamodb: Any, table: str) -> None:
    assert invalid(dynamodb.scan, TableName=table, Segment=3, TotalSegments=3) == (
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
        "Segment: 3 is not less than TotalSegments: 3"
    )
    assert invalid(dynamodb.scan, TableName=table, ExclusiveStartKey={"artist": s("x")}) == (
        "The provided starting key is invalid: The provided key element does not match the schema"
    )
    assert refused(dynamodb.scan, TableName="no-such-table")[0] == "ResourceNotFoundException"
