"""TransactGetItems: items of several tables as they are at one moment."""

from __future__ import annotations

from typing import Any

import pytest

from api.items import create_table, invalid, n, s
from api.transaction_calls import get
from server import Server


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb")


@pytest.fixture(scope="module")
def tables(dynamodb: Any) -> tuple[str, str]:
    """A table of one item with a partition key, and one of an item with a sort key."""
    simple, composite = create_table(dynamodb), create_table(dynamodb, "pk:S", "sk:N")
    dynamodb.put_item(TableName=simple, Item={"pk": s("a"), "v": n(1), "m": {"M": {"x": s("y"), "z": n(2)}}})
    dynamodb.put_item(TableName=composite, Item={"pk": s("a"), "sk": n(7), "v": s("x" * 5000)})
    return simple, composite


def test_items_come_in_the_order_of_the_request_and_absent_ones_are_empty(
    dynamodb: Any, tables: tuple[str, str]
) -> None:
    simple, composite = tables
    answer = dynamodb.transact_get_items(
        TransactItems=[
            get(composite, {"pk": s("a"), "sk": n("7.0")}),
            get(simple, {"pk": s("absent")}),
            get(simple, {"pk": s("a")}),
        ]
    )
    assert answer["Responses"] == [
        {"Item": {"pk": s("a"), "sk": n(7), "v": s("x" * 5000)}},
        {},
        {"Item": {"pk": s("a"), "v": n(1), "m": {"M": {"x": s("y"), "z": n(2)}}}},
    ]
    assert "ConsumedCapacity" not in answer


def test_projections(dynamodb: Any, tables: tuple[str, str]) -> None:
    """What a projection leaves nothing of has no Item, unlike in GetItem."""
    simple, composite = tables
    answer = dynamodb.transact_get_items(
        TransactItems=[
            get(simple, {"pk": s("a")}, ProjectionExpression="#m.x, v", ExpressionAttributeNames={"#m": "m"}),
            get(composite, {"pk": s("a"), "sk": n(7)}, ProjectionExpression="nothing"),
        ]
    )
    assert answer["Responses"] == [{"Item": {"v": n(1), "m": {"M": {"x": s("y")}}}}, {}]


def test_a_read_costs_twice_as_much_as_a_consistent_one(dynamodb: Any, tables: tuple[str, str]) -> None:
    simple, composite = tables
    actions = [
        get(simple, {"pk": s("a")}),
        get(simple, {"pk": s("absent")}),
        get(composite, {"pk": s("a"), "sk": n(7)}, ProjectionExpression="pk"),
    ]
    total = dynamodb.transact_get_items(TransactItems=actions, ReturnConsumedCapacity="TOTAL")
    assert total["ConsumedCapacity"] == [
        {"TableName": table, "CapacityUnits": 4.0, "ReadCapacityUnits": 4.0} for table in tables
    ]
    by_index = dynamodb.transact_get_items(TransactItems=actions, ReturnConsumedCapacity="INDEXES")
    assert by_index["ConsumedCapacity"] == [
        {
            "TableName": table,
            "CapacityUnits": 4.0,
            "ReadCapacityUnits": 4.0,
            "Table": {"ReadCapacityUnits": 4.0, "CapacityUnits": 4.0},
        }
        for table in tables
    ]


def test_a_hundred_items_but_no_more_than_4_mb(dynamodb: Any) -> None:
    table = create_table(dynamodb)
    payload = s("x" * 350_000)
    for i in range(12):
        dynamodb.put_item(TableName=table, Item={"pk": s(f"{i}"), "p": payload})
    actions = [get(table, {"pk": s(f"{i}")}) for i in range(11)]
    actions += [get(table, {"pk": s(f"absent {i}")}) for i in range(89)]
    found = dynamodb.transact_get_items(TransactItems=actions)["Responses"]
    assert [bool(response) for response in found] == [True] * 11 + [False] * 89
    actions[99] = get(table, {"pk": s("11")})
    assert invalid(dynamodb.transact_get_items, TransactItems=actions) == (
        "The aggregate size of the items in the transaction cannot exceed 4 MB"
    )
