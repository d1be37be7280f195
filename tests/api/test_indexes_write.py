"""Writes to tables with secondary indexes: what keys of indexes may be, what writes cost, item collections."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

from api.indexed_tables import create_indexed, key, n, s
from api.items import create_table
from api.refusals import INVALID, invalid
from server import Server

NOT_VALID = "One or more parameter values are not valid. "
EMPTY_PUT = (
    f"{NOT_VALID}A value specified for a secondary index key is not supported. The AttributeValue for a key "
    "attribute cannot contain an empty "
)
EMPTY_UPDATE = (
    f"{NOT_VALID}The update expression attempted to update a secondary index key to a value that is not "
    "supported. The AttributeValue for a key attribute cannot contain an empty "
)
ATTEMPTED = "The update expression attempted to update the secondary index key"


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb", parameter_validation=False)


@pytest.fixture(scope="module")
def table(dynamodb: Any) -> str:
    """A table with all kinds of indexes: use partition keys of your own."""
    return create_indexed(dynamodb)


@pytest.fixture
def mark() -> str:
    """A value that no other test uses."""
    return uuid.uuid4().hex[:8]


def mismatch(name: str, expected: str, actual: str, index: str) -> str:
    return (
        f"{INVALID}Type mismatch for Index Key {name} Expected: {expected} Actual: {actual} IndexName: {index}"
    )


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"gp": n(1)}, mismatch("gp", "S", "N", "global-all")),
    ({"gs": s("1")}, mismatch("gs", "N", "S", "global-all")),
    ({"gp": {"NULL": True}}, mismatch("gp", "S", "NULL", "global-all")),
    ({"ls": s("1")}, mismatch("ls", "N", "S", "local-all")),
    ({"gp": s("")}, f"{EMPTY_PUT}string value. IndexName: global-all, IndexKey: gp"),
    ({"gb": {"B": b""}}, f"{EMPTY_PUT}binary value. IndexName: bytes, IndexKey: gb"),
    ({"gp": s("x" * 2049)}, f"{INVALID}Size of hashkey has exceeded the maximum size limit of2048 bytes"),
]


@pytest.mark.parametrize(("attributes", "message"), WRONG)
def test_an_item_that_cannot_be_in_an_index_is_not_put(
    dynamodb: Any, table: str, mark: str, attributes: dict[str, Any], message: str
) -> None:
    item = {**key(mark, "a"), **attributes}
    good = {"PutRequest": {"Item": key(mark, "good")}}
    assert invalid(dynamodb.put_item, TableName=table, Item=item) == message
    never = {"ConditionExpression": "attribute_exists(nothing)"}
    assert invalid(dynamodb.put_item, TableName=table, Item=item, **never) == message
    batch = {table: [good, {"PutRequest": {"Item": item}}]}
    assert invalid(dynamodb.batch_write_item, RequestItems=batch) == message
    assert (
        dynamodb.query(
            TableName=table, KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": s(mark)}
        )["Items"]
        == []
    )


def test_an_item_that_cannot_be_in_an_index_cancels_its_transaction(
    dynamodb: Any, table: str, mark: str
) -> None:
    puts = [
        {"Put": {"TableName": table, "Item": key(mark, "good")}},
        {"Put": {"TableName": table, "Item": {**key(mark, "a"), "gp": n(1)}}},
    ]
    with pytest.raises(ClientError) as refusal:
        dynamodb.transact_write_items(TransactItems=puts)
    answer = refusal.value.response
    assert answer["Error"]["Code"] == "TransactionCanceledException"
    assert answer["CancellationReasons"] == [
        {"Code": "None"},
        {"Code": "ValidationError", "Message": mismatch("gp", "S", "N", "global-all")},
    ]
    empty = {"Put": {"TableName": table, "Item": {**key(mark, "a"), "gp": s("")}}}
    assert invalid(dynamodb.transact_write_items, TransactItems=[empty]) == (
        f"{EMPTY_PUT}string value. IndexName: global-all, IndexKey: gp"
    )
    update = {
        "TableName": table,
        "Key": key(mark, "a"),
        "UpdateExpression": "SET gp = :v",
        "ExpressionAttributeValues": {":v": s("")},
    }
    assert invalid(dynamodb.transact_write_items, TransactItems=[{"Update": update}]) == (
        f"{EMPTY_UPDATE}string value."
    )


@pytest.mark.parametrize(
    ("expression", "values", "message"),
    [
        ("SET gp = :v", {":v": n(1)}, mismatch("gp", "S", "N", "global-all")),
        ("ADD gp :v", {":v": n(1)}, mismatch("gp", "S", "N", "global-all")),
        ("SET gp = a + :v", {":v": n(1)}, mismatch("gp", "S", "N", "global-all")),
        ("SET gp.a = :v", {":v": n(1)}, "parts"),
        ("SET gp[1] = :v", {":v": n(1)}, "parts"),
        ("SET a = if_not_exists(gp.a, :v)", {":v": n(1)}, "parts"),
        ("SET gp = :v", {":v": s("")}, f"{EMPTY_UPDATE}string value."),
        ("SET gb = :v", {":v": {"B": b""}}, f"{EMPTY_UPDATE}binary value."),
        ("SET gp = number", {}, f"{ATTEMPTED} to unsupported type"),
        ("SET gs = text", {}, f"{ATTEMPTED} to unsupported type"),
        ("SET gp = none", {}, f"{EMPTY_UPDATE}string value."),
        ("SET gp = :v", {":v": s("x" * 2049)}, f"{ATTEMPTED} beyond allowed size limits"),
    ],
)
def test_an_update_that_index_keys_do_not_allow(
    dynamodb: Any, table: str, mark: str, expression: str, values: dict[str, Any], message: str
) -> None:
    if message == "parts":
        message = (
            "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: "
            "IndexKey: gp"
        )
    item = {**key(mark, "a"), "gp": s(mark), "gs": n(1), "num": n(1), "text": s("t"), "none": s("")}
    dynamodb.put_item(TableName=table, Item=item)
    request: dict[str, Any] = {"TableName": table, "Key": key(mark, "a")}
    expression = expression.replace("number", "num").replace("text", "#t").replace("none", "#n")
    names = {name: full for name, full in (("#t", "text"), ("#n", "none")) if name in expression}
    if values:
        request["ExpressionAttributeValues"] = values
    if names:
        request["ExpressionAttributeNames"] = names
    assert invalid(dynamodb.update_item, **request, UpdateExpression=expression) == message
    assert dynamodb.get_item(TableName=table, Key=key(mark, "a"))["Item"] == item
    found = dynamodb.query(
        TableName=table,
        IndexName="global-all",
        KeyConditionExpression="gp = :g",
        ExpressionAttributeValues={":g": s(mark)},
    )
    assert found["Items"] == [item]


def test_attribute_updates_are_held_to_the_keys_of_indexes(dynamodb: Any, table: str, mark: str) -> None:
    request: dict[str, Any] = {"TableName": table, "Key": key(mark, "a")}
    wrong = {"gp": {"Value": n(1)}}
    assert invalid(dynamodb.update_item, **request, AttributeUpdates=wrong) == mismatch(
        "gp", "S", "N", "global-all"
    )
    empty = {"gp": {"Value": s("")}}
    assert invalid(dynamodb.update_item, **request, AttributeUpdates=empty) == f"{EMPTY_UPDATE}string value."


def cost(answer: dict[str, Any]) -> tuple[float, float, dict[str, float], dict[str, float]]:
    """The units in all, of the table, of local and of global indexes."""
    consumed = answer["ConsumedCapacity"]
    indexes = [
        {name: each["CapacityUnits"] for name, each in consumed.get(member, {}).items()}
        for member in ("LocalSecondaryIndexes", "GlobalSecondaryIndexes")
    ]
    return consumed["CapacityUnits"], consumed["Table"]["CapacityUnits"], indexes[0], indexes[1]


def test_each_index_that_a_write_touches_costs_units(dynamodb: Any, table: str, mark: str) -> None:
    of_item: dict[str, Any] = {"TableName": table, "ReturnConsumedCapacity": "INDEXES"}
    large = s("x" * 1500)
    item = {**key(mark, "a"), "gp": s(mark), "gs": n(1), "big": large}
    every = {"global-all": 2.0, "global-keys": 1.0, "global-some": 1.0}
    assert cost(dynamodb.put_item(**of_item, Item=item)) == (6.0, 2.0, {}, every)
    assert cost(dynamodb.put_item(**of_item, Item=item)) == (2.0, 2.0, {}, {})
    unheld = {**item, "big": s("y" * 1500)}
    assert cost(dynamodb.put_item(**of_item, Item=unheld)) == (4.0, 2.0, {}, {"global-all": 2.0})
    moved = {**unheld, "gs": n(2)}
    assert cost(dynamodb.put_item(**of_item, Item=moved)) == (6.0, 2.0, {}, {"global-all": 4.0})
    update: dict[str, Any] = {**of_item, "Key": key(mark, "a")}
    local = {"local-all": 2.0, "local-keys": 1.0, "local-some": 1.0}
    added = dynamodb.update_item(
        **update, UpdateExpression="SET ls = :l", ExpressionAttributeValues={":l": n(1)}
    )
    assert cost(added) == (8.0, 2.0, local, {"global-all": 2.0})
    assert cost(dynamodb.delete_item(**update)) == (10.0, 2.0, local, every)
    assert cost(dynamodb.delete_item(**update)) == (1.0, 1.0, {}, {})
    total = dynamodb.put_item(TableName=table, Item=item, ReturnConsumedCapacity="TOTAL")
    assert total["ConsumedCapacity"] == {"TableName": table, "CapacityUnits": 6.0}


def test_batches_and_transactions_count_their_indexes(dynamodb: Any, table: str, mark: str) -> None:
    items = [{**key(mark, sk), "gp": s(mark)} for sk in "abcd"]
    puts = [{"PutRequest": {"Item": item}} for item in items[:2]]
    batch = dynamodb.batch_write_item(RequestItems={table: puts}, ReturnConsumedCapacity="INDEXES")
    assert batch["ConsumedCapacity"] == [
        {
            "TableName": table,
            "CapacityUnits": 6.0,
            "Table": {"CapacityUnits": 2.0},
            "GlobalSecondaryIndexes": {
                "global-keys": {"CapacityUnits": 2.0},
                "global-some": {"CapacityUnits": 2.0},
            },
        }
    ]
    actions = [{"Put": {"TableName": table, "Item": item}} for item in items[2:]]
    transaction = dynamodb.transact_write_items(TransactItems=actions, ReturnConsumedCapacity="INDEXES")

    def units(amount: float) -> dict[str, float]:
        return {"CapacityUnits": amount, "WriteCapacityUnits": amount}

    assert transaction["ConsumedCapacity"] == [
        {
            "TableName": table,
            **units(12.0),
            "Table": units(4.0),
            "GlobalSecondaryIndexes": {"global-keys": units(4.0), "global-some": units(4.0)},
        }
    ]


def test_reads_of_indexes_cost_units_of_the_index(dynamodb: Any, table: str, mark: str) -> None:
    dynamodb.put_item(TableName=table, Item={**key(mark, "a"), "gp": s(mark), "gs": n(1), "big": s("x" * 5000)})
    asked: dict[str, Any] = {
        "TableName": table,
        "KeyConditionExpression": "gp = :g",
        "ExpressionAttributeValues": {":g": s(mark)},
        "ReturnConsumedCapacity": "INDEXES",
    }
    for index, units in (("global-all", 1.0), ("global-keys", 0.5)):
        assert dynamodb.query(**asked, IndexName=index)["ConsumedCapacity"] == {
            "TableName": table,
            "CapacityUnits": units,
            "Table": {"CapacityUnits": 0.0},
            "GlobalSecondaryIndexes": {index: {"CapacityUnits": units}},
        }
    asked["ReturnConsumedCapacity"] = "TOTAL"
    total = dynamodb.query(**asked, IndexName="global-all")["ConsumedCapacity"]
    assert total == {"TableName": table, "CapacityUnits": 1.0}


def test_writes_tell_the_size_of_item_collections(dynamodb: Any, table: str, mark: str) -> None:
    wanted: dict[str, Any] = {"ReturnItemCollectionMetrics": "SIZE"}
    small = {"ItemCollectionKey": {"pk": s(mark)}, "SizeEstimateRangeGB": [0.0, 1.0]}
    item = {**key(mark, "a"), "ls": n(1)}
    update = {"UpdateExpression": "SET ls = :l", "ExpressionAttributeValues": {":l": n(2)}}
    one: dict[str, Any] = {"TableName": table, **wanted}
    assert dynamodb.put_item(**one, Item=item)["ItemCollectionMetrics"] == small
    answer = dynamodb.update_item(**one, Key=key(mark, "a"), **update, ReturnValues="ALL_OLD")
    assert (answer["ItemCollectionMetrics"], answer["Attributes"]) == (small, item)
    assert dynamodb.delete_item(**one, Key=key(mark, "a"))["ItemCollectionMetrics"] == small
    none = {"ReturnItemCollectionMetrics": "NONE"}
    assert "ItemCollectionMetrics" not in dynamodb.put_item(TableName=table, Item=item, **none)
    puts = [{"PutRequest": {"Item": key(mark, sk)}} for sk in "bc"]
    other = {"ItemCollectionKey": {"pk": s(f"{mark}-2")}, "SizeEstimateRangeGB": [0.0, 1.0]}
    puts.append({"PutRequest": {"Item": key(f"{mark}-2", "a")}})
    batch = dynamodb.batch_write_item(RequestItems={table: puts}, **wanted)
    assert batch["ItemCollectionMetrics"] == {table: [small, other]}
    actions = [{"Put": {"TableName": table, "Item": put["PutRequest"]["Item"]}} for put in puts]
    transaction = dynamodb.transact_write_items(TransactItems=actions, **wanted)
    assert transaction["ItemCollectionMetrics"] == {table: [small, other]}


def test_a_table_without_local_indexes_has_no_item_collections(dynamodb: Any, mark: str) -> None:
    table = create_table(dynamodb)
    answer = dynamodb.put_item(TableName=table, Item={"pk": s(mark)}, ReturnItemCollectionMetrics="SIZE")
    assert "ItemCollectionMetrics" not in answer
