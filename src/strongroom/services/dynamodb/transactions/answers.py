"""What a transaction answers: ConsumedCapacity by table.

A transaction costs twice what its actions cost outside of one. Source: developer guide, "Amazon DynamoDB
Transactions: How it works", capacity management; members as observed.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from strongroom.services.dynamodb.capacity import NO_INDEX_UNITS, IndexUnits, capacity_by_index, is_wanted

READ: Final = "ReadCapacityUnits"
WRITE: Final = "WriteCapacityUnits"
Kind = Literal["ReadCapacityUnits", "WriteCapacityUnits"]


def consumed_by_tables(
    mode: str | None,
    kind: Kind,
    units: Mapping[str, float],
    indexes: Mapping[str, IndexUnits] = MappingProxyType({}),
) -> list[dict[str, Any]] | None:
    """The wire's list of ConsumedCapacity, or None when ``mode`` does not ask for it.

    ``units`` are what the tables themselves cost, ``indexes`` what their indexes do.
    """
    if not is_wanted(mode):
        return None
    consumed = []
    for table, amount in units.items():
        of_indexes = indexes.get(table, NO_INDEX_UNITS)
        total = amount + of_indexes.total
        members = capacity_by_index(amount, of_indexes, kind) if mode == "INDEXES" else {}
        consumed.append({"TableName": table, "CapacityUnits": total, kind: total, **members})
    return consumed
