"""Consumed capacity: what reads and writes cost, and how an answer tells it.

Source: developer guide, "DynamoDB read and write operations"; API reference, ConsumedCapacity.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from strongroom.services.dynamodb.tables.record import TableRecord

#: Reads are counted in blocks of this many bytes.
READ_BLOCK = 4096
_WRITE_UNIT = 1024


def read_units(size: int, *, consistent: bool) -> float:
    """The units of reading ``size`` bytes; nothing found costs as much as the smallest item."""
    units = read_blocks(size)
    return float(units) if consistent else units / 2


def read_blocks(size: int) -> int:
    """How many blocks ``size`` bytes are, at least one."""
    return max(1, -(-size // READ_BLOCK))


def write_units(*sizes: int) -> float:
    """The units of a write, by the larger of the item's sizes before and after it; at least one."""
    return float(max(1, -(-max(sizes, default=0) // _WRITE_UNIT)))


def is_wanted(mode: str | None) -> bool:
    """Whether a request's ReturnConsumedCapacity asks for anything."""
    return mode == "TOTAL" or mode == "INDEXES"


class IndexUnits(NamedTuple):
    """The units that the indexes of a table cost, by index name."""

    of_local: Mapping[str, float] = MappingProxyType({})
    of_global: Mapping[str, float] = MappingProxyType({})

    @classmethod
    def of(cls, record: TableRecord, units: Mapping[str, float]) -> IndexUnits:
        """The units of the table's indexes; one that has gone meanwhile was a global one."""
        if not units:
            return NO_INDEX_UNITS
        local = {index.name for index in record.local_indexes}
        return cls(
            {name: amount for name, amount in units.items() if name in local},
            {name: amount for name, amount in units.items() if name not in local},
        )

    @property
    def total(self) -> float:
        return sum(self.of_local.values()) + sum(self.of_global.values())


NO_INDEX_UNITS: Final = IndexUnits()


def consumed_capacity(
    mode: str | None, table: str, units: float, indexes: IndexUnits = NO_INDEX_UNITS
) -> dict[str, Any] | None:
    """The wire's ConsumedCapacity of an operation on items, or None when ``mode`` does not ask for it.

    ``table`` is the name or ARN that the request used, ``units`` what the table itself costs.
    """
    if not is_wanted(mode):
        return None
    consumed: dict[str, Any] = {"TableName": table, "CapacityUnits": units + indexes.total}
    return consumed if mode == "TOTAL" else {**consumed, **capacity_by_index(units, indexes)}


def capacity_by_index(units: float, indexes: IndexUnits, kind: str | None = None) -> dict[str, Any]:
    """The members of ConsumedCapacity that ReturnConsumedCapacity=INDEXES adds.

    ``kind`` is ReadCapacityUnits or WriteCapacityUnits where the units are told under that name too.
    """

    def capacity(amount: float) -> dict[str, float]:
        return {"CapacityUnits": amount} if kind is None else {kind: amount, "CapacityUnits": amount}

    members: dict[str, Any] = {"Table": capacity(units)}
    for member, amounts in (
        ("LocalSecondaryIndexes", indexes.of_local),
        ("GlobalSecondaryIndexes", indexes.of_global),
    ):
        if amounts:
            members[member] = {name: capacity(amount) for name, amount in amounts.items()}
    return members
