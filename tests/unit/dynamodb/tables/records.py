"""Records that the tests of tables start from."""

from __future__ import annotations

from typing import Any

from strongroom.encryption.table_keys import WrappedKeys, encryption_context
from strongroom.services.dynamodb.tables.record import TableRecord
from strongroom.services.dynamodb.values.keys import KeyAttribute, KeySchema

OLD_ARN = "arn:aws:kms:us-east-1:123456789012:key/11111111-1111-1111-1111-111111111111"
NEW_ARN = "arn:aws:kms:us-east-1:123456789012:key/22222222-2222-2222-2222-222222222222"


def wrapped(arn: str, *, owned: bool = False) -> WrappedKeys:
    """Keys under ``arn``; their bytes tell which key they belong to."""
    context = encryption_context("123456789012", "Music")
    return WrappedKeys(
        arn, owned, None if owned else f"grant-of-{arn[-1]}", arn[-4:].encode(), b"\x00\xff", context
    )


def music(**changes: Any) -> TableRecord:
    """The Music table, active under the customer's old key."""
    parts: dict[str, Any] = {
        "account": "123456789012",
        "region": "us-east-1",
        "name": "Music",
        "table_id": "0b8bc1b5-4b5a-4c4f-9d3a-6a7a3c4e2f10",
        "created": 1000.0,
        "attribute_types": {"Artist": "S", "SongTitle": "S"},
        "key_schema": KeySchema(KeyAttribute("Artist", "S"), KeyAttribute("SongTitle", "S")),
        "keys": wrapped(OLD_ARN),
        "status": "ACTIVE",
    }
    return TableRecord(**{**parts, **changes})
