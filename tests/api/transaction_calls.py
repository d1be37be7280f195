"""Transactions as clients write them, and what is read from their answers."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

CANCELLED = "Transaction cancelled, please refer cancellation reasons for specific reasons "
CONDITION = "The conditional request failed"


def put(table: str, item: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    return {"Put": {"TableName": table, "Item": item, **parameters}}


def update(table: str, key: dict[str, Any], expression: str, **parameters: Any) -> dict[str, Any]:
    return {"Update": {"TableName": table, "Key": key, "UpdateExpression": expression, **parameters}}


def delete(table: str, key: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    return {"Delete": {"TableName": table, "Key": key, **parameters}}


def check(table: str, key: dict[str, Any], condition: str, **parameters: Any) -> dict[str, Any]:
    return {"ConditionCheck": {"TableName": table, "Key": key, "ConditionExpression": condition, **parameters}}


def get(table: str, key: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    return {"Get": {"TableName": table, "Key": key, **parameters}}


def cancellation(call: Any, *actions: dict[str, Any], **parameters: Any) -> list[dict[str, Any]]:
    """The reasons of the cancellation that a transaction answers, whose message has their codes."""
    with pytest.raises(ClientError) as error:
        call(TransactItems=list(actions), **parameters)
    response = error.value.response
    assert response["Error"]["Code"] == "TransactionCanceledException", response
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    reasons: list[dict[str, Any]] = response["CancellationReasons"]
    assert response["Error"]["Message"] == f"{CANCELLED}[{', '.join(reason['Code'] for reason in reasons)}]"
    assert "ConsumedCapacity" not in response
    return reasons


def contents(dynamodb: Any, table: str) -> list[dict[str, Any]]:
    """All items of a table."""
    items: list[dict[str, Any]] = dynamodb.scan(TableName=table, ConsistentRead=True)["Items"]
    return items
