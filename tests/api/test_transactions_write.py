"""TransactWriteItems: what is written, all of it or nothing, and what it costs."""

from __future__ import annotations

from typing import Any

import pytest

from api.items import create_table, n, s
from api.tables import under_key
from api.transaction_calls import cancellation, check, contents, delete, put, update
from server import Server


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb")


@pytest.fixture
def table(dynamodb: Any) -> str:
    return create_table(dynamodb)


def item(dynamodb: Any, table: str, key: str) -> Any:
    return dynamodb.get_item(TableName=table, Key={"pk": s(key)}, ConsistentRead=True).get("Item")


def test_every_kind_of_action_in_one_transaction(dynamodb: Any, table: str) -> None:
    for key in ("updated", "deleted", "checked"):
        dynamodb.put_item(TableName=table, Item={"pk": s(key), "v": n(1)})
    answer = dynamodb.transact_write_items(
        TransactItems=[
            put(table, {"pk": s("put"), "v": n("01.0")}),
            update(
                table,
                {"pk": s("updated")},
                "ADD v :one",
                ExpressionAttributeValues={":one": n(1), ":v": n(1)},
                ConditionExpression="v = :v",
            ),
            delete(table, {"pk": s("deleted")}, ConditionExpression="attribute_exists(pk)"),
            check(table, {"pk": s("checked")}, "v = :v", ExpressionAttributeValues={":v": n(1)}),
            update(table, {"pk": s("made")}, "SET v = :v", ExpressionAttributeValues={":v": n(7)}),
            delete(table, {"pk": s("never there")}),
        ]
    )
    del answer["ResponseMetadata"]
    assert answer == {}
    assert {each["pk"]["S"]: each["v"]["N"] for each in contents(dynamodb, table)} == {
        "put": "1",
        "updated": "2",
        "checked": "1",
        "made": "7",
    }


def test_an_update_that_leaves_only_the_key_makes_no_item_as_outside_of_a_transaction(
    dynamodb: Any, table: str
) -> None:
    dynamodb.transact_write_items(TransactItems=[update(table, {"pk": s("a")}, "REMOVE v")])
    assert contents(dynamodb, table) == []


@pytest.mark.parametrize("at", [0, 1, 2])
def test_one_failing_action_wherever_it_stands_leaves_everything_as_it_was(
    dynamodb: Any, table: str, at: int
) -> None:
    before = [{"pk": s("a"), "v": n(1)}, {"pk": s("b"), "v": n(1)}]
    for each in before:
        dynamodb.put_item(TableName=table, Item=each)
    actions = [put(table, {"pk": s("a"), "v": n(2)}), delete(table, {"pk": s("b")})]
    actions.insert(at, check(table, {"pk": s("c")}, "attribute_exists(pk)"))
    assert [reason["Code"] for reason in cancellation(dynamodb.transact_write_items, *actions)] == [
        "ConditionalCheckFailed" if number == at else "None" for number in range(3)
    ]
    assert sorted(contents(dynamodb, table), key=str) == before


def test_conditions_look_at_the_items_as_they_were_before_the_transaction(dynamodb: Any, table: str) -> None:
    """Two updates that swap places: each condition holds of the old items only."""
    for key, value in (("a", 1), ("b", 2)):
        dynamodb.put_item(TableName=table, Item={"pk": s(key), "v": n(value)})
    dynamodb.transact_write_items(
        TransactItems=[
            update(
                table,
                {"pk": s(key)},
                "SET v = :new",
                ConditionExpression="v = :old",
                ExpressionAttributeValues={":new": n(new), ":old": n(old)},
            )
            for key, old, new in (("a", 1, 2), ("b", 2, 1))
        ]
    )
    assert item(dynamodb, table, "a") == {"pk": s("a"), "v": n(2)}
    assert item(dynamodb, table, "b") == {"pk": s("b"), "v": n(1)}


def test_a_hundred_actions(dynamodb: Any, table: str) -> None:
    dynamodb.transact_write_items(TransactItems=[put(table, {"pk": s(f"{i}")}) for i in range(100)])
    assert len(contents(dynamodb, table)) == 100


def test_several_tables_under_different_keys(server: Server, dynamodb: Any) -> None:
    """Under the owned key, the AWS managed key and two customer managed keys; one table is named by its ARN."""
    kms = server.client("kms")
    tables = [create_table(dynamodb) for _ in range(4)]
    keys = [kms.create_key()["KeyMetadata"]["Arn"] for _ in range(2)]
    dynamodb.update_table(TableName=tables[1], SSESpecification={"Enabled": True, "SSEType": "KMS"})
    for table, key in zip(tables[2:], keys, strict=True):
        dynamodb.update_table(TableName=table, SSESpecification=under_key(key))
    arn = dynamodb.describe_table(TableName=tables[3])["Table"]["TableArn"]
    named = [*tables[:3], arn]
    dynamodb.transact_write_items(TransactItems=[put(table, {"pk": s("x"), "v": s(table)}) for table in named])
    assert [item(dynamodb, table, "x")["v"]["S"] for table in tables] == named
    actions = [
        *(delete(table, {"pk": s("x")}) for table in named),
        check(tables[0], {"pk": s("y")}, "attribute_exists(pk)"),
    ]
    assert [r["Code"] for r in cancellation(dynamodb.transact_write_items, *actions)] == [
        *["None"] * 4,
        "ConditionalCheckFailed",
    ]
    assert [item(dynamodb, table, "x")["v"]["S"] for table in tables] == named


def test_a_disabled_key_of_one_table_refuses_the_whole_transaction(fresh_server: Any) -> None:
    server: Server = fresh_server(table_key_cache=0)
    dynamodb, kms = server.client("dynamodb"), server.client("kms")
    free, locked = create_table(dynamodb), create_table(dynamodb)
    key = kms.create_key()["KeyMetadata"]["Arn"]
    dynamodb.update_table(TableName=locked, SSESpecification=under_key(key))
    actions = [put(free, {"pk": s("a")}), put(locked, {"pk": s("a")})]
    dynamodb.transact_write_items(TransactItems=actions)
    kms.disable_key(KeyId=key)
    with pytest.raises(dynamodb.exceptions.ClientError) as error:
        dynamodb.transact_write_items(
            TransactItems=[delete(free, {"pk": s("a")}), delete(locked, {"pk": s("a")})]
        )
    assert error.value.response["Error"]["Message"].startswith("KMS key disabled error: ")
    assert contents(dynamodb, free) == [{"pk": s("a")}]
    kms.enable_key(KeyId=key)
    dynamodb.transact_write_items(TransactItems=[delete(free, {"pk": s("a")}), delete(locked, {"pk": s("a")})])
    assert contents(dynamodb, free) == contents(dynamodb, locked) == []


def test_a_write_costs_twice_as_much_as_outside_by_the_larger_of_both_sizes(dynamodb: Any, table: str) -> None:
    dynamodb.put_item(TableName=table, Item={"pk": s("large"), "v": s("x" * 2500)})
    other = create_table(dynamodb)
    answer = dynamodb.transact_write_items(
        ReturnConsumedCapacity="TOTAL",
        TransactItems=[
            put(table, {"pk": s("large")}),  # 3 KB before
            put(table, {"pk": s("small")}),
            put(other, {"pk": s("y"), "v": s("x" * 1500)}),
            delete(other, {"pk": s("never there")}),
        ],
    )
    assert answer["ConsumedCapacity"] == [
        {"TableName": table, "CapacityUnits": 8.0, "WriteCapacityUnits": 8.0},
        {"TableName": other, "CapacityUnits": 6.0, "WriteCapacityUnits": 6.0},
    ]


def test_a_condition_check_costs_like_a_write(dynamodb: Any, table: str) -> None:
    other = create_table(dynamodb)
    dynamodb.put_item(TableName=other, Item={"pk": s("there")})
    answer = dynamodb.transact_write_items(
        ReturnConsumedCapacity="INDEXES",
        TransactItems=[
            put(table, {"pk": s("a")}, ConditionExpression="attribute_not_exists(pk)"),
            check(other, {"pk": s("there")}, "attribute_exists(pk)"),
        ],
    )
    assert answer["ConsumedCapacity"] == [
        {
            "TableName": name,
            "CapacityUnits": 2.0,
            "WriteCapacityUnits": 2.0,
            "Table": {"WriteCapacityUnits": 2.0, "CapacityUnits": 2.0},
        }
        for name in (table, other)
    ]
