"""A table with local and global indexes of every projection, for tests that drive a running server.

The table has the keys pk, sk (S). ``local-all``, ``local-keys`` and ``local-some`` have the sort key ls (N);
``global-all`` has the keys gp, gs (S, N), ``global-keys`` and ``global-some`` the key gp, ``bytes`` the key gb
(B). ``-some`` holds the attribute ``held``.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

PROJECTIONS: dict[str, dict[str, Any]] = {
    "all": {"ProjectionType": "ALL"},
    "keys": {"ProjectionType": "KEYS_ONLY"},
    "some": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["held"]},
}


def keys(*names: str) -> list[dict[str, str]]:
    """The wire's KeySchema of a partition key and, perhaps, a sort key."""
    return [
        {"AttributeName": name, "KeyType": kind} for name, kind in zip(names, ("HASH", "RANGE"), strict=False)
    ]


def index(name: str, schema: list[dict[str, str]], projection: str = "all") -> dict[str, Any]:
    """The wire's definition of an index."""
    return {"IndexName": name, "KeySchema": schema, "Projection": PROJECTIONS[projection]}


def defined(types: Mapping[str, str]) -> list[dict[str, str]]:
    """The wire's AttributeDefinitions."""
    return [{"AttributeName": name, "AttributeType": kind} for name, kind in types.items()]


def create(dynamodb: Any, schema: list[dict[str, str]], types: Mapping[str, str], **parts: Any) -> str:
    """Make an on-demand table and wait until it is there; its name."""
    name = f"indexed-{uuid.uuid4().hex[:12]}"
    dynamodb.create_table(
        TableName=name,
        KeySchema=schema,
        AttributeDefinitions=defined(types),
        BillingMode="PAY_PER_REQUEST",
        **parts,
    )
    dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    return name


def create_indexed(dynamodb: Any) -> str:
    """Make the table of this module; its name."""
    return create(
        dynamodb,
        keys("pk", "sk"),
        {"pk": "S", "sk": "S", "ls": "N", "gp": "S", "gs": "N", "gb": "B"},
        LocalSecondaryIndexes=[index(f"local-{kind}", keys("pk", "ls"), kind) for kind in PROJECTIONS],
        GlobalSecondaryIndexes=[
            index("global-all", keys("gp", "gs")),
            index("global-keys", keys("gp"), "keys"),
            index("global-some", keys("gp"), "some"),
            index("bytes", keys("gb"), "keys"),
        ],
    )


def s(text: str) -> dict[str, str]:
    return {"S": text}


def n(number: object) -> dict[str, str]:
    return {"N": str(number)}


def key(partition: str, sort: str) -> dict[str, Any]:
    """The key of an item of the table."""
    return {"pk": s(partition), "sk": s(sort)}
