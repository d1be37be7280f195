"""What a transaction answers: ConsumedCapacity by table.

A transaction costs twice what its actions cost outside of one. Source: developer guide, "Amazon DynamoDB
Transactions: How it works", capacity management; members as observed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

READ: Final = "ReadCapacityUnits"
WRITE: Final = "WriteCapacityUnits"
Kind = Literal["ReadCapacityUnits", "WriteCapacityUnits"]


def consumed_by_tables(mode: str | None, kind: Kind, units: Mapping[str, float]) -> list[dict[str, Any]] | None:
    """The wire's list of ConsumedCapacity, or None when ``mode`` does not ask for it."""
    if mode == "TOTAL":
        return [_consumed(table, kind, amount) for table, amount in units.items()]
    if mode == "INDEXES":
        return [
            {**_consumed(table, kind, amount), "Table": {kind: amount, "CapacityUnits": amount}}
            for table, amount in units.items()
        ]
    return None


def _consumed(table: str, kind: Kind, units: float) -> dict[str, Any]:
    return {"TableName": table, "CapacityUnits": units, kind: units}
