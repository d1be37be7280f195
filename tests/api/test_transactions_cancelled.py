"""TransactionCanceledException: the reasons, in the order of the actions."""

from __future__ import annotations

from typing import Any

import pytest

from api.items import INVALID, create_table, n, s
from api.transaction_calls import CONDITION, cancellation, check, contents, delete, get, put, update
from server import Server

SCHEMA = "The provided key element does not match the schema"


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb")


@pytest.fixture(scope="module")
def table(dynamodb: Any) -> str:
    """A table with one item."""
    name = create_table(dynamodb)
    dynamodb.put_item(TableName=name, Item={"pk": s("there"), "v": n(1), "l": {"L": [n(1)]}})
    return name


def failed(**more: Any) -> dict[str, Any]:
    return {"Code": "ConditionalCheckFailed", "Message": CONDITION, **more}


def invalid(message: str) -> dict[str, Any]:
    return {"Code": "ValidationError", "Message": message}


NONE = {"Code": "None"}


def test_every_failed_condition_is_told_in_its_place(dynamodb: Any, table: str) -> None:
    reasons = cancellation(
        dynamodb.transact_write_items,
        put(table, {"pk": s("there")}, ConditionExpression="attribute_not_exists(pk)"),
        put(table, {"pk": s("new")}, ConditionExpression="attribute_not_exists(pk)"),
        delete(table, {"pk": s("absent")}, ConditionExpression="attribute_exists(pk)"),
        update(
            table,
            {"pk": s("other")},
            "SET v = :v",
            ConditionExpression="v > :v",
            ExpressionAttributeValues={":v": n(0)},
        ),
        check(table, {"pk": s("one more")}, "attribute_not_exists(pk)"),
        ReturnConsumedCapacity="TOTAL",
    )
    assert reasons == [failed(), NONE, failed(), failed(), NONE]
    assert [item["pk"] for item in contents(dynamodb, table)] == [s("there")]


@pytest.mark.parametrize("kind", ["put", "update", "delete", "check"])
def test_the_item_is_told_where_the_action_asks_for_it(dynamodb: Any, table: str, kind: str) -> None:
    def action(key: str, **parameters: Any) -> dict[str, Any]:
        named = {"pk": s(key)}
        values = {"ExpressionAttributeValues": {":two": n(2)}, **parameters}
        if kind == "put":
            return put(table, named, ConditionExpression="v = :two", **values)
        if kind == "update":
            return update(table, named, "SET w = :two", ConditionExpression="v = :two", **values)
        if kind == "delete":
            return delete(table, named, ConditionExpression="v = :two", **values)
        return check(table, named, "v = :two", **values)

    old = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    whole = {"pk": s("there"), "v": n(1), "l": {"L": [n(1)]}}
    assert cancellation(dynamodb.transact_write_items, action("there", **old), action("absent", **old)) == [
        failed(Item=whole),
        failed(),
    ]
    assert cancellation(
        dynamodb.transact_write_items, action("there", ReturnValuesOnConditionCheckFailure="NONE")
    ) == [failed()]


@pytest.mark.parametrize(("value", "actual"), [(n(5), "N"), ({"L": [s("x")]}, "L"), ({"BOOL": True}, "BOOL")])
def test_a_key_of_another_type_cancels(dynamodb: Any, table: str, value: Any, actual: str) -> None:
    mismatch = f"{INVALID}Type mismatch for key pk expected: S actual: {actual}"
    write = dynamodb.transact_write_items
    assert cancellation(write, put(table, {"pk": value})) == [invalid(mismatch)]
    key = {"pk": value}
    for action in (
        update(table, key, "SET v = :v", ExpressionAttributeValues={":v": n(1)}),
        delete(table, key),
        check(table, key, "attribute_not_exists(pk)"),
    ):
        assert cancellation(write, action) == [invalid(SCHEMA)]
    assert cancellation(dynamodb.transact_get_items, get(table, key)) == [invalid(SCHEMA)]


def test_a_missing_key_or_one_too_many_cancels(dynamodb: Any, table: str) -> None:
    assert cancellation(dynamodb.transact_write_items, put(table, {"v": n(1)})) == [
        invalid(f"{INVALID}Missing the key pk in the item")
    ]
    assert cancellation(dynamodb.transact_write_items, delete(table, {"pk": s("a"), "v": n(1)})) == [
        invalid(SCHEMA)
    ]
    assert cancellation(dynamodb.transact_get_items, get(table, {})) == [invalid(SCHEMA)]


def test_the_first_key_that_does_not_fit_cancels_alone_before_any_condition_is_looked_at(
    dynamodb: Any, table: str
) -> None:
    assert cancellation(
        dynamodb.transact_write_items,
        check(table, {"pk": s("absent")}, "attribute_exists(pk)"),
        delete(table, {"pk": n(1)}),
        delete(table, {"pk": n(2)}),
    ) == [NONE, invalid(SCHEMA), NONE]
    assert cancellation(
        dynamodb.transact_get_items, get(table, {"pk": s("there")}), get(table, {"other": s("x")})
    ) == [NONE, invalid(SCHEMA)]


def test_an_update_of_the_key_cancels(dynamodb: Any, table: str) -> None:
    action = update(table, {"pk": s("a")}, "SET pk = :v", ExpressionAttributeValues={":v": s("b")})
    assert cancellation(dynamodb.transact_write_items, action) == [
        invalid(f"{INVALID}Cannot update attribute pk. This attribute is part of the key")
    ]


@pytest.mark.parametrize(
    ("expression", "value", "message"),
    [
        ("SET l = l + :v", n(1), "An operand in the update expression has an incorrect data type"),
        (
            "SET w = x + :v",
            n(1),
            "The provided expression refers to an attribute that does not exist in the item",
        ),
        (
            "SET m.n = :v",
            n(1),
            "The document path provided in the update expression is invalid for update",
        ),
        (
            "SET v = :v + :v",
            n("9.9999999999999999999999999999999999999e125"),
            "Number overflow. Attempting to store a number with magnitude larger than supported range",
        ),
    ],
)
def test_an_update_that_does_not_fit_the_item_cancels(
    dynamodb: Any, table: str, expression: str, value: dict[str, Any], message: str
) -> None:
    assert cancellation(
        dynamodb.transact_write_items,
        put(table, {"pk": s("new")}),
        update(table, {"pk": s("there")}, expression, ExpressionAttributeValues={":v": value}),
        check(table, {"pk": s("absent")}, "attribute_exists(pk)"),
    ) == [NONE, invalid(message), failed()]


def test_an_update_that_makes_the_item_too_large_cancels_and_one_to_the_limit_does_not(
    dynamodb: Any, table: str
) -> None:
    """The limit is that of the finished item, whatever UpdateItem counts beside it."""
    room = 400 * 1024 - len("pk") - len("full") - len("p")

    def grow(size: int) -> dict[str, Any]:
        return update(table, {"pk": s("full")}, "SET p = :p", ExpressionAttributeValues={":p": s("x" * size)})

    dynamodb.transact_write_items(TransactItems=[grow(room)])
    assert cancellation(dynamodb.transact_write_items, grow(room + 1)) == [
        invalid("Item size to update has exceeded the maximum allowed size")
    ]
    dynamodb.delete_item(TableName=table, Key={"pk": s("full")})


def test_an_update_that_makes_the_item_too_deep_cancels(dynamodb: Any, table: str) -> None:
    deep: dict[str, Any] = s("leaf")
    for _ in range(31):
        deep = {"M": {"n": deep}}
    dynamodb.put_item(TableName=table, Item={"pk": s("deep"), "m": {"M": {}}})
    action = update(table, {"pk": s("deep")}, "SET m.n = :v", ExpressionAttributeValues={":v": deep})
    assert cancellation(dynamodb.transact_write_items, action) == [
        invalid("Nesting Levels have exceeded supported limits")
    ]
    dynamodb.delete_item(TableName=table, Key={"pk": s("deep")})
