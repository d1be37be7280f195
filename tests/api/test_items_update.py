"""UpdateItem through boto3."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from api.items import ENVELOPE, INVALID, create_table, invalid, n, refused, s
from server import Server


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb", parameter_validation=False, max_pool_connections=16)


@pytest.fixture(scope="module")
def table(dynamodb: Any) -> str:
    return create_table(dynamodb)


def test_an_update_changes_some_attributes(dynamodb: Any, table: str) -> None:
    key = {"pk": s("changed")}
    dynamodb.put_item(
        TableName=table,
        Item={**key, "count": n(1), "tags": {"SS": ["a", "b"]}, "doc": {"M": {"steps": {"L": [n(1)]}}}},
    )
    answer = dynamodb.update_item(
        TableName=table,
        Key=key,
        UpdateExpression=(
            "SET doc.steps = list_append(doc.steps, :more), made = if_not_exists(made, :one), "
            "#c = #c + :one DELETE tags :a ADD hits :one REMOVE absent"
        ),
        ConditionExpression="contains(tags, :b) AND size(doc.steps) = :one",
        ExpressionAttributeNames={"#c": "count"},
        ExpressionAttributeValues={
            ":more": {"L": [s("x")]},
            ":one": n(1),
            ":a": {"SS": ["a"]},
            ":b": s("b"),
        },
        ReturnValues="ALL_NEW",
    )
    assert answer["Attributes"] == {
        **key,
        "count": n(2),
        "tags": {"SS": ["b"]},
        "doc": {"M": {"steps": {"L": [n(1), s("x")]}}},
        "made": n(1),
        "hits": n(1),
    }


def test_an_update_makes_an_item(dynamodb: Any, table: str) -> None:
    for name, change in (("bare", {}), ("removal", {"UpdateExpression": "REMOVE a"})):
        dynamodb.update_item(TableName=table, Key={"pk": s(name)}, **change)
    assert dynamodb.get_item(TableName=table, Key={"pk": s("bare")})["Item"] == {"pk": s("bare")}
    assert "Item" not in dynamodb.get_item(TableName=table, Key={"pk": s("removal")})


def test_updated_values_are_the_named_parts(dynamodb: Any, table: str) -> None:
    key = {"pk": s("parts")}
    dynamodb.put_item(TableName=table, Item={**key, "a": {"M": {"b": s("old"), "c": s("kept")}}})
    update = {
        "TableName": table,
        "Key": key,
        "UpdateExpression": "SET a.b = :v",
        "ExpressionAttributeValues": {":v": s("new")},
    }
    old = dynamodb.update_item(**update, ReturnValues="UPDATED_OLD")
    assert old["Attributes"] == {"a": {"M": {"b": s("old")}}}
    new = dynamodb.update_item(**update, ReturnValues="UPDATED_NEW")
    assert new["Attributes"] == {"a": {"M": {"b": s("new")}}}


def test_concurrent_increments_are_all_counted(dynamodb: Any, table: str) -> None:
    def increment(_: int) -> None:
        dynamodb.update_item(
            TableName=table,
            Key={"pk": s("counter")},
            UpdateExpression="SET hits = if_not_exists(hits, :zero) + :one",
            ExpressionAttributeValues={":zero": n(0), ":one": n(1)},
        )

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(increment, range(200)))
    assert dynamodb.get_item(TableName=table, Key={"pk": s("counter")})["Item"]["hits"] == n(200)


def test_one_of_many_concurrent_conditional_updates_wins(dynamodb: Any, table: str) -> None:
    def take(at: int) -> bool:
        update = {
            "TableName": table,
            "Key": {"pk": s("lock")},
            "UpdateExpression": "SET holder = :me",
            "ConditionExpression": "attribute_not_exists(holder)",
            "ExpressionAttributeValues": {":me": n(at)},
        }
        try:
            dynamodb.update_item(**update)
        except dynamodb.exceptions.ConditionalCheckFailedException:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(take, range(40))) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"UpdateExpression": "SET pk = :v", "ExpressionAttributeValues": {":v": s("x")}},
            INVALID + "Cannot update attribute pk. This attribute is part of the key",
        ),
        (
            {"UpdateExpression": "SET a = :v"},
            ENVELOPE + "Invalid UpdateExpression: "
            "An expression attribute value used in expression is not defined; attribute value: :v",
        ),
        (
            {"UpdateExpression": "INVALID SYNTAX HERE"},
            ENVELOPE + 'Invalid UpdateExpression: Syntax error; token: "INVALID", near: "INVALID SYNTAX"',
        ),
        ({"UpdateExpression": ""}, ENVELOPE + "Invalid UpdateExpression: The expression can not be empty;"),
        (
            {
                "UpdateExpression": "SET a = :v",
                "ExpressionAttributeValues": {":v": s("x"), ":unused": s("y")},
            },
            ENVELOPE + "Value provided in ExpressionAttributeValues unused in expressions: keys: {:unused}",
        ),
        (
            {"UpdateExpression": "REMOVE a", "AttributeUpdates": {"a": {"Action": "DELETE"}}},
            ENVELOPE + "Can not use both expression and non-expression parameters in the same request: "
            "Non-expression parameters: {AttributeUpdates} Expression parameters: {UpdateExpression}",
        ),
        (
            {"UpdateExpression": "SET a = b"},
            "The provided expression refers to an attribute that does not exist in the item",
        ),
    ],
)
def test_updates_that_are_refused_change_nothing(
    dynamodb: Any, table: str, change: dict[str, Any], message: str
) -> None:
    key = {"pk": s("unchanged")}
    assert invalid(dynamodb.update_item, TableName=table, Key=key, **change) == message
    assert "Item" not in dynamodb.get_item(TableName=table, Key=key)


def test_an_item_does_not_grow_beyond_400_kb(dynamodb: Any, table: str) -> None:
    key = {"pk": s("growing")}
    dynamodb.put_item(TableName=table, Item={**key, "a": s("x" * 409_000)})
    update = {
        "TableName": table,
        "Key": key,
        "UpdateExpression": "SET b = :v",
        "ExpressionAttributeValues": {":v": s("x" * 1000)},
    }
    assert invalid(dynamodb.update_item, **update) == (
        "Item size to update has exceeded the maximum allowed size"
    )


def test_the_legacy_parameters(dynamodb: Any, table: str) -> None:
    update = {
        "TableName": table,
        "Key": {"pk": s("legacy")},
        "AttributeUpdates": {"n": {"Action": "ADD", "Value": n(5)}},
        "Expected": {"n": {"Exists": False}},
        "ReturnValues": "UPDATED_NEW",
    }
    assert dynamodb.update_item(**update)["Attributes"] == {"n": n(5)}
    assert refused(dynamodb.update_item, **update)[0] == "ConditionalCheckFailedException"
