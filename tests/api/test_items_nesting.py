"""Values that are nested too deep: which validator refuses them, and in which words.

Source: answers of the service in us-east-1, October 2026, as dynamodb-conformance records them.
"""

from __future__ import annotations

from typing import Any

import pytest

from api.items import ENVELOPE, create_table, invalid, s
from api.transaction_calls import check, update
from server import Server

NESTING = (
    "Nesting Levels have exceeded supported limits: "
    "Attributes in the item have nested levels beyond supported limit"
)
FRAMED = ENVELOPE + NESTING
NAMED = f"ExpressionAttributeValues contains invalid value: {NESTING} for key :deep"
KEY = {"pk": s("nested")}


@pytest.fixture(scope="module")
def dynamodb(server: Server) -> Any:
    return server.client("dynamodb", parameter_validation=False)


@pytest.fixture(scope="module")
def table(dynamodb: Any) -> str:
    return create_table(dynamodb)


def deep(levels: int) -> dict[str, Any]:
    value: dict[str, Any] = s("leaf")
    for _ in range(levels):
        value = {"M": {"n": value}}
    return value


@pytest.mark.parametrize(
    ("levels", "message"), [(32, ENVELOPE + NESTING), (61, ENVELOPE + NESTING), (63, NESTING)]
)
def test_items(dynamodb: Any, table: str, levels: int, message: str) -> None:
    assert invalid(dynamodb.put_item, TableName=table, Item={**KEY, "d": deep(levels)}) == message


@pytest.mark.parametrize(
    ("levels", "message"), [(32, ENVELOPE + NESTING), (61, ENVELOPE + NESTING), (63, NAMED)]
)
def test_values_of_an_update(dynamodb: Any, table: str, levels: int, message: str) -> None:
    values = {":t": s("y"), ":deep": deep(levels)}
    change = {"UpdateExpression": "SET t = :t", "ConditionExpression": "d = :deep"}
    call = {"TableName": table, "Key": KEY, **change, "ExpressionAttributeValues": values}
    assert invalid(dynamodb.update_item, **call) == message


def test_the_older_layer_takes_values_of_expressions_a_level_deeper(dynamodb: Any, table: str) -> None:
    def scan(levels: int) -> dict[str, Any]:
        values = {":deep": deep(levels)}
        return {"TableName": table, "FilterExpression": "d = :deep", "ExpressionAttributeValues": values}

    assert dynamodb.scan(**scan(32))["Count"] == 0
    assert invalid(dynamodb.scan, **scan(33)) == NAMED
    values = {"ExpressionAttributeValues": {":deep": deep(32)}}
    for action, code in (
        (check(table, KEY, "d = :deep", **values), "ConditionalCheckFailed"),
        (update(table, KEY, "SET d = :deep", **values), "ValidationError"),
    ):
        with pytest.raises(dynamodb.exceptions.TransactionCanceledException) as error:
            dynamodb.transact_write_items(TransactItems=[action])
        assert [reason["Code"] for reason in error.value.response["CancellationReasons"]] == [code]


def test_scan_reads_the_values_of_its_filter_first(dynamodb: Any, table: str) -> None:
    condition = {"ComparisonOperator": "EQ", "AttributeValueList": [deep(40)]}
    call = {"TableName": table, "ScanFilter": {"a": condition}, "ConditionalOperator": "AND"}
    assert invalid(dynamodb.scan, **call) == NESTING


def test_the_older_validator_checks_requests_that_are_nested_deeper(dynamodb: Any, table: str) -> None:
    operator = (
        f"{ENVELOPE}Value 'XOR' at 'conditionalOperator' failed to satisfy constraint: "
        "Member must satisfy enum value set: [OR, AND]"
    )
    expected = {"a": {"Value": deep(100)}, "b": {"Exists": False}}
    call = {"TableName": table, "Expected": expected, "ConditionalOperator": "XOR"}
    assert invalid(dynamodb.put_item, **call, Item=KEY) == operator
    assert invalid(dynamodb.update_item, **call, Key=KEY) == operator
    delete = {"TableName": table, "Key": KEY, "Expected": {"d": {"Value": deep(63)}}}
    assert invalid(dynamodb.delete_item, **delete, ReturnValues="BOGUS") == (
        f"{ENVELOPE}Value 'BOGUS' at 'returnValues' failed to satisfy constraint: "
        "Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]"
    )
    assert invalid(dynamodb.delete_item, **delete, ReturnValues="UPDATED_NEW") == (
        "ReturnValues can only be ALL_OLD or NONE"
    )
