"""The Music table and its keys, for tests that drive a running server."""

from __future__ import annotations

import time
import uuid
from typing import Any

MUSIC: dict[str, Any] = {
    "AttributeDefinitions": [
        {"AttributeName": "Artist", "AttributeType": "S"},
        {"AttributeName": "SongTitle", "AttributeType": "S"},
    ],
    "KeySchema": [
        {"AttributeName": "Artist", "KeyType": "HASH"},
        {"AttributeName": "SongTitle", "KeyType": "RANGE"},
    ],
    "ProvisionedThroughput": {"ReadCapacityUnits": 10, "WriteCapacityUnits": 5},
}


def table_name() -> str:
    """A name that no other test uses."""
    return f"Music-{uuid.uuid4().hex[:12]}"


def create_music(dynamodb: Any, name: str | None = None, **parameters: Any) -> str:
    """Make a Music table and wait until it is ACTIVE; the table's name."""
    name = name or table_name()
    dynamodb.create_table(TableName=name, **{**MUSIC, **parameters})
    dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    return name


def under_key(key_id: str) -> dict[str, Any]:
    """An SSESpecification that asks for a customer managed key."""
    return {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key_id}


def sse_description(dynamodb: Any, name: str) -> dict[str, Any] | None:
    """The table's SSEDescription, or None when the service shows none."""
    description: dict[str, Any] = dynamodb.describe_table(TableName=name)["Table"]
    sse: dict[str, Any] | None = description.get("SSEDescription")
    return sse


def wait_for_settled_key(dynamodb: Any, name: str, seconds: float = 10.0) -> dict[str, Any] | None:
    """Wait as Terraform does, until SSEDescription is no longer UPDATING; the settled description."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        sse = sse_description(dynamodb, name)
        if sse is None or sse["Status"] == "ENABLED":
            return sse
        time.sleep(0.02)
    raise AssertionError(f"{name} is still changing its key after {seconds} s")


def wait_for_status(dynamodb: Any, name: str, status: str, seconds: float = 15.0) -> None:
    """Wait until the table has this TableStatus."""
    deadline = time.monotonic() + seconds
    while dynamodb.describe_table(TableName=name)["Table"]["TableStatus"] != status:
        assert time.monotonic() < deadline, f"{name} never became {status}"
        time.sleep(0.05)


def song(title: str, **attributes: Any) -> dict[str, Any]:
    """An item of the Music table in wire form."""
    return {"Artist": {"S": "No One You Know"}, "SongTitle": {"S": title}, **attributes}


def song_key(title: str) -> dict[str, Any]:
    """The key of ``song(title)``."""
    return {"Artist": {"S": "No One You Know"}, "SongTitle": {"S": title}}
