"""Indexes are at any time what their definition makes of the table: any writes, any projection."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from strongroom.services.dynamodb.tables.record import Index
from strongroom.services.dynamodb.values.keys import KeyAttribute

GS = KeyAttribute("gs", "N")
GP = KeyAttribute("gp", "S")
INDEXES = (
    Index("local", False, (KeyAttribute("pk", "S"),), (GS,), {"ProjectionType": "KEYS_ONLY"}),
    Index("all", True, (GP,), (GS,), {"ProjectionType": "ALL"}),
    Index("bare", True, (GP,), (), {"ProjectionType": "KEYS_ONLY"}),
    Index("turned", True, (KeyAttribute("sk", "S"),), (KeyAttribute("pk", "S"),), {"ProjectionType": "ALL"}),
    Index(
        "some",
        True,
        (GP,),
        (GS, KeyAttribute("sk", "S")),
        {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["x"]},
    ),
)
HELD = {
    "local": {"pk", "sk", "gs"},
    "all": None,
    "bare": {"pk", "sk", "gp"},
    "turned": None,
    "some": {"pk", "sk", "gp", "gs", "x"},
}

KEYS = st.fixed_dictionaries({"pk": st.sampled_from("pq"), "sk": st.sampled_from("abc")}).map(
    lambda key: {name: {"S": value} for name, value in key.items()}
)
REST = st.fixed_dictionaries(
    {},
    optional={
        "gp": st.sampled_from("gh").map(lambda value: {"S": value}),
        "gs": st.sampled_from(["-1", "0", "2", "10"]).map(lambda value: {"N": value}),
        "x": st.sampled_from("xy").map(lambda value: {"S": value}),
        "y": st.sampled_from("xy").map(lambda value: {"S": value}),
    },
)
WRITES = st.one_of(
    st.tuples(st.just("put"), KEYS, REST),
    st.tuples(st.just("batch"), KEYS, REST),
    st.tuples(st.just("transact"), KEYS, REST),
    st.tuples(st.just("update"), KEYS, REST),
    st.tuples(st.just("remove"), KEYS, st.sampled_from(["gp", "gs", "x"])),
    st.tuples(st.just("delete"), KEYS, st.none()),
)


def do(items: Any, table: str, model: dict[Any, dict[str, Any]], write: tuple[str, Any, Any]) -> None:
    kind, key, rest = write
    place = key["pk"]["S"], key["sk"]["S"]
    if kind == "delete":
        items("DeleteItem", TableName=table, Key=key)
        model.pop(place, None)
    elif kind == "remove":
        items("UpdateItem", TableName=table, Key=key, UpdateExpression=f"REMOVE {rest}")
        if place in model:
            model[place].pop(rest, None)
    elif kind == "update":
        updates = {name: {"Value": value} for name, value in rest.items()}
        items("UpdateItem", TableName=table, Key=key, AttributeUpdates=updates)
        model[place] = {**model.get(place, key), **rest}
    else:
        item = {**key, **rest}
        if kind == "put":
            items("PutItem", TableName=table, Item=item)
        elif kind == "batch":
            items("BatchWriteItem", RequestItems={table: [{"PutRequest": {"Item": item}}]})
        else:
            items("TransactWriteItems", TransactItems=[{"Put": {"TableName": table, "Item": item}}])
        model[place] = item


def expected(index: Index, model: dict[Any, dict[str, Any]]) -> list[dict[str, Any]]:
    held = HELD[index.name]
    return [
        {name: value for name, value in item.items() if held is None or name in held}
        for item in model.values()
        if all(attribute.name in item for attribute in index.keys)
    ]


def in_order(index: Index, item: dict[str, Any]) -> list[Any]:
    """What the items of one partition are ordered by: the sort keys, then the table's key."""
    sorts = [item[attribute.name] for attribute in index.sort_keys]
    return [int(value["N"]) if "N" in value else value["S"] for value in (*sorts, item["pk"], item["sk"])]


def pages(items: Any, operation: str, **request: Any) -> list[dict[str, Any]]:
    """All pages, read two by two."""
    found: list[dict[str, Any]] = []
    start: dict[str, Any] = {}
    while True:
        page = items(operation, Limit=2, **request, **start)
        found += page["Items"]
        if "LastEvaluatedKey" not in page:
            return found
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def as_set(items: list[dict[str, Any]]) -> set[str]:
    return {repr(sorted(item.items())) for item in items}


@given(writes=st.lists(WRITES, max_size=30))
@settings(max_examples=30, deadline=None)
def check_indexes(items: Any, fresh: Any, writes: list[tuple[str, Any, Any]]) -> None:
    table = fresh("pk:S", "sk:S", INDEXES)
    model: dict[Any, dict[str, Any]] = {}
    for write in writes:
        do(items, table, model, write)
    for index in INDEXES:
        wanted = expected(index, model)
        where = {"TableName": table, "IndexName": index.name}
        scanned = pages(items, "Scan", **where)
        assert len(scanned) == len(wanted)
        assert as_set(scanned) == as_set(wanted)
        segments = [pages(items, "Scan", **where, Segment=at, TotalSegments=3) for at in range(3)]
        assert list(itertools.chain(*segments)) == scanned
        (partition,) = index.partition_keys
        for value in {item[partition.name]["S"] for item in wanted}:
            query = {
                "KeyConditionExpression": f"{partition.name} = :v",
                "ExpressionAttributeValues": {":v": {"S": value}},
            }
            of_partition = [item for item in wanted if item[partition.name]["S"] == value]
            of_partition.sort(key=lambda item, index=index: in_order(index, item))
            assert pages(items, "Query", **where, **query) == of_partition
            assert pages(items, "Query", **where, **query, ScanIndexForward=False) == of_partition[::-1]


def test_an_index_is_what_its_definition_makes_of_the_table(items, fresh) -> None:
    check_indexes(items, fresh)
