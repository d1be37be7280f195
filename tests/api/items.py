"""Tables of items and what is read from them, for tests that drive a running server."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

INVALID = "One or more parameter values were invalid: "
ENVELOPE = "1 validation error detected: "


def create_table(dynamodb: Any, partition: str = "pk:S", sort: str | None = None) -> str:
    """Make an on-demand table with keys written as ``name:type`` and wait until it is there; its name."""
    name = f"items-{uuid.uuid4().hex[:12]}"
    keys = [key.split(":") for key in (partition, sort) if key is not None]
    dynamodb.create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": kind} for key, kind in keys],
        KeySchema=[
            {"AttributeName": key, "KeyType": role}
            for (key, _), role in zip(keys, ("HASH", "RANGE"), strict=False)
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    return name


def refused(call: Any, **parameters: Any) -> tuple[str, str, int]:
    """Code, message and HTTP status of the error that a call answers."""
    with pytest.raises(ClientError) as error:
        call(**parameters)
    response = error.value.response
    return (
        response["Error"]["Code"],
        response["Error"]["Message"],
        response["ResponseMetadata"]["HTTPStatusCode"],
    )


def invalid(call: Any, **parameters: Any) -> str:
    """The message of the ValidationException that a call answers."""
    code, message, status = refused(call, **parameters)
    assert (code, status) == ("ValidationException", 400)
    return message


def s(text: str) -> dict[str, str]:
    return {"S": text}


def n(number: object) -> dict[str, str]:
    return {"N": str(number)}
